package handoff_test

import (
	"slices"
	"testing"
	"time"

	"xiansuo/pkg/lead"
	. "xiansuo/services/routing/internal/handoff"
)

// A sure lead goes to its department and those that assist; the desk holds it until it is signed.
func TestDeskHoldsUntilSigned(t *testing.T) {
	s := beginScene(t, sure(lead.Education, lead.Market)).is(Dispatched, lead.Desk)
	if want := []lead.Kind{lead.KindRouted, lead.KindDispatched, lead.KindAssistAsked}; !slices.Equal(s.kinds(), want) {
		t.Fatalf("records %v, want %v", s.kinds(), want)
	}
	s.says("market", signed).is(Dispatched, lead.Desk)
	s.says("education", signed).is(Signed, "education")
	s.refuses("education", signed, AlreadySigned)
}

// The message says who leads, who assists and in which role one is asked, and carries the rule that decided.
func TestDispatchSaysWhy(t *testing.T) {
	s := beginScene(t, sure(lead.Education, lead.Market, lead.Fire))
	for d, role := range map[lead.Department]lead.Role{lead.Education: lead.RoleLead, lead.Market: lead.RoleAssist} {
		m := queued[lead.HandoffDispatched](s, d)
		if len(m) != 1 || m[0].Role != role || m[0].Lead != lead.Education || len(m[0].Assist) != 2 || m[0].Record.Rule != "home@t" {
			t.Errorf("%s got %+v", d, m)
		}
	}
}

// Signing stops the answer clock and does not restart the handling clock: both run from dispatch.
func TestSigningDoesNotRestartHandling(t *testing.T) {
	s := beginScene(t, sure(lead.Education))
	before := s.running(lead.StepHandle, "education")
	s.after(20*time.Hour).says("education", signed)
	after := s.running(lead.StepHandle, "education")
	if len(before) != 1 || len(after) != 1 || !after[0].Due.Equal(before[0].Due) || len(s.running(lead.StepSign, "education")) != 0 {
		t.Fatalf("handling was due %v, is due %v", before, after)
	}
	stops := s.last.Records[0].Stops
	if len(stops) != 1 || stops[0].ID != "HL-02" || stops[0].Against != "education" || stops[0].Rests {
		t.Fatalf("the record says that it stops %+v", stops)
	}
}

// A sure stranger goes back to its sender with the reason, and nobody holds it; anyone at the desk may take it back.
func TestOutOfScopeGoesBack(t *testing.T) {
	s := beginScene(t, lead.Decision{Decided: true, Lead: "none", Category: "X02", Scope: "out"}).is(Declined, lead.Nobody)
	told := queued[lead.LeadDeclined](s, "")
	if len(told) != 1 || told[0].Explanation.ZH == "" || told[0].Record.To != hotlineSource || told[0].Record.Document != lead.NonAcceptance {
		t.Fatalf("told %+v", told)
	}
	s.says("desk", lead.DecisionTakenback{Reason: "看错了"}).is(AtDesk, lead.Desk)
}

// A critical sign reaches the safety owner at once, even while the desk decides, and nothing that shows a danger leaves without a person.
func TestCriticalSignNeverWaits(t *testing.T) {
	for name, d := range map[string]lead.Decision{
		"undecided":    {Alerts: []lead.Department{lead.Fire}, Safety: true, Urgency: lead.Critical},
		"out of scope": {Alerts: []lead.Department{lead.Fire}, Safety: true, Urgency: lead.Critical, Decided: true, Lead: "none", Category: "X01"},
	} {
		t.Run(name, func(t *testing.T) {
			s := beginScene(t, d).is(AtDesk, lead.Desk)
			m := queued[lead.HandoffDispatched](s, lead.Fire)
			if len(m) != 1 || !m[0].Alert || m[0].Role != lead.RoleAssist || len(m[0].Record.Clocks) == 0 {
				t.Fatalf("fire got %+v", m)
			}
			s.refuses("desk", lead.DecisionDeclined{Category: "X01", Reason: "校内"}, AssistOpen)
		})
	}
	s := beginScene(t, lead.Decision{Decided: true, Lead: "none", Category: "X01", Safety: true}).is(AtDesk, lead.Desk)
	if len(queued[lead.LeadUnrouted](s, "")) != 1 {
		t.Fatal("a safety rule fired: a person must look")
	}
}

// A return is a request: the department that asks is and stays holder until the desk decides.
func TestReturnIsARequest(t *testing.T) {
	asked := func(t *testing.T) *scene { return beginScene(t, sure(lead.Education)).says("education", notOurs) }
	s := asked(t).is(Signed, "education")
	if want := []lead.Kind{lead.KindSigned, lead.KindReturnAsked}; !slices.Equal(kindsOf(s.last), want) {
		t.Fatalf("records %v: returning is a receipt", kindsOf(s.last))
	}
	s.refuses("education", done, ReturnPending).refuses("education", notOurs, ReturnPending)
	s.refuses("desk", assignTo(lead.Education), SameDepartment)

	s = asked(t).says("desk", lead.DecisionReturnrefused{Reason: "属你局职责"}).is(Signed, "education")
	if len(queued[lead.ReturnRefused](s, lead.Education)) != 1 || len(s.running(lead.StepDecide, lead.Desk)) != 0 {
		t.Fatal("education is told, and the desk's clock has ended")
	}
	s.says("education", done)

	s = asked(t).says("desk", assignTo(lead.Market)).is(Dispatched, lead.Desk)
	if want := []lead.Kind{lead.KindReturned, lead.KindDispatched}; !slices.Equal(kindsOf(s.last), want) || s.l().Leading() != lead.Market {
		t.Fatalf("records %v, leading %q", kindsOf(s.last), s.l().Leading())
	}
	if len(queued[lead.HandoffEnded](s, lead.Education)) != 1 || len(queued[lead.HandoffDispatched](s, lead.Market)) != 1 {
		t.Fatal("the one is told that it ended, the other gets the lead")
	}
	s.refuses("education", signed, NotAsked)
}

// Departments can change places: who assisted leads and the other way round, each with one set of clocks.
func TestChangingPlaces(t *testing.T) {
	s := beginScene(t, sure(lead.Market, lead.Education)).says("market", notTheirs("education")).says("desk", assignTo(lead.Education, "market"))
	if s.l().Leading() != lead.Education || !slices.Equal(s.l().Assisting(), []lead.Department{lead.Market}) {
		t.Fatalf("%s leads, %v assist", s.l().Leading(), s.l().Assisting())
	}
	for _, d := range []lead.Holder{"market", "education"} {
		for _, step := range []lead.Step{lead.StepSign, lead.StepHandle} {
			if n := len(s.running(step, d)); n != 1 {
				t.Errorf("%d %s clocks run against %s", n, step, d)
			}
		}
	}
}

// A return names its reason, and "not ours" who is competent and why; it comes within the time for it.
func TestReturnMustSayWhy(t *testing.T) {
	for name, f := range map[string]lead.AnswerReturned{
		"no reason":             {},
		"unknown reason":        {Reason: "R99"},
		"not ours, nobody":      {Reason: "R01", Basis: "…"},
		"not ours, no basis":    {Reason: "R01", Competent: "market"},
		"not ours but ours":     {Reason: "R01", Competent: "education", Basis: "…"},
		"other district":        {Reason: "R02"},
		"unknown competent":     {Reason: "R01", Competent: "somebody", Basis: "…"},
		"incomplete in what":    {Reason: "R03"},
		"repeats what":          {Reason: "R04"},
		"competent is too long": {Reason: "R01", Competent: "ext:" + string(make([]byte, 200)), Basis: "…"},
	} {
		t.Run(name, func(t *testing.T) {
			s := beginScene(t, sure(lead.Education)).refuses("education", f, InvalidAnswer).is(Dispatched, lead.Desk)
			if len(queued[lead.AnswerRefused](s, lead.Education)) != 1 {
				t.Fatal("the department is told")
			}
		})
	}
	beginScene(t, sure(lead.Education)).says("education", lead.AnswerReturned{Reason: "R02", Competent: "ext:邻区教育局", Basis: "机构在邻区"})
	beginScene(t, sure(lead.Education)).after(72*time.Hour).refuses("education", notOurs, TooLate)
}

// What is no "not ours" never moves the lead to another department: the incomplete asks the reporter, the repeated folds, the withdrawn
// closes.
func TestOnlyNotOursMoves(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", lead.AnswerReturned{Reason: lead.Incomplete, Note: "缺门牌号"})
	s.says("desk", lead.AnswerAsked{Question: "是哪一栋？", Missing: []string{"门牌号"}}).is(Signed, "education")
	if len(s.running(lead.StepHandle, "education")) != 0 || len(s.running(lead.StepAnswer, "education")) != 1 {
		t.Fatal("while the reporter is asked the handling clock rests")
	}
	w := s.after(3 * time.Hour).word(hotlineSource)
	s.keep(first, w, Supplemented(s.l(), lead.LeadSupplemented{Sender: hotlineSource, Text: "6栋"}, sure(lead.Education), w))
	if len(s.running(lead.StepHandle, "education")) != 1 || len(queued[lead.ClockMoved](s, lead.Education)) != 1 {
		t.Fatal("the answer lets it run again, and education is told its new due date")
	}

	s = beginScene(t, sure(lead.Education)).says("education", lead.AnswerReturned{Reason: lead.Withdrawn})
	s.says("desk", lead.DecisionClosed{Outcome: lead.ClosedWithdrawn, Code: lead.Withdrawn, Reason: "诉求人已撤回"}).is(Closed, lead.Nobody)

	s = beginScene(t, sure(lead.Education))
	s.receive("990101-2026-000002", sure(lead.Education), lead.Matter{Text: "…"})
	s.says("education", lead.AnswerReturned{Reason: lead.Repeated, Note: "990101-2026-000002"})
	s.says("desk", lead.DecisionMerged{Into: "990101-2026-000002", Reason: "同一事项"}).is(Merged, lead.Nobody)
	if len(s.l().NotOurs) != 0 {
		t.Fatal("none of them counts as not ours")
	}
}

// Nothing closes while an assisting department owes its part; the desk can excuse it.
func TestNothingClosesWithAnOpenDuty(t *testing.T) {
	s := beginScene(t, sure(lead.Education, lead.Market, lead.Fire)).refuses("education", done, NotSigned)
	s.says("education", signed).refuses("education", done, AssistOpen)
	s.says("market", signed, done)
	s.says("desk", lead.DecisionExcused{Department: "fire", Reason: "现场无隐患"})
	s.says("education", done).is(Submitted, "education").refuses("education", done, Submitting)
	s.says("desk", lead.DecisionClosed{}).is(Closed, lead.Nobody)
	if closed := queued[lead.LeadClosed](s, ""); len(closed) != 1 || closed[0].Outcome != lead.Substantiated || closed[0].Reply != "已查处" {
		t.Fatalf("told %+v", closed)
	}
	s.refuses("education", done, NotAsked)
}

// What was submitted can be given back: the clock runs again, without the time of the review; what was closed can be done again by the same
// department, and what satisfied goes to the archive.
func TestReviewReworkRevisitRedo(t *testing.T) {
	s := beginWith(t, sure(lead.Education), lead.Matter{Text: "…", Reply: true}).says("education", signed)
	s.refuses("education", lead.AnswerDone{Outcome: lead.Settled, Note: "已退费"}, NoReply)
	before := s.running(lead.StepHandle, "education")[0].Due
	s.says("education", done)
	if len(s.running(lead.StepHandle, "education")) != 0 || len(s.running(lead.StepReview, lead.Desk)) != 1 {
		t.Fatal("while the desk reviews its clock runs and the department's rests")
	}
	s.after(48*time.Hour).says("desk", lead.DecisionReworked{Reason: "缺退费凭证"}).is(Signed, "education")
	if after := s.running(lead.StepHandle, "education")[0].Due; !after.After(before) {
		t.Fatalf("due %v before the review, %v after", before, after)
	}
	s.says("education", done).says("desk", lead.DecisionClosed{}).is(Closed, lead.Nobody)
	if len(s.running(lead.StepRevisit, lead.Desk)) != 1 {
		t.Fatal("who wants an answer is asked again")
	}
	s.says("desk", lead.DecisionRevisited{Reached: true, Satisfied: lead.No, Solved: lead.No}, lead.DecisionRedone{Reason: "仍在上课"}).is(Signed, "education")
	if k := s.running(lead.StepHandle, "education"); len(k) != 1 || k[0].ID != "HL-11" {
		t.Fatalf("doing it again has %+v", k)
	}
	s.refuses("education", notOurs, TooLate)
	s.says("education", done).says("desk", lead.DecisionClosed{}, lead.DecisionRevisited{Reached: true, Satisfied: lead.Yes}).is(Archived, lead.Nobody)
}

// What the sender adds reaches everyone who owes something; it can decide what waits, and brings an ended lead back to the desk.
func TestSupplements(t *testing.T) {
	add := func(s *scene, again lead.Decision) *scene {
		w := s.word(hotlineSource)
		s.keep(first, w, Supplemented(s.l(), lead.LeadSupplemented{Sender: hotlineSource, Text: "就在桂花路12号"}, again, w))
		return s
	}
	s := add(beginScene(t, sure(lead.Education, lead.Market)), sure(lead.Education))
	if len(queued[lead.HandoffSupplemented](s, lead.Education)) != 1 || len(queued[lead.HandoffSupplemented](s, lead.Market)) != 1 {
		t.Fatal("both are told")
	}
	s = add(beginScene(t, lead.Decision{Category: lead.Vague, Why: "vague"}), sure(lead.Education))
	if s.l().Leading() != lead.Education || len(queued[lead.HandoffSupplemented](s, lead.Education)) != 1 {
		t.Fatal("now the rules know, and the department gets what was added")
	}
	danger := sure(lead.Education)
	danger.Alerts = []lead.Department{lead.Health}
	if s = add(beginScene(t, sure(lead.Education)), danger); len(queued[lead.HandoffDispatched](s, lead.Health)) != 1 {
		t.Fatal("a danger that is told later reaches its owner at once")
	}
	add(beginScene(t, lead.Decision{Decided: true, Lead: "none", Category: "X02"}), lead.Decision{}).is(AtDesk, lead.Desk)
	s = add(beginScene(t, sure(lead.Education)).says("education", signed, done).says("desk", lead.DecisionClosed{}), lead.Decision{}).is(AtDesk, lead.Desk)
	s.refuses("desk", assignTo(lead.Education), OfferedBefore)
	s.says("desk", lead.DecisionRedone{Reason: "补充了新情况"}).is(Signed, "education")
}

// A withdrawn complaint ends when nobody works on it; a department decides itself about what it has, and a danger stays.
func TestWithdrawals(t *testing.T) {
	withdraw := func(s *scene) *scene {
		w := s.word(hotlineSource)
		s.keep(first, w, Withdrawn(s.l(), lead.LeadWithdrawn{Sender: hotlineSource}, w))
		return s
	}
	withdraw(beginScene(t, lead.Decision{Category: lead.Vague})).is(Closed, lead.Nobody)
	if s := withdraw(beginScene(t, sure(lead.Education))).is(Dispatched, lead.Desk); len(queued[lead.HandoffWithdrawn](s, lead.Education)) != 1 {
		t.Fatal("education is told")
	}
	withdraw(beginScene(t, lead.Decision{Safety: true})).is(AtDesk, lead.Desk)
}
