package handoff_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/clocks"
	. "xiansuo/services/routing/internal/handoff"
)

// history drives one lead, and those that words about it make or touch, through random words and checks what must hold after each.
type history struct {
	family
	now time.Time
}

// family is a lead with those that it was split into or folded into, and what was recorded about each.
type family struct {
	leads   map[string]*Lead
	records map[string][]lead.Record
	said    []lead.Fact
	heard   map[string]bool // records that an event told of, by digest
}

const first = "990101-2026-000001"

func newFamily() family {
	return family{leads: map[string]*Lead{}, records: map[string][]lead.Record{}, heard: map[string]bool{}}
}

func (f *family) lead(id string) *Lead {
	if f.leads[id] == nil {
		f.leads[id] = &Lead{ID: id}
	}
	return f.leads[id]
}

// took keeps what changed, and lets it do to others what it does to them, as the store does in one transaction.
func (f *family) took(t fataler, id string, w Word, c Change) {
	for _, r := range c.Records {
		all := f.records[id]
		if r.No != len(all)+1 {
			t.Fatalf("%s: record %d follows %d", id, r.No, len(all))
		}
		prev := ""
		if len(all) > 0 {
			prev = Digest(all[len(all)-1])
		}
		if r.Prev != prev {
			t.Fatalf("%s: record %d is linked to %q, want %q", id, r.No, r.Prev, prev)
		}
		f.records[id] = append(all, r)
	}
	for _, s := range c.Said {
		f.said = append(f.said, s.Fact)
		f.hear(t, id, s.Fact)
	}
	for _, r := range c.Records {
		if !f.heard[Digest(r)] { // others keep a log's events, and a lead is brought back from nothing else
			t.Fatalf("%s: no event tells of record %d, %s", id, r.No, r.Kind)
		}
	}
	for _, then := range c.Then {
		f.took(t, then.Lead, w, then.Do(f.lead(then.Lead), w))
	}
}

// hear keeps which record a fact tells of: one that the lead's chain has.
func (f *family) hear(t fataler, id string, fact lead.Fact) {
	data, err := event.Marshal(fact)
	if err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	var tells struct{ Record lead.Record }
	if event.Unmarshal(data, &tells) != nil || tells.Record.No == 0 {
		return // it names a record by its number, or none
	}
	if at := tells.Record.No - 1; at >= len(f.records[id]) || Digest(tells.Record) != Digest(f.records[id][at]) {
		t.Fatalf("%s: %s tells another record %d than the chain has: %+v", id, fact.EventType(), tells.Record.No, tells.Record)
	}
	f.heard[Digest(tells.Record)] = true
}

type fataler interface {
	Fatalf(format string, args ...any)
}

var catalogue = func() *clocks.Catalogue {
	c, err := clocks.Default(calendar.Default())
	if err != nil {
		panic(err)
	}
	return c
}()

func unit(d lead.Department) bool { return d == "street-liutang" || d == "sports" }

func (h *history) word(by string) Word {
	return Word{By: by, Cause: "cause", At: h.now, Clocks: catalogue, Unit: unit, Other: func(id string) *Lead { return h.leads[id] }}
}

func (h *history) pass(rt *rapid.T) {
	h.now = h.now.Add(time.Duration(rapid.IntRange(0, 3000).Draw(rt, "minutes")) * time.Minute)
}

var (
	departments = rapid.SampledFrom(lead.Departments())
	parties     = rapid.SampledFrom([]string{"education", "education", "market", "market", "police", "fire", "culture", "health", "street-liutang",
		"desk", "desk", "desk", "taskforce", "taskforce", "justice", "hotline-12345"})
)

func decisions(rt *rapid.T) lead.Decision {
	d := lead.Decision{RuleSet: "t", Decided: rapid.Bool().Draw(rt, "decided"), Category: "A01", Safety: rapid.Bool().Draw(rt, "safety")}
	d.Urgency = rapid.SampledFrom([]lead.Urgency{lead.Normal, lead.Normal, lead.Urgent, lead.Critical}).Draw(rt, "urgency")
	d.Lead = rapid.SampledFrom([]string{"", "none", "education", "market", "fire"}).Draw(rt, "lead")
	if rapid.Bool().Draw(rt, "alert") {
		d.Alerts = []lead.Department{departments.Draw(rt, "alerted")}
	}
	if a := departments.Draw(rt, "assist"); string(a) != d.Lead {
		d.Assist = []lead.Department{a}
	}
	if rapid.IntRange(0, 5).Draw(rt, "several") == 0 && d.Lead == "market" {
		d.Parts = []lead.DecidedPart{{Category: "D05", Lead: "market", Appeal: "投诉"}, {Category: "A01", Lead: "education", Appeal: "举报"}}
	}
	return d
}

const sum = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// facts returns data for a word: mostly such that it may have its effect.
func facts(rt *rapid.T, name string, l *Lead) lead.Fact {
	d := departments.Draw(rt, "department")
	why := rapid.SampledFrom([]string{"因为", "因为", "因为", ""}).Draw(rt, "why")
	paper := func(k lead.DocumentKind) lead.Document { return lead.Document{Kind: k, SHA256: sum} }
	reason := rapid.SampledFrom([]lead.Reason{"R01", "R01", "R02", "R03", "R04", "R08", "R99"}).Draw(rt, "reason")
	by := &lead.By{Unit: "科", Person: "甲", Number: "N1"}
	switch name {
	case "sign":
		return lead.AnswerSigned{By: by}
	case "return":
		return lead.AnswerReturned{Reason: reason, Competent: string(d), Basis: why, Note: why}
	case "feed-back":
		return lead.AnswerFedback{Stage: rapid.SampledFrom([]lead.Stage{lead.Contacted, lead.Accepted, lead.Elsewhere, lead.Filed, lead.Progress}).Draw(rt, "stage"), Note: why, By: by}
	case "done":
		return lead.AnswerDone{Outcome: lead.Settled, Note: why, Reply: why}
	case "supplement":
		return lead.AnswerSupplemented{Text: "…"}
	case "transfer":
		return lead.AnswerTransferred{To: d, Document: rapid.SampledFrom([]lead.Movement{"M03", "M03", "M04", "M05"}).Draw(rt, "document"), Reason: why, Basis: why,
			Filing: why, Documents: []lead.Document{paper(lead.Letter), paper(lead.Report)}}
	case "reject":
		return lead.AnswerRejected{Reason: reason, Competent: string(d), Basis: why, Note: why}
	case "recall":
		return lead.AnswerRecalled{Reason: why}
	case "propose":
		return lead.AnswerProposed{Crime: "诈骗罪", Basis: why, Officers: []string{"甲", rapid.SampledFrom([]string{"甲", "乙"}).Draw(rt, "second")}, Note: why}
	case "approve":
		return lead.AnswerApproved{Approved: rapid.Bool().Draw(rt, "approved"), Head: rapid.SampledFrom([]string{"丙", "甲"}).Draw(rt, "head"), Note: why}
	case "refer":
		return lead.AnswerReferred{Documents: []lead.Document{paper(lead.Letter), paper(lead.Report), paper(lead.Items)}, NoAppraisal: why}
	case "incomplete":
		return lead.AnswerIncomplete{Missing: []string{"笔录"}}
	case "file":
		return lead.AnswerFiled{Filed: rapid.Bool().Draw(rt, "filed"), Reason: why, By: by}
	case "object":
		return lead.AnswerObjected{Reason: why}
	case "ask":
		return lead.AnswerAsked{Question: "哪一栋？"}
	case "ask-assist":
		return lead.AnswerAssistasked{Assist: []lead.Party{rapid.SampledFrom([]lead.Party{lead.Party(d), "street-liutang", "nobody"}).Draw(rt, "assist")}, Task: why}
	case "copy":
		return lead.AnswerCopied{To: []string{string(d), "ext:人社"}}
	case "ask-extension":
		return lead.AnswerExtensionasked{N: rapid.IntRange(0, 12).Draw(rt, "n"), Reason: why}
	case "suspend":
		return lead.AnswerSuspended{Reason: lead.RestAppraisal, Paper: why}
	case "resume":
		return lead.AnswerResumed{Note: why}
	case "allot":
		return lead.AnswerAllotted{Unit: "科", Person: why}
	case "claim":
		return lead.AnswerClaimed{By: lead.By{Person: why}}
	case "release":
		return lead.AnswerReleased{}
	case "dispute":
		return lead.AnswerDisputed{Reason: why, Competent: string(d), Basis: why}
	case "ask-review":
		return lead.AnswerReviewasked{Facts: why}
	case "register":
		return lead.AnswerRegistered{For: lead.Party(d), Word: rapid.SampledFrom([]string{"sign", "done", "assign"}).Draw(rt, "word"),
			Data: map[string]any{"outcome": "settled", "note": "好", "reply": "好"}, Via: lead.Phone, Receipt: why}
	case "contest":
		return lead.AnswerContested{Record: rapid.IntRange(1, 12).Draw(rt, "record"), Reason: why}
	case "letter":
		return lead.AnswerLettered{Party: "ext:人社", Document: "M03", Number: "1号", Reason: why}
	case "receipt":
		return lead.AnswerReceipted{Receipt: "1"}
	case "assign":
		return lead.DecisionAssigned{Department: d, Reason: why}
	case "refuse-return":
		return lead.DecisionReturnrefused{Reason: why}
	case "excuse":
		a := l.Assisting()
		if len(a) > 0 {
			d = a[0]
		}
		return lead.DecisionExcused{Department: lead.Party(d), Reason: why}
	case "send-back":
		return lead.DecisionDeclined{Category: "X01", Reason: why}
	case "take-back":
		return lead.DecisionTakenback{Reason: why}
	case "designate":
		return lead.DecisionDesignated{Department: d, Reason: why, Basis: why}
	case "name-provisional":
		return lead.DecisionProvisional{Department: d, Reason: why}
	case "decide-review":
		return lead.DecisionReviewed{Department: rapid.SampledFrom([]lead.Department{d, ""}).Draw(rt, "reviewed"), Reason: why, Basis: why}
	case "decide-extension":
		return lead.DecisionExtended{Granted: rapid.Bool().Draw(rt, "granted"), Reason: why}
	case "urge":
		return lead.DecisionUrged{Note: why}
	case "supervise":
		return lead.DecisionSupervised{Demand: why, Listed: rapid.Bool().Draw(rt, "listed")}
	case "close":
		return lead.DecisionClosed{Outcome: lead.Settled, Reason: why, Reply: why}
	case "rework":
		return lead.DecisionReworked{Reason: why}
	case "revisit":
		return lead.DecisionRevisited{Reached: true, Satisfied: rapid.SampledFrom([]lead.Verdict{lead.Yes, lead.No}).Draw(rt, "satisfied")}
	case "redo":
		return lead.DecisionRedone{Reason: why}
	case "merge":
		return lead.DecisionMerged{Into: rapid.SampledFrom([]string{first, "990101-2026-000002", "990101-2026-000009"}).Draw(rt, "into"), Reason: why}
	case "unmerge":
		return lead.DecisionUnmerged{Reason: why}
	case "split":
		return lead.DecisionSplit{Parts: []lead.PartAsked{{Department: d, Category: "D07"}}, Reason: why}
	case "unsplit":
		return lead.DecisionUnsplit{Reason: why}
	}
	panic("no data for " + name)
}

// Whatever is said about a lead, in whatever order: one holder until it ends, a dense and linked chain, no more movements than the
// bound, no end with an open duty or a running clock, times that add up, and a refusal that changes nothing but the chain.
func TestRandomHistories(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := &history{family: newFamily(), now: noon}
		for i, id := range []string{first, "990101-2026-000002"} {
			w := h.word("/990101/grid")
			received := lead.LeadReceived{Sender: "/990101/grid", Matter: lead.Matter{Text: "…", Reply: i == 0}}
			h.took(rt, id, w, Receive(h.lead(id), received, decisions(rt), w))
		}
		some := func(rt *rapid.T) string {
			return rapid.SampledFrom(slices.Sorted(func(yield func(string) bool) {
				for id := range h.leads {
					if !yield(id) {
						return
					}
				}
			})).Draw(rt, "lead")
		}
		say := func(rt *rapid.T, id, party, name string) {
			h.pass(rt)
			l := h.leads[id]
			w, fact := h.word(party), facts(rt, name, l)
			before := clone(l)
			c, refusal := Take(l, Command{ID: "a", Type: fact.EventType(), Party: party, Fact: fact}, w)
			if len(c.Records) == 0 {
				rt.Fatalf("%s without a record", name)
			}
			h.took(rt, id, w, c)
			if refusal != nil {
				unchanged(rt, name, refusal, before, l)
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"any": func(rt *rapid.T) {
				names := lead.Words()
				say(rt, some(rt), parties.Draw(rt, "party"), names[rapid.IntRange(0, len(names)-1).Draw(rt, "word")].Name)
			},
			"allowed": func(rt *rapid.T) {
				id, party := some(rt), parties.Draw(rt, "party")
				if names := Allowed(h.leads[id], party, h.word(party)); len(names) > 0 {
					say(rt, id, party, rapid.SampledFrom(names).Draw(rt, "word"))
				}
			},
			"holder": func(rt *rapid.T) {
				id := some(rt)
				party := string(h.leads[id].Holder)
				if names := Allowed(h.leads[id], party, h.word(party)); len(names) > 0 {
					say(rt, id, party, rapid.SampledFrom(names).Draw(rt, "word"))
				}
			},
			"offered": func(rt *rapid.T) {
				id := some(rt)
				if o := h.leads[id].Offer; o != nil {
					say(rt, id, string(o.To), "sign")
				}
			},
			"tick": func(rt *rapid.T) {
				h.pass(rt)
				id, w := some(rt), h.word(ByClock)
				h.took(rt, id, w, Tick(h.leads[id], w))
			},
			"supplement": func(rt *rapid.T) {
				h.pass(rt)
				id, w := some(rt), h.word("/990101/grid")
				h.took(rt, id, w, Supplemented(h.leads[id], lead.LeadSupplemented{Text: "…"}, decisions(rt), w))
			},
			"withdraw": func(rt *rapid.T) {
				id, w := some(rt), h.word("/990101/grid")
				h.took(rt, id, w, Withdrawn(h.leads[id], lead.LeadWithdrawn{}, w))
			},
			"rate": func(rt *rapid.T) {
				h.pass(rt)
				id, w := some(rt), h.word("/990101/grid")
				h.took(rt, id, w, Rated(h.leads[id], lead.LeadRated{Sender: "/990101/grid", Redo: rapid.Bool().Draw(rt, "redo"),
					Satisfied: rapid.SampledFrom([]lead.Verdict{lead.Yes, lead.No}).Draw(rt, "satisfied")}, w))
			},
			"rehome": func(rt *rapid.T) {
				if rapid.IntRange(0, 9).Draw(rt, "seldom") > 0 {
					return
				}
				id, w := some(rt), h.word(ByRules)
				from, to := departments.Draw(rt, "from"), departments.Draw(rt, "to")
				h.took(rt, id, w, Rehome(h.leads[id], Succession{From: from, To: to, Basis: "机构改革方案"}, w))
			},
			"urge": func(rt *rapid.T) {
				id, w := some(rt), h.word("/990101/grid")
				h.took(rt, id, w, Urged(h.leads[id], lead.LeadUrged{}, w))
			},
			"": func(rt *rapid.T) {
				for id := range h.leads {
					check(rt, h.leads[id], h.records[id], h.now.Add(7*time.Minute))
					checkAlive(rt, h.leads[id], h.now)
				}
			},
		})
	})
}

// clone returns a copy of a lead that shares nothing that a word could change.
func clone(l *Lead) *Lead {
	c := *l
	c.Duties, c.Clocks, c.Supplements = slices.Clone(l.Duties), slices.Clone(l.Clocks), slices.Clone(l.Supplements)
	s := &c.Standing
	s.Offered, s.NotOurs, s.Claims, s.Filings = slices.Clone(l.Offered), slices.Clone(l.NotOurs), slices.Clone(l.Claims), slices.Clone(l.Filings)
	s.Observers, s.Parts, s.Joined, s.Alike = slices.Clone(l.Observers), slices.Clone(l.Parts), slices.Clone(l.Joined), slices.Clone(l.Alike)
	s.Registered, s.Refused, s.Told, s.Answers, s.Owed = slices.Clone(l.Registered), slices.Clone(l.Refused), slices.Clone(l.Told), slices.Clone(l.Answers), slices.Clone(l.Owed)
	s.Heard = slices.Clone(l.Heard)
	s.Offer, s.Referral, s.Extension, s.Rest, s.Result, s.Fold = copied(l.Offer), copied(l.Referral), copied(l.Extension), copied(l.Rest), copied(l.Result), copied(l.Fold)
	return &c
}

func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}

// unchanged: a refusal changes nothing but the chain.
func unchanged(t fataler, name string, refusal *Refusal, before, after *Lead) {
	a, b := clone(before), clone(after)
	a.Last, a.Head, b.Last, b.Head = 0, "", 0, ""
	a.At, b.At = time.Time{}, time.Time{}
	if !reflect.DeepEqual(a, b) {
		t.Fatalf("%s was refused (%v) and changed\n%+v\nto\n%+v", name, refusal, a, b)
	}
}

// check says what must hold of a lead at any instant.
func check(t fataler, l *Lead, records []lead.Record, now time.Time) {
	fail := func(format string, args ...any) {
		last := records[len(records)-1]
		t.Fatalf("%s after record %d %s: "+format+"\n%s held by %q, %+v\noffer %+v", append(append([]any{l.ID, last.No, last.Kind}, args...), l.State, l.Holder, l.Duties, l.Offer)...)
	}
	if l.Last != len(records) || l.Head != Digest(records[len(records)-1]) {
		fail("the lead stands at record %d of %d", l.Last, len(records))
	}
	if last := records[len(records)-1]; last.Holder != l.Holder {
		fail("the chain says %q", last.Holder)
	}
	checkHolder(l, fail)
	checkEnd(l, fail)
	kinds := kindsOf(Change{Records: records})
	if !slices.Contains(kinds, lead.KindRehomed) { // of an heir the chain alone does not say what it was asked before
		checkBound(l, records, fail)
		if err := decidedOnce(records); err != nil {
			fail("%v of %v", err, kinds)
		}
	}
	checkClocks(l, fail)
	checkEnds(records, fail)
	checkTimes(records, now, fail)
}

// checkHolder: exactly one holder until the end, who is the department with the leading duty, or the desk or the taskforce when no
// department has it; and at most one offer, whose receiver owes an answer.
func checkHolder(l *Lead, fail func(string, ...any)) {
	var holders, offered []lead.Department
	for _, d := range l.Duties {
		if d.Role == lead.RoleLead && d.State.Holds() {
			holders = append(holders, d.Department)
		}
		if d.Role == lead.RoleLead && d.State == Sent {
			offered = append(offered, d.Department)
		}
	}
	if len(holders) > 1 || len(offered) > 1 {
		fail("holders %v, offered to %v", holders, offered)
	}
	if (len(offered) == 1) != (l.Offer != nil) || l.Offer != nil && l.Offer.To != offered[0] {
		fail("offered to %v", offered)
	}
	if (l.Holder == lead.Nobody) != l.State.Ended() {
		fail("a holder until it ends, and none after")
	}
	if d, is := l.Holder.Department(); is != (len(holders) == 1) || is && d != holders[0] {
		fail("holders %v", holders)
	}
	switch l.State {
	case AtDesk:
		if l.Holder != lead.Desk || l.Offer != nil {
			fail("at the desk")
		}
	case Dispatched:
		if l.Offer == nil {
			fail("dispatched to nobody")
		}
	case Disputed:
		if l.Holder == lead.Desk {
			fail("a dispute is not the desk's")
		}
	case Signed, Submitted:
		if len(holders) != 1 {
			fail("signed by nobody")
		}
	}
}

// checkBound: no lead moves more often than the bound, and no department is offered it twice but by a ruling.
func checkBound(l *Lead, records []lead.Record, fail func(string, ...any)) {
	offers, designations, reviews, notOurs, moves := map[string]int{}, 0, 0, 0, 0
	holder, designated := lead.Holder(""), ""
	for _, r := range records {
		switch r.Kind {
		case lead.KindDispatched, lead.KindTransferred, lead.KindReferred:
			if offers[r.To]++; offers[r.To] > 1 && r.To != designated {
				fail("%s was offered it twice", r.To)
			}
		case lead.KindDesignated:
			designations++
			designated = r.To
		case lead.KindReviewed:
			reviews++
			designated = r.To
		case lead.KindReturnAsked, lead.KindRejected:
			if lead.Reason(r.Reason).NotOurs() && r.Via == nil {
				notOurs++
			}
		}
		if _, is := r.Holder.Department(); is && r.Holder != holder {
			holder = r.Holder
			if r.Kind == lead.KindSigned || r.Kind == lead.KindFiled || r.Kind == lead.KindNotFiled {
				moves++
			}
		}
	}
	if designations > MaxDesignations || reviews > MaxReviews || len(l.NotOurs) > MaxNotOurs || l.Moves > MaxMoves || moves > MaxMoves {
		fail("%d designations, %d reviews, %d not ours, %d moves", designations, reviews, len(l.NotOurs), l.Moves)
	}
}

// checkEnd: nothing ends with an open duty, an open offer or a running clock, but the desk may ask the reporter again.
func checkEnd(l *Lead, fail func(string, ...any)) {
	if !l.State.Ended() {
		return
	}
	for _, d := range l.Duties {
		if d.State.Open() {
			fail("ended with an open duty of %s", d.Department)
		}
	}
	if l.Offer != nil || l.State != Merged && (l.Extension != nil || l.Escalated != 0) { // what is folded rests as it was
		fail("ended with something pending: %+v", l.Standing)
	}
	for _, k := range l.Clocks {
		if k.EndedAt == nil && k.PausedAt == nil && k.Step != lead.StepRevisit {
			fail("ended while clock %s runs against %s", k.ID, k.Against)
		}
	}
}

// passive are words that leave a lead where it is.
var passive = map[string]bool{"urge": true, "supervise": true, "copy": true, "ask-assist": true, "supplement": true, "allot": true, "claim": true, "release": true,
	"register": true, "contest": true, "feed-back": true, "ask-extension": true, "suspend": true, "dispute": false, "ask-review": true, "incomplete": true, "name-provisional": true}

// checkAlive: somebody who is answerable can always move a lead on, until it has ended; and what the desk ended by itself it can take back.
func checkAlive(t fataler, l *Lead, now time.Time) {
	if l.State == Merged {
		return
	}
	var can []string
	parties := []string{"desk", "taskforce", string(l.Holder)}
	if l.Offer != nil {
		parties = append(parties, string(l.Offer.To))
	}
	for _, party := range parties {
		for _, word := range Allowed(l, party, Word{By: party, At: now, Clocks: catalogue, Unit: unit}) {
			if !passive[word] {
				can = append(can, word)
			}
		}
	}
	if len(can) == 0 {
		t.Fatalf("%s, %s: nobody can move it on: %+v", l.ID, l.State, l.Standing)
	}
}

// checkClocks: whoever owes an answer has a clock against it, and no clock runs against whoever owes nothing.
func checkClocks(l *Lead, fail func(string, ...any)) {
	against := map[lead.Holder]map[lead.Step]int{}
	for _, k := range l.Clocks {
		if against[k.Against] == nil {
			against[k.Against] = map[lead.Step]int{}
		}
		against[k.Against][k.Step]++
	}
	for _, d := range l.Duties {
		h := lead.HolderOf(d.Department)
		switch {
		case d.State == Sent && against[h][lead.StepSign] != 1:
			fail("%s has not signed, and %d clocks run for that", h, against[h][lead.StepSign])
		case (d.State == InHand || d.State == ReturnAsked) && against[h][lead.StepHandle] == 0:
			fail("%s handles it without a clock", h)
		case !l.State.Ended() && l.Referral != nil && l.Referral.Objected && l.Referral.Refused && d.Department == lead.Police:
			if against[h][lead.StepReconsider] != 1 {
				fail("the police decide again without a clock: %v", against[h])
			}
		case !d.State.Open() && d.State != Following && l.State != Merged && len(against[h]) > 0:
			fail("%s owes nothing, and clocks run: %v", h, against[h])
		}
	}
	decides := l.State == AtDesk || l.Extension != nil
	for _, d := range l.Duties {
		decides = decides || d.State == ReturnAsked
	}
	switch {
	case !decides && l.State != Merged && against[lead.Desk][lead.StepDecide] > 0:
		fail("the desk has nothing to decide, and a clock runs")
	case l.State != Merged && l.State != Disputed && l.Escalated == 0 && l.Review == 0 && against[lead.Taskforce][lead.StepRule] > 0:
		fail("the taskforce has nothing to rule on, and a clock runs")
	case l.State != Merged && l.State != Submitted && against[lead.Desk][lead.StepReview] > 0:
		fail("the desk has nothing to review, and a clock runs")
	case l.State == AtDesk && against[lead.Desk][lead.StepDecide] == 0:
		fail("the desk decides without a clock")
	case l.State == Disputed && l.Designated == "" && against[lead.Taskforce][lead.StepRule] == 0:
		fail("the taskforce rules without a clock")
	case l.State == Submitted && against[lead.Desk][lead.StepReview] != 1:
		fail("the desk reviews with %d clocks", against[lead.Desk][lead.StepReview])
	}
}

// metBy is what a clock of a step is met by, but for those of an office, which meets whatever it had to do.
var metBy = map[lead.Step][]lead.Kind{
	lead.StepSign: {lead.KindSigned, lead.KindAssistSigned}, lead.StepHandle: {lead.KindDone, lead.KindAssistDone}, lead.StepReceipt: {lead.KindReceipted, lead.KindDone},
	lead.StepContact: {lead.KindFedback}, lead.StepAccept: {lead.KindFedback}, lead.StepTransfer: {lead.KindTransferred, lead.KindLettered}, lead.StepForward: {lead.KindTransferred, lead.KindLettered},
	lead.StepHandOver: {lead.KindReferred}, lead.StepApprove: {lead.KindApproved, lead.KindDisapproved}, lead.StepFile: {lead.KindFiled, lead.KindNotFiled},
	lead.StepReconsider: {lead.KindFiled, lead.KindNotFiled}, lead.StepObject: {lead.KindObjected}, lead.StepIncomplete: {lead.KindIncomplete},
	lead.StepComplete: {lead.KindSupplemented}, lead.StepAnswer: {lead.KindSupplemented},
}

// checkEnds: a clock that ends says how; it is met by the word that it waited for, and by no other.
func checkEnds(records []lead.Record, fail func(string, ...any)) {
	for _, r := range records {
		for _, s := range r.Stops {
			if (s.End == "") != s.Rests {
				fail("record %d ends clock %s as %q", r.No, s.ID, s.End)
			}
			if s.End != lead.Met || slices.Contains([]lead.Holder{lead.Desk, lead.Taskforce, lead.Justice}, s.Against) {
				continue
			}
			started := records[s.Record-1].Clocks
			step := started[slices.IndexFunc(started, func(k lead.Clock) bool { return k.ID == s.ID })].Step
			if !slices.Contains(metBy[step], r.Kind) {
				fail("record %d, %s, meets a clock of %s", r.No, r.Kind, step)
			}
		}
	}
}

// checkTimes: the time with each holder adds up to the wall clock.
func checkTimes(records []lead.Record, now time.Time, fail func(string, ...any)) {
	held := map[lead.Holder]time.Duration{}
	for i, r := range records {
		until := now
		if i+1 < len(records) {
			until = records[i+1].At
		}
		if until.Before(r.At) {
			fail("record %d is younger than what follows", r.No)
		}
		held[r.Holder] += until.Sub(r.At)
	}
	var sum time.Duration
	for _, d := range held {
		sum += d
	}
	if wall := now.Sub(records[0].At); sum != wall {
		fail("held %s of %s", sum, wall)
	}
}
