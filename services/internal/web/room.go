package web

import (
	"context"
	"mime"
	"net/http"
	"strings"
	"time"
)

// Room has place for so many at once. Who finds none waits a moment, and is then told to come again.
type Room struct{ places chan struct{} }

// NewRoom returns a room with so many places.
func NewRoom(places int) *Room { return &Room{make(chan struct{}, places)} }

// roomWithin is how long somebody waits for a place.
const roomWithin = time.Second

// Enter takes a place, and returns what gives it back.
func (r *Room) Enter(ctx context.Context) (leave func(), err error) {
	select {
	case r.places <- struct{}{}:
		return r.leave, nil
	default:
	}
	limit := time.NewTimer(roomWithin)
	defer limit.Stop()
	select {
	case r.places <- struct{}{}:
		return r.leave, nil
	case <-ctx.Done():
		return nil, Crowded()
	case <-limit.C:
		return nil, Crowded()
	}
}

func (r *Room) leave() { <-r.places }

// Taken returns how many places are taken.
func (r *Room) Taken() int { return len(r.places) }

// Crowded says that more is asked for at once than is done at once.
func Crowded() *Problem {
	p := NewProblem(http.StatusServiceUnavailable, "crowded", "more is asked for at once than is done at once; nothing was taken", "send the same again after the time in Retry-After")
	p.RetryAfter = time.Second
	return p
}

// How long a request may take: an event as long as its sender has patience, whatever is away; a form or a document of JSON longer, because of what some of
// them set going; and what may be large to send or to read longer than any statement.
const (
	eventLimit = 10 * time.Second
	formLimit  = 30 * time.Second
	longLimit  = 75 * time.Second
)

// limitOf returns how long a request may take: to what it waits for something to happen comes the time to answer.
func limitOf(r *http.Request) time.Duration {
	if wait, _ := Wait(r.URL.Query().Get("wait")); wait > 0 {
		return eventLimit + wait
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case strings.HasPrefix(kind, "application/cloudevents"), r.Header.Get("Ce-Specversion") != "":
		return eventLimit
	case kind == "application/json", kind == "application/x-www-form-urlencoded":
		return formLimit
	}
	return longLimit
}

// Limits are those of what a process does at once.
type Limits struct {
	// Working is how many requests are worked on at once, Waiting how many besides wait for something to happen.
	Working, Waiting int
}

// DefaultLimits leave a process some hundred megabytes at most for requests and their answers.
var DefaultLimits = Limits{Working: 512, Waiting: 512}

// Bound lets a handler work on no more at once than the limits say, and ends what takes too long. What is too much is refused at once: who waits
// in a line that grows is served when nobody listens any more.
func Bound(l Limits, next http.Handler) http.Handler {
	working, waiting := make(chan struct{}, l.Working), make(chan struct{}, l.Waiting)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		places := working
		if r.URL.Query().Get("wait") != "" {
			places = waiting
		}
		select {
		case places <- struct{}{}:
			defer func() { <-places }()
		default:
			Crowded().write(w)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), limitOf(r))
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
