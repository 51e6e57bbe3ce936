package ticket

import (
	"slices"
	"time"

	"xiansuo/pkg/lead"
)

// Due is a clock that runs: what somebody must do, and until when.
type Due struct {
	ID          string      `json:"id"`
	Step        lead.Step   `json:"step"`
	Against     lead.Holder `json:"against"`
	At          time.Time   `json:"at"`
	Provisional bool        `json:"provisional,omitempty"`
}

// told are the steps whose due dates a reporter may be told. What a department owes others is its own affair.
var told = []lead.Step{lead.StepDecide, lead.StepSign, lead.StepAccept, lead.StepHandle, lead.StepReview, lead.StepRule, lead.StepAnswer, lead.StepReceipt}

// count keeps what a record does to clocks: it ends or rests some, and starts others. Nothing is due of what has ended.
func (s *Standing) count(r lead.Record) {
	for _, stop := range r.Stops {
		s.drop(stop.ID, stop.Against)
	}
	s.runs(r.Clocks)
	if r.Holder == lead.Nobody {
		s.Dues = nil
	}
}

// runs keeps clocks as they run now.
func (s *Standing) runs(clocks []lead.Clock) {
	for _, k := range clocks {
		if !slices.Contains(told, k.Step) {
			continue
		}
		s.drop(k.ID, k.Against)
		s.Dues = append(s.Dues, Due{k.ID, k.Step, k.Against, k.Due, k.Provisional})
	}
}

func (s *Standing) drop(id string, against lead.Holder) {
	s.Dues = slices.DeleteFunc(s.Dues, func(d Due) bool { return d.ID == id && d.Against == against })
}

// Next returns what is due of a step next, of whoever holds the lead or was offered it; nil when nothing is.
func (s *Standing) Next(step lead.Step) (next *Due) {
	for i, d := range s.Dues {
		mine := d.Against == s.Holder || d.Against == lead.HolderOf(s.Offered) && s.Offered != ""
		if d.Step == step && mine && (next == nil || d.At.Before(next.At)) {
			next = &s.Dues[i]
		}
	}
	return next
}
