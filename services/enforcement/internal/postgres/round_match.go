package postgres

import (
	"context"
	"fmt"
	"slices"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/enforcement/internal/rounds"
	"xiansuo/services/internal/outbox"
)

// matchPoints matches points of a patrol, kept with their numbers, to the institutions of the register: as <round>/<number>. A home is looked
// for by its address and code alone, since its name is a person's.
func (s *Store) matchPoints(ctx context.Context, tx *outbox.Tx, r rounds.Round, points []rounds.Point, act rounds.Act) error {
	var whose lead.Department // who decides what is proposed: a department that patrols, else who ordered it
	for _, name := range slices.Concat(r.Teams, []string{r.OrderedBy}) {
		if d := lead.Department(name); d.Valid() && whose == "" {
			whose = d
		}
	}
	var subjects []institutions.Subject
	for _, p := range points {
		if p.Institution != "" {
			continue
		}
		one := institutions.Subject{Kind: institutions.OfPatrol, ID: fmt.Sprintf("%s/%d", r.ID, p.No), Department: whose, Name: p.Name, USCC: p.USCC, Address: p.Address, Street: p.Street}
		if p.Kind == "residential" {
			one.Name = ""
		}
		subjects = append(subjects, one)
	}
	return s.Propose(ctx, tx, act.Now, subjects...)
}
