package main

import (
	"os"
	"testing"
	"time"
)

// What the department has before its sender has read the 202 is not waited for, what was refused is not counted, and what never arrives is told.
func TestTripsAreCountedOnce(t *testing.T) {
	all := newTrips()
	now := time.Now()
	for _, number := range []string{"early", "late", "lost", "refused"} {
		all.begin(number, now)
	}
	all.arrived("early")
	all.took("early")
	all.took("late")
	all.arrived("late")
	all.arrived("late") // the broker may bring it twice
	all.took("lost")
	all.refuse("refused")
	all.arrived("of another measurement")
	if n, last := all.count(); n != 2 || last.Before(now) || all.waiting() != 1 || all.refusals(now, now.Add(time.Second)) != 1 {
		t.Errorf("%d arrived, %d wait, %d were refused", n, all.waiting(), all.refusals(now, now.Add(time.Second)))
	}
	if err := all.settle(t.Context(), time.Millisecond); err == nil {
		t.Error("nobody says that one is lost")
	}
	if w := all.ways(now, now.Add(time.Second)); len(w.accept) != 2 || len(all.whole(now.Add(time.Second), now.Add(time.Minute))) != 0 {
		t.Errorf("%d ways", len(w.accept))
	}
}

// A spike is over with the first second behind which all are normal.
func TestRecoveryIsWhatLasts(t *testing.T) {
	all, ended := newTrips(), time.Now()
	for second, took := range map[int]time.Duration{0: 2 * time.Second, 1: 50 * time.Millisecond, 2: time.Second, 3: 60 * time.Millisecond, 4: 40 * time.Millisecond} {
		due := ended.Add(time.Duration(second)*time.Second + time.Millisecond)
		all.all[time.Duration(second).String()] = &trip{due: due, taken: due.Add(took / 2), got: due.Add(took)}
	}
	out := spiked{normal: normalAlways}
	out.recovered(all, ended)
	if out.back != 3*time.Second {
		t.Errorf("back after %s, want 3 s: %v", out.back, out.seconds)
	}
}

// A process costs what it used, and holds what it holds.
func TestCostOfThisProcess(t *testing.T) {
	sys := &system{pid: os.Getpid()}
	before := sys.cost()
	for began := time.Now(); sys.cost().less(before).own < 30*time.Millisecond; {
		if time.Since(began) > time.Minute {
			t.Fatal("a process that works costs nothing")
		}
	}
	if m := sys.hold(); m.own < 1<<20 || m.postgres != 0 {
		t.Errorf("it holds %+v", m)
	}
}

// The bare reference's events have the size that they are to have, and say their ticket number.
func TestBareEvents(t *testing.T) {
	for _, size := range []int{receivedBytes, routedBytes, dispatchedBytes} {
		body := sized("N-1", size)
		if number, err := numberIn(body); err != nil || number != "N-1" || len(body) != size {
			t.Errorf("%d bytes, number %q: %v", len(body), number, err)
		}
	}
}
