package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/internal/outbox"
)

// Wanted says which publications somebody who works on them looks for; an empty member fits all.
type Wanted struct {
	Stage      publication.Stage
	Department string
	Due        string // due on this day or before
}

// Item is a publication in a list of those who work on them.
type Item struct {
	ID         string            `json:"id"`
	Product    lead.Product      `json:"product"`
	Department string            `json:"department"`
	Number     string            `json:"number,omitempty"`
	Stage      publication.Stage `json:"stage"`
	Standing   publication.State `json:"standing,omitempty"`
	Due        string            `json:"due,omitempty"`
	Overdue    bool              `json:"overdue,omitempty"`
	Objections int               `json:"objections,omitempty"`
}

// Publications lists publications by when they are due, and the cursor of what follows.
func (s *Store) Publications(ctx context.Context, w Wanted, cursor, today string, limit int) ([]Item, string, error) {
	where, args := []string{"true"}, []any{}
	add := func(condition string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", len(args)), 1)
		}
		where = append(where, condition)
	}
	if w.Stage != "" {
		add("stage = ?", string(w.Stage))
	}
	if w.Department != "" {
		add("department = ?", w.Department)
	}
	if w.Due != "" {
		add("due <= ?::text::date", w.Due)
	}
	if due, id, ok := strings.Cut(cursor, "~"); ok && publication.ValidDay(due) {
		add("(due, id) > (?::text::date, ?)", due, id)
	}
	args = append(args, limit+1)
	rows, err := s.Log.DB.Query(ctx, fmt.Sprintf(`SELECT id, product, department, number, stage, standing, due::text, coalesce((state->>'objections')::int, 0)
		FROM publication WHERE %s ORDER BY publication.due, id LIMIT $%d`, strings.Join(where, " AND "), len(args)), args...)
	if err != nil {
		return nil, "", fmt.Errorf("list publications: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (i Item, err error) {
		err = row.Scan(&i.ID, &i.Product, &i.Department, &i.Number, &i.Stage, &i.Standing, &i.Due, &i.Objections)
		return i, err
	})
	if err != nil {
		return nil, "", fmt.Errorf("list publications: %w", err)
	}
	next := ""
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].Due + "~" + list[limit-1].ID
	}
	for i := range list {
		if list[i].Due == never {
			list[i].Due = ""
		}
		list[i].Overdue = list[i].Due != "" && list[i].Due < today
	}
	return list, next, nil
}

// Desk returns a publication with all that is known of it, or ErrNoPublication. What was sealed after it was drafted nobody reads any more.
func (s *Store) Desk(ctx context.Context, id string) (Desk, error) {
	d, err := loadDesk(ctx, s.Log.DB, id)
	if err == nil && d.Dropped == string(publication.Sealed) {
		d.Content, d.Files = publication.Content{Title: d.Public(publication.Content{}).Title}, nil
	}
	return d, err
}

// Steps returns the records of a publication, oldest first.
func (s *Store) Steps(ctx context.Context, id string) ([]publication.Step, error) {
	rows, err := s.Log.DB.Query(ctx, "SELECT data FROM publication_step WHERE publication = $1 ORDER BY no", id)
	if err != nil {
		return nil, fmt.Errorf("steps: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (step publication.Step, err error) {
		var raw []byte
		if err := row.Scan(&raw); err != nil {
			return step, err
		}
		return step, json.Unmarshal(raw, &step)
	})
}

// Versions returns what the public saw of each version, newest first: history, for staff only, and for nobody once it is sealed.
func (s *Store) Versions(ctx context.Context, id string) ([]publication.Public, error) {
	rows, err := s.Log.DB.Query(ctx, `SELECT v.public FROM publication_version v JOIN publication p ON p.id = v.publication
		WHERE v.publication = $1 AND coalesce(p.state->>'dropped', '') <> $2 ORDER BY v.version DESC`, id, string(publication.Sealed))
	if err != nil {
		return nil, fmt.Errorf("versions: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (publication.Public, error) {
		var raw []byte
		if err := row.Scan(&raw); err != nil {
			return publication.Public{}, err
		}
		return publicOf(raw)
	})
}

// Write keeps what somebody wrote by hand as a draft. The same request again, by the same actor, is the same publication.
func (s *Store) Write(ctx context.Context, a publication.Act, request string, w publication.Written) (id string, err error) {
	if request != "" {
		request = a.Actor.Name + "\n" + request
	}
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		if request != "" {
			if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", request); err != nil {
				return fmt.Errorf("lock request: %w", err)
			}
			err := tx.QueryRow(ctx, "SELECT id FROM publication WHERE request = $1", request).Scan(&id)
			if err == nil {
				return nil
			}
			if !errors.Is(err, pgx.ErrNoRows) {
				return fmt.Errorf("find request: %w", err)
			}
		}
		if w.Told, w.Known, err = cited(ctx, tx, w.Number); err != nil {
			return err
		}
		if id, err = s.nextID(ctx, tx, string(w.Product), a.At); err != nil {
			return err
		}
		p, content, err := publication.Write(id, a, w, s.rules())
		if err != nil {
			return err
		}
		if err := s.save(ctx, tx, &Desk{Publication: p, Content: content}, origin{at: a.At}); err != nil {
			return err
		}
		if request != "" {
			tx.Later("UPDATE publication SET request = $2 WHERE id = $1", id, request)
		}
		return nil
	})
	return id, err
}

// cited returns whom the public decision of a number names, as it shows them, and their ids in the register. Of what is sealed nothing is
// written by hand either.
func cited(ctx context.Context, q querier, number string) (told, known []string, err error) {
	if number == "" {
		return nil, nil, nil
	}
	rows, err := q.Query(ctx, "SELECT coalesce(public, '{}'), standing, coalesce(state->>'dropped', '') FROM publication WHERE product = 'P1' AND number = $1 AND number <> '' LIMIT 20", number)
	if err != nil {
		return nil, nil, fmt.Errorf("find decision: %w", err)
	}
	var raw []byte
	var standing publication.State
	var dropped string
	_, err = pgx.ForEachRow(rows, []any{&raw, &standing, &dropped}, func() error {
		if dropped == string(publication.Sealed) {
			return publication.Refusal{Code: publication.Sealed, Detail: "of such cases only numbers are ever told"}
		}
		if standing != publication.Published {
			return nil
		}
		p, err := publicOf(raw)
		told, known = append(told, p.Parties...), append(known, p.Institutions...)
		return err
	})
	return told, known, err
}

// Kept is one duty and whether it was kept.
type Kept struct {
	Publication string               `json:"publication"`
	Department  string               `json:"department"`
	Kind        publication.DutyKind `json:"kind"`
	Clock       string               `json:"clock"`
	From        string               `json:"from"`
	Due         string               `json:"due"`
	Met         string               `json:"met,omitempty"`
	Late        bool                 `json:"late,omitempty"`
}

// Duties lists what was due in a month (2026-07), by day, and whether it was done in time: of a department or of all.
func (s *Store) Duties(ctx context.Context, month, department, today string, limit int) ([]Kept, error) {
	rows, err := s.Log.DB.Query(ctx, `SELECT d.publication, p.department, d.kind, d.clock, d.starts::text, d.due::text, coalesce(d.met::text, ''), coalesce(d.met, $4::text::date) > d.due
		FROM publication_duty d JOIN publication p ON p.id = d.publication
		WHERE d.due >= ($1 || '-01')::date AND d.due < ($1 || '-01')::date + interval '1 month' AND ($2 = '' OR p.department = $2)
		ORDER BY d.due, d.publication, d.place LIMIT $3`, month, department, limit, today)
	if err != nil {
		return nil, fmt.Errorf("duties: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Kept])
}
