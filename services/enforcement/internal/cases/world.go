package cases

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/services/enforcement/internal/measures"
)

// Rules are the measures and limits that acts go by.
type Rules struct {
	Measures *measures.Catalogue
	Limits   *Limits
}

// Kinds of documents with which a district changes what no law sets.
const (
	MeasuresDocument = "measures"
	ClocksDocument   = "clocks"
)

// DefaultRules returns what xiansuo ships.
var DefaultRules = sync.OnceValues(func() (Rules, error) {
	m, err := measures.Default()
	if err != nil {
		return Rules{}, err
	}
	l, err := DefaultLimits()
	return Rules{m, l}, err
})

// With returns the rules with a district's documents, by kind. An unknown kind is wrong.
func (r Rules) With(documents map[string]string) (out Rules, err error) {
	out = r
	for kind, content := range documents {
		switch kind {
		case MeasuresDocument:
			out.Measures, err = r.Measures.Override([]byte(content))
		case ClocksDocument:
			out.Limits, err = r.Limits.Override([]byte(content))
		default:
			err = fmt.Errorf("there is no setting of that kind: use %s or %s", MeasuresDocument, ClocksDocument)
		}
		if err != nil {
			return r, err
		}
	}
	return out, nil
}

// World returns what an act goes by at a moment.
func (r Rules) World(at time.Time) World {
	return World{At: at, Calendar: calendar.Default(), Measures: r.Measures, Limits: r.Limits}
}

// EvidenceNamed returns the ids of evidence that the papers of an input name; none where it has not the form of papers.
func EvidenceNamed(papers any) (ids []string) {
	at := slices.IndexFunc(everyAct, func(f Field) bool { return f.Name == "papers" })
	in, refusal := read(everyAct[at:at+1], map[string]any{"papers": papers}, "")
	if refusal != nil {
		return nil
	}
	for _, p := range in.rows("papers") {
		if id := p.text("evidence"); id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}
