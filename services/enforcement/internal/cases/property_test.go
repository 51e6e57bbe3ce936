package cases

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"xiansuo/services/internal/actor"
)

// guess makes up an input for an act that may or may not be taken.
func guess(t *rapid.T, c *Case, fields []Field) map[string]any {
	in := map[string]any{}
	for _, f := range fields {
		if f.Name == "person" || f.Name == "unit" {
			continue // whoever handles it and whoever decides it would be one
		}
		if !f.Required && rapid.IntRange(0, 3).Draw(t, f.Name+"?") == 0 {
			continue
		}
		if f.Name == "measures" {
			in[f.Name] = rapid.SampledFrom([]rows{plainFine, {fineOf(1, 20000)}, {{"party": 1, "code": "warning"}}, {fineOf(1, 7000000)}, {fineOf(2, 100)}, {{"party": 1, "code": "fine"}}}).Draw(t, "measures")
			continue
		}
		switch f.Type {
		case Text:
			in[f.Name] = map[string]string{"code": rapid.SampledFrom([]string{"fine", "warning", "confiscate-gains", "talk"}).Draw(t, "code"), "basis": "other", "key": "payer 1",
				"category": "A05", "sha256": "", "uscc": "", "maskedId": "", "grade": "", "agencyCode": "", "institution": "inst-1", "evidence": "ev-1"}[f.Name]
			if in[f.Name] == "" {
				in[f.Name] = "某"
				if f.form != nil && f.Name != "evidence" || f.Name == "uscc" || f.Name == "maskedId" || f.Name == "agencyCode" {
					delete(in, f.Name)
				}
			}
			if f.Name == "basis" && f.Max > 100 {
				in[f.Name] = "某法"
			}
		case Date:
			in[f.Name] = dayOf("2026-03-01").AddDate(0, 0, rapid.IntRange(-120, 200).Draw(t, f.Name)).Format("2006-01-02")
			if f.Name == "actOn" {
				in[f.Name] = "2026-03-01"
			}
		case Fen:
			in[f.Name] = rapid.SampledFrom([]int64{0, 100, 5000, 20000, 300000}).Draw(t, f.Name)
		case Count:
			in[f.Name] = rapid.SampledFrom([]int{1, 1, 1, 1, 2, 0}).Draw(t, f.Name)
			if f.Name == "no" || f.Name == "percent" {
				delete(in, f.Name)
			}
		case Choice:
			in[f.Name] = rapid.SampledFrom(f.Choices).Draw(t, f.Name).Value
			if f.Name == "of" || f.Name == "longer" {
				delete(in, f.Name)
			}
		case YesNo:
			in[f.Name] = f.Name == "shown" || rapid.IntRange(0, 4).Draw(t, f.Name) > 0
			if f.Name == "sealed" || f.Name == "lighter" {
				delete(in, f.Name)
			}
		case List:
			in[f.Name] = []string{"甲", "乙"}
		case Rows:
			n := rapid.SampledFrom([]int{1, 1, 1, 2}).Draw(t, f.Name+"#")
			var out []map[string]any
			for range n {
				out = append(out, guess(t, c, f.Rows))
			}
			in[f.Name] = out
		}
	}
	return in
}

// onward chooses a step of the procedure that is its turn, and who may take it.
func onward(t *rapid.T, c Case, w World, by actor.Actor, otherwise Act) (actor.Actor, Act) {
	spine := rapid.Permutation([]string{"verify", "file", "conclude", "review", "discuss", "notice", "waive", "hear", "decide", "serve", "pay", "recheck", "spot", "close", "refund-paid", "party"}).Draw(t, "spine")
	for _, name := range spine {
		a := Find(name)
		for _, who := range []actor.Actor{aHandler, aHead, aLegal} {
			if a.allowed(&c, w, who) == nil {
				return who, *a
			}
		}
	}
	return by, otherwise
}

// Whatever acts are given in whatever order, the chain is dense, the days go forward, a refusal changes nothing, the sums fit, and no decision stands
// without what is mandatory.
func TestAnyOrderOfActs(t *testing.T) {
	w := worldOn(t, "2026-12-01")
	taken := 0
	rapid.Check(t, func(rt *rapid.T) {
		s := begin(t, "2026-03-01")
		s.w = w
		switch rapid.IntRange(0, 3).Draw(rt, "begins") {
		case 1:
			s.filed("2026-03-02", "2026-03-02")
		case 2:
			s.concluded("complex", rapid.Bool().Draw(rt, "complex"))
		case 3:
			s.noticed(plainFine, "major", rapid.Bool().Draw(rt, "major"))
		}
		who := []actor.Actor{aHandler, aHead, aLegal, theForce}
		for range rapid.IntRange(10, 60).Draw(rt, "acts") {
			by := rapid.SampledFrom(who).Draw(rt, "who")
			act := rapid.SampledFrom(acts).Draw(rt, "act")
			switch may := Allowed(s.c, w, by); {
			case rapid.IntRange(0, 1).Draw(rt, "onward") == 0:
				by, act = onward(rt, s.c, w, by, act)
			case len(may) > 0 && rapid.IntRange(0, 9).Draw(rt, "sensible") > 0:
				act = *rapid.SampledFrom(may).Draw(rt, "may")
			}
			day := dayOf(max(s.c.LastPaper, "2026-03-19")).AddDate(0, 0, rapid.SampledFrom([]int{0, 0, 0, 1, 8, 8, -1}).Draw(rt, "days"))
			in := guess(rt, &s.c, act.AllFields())
			in["on"] = day.Format("2006-01-02")
			var pairs []any
			for k, v := range in {
				pairs = append(pairs, k, v)
			}
			was := s.c
			if refusal := s.try(by, act.Name, day.Format("2006-01-02"), pairs...); refusal == nil {
				taken++
			}
			if problem := wrong(was, s.c); problem != "" {
				rt.Fatalf("after %s: %s", act.Name, problem)
			}
		}
		if err := Verify(s.bodies); err != nil {
			rt.Fatal(err)
		}
	})
	if taken < 300 {
		t.Errorf("only %d acts were taken: the test tries too little", taken)
	}
}

// wrong says what must not be, or "".
func wrong(was, c Case) string {
	m := c.Money
	switch {
	case c.LastPaper < was.LastPaper:
		return "a step backwards in days"
	case m.Gains != m.Collected-m.RefundedBefore-m.Lawful || m.Gains < 0:
		return fmt.Sprintf("the sums are %+v", m)
	case c.Refund.Paid > c.Refund.Ordered || c.Refund.Done > c.Refund.Payers || (c.Refund.Ordered > 0) && (c.Refund.Paid == c.Refund.Ordered) != (c.Refund.Done == c.Refund.Payers):
		return fmt.Sprintf("the refunds are %+v", c.Refund)
	}
	for _, p := range c.Dues {
		if p.Paid > p.Fen || p.Surcharge > p.Fen {
			return fmt.Sprintf("paid is %+v", p)
		}
	}
	standing := 0
	for i, d := range c.Decisions {
		if d.Version != i+1 {
			return "versions have a gap"
		}
		if d.InForce() {
			standing++
		}
	}
	if standing > 1 {
		return "two decisions stand"
	}
	if d := c.Standing(); d != nil && !d.Simple && len(was.Decisions) < len(c.Decisions) && d.Version == 1 {
		n, r := c.Notice, c.Report
		switch {
		case n == nil || n.Waived == "" && n.Held == "" && d.On <= n.Until:
			return "decided before the party's time was over"
		case (r.Interest || r.Complex || r.ByLaw || n.Held != "") && c.Review == "":
			return "decided without a mandatory review"
		case (r.Complex || r.Major) && c.Discussed == "":
			return "decided without a discussion"
		case n.Asked != "" && n.Held == "":
			return "decided without the hearing"
		}
	}
	if c.Stage == Closed && was.Stage != Closed {
		for _, o := range c.Orders {
			if o.Lifted == "" && o.Handed == "" {
				return "closed with an open order"
			}
		}
		if c.Refund.Open() || c.Outcome == "" {
			return "closed with open refunds, or without an outcome"
		}
	}
	return ""
}
