package load

import (
	"context"
	"fmt"
	"hash/fnv"
	"sync"
	"sync/atomic"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// Pace is how a department works.
type Pace int

// The paces.
const (
	Brisk Pace = iota
	Slow       // each message takes its time
	Stuck      // fetches without acknowledging, or does not fetch at all
)

// Department takes what its queue brings, answers, and remembers what it was told. What it does with a lead follows from the seed.
type Department struct {
	Code     lead.Department
	District string
	Seed     uint64
	Told     *Told
	Desk     *Desk
	// Again is after what time an answer without an outcome is given again.
	Again time.Duration
	// give gives an answer once; what comes of it may come by another way.
	give func(context.Context, event.Event) error

	pace    atomic.Int32
	mu      sync.Mutex
	pending map[string]*answer
}

// answer is one that was given or will be, until its outcome is known.
type answer struct {
	event event.Event
	// at is when it is given next; after that again and again, with the same id, until its outcome came.
	at    time.Time
	twice bool
}

// SetPace changes how the department works.
func (d *Department) SetPace(p Pace) { d.pace.Store(int32(p)) }

// Idle reports whether every answer is settled.
func (d *Department) Idle() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.pending) == 0
}

// dice is a number below 100 that follows from the seed and what it is about.
func (d *Department) dice(about ...string) int {
	h := fnv.New64a()
	fmt.Fprint(h, d.Seed, d.Code, about)
	return int(h.Sum64() % 100)
}

// handle takes one message of the queue.
func (d *Department) handle(ctx context.Context, e event.Event) error {
	if !d.Told.saw(d.Code, e.ID()) {
		return nil // known: it needs only its acknowledgement
	}
	if Pace(d.pace.Load()) == Slow {
		wait(ctx, 150*time.Millisecond)
	}
	switch e.Type() {
	case lead.HandoffDispatched{}.EventType():
		if f, err := event.As[lead.HandoffDispatched](e); err == nil {
			d.begin(e.Subject(), f.Role)
		}
	case lead.AnswerAccepted{}.EventType():
		if f, err := event.As[lead.AnswerAccepted](e); err == nil {
			d.settle(f.Answer, Outcome{Lead: e.Subject(), Party: string(d.Code), Kind: f.Record.Kind, No: f.Record.No})
		}
	case lead.AnswerRefused{}.EventType():
		if f, err := event.As[lead.AnswerRefused](e); err == nil {
			d.settle(f.Answer, Outcome{Lead: e.Subject(), Party: string(d.Code), Code: f.Code})
		}
	}
	return nil
}

// begin begins with a lead that was dispatched.
func (d *Department) begin(id string, role lead.Role) {
	if role != lead.RoleLead {
		d.answer(id, "sign", lead.AnswerSigned{}, "", 0)
		return
	}
	switch dice := d.dice(id); {
	case dice < 10: // out of order: what comes second waits for what comes first
		d.answer(id, "feedback", lead.AnswerFedback{Stage: lead.Progress, Note: "在办"}, d.name(id, "sign"), 0)
		d.answer(id, "sign", lead.AnswerSigned{}, "", time.Duration(500+10*dice)*time.Millisecond)
	case dice < 22:
		d.answer(id, "return", lead.AnswerReturned{Reason: "R05", Note: "已进入诉讼程序"}, "", 0)
	default:
		d.answer(id, "sign", lead.AnswerSigned{}, "", 0)
	}
}

// settle takes the outcome of an answer and goes on from there.
func (d *Department) settle(id string, o Outcome) {
	d.mu.Lock()
	a := d.pending[id]
	delete(d.pending, id)
	d.mu.Unlock()
	if !d.Told.outcome(id, o) || a == nil || !o.Accepted() {
		return
	}
	switch a.event.Type() {
	case lead.AnswerSigned{}.EventType():
		switch dice := d.dice(o.Lead, "then"); {
		case o.Kind == lead.KindAssistSigned:
			d.answer(o.Lead, "done", lead.AnswerDone{Outcome: lead.Substantiated, Note: "协办已毕"}, "", 0)
		case dice < 70:
			d.answer(o.Lead, "feedback", lead.AnswerFedback{Stage: lead.Progress, Note: "在办"}, "", 0)
		}
	case lead.AnswerFedback{}.EventType():
		if d.dice(o.Lead, "end") < 80 {
			d.answer(o.Lead, "done", lead.AnswerDone{Outcome: lead.Substantiated, Note: "查实已办", Reply: "已查实并处理"}, "", 0)
		}
	case lead.AnswerReturned{}.EventType():
		d.Desk.decideReturn(o.Lead, d.Code, d.dice(o.Lead, "granted") < 50)
	case lead.AnswerDone{}.EventType():
		if o.Kind == lead.KindSubmitted {
			d.Desk.close(o.Lead)
		}
	}
}

// name is the id of an answer: the same answer always has the same.
func (d *Department) name(id, word string) string { return word + "-" + string(d.Code) + "-" + id }

// answer gives an answer after a while: some late, some twice.
func (d *Department) answer(id, word string, f lead.Fact, after string, late time.Duration) {
	e, err := event.New(event.Origin{Source: "/" + d.District + "/" + string(d.Code), Lead: id, Time: time.Now(), Cause: after}, f)
	if err != nil {
		return
	}
	e.SetID(d.name(id, word))
	dice := d.dice(id, word, "late")
	if dice < 10 {
		late += time.Duration(200+200*dice) * time.Millisecond
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.pending == nil {
		d.pending = map[string]*answer{}
	}
	if d.pending[e.ID()] == nil && !d.Told.settled(e.ID()) {
		d.pending[e.ID()] = &answer{event: e, at: time.Now().Add(late), twice: dice >= 90}
	}
}

// speak gives the answers that are due, until ctx ends.
func (d *Department) speak(ctx context.Context) {
	for ctx.Err() == nil {
		for _, a := range d.due() {
			times := 1
			if a.twice {
				times = 2
			}
			for range times {
				d.Told.answered()
				try, cancel := context.WithTimeout(ctx, 5*time.Second)
				err := d.give(try, a.event)
				cancel()
				if err != nil {
					d.retry(a.event.ID(), time.Second)
					break
				}
			}
		}
		wait(ctx, 20*time.Millisecond)
	}
}

// due returns the answers that are due and puts them off.
func (d *Department) due() (due []answer) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := time.Now()
	for _, a := range d.pending {
		if a.at.Before(now) && len(due) < 50 {
			due = append(due, *a)
			a.at = now.Add(d.Again)
		}
	}
	return due
}

func (d *Department) retry(id string, after time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if a := d.pending[id]; a != nil {
		a.at = time.Now().Add(after)
	}
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
