// Package trace is the heart of the ledger: it builds a lead's chain from the events that spoke of it, and says how long each
// holder had it.
package trace

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"xiansuo/pkg/lead"
)

// Event is an event in a trace.
type Event struct {
	Source   string          `json:"source"`
	Sequence uint64          `json:"sequence"`
	ID       string          `json:"id"`
	Type     string          `json:"type"`
	Time     time.Time       `json:"time"`
	Data     json.RawMessage `json:"-"`
}

// Record is a record of the chain, with how long the lead stayed as it left it and the event that announced it.
type Record struct {
	lead.Record
	HeldSeconds float64 `json:"heldSeconds"`
	Event       string  `json:"event"`
}

// Trace is the whole way of a lead. The seconds that its records held add up to the time from its first record to its end, or
// to now.
type Trace struct {
	Lead    string      `json:"lead"`
	Holder  lead.Holder `json:"holder"`
	Records []Record    `json:"records"`
	// Missing lists numbers of the chain that no event told of: nothing may be missing.
	Missing []int   `json:"missing,omitempty"`
	Events  []Event `json:"events"`
}

// Build returns the trace of a lead from its events, at the given time.
func Build(id string, events []Event, now time.Time) (Trace, error) {
	slices.SortFunc(events, func(a, b Event) int {
		return cmp.Or(a.Time.Compare(b.Time), strings.Compare(a.Source, b.Source), cmp.Compare(a.Sequence, b.Sequence))
	})
	t := Trace{Lead: id, Events: events, Records: []Record{}}
	chain := map[int]Record{}
	for _, e := range events {
		var told struct {
			Record *lead.Record `json:"record"`
		}
		if err := json.Unmarshal(e.Data, &told); err != nil {
			return t, fmt.Errorf("data of %s %s: %w", e.Type, e.ID, err)
		}
		// An acceptance repeats the record of what it accepts; the event of the change itself comes first.
		if told.Record == nil || told.Record.No == 0 || chain[told.Record.No].No != 0 && answer(e.Type) {
			continue
		}
		if known := chain[told.Record.No]; known.No == 0 || answer(known.Event) {
			chain[told.Record.No] = Record{Record: *told.Record, Event: e.ID}
		}
	}
	t.link(chain, now)
	return t, nil
}

func answer(typ string) bool { return strings.HasPrefix(typ, "xiansuo.answer.accepted.") }

// link puts the chain in order and measures it. A lead that has ended is held by nobody, so its last record holds no time.
func (t *Trace) link(chain map[int]Record, now time.Time) {
	last := 0
	for no := range chain {
		last = max(last, no)
	}
	for no := 1; no <= last; no++ {
		r, ok := chain[no]
		if !ok {
			t.Missing = append(t.Missing, no)
			continue
		}
		if n := len(t.Records); n > 0 {
			t.Records[n-1].HeldSeconds = held(t.Records[n-1], r.At)
		}
		t.Records = append(t.Records, r)
	}
	if n := len(t.Records); n > 0 {
		t.Holder = t.Records[n-1].Holder
		t.Records[n-1].HeldSeconds = held(t.Records[n-1], now)
	}
}

func held(r Record, until time.Time) float64 {
	if r.Holder == lead.Nobody {
		return 0
	}
	return max(0, until.Sub(r.At).Seconds())
}
