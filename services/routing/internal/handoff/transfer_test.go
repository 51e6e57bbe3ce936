package handoff_test

import (
	"slices"
	"testing"
	"time"

	"xiansuo/pkg/lead"
	. "xiansuo/services/routing/internal/handoff"
)

// The giver keeps the duty until the receiver signs; then the giver is told the result, and nothing more is asked of it.
func TestTransfer(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed, transferTo(lead.Market)).is(Signed, "education")
	if m := queued[lead.HandoffDispatched](s, lead.Market); len(m) != 1 || m[0].Record.Document != lead.LeadTransfer || m[0].Record.From != "education" {
		t.Fatalf("market got %+v", m)
	}
	s.refuses("education", transferTo(lead.Police), OfferPending).refuses("education", done, OfferPending).refuses("market", notOurs, OfferPending)
	s.says("market", signed).is(Signed, "market")
	if d := s.l().Duties; d[0].State != Following || len(queued[lead.HandoffNoted](s, lead.Education)) != 1 {
		t.Fatalf("the giver follows: %+v", d)
	}
	for _, k := range s.l().Clocks {
		if k.Against == "education" {
			t.Errorf("clock %s runs against who gave it away", k.ID)
		}
	}
	s.refuses("education", done, NotAsked)
	s.says("market", done).says("desk", lead.DecisionClosed{}).is(Closed, lead.Nobody)
	if len(queued[lead.HandoffNoted](s, lead.Education)) != 1 {
		t.Fatal("the giver is told the result")
	}
}

// A refused or recalled transfer leaves the lead where it is; a case is transferred as a case, with its papers, and not handed on.
func TestTransferRefusedRecalledAndOfCases(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed, transferTo(lead.Market))
	s.says("market", lead.AnswerRejected{Reason: lead.Incomplete, Note: "缺证据"}).is(Signed, "education")
	if len(s.l().NotOurs) != 0 || len(queued[lead.HandoffNoted](s, lead.Education)) != 1 {
		t.Fatal("to ask for more is no not-ours, and the giver is told")
	}
	s.says("education", transferTo(lead.Police), lead.AnswerRecalled{Reason: "先补证据"}).is(Signed, "education")
	if len(queued[lead.HandoffEnded](s, lead.Police)) != 1 {
		t.Fatal("the police are told")
	}

	s = beginScene(t, sure(lead.Education)).says("education", signed, lead.AnswerFedback{Stage: lead.Filed, Note: "已立案", By: &lead.By{Number: "云教立〔2026〕3号"}})
	s.refuses("education", transferTo(lead.Market), FiledAlready)
	caseOf := lead.AnswerTransferred{To: lead.Market, Document: lead.CaseTransfer, Reason: "属其职责", Basis: "权责清单", Filing: "云教立〔2026〕3号"}
	s.refuses("education", caseOf, InvalidAnswer)
	caseOf.Documents = papers(lead.Letter, lead.Report)
	s.says("education", caseOf).says("market", signed).refuses("market", transferTo(lead.Police), NoOnward)
	s.says("market", lead.AnswerDisputed{Reason: "不属本单位", Competent: "education", Basis: "程序规定第十四条"}).is(Disputed, lead.Taskforce)
}

// The police hand over what is not theirs within 24 hours of finding that, with their own notice, which nobody else gives.
func TestPoliceNotice(t *testing.T) {
	notice := lead.AnswerTransferred{To: lead.Education, Document: lead.PoliceNotice, Reason: "属校外培训", Basis: "公安机关办理刑事案件程序规定第一百七十五条"}
	s := beginScene(t, sure(lead.Police)).says("police", signed, lead.AnswerFedback{Stage: lead.Elsewhere, Note: "不属公安管辖"})
	if k := s.running(lead.StepForward, "police"); len(k) != 1 || k[0].ID != "PS-01" || k[0].Due.Sub(s.now) != 24*time.Hour {
		t.Fatalf("24 hours: %+v", k)
	}
	s.says("police", notice, lead.AnswerRecalled{Reason: "有误"}).is(Signed, "police")
	if len(s.running(lead.StepForward, "police")) != 0 {
		t.Fatal("handed over")
	}
	notice.To = lead.Market
	beginScene(t, sure(lead.Education)).says("education", signed).refuses("education", notice, InvalidAnswer)
}

// A suspected crime: two officers, the head within three days, the police within 24 hours of that, with what must go with it.
func TestReferral(t *testing.T) {
	propose := lead.AnswerProposed{Crime: "诈骗罪", Basis: "刑法第二百六十六条", Officers: []string{"甲", "乙"}, Note: "涉案金额较大"}
	with := lead.AnswerReferred{Documents: papers(lead.Letter, lead.Report, lead.Items, lead.Appraisal)}
	s := beginScene(t, sure(lead.Education)).says("education", signed).refuses("education", with, NotApproved)
	one := propose
	one.Officers = []string{"甲", "甲"}
	s.refuses("education", one, InvalidAnswer).says("education", propose)
	if k := s.running(lead.StepApprove, "education"); len(k) != 1 || k[0].ID != "PS-04" {
		t.Fatalf("the head's clock: %+v", k)
	}
	s.refuses("education", with, NotApproved).refuses("education", lead.AnswerApproved{Approved: true, Head: "甲"}, InvalidAnswer)
	s.says("education", lead.AnswerApproved{Approved: true, Head: "丙"})
	if k := s.running(lead.StepHandOver, "education"); len(k) != 1 || k[0].Due.Sub(s.now) > 24*time.Hour {
		t.Fatalf("24 hours: %+v", k)
	}
	s.refuses("education", done, NotApproved).refuses("education", transferTo(lead.Market), NotApproved)
	for _, missing := range []lead.DocumentKind{lead.Letter, lead.Report, lead.Items, lead.Appraisal} {
		less := lead.AnswerReferred{Documents: slices.DeleteFunc(slices.Clone(with.Documents), func(d lead.Document) bool { return d.Kind == missing })}
		s.refuses("education", less, InvalidAnswer)
	}
	s.says("education", with).is(Signed, "education")
	if last := s.records[first][len(s.records[first])-1]; last.To != Procuratorate || last.Document != lead.Copy {
		t.Fatalf("the procuratorate gets a copy: %+v", last)
	}
	s.refuses("police", lead.AnswerRejected{Reason: lead.Incomplete, Note: "材料不全"}, MayNotRefuse)
	s.says("police", lead.AnswerIncomplete{Missing: []string{"询问笔录"}})
	if len(s.running(lead.StepComplete, "education")) != 1 {
		t.Fatal("the giver completes within three days")
	}
	s.says("education", lead.AnswerSupplemented{Text: "补询问笔录"}).says("police", signed).is(Signed, "police")
	if len(s.running(lead.StepComplete, "education")) != 0 || len(s.running(lead.StepFile, "police")) != 1 {
		t.Fatal("completed; the police decide on filing within three days")
	}

	back := s.says("police", lead.AnswerFiled{Reason: "没有犯罪事实"}).is(Signed, "education")
	if r := back.last.Records[0]; r.Document != lead.GivenBack || r.Kind != lead.KindNotFiled {
		t.Fatalf("given back: %+v", r)
	}
	s.says("education", lead.AnswerObjected{Reason: "有新证据"}).refuses("education", lead.AnswerObjected{Reason: "…"}, NoReferral)
	s.says("police", lead.AnswerFiled{Filed: true, By: &lead.By{Number: "云公立〔2026〕8号"}}).is(Signed, "police")

	s = beginScene(t, sure(lead.Education)).says("education", signed, propose, lead.AnswerApproved{Head: "丙", Note: "证据不足"}, done)
	s.is(Submitted, "education")
}

// The second "not ours" goes to the taskforce; its ruling binds, on new facts one review may be asked, and duty and clock stay.
func TestDisputeAndRuling(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", notTheirs("market")).says("desk", assignTo(lead.Market))
	s.says("market", notTheirs("police")).is(Disputed, lead.Taskforce)
	if d := queued[lead.LeadDisputed](s, ""); len(d) != 1 || len(d[0].Claims) != 2 || d[0].Provisional != "" {
		t.Fatalf("%+v", d)
	}
	if k := s.running(lead.StepRule, lead.Taskforce); len(k) != 1 || k[0].ID != "DS-01" {
		t.Fatalf("the taskforce's clock: %+v", k)
	}
	for _, party := range []string{"education", "market"} {
		s.refuses(party, notTheirs("police"), NotAsked)
	}
	s.refuses("desk", assignTo(lead.Police), NotAtDesk).refuses("desk", designateTo(lead.Market), NotYours)
	s.says("taskforce", designateTo(lead.Market)).is(Dispatched, lead.Taskforce)
	s.says("market", signed).is(Signed, "market").refuses("market", notTheirs("police"), IsDesignated)
	s.refuses("market", transferTo(lead.Police), IsDesignated).refuses("market", lead.AnswerDisputed{Reason: "…", Competent: "police", Basis: "…"}, IsDesignated)
	s.refuses("taskforce", designateTo(lead.Police), IsDesignated).refuses("market", lead.AnswerRecalled{Reason: "…"}, NoOffer)
	due := s.running(lead.StepHandle, "market")[0].Due
	s.says("market", lead.AnswerReviewasked{Facts: "当事人系体育机构"}).is(Signed, "market").refuses("market", done, InDispute)
	s.says("justice", lead.DecisionReviewed{Reason: "事实未变", Basis: "行政执法监督条例第七条"}).is(Signed, "market")
	if again := s.running(lead.StepHandle, "market"); len(again) != 1 || !again[0].Due.Equal(due) {
		t.Fatalf("the clock was due %v and is %+v", due, again)
	}
	s.refuses("market", lead.AnswerReviewasked{Facts: "…"}, ReviewedBefore)
}

// While a dispute on an urgent lead runs, somebody works on it from the first minute: whoever holds it, or whom the rules think of.
func TestProvisionalLead(t *testing.T) {
	s := beginScene(t, pressing(sure(lead.Education))).says("education", notTheirs("market")).says("desk", assignTo(lead.Market))
	s.says("market", notTheirs("police")).is(Disputed, "market")
	if d := queued[lead.LeadDisputed](s, lead.Market); len(d) != 1 || d[0].Provisional != lead.Market || len(s.running(lead.StepHandle, "market")) != 1 {
		t.Fatalf("market works on it: %+v", d)
	}
	s.refuses("market", notTheirs("police"), InDispute).refuses("market", done, InDispute)
	s.says("taskforce", lead.DecisionProvisional{Department: lead.Police, Reason: "现场有冲突"}).is(Disputed, "market")
	s.says("police", signed).is(Disputed, "police").refuses("taskforce", lead.DecisionProvisional{Department: lead.Fire, Reason: "…"}, OfferedBefore)
	s.says("taskforce", designateTo(lead.Police)).is(Signed, "police").refuses("police", notTheirs("market"), IsDesignated)

	s = beginScene(t, pressing(lead.Decision{Lead: "market", Why: "tie"})).says("desk", lead.AnswerDisputed{Reason: "两部门均有职责", Competent: "market", Basis: "…"})
	s.is(Disputed, lead.Taskforce)
	if m := queued[lead.HandoffDispatched](s, lead.Market); len(m) != 1 || m[0].Record.Kind != lead.KindProvisional {
		t.Fatalf("market is asked at once: %+v", m)
	}
}

// Silence escalates by itself: reminded, warned, supervised, and then the taskforce, which may give it to somebody.
func TestSilenceEscalates(t *testing.T) {
	s := beginScene(t, sure(lead.Education))
	for _, step := range []struct {
		after time.Duration
		kind  lead.Kind
		level lead.Level
	}{{19 * time.Hour, lead.KindReminded, lead.Yellow}, {8 * time.Hour, lead.KindWarned, lead.Orange}, {10 * time.Hour, lead.KindSupervised, lead.Red}, {5 * 24 * time.Hour, lead.KindEscalated, lead.Escalated}} {
		s.after(step.after).tick()
		var warned []lead.ClockWarned
		for _, w := range queued[lead.ClockWarned](s, lead.Education) {
			if w.Clock.Step == lead.StepSign {
				warned = append(warned, w)
			}
		}
		if len(warned) != 1 || warned[0].Level != step.level || warned[0].Record.Kind != step.kind {
			t.Fatalf("after %s education was told %+v", step.after, warned)
		}
		s.tick()
		if len(s.last.Records) != 0 {
			t.Fatalf("it speaks twice: %v", kindsOf(s.last))
		}
	}
	s.is(Dispatched, lead.Desk)
	if s.l().Escalated == 0 || len(s.running(lead.StepRule, lead.Taskforce)) != 1 {
		t.Fatal("the taskforce has something to do")
	}
	s.says("taskforce", designateTo(lead.Market)).is(Dispatched, lead.Desk).says("market", signed).is(Signed, "market")
	if len(s.running(lead.StepRule, lead.Taskforce)) != 0 || s.l().Escalated != 0 {
		t.Fatal("it has done it")
	}
}

// More time is asked for before it is over, once, and no more than the catalogue allows; a rest for a named reason moves the due date.
func TestExtensionAndRest(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed)
	due := s.running(lead.StepHandle, "education")[0].Due
	s.refuses("education", lead.AnswerExtensionasked{N: 30, Reason: "等待鉴定"}, NotExtendable)
	s.says("education", lead.AnswerExtensionasked{N: 5, Reason: "等待鉴定"}).says("desk", lead.DecisionExtended{Granted: true, Reason: "同意"})
	longer := s.running(lead.StepHandle, "education")[0]
	if !longer.Due.After(due) || longer.Extended != 1 || len(queued[lead.ClockMoved](s, lead.Education)) != 1 {
		t.Fatalf("due %v, then %+v", due, longer)
	}
	s.refuses("education", lead.AnswerExtensionasked{N: 1, Reason: "…"}, NotExtendable)
	s.refuses("education", lead.AnswerSuspended{Reason: lead.RestAppraisal}, InvalidAnswer)
	s.says("education", lead.AnswerSuspended{Reason: lead.RestAppraisal, Paper: "鉴定委托书1号"}).refuses("education", done, Suspended)
	s.after(30 * 24 * time.Hour).tick()
	if len(s.last.Records) != 0 {
		t.Fatal("a clock that rests warns of nothing")
	}
	s.says("education", lead.AnswerResumed{Note: "鉴定意见已出"})
	if k := s.running(lead.StepHandle, "education"); len(k) != 1 || !k[0].Due.After(s.now) {
		t.Fatalf("%+v", k)
	}
	late := beginScene(t, sure(lead.Education)).says("education", signed).after(30 * 24 * time.Hour)
	late.refuses("education", lead.AnswerExtensionasked{Reason: "…"}, TooLate)
}

// The limit that a hotline set on its ticket is a clock too, and the earlier one warns.
func TestTicketLimit(t *testing.T) {
	due := noon.Add(30 * time.Hour)
	s := beginWith(t, sure(lead.Education), lead.Matter{Text: "…", DueAt: &due}).says("education", signed)
	clocks := s.running(lead.StepHandle, "education")
	if len(clocks) != 2 {
		t.Fatalf("%+v", clocks)
	}
	for _, k := range clocks {
		if loud := !k.Next.IsZero(); loud != (k.ID == TicketClock) {
			t.Errorf("clock %s warns: %t", k.ID, loud)
		}
	}
	s.after(31 * time.Hour).tick()
	if r := s.last.Records; len(r) != 1 || r[0].Reason != TicketClock || r[0].Kind != lead.KindSupervised {
		t.Fatalf("%+v", r)
	}
}

// Several matters become parts, each with its own department, clocks and end; the whole is done when all are, and it can be undone.
func TestSplit(t *testing.T) {
	d := sure(lead.Market)
	d.Parts = []lead.DecidedPart{{Category: "D05", Lead: "market", Appeal: "投诉"}, {Category: "A01", Lead: "education", Appeal: "举报"}}
	s := beginScene(t, d)
	part := first + "-2"
	if l := s.leads[part]; l == nil || l.Leading() != lead.Education || l.Whole != first || l.Appeal != "举报" || s.l().Appeal != "投诉" {
		t.Fatalf("by rule: %+v", l)
	}
	if m := queued[lead.LeadSplit](s, lead.Market); len(m) != 1 || m[0].Parts[0].Lead != part {
		t.Fatalf("market is told %+v", m)
	}
	s.says("market", signed, done).says("desk", lead.DecisionClosed{}).is(Closed, lead.Nobody)
	if c := queued[lead.LeadClosed](s, ""); len(c) != 1 || c[0].Left != 1 {
		t.Fatalf("one part is left: %+v", c)
	}
	s.said = nil
	for _, w := range []struct {
		party string
		fact  lead.Fact
	}{{"education", signed}, {"education", done}, {"desk", lead.DecisionClosed{}}} {
		if refusal := s.sayOf(part, w.party, w.fact); refusal != nil {
			t.Fatal(refusal)
		}
	}
	var closed []lead.LeadClosed
	for _, f := range s.said {
		if c, ok := f.(lead.LeadClosed); ok {
			closed = append(closed, c)
		}
	}
	if len(closed) != 2 || closed[1].Left != 0 || closed[1].Record.Kind != lead.KindPartDone {
		t.Fatalf("the part, and the whole: %+v", closed)
	}

	s = beginScene(t, sure(lead.Education)).says("desk", lead.DecisionSplit{Parts: []lead.PartAsked{{Category: "D07", Department: lead.Market}, {Category: "F01"}}, Reason: "一件多事"})
	if other := s.leads[first+"-3"]; other.State != AtDesk || other.Holder != lead.Desk {
		t.Fatalf("a part without a department waits at the desk: %+v", other)
	}
	if refusal := s.sayOf(part, "desk", lead.DecisionUnsplit{Reason: "同一事项"}); refusal != nil || s.leads[part].State != Merged || s.l().Parts[0].Open {
		t.Fatalf("undone: %v", refusal)
	}
	s.refuses("desk", lead.DecisionMerged{Into: part, Reason: "…"}, HasParts)
}

// Repeats go on in one lead, with every reporter's words; three who report make it more urgent, and undoing it gives both back.
func TestFold(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed)
	second, third := "990101-2026-000002", "990101-2026-000003"
	s.receive(second, sure(lead.Education, lead.Market), lead.Matter{Text: "又在上课", Number: "W-2"})
	if refusal := s.sayOf(second, "education", signed); refusal != nil {
		t.Fatal(refusal)
	}
	if refusal := s.sayOf(second, "desk", lead.DecisionMerged{Into: first, Reason: "同一事项"}); refusal != nil {
		t.Fatal(refusal)
	}
	l := s.leads[second]
	if l.State != Merged || l.Holder != lead.Nobody || s.l().Joined[0] != second || s.l().Supplements[0].Text == "" {
		t.Fatalf("%+v joined %v", l, s.l().Joined)
	}
	w := s.word(hotlineSource)
	critical := sure(lead.Education)
	critical.Urgency, critical.Alerts = lead.Normal, []lead.Department{lead.Fire}
	s.keep(third, w, Fold(s.lead(third), lead.LeadReceived{Sender: hotlineSource, Matter: lead.Matter{Text: "门锁着"}}, critical, first, []string{"same-place"}, w))
	if s.l().Urgency != lead.Urgent || len(s.l().Joined) != 2 || s.l().Duty(lead.Fire) == nil {
		t.Fatalf("three report it: %s, joined %v", s.l().Urgency, s.l().Joined)
	}
	before := s.leads[second].Fold
	if refusal := s.sayOf(second, "desk", lead.DecisionUnmerged{Reason: "另一户"}); refusal != nil {
		t.Fatal(refusal)
	}
	if l := s.leads[second]; l.State != Signed || l.Holder != "education" || !slices.Equal(l.Duties, before.Duties) || len(s.l().Joined) != 1 {
		t.Fatalf("both as before: %+v, joined %v", l, s.l().Joined)
	}
	if got := queued[lead.HandoffDispatched](s, lead.Education); len(got) != 1 {
		t.Fatal("education has it again")
	}
}

// An answer on paper is registered for whoever gave it, marked so, and can be contested: then the taskforce looks.
func TestPaper(t *testing.T) {
	s := beginScene(t, sure(lead.Education))
	onPaper := lead.AnswerRegistered{For: "education", Word: "sign", Data: map[string]any{}, Via: lead.Paper, Receipt: "回执1号"}
	s.refuses("desk", onPaper, InvalidAnswer).refuses("market", onPaper, NotYours)
	onPaper.Scan = &lead.Document{Kind: lead.Scan, SHA256: sum}
	s.says("desk", onPaper).is(Signed, "education")
	r := s.last.Records[0]
	if r.Via == nil || r.Via.By != "desk" || r.Via.Receipt != "回执1号" || r.Via.SHA256 != sum || r.By != "desk" || r.From != "education" {
		t.Fatalf("%+v", r)
	}
	if len(queued[lead.AnswerAccepted](s, lead.Education)) != 1 {
		t.Fatal("education is told what was registered for it")
	}
	s.refuses("education", lead.AnswerContested{Record: 1, Reason: "…"}, NotRegistered)
	s.says("education", lead.AnswerContested{Record: r.No, Reason: "未曾签收"}).is(Disputed, lead.Taskforce)
}

// Inside a department a lead is allotted, claimed and taken back: the holder stays the department.
func TestInside(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed, lead.AnswerAllotted{Unit: "监管科"}, lead.AnswerClaimed{By: lead.By{Person: "王某"}})
	if d := s.l().Duties[0]; d.Unit != "监管科" || d.Person != "王某" {
		t.Fatalf("%+v", d)
	}
	s.refuses("education", lead.AnswerClaimed{By: lead.By{Person: "李某"}}, ClaimedBefore)
	s.says("education", lead.AnswerReleased{Note: "调岗"}, lead.AnswerClaimed{By: lead.By{Person: "李某"}}).is(Signed, "education")
}

// A street assists with a queue of its own and never leads; copies carry no duty; a letter ends the lead when its receipt is in.
func TestUnitsCopiesAndLetters(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed)
	s.says("education", lead.AnswerAssistasked{Assist: []lead.Party{"street-liutang"}, Task: "上门核实"})
	if m := queued[lead.HandoffDispatched](s, "street-liutang"); len(m) != 1 || m[0].Role != lead.RoleAssist || m[0].Record.Note != "上门核实" {
		t.Fatalf("the street got %+v", m)
	}
	s.refuses("education", lead.AnswerAssistasked{Assist: []lead.Party{"nobody"}, Task: "…"}, InvalidDecision)
	s.refuses("desk", assignTo("street-liutang"), NotAtDesk).refuses("education", transferTo("street-liutang"), InvalidAnswer)
	s.says("education", lead.AnswerCopied{To: []string{"market", "ext:民政局"}})
	if len(queued[lead.HandoffNoted](s, lead.Market)) != 1 || s.l().Duty(lead.Market) != nil || !s.l().Involved(lead.Market) {
		t.Fatal("market may see it and owes nothing")
	}
	s.says("street-liutang", signed, done).says("education", done).says("desk", lead.DecisionClosed{}).is(Closed, lead.Nobody)

	s = beginScene(t, sure(lead.Education)).says("education", lead.AnswerReturned{Reason: "R02", Competent: "ext:邻区教育局", Basis: "机构在邻区"})
	s.says("desk", lead.AnswerLettered{Party: "ext:邻区教育局", Document: lead.Abroad, Number: "云双减移〔2026〕15号", Reason: "机构在邻区"}).is(Lettered, lead.Desk)
	if len(s.running(lead.StepReceipt, lead.Desk)) != 1 {
		t.Fatal("until the receipt is in the desk is answerable")
	}
	s.says("desk", lead.AnswerReceipted{Receipt: "邻教收3"}).is(Closed, lead.Nobody)
	if c := queued[lead.LeadClosed](s, ""); len(c) != 1 || c[0].Outcome != lead.HandedOut {
		t.Fatalf("%+v", c)
	}
}

// Two departments that file on one lead are warned: one act is fined once (行政处罚法 art. 29).
func TestDoubleFiling(t *testing.T) {
	s := beginScene(t, sure(lead.Education, lead.Market)).says("education", signed, filed("云教立1")).says("market", signed, filed("云市立1"))
	if last := s.last.Records[len(s.last.Records)-1]; last.Kind != lead.KindDoubleFiling || len(queued[lead.HandoffNoted](s, lead.Education)) == 0 {
		t.Fatalf("%+v", last)
	}
}

func filed(number string) lead.AnswerFedback {
	return lead.AnswerFedback{Stage: lead.Filed, Note: "已立案", By: &lead.By{Number: number}}
}

// When the duties of a department pass to another, the lead passes with a record, and clocks go on.
func TestRehome(t *testing.T) {
	s := beginScene(t, sure(lead.Culture, lead.Market)).says("culture", signed)
	due := s.running(lead.StepHandle, "culture")[0].Due
	w := s.word(ByRules)
	s.keep(first, w, Rehome(s.l(), Succession{From: lead.Culture, To: lead.Education, Basis: "机构改革方案"}, w))
	s.is(Signed, "education")
	if k := s.running(lead.StepHandle, "education"); len(k) != 1 || !k[0].Due.Equal(due) || len(queued[lead.HandoffDispatched](s, lead.Education)) != 1 {
		t.Fatalf("%+v", k)
	}
	s.keep(first, w, Rehome(s.l(), Succession{From: lead.Market, To: lead.Education, Basis: "…"}, w))
	if s.is(Signed, "education"); len(s.l().Assisting()) != 0 {
		t.Fatalf("who leads does not assist itself: %v", s.l().Assisting())
	}
	s.says("education", done)

	s = beginScene(t, sure(lead.Culture))
	s.keep(first, w, Rehome(s.l(), Succession{From: lead.Culture, To: lead.Education, Categories: []string{"H"}, Basis: "…"}, w))
	if s.l().Leading() != lead.Culture {
		t.Fatal("a succession for other categories moves nothing")
	}
}

// A later version of a ticket moves its limit, and the clock with it; of tickets that are folded the earliest limit counts.
func TestTicketLimitMoves(t *testing.T) {
	due, later, earlier := noon.Add(30*time.Hour), noon.Add(60*time.Hour), noon.Add(10*time.Hour)
	s := beginWith(t, sure(lead.Education), lead.Matter{Text: "…", DueAt: &due}).says("education", signed)
	ticket := func() time.Time {
		t.Helper()
		for _, k := range s.running(lead.StepHandle, "education") {
			if k.ID == TicketClock {
				return k.Due
			}
		}
		t.Fatal("no limit of the ticket runs")
		return time.Time{}
	}
	w := s.word(hotlineSource)
	s.keep(first, w, Supplemented(s.l(), lead.LeadSupplemented{Sender: hotlineSource, Text: "延期", DueAt: &later}, lead.Decision{}, w))
	if !ticket().Equal(later) || len(queued[lead.ClockMoved](s, lead.Education)) != 1 {
		t.Fatalf("the limit is %s", ticket())
	}
	s.receive(otherLead, sure(lead.Education), lead.Matter{Text: "…", Number: "W-2", DueAt: &earlier})
	if refusal := s.sayOf(otherLead, "desk", lead.DecisionMerged{Into: first, Reason: "同一事项"}); refusal != nil {
		t.Fatal(refusal)
	}
	if !ticket().Equal(earlier) {
		t.Fatalf("of two limits that of %s counts", ticket())
	}
}

// What the sender says later of a lead that was split reaches every part that is open.
func TestWhatComesLaterReachesTheParts(t *testing.T) {
	d := sure(lead.Market)
	d.Parts = []lead.DecidedPart{{Category: "D05", Lead: "market", Appeal: "投诉"}, {Category: "A01", Lead: "education", Appeal: "举报"}}
	s := beginScene(t, d)
	later := func(change func(Word) Change) {
		s.now = s.now.Add(time.Minute)
		s.said = nil
		w := s.word(hotlineSource)
		s.keep(first, w, change(w))
	}
	count := func(is func(lead.Fact) bool) (n int) {
		for _, f := range s.said {
			if is(f) {
				n++
			}
		}
		return n
	}
	later(func(w Word) Change {
		return Supplemented(s.l(), lead.LeadSupplemented{Sender: hotlineSource, Text: "又见"}, lead.Decision{}, w)
	})
	if n := count(func(f lead.Fact) bool { _, is := f.(lead.HandoffSupplemented); return is }); n != 2 {
		t.Errorf("%d departments are told what was added", n)
	}
	later(func(w Word) Change { return Urged(s.l(), lead.LeadUrged{Sender: hotlineSource}, w) })
	if n := count(func(f lead.Fact) bool { u, is := f.(lead.HandoffUrged); return is && u.Record.Kind == lead.KindUrged }); n != 2 {
		t.Errorf("%d departments are urged", n)
	}
	later(func(w Word) Change { return Withdrawn(s.l(), lead.LeadWithdrawn{Sender: hotlineSource}, w) })
	if n := count(func(f lead.Fact) bool { _, is := f.(lead.HandoffWithdrawn); return is }); n != 2 {
		t.Errorf("%d departments are told that it is withdrawn", n)
	}
}

// What is folded and comes back has the time that its clocks had left, whether or not a procedure lets them rest.
func TestUnfoldedClocksHaveTheTimeThatWasLeft(t *testing.T) {
	s := beginScene(t, pressing(sure(lead.Education)))
	s.receive(otherLead, sure(lead.Education), lead.Matter{Text: "…", Number: "W-2"})
	left := map[string]time.Duration{}
	for _, k := range s.l().Clocks {
		left[k.ID+string(k.Step)] = k.Due.Sub(s.now)
	}
	s.says("desk", lead.DecisionMerged{Into: otherLead, Reason: "同一事项"}).after(90 * 24 * time.Hour)
	s.says("desk", lead.DecisionUnmerged{Reason: "两件事"}).tick()
	for _, k := range s.l().Clocks {
		if got := k.Due.Sub(s.now); got < left[k.ID+string(k.Step)]-time.Hour || k.Level != lead.Green {
			t.Errorf("%s %s had %s and has %s, %s", k.ID, k.Step, left[k.ID+string(k.Step)], got, k.Level)
		}
	}
}

// The heir of a department holds what that held, leads where it assisted, and where both had something to do, one of them has.
func TestHeirs(t *testing.T) {
	heir := func(s *scene) *scene {
		w := s.word(ByRules)
		s.keep(first, w, Rehome(s.l(), Succession{From: lead.Education, To: lead.Culture, Basis: "机构改革方案"}, w))
		return s
	}
	heir(beginScene(t, sure(lead.Education)).says("education", signed)).is(Signed, "culture").says("culture", done)
	heir(beginScene(t, sure(lead.Education, lead.Culture)).says("education", signed)).is(Signed, "culture").says("culture", done)
	offered := beginScene(t, sure(lead.Culture)).says("culture", signed, transferTo(lead.Education))
	heir(offered).is(Signed, "culture").refuses("culture", lead.AnswerRecalled{Reason: "有误"}, NoOffer).says("culture", done)
	giving := beginScene(t, sure(lead.Education)).says("education", signed, transferTo(lead.Culture))
	heir(giving).is(Signed, "culture").says("culture", done)
	assisting := heir(beginScene(t, sure(lead.Culture, lead.Education)).says("culture", signed)).is(Signed, "culture")
	if assisting.says("culture", done); len(assisting.l().Assisting()) != 0 {
		t.Error("what it would assist itself with is still asked")
	}
}
