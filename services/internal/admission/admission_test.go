package admission

import (
	"testing"
	"time"
)

var noon = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

func gate(at *time.Time) *Gate {
	return &Gate{Limit: 2 * time.Second, Most: 100, Published: func() time.Duration { return 0 }, Now: func() time.Time { return *at }, Random: func() float64 { return 0.5 }}
}

// What is taken becomes less the older the oldest is that has not been delivered; batches stand back at half the age.
func TestShareFallsWithAge(t *testing.T) {
	for age, want := range map[time.Duration][2]float64{
		0: {1, 1}, 500 * time.Millisecond: {1, 1}, 750 * time.Millisecond: {1, 0.5}, time.Second: {1, 0},
		1500 * time.Millisecond: {0.5, 0}, 2 * time.Second: {0, 0}, time.Hour: {0, 0},
	} {
		taken := [2]int{}
		at, random := noon, 0.0
		g := gate(&at)
		g.Random = func() float64 { random += 0.001; return random }
		g.Tell(Standing{Oldest: noon.Add(-age)})
		for k := range taken {
			random = 0
			for range 1000 {
				if g.Admit(Kind(k)) == nil {
					taken[k]++
				}
			}
		}
		for k, n := range taken {
			if got := float64(n) / 1000; got < want[k]-0.01 || got > want[k]+0.01 {
				t.Errorf("at %v kind %d is taken %v, want %v", age, k, got, want[k])
			}
		}
	}
}

// What would wait as long as the limit is not taken: what waited longest, with what the next service has not passed on.
func TestWaitIsThatOfTheWholeWay(t *testing.T) {
	at := noon
	g := gate(&at)
	g.Tell(Standing{Oldest: noon.Add(-time.Second), Behind: time.Second / 2, Backlog: 1})
	if wait := g.Wait(); wait != 1500*time.Millisecond {
		t.Errorf("wait %v", wait)
	}
	at = noon.Add(3 * time.Second) // nobody looked since: it only grows
	if r := g.Admit(Single); r == nil || r.RetryAfter != 3500*time.Millisecond || r.Full {
		t.Errorf("%+v", r)
	}
	g.Tell(Standing{})
	if g.Admit(Single) != nil || g.Admit(Batch) != nil {
		t.Error("nothing waits and nothing is taken")
	}
	g.Took(100_000) // nobody looked since, and nobody has to
	if r := g.Admit(Single); r == nil {
		t.Error("what was let in since the last look does not count")
	}
	g.Tell(Standing{Taken: g.Taken()})
	if g.Admit(Single) != nil {
		t.Error("what was delivered counts")
	}
	g.Published = func() time.Duration { return time.Hour }
	if r := g.Admit(Single); r == nil || r.RetryAfter != time.Minute {
		t.Errorf("what has not left this service counts: %+v", r)
	}
}

// While the next service says nothing more is taken all the same, until as much waits as may.
func TestAwayIsBounded(t *testing.T) {
	at := noon
	g := gate(&at)
	for backlog, full := range map[uint64]bool{0: false, 99: false, 100: true, 1000: true} {
		g.Tell(Standing{Unknown: true, Backlog: backlog, Oldest: noon.Add(-time.Hour)})
		if r := g.Admit(Single); (r != nil) != full || full && (!r.Full || r.RetryAfter < time.Second) {
			t.Errorf("with %d waiting: %+v", backlog, r)
		}
	}
}

// A service that does a little because little is offered is not taken for a slow one.
func TestPaceOfAnIdleServiceIsNotItsLimit(t *testing.T) {
	at := noon
	g := gate(&at)
	for n := range uint64(100) { // ten a second, each applied by the next look
		at = at.Add(100 * time.Millisecond)
		g.Tell(Standing{Applied: n, Backlog: 1, Oldest: at.Add(-50 * time.Millisecond)})
	}
	g.Took(400)
	if r := g.Admit(Single); r != nil {
		t.Errorf("400 would wait for %v", g.Wait())
	}
}

// line is a queue that a service works off in batches, and a gate before it, in steps of 10 ms.
type line struct {
	*Gate
	at                time.Time
	queue             []time.Time
	left              int // steps until the batch that is worked on is applied
	batch             int
	applied           uint64
	oldest            time.Duration
	delivered, idle   int
	refused, admitted int
}

const step = 10 * time.Millisecond

func newLine() *line {
	l := &line{at: noon}
	random := 0.0
	l.Gate = gate(&l.at)
	l.Random = func() float64 { random += 0.6180339887; random -= float64(int(random)); return random }
	return l
}

// step offers so much, works at a pace in a step, in batches of at most 500, and looks every tenth step.
func (l *line) step(i, offered, pace int, kind Kind, each int) {
	l.at = l.at.Add(step)
	for range offered {
		if l.Admit(kind) != nil {
			l.refused++
			continue
		}
		l.admitted++
		l.Took(each)
		for range each {
			l.queue = append(l.queue, l.at)
		}
	}
	l.work(pace)
	if i%10 == 0 {
		s := Standing{Taken: l.Taken(), Applied: l.applied, Backlog: uint64(len(l.queue))}
		if len(l.queue) > 0 {
			s.Oldest = l.queue[0]
		}
		l.Tell(s)
	}
}

func (l *line) work(pace int) {
	if pace == 0 {
		return
	}
	if l.batch == 0 {
		if l.batch = min(500, len(l.queue)); l.batch == 0 {
			l.idle++
			return
		}
		l.left = (l.batch + pace - 1) / pace
	}
	if l.left--; l.left > 0 {
		return
	}
	for _, taken := range l.queue[:l.batch] {
		l.oldest = max(l.oldest, l.at.Sub(taken))
	}
	l.queue, l.applied, l.delivered = l.queue[l.batch:], l.applied+uint64(l.batch), l.delivered+l.batch
	l.batch = 0
}

// Offered ten times as much as can be delivered, what is taken is as much as is delivered, nothing is delivered later than the limit and a
// batch's time after it was taken, and when what is left of the flood is delivered everything is taken again.
func TestFloodIsTakenAsItIsDelivered(t *testing.T) {
	for name, test := range map[string]struct {
		kind                Kind
		offered, each, pace int
	}{
		"one by one": {Single, 100, 1, 10}, "batches": {Batch, 1, 100, 10}, "slow": {Single, 20, 1, 2}, "fast": {Single, 300, 1, 30},
	} {
		l := newLine()
		for i := range 1000 {
			l.step(i, test.offered, test.pace, test.kind, test.each)
		}
		if most := l.Limit + time.Duration(500/test.pace)*step; l.oldest > most {
			t.Errorf("%s: something was delivered after %v, want at most %v", name, l.oldest, most)
		}
		if l.idle > 10 || l.refused == 0 {
			t.Errorf("%s: delivery stood still in %d steps of the flood, %d were refused", name, l.idle, l.refused)
		}
		for i := range 210 {
			l.step(i, 0, test.pace, test.kind, 1)
		}
		refused := l.refused
		for i := range 300 {
			l.step(i, 1, test.pace, test.kind, 1)
		}
		if l.refused != refused {
			t.Errorf("%s: %d of 300 are refused when nothing waits", name, l.refused-refused)
		}
	}
}

// While delivery stands still no more is taken than is delivered within the limit once it goes on, and then everything again.
func TestStandstill(t *testing.T) {
	l := newLine()
	for i := range 200 {
		l.step(i, 5, 10, Single, 1)
	}
	for i := range 1000 {
		l.step(i, 5, 0, Single, 1)
	}
	if len(l.queue) > 1100 {
		t.Errorf("%d wait after ten seconds of standstill", len(l.queue))
	}
	for i := range 200 {
		l.step(i, 5, 10, Single, 1)
	}
	refused := l.refused
	for i := range 300 {
		l.step(i, 5, 10, Single, 1)
	}
	if l.refused != refused {
		t.Errorf("%d are refused when it goes on", l.refused-refused)
	}
}
