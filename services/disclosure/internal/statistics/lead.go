package statistics

import (
	"cmp"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// Lead is what is counted of a lead. It has nothing that tells who reported or who is complained of.
type Lead struct {
	ID       string
	Received string // the day in China on which intake took it in; empty until intake's event came
	Street   string
	Channel  string
	Category lead.Category

	Ended      string // the day on which it ended; empty while it is open
	Outcome    string
	Department string // who ended it

	AnsweredAt                   time.Time // when the reporter last answered
	Answered                     string    // the day of that
	Responded, Solved, Satisfied lead.Verdict
}

// Outcomes that no department gives.
const (
	OutcomeMerged   = "merged"   // it goes on in another lead
	OutcomeReopened = "reopened" // it had ended and is open again
)

// leadTypes are the facts that change what is counted of a lead.
var leadTypes = []string{
	lead.LeadReceived{}.EventType(), lead.LeadRated{}.EventType(),
	lead.LeadRouted{}.EventType(), lead.LeadUnrouted{}.EventType(), lead.HandoffDispatched{}.EventType(),
	lead.LeadDeclined{}.EventType(), lead.LeadClosed{}.EventType(), lead.LeadFolded{}.EventType(),
	lead.LeadUnfolded{}.EventType(), lead.LeadTakenBack{}.EventType(), lead.HandoffNoted{}.EventType(),
}

// told is what is read of any event about a lead: no text of a complaint is decoded.
type told struct {
	Record   lead.Record   `json:"record"`
	Category lead.Category `json:"category"`
	Role     lead.Role     `json:"role"`
	Decision struct {
		Category lead.Category `json:"category"`
	} `json:"decision"`
	Outcome lead.Outcome `json:"outcome"`
	Left    int          `json:"left"`
	Matter  struct {
		Channel lead.Channel `json:"channel"`
		Place   *struct {
			Street string `json:"street"`
		} `json:"place"`
		ReceivedAt time.Time `json:"receivedAt"`
	} `json:"matter"`
	Responded lead.Verdict `json:"responded"`
	Solved    lead.Verdict `json:"solved"`
	Satisfied lead.Verdict `json:"satisfied"`
	At        time.Time    `json:"at"`
}

// Take changes what is counted as an event tells. Events of one source must come in order; those of several may come in any.
func (l *Lead) Take(e event.Event) error {
	var t told
	if err := event.Decode(e, &t); err != nil {
		return err
	}
	switch e.Type() {
	case lead.LeadReceived{}.EventType():
		l.Received, l.Channel = DayOf(t.Matter.ReceivedAt), string(t.Matter.Channel)
		if t.Matter.Place != nil {
			l.Street = t.Matter.Place.Street
		}
	case lead.LeadRated{}.EventType():
		if at := moment(t.At); !at.Before(l.AnsweredAt) { // of two answers at one moment the reporter's own counts
			l.rate(at, lead.Verdicts{Responded: t.Responded, Solved: t.Solved, Satisfied: t.Satisfied})
		}
	case lead.HandoffNoted{}.EventType():
		v, at := t.Record.Verdicts, moment(t.Record.At)
		if t.Record.Kind == lead.KindRevisited && v != nil && v.Reached && at.After(l.AnsweredAt) {
			l.rate(at, *v)
		}
	default:
		l.route(e.Type(), t)
	}
	return nil
}

// route takes what routing decided.
func (l *Lead) route(typ string, t told) {
	switch typ {
	case lead.LeadRouted{}.EventType(), lead.LeadUnrouted{}.EventType():
		l.Category = t.Decision.Category
	case lead.HandoffDispatched{}.EventType():
		if t.Role == lead.RoleLead {
			l.Category = cmp.Or(t.Category, t.Decision.Category)
			l.reopen()
		}
	case lead.LeadDeclined{}.EventType():
		l.Category = t.Category
		l.end(t.Record, string(lead.Declined))
	case lead.LeadClosed{}.EventType():
		if t.Left == 0 { // of a lead that was split, when its last part is done
			l.end(t.Record, string(t.Outcome))
		}
	case lead.LeadFolded{}.EventType():
		l.end(t.Record, OutcomeMerged)
	case lead.LeadUnfolded{}.EventType(), lead.LeadTakenBack{}.EventType():
		l.reopen()
	}
}

func (l *Lead) end(r lead.Record, outcome string) {
	l.Ended, l.Outcome, l.Department = DayOf(r.At), outcome, ""
	if lead.Department(r.From).Valid() {
		l.Department = r.From
	}
}

func (l *Lead) reopen() { l.Ended, l.Outcome, l.Department = "", "", "" }

// rate takes what the reporter said. Intake and routing tell it independently: the caller sees to it that nothing later is known.
func (l *Lead) rate(at time.Time, v lead.Verdicts) {
	l.AnsweredAt, l.Answered = at, DayOf(at)
	l.Responded, l.Solved, l.Satisfied = v.Responded, v.Solved, v.Satisfied
}

// moment is a time as it is kept: in microseconds.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
