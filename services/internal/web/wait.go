package web

import (
	"net/http"
	"time"
)

// MaxWait is how long a request may stay open.
const MaxWait = time.Minute

// Wait reads how long a request stays open for something to happen: a duration such as 30s, none when empty.
func Wait(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, NewProblem(http.StatusBadRequest, "bad-wait", "wait is not a duration", "use for example wait=30s; at most 60s")
	}
	return min(d, MaxWait), nil
}
