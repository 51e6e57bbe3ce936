package load

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"xiansuo/pkg/lead"
)

// Desk decides on returns and reviews what is done, over HTTP.
type Desk struct {
	Told    *Told
	Routing *Caller

	mu   sync.Mutex
	jobs []job
	busy int
}

// job is a word that the desk gives until it knows what came of it.
type job struct {
	id, lead, word string
	data           map[string]any
}

// decideReturn grants a return, by giving the lead to another department, or refuses it.
func (d *Desk) decideReturn(id string, from lead.Department, grant bool) {
	j := job{id: "refuse-" + string(from) + "-" + id, lead: id, word: "refuse-return", data: map[string]any{"reason": "应由该单位办理"}}
	if grant {
		to := lead.Market
		if from == lead.Market {
			to = lead.Education
		}
		j = job{id: "assign-" + string(from) + "-" + id, lead: id, word: "assign", data: map[string]any{"department": to, "reason": "改派"}}
	}
	d.add(j)
}

// close ends a lead that was submitted.
func (d *Desk) close(id string) {
	d.add(job{id: "close-" + id, lead: id, word: "close", data: map[string]any{}})
}

func (d *Desk) add(j job) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.jobs = append(d.jobs, j)
}

func (d *Desk) next() (j job, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.jobs) == 0 {
		return j, false
	}
	j, d.jobs = d.jobs[0], d.jobs[1:]
	d.busy++
	return j, true
}

func (d *Desk) done() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.busy--
}

// Idle reports whether everything is decided.
func (d *Desk) Idle() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.jobs) == 0 && d.busy == 0
}

// Run decides until ctx ends.
func (d *Desk) Run(ctx context.Context) {
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for ctx.Err() == nil {
				j, ok := d.next()
				if !ok {
					wait(ctx, 20*time.Millisecond)
					continue
				}
				d.decide(ctx, j)
				d.done()
			}
		})
	}
	group.Wait()
}

func (d *Desk) decide(ctx context.Context, j job) {
	body, _ := json.Marshal(j.data) // of texts
	for ctx.Err() == nil {
		d.Told.answered()
		try, cancel := context.WithTimeout(ctx, 5*time.Second)
		status, said, err := d.Routing.call(try, http.MethodPost, "/routing/api/v1/leads/"+j.lead+"/"+j.word, "application/json", body, "Idempotency-Key", j.id)
		cancel()
		if err == nil {
			if o, known := outcomeOf(status, said, j.lead, "desk"); known {
				d.Told.outcome(j.id, o)
				return
			}
		}
		wait(ctx, 500*time.Millisecond)
	}
}
