package webhook

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// closed is a receiver that says that it is gone until it is back.
func (o *office) closed(name string) (r *receiver, back *atomic.Bool) {
	back = new(atomic.Bool)
	return o.receive(name, func(w http.ResponseWriter, _ call) {
		if !back.Load() {
			w.WriteHeader(http.StatusGone)
		}
	}), back
}

// After a 410 nobody is called there: what is for it waits where a person sees it, for days, and other endpoints have theirs.
func TestGoneIsNotCalled(t *testing.T) {
	o := newOffice(t)
	r, _ := o.closed("duty")
	other := o.receive("hotline", status(http.StatusOK))
	s := o.sender()
	o.queue("duty", "a")
	o.settle(s, r)
	for range 30 {
		o.queue("duty", "a", "b")
		o.queue("hotline", "a")
		o.settle(s, r, other)
		o.pass(time.Hour)
	}
	if n := len(r.got()); n != 1 || len(other.got()) != 30 {
		t.Fatalf("%d calls to what is gone, %d to another", n, len(other.got()))
	}
	states := o.states()
	if states[Gone] != 1 || states[Waiting]+states[Stuck] != 60 || states[Stuck] == 0 {
		t.Errorf("states %v", states)
	}
	in, err := s.Incidents(t.Context())
	if err != nil || len(in) != 1 || !in[0].Stopped || in[0].GoneAt == nil || in[0].Waiting != int64(states[Waiting]) || in[0].Stuck != int64(states[Stuck]) || o.count(incidentLine) != 1 {
		t.Errorf("incidents %+v, %v, %d lines", in, err, o.count(incidentLine))
	}
}

// A person who has one tried has that one tried and no other; when it is taken everything goes, in order of each lead.
func TestRetryOfWhatIsGone(t *testing.T) {
	o := newOffice(t)
	r, back := o.closed("duty")
	s := o.sender()
	gone := o.queue("duty", "a")[0]
	o.settle(s, r)
	waiting := o.queue("duty", "a", "b", "c", "d", "e", "f")
	retry := func(id string, want map[State]int) {
		t.Helper()
		o.pass(time.Minute)
		if err := s.Retry(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		before := len(r.got())
		o.settle(s, r)
		if diff := cmp.Diff(want, o.states()); diff != "" {
			t.Errorf("%s", diff)
		}
		if calls := r.got(); !back.Load() && (len(calls) != before+1 || calls[before].id != id) {
			t.Errorf("called %d times, not about %s only", len(calls)-before, id)
		}
	}
	retry(gone, map[State]int{Gone: 1, Waiting: 6})
	retry(waiting[4], map[State]int{Gone: 2, Waiting: 5})
	back.Store(true)
	retry(gone, map[State]int{Gone: 1, Sent: 6})
	if in, err := s.Incidents(t.Context()); err != nil || len(in) != 1 || in[0].Stopped || in[0].GoneAt != nil {
		t.Errorf("incidents %+v, %v", in, err)
	}
	o.pass(sweepEvery)
	o.settle(s, r)
	if in, err := s.Incidents(t.Context()); err != nil || len(in) != 0 || o.count(incidentLine) != 1 || o.count(overLine) != 1 {
		t.Errorf("incidents %+v, %v, %d and %d lines", in, err, o.count(incidentLine), o.count(overLine))
	}
}

// A newer version of the setting has the endpoint called again, one message at a time, also when the version that was gone is called
// once more in between; a process that still knows the older one does not call.
func TestNewerSettingOfWhatIsGone(t *testing.T) {
	o := newOffice(t)
	r, back := o.closed("duty")
	old, _ := o.find("duty")
	old.Version = 3
	o.register(old)
	s := o.sender()
	o.queue("duty", "a")
	o.settle(s, r)
	o.queue("duty", "b", "c", "d", "e", "f", "g")
	o.settle(s, r)
	newer := old
	newer.Version = 4
	o.register(newer)
	o.settle(s, r)
	if diff := cmp.Diff(map[State]int{Gone: 2, Waiting: 5}, o.states()); diff != "" || len(r.got()) != 2 {
		t.Fatalf("version 4 is gone too: %s, %d calls", diff, len(r.got()))
	}
	o.register(old)
	o.settle(s, r)
	newer.Version = 5
	back.Store(true)
	o.settle(s, r)
	if len(r.got()) != 2 {
		t.Fatalf("an older version is called")
	}
	o.register(newer)
	o.settle(s, r)
	if diff := cmp.Diff(map[State]int{Gone: 2, Sent: 5}, o.states()); diff != "" {
		t.Errorf("version 5: %s", diff)
	}
}
