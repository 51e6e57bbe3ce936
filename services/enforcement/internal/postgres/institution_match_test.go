package postgres

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/internal/outbox"
)

type ctx = context.Context

func (r register) propose(subjects ...institutions.Subject) {
	r.t.Helper()
	if err := r.Log.Save(r.t.Context(), func(ctx ctx, tx *outbox.Tx) error { return r.Propose(ctx, tx, noon("2026-07-02"), subjects...) }); err != nil {
		r.t.Fatal(err)
	}
}

func (r register) matches(q Matches) []institutions.Link {
	r.t.Helper()
	q.Limit = 100
	list, err := r.ListMatches(r.t.Context(), q)
	if err != nil {
		r.t.Fatal(err)
	}
	return list
}

// A proposal touches no standing, list or announcement; a person's word makes the orders of the case count, and takes that back.
func TestProposalTouchesNothing(t *testing.T) {
	r := newRegister(t)
	s := r.create(1)
	r.exec(`INSERT INTO cases (number, lead, department, opened_at, stage, category, street, last, trace_parent, state) VALUES ('990101-fire-2026-000001', 'l-1', 'fire', now(), 'opened', '', '', 1, '', '{}')`)
	r.exec(`INSERT INTO case_order (case_number, no, kind, safety, opened_on) VALUES ('990101-fire-2026-000001', 1, 'stop', true, '2026-07-02')`)
	r.propose(institutions.Subject{Kind: institutions.OfLead, ID: "l-1", Name: s.Name, Address: "朝阳路1号4层"})
	r.changed("2026-07-02", s.ID)
	if _, err := r.SweepInstitutions(t.Context(), noon("2026-07-03")); err != nil {
		t.Fatal(err)
	}
	r.last(s.ID, 1)
	if got := r.held(institutions.OfCase, "990101-fire-2026-000001"); got != "" {
		t.Fatalf("a proposal is taken for %s", got)
	}
	open := r.matches(Matches{})
	if len(open) != 1 || open[0].State != institutions.Proposed || fmt.Sprint(open[0].Hows) != "[name address]" || fmt.Sprint(open[0].Departments) != "[fire]" {
		t.Fatalf("proposed %+v", open)
	}
	if len(r.matches(Matches{Department: lead.Fire})) != 1 || len(r.matches(Matches{Department: lead.Market})) != 0 {
		t.Fatal("a department sees what is about its own leads, and no other")
	}
	if _, err := r.SayOfMatch(t.Context(), open[0].ID, institutions.ToConfirm, why("market", "2026-07-03")); !errors.Is(err, ErrNoMatch) {
		t.Fatalf("market confirms: %v", err)
	}
	if _, err := r.SayOfMatch(t.Context(), open[0].ID, institutions.ToConfirm, why("fire", "2026-07-03")); err != nil {
		t.Fatal(err)
	}
	if r.held(institutions.OfCase, "990101-fire-2026-000001") != s.ID || r.held(institutions.OfLead, "l-1") != s.ID || r.last(s.ID, 2).Standing != lead.Suspended {
		t.Fatal("what is confirmed counts")
	}
	var refusal *institutions.Refusal
	if _, err := r.SayOfMatch(t.Context(), open[0].ID, institutions.ToUndo, why("fire", "2026-07-04")); !errors.As(err, &refusal) || refusal.Code != institutions.Forbidden {
		t.Fatalf("a handler ends a suspension without a recheck: %v", err)
	}
	if _, err := r.SayOfMatch(t.Context(), open[0].ID, institutions.ToUndo, why("fire-head", "2026-07-04")); err != nil {
		t.Fatal(err)
	}
	if r.held(institutions.OfLead, "l-1") != "" || r.last(s.ID, 3).Standing != lead.Open {
		t.Fatal("what is undone does not count")
	}
}

// However many report an institution, nothing public or of its standing changes, and nothing counts them.
func TestReportsNeverCount(t *testing.T) {
	r := newRegister(t)
	s := r.create(1)
	for i := range 60 {
		r.propose(institutions.Subject{Kind: institutions.OfLead, ID: fmt.Sprint("l-", i), Name: s.Name, USCC: s.Registration.USCC, Text: "他们又在假期上课"})
	}
	r.changed("2026-07-03", s.ID)
	r.last(s.ID, 1)
	if now, err := r.Institution(t.Context(), s.ID); err != nil || now.Records != 1 {
		t.Fatalf("%+v: %v", now, err)
	}
}

// A code is certain, and another institution is not confirmed beside it; what was rejected is not proposed again.
func TestCertainAndRejected(t *testing.T) {
	r := newRegister(t)
	s, other := r.create(1), r.create(2)
	subject := institutions.Subject{Kind: institutions.OfPatrol, ID: "p-1", Department: lead.Education, Name: other.Name, USCC: s.Registration.USCC}
	r.propose(subject)
	if r.held(institutions.OfPatrol, "p-1") != s.ID {
		t.Fatal("the code is not certain")
	}
	open := r.matches(Matches{Department: lead.Education})
	if len(open) != 1 || open[0].Institution != other.ID {
		t.Fatalf("proposed %+v", open)
	}
	var refusal *institutions.Refusal
	if _, err := r.SayOfMatch(t.Context(), open[0].ID, institutions.ToConfirm, why("education", "2026-07-03")); !errors.As(err, &refusal) || refusal.Code != institutions.MatchTaken {
		t.Fatalf("two institutions for one patrol: %v", err)
	}
	for _, m := range r.matches(Matches{Kind: institutions.OfPatrol, Subject: "p-1"}) {
		if _, err := r.SayOfMatch(t.Context(), m.ID, institutions.ToReject, why("education", "2026-07-03")); err != nil {
			t.Fatal(err)
		}
	}
	r.propose(subject)
	if len(r.matches(Matches{})) != 0 || r.held(institutions.OfPatrol, "p-1") != "" {
		t.Fatal("what was rejected is proposed again")
	}
}

// An institution that is entered after a lead that names it is proposed for it too.
func TestEarlierLeadsAreMatched(t *testing.T) {
	r := newRegister(t)
	r.propose(institutions.Subject{Kind: institutions.OfLead, ID: "l-1", Name: school(1).Name}, institutions.Subject{Kind: institutions.OfLead, ID: "l-2", USCC: school(1).Registration.USCC},
		institutions.Subject{Kind: institutions.OfLead, ID: "l-3", Address: "东岗街道朝阳路1号四层"}, institutions.Subject{Kind: institutions.OfLead, ID: "l-4", Address: "东岗街道朝阳路1号5层"})
	if len(r.matches(Matches{})) != 0 {
		t.Fatal("nothing is there yet")
	}
	s := r.create(1)
	if open := r.matches(Matches{}); len(open) != 2 || open[0].Subject+open[1].Subject != "l-3l-1" {
		t.Fatalf("proposed %+v", open)
	}
	if r.held(institutions.OfLead, "l-2") != s.ID || r.held(institutions.OfLead, "l-4") != "" {
		t.Fatal("the code is certain, and the other floor is not matched")
	}
	if all := r.matches(Matches{Institution: s.ID}); len(all) != 3 {
		t.Fatalf("of the institution: %+v", all)
	}
}

// A name in running text is proposed.
func TestNameInText(t *testing.T) {
	r := newRegister(t)
	s := r.create(1)
	r.propose(institutions.Subject{Kind: institutions.OfLead, ID: "l-1", Text: "孩子在晨星1号文化艺术学画画，暑假天天上课。"}, institutions.Subject{Kind: institutions.OfLead, ID: "l-2", Text: "孩子在启明学画画。"})
	if open := r.matches(Matches{}); len(open) != 1 || open[0].Institution != s.ID || open[0].Hows[0] != institutions.ByMention {
		t.Fatalf("proposed %+v", open)
	}
}
