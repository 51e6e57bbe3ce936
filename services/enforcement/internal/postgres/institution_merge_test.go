package postgres

import (
	"testing"

	"xiansuo/pkg/lead"
)

// A safety order that names an institution which was merged into another suspends that one: a case keeps what it wrote down.
func TestOrderOnAMergedInstitution(t *testing.T) {
	r := newRegister(t)
	s, twin := r.create(1), r.create(2)
	r.exec(`INSERT INTO cases (number, lead, department, opened_at, stage, category, street, last, trace_parent, state) VALUES ('990101-fire-2026-000001', 'l-1', 'fire', now(), 'opened', '', '', 1, '', '{}')`)
	w := why("taskforce", "2026-07-02")
	if _, err := r.RemoveInstitution(t.Context(), twin.ID, s.ID, w); err != nil {
		t.Fatal(err)
	}
	r.exec(`INSERT INTO case_order (case_number, no, kind, safety, institution, opened_on) VALUES ('990101-fire-2026-000001', 1, 'stop', true, '%s', '2026-07-03')`, twin.ID)
	r.changed("2026-07-03", twin.ID)
	if got := r.last(s.ID, 2).Standing; got != lead.Suspended {
		t.Fatalf("it is %s", got)
	}
	r.exec(`UPDATE case_order SET lifted_on = '2026-07-04'`)
	r.changed("2026-07-04", twin.ID)
	if got := r.last(s.ID, 3).Standing; got != lead.Open {
		t.Fatalf("it is %s", got)
	}
}

// What names an entry that the register does not have changes nothing, and fails nothing.
func TestOrderOnAnUnknownInstitution(t *testing.T) {
	r := newRegister(t)
	const unknown = "0197c1d0-0000-7000-8000-000000000001"
	r.exec(`INSERT INTO cases (number, lead, department, opened_at, stage, category, street, last, trace_parent, state) VALUES ('990101-fire-2026-000001', 'l-1', 'fire', now(), 'opened', '', '', 1, '', '{}')`)
	r.exec(`INSERT INTO case_order (case_number, no, kind, safety, institution, opened_on) VALUES ('990101-fire-2026-000001', 1, 'stop', true, '%s', '2026-07-03')`, unknown)
	r.changed("2026-07-03", unknown)
}
