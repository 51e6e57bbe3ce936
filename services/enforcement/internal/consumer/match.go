package consumer

import (
	"context"
	"slices"
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/internal/outbox"
)

// matchTypes are the facts that say whom a lead is about.
var matchTypes = []string{lead.LeadReceived{}.EventType()}

// match matches leads to institutions. What is found is proposed to officers and changes nothing else.
func (c *Consumer) match(ctx context.Context, tx *outbox.Tx, all []report) error {
	subjects := make([]institutions.Subject, 0, len(all))
	for _, received := range all {
		s := institutions.Subject{Kind: institutions.OfLead, ID: received.lead, Text: received.Matter.Title + "\n" + received.Matter.Text}
		if t := received.Matter.Target; t != nil {
			s.Name, s.USCC, s.Licence = t.Name, t.USCC, t.Licence
			if person(t.Kind) {
				s.Name = "" // this is no register of people
			}
		}
		if p := received.Matter.Place; p != nil {
			s.Address, s.Street = p.Address, p.Street
		}
		subjects = append(subjects, s)
	}
	return c.Store.Propose(ctx, tx, c.Now(), subjects...)
}

// person reports whether the kind of a party says that it is a natural person.
func person(kind string) bool {
	return slices.ContainsFunc([]string{"个人", "自然人", "教师", "person"}, func(word string) bool { return strings.Contains(kind, word) })
}
