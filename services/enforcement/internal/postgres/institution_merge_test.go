package postgres

import (
	"errors"
	"strings"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/institutions"
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

// An id in another form than that of the register names nothing, and fails nothing.
func TestIdsInOtherForms(t *testing.T) {
	r := newRegister(t)
	s := r.create(1)
	for _, id := range []string{"urn:uuid:" + s.ID, "{" + s.ID + "}", strings.ToUpper(s.ID), strings.ReplaceAll(s.ID, "-", "")} {
		if _, err := r.Institution(t.Context(), id); !errors.Is(err, ErrNoInstitution) {
			t.Errorf("%s: %v", id, err)
		}
		if _, err := r.SayOfMatch(t.Context(), id, institutions.ToConfirm, why("education", "2026-07-02")); !errors.Is(err, ErrNoMatch) {
			t.Errorf("%s: %v", id, err)
		}
		if _, err := r.WhiteList(t.Context(), id, 10); err != nil {
			t.Errorf("%s: %v", id, err)
		}
		r.changed("2026-07-03", id)
	}
}
