package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/event"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/disclosure/internal/redaction"
	"xiansuo/services/internal/outbox"
)

// publicationTables are the tables of publications whose rows change.
var publicationTables = []string{"publication", "publication_duty", "decision", "objection"}

// never is the day of what is not due.
const never = "9999-12-31"

// Desk is a publication with all that is known of it, while somebody works on it.
type Desk struct {
	*publication.Publication
	Content publication.Content
	Files   []redaction.Part // the words of its files
	Shown   publication.Public
	edition int
	version int
}

// querier is a pool or a transaction.
type querier interface {
	Query(context.Context, string, ...any) (pgx.Rows, error)
	QueryRow(context.Context, string, ...any) pgx.Row
}

// Change gives decide a publication, locked, and saves what it made of it with its records and facts: all or nothing. The error of decide
// is returned as it is, and then nothing is saved.
func (s *Store) Change(ctx context.Context, id string, at time.Time, decide func(context.Context, *outbox.Tx, *Desk) error) (Desk, error) {
	var desk Desk
	err := s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		var err error
		desk, err = s.change(ctx, tx, id, origin{at: at}, decide)
		return err
	})
	return desk, err
}

// origin is when something happens, and because of what event, where it is because of one.
type origin struct {
	at           time.Time
	cause, trace string
}

func (s *Store) change(ctx context.Context, tx *outbox.Tx, id string, o origin, decide func(context.Context, *outbox.Tx, *Desk) error) (Desk, error) {
	// It is locked first and read then: one statement that waits sees the new row beside the edition of before, and finds nothing.
	if _, err := tx.Exec(ctx, "SELECT FROM publication WHERE id = $1 FOR UPDATE", id); err != nil {
		return Desk{}, fmt.Errorf("lock publication: %w", err)
	}
	desk, err := loadDesk(ctx, tx, id)
	if err != nil {
		return desk, err
	}
	if err := decide(ctx, tx, &desk); err != nil {
		return desk, err
	}
	return desk, s.save(ctx, tx, &desk, o)
}

// loadDesk reads a publication with its newest edition and the words of its files, or ErrNoPublication.
func loadDesk(ctx context.Context, q querier, id string) (Desk, error) {
	var state, content, shown []byte
	err := q.QueryRow(ctx, `SELECT p.state, e.content, p.public FROM publication p JOIN publication_edition e ON e.publication = p.id AND e.edition = p.edition
		WHERE p.id = $1`, id).Scan(&state, &content, &shown)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return Desk{}, ErrNoPublication
	case err != nil:
		return Desk{}, fmt.Errorf("load publication: %w", err)
	}
	desk := Desk{Publication: &publication.Publication{}}
	if err := errors.Join(json.Unmarshal(state, desk.Publication), json.Unmarshal(content, &desk.Content)); err != nil {
		return Desk{}, fmt.Errorf("read publication: %w", err)
	}
	if shown != nil {
		if desk.Shown, err = publicOf(shown); err != nil {
			return Desk{}, err
		}
	}
	desk.edition, desk.version = desk.Edition, desk.Version
	desk.Files, err = fileParts(ctx, q, id, desk.Content.Files)
	return desk, err
}

// save writes what changed, at once: the next event of a batch may speak of the same publication.
func (s *Store) save(ctx context.Context, tx *outbox.Tx, d *Desk, o origin) error {
	var b pgx.Batch
	if err := s.write(&b, d, o); err != nil {
		return err
	}
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("save publication: %w", err)
	}
	return s.announce(tx, d, o)
}

// write queues what changed.
func (s *Store) write(b *pgx.Batch, d *Desk, o origin) error {
	switch {
	case d.Version > d.version:
		d.Shown = d.Public(d.Content)
	case d.Standing != "":
		d.Shown = d.Stands(d.Shown, publication.Today(o.at))
	}
	if d.Edition > d.edition {
		content, err := json.Marshal(d.Content)
		if err != nil {
			return fmt.Errorf("write content: %w", err)
		}
		if d.edition == 0 {
			if err := s.row(b, d, o.at); err != nil {
				return err
			}
		}
		b.Queue("INSERT INTO publication_edition (publication, edition, at, content) VALUES ($1, $2, $3, $4)", d.ID, d.Edition, o.at, content)
	}
	if d.edition > 0 {
		if err := s.row(b, d, o.at); err != nil {
			return err
		}
	}
	for i, duty := range d.Duties {
		b.Queue(`INSERT INTO publication_duty (publication, place, kind, clock, starts, due, met) VALUES ($1, $2, $3, $4, $5::text::date, $6::text::date, nullif($7, '')::date)
			ON CONFLICT (publication, place) DO UPDATE SET met = excluded.met WHERE publication_duty.met IS NULL`, d.ID, i, string(duty.Kind), duty.Clock, duty.From, duty.Due, duty.Met)
	}
	if d.Version > d.version {
		shown, err := json.Marshal(d.Shown)
		if err != nil {
			return fmt.Errorf("write publication: %w", err)
		}
		b.Queue("INSERT INTO publication_version (publication, version, at, sha256, public) VALUES ($1, $2, $3, $4, $5)", d.ID, d.Version, o.at, d.Shown.Digest(), shown)
	}
	d.edition, d.version = d.Edition, d.Version
	return nil
}

// row writes the row of a publication.
func (s *Store) row(b *pgx.Batch, d *Desk, at time.Time) error {
	state, err := json.Marshal(d.Publication)
	if err != nil {
		return fmt.Errorf("write publication: %w", err)
	}
	var shown []byte
	var shownAt *time.Time
	search, month, terms := "", "", []string{}
	if d.Standing != "" {
		if shown, err = json.Marshal(d.Shown); err != nil {
			return fmt.Errorf("write publication: %w", err)
		}
		became := d.PublishedAt // what it is: a tombstone is news too
		if d.WithdrawnAt != nil {
			became = *d.WithdrawnAt
		}
		shownAt, month = &became, d.Shown.Month()
		if d.Standing == publication.Published {
			searched := d.Shown.Searched()
			search, terms = publication.Plain(searched), publication.Terms(searched)
		}
	}
	until := d.Until
	if d.Standing == publication.Published {
		until = d.Shown.NextEnd()
	}
	due := d.Due()
	if due == "" {
		due = never
	}
	b.Queue(`INSERT INTO publication (id, product, department, case_number, number, stage, standing, edition, due, until, changed_at, state, shown_at, month, category, street,
			institutions, search, terms, public)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::date, nullif($10, '')::date, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
		ON CONFLICT (id) DO UPDATE SET stage = excluded.stage, standing = excluded.standing, edition = excluded.edition, due = excluded.due, until = excluded.until,
			changed_at = excluded.changed_at, state = excluded.state, shown_at = excluded.shown_at, month = excluded.month, category = excluded.category, street = excluded.street,
			institutions = excluded.institutions, search = excluded.search, terms = excluded.terms, public = excluded.public`,
		d.ID, string(d.Product), d.Department, d.Case, d.Number, string(d.Stage), string(d.Standing), d.Edition, due, until, at, state, shownAt, month, d.Shown.Category,
		d.Shown.Street, append([]string{}, d.Shown.Institutions...), search, terms, shown)
	return nil
}

// announce writes the records and announces the facts of a change.
func (s *Store) announce(tx *outbox.Tx, d *Desk, o origin) error {
	steps, facts := d.Drain()
	for _, step := range steps {
		data, err := json.Marshal(step)
		if err != nil {
			return fmt.Errorf("write step: %w", err)
		}
		tx.Later("INSERT INTO publication_step (publication, no, kind, at, data) VALUES ($1, $2, $3, $4, $5)", d.ID, step.No, string(step.Kind), step.At, data)
	}
	subject := d.Subject
	if subject == "" {
		subject = d.ID
	}
	for _, fact := range facts {
		e, err := event.New(event.Origin{Source: s.Log.Source(), Lead: subject, Time: o.at, Cause: o.cause, TraceParent: o.trace}, fact)
		if err != nil {
			return err
		}
		if err := tx.Append(e, ""); err != nil {
			return err
		}
	}
	return nil
}

// rules returns the rules in force.
func (s *Store) rules() publication.Rules {
	if s.Rules == nil {
		return publication.Default()
	}
	return s.Rules()
}

// nextID returns the id of a new publication.
func (s *Store) nextID(ctx context.Context, q querier, product string, at time.Time) (string, error) {
	var n int64
	if err := q.QueryRow(ctx, "SELECT nextval('publication_number')").Scan(&n); err != nil {
		return "", fmt.Errorf("number a publication: %w", err)
	}
	return fmt.Sprintf("%s-%s-%s-%06d", s.Log.District, product, publication.Today(at)[:4], n), nil
}
