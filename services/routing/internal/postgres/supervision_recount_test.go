package postgres

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/supervision"
)

// This counts again, one lead at a time and from nothing but a copy of the chain and of the events that say that a due date moved, what
// the statements of the store count from tables. The two share no line.

// copied is a lead as a copy has it.
type copied struct {
	id, channel, street, grid, category, decided, urgency string
	received                                              time.Time
	folded, part                                          bool
	records                                               []lead.Record
	moved                                                 map[int][]lead.Clock
}

// fact is something that counts for somebody at an instant; seconds is NaN of what is not measured.
type fact struct {
	of         *copied
	department string
	at         time.Time
	what       supervision.Count
	seconds    float64
}

type ran struct {
	lead.Clock
	record        int
	started       time.Time
	paused, ended *time.Time
	extended      int
	end           lead.End
	pauses        []supervision.Part
}

// copyOf reads a copy.
func copyOf(t *testing.T, s *Store) []*copied {
	t.Helper()
	all := map[string]*copied{}
	rows, err := s.Log.DB.Query(t.Context(), `SELECT id, channel, street, grid, category, coalesce(decision->>'lead', ''), urgency, received_at, state = 'merged', whole IS NOT NULL FROM lead`)
	if err != nil {
		t.Fatal(err)
	}
	var c copied
	_, err = pgx.ForEachRow(rows, []any{&c.id, &c.channel, &c.street, &c.grid, &c.category, &c.decided, &c.urgency, &c.received, &c.folded, &c.part}, func() error {
		one := c
		one.moved = map[int][]lead.Clock{}
		all[c.id] = &one
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var id string
	var body []byte
	rows, err = s.Log.DB.Query(t.Context(), "SELECT lead, data FROM record ORDER BY lead, no")
	if err != nil {
		t.Fatal(err)
	}
	_, err = pgx.ForEachRow(rows, []any{&id, &body}, func() error {
		var r lead.Record
		err := json.Unmarshal(body, &r)
		all[id].records = append(all[id].records, r)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	rows, err = s.Log.DB.Query(t.Context(), "SELECT lead, body FROM event_log WHERE type = 'xiansuo.clock.moved.v1' AND queue IS NULL ORDER BY sequence")
	if err != nil {
		t.Fatal(err)
	}
	_, err = pgx.ForEachRow(rows, []any{&id, &body}, func() error {
		var e struct{ Data lead.ClockMoved }
		err := json.Unmarshal(body[strings.Index(string(body), "{"):], &e)
		all[id].moved[e.Data.Record.No] = e.Data.Clocks
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return slices.Collect(maps.Values(all))
}

// clocks lets the clocks of a chain run again.
func (c *copied) clocks() (all []*ran) {
	for _, r := range c.records {
		for _, s := range r.Stops {
			for _, k := range all {
				if k.ID != s.ID || k.Against != s.Against || k.record != s.Record || k.ended != nil {
					continue
				}
				at := r.At
				if k.paused != nil {
					at = *k.paused
				}
				if s.Rests {
					k.paused = &at
				} else {
					k.ended, k.end = &at, s.End
				}
			}
		}
		for _, m := range c.moved[r.No] {
			i := slices.IndexFunc(all, func(k *ran) bool {
				return k.ID == m.ID && k.Step == m.Step && k.Against == m.Against && k.ended == nil && (k.paused != nil || k.ID == handoff.TicketClock || r.Kind == lead.KindExtended && k.From.Equal(m.From))
			})
			if i < 0 {
				continue
			}
			k := all[i]
			if k.paused != nil {
				k.pauses, k.paused = append(k.pauses, supervision.Part{From: *k.paused, To: r.At}), nil
			}
			if r.Kind == lead.KindExtended {
				k.extended++
			}
			k.Clock = m
		}
		if r.Kind == lead.KindRehomed {
			for _, k := range all {
				if k.ended == nil && string(k.Against) == r.From {
					k.Against = lead.Holder(r.To)
				}
			}
		}
		for _, k := range r.Clocks {
			if k.Step != lead.StepReturn {
				all = append(all, &ran{Clock: k, record: r.No, started: r.At})
			}
		}
	}
	return all
}

// stopped is when a clock ended or began to rest, or now.
func (k *ran) stopped(now time.Time) time.Time {
	switch {
	case k.ended != nil:
		return *k.ended
	case k.paused != nil:
		return *k.paused
	}
	return now
}

func (c *copied) before(no int) lead.Record { return c.records[no-2] }

// facts are all facts of a lead at now.
func (c *copied) facts(now time.Time, parts []supervision.Part) (out []fact) {
	add := func(department string, at time.Time, what supervision.Count, seconds float64) {
		out = append(out, fact{c, department, at, what, seconds})
	}
	count := func(department string, at time.Time, what string) {
		add(department, at, supervision.Count(what), math.NaN())
	}
	clocks := c.clocks()
	for _, k := range clocks {
		who := string(k.Against)
		if k.Step == lead.StepSign {
			count(who, k.started, "offered")
			for _, p := range parts {
				if from, to := latest(k.From, p.From), earliest(k.stopped(now), p.To, now); from.Before(to) && k.From.Before(p.To) {
					add(who, p.From, "unsigned-time", to.Sub(from).Seconds())
				}
			}
		}
		if k.Step == lead.StepAnswer || k.Step == lead.StepObject || k.Step == lead.StepHandle && !governs(k, clocks) {
			continue
		}
		group := groupOf(k.Step, c.records[k.record-1].Kind == lead.KindAssistAsked)
		status := ""
		switch {
		case k.stopped(now).After(k.Due):
			status = ".late"
		case k.ended == nil:
			status = ".running"
		default:
			status = "." + string(k.end)
		}
		count(who, k.Due, group+status)
		if status == ".late" && c.urgency == "critical" {
			count(who, k.Due, "overdue.critical")
		}
		if k.end == lead.Met && (k.Step == lead.StepSign || group == "handle") {
			took := k.ended.Sub(k.started)
			for _, p := range k.pauses {
				took -= p.To.Sub(p.From)
			}
			name := supervision.Count("handle-time")
			if k.Step == lead.StepSign {
				name = "sign-time"
			}
			add(who, *k.ended, name, took.Seconds())
		}
	}
	for _, r := range c.records {
		c.happened(r, clocks, count)
	}
	if !c.part {
		who := c.decided
		if who == "none" {
			who = ""
		}
		count(who, c.received, "received")
		if c.folded {
			count(who, c.received, "folded")
		}
	}
	return out
}

func groupOf(step lead.Step, assists bool) string {
	switch step {
	case lead.StepSign:
		return "sign"
	case lead.StepHandle:
		if assists {
			return "answer"
		}
		return "handle"
	case lead.StepContact:
		return "contact"
	case lead.StepTransfer, lead.StepForward, lead.StepHandOver:
		return "transfer-clock"
	case lead.StepDecide, lead.StepReview, lead.StepRevisit, lead.StepRule:
		return "office"
	case lead.StepAccept, lead.StepFile, lead.StepReconsider, lead.StepIncomplete, lead.StepComplete:
		return "answer"
	}
	return "other"
}

// governs reports whether of several handling clocks of one duty this one counts.
func governs(k *ran, all []*ran) bool {
	for _, o := range all {
		if o == k || o.record != k.record || o.Step != k.Step || o.Against != k.Against {
			continue
		}
		switch {
		case (o.extended > 0) != (k.extended > 0):
			if o.extended > 0 {
				return false
			}
		case o.Due.Before(k.Due), o.Due.Equal(k.Due) && o.ID < k.ID:
			return false
		}
	}
	return true
}

// happened counts what a record counts for.
func (c *copied) happened(r lead.Record, clocks []*ran, count func(string, time.Time, string)) {
	rest := c.records[r.No:]
	first := func(fits func(lead.Record) bool) lead.Kind {
		if i := slices.IndexFunc(rest, fits); i >= 0 {
			return rest[i].Kind
		}
		return ""
	}
	switch r.Kind {
	case lead.KindReturnAsked:
		count(r.From, r.At, "pushed-back")
		kind := first(func(d lead.Record) bool {
			switch d.Kind {
			case lead.KindReturnRefused, lead.KindExcused:
				return d.To == r.From
			case lead.KindReturned, lead.KindRehomed:
				return d.From == r.From
			case lead.KindMerged, lead.KindUnsplit:
				return true
			case lead.KindQuestion, lead.KindDisputed, lead.KindDesignated, lead.KindReviewed:
				return string(r.Holder) == r.From
			}
			return false
		})
		became := map[lead.Kind]string{lead.KindReturnRefused: "refused", lead.KindReturned: "granted", lead.KindExcused: "granted", "": "pending"}[kind]
		if became == "" {
			became = "other"
		}
		count(r.From, r.At, "return."+became)
	case lead.KindRejected:
		count(r.From, r.At, "pushed-back")
	case lead.KindDisputed:
		if b := c.before(r.No); b.At.Before(r.At) || b.Kind != lead.KindReturnAsked && b.Kind != lead.KindRejected {
			count(r.From, r.At, "disputed")
		}
	case lead.KindTransferred:
		count(r.From, r.At, "transfer")
		count(r.From, r.At, "transfer."+map[lead.Kind]string{"": "pending", lead.KindSigned: "adopted", lead.KindRejected: "declined", "gone": "recalled"}[either(first(
			func(d lead.Record) bool {
				return slices.Contains([]lead.Kind{lead.KindSigned, lead.KindRejected, lead.KindRecalled, lead.KindDisputed, lead.KindDesignated, lead.KindReviewed, lead.KindMerged, lead.KindUnsplit}, d.Kind)
			}))])
	case lead.KindReferred:
		count(r.From, r.At, "transfer")
		became := "pending"
		if first(func(d lead.Record) bool { return d.Kind == lead.KindFiled }) != "" {
			became = "adopted"
		} else if k := first(func(d lead.Record) bool {
			return slices.Contains([]lead.Kind{lead.KindNotFiled, lead.KindRejected, lead.KindRecalled, lead.KindDisputed, lead.KindDone, lead.KindMerged, lead.KindUnsplit}, d.Kind)
		}); k != "" {
			became = "recalled"
			if k == lead.KindNotFiled || k == lead.KindRejected {
				became = "declined"
			}
		}
		count(r.From, r.At, "transfer."+became)
	case lead.KindRedone, lead.KindSupervised:
		count(r.To, r.At, string(r.Kind))
	case lead.KindEscalated:
		count(r.From, r.At, "escalated")
	case lead.KindDone:
		c.done(r, clocks, count)
	case lead.KindRevisited:
		if r.Verdicts == nil { // it is counted in the lead that this one goes on in
			return
		}
		who := ""
		for _, d := range c.records[:r.No-1] {
			if d.Kind == lead.KindDone {
				who = string(c.before(d.No).Holder)
			}
		}
		if !r.Verdicts.Reached {
			count(who, r.At, "revisit.missed")
			return
		}
		count(who, r.At, "revisit.reached")
		for what, v := range map[string]lead.Verdict{"responded.": r.Verdicts.Responded, "solved.": r.Verdicts.Solved, "satisfied.": r.Verdicts.Satisfied} {
			if v == "" {
				v = lead.Unknown
			}
			count(who, r.At, what+string(v))
		}
	}
}

// either leaves the kinds that say something and makes all others one.
func either(k lead.Kind) lead.Kind {
	if k == "" || k == lead.KindSigned || k == lead.KindRejected {
		return k
	}
	return "gone"
}

func (c *copied) done(r lead.Record, clocks []*ran, count func(string, time.Time, string)) {
	who := string(c.before(r.No).Holder)
	count(who, r.At, "closed")
	if !slices.ContainsFunc(clocks, func(k *ran) bool { return k.record == r.No && k.Step == lead.StepRevisit }) {
		count(who, r.At, "closed.unasked")
	}
	if r.Reason != "substantiated" && r.Reason != "unsubstantiated" {
		count(who, r.At, "closed.other")
		return
	}
	count(who, r.At, "closed."+r.Reason)
	if slices.ContainsFunc(c.records[:r.No-1], func(f lead.Record) bool {
		return f.From == who && (f.Kind == lead.KindFiled || f.Kind == lead.KindFedback && f.Reason == "filed")
	}) {
		count(who, r.At, "closed.filed")
	}
}

func latest(a time.Time, more ...time.Time) time.Time {
	for _, b := range more {
		if b.After(a) {
			a = b
		}
	}
	return a
}

func earliest(a time.Time, more ...time.Time) time.Time {
	for _, b := range more {
		if b.Before(a) {
			a = b
		}
	}
	return a
}

// figure is how many, and of what is measured the sum, the median and the ninetieth percentile in seconds.
type figure [4]float64

// same allows for how sums of fractions are rounded.
func (f figure) same(g figure) bool {
	for i := range f {
		if math.Abs(f[i]-g[i]) > 0.01 {
			return false
		}
	}
	return true
}

// recounted counts the facts of a copy for a query.
func recounted(all []*copied, q supervision.Query) map[string]figure {
	type tally struct {
		n     int
		times []float64
	}
	counted := map[string]*tally{}
	for _, c := range all {
		for _, f := range c.facts(q.Now, q.Parts()) {
			if f.at.Before(q.From) || !f.at.Before(q.To) {
				continue
			}
			street := c.street
			if today := q.Streets[street]; today != "" {
				street = today
			}
			class := ""
			if c.category != "" {
				class = c.category[:1]
			}
			values := map[supervision.Dimension]string{supervision.ByDepartment: f.department, supervision.ByStreet: street, supervision.ByGrid: c.grid,
				supervision.ByChannel: c.channel, supervision.ByCategory: c.category, supervision.ByClass: class}
			key, wanted := q.Key(supervision.Part{From: f.at}), true
			for _, d := range supervision.Dimensions() {
				wanted = wanted && (q.Where[d] == "" || q.Where[d] == values[d])
				if slices.Contains(q.By, d) {
					key += "|" + values[d]
				} else {
					key += "|"
				}
			}
			if !wanted {
				continue
			}
			key += " " + string(f.what)
			if counted[key] == nil {
				counted[key] = &tally{}
			}
			counted[key].n++
			if !math.IsNaN(f.seconds) {
				counted[key].times = append(counted[key].times, f.seconds)
			}
		}
	}
	out := map[string]figure{}
	for key, t := range counted {
		sum := 0.0
		for _, s := range t.times {
			sum += s
		}
		slices.Sort(t.times)
		out[key] = figure{float64(t.n), sum, percentile(t.times, 0.5), percentile(t.times, 0.9)}
	}
	return out
}

func percentile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	at := p * float64(len(sorted)-1)
	low := int(at)
	if low+1 == len(sorted) {
		return sorted[low]
	}
	return sorted[low] + (at-float64(low))*(sorted[low+1]-sorted[low])
}

// stored are the same figures as the store has them.
func stored(t *testing.T, s *Store, q supervision.Query) map[string]figure {
	t.Helper()
	rows, err := s.figures(t.Context(), q, clockSource, offerSource, askedSource, closedSource, revisitSource, leadSource, criticalSource)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]figure{}
	for _, r := range rows {
		key := fmt.Sprintf("%s|%s|%s|%s|%s|%s|%s %s", r.Bucket, r.Department, r.Street, r.Grid, r.Channel, r.Category, r.Class, r.Count)
		if out[key] != (figure{}) {
			t.Errorf("%s is counted twice", key)
		}
		out[key] = figure{float64(r.N), r.Sum, r.P50, r.P90}
	}
	return out
}

// Whatever happened, the figures are those that anybody gets who counts a copy of the chain again, by every split of every period.
func TestFiguresAreRecountable(t *testing.T) {
	kinds := map[supervision.Count]bool{}
	named := map[supervision.Count]bool{supervision.CriticalLate: true}
	for _, i := range supervision.Indicators() {
		for _, c := range append(i.Over, i.Under...) {
			named[c] = true
		}
		for _, l := range i.Left {
			named[l.Count] = true
		}
	}
	missing := func(kinds map[supervision.Count]bool) (out []supervision.Count) {
		for c := range named {
			if !kinds[c] {
				out = append(out, c)
			}
		}
		return out
	}
	// Two stories, and more until there was everything that is counted.
	for seed := uint64(1); seed <= 2 || seed <= 20 && len(missing(kinds)) > 0; seed++ {
		s := newStore(t)
		s.Units = func() []lead.Department { return []lead.Department{"street-liutang", "sports"} }
		y := newStory(t, s, seed)
		y.tell(12, 600)
		y.rehome("fire", "culture")
		y.tell(0, 200)
		all := copyOf(t, s)
		from := time.Date(2026, 7, 1, 0, 0, 0, 0, calendar.China)
		whole := supervision.Query{From: from, To: from.AddDate(0, 6, 0), Now: y.now}
		streets := map[string]string{"柳塘镇": "柳塘街道"}
		queries := map[string]supervision.Query{"all": whole}
		for name, change := range map[string]func(*supervision.Query){
			"by department": func(q *supervision.Query) { q.By = []supervision.Dimension{supervision.ByDepartment} },
			"by everything": func(q *supervision.Query) { q.By, q.Streets = supervision.Dimensions(), streets },
			"months": func(q *supervision.Query) {
				q.By, q.Bucket = []supervision.Dimension{supervision.ByDepartment}, supervision.Month
			},
			"weeks of a street": func(q *supervision.Query) {
				q.Bucket, q.Where, q.Streets = supervision.Week, map[supervision.Dimension]string{supervision.ByStreet: "柳塘街道"}, streets
			},
			"days of education": func(q *supervision.Query) {
				q.Bucket, q.Where, q.To = supervision.Day, map[supervision.Dimension]string{supervision.ByDepartment: "education"}, from.AddDate(0, 1, 0)
			},
			"a month by class": func(q *supervision.Query) {
				q.By, q.From, q.To = []supervision.Dimension{supervision.ByClass}, from.AddDate(0, 1, 0), from.AddDate(0, 2, 0)
			},
			"as it stood earlier": func(q *supervision.Query) {
				q.By, q.To = []supervision.Dimension{supervision.ByDepartment}, from.AddDate(0, 0, 20)
			},
		} {
			q := whole
			change(&q)
			queries[name] = q
		}
		for name, q := range queries {
			want, got := recounted(all, q), stored(t, s, q)
			for key, w := range want {
				kinds[supervision.Count(key[strings.LastIndex(key, " ")+1:])] = true
				if !got[key].same(w) {
					t.Errorf("seed %d, %s: %s is %.2f, recounted %.2f", seed, name, key, got[key], w)
				}
			}
			for key, g := range got {
				if _, ok := want[key]; !ok {
					t.Errorf("seed %d, %s: %s is %.2f, recounted nothing", seed, name, key, g)
				}
			}
			if t.Failed() {
				return
			}
		}
	}
	if out := missing(kinds); len(out) > 0 {
		t.Errorf("no story had %v", out)
	}
	for c := range kinds {
		if !named[c] && c != "other.met" && c != "other.running" && c != "other.withdrawn" {
			t.Errorf("no definition names %s", c)
		}
	}
}
