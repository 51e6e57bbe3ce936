package handoff_test

import (
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/lead"
	. "xiansuo/services/routing/internal/handoff"
)

// Each of these once led to where nobody could move a lead on, or lost what somebody owed. Found by a reviewer who tried.

var (
	approves = lead.AnswerApproved{Approved: true, Head: "丙"}
	toSport  = lead.AnswerLettered{Party: "ext:体育局", Document: lead.LeadTransfer, Number: "1", Reason: "属体育类"}
	upheld   = lead.DecisionReviewed{Reason: "维持", Basis: "行政执法监督条例第十三条"}
	vague    = lead.Decision{Category: lead.Vague, Why: "vague"}
)

// danger is what the rules say of a text that shows one.
func danger() lead.Decision {
	d := sure(lead.Education)
	d.Urgency, d.Alerts, d.Safety = lead.Critical, []lead.Department{lead.Fire}, true
	return d
}

// adds lets the sender of a lead add something of which the rules say again.
func (s *scene) adds(id string, again lead.Decision) *scene {
	s.now = s.now.Add(time.Minute)
	w := s.word(hotlineSource)
	s.keep(id, w, Supplemented(s.lead(id), lead.LeadSupplemented{Sender: hotlineSource, Text: "又来了"}, again, w))
	return s
}

func (s *scene) withdraws(id string) *scene {
	w := s.word(hotlineSource)
	s.keep(id, w, Withdrawn(s.lead(id), lead.LeadWithdrawn{Sender: hotlineSource}, w))
	return s
}

// about lets a party say something about another lead.
func (s *scene) about(id, party string, f lead.Fact) *scene {
	s.t.Helper()
	if r := s.sayOf(id, party, f); r != nil {
		s.t.Fatalf("%s %s of %s: %v", id, f.EventType(), party, r)
	}
	return s
}

// runs says how many clocks of a step run against somebody.
func (s *scene) runs(n int, step lead.Step, against lead.Holder) *scene {
	s.t.Helper()
	if got := len(s.running(step, against)); got != n {
		s.t.Errorf("%d clocks of %s run against %s, want %d", got, step, against, n)
	}
	return s
}

// ruled is a lead that the taskforce gave to market, which signed.
func ruled(t *testing.T) *scene {
	return beginScene(t, sure(lead.Education)).says("education", notTheirs("market")).says("desk", assignTo(lead.Market)).says("market", notTheirs("police")).
		says("taskforce", designateTo(lead.Market)).says("market", signed)
}

// After a ruling, whatever ended and came back, the desk gives the lead to whom the ruling says, and no further dispute arises.
func TestARulingOutlivesTheEnd(t *testing.T) {
	s := ruled(t).says("market", lead.AnswerReviewasked{Facts: "新"}).says("justice", upheld).says("market", done).says("desk", lead.DecisionClosed{}).adds(first, lead.Decision{})
	s.is(AtDesk, lead.Desk).refuses("desk", assignTo(lead.Culture), IsDesignated).refuses("desk", assignTo(lead.Market), OfferedBefore)
	s.twin().says("desk", lead.DecisionRedone{Reason: "又反映"}).is(Signed, "market").refuses("market", notTheirs("police"), IsDesignated)
	s.says("desk", lead.DecisionClosed{Outcome: lead.Settled, Reason: "同前"}, lead.DecisionTakenback{Reason: "看错了"}, assignTo(lead.Market)).says("market", signed).
		refuses("market", notTheirs("police"), IsDesignated).is(Signed, "market")
}

// Who must lead by a ruling does not hand the lead out by letter; nor does anybody while a review is pending.
func TestARulingIsNotHandedOut(t *testing.T) {
	ruled(t).refuses("market", toSport, IsDesignated).says("market", lead.AnswerReviewasked{Facts: "新"}).refuses("market", toSport, IsDesignated).
		says("taskforce", upheld).says("market", done).is(Submitted, "market")
}

// A referral that was recalled, or not accepted, is over: the giver goes on with the lead.
func TestAReferralThatCameToNothing(t *testing.T) {
	begin := func() *scene {
		return beginScene(t, sure(lead.Education)).says("education", signed, proposal, approves, referral)
	}
	begin().says("education", lead.AnswerRecalled{Reason: "补材料"}).refuses("education", approves, NoReferral).says("education", done)
	begin().says("police", lead.AnswerRejected{Reason: lead.NotOurDuty, Competent: "market", Basis: "…"}).says("education", transferTo(lead.Market))
}

// The head may think better of an approval until it is carried out.
func TestAnApprovalIsTakenBack(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed, proposal, approves).refuses("education", approves, NoReferral)
	s.says("education", lead.AnswerApproved{Head: "丙", Note: "证据不足"}).runs(0, lead.StepHandOver, "education").says("education", done)
}

// The police decide on filing before anything else ends the lead, and nothing voids the terms of a referral.
func TestTheTermsOfAReferralStand(t *testing.T) {
	s := beginScene(t, sure(lead.Education, lead.Market)).says("education", signed, proposal, approves)
	s.refuses("market", lead.AnswerDisputed{Reason: "应由我局主办", Competent: "market", Basis: "b"}, NotApproved).runs(1, lead.StepHandOver, "education")
	s = beginScene(t, sure(lead.Education)).says("education", signed, proposal, approves, referral)
	s.twin().says("police", signed).refuses("police", done, NotApproved).says("police", lead.AnswerFiled{Reason: "没有犯罪事实"}).is(Signed, "education")
	s.after(60*24*time.Hour).tick().says("taskforce", designateTo(lead.Police)).
		refuses("police", lead.AnswerRejected{Reason: lead.NotOurDuty, Competent: "market", Basis: "…"}, IsDesignated).
		refuses("education", lead.AnswerRecalled{Reason: "…"}, IsDesignated).says("police", signed).runs(1, lead.StepFile, "police").
		says("police", lead.AnswerFiled{Filed: true, By: &lead.By{Number: "1"}})
	one := proposal
	one.Officers = []string{"甲", "甲 "}
	beginScene(t, sure(lead.Education)).says("education", signed).refuses("education", one, InvalidAnswer)
}

// The police forward to another police organ what is that one's, within the term for a referral (移送规定 art. 7).
func TestThePoliceForwardAReferral(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed, proposal, approves, referral).says("police", signed, lead.AnswerFedback{Stage: lead.Elsewhere, Note: "属邻区公安"})
	if k := s.running(lead.StepForward, "police"); len(k) != 1 || k[0].ID != "PS-06" {
		t.Errorf("%+v", k)
	}
	abroad := lead.AnswerLettered{Party: "ext:邻区公安分局", Document: lead.Abroad, Number: "1", Reason: "属其管辖"}
	s.says("police", abroad).runs(0, lead.StepForward, "police").runs(0, lead.StepFile, "police")
	s.twin().says("police", lead.AnswerRecalled{Reason: "对方退回"}).runs(1, lead.StepFile, "police").runs(1, lead.StepHandle, "police")
	s.says("police", lead.AnswerReceipted{Receipt: "2"}).is(Closed, lead.Nobody)
}

// A letter that nobody confirms is taken back, by whoever wrote or by the desk, and the time that was left runs on.
func TestALetterIsTakenBack(t *testing.T) {
	s := beginScene(t, sure(lead.Market)).says("market", signed, lead.AnswerFedback{Stage: lead.Elsewhere, Note: "体育类"}, toSport).is(Lettered, "market")
	for _, step := range []lead.Step{lead.StepTransfer, lead.StepContact, lead.StepAccept, lead.StepHandle} {
		s.runs(0, step, "market")
	}
	s.twin().says("desk", lead.AnswerRecalled{Reason: "对方不收"}).is(Signed, "market").runs(1, lead.StepHandle, "market").runs(0, lead.StepReceipt, "market").says("market", done)
	s.refuses("education", lead.AnswerRecalled{Reason: "…"}, NotYours).says("market", lead.AnswerRecalled{Reason: "对方不收"}, done)
	beginScene(t, vague).says("desk", toSport, lead.AnswerRecalled{Reason: "对方不收"}).is(AtDesk, lead.Desk).runs(1, lead.StepDecide, lead.Desk)
}

// Who was offered the lead and does not get it assists as before: nobody sheds an assistant by an offer.
func TestAssistantsStay(t *testing.T) {
	begin := func() *scene {
		return beginScene(t, danger()).says("fire", signed).says("education", signed, transferTo(lead.Fire))
	}
	still := func(s *scene) {
		t.Helper()
		s.runs(1, lead.StepSign, "fire").refuses("education", done, AssistOpen)
	}
	still(begin().says("education", lead.AnswerRecalled{Reason: "有误"}))
	still(begin().says("fire", lead.AnswerRejected{Reason: lead.NotOurDuty, Competent: "market", Basis: "…"}))
	begin().says("fire", signed).is(Signed, "fire").runs(0, lead.StepSign, "fire")
}

// Who holds the lead and is to assist by a ruling does so once the other has signed.
func TestTheHolderAssistsAfterARuling(t *testing.T) {
	rules := designateTo(lead.Market)
	rules.Assist = []lead.Party{"education"}
	s := beginScene(t, pressing(sure(lead.Education))).says("education", signed, lead.AnswerDisputed{Reason: "不属", Competent: "market", Basis: "b"})
	s.says("taskforce", rules).runs(0, lead.StepSign, "education").says("market", signed).runs(1, lead.StepSign, "education").refuses("market", done, AssistOpen)
}

// What is added and shows a danger makes a lead as urgent as it is, whatever it goes on in and whether that has ended.
func TestADangerThatComesLater(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed).adds(first, danger())
	if k := s.running(lead.StepSign, "fire"); s.l().Urgency != lead.Critical || len(k) != 1 || k[0].Limit == "1 WD" {
		t.Errorf("%s, fire has %+v", s.l().Urgency, k)
	}
	beginScene(t, vague).adds(first, lead.Decision{RuleSet: "t", Safety: true, Urgency: lead.Urgent}).withdraws(first).is(AtDesk, lead.Desk)
	third := "990101-2026-000003"
	folded := func() *scene {
		s := beginScene(t, sure(lead.Education)).says("education", signed)
		s.receive(otherLead, sure(lead.Education), lead.Matter{Text: "…", Number: "W-2"})
		s.receive(third, sure(lead.Education), lead.Matter{Text: "…", Number: "W-3"})
		return s.about(third, "desk", lead.DecisionMerged{Into: otherLead, Reason: "同"}).about(otherLead, "desk", lead.DecisionMerged{Into: first, Reason: "同"})
	}
	folded().adds(third, danger()).runs(1, lead.StepSign, "fire")
	folded().says("education", done).says("desk", lead.DecisionClosed{}).adds(third, danger()).is(AtDesk, lead.Desk).runs(1, lead.StepSign, "fire")
}

// Every reporter of what was folded is owed what each would be owed alone; one who takes it back is not, and takes nothing from the others.
func TestEveryReporterIsAnswered(t *testing.T) {
	s := beginScene(t, sure(lead.Market)).says("market", signed)
	s.receive(otherLead, sure(lead.Market), lead.Matter{Text: "…", Number: "W-2", Reply: true, Appeal: "投诉"})
	s.about(otherLead, "desk", lead.DecisionMerged{Into: first, Reason: "同"}).runs(1, lead.StepContact, "market").runs(1, lead.StepAccept, "market")
	unsaid := lead.AnswerDone{Outcome: lead.Substantiated, Note: "已查处"}
	s.twin().withdraws(otherLead).says("market", unsaid)
	s.refuses("market", unsaid, NoReply)
	s = beginScene(t, vague)
	dangerous := vague
	dangerous.Safety = true
	s.receive(otherLead, dangerous, lead.Matter{Text: "…", Reply: true})
	s.about(otherLead, "desk", lead.DecisionMerged{Into: first, Reason: "同"}).withdraws(first).is(AtDesk, lead.Desk)
}

// Who took a case does not hand it on, a return that was refused is not asked again, and what the police filed stays theirs.
func TestWhatIsNotGivenBack(t *testing.T) {
	taken := lead.AnswerTransferred{To: lead.Market, Document: lead.CaseTransfer, Reason: "属其职责", Basis: "权责清单", Filing: "1", Documents: papers(lead.Letter, lead.Report)}
	beginScene(t, sure(lead.Education)).says("education", signed, filed("1"), taken).says("market", signed).
		refuses("market", notTheirs("police"), NoOnward).refuses("market", toSport, NoOnward).says("market", lead.AnswerDisputed{Reason: "…", Competent: "police", Basis: "…"})
	beginScene(t, sure(lead.Education)).says("education", signed, proposal, approves, referral).says("police", signed, lead.AnswerFiled{Filed: true, By: &lead.By{Number: "1"}}).
		refuses("police", notTheirs("market"), TooLate)
	lacking := lead.AnswerReturned{Reason: lead.Incomplete, Note: "缺门牌"}
	beginScene(t, sure(lead.Education)).says("education", lacking).says("desk", lead.DecisionReturnrefused{Reason: "足够"}).refuses("education", lacking, TooLate).
		says("education", notTheirs("market")).is(Signed, "education")
}

// Clocks end when nobody waits for them any more, and run on when somebody does.
func TestClocksThatNobodyCouldEnd(t *testing.T) {
	asks := lead.AnswerAsked{Question: "哪栋？"}
	s := beginScene(t, sure(lead.Education)).says("education", signed, asks)
	s.receive(otherLead, sure(lead.Education), lead.Matter{Text: "…", Number: "W-2"})
	s.says("desk", lead.DecisionMerged{Into: otherLead, Reason: "同"}).adds(first, lead.Decision{}).says("desk", lead.DecisionUnmerged{Reason: "两件"}).
		is(Signed, "education").runs(1, lead.StepHandle, "education")
	beginScene(t, vague).says("desk", asks, assignTo(lead.Education)).says("education", signed).runs(0, lead.StepAnswer, lead.Desk)
	beginScene(t, sure(lead.Education)).says("education", signed, transferTo(lead.Market)).says("market", lead.AnswerIncomplete{Missing: []string{"x"}}).
		says("education", lead.AnswerRecalled{Reason: "不移送了"}).runs(0, lead.StepComplete, "education")
	beginScene(t, pressing(sure(lead.Education))).says("education", signed, lead.AnswerFedback{Stage: lead.Elsewhere, Note: "x"}, lead.AnswerDisputed{Reason: "x", Competent: "market", Basis: "b"}).
		says("taskforce", designateTo(lead.Education)).runs(0, lead.StepTransfer, "education")
}

// What is missing is asked of who gave the lead away last, and of nobody when the desk sent it.
func TestWhoCompletesATransfer(t *testing.T) {
	beginScene(t, sure(lead.Education, lead.Fire, lead.Market)).says("education", signed, transferTo(lead.Market)).says("market", signed, transferTo(lead.Fire)).
		says("fire", signed, transferTo(lead.Culture)).says("culture", signed, lead.AnswerIncomplete{Missing: []string{"x"}}).runs(1, lead.StepComplete, "fire")
	beginScene(t, sure(lead.Education)).says("education", signed, transferTo(lead.Market)).says("market", signed, notTheirs("fire")).says("desk", assignTo(lead.Fire)).says("fire", signed).
		refuses("fire", lead.AnswerIncomplete{Missing: []string{"x"}}, NoOffer)
}

// A request for more time ends with the duty of who asks, and with no other's.
func TestWhoseRequestForTime(t *testing.T) {
	more := lead.AnswerExtensionasked{N: 2, Reason: "x"}
	beginScene(t, sure(lead.Education, lead.Market)).says("education", signed).says("market", signed, more, done).runs(0, lead.StepDecide, lead.Desk).says("education", more)
	beginScene(t, sure(lead.Education, lead.Market)).says("education", signed, transferTo(lead.Fire)).says("market", signed, more).says("fire", signed).
		says("desk", lead.DecisionExtended{Department: "market", Granted: true, Reason: "x"})
}

// Who gave a lead away and then assists is told the result all the same.
func TestGiversThatAssistAreTold(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed, transferTo(lead.Market)).says("market", signed, lead.AnswerAssistasked{Assist: []lead.Party{"education"}, Task: "x"})
	s.says("education", signed, done).says("market", done).says("desk", lead.DecisionClosed{})
	if told := queued[lead.HandoffNoted](s, lead.Education); len(told) == 0 || told[len(told)-1].Record.Kind != lead.KindDone {
		t.Errorf("told %+v", told)
	}
}

// What the desk ended by itself it can take back.
func TestTheDeskTakesBackWhatItEnded(t *testing.T) {
	s := beginWith(t, vague, lead.Matter{Text: "…", Reply: true}).says("desk", lead.DecisionClosed{Outcome: lead.Unsubstantiated, Reason: "…", Reply: "…"},
		lead.DecisionRevisited{Reached: true, Satisfied: lead.No})
	s.refuses("desk", lead.DecisionRedone{Reason: "不满意"}, NotClosed).says("desk", lead.DecisionTakenback{Reason: "不满意"}).is(AtDesk, lead.Desk)
	beginScene(t, sure(lead.Education)).says("education", signed, done).says("desk", lead.DecisionClosed{}).refuses("desk", lead.DecisionTakenback{Reason: "…"}, NotDeclined)
}

// What somebody gave is not repeated in a refusal, which is a record for ever.
func TestRefusalsRepeatNothing(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed)
	for _, f := range []lead.Fact{lead.AnswerCopied{To: []string{"家长张三 13800138000"}}, lead.AnswerAssistasked{Assist: []lead.Party{"张三13800138000"}, Task: "x"},
		lead.AnswerReturned{Reason: "R99", Competent: "张三13800138000"}} {
		if s.say("education", f) == nil {
			t.Fatalf("%T was taken", f)
		}
		if r := s.last.Records[0]; strings.Contains(r.Note, "13800138000") || strings.Contains(r.Note, "张三") {
			t.Error(r.Note)
		}
	}
}

// A part that begins after the sender moved the limit of its ticket has the limit that holds now.
func TestAPartHasTheTicketsLimit(t *testing.T) {
	due, later := noon.Add(30*time.Hour), noon.Add(60*time.Hour)
	s := beginWith(t, sure(lead.Education), lead.Matter{Text: "…", DueAt: &due}).says("education", signed)
	w := s.word(hotlineSource)
	s.keep(first, w, Supplemented(s.l(), lead.LeadSupplemented{Sender: hotlineSource, Text: "延期", DueAt: &later}, lead.Decision{}, w))
	s.says("desk", lead.DecisionSplit{Parts: []lead.PartAsked{{Category: "D07", Department: lead.Market}}, Reason: "两件"})
	for _, k := range s.lead(first + "-2").Clocks {
		if k.ID == TicketClock && !k.Due.Equal(later) {
			t.Error(k.Due, later)
		}
	}
}
