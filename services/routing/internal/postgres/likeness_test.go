package postgres

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/routing/internal/likeness"
)

// alike returns the leads that a text at an address would be compared with.
func alike(t *testing.T, s *Store, text, address string) (leads []string) {
	t.Helper()
	print := likeness.Of(lead.Matter{Text: text, Place: &lead.Place{Address: address}}, "A01")
	err := pgx.BeginFunc(t.Context(), s.Log.DB, func(tx pgx.Tx) error {
		found, err := s.Candidates(t.Context(), tx, []likeness.Print{print})
		if err == nil {
			for _, c := range found[0] {
				leads = append(leads, c.Lead)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(leads)
	return leads
}

func keepPrint(t *testing.T, s *Store, id, text, address string, goesOn bool) {
	t.Helper()
	err := s.Log.Save(t.Context(), func(_ context.Context, tx *outbox.Tx) error {
		print := likeness.Of(lead.Matter{Text: text, Place: &lead.Place{Address: address}}, "A01")
		s.KeepPrints(tx, []Kept{{Candidate{Lead: id, Print: print}, goesOn}})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A new lead is compared with what goes on, and with nothing that has ended; what goes on again is compared again.
func TestComparedWithWhatGoesOn(t *testing.T) {
	s := newStore(t)
	const text, address = "楼上有老师给初中生补数学，一节课两百。", "柳塘街道学府路8号3栋502室"
	id := receive(t, s, 1, sure(lead.Normal, lead.Education))
	keepPrint(t, s, id, text, address, true)
	found := func(want ...string) {
		t.Helper()
		if got := alike(t, s, text, address); !slices.Equal(got, want) {
			t.Errorf("compared with %v, want %v", got, want)
		}
	}
	found(id)
	answerOf(t, s, id, "education", lead.AnswerSigned{}, 1)
	answerOf(t, s, id, "education", lead.AnswerDone{Outcome: lead.Substantiated, Note: "已停办", Reply: "已查处"}, 2)
	found(id)
	answerOf(t, s, id, "desk", lead.DecisionClosed{}, 3)
	found()
	answerOf(t, s, id, "desk", lead.DecisionRedone{Reason: "又开了"}, 4)
	found(id)
	if n := count(t, s, "SELECT count(*) FROM likeness"); n == 0 {
		t.Error("no key is there")
	}
	late := receive(t, s, 2, lead.Decision{Decided: true, Lead: "none", Category: "X02", Scope: "out"})
	keepPrint(t, s, late, text, address, false) // one that ended with the batch that brought it
	found(id)
}

// However many leads share a key, such as a road that is known for its schools, few are looked at: those that share most, and the newest.
func TestAPopularKeyCostsNoMore(t *testing.T) {
	s := newStore(t)
	const text = "有老师给初中生补课，一节课两百。"
	address := func(n int) string { return fmt.Sprintf("柳塘街道学府路8号%d栋502室", n) }
	keys := likeness.Of(lead.Matter{Text: text, Place: &lead.Place{Address: address(1)}}, "A01").Keys()
	err := s.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO likeness (key, lead) SELECT k, 'a' || to_char(n, 'FM000000') FROM unnest($1::bigint[]) k, generate_series(1, 50000) n`, keys)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	pages, plan := looked(t, s, "SELECT", sharingSQL, pgx.NamedArgs{"keys": keys, "most": MaxCandidates})
	if pages > int64(len(keys))*20 {
		t.Errorf("%d pages:\n%s", pages, plan)
	}
}

// Of the leads that share a key with a new one those come first that share most, and of those the newest.
func TestThoseThatShareMostComeFirst(t *testing.T) {
	near := map[int64][]string{1: {"d", "c", "b"}, 2: {"b", "a"}, 3: {"e"}}
	if got := most(near, []int64{1, 2}); !slices.Equal(got, []string{"b", "d", "c", "a"}) {
		t.Errorf("in the order %v", got)
	}
}

// What is remembered of prints is bounded, and the newest are remembered.
func TestPrintsAreRememberedForAWhile(t *testing.T) {
	var p prints
	for i := range 5 * generation {
		p.keep(fmt.Sprint(i), likeness.Print{})
	}
	if n := len(p.young) + len(p.old); n > 2*generation {
		t.Errorf("%d are remembered, more than two generations", n)
	}
	known, missing := p.known([]string{"0", fmt.Sprint(5*generation - 1), "0"})
	if len(known) != 1 || !slices.Equal(missing, []string{"0"}) {
		t.Errorf("known %d, missing %v; want the newest and not the oldest", len(known), missing)
	}
}
