package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/routing/internal/district"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/supervision"
)

const (
	hour = 60 // minutes, as the tests count from noon of Wednesday 2026-07-01
	day  = 24 * hour
)

// office is a store that tests speak to by the minute.
type office struct {
	t *testing.T
	*Store
	n int
}

func newOffice(t *testing.T) *office { return &office{t: t, Store: newStore(t)} }

// lead takes in a lead at a minute. The reporter wants an answer.
func (o *office) lead(minute int, d lead.Decision, change ...func(*lead.Matter)) string {
	o.t.Helper()
	o.n++
	id := fmt.Sprintf("990101-2026-%06d", o.n)
	m := lead.Matter{Channel: lead.Hotline, Number: fmt.Sprint("N", o.n), Text: "text", ReceivedAt: at(minute).At, Reply: true}
	for _, c := range change {
		c(&m)
	}
	o.apply(id, minute, func(l *handoff.Lead, w handoff.Word) handoff.Change {
		return handoff.Receive(l, lead.LeadReceived{Sender: "/990101/hotline-12345", Matter: m}, d, w)
	})
	return id
}

func (o *office) apply(id string, minute int, do func(*handoff.Lead, handoff.Word) handoff.Change, others ...string) {
	o.t.Helper()
	err := o.Log.Save(o.t.Context(), func(ctx context.Context, tx *outbox.Tx) error {
		return o.Apply(ctx, tx, []Cause{{Lead: id, Others: others}}, func(_ int, l *handoff.Lead, other func(string) *handoff.Lead) (handoff.Word, handoff.Change) {
			w := at(minute)
			w.Other, w.Unit = other, unit
			return w, do(l, w)
		})
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// says gives a word, which must have its effect.
func (o *office) says(minute int, party, id string, f lead.Fact, others ...string) {
	o.t.Helper()
	o.apply(id, minute, func(l *handoff.Lead, w handoff.Word) handoff.Change {
		w.By = party
		c, refusal := handoff.Take(l, handoff.Command{ID: "a", Type: f.EventType(), Party: party, Fact: f}, w)
		if refusal != nil {
			o.t.Fatalf("%s at %d: %v", party, minute, refusal)
		}
		return c
	}, others...)
}

func (o *office) ticks(minute int) {
	o.t.Helper()
	w := at(minute)
	w.By = handoff.ByClock
	if _, err := o.Tick(o.t.Context(), 10_000, w); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) signs(minute int, d, id string) { o.says(minute, d, id, lead.AnswerSigned{}) }

func (o *office) submits(minute int, d, id string, outcome lead.Outcome) {
	o.t.Helper()
	o.says(minute, d, id, lead.AnswerDone{Outcome: outcome, Note: "n", Reply: "r"})
}

func (o *office) returns(minute int, d, id string, reason lead.Reason, competent string) {
	o.t.Helper()
	o.says(minute, d, id, lead.AnswerReturned{Reason: reason, Competent: competent, Basis: "b", Note: "n"})
}

// july is July by department, as it stands at a minute.
func july(minute int) supervision.Query {
	from := time.Date(2026, 7, 1, 0, 0, 0, 0, calendar.China)
	return supervision.Query{From: from, To: from.AddDate(0, 1, 0), By: []supervision.Dimension{supervision.ByDepartment}, Least: 5, Now: at(minute).At}
}

// shows checks indicators of a department, such as "sign-in-time 7/10".
func (o *office) shows(q supervision.Query, department string, want ...string) {
	o.t.Helper()
	report, err := o.Indicators(o.t.Context(), q)
	if err != nil {
		o.t.Fatal(err)
	}
	f := supervision.Figures{Values: map[string]supervision.Value{}}
	for _, g := range report.Groups {
		if string(g.Department) == department {
			f = g
		}
	}
	for _, w := range want {
		code, _, _ := strings.Cut(w, " ")
		i, ok := supervision.Find(code)
		v := f.Values[code]
		got := fmt.Sprintf("%s %d", code, v.Over)
		switch i.Kind {
		case supervision.KindShare:
			got = fmt.Sprintf("%s %d/%d", code, v.Over, v.Under)
			for _, l := range i.Left {
				if n := v.Left[l.Code]; n > 0 {
					got += fmt.Sprintf(" %s %d", l.Code, n)
				}
			}
		case supervision.KindTime:
			got = fmt.Sprintf("%s %d %s %s", code, v.Over, v.Sum, v.P50)
		}
		if !ok || got != w {
			o.t.Errorf("%s: %q, want %q", department, got, w)
		}
	}
}

// Not signing is not free: time counts from the dispatch, what is not signed is late once it was due and stays so, and how long it lies
// unsigned is a measure of its own that grows until somebody signs.
func TestNotSigningIsNotFree(t *testing.T) {
	o := newOffice(t)
	var ids []string
	for range 4 {
		ids = append(ids, o.lead(0, sure(lead.Normal, lead.Education)))
	}
	other := o.lead(0, sure(lead.Normal, lead.Market))
	o.signs(hour, "education", ids[0])
	o.signs(3*hour, "education", ids[1])
	o.signs(hour, "market", other)
	// Due at the end of Thursday, 36 hours after noon of Wednesday. Nothing is late yet, and nothing that is open counts yet.
	o.shows(july(10*hour), "education", "sign-in-time 2/2 running 2", "unsigned-time 4 24h0m0s 6h30m0s", "sign-time 2 4h0m0s 2h0m0s", "overdue 0", "offered 4")
	o.shows(july(40*hour), "education", "sign-in-time 2/4", "unsigned-time 4 84h0m0s 21h30m0s", "overdue 6") // two unsigned, four not spoken to
	o.signs(50*hour, "education", ids[2])                                                                    // late, and never in time again
	o.shows(july(60*hour), "education", "sign-in-time 2/4", "unsigned-time 4 114h0m0s 26h30m0s", "sign-time 3 54h0m0s 3h0m0s", "overdue 6")
	o.shows(july(60*hour), "market", "sign-in-time 1/1", "unsigned-time 1 1h0m0s 1h0m0s", "overdue 1")
	o.shows(july(60*day), "education", "sign-in-time 2/4", "overdue 10", "handle-in-time 0/4") // what was never submitted is late too
}

// Unsigned time of a month is what lies in it, also of what was dispatched before and is signed after.
func TestUnsignedTimeIsCut(t *testing.T) {
	o := newOffice(t)
	id := o.lead(20*day, sure(lead.Normal, lead.Education)) // 21 July, 12:00
	o.signs(50*day, "education", id)                        // 20 August, 12:00
	months := july(90 * day)
	o.shows(months, "education", "unsigned-time 1 252h0m0s 252h0m0s", "sign-time 0 0s 0s") // to the end of July: 10.5 days
	months.From, months.To = months.To, months.To.AddDate(0, 1, 0)
	o.shows(months, "education", "unsigned-time 1 468h0m0s 468h0m0s", "sign-time 1 720h0m0s 720h0m0s") // 19.5 days of August, 30 in all
	months.From, months.To = months.To, months.To.AddDate(0, 1, 0)
	o.shows(months, "education", "unsigned-time 0 0s 0s")
}

// Pushing back is as visible as delay: what was asked to be taken back, what of it the desk refused, and what was refused of transfers.
func TestPushbackIsVisible(t *testing.T) {
	o := newOffice(t)
	a, b, c, d := o.lead(0, sure(lead.Normal, lead.Education)), o.lead(0, sure(lead.Normal, lead.Education)), o.lead(0, sure(lead.Normal, lead.Education)), o.lead(0, sure(lead.Normal, lead.Market))
	o.returns(hour, "education", a, "R01", "market")
	o.says(2*hour, "desk", a, lead.DecisionReturnrefused{Reason: "r"})
	o.returns(hour, "education", b, "R01", "market")
	o.says(2*hour, "desk", b, lead.DecisionAssigned{Department: "market", Reason: "r"})
	o.returns(hour, "education", c, "R03", "")
	o.shows(july(3*hour), "education", "pushed-back 3/3", "return-refused 1/2 pending 1", "sign-in-time 3/3")
	o.signs(hour, "market", d)
	o.says(2*hour, "market", d, lead.AnswerTransferred{To: "fire", Document: "M03", Reason: "r", Basis: "b"})
	o.says(3*hour, "fire", d, lead.AnswerRejected{Reason: "R03", Note: "n"})
	o.says(4*hour, "market", d, lead.AnswerDisputed{Reason: "r", Competent: "fire", Basis: "b"})
	o.shows(july(5*hour), "fire", "pushed-back 1/1", "sign-in-time 0/0 withdrawn 1")
	o.shows(july(5*hour), "market", "pushed-back 0/2", "transferred 1/2", "transfer-adopted 0/1", "disputed 1")
	o.shows(july(5*hour), "education", "disputed 0")
}

// An approved extension counts, a refused one does not; what rested does not count as handling.
func TestExtensionsAndRests(t *testing.T) {
	o := newOffice(t)
	a, b, c := o.lead(0, sure(lead.Normal, lead.Education)), o.lead(0, sure(lead.Normal, lead.Education)), o.lead(0, sure(lead.Normal, lead.Education))
	for _, id := range []string{a, b, c} {
		o.signs(hour, "education", id)
	}
	o.says(day, "education", a, lead.AnswerExtensionasked{N: 5, Reason: "r"})
	o.says(day+hour, "desk", a, lead.DecisionExtended{Granted: true, Reason: "r"})
	o.says(day, "education", b, lead.AnswerExtensionasked{N: 5, Reason: "r"})
	o.says(day+hour, "desk", b, lead.DecisionExtended{Reason: "no"})
	// Due at the end of 8 July, five working days; the extended one at the end of 15 July.
	for _, id := range []string{a, b} {
		o.submits(9*day, "education", id, lead.Substantiated)
	}
	o.shows(july(9*day+1), "education", "handle-in-time 0/2 running 1") // late is late; what is in time the desk has not accepted yet
	for _, id := range []string{a, b} {
		o.says(9*day+hour, "desk", id, lead.DecisionClosed{})
	}
	o.says(day, "education", c, lead.AnswerSuspended{Reason: lead.RestAppraisal, Paper: "1"})
	o.says(4*day, "education", c, lead.AnswerResumed{Note: "n"})
	o.submits(5*day, "education", c, lead.Unsubstantiated)
	o.says(6*day, "desk", c, lead.DecisionReworked{Reason: "r"})
	o.submits(7*day, "education", c, lead.Unsubstantiated)
	o.says(7*day+hour, "desk", c, lead.DecisionClosed{})
	o.shows(july(20*day), "education", "handle-in-time 2/3", "handle-time 3 504h0m0s 216h0m0s", "substantiated 2/3", "closed 3") // 9 + 9 + 3 days
	o.shows(july(20*day), "desk", "office-in-time 6/9", "overdue 3")                                                             // three reporters were not asked again
}

// Of a sender's own limit and the catalogue's the earlier one counts, and a lead counts once; where the desk extended the catalogue's, that.
func TestOneClockCounts(t *testing.T) {
	o := newOffice(t)
	due := func(days int) func(*lead.Matter) {
		return func(m *lead.Matter) { d := at(days * day).At; m.DueAt = &d }
	}
	early, late, longer := o.lead(0, sure(lead.Normal, lead.Education), due(3)), o.lead(0, sure(lead.Normal, lead.Education), due(20)), o.lead(0, sure(lead.Normal, lead.Education), due(3))
	for _, id := range []string{early, late, longer} {
		o.signs(hour, "education", id)
	}
	o.says(hour, "education", longer, lead.AnswerExtensionasked{N: 5, Reason: "r"})
	o.says(2*hour, "desk", longer, lead.DecisionExtended{Granted: true, Reason: "r"})
	for _, id := range []string{early, late, longer} {
		o.submits(5*day, "education", id, lead.Settled)
		o.says(5*day+hour, "desk", id, lead.DecisionClosed{})
	}
	o.shows(july(30*day), "education", "handle-in-time 2/3")
}

// Whoever ends a lead without having spoken to the reporter did not contact in time; where no answer is wanted nothing is owed.
func TestContact(t *testing.T) {
	o := newOffice(t)
	a, b, c := o.lead(0, sure(lead.Normal, lead.Education)), o.lead(0, sure(lead.Normal, lead.Education)), o.lead(0, sure(lead.Normal, lead.Education))
	_ = o.lead(0, sure(lead.Normal, lead.Education), func(m *lead.Matter) { m.Anonymous = true })
	for _, id := range []string{a, b, c} {
		o.signs(hour, "education", id)
	}
	o.says(2*hour, "education", a, lead.AnswerFedback{Stage: lead.Contacted, Note: "n"})
	o.submits(2*hour, "education", b, lead.Substantiated)
	o.says(3*hour, "education", c, lead.AnswerTransferred{To: "market", Document: "M03", Reason: "r", Basis: "b"})
	o.signs(4*hour, "market", c)
	o.shows(july(10*day), "education", "contact-in-time 1/2 withdrawn 1")
	o.shows(july(10*day), "market", "contact-in-time 0/1")
}

// Who assists answers, and is counted, by itself; who is excused owes nothing.
func TestAssistance(t *testing.T) {
	o := newOffice(t)
	for i := range 3 {
		id := o.lead(0, sure(lead.Normal, lead.Education, lead.Market))
		o.signs(hour, "market", id)
		switch i {
		case 0:
			o.says(2*hour, "market", id, lead.AnswerDone{Outcome: lead.Substantiated, Note: "n"})
		case 1:
			o.says(2*hour, "desk", id, lead.DecisionExcused{Department: "market", Reason: "r"})
		}
	}
	o.shows(july(30*day), "market", "answer-in-time 1/2 withdrawn 1", "handle-in-time 0/0", "offered 3", "sign-in-time 3/3")
}

// Verdicts are of who ended the lead: of those who were reached and said yes or no, with who was not reached, did not say, or could not be
// asked beside them.
func TestVerdicts(t *testing.T) {
	o := newOffice(t)
	close := func(outcome lead.Outcome, change ...func(*lead.Matter)) string {
		id := o.lead(0, sure(lead.Normal, lead.Education), change...)
		o.signs(hour, "education", id)
		o.submits(2*hour, "education", id, outcome)
		o.says(3*hour, "desk", id, lead.DecisionClosed{})
		return id
	}
	a, b, c, d := close(lead.Substantiated), close(lead.Unsubstantiated), close(lead.Settled), close(lead.Substantiated)
	close(lead.Substantiated, func(m *lead.Matter) { m.Anonymous = true })
	o.says(day, "desk", a, lead.DecisionRevisited{Reached: true, Responded: lead.Yes, Solved: lead.Yes, Satisfied: lead.Yes})
	o.says(day, "desk", b, lead.DecisionRevisited{Reached: true, Responded: lead.Yes, Solved: lead.No, Satisfied: lead.No})
	o.says(day, "desk", c, lead.DecisionRevisited{Reached: true, Solved: lead.Unknown, Satisfied: lead.Yes})
	o.says(day, "desk", d, lead.DecisionRevisited{})
	o.says(2*day, "desk", b, lead.DecisionRedone{Reason: "r"})
	o.shows(july(3*day), "education", "reached 3/4 unasked 1", "responded 2/2 unreached 1 unknown 1 unasked 1", "solved 1/2 unreached 1 unknown 1 unasked 1",
		"satisfied 2/3 unreached 1 unasked 1", "closed 5", "redone 1/5", "substantiated 3/4 unverified 1")
}

// A case counts for who filed it before it ended the lead.
func TestFiled(t *testing.T) {
	o := newOffice(t)
	for i := range 3 {
		id := o.lead(0, sure(lead.Normal, lead.Education, lead.Market))
		o.signs(hour, "education", id)
		o.signs(hour, "market", id)
		who := []string{"education", "market", ""}[i]
		if who != "" {
			o.says(2*hour, who, id, lead.AnswerFedback{Stage: lead.Filed, Note: "n", By: &lead.By{Number: "1"}})
		}
		o.says(3*hour, "market", id, lead.AnswerDone{Outcome: lead.Substantiated, Note: "n"})
		o.submits(4*hour, "education", id, lead.Substantiated)
		o.says(5*hour, "desk", id, lead.DecisionClosed{})
	}
	o.shows(july(day), "education", "filed 1/3", "substantiated 3/3")
}

// A transfer is taken when it is signed, a referred crime when the police file; handing over has a limit of its own.
func TestTransfers(t *testing.T) {
	o := newOffice(t)
	taken, filed, refused := o.lead(0, sure(lead.Normal, lead.Education)), o.lead(0, sure(lead.Normal, lead.Education)), o.lead(0, sure(lead.Normal, lead.Education))
	for _, id := range []string{taken, filed, refused} {
		o.signs(hour, "education", id)
	}
	o.says(2*hour, "education", taken, lead.AnswerFedback{Stage: lead.Elsewhere, Note: "n"})
	o.says(day, "education", taken, lead.AnswerTransferred{To: "market", Document: "M03", Reason: "r", Basis: "b"})
	o.signs(day+hour, "market", taken)
	o.refers(2*hour, 4*hour, filed)    // within 24 hours
	o.refers(2*hour, 50*hour, refused) // not
	o.shows(july(51*hour), "education", "transferred 3/3", "transfer-in-time 2/3", "transfer-adopted 1/1 pending 2")
	o.signs(52*hour, "police", filed)
	o.signs(52*hour, "police", refused)
	o.says(53*hour, "police", filed, lead.AnswerFiled{Filed: true, By: &lead.By{Number: "1"}})
	o.says(53*hour, "police", refused, lead.AnswerFiled{Reason: "r"})
	o.shows(july(54*hour), "education", "transfer-adopted 2/3")
	o.shows(july(54*hour), "police", "answer-in-time 2/2 withdrawn 2") // what was missing needed no saying
}

// refers proposes, has approved and hands over a suspected crime.
func (o *office) refers(approved, handed int, id string) {
	o.t.Helper()
	paper := func(k lead.DocumentKind) lead.Document { return lead.Document{Kind: k, SHA256: "00"} }
	o.says(approved-1, "education", id, lead.AnswerProposed{Crime: "诈骗罪", Basis: "刑法 art. 266", Officers: []string{"甲", "乙"}, Note: "n"})
	o.says(approved, "education", id, lead.AnswerApproved{Approved: true, Head: "丙"})
	o.says(handed, "education", id, lead.AnswerReferred{Documents: []lead.Document{paper(lead.Letter), paper(lead.Report), paper(lead.Items)}, NoAppraisal: "无"})
}

// What is folded into another lead is repeated, its part of the work is no more, and parts of a lead are not received again.
func TestRepeated(t *testing.T) {
	o := newOffice(t)
	a, b := o.lead(0, sure(lead.Normal, lead.Education)), o.lead(1, sure(lead.Normal, lead.Education))
	o.says(hour, "desk", b, lead.DecisionMerged{Into: a, Reason: "r"}, a)
	o.says(2*hour, "desk", a, lead.DecisionSplit{Parts: []lead.PartAsked{{Department: "market", Category: "D07"}}, Reason: "r"})
	o.shows(july(3*day), "education", "received 2", "repeated 1/2", "sign-in-time 0/1 running 1")
	o.shows(july(3*day), "market", "received 0", "offered 1", "sign-in-time 0/1")
}

// Reminders by the clock lead to supervision and escalation, of whom the clock runs against.
func TestSupervisedAndEscalated(t *testing.T) {
	o := newOffice(t)
	silent := func(m *lead.Matter) { m.Reply = false }
	o.lead(0, sure(lead.Normal, lead.Education), silent)
	id := o.lead(0, sure(lead.Normal, lead.Market), silent)
	o.signs(hour, "market", id)
	o.says(2*hour, "taskforce", id, lead.DecisionSupervised{Demand: "d", Listed: true})
	for _, minute := range []int{30 * hour, 37 * hour, 6 * day} {
		o.ticks(minute)
	}
	o.shows(july(6*day), "education", "supervised 1", "escalated 1", "overdue 1")
	o.shows(july(6*day), "market", "supervised 1", "escalated 0", "overdue 0")
}

// A street is what the district calls it today, and every split of a report is by any of the dimensions together.
func TestDimensions(t *testing.T) {
	o := newOffice(t)
	place := func(street string) func(*lead.Matter) {
		return func(m *lead.Matter) { m.Place = &lead.Place{Street: street} }
	}
	for i, street := range []string{"柳塘镇", "柳塘街道", "西门街道"} {
		id := o.lead(i, sure(lead.Normal, lead.Education), place(street))
		if i > 0 {
			o.signs(hour, "education", id)
		}
	}
	d, err := district.New([]district.Document{{Kind: district.KindDistrict, Content: "units:\n- {code: street-liutang, name: {zh: 柳塘街道, en: Liutang}, formerly: [柳塘镇]}\n"}}, func(string) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	q := july(3 * day)
	q.By, q.Streets = []supervision.Dimension{supervision.ByStreet, supervision.ByClass}, supervision.Streets(d)
	report, err := o.Indicators(t.Context(), q)
	if err != nil || len(report.Groups) != 2 {
		t.Fatalf("%+v, %v", report.Groups, err)
	}
	for i, want := range []string{"柳塘街道 A 1 2", "西门街道 A 1 1"} {
		g := report.Groups[i]
		if got := fmt.Sprint(g.Street, " ", g.Class, " ", g.Values["sign-in-time"].Over, " ", g.Values["sign-in-time"].Under); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	q.By, q.Where = nil, map[supervision.Dimension]string{supervision.ByStreet: "柳塘街道"}
	if report, err = o.Indicators(t.Context(), q); err != nil || report.Groups[0].Values["received"].Over != 2 {
		t.Errorf("%+v, %v", report.Groups, err)
	}
}

// The longest overdue is always the first that is listed, whoever owes it and however many there are; nothing buys time, and what rests or
// is done is not overdue.
func TestTheOldestOverdueIsFound(t *testing.T) {
	o := newOffice(t)
	unassigned := o.lead(0, lead.Decision{Why: "weak", Category: "A01", Urgency: lead.Normal}) // nobody's but the desk's
	var ids []string
	for i := range 60 {
		ids = append(ids, o.lead(i+1, sure(lead.Normal, lead.Departments()[i%6])))
	}
	assisted := o.lead(100, sure(lead.Normal, lead.Education))
	o.says(100, "desk", assisted, lead.AnswerAssistasked{Assist: []lead.Party{"sports"}, Task: "t"}) // a unit that is on no list here
	o.signs(hour, "education", ids[0])
	o.says(hour, "education", ids[0], lead.AnswerSuspended{Reason: lead.RestAppraisal, Paper: "1"})
	o.signs(hour, "market", ids[1])
	o.submits(2*hour, "market", ids[1], lead.Settled)
	o.says(20*day, "education", ids[0], lead.AnswerSupplemented{Text: "…"})
	now, seen, after, previous := at(30*day).At, map[string]int{}, "", time.Time{}
	for page := 0; ; page++ {
		list, next, err := o.Overdue(t.Context(), "", now, after, 7)
		if err != nil {
			t.Fatal(err)
		}
		if page == 0 && (list[0].ID != unassigned || list[0].Clock.Against != lead.Desk) {
			t.Errorf("first: %+v", list[0])
		}
		for _, k := range list {
			key := fmt.Sprint(k.ID, " ", k.Clock.ID, " ", k.Clock.Step, " ", k.Clock.Against)
			if seen[key]++; seen[key] > 1 || k.Clock.Due.Before(previous) || k.Late != now.Sub(k.Clock.Due) || k.Late <= 0 {
				t.Errorf("%s after %s, late %s", key, previous, k.Late)
			}
			previous = k.Clock.Due
		}
		if after = next; next == "" {
			break
		}
	}
	// 58 with sign, handle and contact each; ids[0] contact, ids[1] the desk's review; two more with five; the desk's own.
	if want := 58*3 + 1 + 1 + 5 + 1; len(seen) != want {
		t.Errorf("%d overdue, want %d", len(seen), want)
	}
	if seen[ids[0]+" HL-05 handle education"] != 0 || seen[ids[1]+" HL-05 handle market"] != 0 || seen[assisted+" HL-02 sign sports"] != 1 {
		t.Errorf("%v", seen)
	}
	only, _, err := o.Overdue(t.Context(), "fire", now, "", 500)
	if err != nil || len(only) != 30 || slices.ContainsFunc(only, func(k Overdue) bool { return k.Clock.Against != "fire" }) {
		t.Errorf("%d of fire, %v", len(only), err)
	}
}

// Leads that bounce, go in a circle, press or move most are found, each with why, in parts without a gap.
func TestLists(t *testing.T) {
	o := newOffice(t)
	var bounced []string
	for i := range 3 {
		id := o.lead(i, sure(lead.Normal, lead.Education))
		o.returns(hour, "education", id, "R01", "market")
		o.says(2*hour, "desk", id, lead.DecisionAssigned{Department: "market", Reason: "r"})
		o.returns(3*hour, "market", id, "R01", "fire") // the second: before the taskforce
		bounced = append(bounced, id)
	}
	o.says(4*hour, "taskforce", bounced[0], lead.DecisionDesignated{Department: "education", Reason: "r", Basis: "b"})
	o.signs(5*hour, "education", bounced[0])
	circled := o.lead(10, sure(lead.Normal, lead.Education))
	o.signs(hour, "education", circled)
	o.refers(2*hour, 3*hour, circled)
	o.signs(4*hour, "police", circled)
	o.says(5*hour, "police", circled, lead.AnswerFiled{Reason: "r"})
	o.says(6*hour, "taskforce", circled, lead.DecisionSupervised{Demand: "限期", Listed: true})
	from, to := at(-day).At, at(day).At

	returned, next, err := o.Returned(t.Context(), 2, "", 2)
	if err != nil || len(returned) != 2 || returned[0].ID != bounced[2] || returned[0].NotOurs != 2 || len(returned[0].Claims) != 2 || returned[0].Claims[1].Party != "market" {
		t.Fatalf("%+v, %v", returned, err)
	}
	if rest, end, err := o.Returned(t.Context(), 2, next, 2); err != nil || len(rest) != 1 || rest[0].ID != bounced[0] || end != "" {
		t.Errorf("%+v, %v", rest, err)
	}
	loops, next, err := o.Looping(t.Context(), from, to, "", 1)
	if err != nil || len(loops) != 1 || loops[0].ID != circled || loops[0].Loops[0].Department != "education" || fmt.Sprint(loops[0].Loops[0].Between) != "[police]" || loops[0].Number != "N4" {
		t.Fatalf("%+v, %v", loops, err)
	}
	if loops, next, err = o.Looping(t.Context(), from, to, next, 1); err != nil || len(loops) != 1 || loops[0].ID != bounced[0] || next != "" {
		t.Errorf("%+v %q, %v", loops, next, err)
	}
	if loops, _, err = o.Looping(t.Context(), at(6*hour).At, to, "", 9); err != nil || len(loops) != 0 {
		t.Errorf("of another time: %+v, %v", loops, err)
	}
	moved, next, err := o.Moved(t.Context(), from, to, "", 1)
	if err != nil || len(moved) != 1 || moved[0].ID != circled || moved[0].Moves != 3 {
		t.Fatalf("%+v, %v", moved, err)
	}
	if moved, _, err = o.Moved(t.Context(), from, to, next, 1); err != nil || len(moved) != 1 || moved[0].ID != bounced[0] || moved[0].Moves != 3 {
		t.Errorf("%+v, %v", moved, err)
	}
	pressed, _, err := o.Escalated(t.Context(), "", 9)
	if err != nil || len(pressed) != 2 || pressed[0].ID != bounced[2] || pressed[0].State != handoff.Disputed {
		t.Errorf("%+v, %v", pressed, err)
	}
	listed, _, err := o.Listed(t.Context(), from, to, "", 9)
	if err != nil || len(listed) != 1 || listed[0].ID != circled || listed[0].Note != "限期" {
		t.Errorf("%+v, %v", listed, err)
	}
	for _, text := range []string{"x", "e30", "bnVsbA", strings.Repeat("A", 5000), "2026~a"} {
		if _, _, err := o.Overdue(t.Context(), "", to, text, 1); !errors.Is(err, ErrBadCursor) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// The time with each holder adds up to the wall clock of every lead that had not ended, whatever happened and however the period cuts it.
func TestHeldOfAPeriod(t *testing.T) {
	s := newStore(t)
	y := newStory(t, s, 7)
	y.tell(15, 400)
	all := copyOf(t, s)
	from := time.Date(2026, 7, 1, 0, 0, 0, 0, calendar.China)
	for _, days := range [][2]int{{0, 3}, {3, 9}, {5, 6}, {9, 60}, {60, 90}} {
		begin, end := from.AddDate(0, 0, days[0]), from.AddDate(0, 0, days[1])
		times, err := s.Held(t.Context(), begin, end, y.now)
		if err != nil {
			t.Fatal(err)
		}
		until := earliest(end, y.now)
		var want supervision.Balance
		open := time.Duration(0)
		for _, c := range all {
			want.Add(supervision.Held(c.records, begin, until))
			for i, r := range c.records { // counted by itself: how long it had not ended
				next := until
				if i+1 < len(c.records) {
					next = earliest(c.records[i+1].At, until)
				}
				if from := latest(r.At, begin); r.Holder != lead.Nobody && from.Before(next) {
					open += next.Sub(from)
				}
			}
		}
		sum := time.Duration(0)
		for i, w := range want.Times() {
			if got := times[i]; got.Holder != w.Holder || !near(got.Held, w.Held) || !near(got.Active(), w.Active()) || got.Leads != w.Leads {
				t.Errorf("days %v: %+v, want %+v", days, got, w)
			}
			sum += times[i].Held
		}
		if !near(sum, open) || len(times) != len(want.Times()) {
			t.Errorf("days %v: %s with holders, %s open", days, sum, open)
		}
	}
}

// near allows for the database's microseconds.
func near(a, b time.Duration) bool { return (a - b).Abs() < time.Millisecond }

// Cards are off until the district switches them on, and are of whole months.
func TestCardsOfTheStore(t *testing.T) {
	o := newOffice(t)
	for range 5 {
		o.signs(hour, "education", o.lead(0, sure(lead.Normal, lead.Education)))
	}
	o.lead(0, sure(lead.Critical, lead.Fire))
	q := july(40 * day)
	if cards, err := o.Cards(t.Context(), district.Cards{InTime: 0.9, Least: 5}, q); err != nil || len(cards) != 0 {
		t.Errorf("%+v, %v", cards, err)
	}
	cards, err := o.Cards(t.Context(), district.Cards{On: true, InTime: 0.9, Satisfied: 0.85, Refused: 3, Least: 5}, q)
	if err != nil || len(cards) != 2 || cards[0].Colour != supervision.Yellow || cards[0].InTime.Under != 5 || cards[1].Department != "fire" || cards[1].Colour != supervision.Red {
		t.Errorf("%+v, %v", cards, err)
	}
}
