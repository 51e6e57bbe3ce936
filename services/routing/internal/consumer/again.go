package consumer

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/routing/internal/answers"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

// What a recovery says of routing.
const (
	givenAgain  = "leads whose words were given again, with the same records"
	keptRecords = "leads whose records came back and that the desk must look at"
	unknownLead = "leads of which nothing but records came back: look at the log"
)

// Again restores leads from the events that came back with the log: each word that made a record is given again to the same rules, at the
// time of the record, and counts when the same records come out, byte for byte. Where they do not, or the word is not known any more, the
// records are kept as they are and the desk has the lead.
type Again struct {
	*Intake
	Reader answers.Reader
	// Words are what intake announced, and Answers what the departments published, by id.
	Words   map[string]event.Event
	Answers map[string]answers.Incoming
	Notes   outbox.Notes

	// records are those that came back, by lead and number; said what was said with them.
	records map[string]map[int]lead.Record
	said    map[string]map[int][]lead.Fact
	steps   []*step
	kept    map[string]bool
	// heard counts the events that came back, by what they say.
	heard map[saying]int
}

// saying is what an event says, as far as two of one word differ.
type saying struct {
	lead, typ, queue, cause string
	record                  int
}

// recordOf returns the record that an event's data speaks of; none is number 0.
func recordOf(data []byte) (r lead.Record) {
	var said struct{ Record *lead.Record }
	if err := event.Unmarshal(data, &said); err == nil && said.Record != nil {
		r = *said.Record
	}
	return r
}

// step is a word that came back by its records.
type step struct {
	cause, by string
	at        time.Time
	lead      string // that it speaks of
	first     lead.Record
	records   []place
}

type place struct {
	lead string
	no   int
}

// Restore gives all words again in the order in which they were taken.
func (a *Again) Restore(ctx context.Context, tx *outbox.Tx, back []outbox.Received, _ []lead.Numbers) (outbox.Notes, error) {
	a.Notes, a.kept = outbox.Notes{}, map[string]bool{}
	if err := a.read(ctx, tx, back); err != nil {
		return nil, err
	}
	for _, s := range a.steps {
		if err := a.give(ctx, tx, s); err != nil {
			return nil, fmt.Errorf("lead %s: %w", s.lead, err)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(a.kept)) {
		if err := a.keepRecords(ctx, tx, id); err != nil {
			return nil, fmt.Errorf("lead %s: %w", id, err)
		}
	}
	return a.Notes, nil
}

// read sorts what came back by word.
func (a *Again) read(ctx context.Context, tx *outbox.Tx, back []outbox.Received) error {
	a.records, a.said, a.steps = map[string]map[int]lead.Record{}, map[string]map[int][]lead.Fact{}, nil
	var ids []string
	for _, e := range back {
		ids = append(ids, e.Subject())
	}
	last, err := a.Store.Last(ctx, tx, ids)
	if err != nil {
		return err
	}
	steps := map[string]*step{}
	a.heard = map[saying]int{}
	for _, e := range back {
		id, r := e.Subject(), recordOf(e.Data())
		a.heard[saying{id, e.Type(), event.Extension(e.Event, event.Queue), event.Extension(e.Event, event.CausationID), r.No}]++
		if r.No <= last[id] {
			continue // it speaks of no record, or of one that the lead has
		}
		a.hear(e.Event, r)
		if _, known := a.records[id][r.No]; known {
			continue
		}
		if a.records[id] == nil {
			a.records[id] = map[int]lead.Record{}
		}
		a.records[id][r.No] = r
		key := r.Cause
		if key == "" {
			key = id + " " + r.By + " " + r.At.String()
		}
		if steps[key] == nil {
			steps[key] = &step{cause: r.Cause, by: r.By, at: r.At, lead: id, first: r}
			a.steps = append(a.steps, steps[key])
		}
		steps[key].records = append(steps[key].records, place{id, r.No})
	}
	return nil
}

// hear keeps what was said with a record, as far as it tells more than the record.
func (a *Again) hear(e event.Event, r lead.Record) {
	var f lead.Fact
	switch e.Type() {
	case lead.LeadClosed{}.EventType():
		f, _ = event.As[lead.LeadClosed](e)
	case lead.HandoffDispatched{}.EventType():
		f, _ = event.As[lead.HandoffDispatched](e)
	default:
		return
	}
	if a.said[e.Subject()] == nil {
		a.said[e.Subject()] = map[int][]lead.Fact{}
	}
	a.said[e.Subject()][r.No] = append(a.said[e.Subject()][r.No], f)
}

// give gives one word again. What speaks of a lead whose records were kept as they are is kept too.
func (a *Again) give(ctx context.Context, tx *outbox.Tx, s *step) error {
	given := false
	if !slices.ContainsFunc(s.records, func(p place) bool { return a.kept[p.lead] }) {
		var err error
		if given, err = a.word(ctx, tx, s); err != nil {
			return err
		}
	}
	for _, p := range s.records {
		if given {
			a.Notes.Add(givenAgain, p.lead)
		} else {
			a.kept[p.lead] = true
		}
	}
	return nil
}

func (a *Again) word(ctx context.Context, tx *outbox.Tx, s *step) (bool, error) {
	if e, ok := a.Words[s.cause]; ok {
		return a.intakes(ctx, tx, s, e)
	}
	if in, ok := a.Answers[s.cause]; ok && in.Refusal == nil {
		return a.command(ctx, tx, s, in, in.Digest[:])
	}
	switch {
	case s.by == handoff.ByClock:
		return a.Store.Again(ctx, tx, postgres.Cause{Lead: s.lead}, func(_ int, l *handoff.Lead, other func(string) *handoff.Lead) (handoff.Word, handoff.Change) {
			w := a.wordAt(s, other)
			w.By = handoff.ByClock
			if s.first.Kind == lead.KindRecounted {
				return w, handoff.Recount(l, w)
			}
			return w, handoff.Tick(l, w)
		}, a.back(s))
	case s.first.Via == nil:
		cmd, ok := handoff.Again(s.decisive(a.records), a.said[s.lead])
		if ok && s.cause != "" {
			return a.command(ctx, tx, s, answers.Incoming{Command: cmd, Lead: s.lead, Source: a.Reader.Source(cmd.Party)}, nil)
		}
	}
	return false, nil
}

// telling are records that tell of their word what another one that it made does not.
var telling = []lead.Kind{lead.KindDispatched, lead.KindDone, lead.KindDeclined, lead.KindReturnAsked}

// decisive is the record that tells most of a word.
func (s *step) decisive(records map[string]map[int]lead.Record) lead.Record {
	for _, p := range s.records {
		if r := records[p.lead][p.no]; p.lead == s.lead && slices.Contains(telling, r.Kind) {
			return r
		}
	}
	return s.first
}

func (a *Again) wordAt(s *step, other func(string) *handoff.Lead) handoff.Word {
	w := a.Word()
	w.At, w.Cause, w.Other = s.at, s.cause, other
	return w
}

// command gives what somebody decided again.
func (a *Again) command(ctx context.Context, tx *outbox.Tx, s *step, in answers.Incoming, digest []byte) (bool, error) {
	given, err := a.Store.Again(ctx, tx, postgres.Cause{Lead: in.Lead, Others: in.Others}, func(_ int, l *handoff.Lead, other func(string) *handoff.Lead) (handoff.Word, handoff.Change) {
		w := a.wordAt(s, other)
		w.By = in.Party
		if l.Last == 0 {
			return w, handoff.Change{}
		}
		change, _ := handoff.Take(l, in.Command, w)
		return w, change
	}, a.back(s))
	if given {
		last := s.records[len(s.records)-1]
		a.Store.Answered(tx, in, digest, a.records[last.lead][last.no])
	}
	return given, err
}

// intakes takes one of intake's events again: with what it repeats now, and if other records come out, with nothing that it repeats.
func (a *Again) intakes(ctx context.Context, tx *outbox.Tx, s *step, e event.Event) (bool, error) {
	w, err := a.Intake.read(ctx, e)
	if err != nil {
		return false, err
	}
	repeats, err := a.repeats(ctx, tx, []word{w})
	if err != nil {
		return false, err
	}
	for _, like := range []repeat{repeats[0], {print: repeats[0].print}} {
		cause := postgres.Cause{Lead: e.Subject(), Trace: event.Extension(e, event.TraceParent)}
		if like.best != nil {
			cause.Others = []string{like.best.Lead}
		}
		var failed error
		var made *handoff.Lead
		given, err := a.Store.Again(ctx, tx, cause, func(_ int, l *handoff.Lead, other func(string) *handoff.Lead) (handoff.Word, handoff.Change) {
			hw := a.wordAt(s, other)
			if l.Last == 0 {
				made = l
			}
			change, err := a.apply(l, w, like, &hw)
			failed = err
			return hw, change
		}, a.back(s))
		if err != nil {
			return false, err
		}
		if given && failed == nil {
			a.keep(tx, []*handoff.Lead{made}, []repeat{like})
			return true, tx.Flush(ctx)
		}
	}
	return false, nil
}
