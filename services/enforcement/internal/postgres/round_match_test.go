package postgres

import (
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/enforcement/internal/rounds"
)

// Points of a patrol are matched to the register: by the code for certain, by the name as a proposal to a department that patrols; the name of
// a home is not looked for, and one that comes from the register is not matched again.
func TestPatrolsAreMatched(t *testing.T) {
	r := newRegister(t)
	s, other := r.create(1), r.create(2)
	round := newRound(t, r.Store)
	at := func(p rounds.Point) rounds.Point {
		p.Address, p.Street = "文渊路15号", "柳塘街道"
		return p
	}
	all := []rounds.Point{at(rounds.Point{Name: "某点", Kind: "commercial", USCC: s.Registration.USCC}), at(rounds.Point{Name: other.Name, Kind: "commercial"}),
		at(rounds.Point{Name: other.Name, Kind: "residential"}), at(rounds.Point{Name: other.Name, Kind: "institution", Institution: other.ID})}
	if _, err := r.AddPoints(t.Context(), round.ID, all, roundBy("education", fieldNoon), Key{}); err != nil {
		t.Fatal(err)
	}
	if r.held(institutions.OfPatrol, round.ID+"/1") != s.ID {
		t.Fatal("the code is not certain")
	}
	if open := r.matches(Matches{Department: lead.Education}); len(open) != 1 || open[0].Subject != round.ID+"/2" || open[0].Institution != other.ID {
		t.Fatalf("proposed %+v", open)
	}
}
