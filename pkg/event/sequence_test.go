package event_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiansuo/pkg/event"
)

// A number put in front of an event is the one that is read, and the rest of the event stays as it was.
func TestNumberedAndRead(t *testing.T) {
	value := rapid.OneOf(rapid.Float64Range(-1e9, 1e9).AsAny(), rapid.String().AsAny(), rapid.Bool().AsAny(), rapid.SliceOf(rapid.String()).AsAny(),
		rapid.MapOf(rapid.String(), rapid.String()).AsAny())
	member := rapid.StringOf(rapid.Rune()).Filter(func(name string) bool { return name != event.Sequence })
	rapid.Check(t, func(t *rapid.T) {
		body, err := json.Marshal(rapid.MapOfN(member, value, 1, -1).Draw(t, "event"))
		if err != nil {
			t.Fatal(err)
		}
		number := rapid.Uint64().Draw(t, "number")
		before := string(body)
		numbered := event.Numbered(body, number)
		if got, err := event.NumberIn(numbered); err != nil || got != number {
			t.Fatalf("%d is read as %d, %v", number, got, err)
		}
		if string(body) != before {
			t.Fatal("the body was changed")
		}
		var got, want map[string]any
		if err := json.Unmarshal(numbered, &got); err != nil {
			t.Fatalf("%s: %v", numbered, err)
		}
		delete(got, event.Sequence)
		if err := json.Unmarshal(body, &want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// A numbered event says its sequence as every reader sees it: 20 digits.
func TestSequenceHasTwentyDigits(t *testing.T) {
	for number, want := range map[uint64]string{0: "00000000000000000000", 1: "00000000000000000001", math.MaxUint64: "18446744073709551615"} {
		e, err := event.Parse(event.Numbered([]byte(structured), number))
		if got := event.Extension(e, event.Sequence); err != nil || got != want {
			t.Errorf("%d: %s, %v", number, got, err)
		}
	}
}

// A body without a number in front has none, whatever else it holds.
func TestNumberInOther(t *testing.T) {
	for _, body := range []string{"", "{", structured, `{"sequence":"1","id":"1"}`, `{"sequence":"0000000000000000000x"}`, `{"sequence":"99999999999999999999"}`,
		` {"sequence":"00000000000000000001"}`, `{"id":"1","sequence":"00000000000000000001"}`} {
		if number, err := event.NumberIn([]byte(body)); err == nil {
			t.Errorf("%q: %d", body, number)
		}
	}
	if _, err := event.NumberIn([]byte(structured)); !errors.Is(err, event.ErrInvalid) {
		t.Error(err)
	}
}
