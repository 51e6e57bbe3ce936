package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/internal/outbox"
)

// register takes up in the register of institutions what became of a case: its parties are matched, and who is suspended by its orders, or is
// not any more, is announced.
func (s *Store) register(ctx context.Context, tx *outbox.Tx, was, c cases.Case, done cases.Done, o origin) error {
	if err := s.Propose(ctx, tx, o.at, subjectsOf(was, c)...); err != nil {
		return err
	}
	touched := done.Institutions
	if !slices.Equal(was.Parties, c.Parties) || !slices.Equal(unnamedOrders(was), unnamedOrders(c)) {
		id, err := s.ConfirmedInstitution(ctx, tx, institutions.OfCase, c.Number)
		if err != nil {
			return err
		}
		touched = append(slices.Clone(touched), id)
	}
	return s.InstitutionsChanged(ctx, tx, o.at, o.cause, touched...)
}

// unnamedOrders are the orders of a case that name no entry of the register: they count for the one that the case is matched to.
func unnamedOrders(c cases.Case) []cases.Order {
	return slices.DeleteFunc(slices.Clone(c.Orders), func(o cases.Order) bool { return o.Institution != "" })
}

// subjectsOf are the parties of a case that are new, as they are matched to institutions: who did it, where that is no person and where the
// officer named no entry.
func subjectsOf(was, c cases.Case) (out []institutions.Subject) {
	for _, p := range c.Parties {
		if p.As == "subject" && p.Kind != lead.Person && p.Institution == "" && !slices.Contains(was.Parties, p) {
			out = append(out, institutions.Subject{Kind: institutions.OfCase, ID: c.Number, Name: p.Name, USCC: p.USCC})
		}
	}
	return out
}

// matchOpened matches the parties that cases were opened with.
func (s *Store) matchOpened(ctx context.Context, tx *outbox.Tx, openings []cases.Opening, numbers []string) error {
	for i, o := range openings {
		if o.Party == nil {
			continue
		}
		p := *o.Party
		if p.As == "" {
			p.As = "subject"
		}
		if err := s.Propose(ctx, tx, o.At, subjectsOf(cases.Case{}, cases.Case{Number: numbers[i], Parties: []cases.Party{p}})...); err != nil {
			return err
		}
	}
	return nil
}

// entryOf returns the entry of the register that an input names, nil for none that stands there.
func entryOf(ctx context.Context, q querier, named any) (*cases.Entry, error) {
	id, _ := named.(string)
	if id = strings.TrimSpace(id); !canonical(id) {
		return nil, nil
	}
	var e cases.Entry
	err := q.QueryRow(ctx, "SELECT uscc FROM institution WHERE id = $1 AND removed = ''", id).Scan(&e.USCC)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for an institution: %w", err)
	}
	return &e, nil
}
