package postgres

import (
	"context"
	"fmt"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/pgtest"
	"xiansuo/services/routing/internal/answers"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/likeness"
)

// past is what 10,000 leads left: one in ten goes on, with keys that repeats are found by. Nothing of it is analysed.
var past = []string{
	`CREATE TEMP VIEW n AS SELECT i, '990101-2025-' || lpad(i::text, 6, '0') AS id, i % 10 = 0 AS open, timestamptz '2026-01-01Z' + i * interval '1 minute' AS at FROM generate_series(1, 10000) i`,
	`INSERT INTO lead (id, sender, number, state, holder, category, urgency, channel, street, grid, not_ours, escalated, last, received_at, changed_at, trace_parent, decision, matter,
		supplements, standing) SELECT id, '/990101/grid', 'T-' || i, CASE WHEN open THEN 'signed' ELSE 'closed' END, CASE WHEN open THEN 'education' ELSE '' END, 'A01', 'normal', 'grid', '', '', 0,
		false, 3, at, at, '', '{}', json_build_object('text', repeat('补课', 100)), '[]', '{}' FROM n`,
	`INSERT INTO duty SELECT id, 'education', 'lead', CASE WHEN open THEN 'signed' ELSE 'done' END, '', '', '', NULL FROM n`,
	`INSERT INTO record SELECT id, no, CASE no WHEN 1 THEN 'routed' WHEN 2 THEN 'dispatched' ELSE 'signed' END, at, '{}' FROM n, generate_series(1, 3) no`,
	`INSERT INTO clock SELECT id, 2, place, 'HL-05', 'handle', 'education', at, '7 WD', at + interval '20 years', false, '2023-2026/x', 'green', CASE WHEN open THEN at + interval '20 years' END, NULL,
		CASE WHEN NOT open THEN at END, 0, 'lead', at, '0', CASE WHEN NOT open THEN 'met' END FROM n, generate_series(0, 1) place`,
	`INSERT INTO answer SELECT '/990101/education', id || '/' || no, '', id, NULL, NULL, '{}', at FROM n, generate_series(1, 2) no`,
	`INSERT INTO print SELECT id, '', ARRAY[i, i + 1, i + 2] FROM n`,
	`INSERT INTO likeness SELECT 1000000 + i * 10 + k, id FROM n, generate_series(1, 9) k WHERE open`,
	`INSERT INTO event_log SELECT 10000 + 3 * i + no, id || '/' || no, id, 'xiansuo.handoff.noted.v1', CASE no WHEN 2 THEN 'education' END, at, '', '{}' FROM n, generate_series(1, 3) no`,
	`UPDATE source SET next = 100000`,
	`INSERT INTO queue_floor VALUES ('education', 90000)`,
	`INSERT INTO party_number SELECT 'P-' || i, 'education', id FROM n`,
}

// hotPath does what every lead and every look does, and takes none but new leads: n times as many as five.
type hotPath struct {
	*Store
	t     *testing.T
	words answers.Reader
	next  int
}

func (h *hotPath) word() handoff.Word { return at(h.next) }

// receive takes five leads in, each compared with those that it may repeat.
func (h *hotPath) receive() (ids []string) {
	var causes []Cause
	var kept []Kept
	var prints []likeness.Print
	for range 5 {
		h.next++
		id := fmt.Sprintf("990101-2026-%06d", h.next)
		ids, causes = append(ids, id), append(causes, Cause{Lead: id})
		print := likeness.Of(lead.Matter{Text: fmt.Sprintf("楼上%d室有老师给初中生补数学，一节课两百。", h.next), Place: &lead.Place{Address: fmt.Sprintf("学府路%d号3栋502室", h.next)}}, "A01")
		kept, prints = append(kept, Kept{Candidate{id, print}, true}), append(prints, print)
	}
	err := h.Log.Save(h.t.Context(), func(ctx context.Context, tx *outbox.Tx) error {
		if _, err := h.Candidates(ctx, tx, prints); err != nil {
			return err
		}
		h.KeepPrints(tx, kept)
		return h.Apply(ctx, tx, causes, func(i int, l *handoff.Lead, _ func(string) *handoff.Lead) (handoff.Word, handoff.Change) {
			m := lead.Matter{Channel: lead.Hotline, Text: "text", Number: "T-" + l.ID, ReceivedAt: noon}
			return h.word(), handoff.Receive(l, lead.LeadReceived{Sender: "/990101/hotline-12345", Matter: m}, sure(lead.Normal, lead.Education), h.word())
		})
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return ids
}

// say gives one word about each lead, in one transaction.
func (h *hotPath) say(ids []string, party, name string, f lead.Fact) {
	var in []answers.Incoming
	for _, id := range ids {
		in = append(in, incoming(h.t, h.words, party, id+"/"+name, id, "", f))
	}
	out, err := h.TakeAnswers(h.t.Context(), in, h.word)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, o := range out {
		if o.Refusal != nil {
			h.t.Fatal(o.Refusal)
		}
	}
}

// look does what is done all the time, whatever comes.
func (h *hotPath) look(id string) {
	must := func(err error) {
		if err != nil {
			h.t.Helper()
			h.t.Fatal(err)
		}
	}
	ctx := h.t.Context()
	_, err := h.Tick(ctx, 500, wordAt(noon.Add(-time.Hour)))
	must(err)
	_, err = h.Recount(ctx, calendar.Default().Version(), 500, wordAt(noon))
	must(err)
	_, err = h.TakeExpired(ctx, noon, 500, h.word)
	must(err)
	head, err := h.Log.Head(ctx)
	must(err)
	_, err = h.QueueRows(ctx, head-5, 1000)
	must(err)
	_, err = h.QueueStart(ctx)
	must(err)
	_, err = h.Log.After(ctx, head-5, 1000)
	must(err)
	_, err = h.Find(ctx, "T-"+id, 100)
	must(err)
	for range 5 { // as often as a lead is received
		found, err := h.FindFor(ctx, lead.Education, "T-"+id, 100)
		must(err)
		if len(found) != 1 || found[0].ID != id {
			h.t.Fatalf("found %v, not %s", found, id)
		}
	}
	_, err = h.Store.Lead(ctx, id)
	must(err)
}

func (h *hotPath) once() {
	ids := h.receive()
	h.say(ids, "education", "sign", lead.AnswerSigned{})
	h.say(ids, "education", "contacted", lead.AnswerFedback{Stage: lead.Contacted, Note: "n"})
	h.say(ids, "education", "done", lead.AnswerDone{Outcome: lead.Substantiated, Note: "n", Reply: "r"})
	h.say(ids, "desk", "close", lead.DecisionClosed{})
	h.look(ids[0])
}

// What the way of a lead touches does not grow with what is there: by plans that were made while all was empty, and stay for as long as a
// connection lives, by those that know nothing of what the tables hold, and by those that are made when they were analysed.
func TestTheHotPathTouchesNoMoreThanItNeeds(t *testing.T) {
	db := pgtest.New(t, Schema())
	pool, err := pg.Open(t.Context(), db.URL("routing"), "routing", 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	h := &hotPath{t: t, words: reader(t), Store: &Store{Log: outbox.NewLog(pool, "routing", "990101"), Reread: reader(t).Reread}}
	h.once()
	if err := db.Exec(t, "ANALYZE"); err != nil { // as autovacuum does when there is next to nothing
		t.Fatal(err)
	}
	for range 8 { // beyond the tries after which PostgreSQL keeps a plan
		h.once()
	}
	before := pgtest.Touched(t, pool, h.once)
	quiet := ""
	for table := range before {
		quiet += "ALTER TABLE " + table + " SET (autovacuum_enabled = off); "
	}
	fill := "SET search_path = routing; " + quiet
	for _, sql := range past {
		fill += sql + "; "
	}
	if err := db.Exec(t, fill); err != nil {
		t.Fatal(err)
	}
	look := func(when string) {
		t.Helper()
		if after := pgtest.Touched(t, pool, h.once); len(pgtest.Grown(before, after, 40)) > 0 {
			t.Errorf("%s, more pages are touched of %v: %v, on empty tables %v", when, pgtest.Grown(before, after, 40), after, before)
		}
	}
	look("never analysed, with old plans")
	if err := db.Exec(t, "DELETE FROM pg_statistic WHERE starelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'routing'::regnamespace)"); err != nil {
		t.Fatal(err)
	}
	pool.Reset()
	look("never analysed, with new plans")
	if err := db.Exec(t, "ANALYZE"); err != nil {
		t.Fatal(err)
	}
	for range 8 {
		h.once()
	}
	look("analysed")
}
