package copies_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/bench/internal/copies"
	"xiansuo/services/disclosure"
	"xiansuo/services/enforcement"
	"xiansuo/services/intake"
	"xiansuo/services/internal/pgtest"
	"xiansuo/services/ledger"
	"xiansuo/services/routing"
)

// seed is what two leads left: one that education holds, and one that it ended, with a chain of two records each.
const seed = `
CREATE FUNCTION body(n bigint, lead text, text text) RETURNS bytea LANGUAGE sql AS $$
	SELECT convert_to('{"sequence":"' || lpad(n::text, 20, '0') || '","id":"01a21f1f-105c-7ca9-8a48-86f53380ba0' || n || '","subject":"' || lead || '","time":"2026-11-20T08:00:00.123Z"' || text || '}', 'UTF8') $$;
SELECT setval('intake.lead_number', 2), setval('enforcement.case_number', 1);
INSERT INTO intake.lead SELECT '990101-2026-00000' || i, 's', '/s', 'S-K00000000-' || i, 'N-K00000000-' || i, '{}', '2026-11-20 08:00Z' FROM generate_series(1, 2) i;
INSERT INTO intake.receipt SELECT sha256(i::text::bytea), '990101-2026-00000' || i, 1, 's', '2026-11-20 08:00Z' FROM generate_series(1, 2) i;
INSERT INTO intake.ticket_update (sequence, record, sender, lead, about, part, kind, department, role, reason, said, into_lead, left_open, at)
	SELECT 2 * i, 2, 's', '990101-2026-00000' || i, '990101-2026-00000' || i, '', 'sent', '', '', '', '', '', 0, '2026-11-20 08:00Z' FROM generate_series(1, 2) i;
INSERT INTO routing.record SELECT '990101-2026-00000' || i, 1, 'routed', '2026-11-20 08:00Z', ('{"no":1,"at":"2026-11-20T08:00:00Z","lead":"990101-2026-00000' || i || '"}')::json FROM generate_series(1, 2) i;
INSERT INTO routing.record SELECT lead, 2, 'signed', at, ('{"no":2,"prev":"' || encode(sha256(convert_to(data::text, 'UTF8')), 'hex') || '"}')::json FROM routing.record;
INSERT INTO routing.event_log SELECT n, n::text, lead, 'xiansuo.handoff.noted.v1', NULL, at, sha256(body(n, lead, text)), body(n, lead, text)
	FROM (SELECT row_number() OVER (ORDER BY lead, no) AS n, lead, at, ',"data":' || data::text AS text FROM routing.record) r;
INSERT INTO ledger.event SELECT 'routing', sequence, id, type, lead, at, leaf, body FROM routing.event_log;
INSERT INTO routing.clock SELECT '990101-2026-00000' || i, 1, 0, 'HL-05', 'handle', 'education', '2026-11-20 08:00Z', '7 WD', '2026-12-01 08:00Z', false, 'x', 'green',
	CASE i WHEN 1 THEN timestamptz '2026-11-30 08:00Z' END, NULL, CASE i WHEN 2 THEN timestamptz '2026-11-21 08:00Z' END, 0, 'lead', '2026-11-20 08:00Z', '0', CASE i WHEN 2 THEN 'met' END
	FROM generate_series(1, 2) i;
INSERT INTO enforcement.cases VALUES ('990101-education-2026-000001', '990101-2026-000002', NULL, 'education', '2026-11-20 08:00Z', 'opened', 'A01', '', '2026-12-18', 1, '',
	('{"sha256":"' || encode(sha256('{"no":1,"on":"2026-11-20"}'), 'hex') || '"}')::jsonb);
INSERT INTO enforcement.case_record VALUES ('990101-education-2026-000001', 1, 'opened', '2026-11-20 08:00Z', encode(sha256('{"no":1,"on":"2026-11-20"}'), 'hex'), '{"no":1,"on":"2026-11-20"}');
UPDATE routing.source SET next = 5;
INSERT INTO ledger.floor VALUES ('routing', 4);
INSERT INTO intake.floor VALUES ('routing', 4);`

// Copies of a seed are leads of their own: numbered on, without a gap in a log, with chains and digests that hold, in the past, and with what is
// open still to come; and everything that counts stands where it would.
func TestCopies(t *testing.T) {
	db := pgtest.New(t, intake.Schema(), routing.Schema(), enforcement.Schema(), disclosure.Schema(), ledger.Schema())
	if err := db.Exec(t, seed); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	n, err := copies.Load(t.Context(), copies.Plan{URL: db.Admin, Leads: 100, Now: now, Newest: 8, Oldest: 708, Say: t.Logf})
	if err != nil || n != 100 {
		t.Fatalf("%d leads: %v", n, err)
	}
	conn, err := pgx.Connect(t.Context(), db.Admin)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	for what, c := range map[string]struct {
		sql  string
		want int64
	}{
		"leads":                       {"SELECT count(DISTINCT id) FROM intake.lead", 100},
		"numbers of tickets":          {"SELECT count(DISTINCT number) FROM intake.lead", 100},
		"receipts":                    {"SELECT count(DISTINCT digest) FROM intake.receipt", 100},
		"updates":                     {"SELECT max(n) FROM intake.ticket_update", 100},
		"updates that name an event":  {"SELECT count(*) FROM intake.ticket_update u JOIN routing.event_log e USING (sequence) WHERE u.lead = e.lead", 100},
		"events":                      {"SELECT count(*) FROM routing.event_log", 200},
		"the last number":             {"SELECT max(sequence) FROM routing.event_log", 200},
		"where the log stands":        {"SELECT next FROM routing.source", 201},
		"how far the ledger is":       {"SELECT sequence FROM ledger.floor WHERE source = 'routing'", 200},
		"how far intake is":           {"SELECT sequence FROM intake.floor WHERE source = 'routing'", 200},
		"queues that nobody waits in": {"SELECT count(*) FROM routing.queue_floor WHERE sequence = 200", 6},
		"leaves that hold":            {"SELECT count(*) FROM routing.event_log WHERE leaf = sha256(body)", 200},
		"bodies with their number":    {"SELECT count(*) FROM routing.event_log WHERE convert_from(body, 'UTF8')::json->>'sequence' = lpad(sequence::text, 20, '0')", 200},
		"bodies with their lead":      {"SELECT count(*) FROM routing.event_log WHERE convert_from(body, 'UTF8')::json->>'subject' = lead", 200},
		"ids":                         {"SELECT count(DISTINCT convert_from(body, 'UTF8')::json->>'id') FROM routing.event_log", 200},
		"copies in the ledger":        {"SELECT count(*) FROM ledger.event l JOIN routing.event_log e USING (sequence) WHERE l.body = e.body AND l.digest = e.leaf", 200},
		"chains that hold": {`SELECT count(*) FROM routing.record a JOIN routing.record b ON b.lead = a.lead AND b.no = a.no + 1
			WHERE b.data->>'prev' = encode(sha256(convert_to(a.data::text, 'UTF8')), 'hex')`, 100},
		"links said in events": {`SELECT count(*) FROM routing.event_log e JOIN routing.record r ON r.lead = e.lead
			WHERE convert_from(e.body, 'UTF8')::json->'data'->>'prev' = r.data->>'prev'`, 100},
		"cases of leads that ended":      {"SELECT count(*) FROM enforcement.cases c JOIN routing.clock k USING (lead) WHERE k.ending = 'met'", 50},
		"records of cases that hold":     {"SELECT count(*) FROM enforcement.case_record WHERE sha256 = encode(sha256(convert_to(body, 'UTF8')), 'hex')", 50},
		"what cases say of their chains": {"SELECT count(*) FROM enforcement.cases c JOIN enforcement.case_record r ON r.case_number = c.number WHERE c.state->>'sha256' = r.sha256", 50},
		"leads younger than a week":      {"SELECT count(*) FROM intake.lead WHERE received_at > '2026-11-13Z'", 0},
		"what is open and overdue":       {"SELECT count(*) FROM routing.clock WHERE next_at < '2026-11-30Z'", 0},
		"what is open":                   {"SELECT count(*) FROM routing.clock WHERE next_at IS NOT NULL", 50},
		"years":                          {"SELECT count(DISTINCT substr(id, 8, 4)) FROM intake.lead", 3},
		"the next number":                {"SELECT 1 + last_value - (SELECT max(substr(id, 13)::int) FROM intake.lead WHERE id LIKE '990101-2026-%') FROM intake.lead_number", 1},
		"tables nobody has analysed":     {"SELECT count(*) FROM pg_class WHERE relname IN ('lead', 'record', 'event_log') AND relnamespace = 'routing'::regnamespace AND reltuples < 0 AND pg_relation_size(oid) > 0", 0},
	} {
		var got int64
		if err := conn.QueryRow(t.Context(), c.sql).Scan(&got); err != nil || got != c.want {
			t.Errorf("%s: %d, want %d (%v)", what, got, c.want, err)
		}
	}
}
