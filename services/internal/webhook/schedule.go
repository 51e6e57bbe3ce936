package webhook

import "time"

// retries says how long after each failed try of a message the next one is; after the last it stays so.
var retries = []time.Duration{5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 3 * time.Hour,
	6 * time.Hour}

// rests says how long an endpoint rests after so many failures in a row, of whatever messages. It is never longer than a new message
// may wait for an endpoint that was mended meanwhile.
var rests = []time.Duration{0, 0, 5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute}

// failuresToRest is from how many failures in a row on an endpoint rests and is called with one message at a time.
const failuresToRest = 3

// jitter makes a time up to a fifth shorter or longer, so that what failed together does not come back together.
func jitter(d time.Duration, random float64) time.Duration {
	return time.Duration(float64(d) * (0.8 + 0.4*random))
}

// nextTry returns how long after its n-th failed try a message is tried again: never sooner than the receiver asked.
func nextTry(n int, retryAfter time.Duration, random float64) time.Duration {
	wait := retries[min(max(n, 1), len(retries))-1]
	return max(jitter(wait, random), retryAfter)
}
