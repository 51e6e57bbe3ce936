package handoff_test

import (
	"slices"
	"testing"
	"time"

	"xiansuo/pkg/lead"
	. "xiansuo/services/routing/internal/handoff"
)

var noon = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

// clocks gives every step one clock that is due an hour later.
func clocks(step lead.Step, _ *Lead, against lead.Holder, from time.Time) []lead.Clock {
	return []lead.Clock{{ID: "T-" + string(step), Step: step, Against: against, Due: from.Add(time.Hour)}}
}

func at(minutes int) Word {
	return Word{By: "someone", Cause: "cause", At: noon.Add(time.Duration(minutes) * time.Minute), Clocks: clocks}
}

func sure(to lead.Department, assist ...lead.Department) lead.Decision {
	return lead.Decision{RuleSet: "t", Decided: true, Lead: string(to), Assist: assist, Category: "A01", Urgency: lead.Normal,
		Fired: []lead.Fired{{Rule: "home"}}}
}

func received(d lead.Decision) (*Lead, Change) {
	l := &Lead{ID: "990101-2026-000001"}
	c := Receive(l, lead.LeadReceived{Sender: "/990101/hotline-12345", Matter: lead.Matter{Text: "…"}}, d, at(0))
	return l, c
}

func answer(l *Lead, d lead.Department, f lead.Fact, minute int) (Change, *Refusal) {
	return Take(l, Answer{ID: "a", Type: f.EventType(), Department: d, Fact: f}, at(minute))
}

func mustAnswer(t *testing.T, l *Lead, d lead.Department, f lead.Fact, minute int) Change {
	t.Helper()
	c, refusal := answer(l, d, f, minute)
	if refusal != nil {
		t.Fatalf("%s of %s refused: %v", f.EventType(), d, refusal)
	}
	return c
}

func mustDecide(t *testing.T, l *Lead, cmd Command, minute int) Change {
	t.Helper()
	c, refusal := Decide(l, cmd, at(minute))
	if refusal != nil {
		t.Fatalf("%T refused: %v", cmd, refusal)
	}
	return c
}

func kinds(c Change) (out []lead.Kind) {
	for _, r := range c.Records {
		out = append(out, r.Kind)
	}
	return out
}

func queued[F lead.Fact](c Change, to lead.Department) (out []F) {
	for _, s := range c.Said {
		if f, ok := s.Fact.(F); ok && s.Queue == to {
			out = append(out, f)
		}
	}
	return out
}

var notOurs = lead.AnswerReturned{Reason: lead.NotOurDuty, Competent: "market", Basis: "价格法第三十三条"}

// A sure lead goes to its department and those that assist; the desk holds it until it is signed.
func TestDeskHoldsUntilSigned(t *testing.T) {
	l, c := received(sure(lead.Education, lead.Market))
	if want := []lead.Kind{lead.KindRouted, lead.KindDispatched, lead.KindAssistAsked}; !slices.Equal(kinds(c), want) {
		t.Fatalf("records %v, want %v", kinds(c), want)
	}
	if l.Holder != lead.Desk || l.State != Dispatched {
		t.Fatalf("held by %q in state %s", l.Holder, l.State)
	}
	mustAnswer(t, l, lead.Market, lead.AnswerSigned{}, 1)
	if l.Holder != lead.Desk {
		t.Fatal("a department that assists does not become holder")
	}
	mustAnswer(t, l, lead.Education, lead.AnswerSigned{}, 2)
	if l.Holder != "education" || l.State != Signed {
		t.Fatalf("after signing held by %q in state %s", l.Holder, l.State)
	}
}

// The message says who leads, who assists and in which role one is asked, and carries the rule that decided.
func TestDispatchSaysWhy(t *testing.T) {
	_, c := received(sure(lead.Education, lead.Market, lead.Fire))
	for d, role := range map[lead.Department]lead.Role{lead.Education: lead.RoleLead, lead.Market: lead.RoleAssist} {
		m := queued[lead.HandoffDispatched](c, d)
		if len(m) != 1 || m[0].Role != role || m[0].Lead != lead.Education || len(m[0].Assist) != 2 || m[0].Record.Rule != "home@t" {
			t.Errorf("%s got %+v", d, m)
		}
	}
}

// Signing stops the answer clock and does not restart the handling clock.
func TestSigningDoesNotRestartHandling(t *testing.T) {
	l, c := received(sure(lead.Education))
	dispatched := c.Records[1]
	if len(dispatched.Clocks) != 2 || dispatched.Clocks[0].Step != lead.StepSign || dispatched.Clocks[1].Step != lead.StepHandle {
		t.Fatalf("dispatch starts %+v", dispatched.Clocks)
	}
	c = mustAnswer(t, l, lead.Education, lead.AnswerSigned{}, 5)
	if !slices.Equal(c.Stops, []Stop{{lead.StepSign, "education"}}) || len(c.Records[0].Clocks) != 0 {
		t.Fatalf("signing stops %v and starts %v", c.Stops, c.Records[0].Clocks)
	}
}

// A sure stranger goes back to its sender with the reason, and nobody holds it.
func TestOutOfScopeGoesBack(t *testing.T) {
	l, c := received(lead.Decision{Decided: true, Lead: "none", Category: "X02", Scope: "out"})
	told := queued[lead.LeadDeclined](c, "")
	if l.State != Declined || l.Holder != lead.Nobody || len(told) != 1 || told[0].Explanation.ZH == "" || told[0].Record.To != "/990101/hotline-12345" {
		t.Fatalf("state %s, holder %q, told %+v", l.State, l.Holder, told)
	}
	mustDecide(t, l, TakeBack{Reason: "看错了"}, 3)
	if l.State != AtDesk || l.Holder != lead.Desk {
		t.Fatal("anyone at the desk may take it back")
	}
}

// A critical sign reaches the safety owner at once, even while the desk decides, and nothing that shows a danger leaves without a person.
func TestCriticalSignNeverWaits(t *testing.T) {
	for name, d := range map[string]lead.Decision{
		"undecided":    {Alerts: []lead.Department{lead.Fire}, Safety: true, Urgency: lead.Critical},
		"out of scope": {Alerts: []lead.Department{lead.Fire}, Safety: true, Urgency: lead.Critical, Decided: true, Lead: "none", Category: "X01"},
	} {
		t.Run(name, func(t *testing.T) {
			l, c := received(d)
			m := queued[lead.HandoffDispatched](c, lead.Fire)
			if len(m) != 1 || !m[0].Alert || m[0].Role != lead.RoleAssist || len(m[0].Record.Clocks) == 0 {
				t.Fatalf("fire got %+v", m)
			}
			if l.State != AtDesk || l.Holder != lead.Desk {
				t.Fatalf("state %s, holder %q: a person must look", l.State, l.Holder)
			}
			if _, refusal := Decide(l, SendBack{Category: "X01", Reason: "校内"}, at(1)); refusal == nil || refusal.Code != AssistOpen {
				t.Fatalf("sent back over the head of the safety owner: %v", refusal)
			}
		})
	}
	l, c := received(lead.Decision{Decided: true, Lead: "none", Category: "X01", Safety: true})
	if l.State != AtDesk || len(queued[lead.LeadUnrouted](c, "")) != 1 {
		t.Fatal("a safety rule fired: a person must look")
	}
}

// A return is a request: the department that asks is and stays holder until the desk decides.
func TestReturnIsARequest(t *testing.T) {
	l, _ := received(sure(lead.Education))
	c := mustAnswer(t, l, lead.Education, notOurs, 1)
	if want := []lead.Kind{lead.KindSigned, lead.KindReturnAsked}; !slices.Equal(kinds(c), want) || l.Holder != "education" {
		t.Fatalf("records %v, holder %q: returning is a receipt", kinds(c), l.Holder)
	}
	if _, refusal := answer(l, lead.Education, lead.AnswerDone{Outcome: lead.Settled, Note: "…"}, 2); refusal == nil || refusal.Code != ReturnPending {
		t.Fatalf("done while a return is asked for: %v", refusal)
	}
	t.Run("refused", func(t *testing.T) {
		l := clone(l)
		c := mustDecide(t, l, RefuseReturn{Reason: "属你局职责"}, 3)
		if l.Holder != "education" || len(queued[lead.ReturnRefused](c, lead.Education)) != 1 {
			t.Fatalf("holder %q", l.Holder)
		}
		mustAnswer(t, l, lead.Education, lead.AnswerDone{Outcome: lead.Settled, Note: "已退费"}, 4)
	})
	t.Run("granted", func(t *testing.T) {
		l := clone(l)
		c := mustDecide(t, l, Assign{Department: lead.Market, Reason: "价格违法"}, 3)
		if want := []lead.Kind{lead.KindReturned, lead.KindDispatched}; !slices.Equal(kinds(c), want) || l.Holder != lead.Desk || l.Leading() != lead.Market {
			t.Fatalf("records %v, holder %q, leading %q", kinds(c), l.Holder, l.Leading())
		}
		if len(queued[lead.HandoffEnded](c, lead.Education)) != 1 || len(queued[lead.HandoffDispatched](c, lead.Market)) != 1 {
			t.Fatal("the one is told that it ended, the other gets the lead")
		}
		if _, refusal := answer(l, lead.Education, lead.AnswerSigned{}, 4); refusal == nil || refusal.Code != NotAsked {
			t.Fatalf("the former department signs: %v", refusal)
		}
	})
	t.Run("to the same", func(t *testing.T) {
		if _, refusal := Decide(clone(l), Assign{Department: lead.Education, Reason: "…"}, at(3)); refusal == nil || refusal.Code != SameDepartment {
			t.Fatalf("%v", refusal)
		}
	})
}

// Departments can change places: who assisted leads and the other way round, each with one set of clocks.
func TestChangingPlaces(t *testing.T) {
	l, _ := received(sure(lead.Market, lead.Education))
	mustAnswer(t, l, lead.Market, lead.AnswerReturned{Reason: "R01", Competent: "education", Basis: "令53第十八条"}, 1)
	c := mustDecide(t, l, Assign{Department: lead.Education, Assist: []lead.Department{lead.Market}, Reason: "以培训为主"}, 2)
	if l.Leading() != lead.Education || !slices.Equal(l.Assisting(), []lead.Department{lead.Market}) {
		t.Fatalf("%s leads, %v assist", l.Leading(), l.Assisting())
	}
	for _, d := range []lead.Holder{"market", "education"} {
		for _, step := range []lead.Step{lead.StepSign, lead.StepHandle} {
			if !slices.Contains(c.Stops, Stop{step, d}) {
				t.Errorf("the earlier %s clock against %s runs on", step, d)
			}
		}
	}
}

// A return names its reason, and "not ours" who is competent and why.
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
			l, _ := received(sure(lead.Education))
			c, refusal := answer(l, lead.Education, f, 1)
			if refusal == nil || refusal.Code != InvalidAnswer || l.Holder != lead.Desk {
				t.Fatalf("%v", refusal)
			}
			if !slices.Equal(kinds(c), []lead.Kind{lead.KindRefused}) || len(queued[lead.AnswerRefused](c, lead.Education)) != 1 {
				t.Fatal("a refusal is a record, and the department is told")
			}
		})
	}
	l, _ := received(sure(lead.Education))
	mustAnswer(t, l, lead.Education, lead.AnswerReturned{Reason: "R02", Competent: "ext:邻区教育局", Basis: "机构在邻区"}, 1)
}

// Nothing closes while an assisting department owes its part; the desk can excuse it.
func TestNothingClosesWithAnOpenDuty(t *testing.T) {
	l, _ := received(sure(lead.Education, lead.Market, lead.Fire))
	done := lead.AnswerDone{Outcome: lead.Substantiated, Note: "已责令停止并退费"}
	if _, refusal := answer(l, lead.Education, done, 1); refusal == nil || refusal.Code != NotSigned {
		t.Fatalf("done before signed: %v", refusal)
	}
	mustAnswer(t, l, lead.Education, lead.AnswerSigned{}, 1)
	if _, refusal := answer(l, lead.Education, done, 2); refusal == nil || refusal.Code != AssistOpen {
		t.Fatalf("%v", refusal)
	}
	mustAnswer(t, l, lead.Market, lead.AnswerSigned{}, 3)
	mustAnswer(t, l, lead.Market, done, 4)
	mustDecide(t, l, Excuse{Department: lead.Fire, Reason: "现场无隐患"}, 5)
	c := mustAnswer(t, l, lead.Education, done, 6)
	if l.State != Closed || l.Holder != lead.Nobody || len(queued[lead.LeadClosed](c, "")) != 1 {
		t.Fatalf("state %s, holder %q", l.State, l.Holder)
	}
	if _, refusal := answer(l, lead.Education, done, 7); refusal == nil || refusal.Code != NotAsked {
		t.Fatalf("done twice: %v", refusal)
	}
}

// What the sender adds reaches everyone who owes something; it can decide what waits, and brings an ended lead back to the desk.
func TestSupplements(t *testing.T) {
	more := lead.LeadSupplemented{Sender: "/990101/hotline-12345", Text: "就在桂花路12号"}
	t.Run("in hand", func(t *testing.T) {
		l, _ := received(sure(lead.Education, lead.Market))
		c := Supplemented(l, more, sure(lead.Education), at(1))
		if len(queued[lead.HandoffSupplemented](c, lead.Education)) != 1 || len(queued[lead.HandoffSupplemented](c, lead.Market)) != 1 {
			t.Fatal("both are told")
		}
	})
	t.Run("waiting", func(t *testing.T) {
		l, _ := received(lead.Decision{Category: lead.Vague, Why: "vague"})
		c := Supplemented(l, more, sure(lead.Education), at(1))
		if l.Leading() != lead.Education || len(queued[lead.HandoffSupplemented](c, lead.Education)) != 1 {
			t.Fatal("now the rules know, and the department gets what was added")
		}
	})
	t.Run("danger", func(t *testing.T) {
		l, _ := received(sure(lead.Education))
		d := sure(lead.Education)
		d.Alerts = []lead.Department{lead.Health}
		if c := Supplemented(l, more, d, at(1)); len(queued[lead.HandoffDispatched](c, lead.Health)) != 1 {
			t.Fatal("a danger that is told later reaches its owner at once")
		}
	})
	t.Run("ended", func(t *testing.T) {
		l, _ := received(lead.Decision{Decided: true, Lead: "none", Category: "X02"})
		Supplemented(l, more, lead.Decision{}, at(1))
		if l.State != AtDesk || l.Holder != lead.Desk {
			t.Fatal("somebody must look")
		}
	})
}

// A withdrawn complaint ends when nobody works on it; a department decides itself about what it has, and a danger stays.
func TestWithdrawals(t *testing.T) {
	w := lead.LeadWithdrawn{Sender: "/990101/hotline-12345"}
	l, _ := received(lead.Decision{Category: lead.Vague})
	if c := Withdrawn(l, w, at(1)); l.State != Closed || len(queued[lead.LeadClosed](c, "")) != 1 {
		t.Fatalf("state %s", l.State)
	}
	l, _ = received(sure(lead.Education))
	if c := Withdrawn(l, w, at(1)); l.State != Dispatched || len(queued[lead.HandoffWithdrawn](c, lead.Education)) != 1 {
		t.Fatalf("state %s", l.State)
	}
	l, _ = received(lead.Decision{Safety: true})
	if Withdrawn(l, w, at(1)); l.State != AtDesk {
		t.Fatalf("state %s: a danger does not go away with its reporter", l.State)
	}
}

func clone(l *Lead) *Lead {
	c := *l
	c.Duties = slices.Clone(l.Duties)
	return &c
}
