package trace_test

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiansuo/pkg/lead"
	"xiansuo/services/ledger/internal/trace"
)

var noon = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

func event(id, typ string, sequence uint64, at time.Time, data any) trace.Event {
	body, _ := json.Marshal(data)
	return trace.Event{Source: "/990101/routing", Sequence: sequence, ID: id, Type: typ, Time: at, Data: body}
}

func record(no int, holder lead.Holder, at time.Time) lead.Record {
	return lead.Record{No: no, Kind: lead.KindSigned, Holder: holder, At: at}
}

// In whatever order the events are read, the chain comes out in order, and the time that its records held adds up to the wall clock.
func TestHeldTimeAddsUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(rt, "records")
		at := noon
		var events []trace.Event
		for no := 1; no <= n; no++ {
			at = at.Add(time.Duration(rapid.IntRange(0, 5000).Draw(rt, "seconds")) * time.Second)
			r := record(no, "market", at)
			events = append(events, event(fmt.Sprint("e", no), "xiansuo.handoff.signed.v1", uint64(2*no), at, lead.HandoffSigned{Record: r}))
			if rapid.Bool().Draw(rt, "accepted") {
				events = append(events, event(fmt.Sprint("a", no), "xiansuo.answer.accepted.v1", uint64(2*no+1), at, lead.AnswerAccepted{Record: r}))
			}
		}
		events = rapid.Permutation(events).Draw(rt, "order")
		now := at.Add(time.Hour)
		got, err := trace.Build("l", events, now)
		if err != nil || len(got.Records) != n || len(got.Missing) != 0 || got.Holder != "market" {
			rt.Fatalf("%+v, %v", got, err)
		}
		var sum float64
		for i, r := range got.Records {
			if r.No != i+1 || r.Event != fmt.Sprint("e", r.No) {
				rt.Fatalf("record %d is %+v", i+1, r)
			}
			sum += r.HeldSeconds
		}
		if wall := now.Sub(got.Records[0].At).Seconds(); math.Abs(sum-wall) > 1e-6 {
			rt.Fatalf("held %f of %f seconds", sum, wall)
		}
	})
}

// A record that no event told of is named, and an ended lead is held by nobody.
func TestMissingRecordsAreNamed(t *testing.T) {
	got, err := trace.Build("l", []trace.Event{
		event("1", "xiansuo.lead.routed.v1", 1, noon, lead.LeadRouted{Record: record(1, "desk", noon)}),
		event("3", "xiansuo.lead.closed.v1", 3, noon.Add(time.Minute), lead.LeadClosed{Record: record(3, lead.Nobody, noon.Add(time.Minute))}),
		event("x", "xiansuo.lead.received.v1", 1, noon, lead.LeadReceived{}),
	}, noon.Add(time.Hour))
	if err != nil || len(got.Missing) != 1 || got.Missing[0] != 2 || got.Holder != lead.Nobody {
		t.Fatalf("%+v, %v", got, err)
	}
	if got.Records[0].HeldSeconds != 60 || got.Records[1].HeldSeconds != 0 {
		t.Fatalf("held %v and %v", got.Records[0].HeldSeconds, got.Records[1].HeldSeconds)
	}
}
