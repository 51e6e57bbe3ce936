package postgres

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/routing/internal/handoff"
)

// story drives leads through random words that the protocol allows, in the store. No two words are of one instant.
type story struct {
	t   *testing.T
	s   *Store
	rnd *rand.Rand
	now time.Time
	ids []string
}

func unit(d lead.Department) bool { return d == "street-liutang" || d == "sports" }

func newStory(t *testing.T, s *Store, seed uint64) *story {
	return &story{t: t, s: s, rnd: rand.New(rand.NewPCG(seed, 1)), now: noon}
}

func (y *story) one(of ...string) string { return of[y.rnd.IntN(len(of))] }

func (y *story) pass(minutes int) {
	y.now = y.now.Add(time.Duration(1+y.rnd.IntN(minutes*60_000)) * time.Millisecond)
}

func (y *story) word(by string) handoff.Word {
	return handoff.Word{By: by, Cause: "cause", At: y.now, Clocks: catalogue(), Unit: unit}
}

func (y *story) apply(cause Cause, decide Decide) {
	y.t.Helper()
	err := y.s.Log.Save(y.t.Context(), func(ctx context.Context, tx *outbox.Tx) error { return y.s.Apply(ctx, tx, []Cause{cause}, decide) })
	if err != nil {
		y.t.Fatal(err)
	}
}

// receive takes in a lead of some place, channel and category.
func (y *story) receive() string {
	y.pass(60)
	n := len(y.ids) + 1
	id := fmt.Sprintf("990101-2026-%06d", n)
	y.ids = append(y.ids, id)
	m := lead.Matter{Channel: lead.Channels()[y.rnd.IntN(len(lead.Channels()))], Number: fmt.Sprint("N", n), Text: "text", ReceivedAt: y.now, Reply: y.rnd.IntN(4) > 0,
		Place: &lead.Place{Street: y.one("柳塘街道", "柳塘镇", "西门街道"), Grid: y.one("G1", "G2")}}
	if y.rnd.IntN(5) == 0 {
		due := y.now.Add(time.Duration(24+y.rnd.IntN(240)) * time.Hour)
		m.DueAt = &due
	}
	d := lead.Decision{RuleSet: "t", Decided: y.rnd.IntN(5) > 0, Category: lead.Category(y.one("A01", "D07", "F02", "E01")),
		Urgency: lead.Urgency(y.one("normal", "normal", "normal", "urgent", "critical", "low")), Lead: y.one("education", "education", "market", "market", "fire", "none", "")}
	if y.rnd.IntN(3) == 0 && d.Lead != "health" {
		d.Assist = []lead.Department{"health"}
	}
	y.apply(Cause{Lead: id}, func(_ int, l *handoff.Lead, _ func(string) *handoff.Lead) (handoff.Word, handoff.Change) {
		w := y.word("rules")
		return w, handoff.Receive(l, lead.LeadReceived{Sender: "/990101/hotline-12345", Matter: m}, d, w)
	})
	return id
}

// say gives a random word that somebody may give about a lead; refusals are recorded too.
func (y *story) say() {
	y.pass(40)
	id, other := y.ids[y.rnd.IntN(len(y.ids))], y.ids[y.rnd.IntN(len(y.ids))]
	y.apply(Cause{Lead: id, Others: []string{other}}, func(_ int, l *handoff.Lead, others func(string) *handoff.Lead) (handoff.Word, handoff.Change) {
		party := y.party(l)
		w := y.word(party)
		w.Other = others
		names := handoff.Allowed(l, party, w)
		if len(names) == 0 {
			return w, handoff.Change{}
		}
		f := y.fact(y.likely(names), l, other)
		if f == nil {
			return w, handoff.Change{}
		}
		change, _ := handoff.Take(l, handoff.Command{ID: "a", Type: f.EventType(), Party: party, Fact: f}, w)
		return w, change
	})
}

// likely is one of some words, mostly one that brings the lead on.
func (y *story) likely(names []string) string {
	on := slices.DeleteFunc(slices.Clone(names), func(n string) bool {
		return !slices.Contains([]string{"sign", "feed-back", "done", "close", "revisit", "resume", "refuse-return", "refer", "file", "rework", "assign"}, n)
	})
	if len(on) > 0 && y.rnd.IntN(3) == 0 {
		names = on
	}
	return names[y.rnd.IntN(len(names))]
}

// party is mostly somebody who has something to say.
func (y *story) party(l *handoff.Lead) string {
	switch n := y.rnd.IntN(10); {
	case n < 4 && l.Offer != nil:
		return string(l.Offer.To)
	case n < 6 && l.Holder != lead.Nobody:
		return string(l.Holder)
	case n < 7 && len(l.Assisting()) > 0:
		return string(l.Assisting()[0])
	case n < 9:
		return "desk"
	}
	return y.one("taskforce", "justice", "education", "market", "police", "fire")
}

// supplement adds something from the sender.
func (y *story) supplement() {
	y.pass(20)
	y.apply(Cause{Lead: y.ids[y.rnd.IntN(len(y.ids))]}, func(_ int, l *handoff.Lead, _ func(string) *handoff.Lead) (handoff.Word, handoff.Change) {
		w := y.word("/990101/hotline-12345")
		return w, handoff.Supplemented(l, lead.LeadSupplemented{Sender: "/990101/hotline-12345", Text: "more"}, lead.Decision{RuleSet: "t"}, w)
	})
}

// rate says what a reporter answers by the code, of a report that may be folded.
func (y *story) rate() {
	y.pass(20)
	y.apply(Cause{Lead: y.ids[y.rnd.IntN(len(y.ids))]}, func(_ int, l *handoff.Lead, _ func(string) *handoff.Lead) (handoff.Word, handoff.Change) {
		w := y.word("/990101/hotline-12345")
		return w, handoff.Rated(l, lead.LeadRated{Sender: "/990101/hotline-12345", Responded: lead.Yes, Solved: lead.Verdict(y.one("yes", "no", "unknown")),
			Satisfied: lead.Verdict(y.one("yes", "no")), Redo: y.rnd.IntN(3) == 0}, w)
	})
}

func (y *story) tick() {
	y.pass(60)
	w := y.word(handoff.ByClock)
	if _, err := y.s.Tick(y.t.Context(), 1000, w); err != nil {
		y.t.Fatal(err)
	}
}

// rehome lets one department succeed another.
func (y *story) rehome(from, to lead.Department) {
	y.pass(60)
	w := y.word(handoff.ByRules)
	if _, err := y.s.Rehome(y.t.Context(), handoff.Succession{From: from, To: to, Basis: "三定方案"}, "", 1000, w); err != nil {
		y.t.Fatal(err)
	}
}

// fact returns data for a word, nil for those that this story leaves out.
func (y *story) fact(name string, l *handoff.Lead, other string) lead.Fact {
	d := lead.Departments()[y.rnd.IntN(6)]
	paper := func(k lead.DocumentKind) lead.Document { return lead.Document{Kind: k, SHA256: "00"} }
	by, verdict := &lead.By{Unit: "科", Person: "甲", Number: "N1"}, func() lead.Verdict { return lead.Verdict(y.one("yes", "no", "unknown", "")) }
	switch name {
	case "sign":
		return lead.AnswerSigned{By: by}
	case "return":
		return lead.AnswerReturned{Reason: lead.Reason(y.one("R01", "R03", "R08")), Competent: string(d), Basis: "b", Note: "n"}
	case "feed-back":
		return lead.AnswerFedback{Stage: lead.Stage(y.one("contacted", "contacted", "accepted", "elsewhere", "filed", "filed", "progress")), Note: "n", By: by}
	case "done":
		return lead.AnswerDone{Outcome: lead.Outcome(y.one("substantiated", "substantiated", "unsubstantiated", "settled")), Note: "n", Reply: "r"}
	case "supplement":
		return lead.AnswerSupplemented{Text: "…"}
	case "transfer":
		return lead.AnswerTransferred{To: d, Document: lead.Movement(y.one("M03", "M03", "M04")), Reason: "r", Basis: "b", Filing: "1", Documents: []lead.Document{paper(lead.Letter), paper(lead.Report)}}
	case "reject":
		return lead.AnswerRejected{Reason: lead.Reason(y.one("R01", "R03")), Competent: string(d), Basis: "b", Note: "n"}
	case "recall":
		return lead.AnswerRecalled{Reason: "r"}
	case "propose":
		return lead.AnswerProposed{Crime: "诈骗罪", Basis: "b", Officers: []string{"甲", "乙"}, Note: "n"}
	case "approve":
		return lead.AnswerApproved{Approved: y.rnd.IntN(4) > 0, Head: "丙", Note: "n"}
	case "refer":
		return lead.AnswerReferred{Documents: []lead.Document{paper(lead.Letter), paper(lead.Report), paper(lead.Items)}, NoAppraisal: "无"}
	case "incomplete":
		return lead.AnswerIncomplete{Missing: []string{"笔录"}}
	case "file":
		return lead.AnswerFiled{Filed: y.rnd.IntN(2) == 0, Reason: "r", By: by}
	case "object":
		return lead.AnswerObjected{Reason: "r"}
	case "ask":
		return lead.AnswerAsked{Question: "哪一栋？"}
	case "ask-assist":
		return lead.AnswerAssistasked{Assist: []lead.Party{lead.Party(y.one(string(d), "street-liutang"))}, Task: "t"}
	case "ask-extension":
		return lead.AnswerExtensionasked{Reason: "r"}
	case "decide-extension":
		return lead.DecisionExtended{Granted: y.rnd.IntN(3) > 0, Reason: "r"}
	case "suspend":
		return lead.AnswerSuspended{Reason: lead.RestAppraisal, Paper: "1"}
	case "resume":
		return lead.AnswerResumed{Note: "n"}
	case "dispute":
		return lead.AnswerDisputed{Reason: "r", Competent: string(d), Basis: "b"}
	case "ask-review":
		return lead.AnswerReviewasked{Facts: "f"}
	case "letter":
		return lead.AnswerLettered{Party: "ext:人社", Document: "M03", Number: "1号", Reason: "r"}
	case "receipt":
		return lead.AnswerReceipted{Receipt: "1"}
	case "assign":
		return lead.DecisionAssigned{Department: d, Reason: "r"}
	case "refuse-return":
		return lead.DecisionReturnrefused{Reason: "r"}
	case "excuse":
		if a := l.Assisting(); len(a) > 0 {
			d = a[0]
		}
		return lead.DecisionExcused{Department: lead.Party(d), Reason: "r"}
	case "designate":
		return lead.DecisionDesignated{Department: d, Reason: "r", Basis: "b"}
	case "name-provisional":
		return lead.DecisionProvisional{Department: d, Reason: "r"}
	case "decide-review":
		return lead.DecisionReviewed{Department: d, Reason: "r", Basis: "b"}
	case "supervise":
		return lead.DecisionSupervised{Demand: "d", Listed: y.rnd.IntN(2) == 0}
	case "close":
		return lead.DecisionClosed{Outcome: lead.Outcome(y.one("substantiated", "unsubstantiated", "not-accepted")), Reason: "r", Reply: "r"}
	case "rework":
		return lead.DecisionReworked{Reason: "r"}
	case "revisit":
		if y.rnd.IntN(3) == 0 {
			return lead.DecisionRevisited{}
		}
		return lead.DecisionRevisited{Reached: true, Responded: verdict(), Solved: verdict(), Satisfied: verdict()}
	case "redo":
		return lead.DecisionRedone{Reason: "r"}
	case "merge":
		return lead.DecisionMerged{Into: other, Reason: "r"}
	case "unmerge":
		return lead.DecisionUnmerged{Reason: "r"}
	case "split":
		if y.rnd.IntN(4) == 0 {
			return lead.DecisionSplit{Parts: []lead.PartAsked{{Department: d, Category: "D07"}}, Reason: "r"}
		}
	case "unsplit":
		return lead.DecisionUnsplit{Reason: "r"}
	}
	return nil
}

// tell lets n leads come in and many words be given about them.
func (y *story) tell(leads, words int) {
	for range leads {
		y.receive()
	}
	for i := range words {
		switch {
		case i%40 == 17:
			y.receive()
		case i%30 == 4:
			y.tick()
		case i%25 == 5:
			y.supplement()
		case i%15 == 7:
			y.rate()
		default:
			y.say()
		}
	}
	y.tick()
}
