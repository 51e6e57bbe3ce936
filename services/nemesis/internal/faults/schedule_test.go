package faults_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xiansuo/services/nemesis/internal/faults"
)

var targets = faults.Targets{Processes: []string{"intake", "routing"}, Ways: []string{"database-intake", "broker-market"}}

// A seed repeats its schedule, and another seed gives another.
func TestASeedRepeatsItsSchedule(t *testing.T) {
	schedule := func(seed uint64) []faults.Fault {
		return faults.Schedule(seed, time.Minute, 2*time.Second, faults.Kinds(), targets)
	}
	if diff := cmp.Diff(schedule(7), schedule(7)); diff != "" {
		t.Error(diff)
	}
	if cmp.Equal(schedule(7), schedule(8)) {
		t.Error("two seeds give one schedule")
	}
}

// In a minute every kind of fault comes, each at a time of the run and in order; what lasts, or comes last, is in no schedule.
func TestEveryKindComes(t *testing.T) {
	for seed := range uint64(50) {
		came, last := map[faults.Kind]bool{}, time.Duration(0)
		for _, f := range faults.Schedule(seed, time.Minute, 2*time.Second, faults.Kinds(), targets) {
			if came[f.Kind] = true; f.At <= last || f.At >= time.Minute {
				t.Fatalf("seed %d: %s follows %s", seed, f, last)
			}
			last = f.At
		}
		for _, k := range faults.Kinds() {
			if apart := k == faults.Slow || k == faults.Stuck || k == faults.Restore; came[k] == apart {
				t.Errorf("seed %d: %s comes: %t", seed, k, came[k])
			}
		}
	}
}

// Kinds are read by their names, and others are refused.
func TestParseKinds(t *testing.T) {
	if kinds, err := faults.ParseKinds("kill-broker, cut"); err != nil || !slices.Equal(kinds, []faults.Kind{faults.KillBroker, faults.Cut}) {
		t.Errorf("%v %v", kinds, err)
	}
	if kinds, err := faults.ParseKinds("all"); err != nil || len(kinds) != len(faults.Kinds()) {
		t.Errorf("%v %v", kinds, err)
	}
	if kinds, err := faults.ParseKinds("kill-everybody"); err == nil {
		t.Error(kinds)
	}
}
