package webhook

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// weather is what receivers do, one answer after another; then they take everything.
type weather struct {
	mu      sync.Mutex
	answers []int
	took    map[string][]string // by endpoint and lead: the ids that were taken, in order
}

func (w *weather) next() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.answers) == 0 {
		return http.StatusOK
	}
	code := w.answers[0]
	w.answers = w.answers[1:]
	return code
}

func (w *weather) serve(endpoint string) func(http.ResponseWriter, call) {
	return func(out http.ResponseWriter, c call) {
		code := w.next()
		if code < 300 {
			w.mu.Lock()
			w.took[endpoint+" "+c.lead] = append(w.took[endpoint+" "+c.lead], c.id)
			w.mu.Unlock()
		}
		if code == 0 {
			panic(http.ErrAbortHandler) // the connection ends
		}
		if code == http.StatusTooManyRequests {
			out.Header().Set("Retry-After", "7200")
		}
		out.WriteHeader(code)
	}
}

// Whatever fails, however long, and whoever is killed: every message is sent, gone, or will be tried at a time that is known; those
// of one lead are taken in their order; and when receivers work again, and a person says so of those that were gone, everything arrives.
func TestNoMessageEndsSilently(t *testing.T) {
	o := newOffice(t)
	sky := &weather{took: map[string][]string{}}
	endpoints := []string{"duty", "hotline"}
	for _, name := range endpoints {
		o.receive(name, sky.serve(name))
	}
	var run atomic.Int64
	rapid.Check(t, func(rt *rapid.T) {
		o.pass(100 * time.Hour)
		sky.answers = rapid.SliceOfN(rapid.SampledFrom([]int{200, 204, 0, 302, 404, 410, 429, 500, 503}), 0, 40).Draw(rt, "answers")
		said := map[string][]string{} // by endpoint and lead, the ids in their order
		var ids []string
		gone := set{} // at some time
		prefix := fmt.Sprint("run-", run.Add(1))
		s := o.sender()
		for range rapid.IntRange(1, 12).Draw(rt, "events") {
			switch rapid.SampledFrom([]string{"say", "say", "pass", "pass", "step", "step", "kill", "retry", "strike"}).Draw(rt, "event") {
			case "say":
				endpoint, id := rapid.SampledFrom(endpoints).Draw(rt, "endpoint"), prefix+rapid.SampledFrom([]string{"-a", "-b"}).Draw(rt, "lead")
				m := o.queue(endpoint, id)[0]
				said[endpoint+" "+id], ids = append(said[endpoint+" "+id], m), append(ids, m)
			case "pass":
				o.pass(rapid.SampledFrom([]time.Duration{time.Second, 6 * time.Second, time.Minute, time.Hour, 30 * time.Hour}).Draw(rt, "time"))
			case "step":
				o.step(s)
			case "kill": // after it sent, before it saved
				rooms := map[string]room{}
				for _, name := range endpoints {
					if e, ok := o.find(name); ok {
						rooms[name] = room{e, 1}
					}
				}
				all, err := s.claim(context.Background(), o.now(), rooms, []int64{})
				if err != nil {
					rt.Fatal(err)
				}
				for _, d := range all {
					s.client.post(context.Background(), d)
				}
				s = o.sender()
			case "retry":
				if len(ids) > 0 {
					_ = s.Retry(context.Background(), rapid.SampledFrom(ids).Draw(rt, "id"))
				}
			case "strike":
				e, _ := o.find("duty")
				o.strike("duty")
				o.pass(time.Hour)
				o.step(s)
				o.register(e)
			}
			maps.Copy(gone, o.check(rt, ids))
		}
		sky.mu.Lock()
		sky.answers = nil
		sky.mu.Unlock()
		o.lift(rt, s, prefix)
		for range 8 {
			o.pass(61 * time.Minute)
			o.settle(s)
			o.step(s)
		}
		ended := o.check(rt, ids)
		maps.Copy(gone, ended)
		for key, want := range said {
			sky.mu.Lock()
			took := slices.Clone(sky.took[key])
			sky.mu.Unlock()
			// The first time that each was taken; a killed sender's is taken again.
			var first []string
			for _, id := range took {
				if !slices.Contains(first, id) {
					first = append(first, id)
				}
			}
			want = slices.DeleteFunc(slices.Clone(want), func(id string) bool { return ended[id] && !slices.Contains(first, id) })
			if !gone.any(said[key]) && !slices.Equal(first, want) {
				rt.Fatalf("%s took %v, said was %v", key, first, want)
			}
			slices.Sort(first)
			slices.Sort(want)
			if !slices.Equal(first, want) {
				rt.Fatalf("%s took %v, said was %v", key, first, want)
			}
		}
		if n := o.open(prefix); n > 0 {
			rt.Fatalf("%d are still open", n)
		}
	})
}

type set map[string]bool

func (s set) any(ids []string) bool {
	return slices.ContainsFunc(ids, func(id string) bool { return s[id] })
}

// check makes sure that every message is done or has a next try, and returns those that are gone.
func (o *office) check(rt *rapid.T, ids []string) set {
	gone := set{}
	rows, err := o.pool().Query(context.Background(), `SELECT id, state, due_at, leased_until FROM webhook_delivery WHERE id = ANY($1)`, ids)
	if err != nil {
		rt.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var id string
		var state State
		var due time.Time
		var leased *time.Time
		if err := rows.Scan(&id, &state, &due, &leased); err != nil {
			rt.Fatal(err)
		}
		n++
		switch state {
		case Gone:
			gone[id] = true
		case Sent, Acknowledged:
		default:
			if due.After(o.now().Add(8*time.Hour)) || leased != nil && leased.After(o.now().Add(lease)) {
				rt.Fatalf("%s is %s, due %v, leased %v, at %v", id, state, due, leased, o.now())
			}
		}
	}
	if n != len(ids) {
		rt.Fatalf("%d rows of %d messages", n, len(ids))
	}
	return gone
}

// lift has a person retry something that waits for each endpoint that is gone.
func (o *office) lift(rt *rapid.T, s *Sender, prefix string) {
	var ids []string
	err := o.pool().QueryRow(context.Background(), `SELECT array_agg(id) FROM (SELECT DISTINCT ON (d.endpoint) d.id FROM webhook_delivery d
		JOIN webhook_incident i ON i.endpoint = d.endpoint AND i.closed_at IS NULL AND i.gone_version IS NOT NULL
		WHERE d.done_at IS NULL AND d.lead LIKE $1) w`, prefix+"-%").Scan(&ids)
	if err != nil {
		rt.Fatal(err)
	}
	for _, id := range ids {
		if err := s.Retry(context.Background(), id); err != nil {
			rt.Fatal(err)
		}
	}
}

func (o *office) open(prefix string) (n int) {
	if err := o.pool().QueryRow(context.Background(), "SELECT count(*) FROM webhook_delivery WHERE done_at IS NULL AND lead LIKE $1", prefix+"-%").Scan(&n); err != nil {
		o.t.Fatal(err)
	}
	return n
}
