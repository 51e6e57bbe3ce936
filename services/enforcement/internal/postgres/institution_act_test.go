package postgres

import (
	"errors"
	"testing"

	"xiansuo/services/enforcement/internal/institutions"
)

// A request sent again under its key does nothing more; the same key for another act is refused; a code is one institution's, and a licence.
func TestActsAreDoneOnce(t *testing.T) {
	r := newRegister(t)
	w := why("education", "2026-07-01")
	send := func(key string, digest byte, n int) (*institutions.State, error) {
		return r.CreateInstitution(t.Context(), Request{Actor: "education", Key: key, Digest: [32]byte{digest}}, w.At,
			func(id string) (*institutions.State, error) { return institutions.Create(id, school(n), "", w) })
	}
	one, err := send("k", 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	again, err := send("k", 1, 1)
	if err != nil || again.ID != one.ID {
		t.Fatalf("again: %v", err)
	}
	var refusal *institutions.Refusal
	if _, err := send("k", 2, 2); !errors.As(err, &refusal) || refusal.Code != institutions.KeyUsed {
		t.Fatalf("another act: %v", err)
	}
	if _, err := send("l", 3, 1); !errors.As(err, &refusal) || refusal.Code != institutions.CodeTaken {
		t.Fatalf("the same code: %v", err)
	}
	d := school(3)
	d.Licences[0].Number = school(1).Licences[0].Number
	if _, err := r.CreateInstitution(t.Context(), Request{}, w.At, func(id string) (*institutions.State, error) { return institutions.Create(id, d, "", w) }); !errors.As(err, &refusal) || refusal.Code != institutions.LicenceTaken {
		t.Fatalf("the same licence: %v", err)
	}
	r.last(one.ID, 1)
}

// One that is suspended stays in the register: it is not taken out to be entered anew.
func TestSuspendedIsNotRemoved(t *testing.T) {
	r := newRegister(t)
	s := r.create(1)
	r.exec(`INSERT INTO cases (number, lead, department, opened_at, stage, category, street, last, trace_parent, state) VALUES ('990101-fire-2026-000001', 'l-0', 'fire', now(), 'opened', '', '', 1, '', '{}')`)
	r.exec(`INSERT INTO case_order (case_number, no, kind, safety, institution, opened_on) VALUES ('990101-fire-2026-000001', 1, 'stop', true, '%s', '2026-07-01')`, s.ID)
	var refusal *institutions.Refusal
	if _, err := r.RemoveInstitution(t.Context(), s.ID, "", why("taskforce", "2026-07-03")); !errors.As(err, &refusal) || refusal.Code != institutions.IsSuspended {
		t.Fatalf("removed: %v", err)
	}
	r.exec(`UPDATE case_order SET lifted_on = '2026-07-03'`)
	if _, err := r.RemoveInstitution(t.Context(), s.ID, "", why("taskforce", "2026-07-03")); err != nil {
		t.Fatal(err)
	}
	if again := r.create(1); again.ID == s.ID {
		t.Fatal("the code and the licence of one that is gone are free")
	}
}

// Institutions are found by a part of their name, in traditional characters too, by address and by code.
func TestSearch(t *testing.T) {
	r := newRegister(t)
	s := r.create(1)
	r.create(2)
	for q, want := range map[string]int{"": 2, "晨星": 2, "晨星1号文化藝術": 1, "朝阳路1号": 1, s.Registration.USCC: 1, s.Registration.USCC[:12]: 2, "星": 2, "启明": 0, "晨号": 0, "%": 0} {
		list, err := r.Search(t.Context(), q, Cursor{}, 10)
		if err != nil || len(list) != want {
			t.Errorf("%q finds %d, want %d: %v", q, len(list), want, err)
		}
	}
	page, err := r.Search(t.Context(), "晨星", Cursor{}, 1)
	if err != nil || len(page) != 1 {
		t.Fatal(err)
	}
	rest, err := r.Search(t.Context(), "晨星", Cursor{page[0].Name, page[0].ID}, 10)
	if err != nil || len(rest) != 1 || rest[0].ID == page[0].ID {
		t.Fatalf("%+v: %v", rest, err)
	}
}

// One that was put down twice is merged: its page goes, and what was matched to it is the other's.
func TestMerge(t *testing.T) {
	r := newRegister(t)
	a, b := r.create(1), r.create(2)
	r.exec(`INSERT INTO cases (number, lead, department, opened_at, stage, category, street, last, trace_parent, state) VALUES ('990101-education-2026-000001', 'l-1', 'education', now(), 'opened', '', '', 1, '', '{}')`)
	if _, err := r.LinkInstitution(t.Context(), institutions.Subject{Kind: institutions.OfCase, ID: "990101-education-2026-000001"}, a.ID, why("education", "2026-07-02")); err != nil {
		t.Fatal(err)
	}
	if _, err := r.RemoveInstitution(t.Context(), a.ID, b.ID, why("taskforce", "2026-07-03")); err != nil {
		t.Fatal(err)
	}
	if !r.last(a.ID, 2).Removed || r.held(institutions.OfCase, "990101-education-2026-000001") != b.ID {
		t.Error("not merged")
	}
	if _, err := r.RemoveInstitution(t.Context(), b.ID, a.ID, why("taskforce", "2026-07-03")); err == nil {
		t.Error("merged into one that is gone")
	}
}

// What was done with an institution or said of a match is insert only, and no row of the register goes.
func TestRegisterRecordsAreInsertOnly(t *testing.T) {
	r := newRegister(t)
	for sql, allowed := range map[string]bool{
		"UPDATE institution_record SET no = no": false, "UPDATE institution_match_record SET no = no": false, "UPDATE match_key SET key = key": false,
		"UPDATE institution_request SET key = key": false, "UPDATE institution SET name = name": true,
		"DELETE FROM institution": false, "DELETE FROM institution_record": false, "DELETE FROM white_entry": false, "DELETE FROM institution_match": false,
	} {
		if _, err := r.Log.DB.Exec(t.Context(), sql); (err == nil) != allowed {
			t.Errorf("%s: %v", sql, err)
		}
	}
}
