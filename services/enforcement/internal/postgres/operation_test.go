package postgres

import (
	"context"
	"errors"
	"sync"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/enforcement/internal/operations"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/outbox"
)

func newOperation(t testing.TB, s *Store) operations.Operation {
	t.Helper()
	act := operations.Act{By: actor.Of("taskforce"), On: "2026-07-06", Now: fieldNoon}
	o, record, err := operations.Plan(operations.Draft{Title: "联合执法", Reason: "x", Plan: "x", Rally: operations.Rally{At: fieldNoon, Place: "东门"},
		Participants: []operations.Division{{Party: "fire", Task: "x"}, {Party: "market", Task: "x"}}}, act, nil)
	if err != nil {
		t.Fatal(err)
	}
	if o, err = s.NewOperation(t.Context(), o, record, act, Key{}); err != nil {
		t.Fatal(err)
	}
	return o
}

// Of acts on one version of an operation one is done, and the record has no gap and no double.
func TestRacingActsAreRefused(t *testing.T) {
	s, _ := fieldStore(t)
	o := newOperation(t, s)
	act := operations.Act{By: actor.Of("taskforce"), On: "2026-07-06", Now: fieldNoon}
	var all sync.WaitGroup
	results := make(chan error, 8)
	for range 8 {
		all.Go(func() {
			_, err := s.ActOnOperation(context.Background(), OperationAct{ID: o.ID, Version: o.Version, Act: act, Do: func(o *operations.Operation) (operations.Record, error) {
				return o.Postpone(operations.Rally{At: fieldNoon.AddDate(0, 0, 1), Place: "西门"}, "暴雨", act)
			}})
			results <- err
		})
	}
	all.Wait()
	done := 0
	for range 8 {
		err := <-results
		var r *onsite.Refusal
		switch {
		case err == nil:
			done++
		case !errors.As(err, &r) || r.Code != "stale":
			t.Error(err)
		}
	}
	acts, err := s.OperationActs(t.Context(), o.ID)
	if err != nil || done != 1 || len(acts) != 2 || acts[1].No != 2 || acts[1].By.Name != "taskforce" {
		t.Errorf("%d done, record %+v, %v", done, acts, err)
	}
}

// The rule proposes an operation once two departments lead open leads on one place, whichever is known first; a part counts as its whole; a lead that
// closed or changed hands counts no more; and while an operation is under way for the place nothing is proposed again.
func TestTheRuleProposesOnce(t *testing.T) {
	s, _ := fieldStore(t)
	place := func(id, key string) {
		t.Helper()
		if err := s.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) error {
			return s.LeadsPlaced(ctx, tx, []Placed{{id, key, "柳塘街道"}}, fieldNoon)
		}); err != nil {
			t.Fatal(err)
		}
	}
	sign := func(all ...Signed) {
		t.Helper()
		if err := s.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) error { return s.LeadsSigned(ctx, tx, all, fieldNoon) }); err != nil {
			t.Fatal(err)
		}
	}
	proposals := func() []operations.Operation {
		t.Helper()
		all, err := s.Operations(t.Context(), OperationQuery{State: operations.Proposed, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	open := func(id string, d lead.Department) Signed {
		return Signed{Lead: id, Department: d, Open: true, At: fieldNoon}
	}
	place("990101-2026-000001", "翠湾花园6栋602")
	sign(open("990101-2026-000001", lead.Education))
	sign(Signed{Lead: "990101-2026-000001"}) // closed
	place("990101-2026-000002", "翠湾花园6栋602")
	sign(open("990101-2026-000002", lead.Market))
	if len(proposals()) != 0 {
		t.Fatal("a closed lead counts")
	}
	sign(open("990101-2026-000003-2", lead.Fire))
	place("990101-2026-000003", "翠湾花园6栋602") // its whole, known later
	if p := proposals(); len(p) != 1 || len(p[0].Participants) != 2 || p[0].Street != "柳塘街道" {
		t.Fatalf("%+v", p)
	}
	place("990101-2026-000004", "翠湾花园6栋602")
	sign(open("990101-2026-000004", lead.Health))
	if len(proposals()) != 1 {
		t.Error("it is proposed again")
	}
	id := proposals()[0].ID
	act := operations.Act{By: actor.Of("taskforce"), On: "2026-07-06", Now: fieldNoon}
	if _, err := s.ActOnOperation(t.Context(), OperationAct{ID: id, Version: 1, Act: act, Do: func(o *operations.Operation) (operations.Record, error) { return o.Dismiss("分别处理即可", act) }}); err != nil {
		t.Fatal(err)
	}
}
