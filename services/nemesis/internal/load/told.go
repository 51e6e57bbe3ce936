// Package load drives a district as senders, departments and the desk do, and remembers everything that they were told: that is what a
// promise is measured by.
package load

import (
	"sync"

	"xiansuo/pkg/lead"
)

// Key is how a sender names an event.
type Key struct{ Source, ID string }

// Outcome is what whoever answered was told of an answer.
type Outcome struct {
	Lead  string
	Party string
	// Kind and No are of the record that it made; of a refusal Code says why.
	Kind lead.Kind
	No   int
	Code string
}

// Accepted reports whether the answer took effect.
func (o Outcome) Accepted() bool { return o.Code == "" }

// Told is everything that anybody was told.
type Told struct {
	mu sync.Mutex
	// Accepted holds the lead of every event that was answered 202 or 200.
	Accepted map[Key]string
	// Outcomes holds what became of every answer whose outcome came, by its id; Changed names answers that were told two different things.
	Outcomes map[string]Outcome
	Changed  map[string][2]Outcome
	// Seen counts how often a department was given each message.
	Seen map[lead.Department]map[string]int
	// Moved names events that were told two leads.
	Moved map[Key][2]string

	Sent, Refused, Answers int
}

// NewTold returns an empty memory.
func NewTold() *Told {
	return &Told{Accepted: map[Key]string{}, Outcomes: map[string]Outcome{}, Changed: map[string][2]Outcome{}, Seen: map[lead.Department]map[string]int{},
		Moved: map[Key][2]string{}}
}

// accepted remembers the lead of an event.
func (t *Told) accepted(k Key, id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if before, ok := t.Accepted[k]; ok && before != id {
		t.Moved[k] = [2]string{before, id}
		return
	}
	t.Accepted[k] = id
}

// sent counts a request and whether it was refused.
func (t *Told) sent(refused bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Sent++
	if refused {
		t.Refused++
	}
}

// outcome remembers what became of an answer, and reports whether that is news.
func (t *Told) outcome(answer string, o Outcome) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	before, ok := t.Outcomes[answer]
	if ok && before != o {
		t.Changed[answer] = [2]Outcome{before, o}
	}
	if !ok {
		t.Outcomes[answer] = o
	}
	return !ok
}

// settled reports whether the outcome of an answer is known.
func (t *Told) settled(answer string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, ok := t.Outcomes[answer]
	return ok
}

// saw remembers that a department was given a message, and reports whether it is new to it.
func (t *Told) saw(d lead.Department, id string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.Seen[d] == nil {
		t.Seen[d] = map[string]int{}
	}
	t.Seen[d][id]++
	return t.Seen[d][id] == 1
}

func (t *Told) answered() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Answers++
}

// Totals returns how many requests were sent and refused, how many events were taken, and how many answers were given and are settled.
func (t *Told) Totals() (sent, refused, accepted, answers, outcomes int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.Sent, t.Refused, len(t.Accepted), t.Answers, len(t.Outcomes)
}

// SeenBy returns how many different messages a department was given.
func (t *Told) SeenBy(d lead.Department) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.Seen[d])
}
