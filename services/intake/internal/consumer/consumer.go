// Package consumer takes in what routing says happened to leads, and tells their senders.
package consumer

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/postgres"
	"xiansuo/services/intake/internal/ticket"
	"xiansuo/services/internal/mask"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/webhook"
)

// readers decode routing's facts that say where a lead is, by type.
var readers = func() map[string]func(event.Event) (lead.Fact, error) {
	all := map[string]func(event.Event) (lead.Fact, error){}
	read[lead.LeadRouted](all)
	read[lead.LeadUnrouted](all)
	read[lead.LeadDeclined](all)
	read[lead.LeadTakenBack](all)
	read[lead.LeadDisputed](all)
	read[lead.LeadSplit](all)
	read[lead.LeadFolded](all)
	read[lead.LeadUnfolded](all)
	read[lead.LeadClosed](all)
	read[lead.HandoffDispatched](all)
	read[lead.HandoffSigned](all)
	read[lead.HandoffEnded](all)
	read[lead.HandoffNoted](all)
	read[lead.ReturnAsked](all)
	read[lead.AssistDone](all)
	read[lead.ClockMoved](all)
	return all
}()

func read[F lead.Fact](all map[string]func(event.Event) (lead.Fact, error)) {
	var f F
	all[f.EventType()] = func(e event.Event) (lead.Fact, error) { return event.As[F](e) }
}

// Wants says which of routing's events intake takes in.
func Wants(typ string) bool { return readers[typ] != nil }

// Routing takes in what routing says.
type Routing struct {
	Store *postgres.Store
	Now   func() time.Time
	// Calls reports whether a sender wants to be called about a kind of update.
	Calls func(sender string, kind ticket.Kind) bool
	// Link is where senders reach intake, such as https://xiansuo.example; empty leaves links out.
	Link string
}

// Handle takes a batch in, and queues calls to the senders that want them.
func (r *Routing) Handle(ctx context.Context, tx *outbox.Tx, events []outbox.Received) error {
	words := make([]ticket.Word, len(events))
	for i, e := range events {
		decode := readers[e.Type()]
		if decode == nil {
			return fmt.Errorf("intake does not take in %s", e.Type())
		}
		fact, err := decode(e.Event)
		if err != nil {
			return err
		}
		words[i] = ticket.Word{Sequence: e.Number, Lead: e.Subject(), Fact: fact}
	}
	told, err := r.Store.Tell(ctx, tx, words)
	if err != nil {
		return err
	}
	return r.call(tx, told)
}

// call queues what senders are called about. A call says that something happened, and where to read it.
func (r *Routing) call(tx *outbox.Tx, told []postgres.Told) error {
	var messages []webhook.Message
	for _, u := range told {
		if !r.Calls(u.Sender, u.Kind) {
			continue
		}
		n := webhook.Notice{Type: "ticket." + string(u.Kind), At: u.At, Lead: u.Lead}
		if u.Due != nil {
			n.Due = *u.Due
		}
		n.Number, n.Link = r.address(u.Number)
		m, err := webhook.NewMessage(u.Sender, n)
		if err != nil {
			return err
		}
		messages = append(messages, m)
		postgres.Calling(tx, u.N, m.ID())
	}
	webhook.Queue(tx, r.Now(), messages...)
	return nil
}

var plainNumber = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// address returns a ticket's number and where it is read; where it has none, or one that may say something of a person, all updates are.
func (r *Routing) address(number string) (string, string) {
	path := "/intake/api/v1/updates"
	if plainNumber.MatchString(number) && mask.New(mask.Reporter{}).Clean(number) {
		path = "/intake/api/v1/tickets/" + number
	} else {
		number = ""
	}
	if r.Link == "" {
		return number, ""
	}
	return number, r.Link + path
}
