package statistics

// Difference is a figure that does not say what counting its members again gives.
type Difference struct {
	Figure
	Kept    int64 `json:"kept"`
	Counted int64 `json:"counted"`
}

// Recount counts the members of a draft again and returns the figures that differ from what is kept or published: none, unless somebody
// changed either.
func (d Draft) Recount() (out []Difference) {
	for _, p := range Populations() {
		known := d.Known[p]
		again := NewNetwork(known.Network.Smallest, p.Frame(d.Streets))
		for _, m := range known.Members {
			again.Add(p.Round(m.Attributes, d.Streets), 1)
		}
		for _, a := range again.Arcs {
			if a.Table == "" {
				continue
			}
			if kept := known.Network.Arc(a.Figure); kept == nil || kept.N != a.N {
				difference := Difference{Figure: a.Figure, Counted: a.N}
				if kept != nil {
					difference.Kept = kept.N
				}
				out = append(out, difference)
			}
		}
	}
	for i, table := range d.tables() { // what is published is what the kept figures give
		for row := range table.Cells {
			for column, c := range table.Cells[row] {
				if published := d.Release.Tables[i].Cells[row][column]; published != c {
					out = append(out, Difference{Figure{table.Name, table.Rows[row], table.Columns[column]}, published.N, c.N})
				}
			}
		}
	}
	return out
}
