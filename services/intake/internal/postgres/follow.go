package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/follow"
	"xiansuo/services/intake/internal/receipt"
	"xiansuo/services/intake/internal/submission"
	"xiansuo/services/intake/internal/ticket"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
)

// ErrNoCode says that no report has this code, or not any more.
var ErrNoCode = errors.New("no report has this code")

// codeSQL finds the lead of a code, unless a newer one was issued for it.
const codeSQL = `SELECT l.id, l.source, coalesce(l.number, ''), l.received_at FROM receipt r JOIN lead l ON l.id = r.lead
	WHERE r.digest = $1 AND NOT EXISTS (SELECT FROM receipt n WHERE n.lead = r.lead AND n.issue > r.issue AND n.issue > 1)`

// coded is the lead of a code.
type coded struct {
	lead, source, number string
	receivedAt           time.Time
}

func loadCoded(ctx context.Context, tx querier, code receipt.Code) (c coded, err error) {
	digest := code.Digest()
	rows, err := collect(ctx, tx, codeSQL, func(row pgx.CollectableRow) (c coded, err error) {
		err = row.Scan(&c.lead, &c.source, &c.number, &c.receivedAt)
		return c, err
	}, digest[:])
	if err != nil {
		return c, err
	}
	if len(rows) == 0 {
		return c, ErrNoCode
	}
	return rows[0], nil
}

// Report returns what is known of the report that has a code, all of one moment.
func (s *Store) Report(ctx context.Context, code receipt.Code) (r follow.Report, err error) {
	moment := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, s.Log.DB, moment, func(tx pgx.Tx) error {
		c, err := loadCoded(ctx, tx, code)
		if err != nil {
			return err
		}
		r, err = loadReport(ctx, tx, c)
		return err
	})
	return r, err
}

const ratingsSQL = "SELECT ended, redo, responded, solved, satisfied, at FROM rating WHERE lead = $1 ORDER BY ended, redo"

func loadReport(ctx context.Context, q querier, c coded) (follow.Report, error) {
	r := follow.Report{Lead: c.lead, ReceivedAt: c.receivedAt}
	up, err := collect(ctx, q, upSQL, pgx.RowTo[string], c.lead)
	if err != nil {
		return r, err
	}
	r.In = up[len(up)-1]
	if r.Where, err = collect(ctx, q, whereSQL, pgx.RowToStructByPos[ticket.Standing], []string{r.In}); err != nil {
		return r, err
	}
	if r.Updates, err = collect(ctx, q, "SELECT "+updateColumns+" FROM ticket_update u JOIN lead l ON l.id = u.lead WHERE u.lead = $1 ORDER BY u.n", scanFollowed, c.lead); err != nil {
		return r, err
	}
	if r.Answers, err = collect(ctx, q, ratingsSQL, pgx.RowToStructByPos[follow.Answer], c.lead); err != nil {
		return r, err
	}
	answered, err := collect(ctx, q, answeredSQL, pgx.RowTo[time.Time], c.lead, answers)
	if err != nil {
		return r, err
	}
	told := make([]ticket.Update, len(r.Updates))
	for i, u := range r.Updates {
		told[i] = u.Update
	}
	r.Status = ticket.Status(told, answered[0])
	return r, nil
}

func scanFollowed(row pgx.CollectableRow) (follow.Update, error) {
	u, err := scanUpdate(row)
	if err != nil {
		return follow.Update{}, err
	}
	out := follow.Update{N: u.n, Update: u.told()}
	out.Update.Department, out.Update.Reason, out.Update.Text, out.Update.Into, out.Update.Due = u.Department, u.Reason, u.Text, u.Into, u.Due
	out.Update.Left, out.Update.Parts, out.Update.Verdicts, out.Update.Explanation = u.Left, u.Parts, u.Verdicts, u.Explanation
	return out, nil
}

// Facts are what a reporter adds by the code. Once is the same when the same form is sent again.
type Facts struct {
	Text, Once  string
	At          time.Time
	TraceParent string
}

// AddFacts takes in what a reporter adds, masked like everything that leaves intake, and kept whole where its holder may read it. It
// reports whether it was new.
func (s *Store) AddFacts(ctx context.Context, code receipt.Code, f Facts) (fresh bool, err error) {
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		c, err := loadCoded(ctx, tx, code)
		if err != nil {
			return err
		}
		said := lead.ComplaintSupplemented{Number: c.number, Text: f.Text}
		if fresh, err = keepFacts(ctx, tx, c, f, said); err != nil || !fresh {
			return err
		}
		reporters, err := loadReporters(ctx, tx, c.lead)
		if err != nil {
			return err
		}
		return s.announceAll(tx, c.lead, f.At, f.TraceParent, submission.Added(reporters, c.source, said)...)
	})
	return fresh, err
}

// keepFacts keeps what was added as it was said, once.
func keepFacts(ctx context.Context, tx *outbox.Tx, c coded, f Facts, said lead.ComplaintSupplemented) (bool, error) {
	body, err := json.Marshal(said)
	if err != nil {
		return false, fmt.Errorf("what was added: %w", err)
	}
	id, digest := c.lead+"/followed/"+f.Once, submission.Digest(said.EventType(), c.lead, sha256.Sum256(body))
	var known bool
	var today int
	err = tx.QueryRow(ctx, `SELECT coalesce(bool_or(id = $3), false), count(*) FILTER (WHERE at > $4::timestamptz - interval '1 day') FROM submission
		WHERE lead = $1 AND source = $2 AND starts_with(id, $1 || '/followed/')`, c.lead, c.source, id, f.At).Scan(&known, &today)
	if err != nil {
		return false, fmt.Errorf("what was added: %w", err)
	}
	if !known && today >= follow.MostADay {
		return false, follow.ErrTooMany
	}
	done, err := tx.Exec(ctx, `INSERT INTO submission (source, id, type, lead, digest, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (source, id) DO NOTHING`,
		c.source, id, said.EventType(), c.lead, digest[:], f.At)
	if err != nil {
		return false, fmt.Errorf("what was added: %w", err)
	}
	if done.RowsAffected() == 0 {
		return false, nil
	}
	tx.Later("INSERT INTO raw (source, id, content_type, body) VALUES ($1, $2, 'application/json', $3)", c.source, id, body)
	return true, nil
}

func loadReporters(ctx context.Context, q querier, id string) ([]lead.Reporter, error) {
	return collect(ctx, q, "SELECT name, phone FROM reporter WHERE lead = $1 ORDER BY at, id", func(row pgx.CollectableRow) (r lead.Reporter, err error) {
		err = row.Scan(&r.Name, &r.Phone)
		return r, err
	}, id)
}

func (s *Store) announceAll(tx *outbox.Tx, id string, at time.Time, trace string, facts ...lead.Fact) error {
	for _, fact := range facts {
		e, err := event.New(event.Origin{Source: s.Log.Source(), Lead: id, Time: at, TraceParent: trace}, fact)
		if err != nil {
			return err
		}
		if err := tx.Append(e, ""); err != nil {
			return err
		}
	}
	return nil
}

// Rate takes in what a reporter says of the end of a report, and announces it. Of two at once one is taken.
func (s *Store) Rate(ctx context.Context, code receipt.Code, said follow.Said, w follow.Window, at time.Time, trace string) error {
	for try := 1; ; try++ {
		err := s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error { return s.rate(ctx, tx, code, said, w, at, trace) })
		if !pg.Conflict(err) || try == maxTries {
			return err
		}
	}
}

func (s *Store) rate(ctx context.Context, tx *outbox.Tx, code receipt.Code, said follow.Said, w follow.Window, at time.Time, trace string) error {
	c, err := loadCoded(ctx, tx, code)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "SELECT FROM lead WHERE id = $1 FOR UPDATE", c.lead); err != nil {
		return fmt.Errorf("rate: %w", err)
	}
	r, err := loadReport(ctx, tx, c)
	if err != nil {
		return err
	}
	a, err := r.Answering(said, w, at)
	if err != nil {
		return err
	}
	reporters, err := loadReporters(ctx, tx, c.lead)
	if err != nil {
		return err
	}
	fact := submission.Rated(reporters, lead.LeadRated{Sender: c.source, Responded: a.Responded, Solved: a.Solved, Satisfied: a.Satisfied, Redo: a.Redo, Note: said.Note, At: at.UTC()})
	tx.Later(`INSERT INTO rating (lead, ended, redo, responded, solved, satisfied, note, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		c.lead, a.Ended, a.Redo, a.Responded, a.Solved, a.Satisfied, fact.Note, at)
	return s.announceAll(tx, c.lead, at, trace, fact)
}
