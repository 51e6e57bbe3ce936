// Package follow is what whoever has the code of a report sees of it, in five plain steps, and may do about it.
//
//	received ─► decided who ─► in hand ─► done ─► your answer
//	               ▲                       │           │
//	               └──── something new ────┴── redo ───┘   the desk decides
//
// It says who holds the report since when, what is due when, and what happened, and nothing else: no text of the complaint, no name of a
// person, no address. Everything here is a pure function of what intake knows and the time.
package follow

import (
	"slices"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/ticket"
)

// Report is what intake knows of a report.
type Report struct {
	Lead       string
	ReceivedAt time.Time
	// Updates are what was told of it, in order, and Status how far it is by that.
	Updates []Update
	Status  ticket.Kind
	// In is the lead that it goes on in, or itself; Where are the standings of that and of its parts.
	In    string
	Where []ticket.Standing
	// Answers are what the reporter said of its ends.
	Answers []Answer
}

// Update is an update with its place among all.
type Update struct {
	N int64
	ticket.Update
}

// Answer is what a reporter said of an end.
type Answer struct {
	Ended     int64        `json:"-"`
	Redo      bool         `json:"redo"`
	Responded lead.Verdict `json:"responded"`
	Solved    lead.Verdict `json:"solved"`
	Satisfied lead.Verdict `json:"satisfied"`
	At        time.Time    `json:"at"`
}

// View is what is shown.
type View struct {
	Lead       string      `json:"lead"`
	ReceivedAt time.Time   `json:"receivedAt"`
	Status     ticket.Kind `json:"status"`
	Steps      []Step      `json:"steps"`
	Holders    []Holder    `json:"holders"`
	Happened   []Event     `json:"happened"`
	// Elsewhere is where to go when it is not for this system, or was not accepted.
	Elsewhere *Elsewhere `json:"elsewhere,omitempty"`
	Answers   []Answer   `json:"answers"`
	May       May        `json:"may"`
}

// Holder is who has the report, or a part of it, and what is due.
type Holder struct {
	Part string `json:"part,omitempty"`
	// Party is a department, "desk" or "taskforce".
	Party string    `json:"party"`
	Name  lead.Name `json:"name"`
	Since time.Time `json:"since"`
	// Asked was offered it and has not signed.
	Asked     string     `json:"asked,omitempty"`
	AskedName *lead.Name `json:"askedName,omitempty"`
	Dues      []Due      `json:"dues,omitempty"`
}

// Due is what the holder, or who was asked, must do by when.
type Due struct {
	Step        lead.Step `json:"step"`
	At          time.Time `json:"at"`
	Provisional bool      `json:"provisional,omitempty"`
	Late        bool      `json:"late,omitempty"`
}

// Event is something that happened. Folded says that it happened to the lead that the report goes on in.
type Event struct {
	Kind        ticket.Kind     `json:"kind"`
	At          time.Time       `json:"at"`
	Department  lead.Department `json:"department,omitempty"`
	Role        lead.Role       `json:"role,omitempty"`
	Reason      string          `json:"reason,omitempty"`
	ReasonName  *lead.Name      `json:"reasonName,omitempty"`
	Text        string          `json:"text,omitempty"`
	Explanation *lead.Name      `json:"explanation,omitempty"`
	Due         *time.Time      `json:"due,omitempty"`
	Part        string          `json:"part,omitempty"`
	Left        int             `json:"left,omitempty"`
	Parts       int             `json:"parts,omitempty"`
	Folded      bool            `json:"folded,omitempty"`
	Verdicts    *lead.Verdicts  `json:"verdicts,omitempty"`
}

// Elsewhere says why a report is not handled here and where it may go.
type Elsewhere struct {
	Reason      string     `json:"reason"`
	Name        lead.Name  `json:"name"`
	Explanation *lead.Name `json:"explanation,omitempty"`
	// Routes are those that stay open whoever is competent.
	Routes []Route `json:"routes"`
}

// Of returns what is shown of a report.
func Of(r Report, window Window, now time.Time) View {
	v := View{Lead: r.Lead, ReceivedAt: r.ReceivedAt, Status: r.Status, Answers: append([]Answer{}, r.Answers...), May: r.may(window, now)}
	v.Holders = r.holders(now)
	v.Happened = r.happened()
	v.Steps = r.steps()
	v.Elsewhere = r.elsewhere()
	return v
}

// shownSteps are whose due dates are shown, in order.
var shownSteps = []lead.Step{lead.StepDecide, lead.StepSign, lead.StepAccept, lead.StepHandle, lead.StepReview, lead.StepRule, lead.StepReceipt, lead.StepAnswer}

func (r Report) holders(now time.Time) []Holder {
	out := []Holder{}
	for i := range r.Where {
		s := &r.Where[i]
		mine := s.Lead == r.In || lead.WholeOf(s.Lead) == r.In
		if s.Holder == lead.Nobody || !mine {
			continue
		}
		h := Holder{Party: string(s.Holder), Name: s.Holder.Name(), Since: s.Since}
		if s.Lead != r.In {
			h.Part = part(s.Lead)
		}
		if s.Offered != "" {
			name := s.Offered.Name()
			h.Asked, h.AskedName = string(s.Offered), &name
		}
		for _, step := range shownSteps {
			if d := s.Next(step); d != nil {
				h.Dues = append(h.Dues, Due{step, d.At, d.Provisional, !now.Before(d.At)})
			}
		}
		out = append(out, h)
	}
	return out
}

// part is the number of a part within its whole; the lead of somebody else's report is not named.
func part(id string) string {
	whole := lead.WholeOf(id)
	if id == "" || id == whole {
		return ""
	}
	return id[len(whole)+1:]
}

func (r Report) happened() []Event {
	out := []Event{}
	for _, u := range r.Updates {
		e := Event{Kind: u.Kind, At: u.At, Department: u.Department, Role: u.Role, Reason: u.Reason, Text: u.Text, Explanation: (*lead.Name)(u.Explanation), Due: u.Due,
			Part: part(u.Part), Left: u.Left, Parts: len(u.Parts), Folded: u.About != u.Lead, Verdicts: u.Verdicts}
		if name := reasonName(u.Update); name.ZH != "" {
			e.ReasonName = &name
		}
		if u.Part != "" && u.Part == u.About {
			e.Part = "1" // the first of the parts is the lead itself
		}
		out = append(out, e)
	}
	return out
}

func reasonName(u ticket.Update) lead.Name {
	if u.Kind == ticket.Returned {
		return lead.Category(u.Reason).Name()
	}
	return lead.Outcome(u.Reason).Name()
}

// end returns the update that told the end that counts now, or nil when the report goes on.
func (r Report) end() *Update {
	if r.Status != ticket.Done {
		return nil
	}
	for i, u := range slices.Backward(r.Updates) {
		if u.Kind == ticket.Done && u.Part == "" {
			return &r.Updates[i]
		}
	}
	return nil
}

// Newest is the newest update, or 0.
func (r Report) Newest() int64 {
	if n := len(r.Updates); n > 0 {
		return r.Updates[n-1].N
	}
	return 0
}
