package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/cases"
)

// CaseQuery says which cases are listed, in what part: newest first, or, of those that are late, the longest overdue first.
type CaseQuery struct {
	Department lead.Department // empty for all
	Lead       string
	Stage      cases.Stage
	Late       bool
	Party      string // a unified social credit code, an entry in the register, or a name, exactly
	Today      string
	After      string // CasePart.Next of the part before
	Limit      int
}

// CasePart is a part of a list, and where the next begins; Next is empty at the end.
type CasePart struct {
	Cases []ListedCase `json:"cases"`
	Next  string       `json:"next,omitempty"`
}

// ListedCase is a case in a list.
type ListedCase struct {
	Number     string          `json:"number"`
	Lead       string          `json:"lead,omitempty"`
	Origin     string          `json:"origin,omitempty"`
	Department lead.Department `json:"department"`
	OpenedAt   time.Time       `json:"openedAt"`
	Stage      cases.Stage     `json:"stage"`
	Category   lead.Category   `json:"category,omitempty"`
	Street     string          `json:"street,omitempty"`
	NextDue    string          `json:"nextDue,omitempty"`
	Late       bool            `json:"late,omitempty"`
	Parties    []string        `json:"parties"`
}

// ErrCursor says that a cursor is none.
var ErrCursor = errors.New("not a cursor")

// conditions build a WHERE of what is asked only, so that each list is read along its index.
type conditions struct {
	all  []string
	args pgx.NamedArgs
}

func (c *conditions) add(sql, name string, value any) {
	c.all = append(c.all, sql)
	c.args[name] = value
}

func (q CaseQuery) sql() (string, pgx.NamedArgs, error) {
	c := conditions{args: pgx.NamedArgs{"limit": q.Limit + 1, "today": q.Today}}
	if q.Department != "" {
		c.add("department = @department", "department", string(q.Department))
	}
	if q.Lead != "" {
		c.add("lead = @lead", "lead", q.Lead)
	}
	if q.Stage != "" {
		c.add("stage = @stage", "stage", string(q.Stage))
	}
	if q.Party != "" {
		c.add(`number IN (SELECT case_number FROM case_party WHERE uscc = upper(@party) UNION SELECT case_number FROM case_party WHERE institution = @party
			UNION SELECT case_number FROM case_party WHERE name = @party)`, "party", q.Party)
	}
	order := "opened_at DESC, number DESC"
	if q.Late {
		c.all = append(c.all, "next_due < @today::text::date")
		order = "next_due, number"
	}
	if q.After != "" {
		at, number, ok := strings.Cut(q.After, "~")
		form, compare := time.RFC3339Nano, "(opened_at, number) < (@at::timestamptz, @number)"
		if q.Late {
			form, compare = time.DateOnly, "(next_due, number) > (@at::text::date, @number)"
		}
		moment, err := time.Parse(form, at)
		if !ok || err != nil {
			return "", nil, ErrCursor
		}
		c.add(compare, "number", number)
		c.args["at"] = any(moment)
		if q.Late {
			c.args["at"] = at
		}
	}
	where := ""
	if len(c.all) > 0 {
		where = " WHERE " + strings.Join(c.all, " AND ")
	}
	return `SELECT number, coalesce(lead, ''), coalesce(origin, ''), department, opened_at, stage, category, street, coalesce(next_due::text, ''), coalesce(next_due < @today::text::date, false),
		ARRAY(SELECT name FROM case_party WHERE case_number = number ORDER BY no) FROM cases` + where + " ORDER BY " + order + " LIMIT @limit", c.args, nil
}

// Cases lists cases. A cursor that is none wraps ErrCursor.
func (s *Store) Cases(ctx context.Context, q CaseQuery) (CasePart, error) {
	sql, args, err := q.sql()
	if err != nil {
		return CasePart{}, err
	}
	rows, err := s.Log.DB.Query(ctx, sql, args)
	if err != nil {
		return CasePart{}, fmt.Errorf("list cases: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ListedCase])
	if err != nil {
		return CasePart{}, fmt.Errorf("list cases: %w", err)
	}
	part := CasePart{Cases: append([]ListedCase{}, list...)}
	if len(list) > q.Limit {
		part.Cases = part.Cases[:q.Limit]
		last := part.Cases[q.Limit-1]
		at := last.OpenedAt.UTC().Format(time.RFC3339Nano)
		if q.Late {
			at = last.NextDue
		}
		part.Next = at + "~" + last.Number
	}
	return part, nil
}

// KeptRecord is a record of a case with its digest.
type KeptRecord struct {
	SHA256 string          `json:"sha256"`
	Record json.RawMessage `json:"record"`
}

// MaxRecords is how many records are read at once.
const MaxRecords = 500

func recordsOf(ctx context.Context, q querier, number string, after int) ([]KeptRecord, error) {
	rows, err := q.Query(ctx, "SELECT sha256, body::json FROM case_record WHERE case_number = $1 AND no > $2 ORDER BY no LIMIT $3", number, after, MaxRecords)
	if err != nil {
		return nil, fmt.Errorf("records of case: %w", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[KeptRecord])
	if err != nil {
		return nil, fmt.Errorf("records of case: %w", err)
	}
	return out, nil
}

// Records returns the records of a case after one, at most MaxRecords.
func (s *Store) Records(ctx context.Context, number string, after int) ([]KeptRecord, error) {
	return recordsOf(ctx, s.Log.DB, number, after)
}

// Case returns a case with its first records, as it is at a moment.
func (s *Store) Case(ctx context.Context, number string, at time.Time) (c cases.Case, w cases.World, records []KeptRecord, err error) {
	tx, err := s.Log.DB.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return c, w, nil, fmt.Errorf("read case: %w", err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	err = tx.QueryRow(ctx, "SELECT state FROM cases WHERE number = $1", number).Scan(&c)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, w, nil, ErrNoCase
	}
	if err != nil {
		return c, w, nil, fmt.Errorf("read case: %w", err)
	}
	if records, err = recordsOf(ctx, tx, number, 0); err != nil {
		return c, w, nil, err
	}
	if w, err = s.Rules(at); err != nil {
		return c, w, nil, err
	}
	w.Others, err = others(ctx, tx, c)
	return c, w, records, err
}

// Owner returns whose case it is.
func (s *Store) Owner(ctx context.Context, number string) (d lead.Department, err error) {
	err = s.Log.DB.QueryRow(ctx, "SELECT department FROM cases WHERE number = $1", number).Scan(&d)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", ErrNoCase
	}
	if err != nil {
		return "", fmt.Errorf("whose case: %w", err)
	}
	return d, nil
}
