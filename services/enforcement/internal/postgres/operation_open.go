package postgres

import (
	"context"
	"fmt"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/enforcement/internal/operations"
	"xiansuo/services/internal/outbox"
)

// openLine opens the case of a line, once: a line is known by the operation, its site and its department.
func (s *Store) openLine(ctx context.Context, tx *outbox.Tx, o operations.Operation, line operations.Line, at time.Time) (string, error) {
	origin := fmt.Sprintf("%s/%d", o.ID, line.Site)
	fresh, err := s.Open(ctx, tx, []cases.Case{{Lead: origin, Department: line.Department, OpenedAt: at}})
	if err != nil {
		return "", err
	}
	if len(fresh) == 0 {
		var number string
		err := tx.QueryRow(ctx, "SELECT number FROM cases WHERE lead = $1 AND department = $2", origin, string(line.Department)).Scan(&number)
		return number, err
	}
	e, err := event.New(event.Origin{Source: s.Log.Source(), Lead: o.ID, Time: at},
		lead.CaseOpened{Case: fresh[0].Number, Department: line.Department, Role: lead.RoleLead, Origin: origin, OpenedAt: at})
	if err != nil {
		return "", err
	}
	return fresh[0].Number, tx.Append(e, "")
}
