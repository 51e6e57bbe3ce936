package outbox

import "time"

// A batch has a fixed cost, for the broker, the database and every reader, so a publisher rests after it for as long as it was large: below
// some 500 events a second it does not notice, and above what comes meanwhile goes together. So do readers whose work nobody waits for.
const (
	restPerEvent = 2 * time.Millisecond
	// ShortRest is the longest rest of a publisher that is on a lead's way to its department.
	ShortRest = 80 * time.Millisecond
	// LongRest is the longest rest of publishers and readers that are not.
	LongRest = 250 * time.Millisecond
)

// restAfter returns how long to rest behind a batch. Behind a full one there is more to do, and nobody rests.
func restAfter(events, full int, longest time.Duration) time.Duration {
	if events >= full {
		return 0
	}
	return min(time.Duration(events-1)*restPerEvent, longest)
}
