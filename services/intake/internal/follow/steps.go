package follow

import (
	"slices"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/ticket"
)

// Name is one of the five steps.
type Name string

// The steps, in order.
const (
	Received Name = "received"    // 已收到
	Decided  Name = "decided"     // 已确定由谁办
	InHand   Name = "in-hand"     // 办理中
	Ended    Name = "done"        // 已办结
	Yours    Name = "your-answer" // 您的评价
)

// State is how far a step is.
type State string

// The states of a step.
const (
	Done    State = "done"
	Now     State = "now"
	Ahead   State = "ahead"
	Skipped State = "skipped" // it went another way
)

// Step is a step and how far it is. At is when it was reached last.
type Step struct {
	Step  Name       `json:"step"`
	State State      `json:"state"`
	At    *time.Time `json:"at,omitempty"`
}

var order = []Name{Received, Decided, InHand, Ended, Yours}

// steps returns the five steps: those behind the one that the report is at are done, unless it went another way.
func (r Report) steps() []Step {
	at := slices.Index(order, r.at())
	out := make([]Step, len(order))
	for i, name := range order {
		out[i] = Step{Step: name, State: Ahead}
		if i <= at {
			out[i].At = r.reached(name)
		}
		switch {
		case i < at && out[i].At == nil, i > at && r.Status == ticket.Returned:
			out[i].State = Skipped
		case i < at, i == at && (r.Status == ticket.Returned || name == Yours && r.answered()):
			out[i].State = Done
		case i == at:
			out[i].State = Now
		}
	}
	return out
}

// at is the step that a report is at.
func (r Report) at() Name {
	switch r.Status {
	case ticket.Accepted, ticket.TakenBack:
		return Received
	case ticket.Sent, ticket.Folded:
		return Decided
	case ticket.Done:
		return Yours
	case ticket.Returned:
		return Ended
	}
	return InHand
}

// answered reports whether the reporter has said something of the end that counts now.
func (r Report) answered() bool {
	end := r.end()
	return end != nil && slices.ContainsFunc(r.Answers, func(a Answer) bool { return a.Ended == end.N })
}

// reaches are the updates by which a step is reached.
var reaches = map[Name][]ticket.Kind{
	Decided: {ticket.Sent, ticket.Folded}, InHand: {ticket.Signed, ticket.Redone}, Ended: {ticket.Done, ticket.Returned}, Yours: {ticket.Done},
}

func (r Report) reached(name Name) *time.Time {
	if name == Received {
		return &r.ReceivedAt
	}
	if name == Yours {
		if n := len(r.Answers); n > 0 && r.answered() {
			return &r.Answers[n-1].At
		}
		return nil
	}
	for i, u := range slices.Backward(r.Updates) {
		if slices.Contains(reaches[name], u.Kind) && u.Part == "" && u.Role != lead.RoleAssist {
			return &r.Updates[i].At
		}
	}
	return nil
}
