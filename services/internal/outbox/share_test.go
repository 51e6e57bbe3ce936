package outbox

import (
	"testing"
	"time"
)

// However many processes share a source, each partition is one's, and nobody has two more than another.
func TestSharesAreWholeAndEven(t *testing.T) {
	for of := 1; of <= 40; of++ {
		at := 0
		for place := range of {
			s := shareOf(place, of)
			if s.first != at || s.past < s.first || s.past-s.first > whole.past/of+1 || s.past-s.first < whole.past/of {
				t.Errorf("%d of %d has %v", place, of, s)
			}
			at = s.past
		}
		if at != whole.past {
			t.Errorf("%d processes have %d partitions", of, at)
		}
	}
	if s := shareOf(-1, 3); !s.empty() {
		t.Errorf("who is not there has %v", s)
	}
}

// A rest is as long as the batch was large, to a limit, and there is none behind a full batch: what waits goes on at once.
func TestNobodyRestsBehindAFullBatch(t *testing.T) {
	for events, want := range map[int]time.Duration{1: 0, 11: 20 * time.Millisecond, 999: LongRest, 1000: 0} {
		if got := restAfter(events, 1000, LongRest); got != want {
			t.Errorf("behind %d of 1000 it rests %v, not %v", events, got, want)
		}
	}
}
