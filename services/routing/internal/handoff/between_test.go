package handoff_test

import (
	"testing"
	"time"

	"xiansuo/pkg/lead"
	. "xiansuo/services/routing/internal/handoff"
)

// What two words, each right by itself, made of each other: found by a second reviewer.

var contends = lead.AnswerDisputed{Reason: "x", Competent: "market", Basis: "b"}

// alertVague is a danger whose lead department the rules leave to the desk.
func alertVague() lead.Decision {
	d := vague
	d.Urgency, d.Alerts, d.Safety = lead.Critical, []lead.Department{lead.Fire}, true
	return d
}

// assists reports whether somebody owes an assistance.
func assists(s *scene, d lead.Department) bool {
	for _, a := range s.l().Assisting() {
		if a == d {
			return true
		}
	}
	return false
}

// Who owned the danger and was asked to lead while a dispute ran assists once another must lead.
func TestPresumedLeadAssistsAfterTheRuling(t *testing.T) {
	s := beginScene(t, alertVague()).says("desk", assignTo(lead.Fire), contends)
	s.says("taskforce", designateTo(lead.Education)).says("education", signed)
	if !assists(s, "fire") {
		t.Error("fire sheds", s.l().Duties)
	}
}

// Who assisted, was given the lead and gave it back assists again.
func TestWhoGivesItBackAssistsAgain(t *testing.T) {
	s := beginScene(t, alertVague()).says("desk", assignTo(lead.Fire)).says("fire", notTheirs("education")).says("desk", assignTo(lead.Education)).says("education", signed)
	if !assists(s, "fire") {
		t.Error("fire sheds by return", s.l().Duties)
	}
}

// Who assisted and led for a while assists again once another has signed.
func TestProvisionalLeadAssistsAfterTheRuling(t *testing.T) {
	s := beginScene(t, alertVague()).says("desk", contends)
	s.say("taskforce", lead.DecisionProvisional{Department: "fire", Reason: "x"})
	s.say("fire", signed)
	s.says("taskforce", designateTo(lead.Market)).says("market", signed)
	if !assists(s, "fire") {
		t.Error("fire sheds by provisional", s.l().Duties)
	}
}

// A ruling that gives a referral to the police reopens their decision on filing.
func TestARulingForThePoliceKeepsTheReferral(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed, proposal, approves, referral).says("police", signed, contends).says("taskforce", designateTo(lead.Police)).says("police", signed)
	s.runs(1, lead.StepFile, "police")
	if r := s.say("police", lead.AnswerFiled{Filed: true, By: &lead.By{Number: "1"}}); r != nil {
		t.Error(r)
	}
}

// Who asks to give a lead back does not have the police decide again as well: the one would void the other.
func TestNothingEndsWhatThePoliceDecideAgain(t *testing.T) {
	lacking := lead.AnswerReturned{Reason: lead.Incomplete, Note: "缺"}
	b := func() *scene {
		return beginScene(t, sure(lead.Education)).says("education", signed, proposal, approves, referral).says("police", signed, lead.AnswerFiled{Reason: "无"}).
			says("education", lacking)
	}
	s := b()
	if r := s.say("education", lead.AnswerObjected{Reason: "x"}); r == nil {
		s.says("desk", assignTo(lead.Market)).says("market", signed).says("police", lead.AnswerFiled{Filed: true, By: &lead.By{Number: "1"}})
		t.Error("filed but held by", s.l().Holder)
	}
	s = b()
	if r := s.say("education", lead.AnswerObjected{Reason: "x"}); r == nil {
		if r := s.say("desk", lead.DecisionClosed{Outcome: lead.Settled, Reason: "x", Reply: "y"}); r == nil {
			t.Error("closed while police reconsider", s.l().State, s.say("police", lead.AnswerFiled{Filed: true, By: &lead.By{Number: "1"}}))
		}
	}
}

// What the police do not file while a dispute runs is worked on by its giver.
func TestNotFiledInADispute(t *testing.T) {
	s := beginScene(t, pressing(sure(lead.Education))).says("education", signed, proposal, approves, referral).says("police", signed, contends, lead.AnswerFiled{Reason: "无"})
	if s.l().Provisional != "education" {
		t.Error(s.l().State, s.l().Holder, "provisional", s.l().Provisional)
	}
}

// The desk does not hand out by letter what was ruled on.
func TestTheDeskHandsOutNoRuling(t *testing.T) {
	s := ruled(t).says("market", done).says("desk", lead.DecisionClosed{}).adds(first, lead.Decision{})
	s.says("market", lead.AnswerReviewasked{Facts: "新"})
	if r := s.say("desk", toSport); r != nil {
		return
	}
	t.Error("desk hands out what was ruled on, review pending")
	s.says("taskforce", lead.DecisionReviewed{Department: "culture", Reason: "x", Basis: "b"}).says("culture", signed)
	s.runs(0, lead.StepReceipt, lead.Desk)
	t.Error(s.l().Written, s.say("desk", lead.AnswerReceipted{Receipt: "1"}), s.say("desk", lead.AnswerRecalled{Reason: "x"}))
}

// A letter that is taken back renews no term of the law, and ends none.
func TestALetterRenewsNoTerm(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed, proposal, approves, referral).says("police", signed)
	was := s.running(lead.StepFile, "police")[0].Due
	abroad := lead.AnswerLettered{Party: "ext:邻区公安分局", Document: lead.Abroad, Number: "1", Reason: "属其管辖"}
	s.after(60 * time.Hour)
	s.says("police", abroad).says("police", lead.AnswerRecalled{Reason: "对方退回"})
	if now := s.running(lead.StepFile, "police")[0].Due; now.Sub(was) > time.Hour {
		t.Error("file term", was, now)
	}
	s = beginWith(t, sure(lead.Market), lead.Matter{Text: "…", Reply: true, Appeal: "投诉"}).says("market", signed)
	a, c := len(s.running(lead.StepAccept, "market")), len(s.running(lead.StepContact, "market"))
	s.says("market", toSport, lead.AnswerRecalled{Reason: "不收"})
	s.runs(a, lead.StepAccept, "market").runs(c, lead.StepContact, "market")
}

// rehome passes what one has to another.
func (s *scene) rehome(from, to lead.Department) *scene {
	w := s.word("rules")
	s.keep(first, w, Rehome(s.l(), Succession{From: from, To: to, Basis: "b"}, w))
	return s
}

// A request for more time does not pass to a successor that owes something else.
func TestARequestForTimeDoesNotPassOn(t *testing.T) {
	more := lead.AnswerExtensionasked{N: 2, Reason: "x"}
	s := beginScene(t, sure(lead.Education, lead.Market)).says("education", signed).says("market", signed, more)
	was := s.running(lead.StepHandle, "education")[0].Due
	s.rehome("market", "education")
	r := s.say("desk", lead.DecisionExtended{Granted: true, Reason: "x"})
	if now := s.running(lead.StepHandle, "education")[0].Due; r == nil && now.After(was) {
		t.Error("education's clock moved", was, now)
	}
	s = beginScene(t, sure(lead.Education, lead.Market)).says("education", signed).says("market", signed, more).rehome("education", "market")
	was = s.running(lead.StepHandle, "market")[0].Due
	r = s.say("desk", lead.DecisionExtended{Granted: true, Reason: "x"})
	if now := s.running(lead.StepHandle, "market")[0].Due; r == nil && now.After(was) {
		t.Error("the lead's clock moved by assistant's ask", was, now)
	}
}

// A return that was registered is contested by either of its records.
func TestARegisteredReturnIsContested(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("desk", lead.AnswerRegistered{For: "education", Word: "return", Via: lead.Phone, Receipt: "1",
		Data: map[string]any{"reason": "R03", "note": "缺"}})
	acc := queued[lead.AnswerAccepted](s, lead.Education)
	no := acc[len(acc)-1].Record.No
	if r := s.say("education", lead.AnswerContested{Record: no, Reason: "x"}); r != nil {
		t.Error(no, acc[len(acc)-1].Record.Kind, r)
	}
}

// Whoever wants to hear of a part that is put back is answered by the whole.
func TestAPartPutBackBringsItsReporters(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed)
	s.says("desk", lead.DecisionSplit{Parts: []lead.PartAsked{{Category: "D07", Department: lead.Market}}, Reason: "两件"})
	s.receive(otherLead, sure(lead.Market), lead.Matter{Text: "…", Number: "W-2", Reply: true})
	s.about(otherLead, "desk", lead.DecisionMerged{Into: first + "-2", Reason: "同"}).about(first+"-2", "desk", lead.DecisionUnsplit{Reason: "一件"})
	if r := s.say("education", lead.AnswerDone{Outcome: lead.Substantiated, Note: "已"}); r == nil {
		t.Error("the joined reporter is not answered")
	}
}

// chain is a lead with a second folded into it, that has a third; b and a say whether their reporters want an answer.
func chain(t *testing.T, b, a bool) *scene {
	third := "990101-2026-000003"
	s := beginScene(t, sure(lead.Education)).says("education", signed)
	s.receive(otherLead, sure(lead.Education), lead.Matter{Text: "…", Number: "W-2", Reply: b})
	s.receive(third, sure(lead.Education), lead.Matter{Text: "…", Number: "W-3", Reply: a})
	return s.about(third, "desk", lead.DecisionMerged{Into: otherLead, Reason: "同"}).about(otherLead, "desk", lead.DecisionMerged{Into: first, Reason: "同"})
}

// Through any number of folds a withdrawal takes the answer of whoever withdraws, and of nobody else.
func TestWithdrawalsThroughFolds(t *testing.T) {
	unsaid := lead.AnswerDone{Outcome: lead.Substantiated, Note: "已"}
	if r := chain(t, true, true).withdraws(otherLead).say("education", unsaid); r == nil {
		t.Error("B's withdrawal takes A's answer")
	}
	if r := chain(t, false, true).withdraws("990101-2026-000003").say("education", unsaid); r != nil {
		t.Error("A withdrew, still owed:", r)
	}
}

// What was submitted before somebody joined who wants an answer is not closed without one.
func TestACloseAnswersWhoJoinedLate(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed, lead.AnswerDone{Outcome: lead.Substantiated, Note: "已"})
	s.receive(otherLead, sure(lead.Education), lead.Matter{Text: "…", Number: "W-2", Reply: true})
	s.about(otherLead, "desk", lead.DecisionMerged{Into: first, Reason: "同"})
	if r := s.say("desk", lead.DecisionClosed{}); r == nil {
		t.Error("closed without a reply", s.l().Answers, s.l().Result)
	}
}

// A lead that is done again does not wait for the answer to a question of the desk.
func TestARedoEndsTheDesksQuestion(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed, done).says("desk", lead.DecisionClosed{}).adds(first, lead.Decision{})
	s.says("desk", lead.AnswerAsked{Question: "?"}, lead.DecisionRedone{Reason: "x"})
	s.runs(0, lead.StepAnswer, lead.Desk)
	if r := s.say("education", done); r != nil {
		t.Error(r, s.l().Rest)
	}
}

// A supplement that makes several matters plain splits the lead as its first text would have.
func TestASupplementSplits(t *testing.T) {
	d := sure(lead.Market)
	d.Parts = []lead.DecidedPart{{Category: "D05", Lead: "market", Appeal: "投诉"}, {Category: "A01", Lead: "education", Appeal: "举报"}}
	s := beginScene(t, vague).adds(first, d)
	if len(s.l().Parts) != 1 {
		t.Error("not split", s.l().State, s.l().Parts)
	}
}

// Who gave a lead away and assists is asked for what is missing.
func TestAGiverThatAssistsCompletes(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed, proposal, approves, referral).says("police", signed, lead.AnswerAssistasked{Assist: []lead.Party{"education"}, Task: "x"})
	if r := s.say("police", lead.AnswerIncomplete{Missing: []string{"x"}}); r != nil {
		t.Error(r)
	}
	s.runs(0, lead.StepIncomplete, "police")
}

// A lead whose parts were put back is folded as any other.
func TestWhatIsWholeAgainIsFolded(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed)
	s.says("desk", lead.DecisionSplit{Parts: []lead.PartAsked{{Category: "D07", Department: lead.Market}}, Reason: "两件"})
	s.about(first+"-2", "desk", lead.DecisionUnsplit{Reason: "一件"})
	s.receive(otherLead, sure(lead.Education), lead.Matter{Text: "…", Number: "W-2"})
	if r := s.say("desk", lead.DecisionMerged{Into: otherLead, Reason: "同"}); r != nil {
		t.Error(r)
	}
}

// Many reporters make a lead more urgent once, however often they are folded.
func TestUrgencyIsRaisedOnce(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed)
	ids := []string{otherLead, "990101-2026-000003"}
	for _, id := range ids {
		s.receive(id, sure(lead.Education), lead.Matter{Text: "…", Number: id})
		s.about(id, "desk", lead.DecisionMerged{Into: first, Reason: "同"})
	}
	u := s.l().Urgency
	s.about(otherLead, "desk", lead.DecisionUnmerged{Reason: "异"})
	v := s.l().Urgency
	s.about(otherLead, "desk", lead.DecisionMerged{Into: first, Reason: "同"})
	if s.l().Urgency != u {
		t.Error(u, v, s.l().Urgency)
	}
}

// Who took a case and may not hand it on has no term for handing it on.
func TestACaseTakenIsNotTimedForTransfer(t *testing.T) {
	taken := lead.AnswerTransferred{To: lead.Market, Document: lead.CaseTransfer, Reason: "属其职责", Basis: "权责清单", Filing: "1", Documents: papers(lead.Letter, lead.Report)}
	beginScene(t, sure(lead.Education)).says("education", signed, filed("1"), taken).says("market", signed, lead.AnswerFedback{Stage: lead.Elsewhere, Note: "x"}).
		runs(0, lead.StepTransfer, "market")
}

// Who gave a lead away is told the second result as well as the first.
func TestGiversAreToldAgain(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed, transferTo(lead.Market)).says("market", signed, done).says("desk", lead.DecisionClosed{}, lead.DecisionRedone{Reason: "x"}).
		says("market", done).says("desk", lead.DecisionClosed{})
	if told := queued[lead.HandoffNoted](s, lead.Education); len(told) == 0 {
		t.Error("giver is not told the second result")
	}
}

// A lead whose referral to the police is pending is not folded: its terms run.
func TestAReferralIsNotFolded(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed, proposal, approves)
	s.receive(otherLead, sure(lead.Education), lead.Matter{Text: "…", Number: "W-2"})
	if r := s.say("desk", lead.DecisionMerged{Into: otherLead, Reason: "同"}); r == nil {
		s.runs(1, lead.StepHandOver, "education")
	}
}

// A lead that was sent back and taken back may be asked about again.
func TestTakenBackAsksAgain(t *testing.T) {
	s := beginScene(t, vague).says("desk", lead.AnswerAsked{Question: "?"}, lead.DecisionDeclined{Category: "X01", Reason: "x"}, lead.DecisionTakenback{Reason: "x"})
	if r := s.say("desk", lead.AnswerAsked{Question: "?"}); r != nil {
		t.Error(r)
	}
}

// The decision on one request ends its clock, though another waits.
func TestADecisionEndsItsOwnClock(t *testing.T) {
	more := lead.AnswerExtensionasked{N: 2, Reason: "x"}
	lacking := lead.AnswerReturned{Reason: lead.Incomplete, Note: "缺"}
	s := beginScene(t, sure(lead.Education, lead.Market)).says("education", signed).says("market", signed, more).says("education", lacking).
		says("desk", lead.DecisionExtended{Granted: true, Reason: "x"})
	s.runs(1, lead.StepDecide, lead.Desk)
}

// A review that names another lead department keeps that the holder is to assist.
func TestAReviewKeepsWhoAssists(t *testing.T) {
	rules := designateTo(lead.Market)
	rules.Assist = []lead.Party{"education"}
	s := beginScene(t, pressing(sure(lead.Education))).says("education", signed, lead.AnswerDisputed{Reason: "不属", Competent: "market", Basis: "b"})
	s.says("taskforce", rules).says("education", lead.AnswerReviewasked{Facts: "x"}).says("taskforce", lead.DecisionReviewed{Department: "culture", Reason: "x", Basis: "b"}).says("culture", signed)
	if !assists(s, "education") {
		t.Error("education does not assist")
	}
}

// A giver that succeeds to an assistance is told the result.
func TestASuccessorIsStillTold(t *testing.T) {
	s := beginScene(t, sure(lead.Education, lead.Culture)).says("education", signed, transferTo(lead.Market)).says("market", signed).rehome("culture", "education")
	s.says("education", signed, done).says("market", done).says("desk", lead.DecisionClosed{})
	if told := queued[lead.HandoffNoted](s, lead.Education); len(told) == 0 {
		t.Error("giver is not told")
	}
}

// An assistant that succeeds to an offer assists again when that comes to nothing.
func TestASuccessorThatAssistsStays(t *testing.T) {
	s := beginScene(t, sure(lead.Education, lead.Fire)).says("education", signed, transferTo(lead.Culture)).rehome("culture", "fire").says("education", lead.AnswerRecalled{Reason: "x"})
	if !assists(s, "fire") {
		t.Error("fire sheds by rehome")
	}
}

// An assistant that was offered the lead and does not get it has until then what was set for it.
func TestTheDateOfATaskStays(t *testing.T) {
	due := noon.Add(10 * 24 * time.Hour)
	s := beginScene(t, sure(lead.Education)).says("education", signed, lead.AnswerAssistasked{Assist: []lead.Party{"fire"}, Task: "x", Due: &due}).says("fire", signed)
	s.after(24*time.Hour).says("education", transferTo(lead.Fire), lead.AnswerRecalled{Reason: "x"}).runs(2, lead.StepHandle, "fire")
	for _, k := range s.running(lead.StepHandle, "fire") {
		if k.ID == TaskClock && !k.Due.Equal(due) {
			t.Errorf("until %s", k.Due)
		}
	}
}
