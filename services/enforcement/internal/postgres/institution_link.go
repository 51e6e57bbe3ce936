package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/internal/outbox"
)

// ErrNoMatch says that there is no match with an id, or none that the caller may see.
var ErrNoMatch = errors.New("no such match")

// linkColumns are those of a match, with the departments whose lead, case or patrol it is.
const linkColumns = `m.id::text, m.kind, m.subject, m.institution::text, i.name, m.state, m.hows, m.at, m.records,
	ARRAY(SELECT c.department FROM cases c WHERE m.kind = 'lead' AND c.lead = m.subject
	UNION SELECT c.department FROM cases c WHERE m.kind = 'case' AND c.number = m.subject UNION SELECT m.department WHERE m.department <> '')`

const linkFrom = ` FROM institution_match m JOIN institution i ON i.id = m.institution `

// seenSQL keeps to what a department may see: what is about a lead or a case of its own, or its own patrol; $1 is empty for who sees all.
const seenSQL = `($1 = '' OR m.department = $1 OR m.kind = 'lead' AND EXISTS (SELECT FROM cases c WHERE c.lead = m.subject AND c.department = $1)
	OR m.kind = 'case' AND EXISTS (SELECT FROM cases c WHERE c.number = m.subject AND c.department = $1))`

func scanLink(row pgx.CollectableRow) (l institutions.Link, err error) {
	var ways, departments []string
	err = row.Scan(&l.ID, &l.Kind, &l.Subject, &l.Institution, &l.Name, &l.State, &ways, &l.At, &l.Records, &departments)
	for _, w := range ways {
		l.Hows = append(l.Hows, institutions.How(w))
	}
	for _, d := range departments {
		l.Departments = append(l.Departments, lead.Department(d))
	}
	return l, err
}

// Matches says which matches to list: those that are proposed, or those of one subject, or of one institution.
type Matches struct {
	// Department is whose matches, empty for all.
	Department          lead.Department
	Kind, Subject       string
	Institution, Behind string
	Limit               int
}

// The lists of matches, each along an index of its own.
const (
	openLinksSQL        = `SELECT ` + linkColumns + linkFrom + `WHERE m.state = 'proposed' AND m.id > $2::uuid AND ` + seenSQL + ` ORDER BY m.id LIMIT $3`
	subjectLinksSQL     = `SELECT ` + linkColumns + linkFrom + `WHERE m.kind = $4 AND m.subject = $5 AND m.id > $2::uuid AND ` + seenSQL + ` ORDER BY m.id LIMIT $3`
	institutionLinksSQL = `SELECT ` + linkColumns + linkFrom + `WHERE m.institution = $4::uuid AND m.id > $2::uuid AND ` + seenSQL + ` ORDER BY m.id LIMIT $3`
)

// ListMatches lists matches, oldest first.
func (s *Store) ListMatches(ctx context.Context, q Matches) ([]institutions.Link, error) {
	sql, args := openLinksSQL, []any{string(q.Department), idOrNil(q.Behind), q.Limit}
	switch {
	case q.Subject != "":
		sql, args = subjectLinksSQL, append(args, q.Kind, q.Subject)
	case q.Institution != "":
		sql, args = institutionLinksSQL, append(args, idOrNil(q.Institution))
	}
	rows, err := s.Log.DB.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("list matches: %w", err)
	}
	return pgx.CollectRows(rows, scanLink)
}

// SayOfMatch confirms or rejects a match, or takes that back, and lets the orders of its cases count for the institution, or not.
func (s *Store) SayOfMatch(ctx context.Context, id, word string, w institutions.Why) (l institutions.Link, err error) {
	if !canonical(id) {
		return l, ErrNoMatch
	}
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		l, err = s.say(ctx, tx, id, word, w)
		return err
	})
	return l, err
}

// lockMatchedSQL locks the cases that a match gives to an institution: an order that is being opened in one of them is there before the word, or
// heeds it.
const lockMatchedSQL = `SELECT FROM cases WHERE number IN (SELECT m.subject FROM institution_match m WHERE m.id = $1 AND m.kind = 'case'
	UNION SELECT c.number FROM institution_match m JOIN cases c ON c.lead = m.subject WHERE m.id = $1 AND m.kind = 'lead') ORDER BY number FOR UPDATE`

func (s *Store) say(ctx context.Context, tx *outbox.Tx, id, word string, w institutions.Why) (l institutions.Link, err error) {
	if _, err := tx.Exec(ctx, lockMatchedSQL, id); err != nil {
		return l, fmt.Errorf("lock the cases of a match: %w", err)
	}
	rows, err := tx.Query(ctx, `SELECT `+linkColumns+linkFrom+`WHERE m.id = $1 FOR UPDATE OF m`, id)
	if err != nil {
		return l, fmt.Errorf("load a match: %w", err)
	}
	if l, err = pgx.CollectExactlyOneRow(rows, scanLink); errors.Is(err, pgx.ErrNoRows) || err == nil && !l.SeenBy(w.By) {
		return l, ErrNoMatch
	} else if err != nil {
		return l, fmt.Errorf("load a match: %w", err)
	}
	var other, suspends bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM institution_match WHERE kind = $1 AND subject = $2 AND id <> $3 AND state IN ('certain', 'confirmed')),
		EXISTS (SELECT FROM case_order o JOIN cases c ON c.number = o.case_number WHERE o.institution IS NULL AND o.safety AND o.lifted_on IS NULL
			AND ($1 = 'case' AND c.number = $2 OR $1 = 'lead' AND c.lead = $2))`,
		l.Kind, l.Subject, l.ID).Scan(&other, &suspends); err != nil {
		return l, fmt.Errorf("other matches of a subject: %w", err)
	}
	if err := l.Say(word, other, suspends, w); err != nil {
		return l, err
	}
	return l, s.saveLink(ctx, tx, w.At, &l)
}

// LinkInstitution matches a subject to an institution because a person says so.
func (s *Store) LinkInstitution(ctx context.Context, subject institutions.Subject, institution string, w institutions.Why) (l institutions.Link, err error) {
	if !canonical(institution) {
		return l, ErrNoInstitution
	}
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		i, err := institutionsOf(ctx, tx, []string{institution})
		if err != nil {
			return err
		}
		if one, ok := i[institution]; !ok || one.Removed != "" {
			return ErrNoInstitution
		}
		p := institutions.Proposal{Institution: institution, Hows: []institutions.How{institutions.ByPerson}}
		if err := s.keepLinks(ctx, tx, w.At, []proposed{{subject, p}}); err != nil {
			return err
		}
		var id string
		if err := tx.QueryRow(ctx, `SELECT id::text FROM institution_match WHERE kind = $1 AND subject = $2 AND institution = $3`, subject.Kind, subject.ID, institution).Scan(&id); err != nil {
			return fmt.Errorf("load a match: %w", err)
		}
		l, err = s.say(ctx, tx, id, institutions.ToConfirm, w)
		return err
	})
	return l, err
}

func (s *Store) saveLink(ctx context.Context, tx *outbox.Tx, at time.Time, l *institutions.Link) error {
	var b pgx.Batch
	b.Queue(`UPDATE institution_match SET state = $2, records = $3 WHERE id = $1`, l.ID, string(l.State), l.Records)
	for _, r := range l.Fresh {
		if err := queueRecord(&b, "institution_match_record", l.ID, r); err != nil {
			return err
		}
	}
	l.Fresh = nil
	var broken *pgconn.PgError
	if err := tx.SendBatch(ctx, &b).Close(); errors.As(err, &broken) && broken.ConstraintName == "institution_match_holds" {
		return &institutions.Refusal{Code: institutions.MatchTaken, Detail: "another institution is confirmed for this subject", Cure: "undo that first"}
	} else if err != nil {
		return fmt.Errorf("save a match: %w", err)
	}
	return s.InstitutionsChanged(ctx, tx, at, "", l.Institution)
}
