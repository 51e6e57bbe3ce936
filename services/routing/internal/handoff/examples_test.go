package handoff_test

import (
	"flag"
	"fmt"
	"os"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/clocks"
	. "xiansuo/services/routing/internal/handoff"
)

// write has the golden examples of package lead written anew, where they are not what the heart says any more:
//
//	go test ./services/routing/internal/handoff -run Examples -write
var write = flag.Bool("write", false, "write the examples of package lead anew")

// passage is a word about a lead and what it leads to, as far as an example shows it. An example is called as in "lead.routed", or
// "lead.routed parts" where it is not the first of its type.
type passage struct {
	at   string // when it is said, in China, in 2026: "07-03 14:52:07.5"
	lead string // its number in the year: "002036"; empty: that of the passage before
	by   string // who says it; "clock" only waits
	says lead.Fact
	// as is the example that shows the word itself. Without says it is read from there.
	as string
	// after is the example that the word names as its cause; seen that it names the newest record.
	after string
	seen  bool
	// took is how long after it is said routing has it; 0 is customary.
	took time.Duration
	// decided is what the rules say of a new lead; like is what it repeats, for sure when certain.
	decided lead.Decision
	like    *Likeness
	certain bool
	trace   string
	refused string // code of the refusal that is expected
	shows   []shown
}

// shown is an example of something that routing says: the last of its type in a queue, or in none.
type shown struct{ as, queue, lead string }

// chapters are those of services/internal/eventdoc/story.go.
var chapters = []struct {
	name string
	tell func(*examples) []passage
}{
	{"a locked exit", lockedExit}, {"a letter that no rule is sure of", unsureLetter}, {"one call about four things", fourThings},
	{"assistance at the end of the year", yearsEnd},
	{"whose is it", whoseIsIt}, {"a case that nobody hands on", caseTransfer},
	{"a suspected crime", suspectedCrime},
	{"time", takingTime}, {"silence", silence},
	{"three reporters", threeReporters}, {"a claim and a report", claimAndReport},
	{"inside a department", insideDepartment},
	{"done, and done again", doneAgain}, {"another district", otherDistrict}, {"nothing new", nothingNew},
}

// The examples of package lead are what the heart says: every chapter of the story is told through it, with the clocks of the
// catalogue ticking in between, and each example must be what it shows, from the digest of the record before to the due dates.
func TestExamplesAreWhatTheHeartSays(t *testing.T) {
	x, limits, told := readExamples(t), limitsOf2026(t), 0
	for _, c := range chapters {
		t.Run(c.name, func(t *testing.T) {
			one := &telling{T: t, examples: x, family: newFamily(), traces: map[string]string{}, catalogue: limits}
			for _, s := range c.tell(x) {
				one.passage(s)
			}
			told++
		})
	}
	x.finish(t, told == len(chapters))
}

// limitsOf2026 is the catalogue under the calendar that was known in 2026: the story does not change when a new year is published.
func limitsOf2026(t *testing.T) *clocks.Catalogue {
	t.Helper()
	known := new(calendar.Calendar)
	for year := 2023; year <= 2026; year++ {
		days, err := os.ReadFile(fmt.Sprintf("../../../../pkg/calendar/data/%d.txt", year))
		if err != nil {
			t.Fatal(err)
		}
		if known, err = known.Add(days); err != nil {
			t.Fatal(err)
		}
	}
	limits, err := clocks.Default(known)
	if err != nil {
		t.Fatal(err)
	}
	return limits
}

// telling is a chapter as it is told.
type telling struct {
	*testing.T
	*examples
	family
	catalogue *clocks.Catalogue
	traces    map[string]string // of leads, by id
	number    string            // of the lead that is spoken of
	fresh     []*told           // what was said since the passage before
}

// told is something that routing said.
type told struct {
	fact  lead.Fact
	queue lead.Department
	lead  string
	word  Word
	trace string
	as    string
}

func (c *telling) passage(s passage) {
	c.Helper()
	if s.lead != "" {
		c.number = s.lead
	}
	id := "990101-2026-" + c.number
	c.fresh = nil
	if s.by == ByClock {
		c.tick(china(s.at))
		c.show(s, id)
		return
	}
	w := c.word(c.T, s, id, c.lead(id))
	took := s.took
	if took == 0 {
		took = customary(s.by)
	}
	at := w.Time.Add(took)
	c.tick(at)
	word := Word{By: s.by, Cause: w.ID, At: at, Clocks: c.catalogue, Unit: unit, Other: func(id string) *Lead { return c.leads[id] }}
	c.say(s, id, w, word)
	c.show(s, id)
}

// customary is how long it takes until routing has a word.
func customary(by string) time.Duration {
	switch by {
	case "desk", "taskforce", "justice":
		return 12 * time.Millisecond
	}
	return 137 * time.Millisecond
}

// say gives a word to the heart.
func (c *telling) say(s passage, id string, w envelope, word Word) {
	c.Helper()
	l := c.lead(id)
	switch f := w.fact.(type) {
	case lead.LeadReceived:
		word.By, c.traces[id] = f.Sender, w.TraceParent
		c.hear(id, word, receive(l, f, s, word))
	case lead.LeadSupplemented:
		word.By = f.Sender
		c.hear(id, word, Supplemented(l, f, lead.Decision{}, word))
	case lead.LeadWithdrawn:
		word.By = f.Sender
		c.hear(id, word, Withdrawn(l, f, word))
	case lead.LeadUrged:
		word.By = f.Sender
		c.hear(id, word, Urged(l, f, word))
	case lead.ReporterRead:
		word.By = string(f.Department)
		c.hear(id, word, Read(l, f, word))
	default:
		cmd := Command{ID: w.ID, Type: w.Type, Party: s.by, Fact: f}
		if s.seen {
			cmd.Seen = l.Last
		}
		change, refusal := Take(l, cmd, word)
		if code := codeOf(refusal); code != s.refused {
			c.Fatalf("%s of %s at %s: refused with %q: %v", w.Type, s.by, s.at, code, refusal)
		}
		c.hear(id, word, change)
	}
}

func codeOf(r *Refusal) string {
	if r == nil {
		return ""
	}
	return r.Code
}

func receive(l *Lead, f lead.LeadReceived, s passage, w Word) Change {
	switch {
	case s.certain:
		return Fold(l, f, s.decided, s.like.Lead, s.like.Why, w)
	case s.like != nil:
		return Receive(l, f, s.decided, w).And(Propose(l, *s.like, w))
	}
	return Receive(l, f, s.decided, w)
}

// hear keeps what was said, of the lead and of those that the word touches besides.
func (c *telling) hear(id string, w Word, change Change) {
	c.Helper()
	for _, one := range change.Said {
		c.fresh = append(c.fresh, &told{fact: one.Fact, queue: one.Queue, lead: id, word: w, trace: c.traces[id]})
	}
	then := change.Then
	change.Then = nil
	c.family.took(c, id, w, change)
	for _, next := range then {
		if c.traces[next.Lead] == "" {
			c.traces[next.Lead] = c.traces[id]
		}
		c.hear(next.Lead, w, next.Do(c.family.lead(next.Lead), w))
	}
}

// tick lets the clocks speak that have become pressing until at, each within the second after.
func (c *telling) tick(at time.Time) {
	c.Helper()
	for {
		id, next := c.earliest()
		speaks := next.Truncate(time.Second).Add(1250 * time.Millisecond)
		if next.IsZero() || speaks.After(at) {
			return
		}
		w := Word{By: ByClock, At: speaks, Clocks: c.catalogue, Unit: unit}
		c.hear(id, w, Tick(c.leads[id], w))
	}
}

func (c *telling) earliest() (id string, next time.Time) {
	for _, l := range c.leads {
		for _, k := range l.Clocks {
			if !k.Next.IsZero() && (next.IsZero() || k.Next.Before(next) || k.Next.Equal(next) && l.ID < id) {
				id, next = l.ID, k.Next
			}
		}
	}
	return id, next
}

// show marks what was said that an example shows.
func (c *telling) show(s passage, id string) {
	c.Helper()
	for _, e := range s.shows {
		about := id
		if e.lead != "" {
			about = "990101-2026-" + e.lead
		}
		var last *told
		for _, one := range c.fresh {
			if one.lead == about && one.queue == lead.Department(e.queue) && one.fact.EventType() == typeOf(e.as) {
				last = one
			}
		}
		if last == nil {
			c.Fatalf("%s at %s leads to no %s about %s in queue %q", s.by, s.at, e.as, about, e.queue)
		}
		last.as = e.as
	}
	c.told = append(c.told, c.fresh...)
}
