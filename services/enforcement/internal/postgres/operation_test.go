package postgres

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

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
	place("990101-2026-000005", "翠湾花园6栋602")
	if len(proposals()) != 0 {
		t.Error("what was dismissed is proposed again for a complaint that no department leads")
	}
}

// visitedOperation is an operation of fire and market whose visits are over: one site, with a finding and a piece of evidence of each.
func visitedOperation(t testing.TB, s *Store) operations.Operation {
	t.Helper()
	o := newOperation(t, s)
	two := []onsite.Officer{{Name: "甲", Unit: "消防救援大队"}, {Name: "乙", Unit: "市场监管局"}}
	find := func(c lead.Category, d lead.Department, evidence string) operations.NewFinding {
		return operations.NewFinding{Site: 1, Category: c, Department: d, Found: "x", Evidence: []string{evidence}, Officers: two}
	}
	for _, step := range []struct {
		who string
		do  func(*operations.Operation, operations.Act) (operations.Record, error)
	}{
		{"fire", func(o *operations.Operation, a operations.Act) (operations.Record, error) {
			return o.Reply(true, "", a)
		}},
		{"market", func(o *operations.Operation, a operations.Act) (operations.Record, error) {
			return o.Reply(true, "", a)
		}},
		{"taskforce", (*operations.Operation).Start},
		{"fire", func(o *operations.Operation, a operations.Act) (operations.Record, error) {
			return o.Visit(operations.NewSite{Name: "甲", Address: "文渊路15号", At: fieldNoon}, a)
		}},
		{"fire", func(o *operations.Operation, a operations.Act) (operations.Record, error) {
			return o.Find(find("F02", lead.Fire, "E-1"), a)
		}},
		{"market", func(o *operations.Operation, a operations.Act) (operations.Record, error) {
			return o.Find(find("D04", lead.Market, "E-2"), a)
		}},
		{"taskforce", (*operations.Operation).Finish},
	} {
		o = actedOn(t, s, o, step.who, Key{}, step.do)
	}
	return o
}

func actedOn(t testing.TB, s *Store, o operations.Operation, who string, key Key, do func(*operations.Operation, operations.Act) (operations.Record, error)) operations.Operation {
	t.Helper()
	act := operations.Act{By: actor.Of(who), On: "2026-07-06", Now: fieldNoon}
	o, err := s.ActOnOperation(t.Context(), OperationAct{ID: o.ID, Version: o.Version, Key: key, Act: act, Do: func(o *operations.Operation) (operations.Record, error) { return do(o, act) }})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// Whoever came uses the evidence of all, whoever gathered it; who was not there does not.
func TestEvidenceIsShared(t *testing.T) {
	s, _ := fieldStore(t)
	visitedOperation(t, s)
	for _, evidence := range []string{"E-1", "E-2", "E-3"} {
		for _, party := range []string{"fire", "market", "police"} {
			shared, err := s.EvidenceShared(t.Context(), evidence, party)
			if want := evidence != "E-3" && party != "police"; err != nil || shared != want {
				t.Errorf("%s uses %s: %v, %v", party, evidence, shared, err)
			}
		}
	}
}

// A line goes into a case that its department has already, and into nobody else's; the others open one each; a split that is sent again under its key
// opens nothing more, and one announcement names all cases.
func TestLinesBecomeCases(t *testing.T) {
	s, _ := fieldStore(t)
	o := visitedOperation(t, s)
	if err := s.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) (err error) {
		_, err = s.openLine(ctx, tx, operations.Operation{ID: "990101-operation-2026-999999"}, operations.Line{Department: lead.Fire, Site: 1}, "taskforce", fieldNoon)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	have := caseNumbers(t, s)
	if len(have) != 1 {
		t.Fatal(have)
	}
	split := func(into operations.Into) func(*operations.Operation, operations.Act) (operations.Record, error) {
		return func(o *operations.Operation, a operations.Act) (operations.Record, error) {
			return o.Split([]operations.Into{into}, "演练", a)
		}
	}
	act := operations.Act{By: actor.Of("taskforce"), On: "2026-07-06", Now: fieldNoon}
	_, err := s.ActOnOperation(t.Context(), OperationAct{ID: o.ID, Version: o.Version, Act: act, Do: func(o *operations.Operation) (operations.Record, error) {
		return split(operations.Into{Site: 1, Department: lead.Market, Case: have[0]})(o, act)
	}})
	var r *onsite.Refusal
	if !errors.As(err, &r) || r.Code != "no-such-case" {
		t.Fatalf("market's line goes into fire's case: %v", err)
	}
	key := Key{Caller: "taskforce", Key: "k", Digest: "d"}
	for range 2 {
		ended := actedOn(t, s, o, "taskforce", key, split(operations.Into{Site: 1, Department: lead.Fire, Case: have[0]}))
		if len(ended.Lines) != 2 || ended.Lines[0].Case != have[0] || ended.Lines[1].Case == "" || ended.State != operations.Ended {
			t.Fatalf("%+v", ended.Lines)
		}
	}
	if all := caseNumbers(t, s); len(all) != 2 {
		t.Errorf("cases %v", all)
	}
	var announced int
	if err := s.Log.DB.QueryRow(t.Context(), "SELECT count(*) FROM event_log WHERE type = $1", lead.OperationEnded{}.EventType()).Scan(&announced); err != nil || announced != 1 {
		t.Errorf("announced %d times, %v", announced, err)
	}
}

func caseNumbers(t testing.TB, s *Store) []string {
	t.Helper()
	rows, err := s.Log.DB.Query(t.Context(), "SELECT number FROM cases ORDER BY number")
	if err != nil {
		t.Fatal(err)
	}
	numbers, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return numbers
}
