package likeness

// kinship says how two leads' parties stand to each other.
type kinship int

const (
	nobody    kinship = iota // one lead names none for sure
	strangers                // different ones
	sounding                 // names that sound alike, or were read from running text
	same
)

// related compares the parties of two leads.
func related(a, b *[maxParties]party) kinship {
	best := nobody
	for _, x := range a {
		for _, y := range b {
			switch {
			case x.How == 0 || y.How == 0 || x.How > hint || y.How > hint:
			case x.ID == y.ID && x.How <= name && y.How <= name:
				return same
			case x.ID == y.ID:
				best = sounding
			case x.How <= name && y.How <= name:
				best = max(best, strangers)
			}
		}
	}
	return best
}

// otherNames reports whether two leads name institutions or schools, however surely, and not one is the same: then a like text
// says nothing.
func otherNames(a, b *[maxParties]party) bool {
	differ := false
	for _, x := range a {
		for _, y := range b {
			if x.How == 0 || y.How == 0 {
				continue
			}
			if x.ID == y.ID {
				return false
			}
			differ = differ || (x.How == school) == (y.How == school)
		}
	}
	return differ
}
