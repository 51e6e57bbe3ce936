// Package witness looks into the services' databases and the broker's streams, for the verdict.
package witness

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"xiansuo/pkg/lead"
	"xiansuo/services/nemesis/internal/load"
	"xiansuo/services/nemesis/internal/verdict"
)

// Sources are the services that have a log.
func Sources() []string { return []string{"intake", "routing", "enforcement", "disclosure"} }

// Readers are all services: each reads some of the sources.
func Readers() []string { return append(Sources(), "ledger") }

// look reads everything that the verdict needs from the database, as its administrator, in one snapshot.
func look(ctx context.Context, db *pgxpool.Pool, told *load.Told) (f verdict.Facts, err error) {
	tx, err := db.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return f, fmt.Errorf("look into the database: %w", err)
	}
	defer func() { _ = tx.Rollback(ctx) }()
	f = verdict.Facts{Told: told, Submissions: map[load.Key]string{}, IntakeLeads: map[string]bool{}, Leads: map[string]verdict.Lead{},
		Logs: map[string][]verdict.Event{}, Heads: map[string]uint64{}, Copies: map[string]map[uint64][32]byte{}, Chains: map[string][]verdict.Record{},
		Answers: map[string]string{}, Cases: map[verdict.Signature]int{}, Signatures: map[verdict.Told]int{}, Counted: map[string]bool{}, Queue: map[string]int{}, Lost: map[string][]verdict.Numbers{}}
	w := &looking{ctx, tx, &f}
	for _, part := range []func() error{w.intake, w.logs, w.readers, w.ledger, w.leads, w.chains, w.answers, w.effects} {
		if err := part(); err != nil {
			return f, err
		}
	}
	return f, nil
}

type looking struct {
	ctx context.Context
	tx  pgx.Tx
	f   *verdict.Facts
}

// each runs a query and calls row for each of its rows, which were scanned into to.
func (w *looking) each(sql string, to []any, row func()) error {
	rows, err := w.tx.Query(w.ctx, sql)
	if err == nil {
		_, err = pgx.ForEachRow(rows, to, func() error { row(); return nil })
	}
	if err != nil {
		return fmt.Errorf("look: %w", err)
	}
	return nil
}

func (w *looking) intake() error {
	var source, id, of string
	if err := w.each("SELECT source, id, lead FROM intake.submission", []any{&source, &id, &of}, func() {
		w.f.Submissions[load.Key{Source: source, ID: id}] = of
	}); err != nil {
		return err
	}
	return w.each("SELECT id FROM intake.lead", []any{&id}, func() { w.f.IntakeLeads[id] = true })
}

func (w *looking) logs() error {
	for _, source := range Sources() {
		var e verdict.Event
		var queue string
		var body []byte
		err := w.each("SELECT sequence, id, type, lead, coalesce(queue, ''), body FROM "+source+".event_log ORDER BY sequence",
			[]any{&e.Sequence, &e.ID, &e.Type, &e.Lead, &queue, &body}, func() {
				e.Queue, e.Digest = lead.Department(queue), sha256.Sum256(body)
				e.Role, e.From, e.Record = "", "", 0
				if e.Type == (lead.HandoffSigned{}).EventType() {
					var said struct{ Data lead.HandoffSigned }
					_ = json.Unmarshal(body, &said)
					e.Role, e.From, e.Record = said.Data.Role, lead.Department(said.Data.Record.From), said.Data.Record.No
				}
				w.f.Logs[source] = append(w.f.Logs[source], e)
			})
		if err != nil {
			return err
		}
		var lost verdict.Numbers
		if err := w.each("SELECT first, last FROM "+source+".gap WHERE source = '"+source+"' ORDER BY first", []any{&lost.From, &lost.To}, func() {
			w.f.Lost[source] = append(w.f.Lost[source], lost)
		}); err != nil {
			return err
		}
		var head uint64
		if err := w.each("SELECT next - 1 FROM "+source+".source", []any{&head}, func() { w.f.Heads[source] = head }); err != nil {
			return err
		}
	}
	return nil
}

func (w *looking) readers() error {
	for _, reader := range Readers() {
		floor, aside := verdict.Floor{Reader: reader}, verdict.Aside{Reader: reader}
		if err := w.each("SELECT source, sequence FROM "+reader+".floor", []any{&floor.Source, &floor.Sequence}, func() {
			w.f.Floors = append(w.f.Floors, floor)
		}); err != nil {
			return err
		}
		if err := w.each("SELECT source, coalesce(sequence, 0), lead, type, reason FROM "+reader+".aside WHERE replayed_at IS NULL",
			[]any{&aside.Source, &aside.Sequence, &aside.Lead, &aside.Type, &aside.Reason}, func() { w.f.Asides = append(w.f.Asides, aside) }); err != nil {
			return err
		}
	}
	return nil
}

func (w *looking) ledger() error {
	var source string
	var sequence uint64
	var body []byte
	return w.each("SELECT source, sequence, body FROM ledger.event", []any{&source, &sequence, &body}, func() {
		if w.f.Copies[source] == nil {
			w.f.Copies[source] = map[uint64][32]byte{}
		}
		w.f.Copies[source][sequence] = sha256.Sum256(body)
	})
}

func (w *looking) leads() error {
	var id string
	var l verdict.Lead
	if err := w.each("SELECT id, state, holder, last FROM routing.lead", []any{&id, &l.State, &l.Holder, &l.Last}, func() { w.f.Leads[id] = l }); err != nil {
		return err
	}
	var department lead.Department
	return w.each("SELECT lead, department FROM routing.duty WHERE role = 'lead' AND state IN ('signed', 'return-asked', 'submitted')", []any{&id, &department}, func() {
		l := w.f.Leads[id]
		l.Holding = append(l.Holding, department)
		w.f.Leads[id] = l
	})
}

func (w *looking) chains() error {
	var id, body string
	var r lead.Record
	return w.each("SELECT lead, data::text FROM routing.record ORDER BY lead, no", []any{&id, &body}, func() {
		r = lead.Record{}
		_ = json.Unmarshal([]byte(body), &r)
		digest := sha256.Sum256([]byte(body))
		w.f.Chains[id] = append(w.f.Chains[id], verdict.Record{No: r.No, Kind: r.Kind, Cause: r.Cause, Holder: r.Holder, Prev: r.Prev, Digest: hex.EncodeToString(digest[:])})
	})
}

func (w *looking) answers() error {
	var id, code string
	return w.each("SELECT id, coalesce(code, '') FROM routing.answer", []any{&id, &code}, func() { w.f.Answers[id] = code })
}

// effects reads what events left behind at their readers.
func (w *looking) effects() error {
	var s verdict.Signature
	var t verdict.Told
	var n int
	var id string
	if err := w.each("SELECT lead, department, count(*) FROM enforcement.cases WHERE lead IS NOT NULL GROUP BY 1, 2", []any{&s.Lead, &s.Department, &n}, func() {
		w.f.Cases[s] = n
	}); err != nil {
		return err
	}
	if err := w.each("SELECT lead, record, count(*) FROM intake.ticket_update WHERE kind = 'signed' AND lead = about GROUP BY 1, 2", []any{&t.Lead, &t.Record, &n}, func() {
		w.f.Signatures[t] = n
	}); err != nil {
		return err
	}
	return w.each("SELECT lead FROM disclosure.lead_fact WHERE received_on IS NOT NULL", []any{&id}, func() { w.f.Counted[id] = true })
}
