package postgres_test

import (
	"context"
	"fmt"
	"testing"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/postgres"
	"xiansuo/services/intake/internal/reply"
	"xiansuo/services/intake/internal/ticket"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/pgtest"
)

// past is what 10,000 complaints left. Nothing of it is analysed.
const past = `SET search_path = intake;
	CREATE TEMP VIEW n AS SELECT i, '990101-2025-' || lpad(i::text, 6, '0') AS id, timestamptz '2026-01-01Z' + i * interval '1 minute' AS at FROM generate_series(1, 10000) i;
	INSERT INTO lead SELECT id, 'hotline-12345', '/990101/hotline-12345', 'e' || i, 'O-' || i, json_build_object('text', repeat('补课', 100)), at FROM n;
	INSERT INTO submission SELECT '/990101/hotline-12345', 'e' || i, 'xiansuo.complaint.submitted.v1', id, sha256(i::text::bytea), at FROM n;
	INSERT INTO ticket SELECT '/990101/hotline-12345', 'O-' || i, id FROM n;
	INSERT INTO raw SELECT '/990101/hotline-12345', 'e' || i, 'application/json', repeat('x', 600)::bytea FROM n;
	INSERT INTO reporter SELECT '/990101/hotline-12345', 'e' || i, id, 'x', '1', false, false, true, at FROM n;
	INSERT INTO receipt SELECT sha256(i::text::bytea), id, 1, 'hotline-12345', at FROM n;
	INSERT INTO standing SELECT id, id, 3, '', 'education', '', 0, '{}', at, NULL, 'A01', '' FROM n;
	INSERT INTO ticket_update (sequence, record, sender, lead, about, part, kind, department, role, reason, said, into_lead, left_open, at)
		SELECT 3 * i + no, no, 'hotline-12345', id, id, '', CASE no WHEN 3 THEN 'done' ELSE 'signed' END, '', '', '', '', '', 0, at FROM n, generate_series(1, 3) no;
	INSERT INTO reply (rule, sender, lead, number, about, part, record, kind, department, recipient, awaits, answer, ends, since, due, provisional, done_at, how)
		SELECT 'RP-0' || no, 'hotline-12345', id, '', id, '', 3, 'done', '', 'sender', '{}', i, '{read}', at, at, false, at, 'read' FROM n, generate_series(1, 2) no;
	INSERT INTO event_log SELECT 10000 + i, 'x' || i, id, 'xiansuo.lead.received.v1', NULL, at, '', repeat('x', 900)::bytea FROM n;
	UPDATE source SET next = 50000`

// once takes five complaints in, tells their senders of two things, and lets one look.
func (d *desk) once(n int) {
	var complaints []lead.ComplaintSubmitted
	for i := range 5 {
		complaints = append(complaints, lead.ComplaintSubmitted{Channel: lead.Hotline, Number: fmt.Sprintf("T-%d-%d", n, i), Text: "楼上有老师给初中生补数学。", Reporter: &lead.Reporter{Name: "赵钱孙", Phone: "13800138000", Reply: true}})
	}
	ids := d.takes(fmt.Sprint("hotline-", n), complaints...)
	closing := func(r lead.Record) lead.Fact {
		return lead.LeadClosed{Record: r, Outcome: lead.Substantiated, Reply: "已查处"}
	}
	of, record := signed(lead.Education)
	for _, tell := range []func(string) ticket.Word{
		func(id string) ticket.Word { return d.word(id, of, record) },
		func(id string) ticket.Word {
			return d.word(id, closing, lead.Record{Kind: lead.KindDone, From: "desk", At: noon})
		},
	} {
		var words []ticket.Word
		for _, id := range ids {
			words = append(words, tell(id))
		}
		d.must(words...)
	}
	ctx, sender := d.t.Context(), fmt.Sprint("hotline-", n)
	if _, err := d.store.Updates(ctx, sender, 0, 100); err != nil {
		d.t.Fatal(err)
	}
	if err := d.store.HasRead(ctx, sender, 1, noon); err != nil {
		d.t.Fatal(err)
	}
	if _, err := d.store.Tickets(ctx, sender, fmt.Sprintf("T-%d-0", n)); err != nil {
		d.t.Fatal(err)
	}
	if _, err := d.store.Accept(context.WithoutCancel(ctx), nil); err != nil {
		d.t.Fatal(err)
	}
}

// What a complaint touches does not grow with what is there: by plans that were made when there was next to nothing, and by those that are made
// when the tables were analysed.
func TestAComplaintTouchesNoMoreThanItNeeds(t *testing.T) {
	db := pgtest.New(t, postgres.Schema())
	pool, err := pg.Open(t.Context(), db.URL("intake"), "intake", 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	duties, err := reply.Default(calendar.Default())
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, store: &postgres.Store{Log: outbox.NewLog(pool, "intake", "990101"), Duties: duties}, records: map[string]int{}}
	if _, err := pool.Exec(t.Context(), "INSERT INTO floor (source, sequence) VALUES ('routing', 0)"); err != nil {
		t.Fatal(err)
	}
	n := 0
	several := func() {
		for range 8 { // beyond the tries after which PostgreSQL keeps a plan
			n++
			d.once(n)
		}
	}
	once := func() { n++; d.once(n) }
	once()
	if err := db.Exec(t, "ANALYZE"); err != nil { // as autovacuum does when there is next to nothing
		t.Fatal(err)
	}
	several()
	before := pgtest.Touched(t, pool, once)
	quiet := ""
	for table := range before {
		quiet += "ALTER TABLE intake." + table + " SET (autovacuum_enabled = off); "
	}
	if err := db.Exec(t, quiet+past); err != nil {
		t.Fatal(err)
	}
	look := func(when string) {
		t.Helper()
		if after := pgtest.Touched(t, pool, once); len(pgtest.Grown(before, after, 40)) > 0 {
			t.Errorf("%s, more pages are touched of %v: %v, before %v", when, pgtest.Grown(before, after, 40), after, before)
		}
	}
	look("never analysed, with old plans")
	if err := db.Exec(t, "ANALYZE"); err != nil {
		t.Fatal(err)
	}
	several()
	look("analysed")
}
