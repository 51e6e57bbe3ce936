package rules

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"xiansuo/pkg/lead"
)

// Share is a numerator and its denominator.
type Share struct{ Of, All int }

func (s *Share) count(hit bool) {
	s.All++
	if hit {
		s.Of++
	}
}

// Report is how a rule set does on labelled complaints.
//
// A complaint is in scope if any annotator says so, and out of scope if any annotator says so: one on which they disagree
// counts against the rules on both sides. A decision is a department or None; what goes to the desk is none. It is right if
// it is the lead or an acceptable lead of any annotator.
type Report struct {
	SentAway  Share // in scope, yet decided None; of those in scope
	Reached   Share // out of scope, yet decided for a department; of those out of scope
	RightLead Share // decided right; of those in scope and decided, for a department or for None
	Decided   Share // decided without a person; of all
	Right     Share // decided right; of those decided
	None      Share // what always answering None would score as Right

	// Of cases with one expected answer: agreement of the decision, or of the proposal if it goes to the desk.
	Lead, Category, Urgency, Assist Share

	Confusion map[[2]string]int // expected lead, decided lead; "desk" is no decision
}

// desk stands in the confusion table for complaints that are not decided.
const desk = "desk"

// sample is a labelled complaint in either of two formats: with labels of annotators, or with one expected answer.
type sample struct {
	ID      string       `json:"id"`
	Topic   string       `json:"topic"`
	Text    string       `json:"text"`
	Channel lead.Channel `json:"channel"`
	Address string       `json:"address"`
	Labels  []label      `json:"labels"`

	Lead     string            `json:"expected_lead"`
	Assist   []lead.Department `json:"expected_assist"`
	Category lead.Category     `json:"category"`
	Urgency  lead.Urgency      `json:"urgency"`
}

// label is what one annotator says.
type label struct {
	InScope    bool     `json:"in_scope"`
	Lead       string   `json:"lead"`
	Acceptable []string `json:"also_acceptable"`
}

// Measure decides the labelled complaints of r, one JSON object per line, and compares.
func Measure(set *Set, r io.Reader) (Report, error) {
	report := Report{Confusion: map[[2]string]int{}}
	err := eachSample(r, func(s sample) {
		d := set.Decide(Input{Title: s.Topic, Text: s.Text, Channel: s.Channel, Address: s.Address})
		if s.Lead != "" {
			report.agree(s, d)
		}
		report.add(s.Labels, d)
	})
	return report, err
}

// eachSample reads labelled complaints, one JSON object per line. One expected answer is the label of one annotator.
func eachSample(r io.Reader, do func(sample)) error {
	decoder := json.NewDecoder(r)
	for n := 1; ; n++ {
		var s sample
		if err := decoder.Decode(&s); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("complaint %d: %w", n, err)
		}
		if s.Lead != "" {
			s.Labels = append(s.Labels, label{InScope: s.Lead != None, Lead: s.Lead})
		}
		if len(s.Labels) == 0 {
			return fmt.Errorf("complaint %d (%s) has no label: add labels or expected_lead", n, s.ID)
		}
		do(s)
	}
}

// add counts one decision against the labels of one complaint.
func (r *Report) add(labels []label, d Decision) {
	in := slices.ContainsFunc(labels, func(l label) bool { return l.InScope })
	out := slices.ContainsFunc(labels, func(l label) bool { return !l.InScope })
	right := func(answer string) bool {
		return slices.ContainsFunc(labels, func(l label) bool { return l.Lead == answer || slices.Contains(l.Acceptable, answer) })
	}
	if in {
		r.SentAway.count(d.Decided && d.Lead == None)
	}
	if out {
		r.Reached.count(d.Decided && d.Lead != None)
	}
	r.Decided.count(d.Decided)
	r.None.count(right(None))
	r.Confusion[[2]string{expected(labels), decided(d)}]++
	if !d.Decided {
		return
	}
	r.Right.count(right(d.Lead))
	if in {
		r.RightLead.count(right(d.Lead))
	}
}

// expected returns the lead of the first annotator who sees a real lead, or None.
func expected(labels []label) string {
	for _, l := range labels {
		if l.InScope {
			return l.Lead
		}
	}
	return None
}

func decided(d Decision) string {
	if !d.Decided {
		return desk
	}
	return d.Lead
}

// agree compares a decision with the one expected answer. Nobody is right for a complaint that is too vague.
func (r *Report) agree(s sample, d Decision) {
	answer := d.Lead
	if d.Category == lead.Vague {
		answer = None
	}
	r.Lead.count(answer == s.Lead)
	r.Category.count(d.Category == s.Category)
	r.Urgency.count(d.Urgency == s.Urgency)
	r.Assist.count(slices.Equal(sorted(d.Assist), sorted(s.Assist)))
}

func sorted(departments []lead.Department) []lead.Department {
	out := slices.Clone(departments)
	slices.Sort(out)
	return out
}
