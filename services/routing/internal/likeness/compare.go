package likeness

// How says how surely two leads are the same.
type How string

// How surely two leads are the same.
const (
	Certain   How = "certain"   // one matter: a rule folds them
	Likely    How = "likely"    // perhaps one matter: the desk decides
	Linked    How = "linked"    // the same party or place, another matter (串并): shown beside, never folded
	Different How = "different" // nothing to do with each other
)

// Codes of why two leads are the same or not.
const (
	SameText        = "same-text"        // almost word for word
	LikeText        = "like-text"        // much of it is the same
	SameRoom        = "same-room"        // the same room
	SameFloor       = "same-floor"       // the same floor of the same house
	SamePlace       = "same-place"       // the same house number, or block of an estate
	SameArea        = "same-area"        // the same estate, mall or road
	SameParty       = "same-party"       // the same party by name, code or page
	SimilarName     = "similar-name"     // parties that sound alike
	SameParticulars = "same-particulars" // subjects, stages, sums or teachers
	NearMatter      = "near-matter"      // matters that may be one
	OtherMatter     = "other-matter"     // another matter
	OwnClaim        = "own-claim"        // a claim or a harm of one person each
	OtherSum        = "other-sum"        // a claim of another sum
	OtherNumber     = "other-number"     // another house number on the same road
	OtherBuilding   = "other-building"   // another block or tower
	OtherUnit       = "other-unit"       // another entrance
	OtherFloor      = "other-floor"      // another floor
	OtherRoom       = "other-room"       // another room
	OtherPlace      = "other-place"      // another road or estate, or places that cannot be compared
	OtherTown       = "other-town"       // the same name in another town
	OtherParty      = "other-party"      // parties with other names
	OtherLessons    = "other-lessons"    // other subjects, or children of another stage
	TooVague        = "too-vague"        // one of them says too little
)

// Likeness of texts, as the share of the pairs that both have. Of 430 real messages no two about different matters reached 0.3,
// and all but one that were written twice lay above 0.4.
const (
	nearlyAll   = 0.95
	wordForWord = 0.8
	mostly      = 0.55
	alike       = 0.35
	somewhat    = 0.2
)

// Verdict is what a comparison says.
type Verdict struct {
	How        How
	Similarity float64  // of the texts, 0 to 1
	Why        []string // codes: first what is the same, then what is not
}

// Compare says whether two leads report the same matter about the same party and place. The order of the two does not matter.
func Compare(a, b Print) Verdict {
	if a.Empty() || b.Empty() {
		return Verdict{How: Different, Why: []string{TooVague}}
	}
	x, y := a.category(), b.category()
	p := pair{
		bond: bonded(x, y), exact: x == y, away: x.OutOfScope() || y.OutOfScope(), own: own[x] || own[y], event: once[x] && x == y,
		text: jaccard(&a.digest, &b.digest), found: sharesBand(&a.digest, &b.digest), grams: min(a.Grams, b.Grams),
		kinship: related(&a.Parties, &b.Parties), others: otherNames(&a.Parties, &b.Parties),
		agreement: agree(a.particulars, b.particulars),
	}
	p.nearness, p.elsewhere, p.homes = nearest(&a.Places, &b.Places)
	v := Verdict{How: p.how(), Similarity: p.text, Why: p.why()}
	if a == b {
		v.How = Certain
	}
	return v
}

// pair is what speaks for and against two leads being one.
type pair struct {
	bond      bond
	exact     bool // the same category, not only the same family
	away      bool // out of scope: two such are one matter in the same words only
	own       bool // a claim or a harm of one person
	event     bool // what happens to an institution once
	text      float64
	found     bool // the texts share a band
	grams     uint16
	kinship   kinship
	others    bool // both name somebody, and nobody is the same
	nearness  nearness
	elsewhere string // what contradicts in the places
	homes     bool   // both places are in residential estates
	agreement
}

// how weighs a pair.
func (p pair) how() How {
	placed := p.nearness >= house
	switch {
	case p.nearness == elsewhere:
		if p.kinship == same {
			return Linked
		}
		return Different
	case p.bond == one && p.certain():
		return Certain
	case p.likely():
		return Likely
	case placed || p.kinship == same || p.kinship == sounding && p.exact && !p.away:
		return Linked
	}
	return Different
}

// certain reports whether leads of one matter are the same for sure.
func (p pair) certain() bool {
	if p.nearness == blurred && p.kinship != same || p.nearness == apart || p.kinship == strangers || p.discord || p.own && p.otherSum {
		return false
	}
	known := p.nearness >= area || p.kinship >= sounding
	if p.exact && p.found && p.grams >= 2*enough && !p.others && (p.text >= nearlyAll || p.text >= wordForWord && known) {
		return true
	}
	placed, like := p.nearness >= house, p.text >= alike && !p.others
	if p.away {
		return false
	}
	if p.own {
		return like && p.text >= mostly && (placed || p.kinship == same)
	}
	told := p.kinds + p.marks
	switch {
	case p.nearness == chamber:
		return told > 0 || p.text >= somewhat
	case p.nearness == floor && p.homes && p.exact && told > 0:
		return true
	case p.event && (p.kinship == same || p.nearness == floor) && (told > 0 || p.text >= somewhat):
		return true
	case placed && (like || p.kinship == same && (told > 0 || p.text >= somewhat) || p.kinship == sounding && p.marks > 0):
		return true
	case p.nearness == floor:
		return p.marks > 0 && told > 1
	case p.kinship == same:
		return like || p.marks > 0 && told > 1
	case p.kinship == sounding:
		return p.text >= mostly
	}
	return false
}

// likely reports whether a person should look whether the leads are the same.
func (p pair) likely() bool {
	placed := p.nearness >= house
	if p.found && (p.text >= wordForWord || p.text >= mostly && p.nearness != blurred) && p.nearness != apart && p.kinship != strangers && !p.others {
		return true
	}
	if (placed || p.kinship == same) && p.text >= alike || p.nearness == area && p.text >= mostly {
		return true
	}
	if p.away {
		return p.kinship >= sounding && p.text >= somewhat
	}
	switch p.bond {
	case one:
		switch {
		case p.nearness >= floor:
			return true
		case placed:
			return !p.discord && p.kinship != strangers
		case p.kinship == same:
			return !p.discord
		case p.kinship == sounding:
			return p.nearness != apart && !p.discord && (p.text >= somewhat || p.exact && p.kinds+p.marks > 0)
		}
		return p.nearness == area && p.text >= alike && !p.others
	case near:
		return (placed || p.kinship == same) && !p.discord && (p.text >= somewhat || p.marks > 0)
	}
	return false
}

// why lists what is the same and what is not.
func (p pair) why() (out []string) {
	add := func(holds bool, code string) {
		if holds {
			out = append(out, code)
		}
	}
	add(p.text >= wordForWord, SameText)
	add(p.text >= alike && p.text < wordForWord, LikeText)
	add(p.nearness == chamber, SameRoom)
	add(p.nearness == floor, SameFloor)
	add(p.nearness == house, SamePlace)
	add(p.nearness == area, SameArea)
	add(p.kinship == same, SameParty)
	add(p.kinship == sounding, SimilarName)
	add(p.kinds+p.marks > 0, SameParticulars)
	add(p.bond == near, NearMatter)
	add(p.bond == other, OtherMatter)
	add(p.own && p.bond == one, OwnClaim)
	add(p.own && p.otherSum && p.bond == one, OtherSum)
	add(p.elsewhere != "", p.elsewhere)
	add(p.kinship == strangers, OtherParty)
	add(p.discord, OtherLessons)
	return out
}
