package cases

import (
	"os"
	"strings"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
)

// On the spot: two officers, the party is heard, a warning or 3,000 yuan on an organisation at most; decided and served at once.
func TestSimpleProcedure(t *testing.T) {
	s := begin(t, "2026-03-01").does(aHandler, "party", "2026-03-01", "name", "某中心", "kind", "organisation", "as", "subject").
		does(aHandler, "party", "2026-03-01", "name", "王某", "kind", "person", "as", "responsible")
	s.refuses(NotAllowed, aHandler, "spot", "2026-03-01", decision("1", "2026-03-01", rows{fineOf(1, 300001)}, "heard", true)...).
		refuses(NotAllowed, aHandler, "spot", "2026-03-01", decision("1", "2026-03-01", rows{fineOf(2, 20001)}, "heard", true)...).
		refuses(PaperMissing, aHandler, "spot", "2026-03-01", decision("1", "2026-03-01", rows{fineOf(2, 20000)}, "heard", false)...).
		does(aHandler, "spot", "2026-03-01", decision("1", "2026-03-01", rows{fineOf(1, 300000), fineOf(2, 20000), {"party": 2, "code": "warning"}}, "heard", true)...)
	if d := last[lead.CaseDecided](s); !d.Simple || d.Served != "2026-03-01" || s.c.Stage != Served || s.c.Dues[0].Due != "2026-03-16" {
		t.Fatalf("told %+v, owed %+v", d, s.c.Dues)
	}
	s.whole()
}

// A fine is paid within 15 days of service; then 3 % a day are added, never more than the fine. Who does not pay is urged, has ten working days, and
// then a court is asked.
func TestPerformance(t *testing.T) {
	for on, want := range map[string]int64{"2026-04-04": 0, "2026-04-05": 9000, "2026-04-14": 90000, "2026-12-01": 300000} {
		if got := Surcharge(300000, "2026-04-04", on); got != want {
			t.Errorf("on %s the surcharge is %d, want %d", on, got, want)
		}
	}
	s := begin(t, "2026-03-01").decided(plainFine).does(aHandler, "serve", "2026-03-20", "how", "direct")
	if s.c.Dues[0].Due != "2026-04-04" {
		t.Fatalf("due on %s", s.c.Dues[0].Due)
	}
	s.refuses(TooEarly, aHandler, "urge", "2026-04-04", "party", 1).
		refuses(Sums, aHandler, "pay", "2026-04-05", "party", 1, "code", "fine", "fen", 300001).
		refuses(Sums, aHandler, "pay", "2026-04-05", "party", 1, "code", "fine", "fen", 100000, "surcharge", 9001).
		does(aHandler, "pay", "2026-04-05", "party", 1, "code", "fine", "fen", 100000, "surcharge", 9000).
		refuses(TooEarly, aHead, "court", "2026-04-05", "party", 1).
		does(aHandler, "urge", "2026-04-07", "party", 1).
		refuses(TooEarly, aHead, "court", "2026-04-21", "party", 1).
		refuses(StillOpen, aHead, "close", "2026-04-21", "outcome", "penalised", "publish", true).
		does(aHead, "court", "2026-04-22", "party", 1).
		does(aHead, "close", "2026-04-23", "outcome", "penalised", "publish", true).whole()
	s = begin(t, "2026-03-01").decided(plainFine).does(aHandler, "serve", "2026-03-20", "how", "direct").
		does(aHead, "defer", "2026-03-25", "party", 1, "until", "2026-06-30", "reason", "经济困难，分期").
		does(aHandler, "pay", "2026-06-30", "party", 1, "code", "fine", "fen", 300000).
		does(aHead, "close", "2026-07-01", "outcome", "penalised", "publish", false, "reason", "无社会影响")
	if c := last[lead.CaseClosed](s); c.Publish || c.PublishNote == "" {
		t.Fatalf("told %+v", c)
	}
}

// A decision that is changed gets a version of its own and is lighter; one that is revoked leaves nothing standing. Both are announced, so that
// what was told of them is withdrawn.
func TestChangeAndRevoke(t *testing.T) {
	s := begin(t, "2026-03-01").decided(plainFine).does(aHandler, "serve", "2026-03-20", "how", "direct")
	s.refuses(Heavier, aHead, "change", "2026-04-01", decision("2", "2026-03-01", rows{fineOf(1, 400000)}, "reason", "复议后变更")...).
		does(aHead, "change", "2026-04-01", decision("2", "2026-03-01", rows{fineOf(1, 200000)}, "reason", "复议后变更")...)
	if r, d := last[lead.CaseRevoked](s), last[lead.CaseDecided](s); r.Version != 1 || r.Reason != "changed" || d.Version != 2 || d.Sums.Fines != 200000 {
		t.Fatalf("told %+v and %+v", r, d)
	}
	s.does(aHandler, "serve", "2026-04-02", "how", "direct").
		does(aHead, "revoke", "2026-05-01", "why", "unlawful", "reason", "判决撤销").
		refuses(PaperMissing, aHead, "close", "2026-05-02", "outcome", "penalised", "publish", true).
		does(aHead, "close", "2026-05-02", "outcome", "revoked", "publish", false, "reason", "决定已撤销")
	if r, c := last[lead.CaseRevoked](s), last[lead.CaseClosed](s); r.Version != 2 || r.Reason != "unlawful" || c.Sums.Fines != 0 {
		t.Fatalf("told %+v and %+v", r, c)
	}
	s.whole()
}

// One act is fined once: after another department's fine on the same party for the same, a second is refused, until the taskforce allows it.
func TestFinedOnce(t *testing.T) {
	s := begin(t, "2026-03-01").noticed(plainFine)
	s.w.Others = []Other{{Case: "990101-market-2026-000009", Department: lead.Market, Stage: Served, Category: "A05", Fined: true}}
	v := Look(s.c, s.w, aHandler)
	if len(v.Warnings) != 1 || v.Warnings[0].Code != "double-filing" || v.Warnings[0].Other.Case != "990101-market-2026-000009" {
		t.Fatalf("warned of %+v", v.Warnings)
	}
	s.refuses(FinedTwice, aHead, "decide", "2026-03-18", decision("1", "2026-03-01", plainFine)...).
		refuses(WrongRole, aHead, "allow-second", "2026-03-18", "reason", "x").
		does(theForce, "allow-second", "2026-03-18", "reason", "不同违法行为").
		does(aHead, "decide", "2026-03-18", decision("1", "2026-03-01", plainFine)...)
	s = begin(t, "2026-03-01").noticed(plainFine)
	s.w.Others = []Other{{Case: "x", Department: lead.Market, Stage: Served, Category: "E01", Fined: true}}
	s.does(aHead, "decide", "2026-03-18", decision("1", "2026-03-01", plainFine)...) // another conduct
}

// Evidence that is kept in place is free after seven working days, whoever forgets it; what is sealed or seized after 30 days, or 60.
func TestHoldsLapse(t *testing.T) {
	s := begin(t, "2026-03-01").filed("2026-03-02", "2026-03-02").
		does(aHandler, "preserve", "2026-03-02", "what", "收据一本").
		does(aHead, "seize", "2026-03-02", "what", "教具").
		does(aHead, "extend-hold", "2026-03-30", "hold", 2, "reason", "案情复杂").
		refuses(NotAllowed, aHead, "extend-hold", "2026-03-30", "hold", 2, "reason", "再延")
	if s.c.Holds[0].Due != "2026-03-11" || !s.c.Holds[0].Lapsed || s.c.Holds[0].Released != "2026-03-11" || s.c.Holds[1].Due != "2026-05-01" {
		t.Fatalf("held are %+v", s.c.Holds)
	}
	s.w.At = dayOf("2026-05-02")
	if v := Look(s.c, s.w, aHandler); !v.Holds[1].Lapsed || v.Warnings[0].Code != "lapsed" {
		t.Fatalf("looked at %+v", v.Holds)
	}
	s.does(aHandler, "seize", "2026-03-31", "what", "电脑", "urgent", true)
	if s.c.running(stepApprove, 3) == nil {
		t.Fatal("no approval waits")
	}
	s.refuses(WrongRole, aHandler, "approve-coercion", "2026-04-01", "hold", 3).does(aHead, "approve-coercion", "2026-04-01", "hold", 3).whole()
}

// While a case rests for an appraisal its time does not count; what is extended is extended as the rule allows.
func TestClocksRestAndExtend(t *testing.T) {
	s := beginOf(t, lead.Market, "2026-03-01")
	market, marketHead := actor.Of("market"), actor.Of("market-head")
	if k := s.c.Clocks[0]; k.ID != "MK-04" || k.Due != "2026-03-20" || k.Law == "" {
		t.Fatalf("the check is %+v", k)
	}
	s.does(marketHead, "extend-check", "2026-03-20", "reason", "复杂").
		refuses(NotAllowed, marketHead, "extend-check", "2026-03-20", "reason", "复杂").
		does(market, "verify", "2026-03-21", "found", "substantiated").
		does(marketHead, "file", "2026-04-01", "number", "1", "reason", "x")
	if k := s.c.running(stepDecide, 0); k.Due != "2026-06-30" { // 90 days
		t.Fatalf("the decision is due on %s", k.Due)
	}
	s.does(marketHead, "suspend", "2026-04-11", "reason", "appraisal").
		does(market, "party", "2026-04-12", "name", "某", "kind", "business", "as", "subject").
		refuses(Resting, market, "conclude", "2026-04-12", "proposal", "penalise")
	if s.c.NextDue() != "" {
		t.Fatalf("due on %s while it rests", s.c.NextDue())
	}
	s.does(market, "resume", "2026-04-21")
	if k := s.c.running(stepDecide, 0); k.Due != "2026-07-10" { // ten days did not count
		t.Fatalf("after the rest it is due on %s", k.Due)
	}
	s.does(marketHead, "extend", "2026-07-10", "reason", "复杂")
	if k := s.c.running(stepDecide, 0); k.Due != "2026-08-09" {
		t.Fatalf("extended it is due on %s", k.Due)
	}
	s.refuses(PaperMissing, marketHead, "extend", "2026-08-01", "reason", "复杂", "until", "2026-09-01").
		does(marketHead, "extend", "2026-08-01", "reason", "复杂", "until", "2026-09-01", "present", []string{"丙", "丁"}).
		refuses(NotAllowed, marketHead, "extend", "2026-08-02", "reason", "复杂", "until", "2026-10-01", "present", []string{"丙", "丁"})
	s.w.At = dayOf("2026-09-02")
	if v := Look(s.c, s.w, market); !v.Late || v.NextDue != "2026-09-01" {
		t.Fatalf("next is %s, late %v", v.NextDue, v.Late)
	}
}

// A blocked exit is checked within a day, another fire report within three working days.
func TestFireClocks(t *testing.T) {
	for category, want := range map[lead.Category]string{"F02": "2026-07-04", "F01": "2026-07-08"} {
		w := worldOn(t, "2026-07-03")
		c, _ := Open("n", Opening{Department: lead.Fire, Lead: "l", Category: category, At: w.At}, w)
		if got := c.Clocks[0].Due; got != want {
			t.Errorf("%s is due on %s, want %s", category, got, want)
		}
	}
}

// Refunds are kept by payer, without names; a list must sum to the order, and nobody gets more than theirs.
func TestRefundsByPayer(t *testing.T) {
	s := begin(t, "2026-03-01").does(aHandler, "order-refund", "2026-03-01", "fen", 300, "payers", 2)
	list := func(pairs ...any) rows {
		var out rows
		for i := 0; i < len(pairs); i += 2 {
			out = append(out, map[string]any{"key": pairs[i], "fen": pairs[i+1]})
		}
		return out
	}
	s.refuses(Sums, aHandler, "list-payers", "2026-03-01", "payers", list("payer 1", 100, "payer 2", 201)).
		refuses(Sums, aHandler, "list-payers", "2026-03-01", "payers", list("payer 1", 100, "payer 1", 200)).
		does(aHandler, "list-payers", "2026-03-01", "payers", list("payer 1", 100, "payer 2", 200)).
		refuses(Sums, aHandler, "refund-paid", "2026-03-02", "payments", list("payer 1", 101), "papers", paper).
		refuses(Sums, aHandler, "refund-paid", "2026-03-02", "payments", list("payer 3", 1), "papers", paper).
		refuses(Sums, aHandler, "refund-paid", "2026-03-02", "fen", 100, "papers", paper).
		does(aHandler, "refund-paid", "2026-03-02", "payments", list("payer 1", 100, "payer 2", 50), "papers", paper)
	if m := last[lead.RefundMoved](s); m.Refunds != (lead.Refunds{Ordered: 300, Paid: 150, Payers: 2, Done: 1}) {
		t.Fatalf("told %+v", m)
	}
	s.does(aHandler, "verify", "2026-03-02", "found", "substantiated").
		refuses(StillOpen, aHead, "close", "2026-03-03", "outcome", "refunded", "publish", false, "reason", "x", "note", "x").
		does(aHead, "hand-refund", "2026-03-03", "reason", "家长已起诉").
		does(aHead, "close", "2026-03-03", "outcome", "refunded", "publish", false, "reason", "未作处罚", "note", "轻微")
	if _, _, refusal := Do(begin(t, "2026-03-01").c, s.w, aHandler, "list-payers", input(t, "on", "2026-03-01", "payers", list("张三", 300))); refusal == nil || refusal.Code != InvalidInput {
		t.Fatalf("a name was taken: %v", refusal)
	}
}

// An overcharge is the market department's to order back, and is lifted as it is paid.
func TestOvercharge(t *testing.T) {
	begin(t, "2026-03-01").refuses(NotYours, aHandler, "order-refund", "2026-03-01", "fen", 300, "payers", 1, "overcharge", true)
	market := actor.Of("market")
	s := beginOf(t, lead.Market, "2026-03-01").does(market, "order-refund", "2026-03-01", "fen", 300, "payers", 1, "overcharge", true).
		refuses(NoSuch, market, "recheck", "2026-03-01", "order", 1, "result", "passed").
		does(market, "refund-paid", "2026-03-01", "fen", 300, "payers", 1, "papers", paper)
	if o := s.c.Orders[0]; o.Kind != "refund-overcharge" || o.Lifted == "" {
		t.Fatalf("the order is %+v", o)
	}
}

// A safety order opens and lifts the gate of its institution, also when that is confirmed later; it outlives a case that hands it over.
func TestSafetyOrders(t *testing.T) {
	s := begin(t, "2026-03-01").does(aHandler, "party", "2026-03-01", "name", "某", "kind", "organisation", "as", "subject").
		does(aHandler, "verify", "2026-03-01", "found", "substantiated").
		does(aHandler, "order", "2026-03-01", "party", 1, "safety", true, "due", "2026-03-05", "what", "拆除防盗网")
	if len(s.changed) != 0 {
		t.Fatalf("changed %v before it was confirmed", s.changed)
	}
	s.does(aHandler, "party", "2026-03-02", "no", 1, "name", "某", "kind", "organisation", "as", "subject", "institution", "inst-3")
	if len(s.changed) != 1 || s.c.Orders[0].Institution != "inst-3" {
		t.Fatalf("changed %v, order %+v", s.changed, s.c.Orders[0])
	}
	s.does(aHandler, "educate", "2026-03-02").does(aHead, "hand-order", "2026-03-06", "order", 1, "to", "柳塘街道", "reason", "属地监督").
		does(aHead, "close", "2026-03-06", "outcome", "educated", "publish", false, "reason", "未作处罚", "note", "轻微")
	if s.c.Orders[0].Lifted != "" {
		t.Fatal("the order was lifted by closing")
	}
	s.does(aHandler, "recheck", "2026-03-20", "order", 1, "result", "passed")
	if s.c.Orders[0].Lifted != "2026-03-20" || len(s.changed) != 2 {
		t.Fatalf("changed %v", s.changed)
	}
}

// The day on which a matter came is not moved past the day on which the case was opened: that would give more time.
func TestTheClueIsNotLater(t *testing.T) {
	s := begin(t, "2026-03-02")
	s.refuses(DateOrder, aHandler, "register", "2026-03-05", "clue", "2026-03-04").
		does(aHandler, "register", "2026-03-05", "clue", "2026-02-27")
	if k := s.c.running(stepVerify, 0); k.Due != "2026-03-19" { // from Friday 02-27; Saturday 02-28 is worked
		t.Fatalf("the check is due on %s", k.Due)
	}
}

// A paper is named by its entry among the evidence or by its digest; a name alone proves nothing.
func TestPapersAreNamed(t *testing.T) {
	begin(t, "2026-03-01").does(aHandler, "order-refund", "2026-03-01", "fen", 300, "payers", 1).
		refuses(PaperMissing, aHandler, "refund-paid", "2026-03-01", "fen", 300, "payers", 1, "papers", rows{{"kind": "收条"}}).
		does(aHandler, "refund-paid", "2026-03-01", "fen", 300, "payers", 1, "papers", rows{{"kind": "收条", "sha256": strings.Repeat("0f", 32)}})
}

// A closed case is opened again for what came later, and stands where its papers put it.
func TestReopen(t *testing.T) {
	s := begin(t, "2026-03-01").does(aHandler, "verify", "2026-03-02", "found", "not-substantiated").
		refuses(NotAllowed, aHead, "file", "2026-03-02", "number", "1", "reason", "x").
		does(aHead, "not-file", "2026-03-02", "reason", "未发现违法事实").
		does(aHead, "close", "2026-03-02", "outcome", "not-filed", "publish", false, "reason", "未立案").
		does(aHead, "reopen", "2026-04-01", "reason", "新的举报事实")
	if s.c.Stage != Checking || s.c.running(stepVerify, 0) == nil {
		t.Fatalf("it is %s", s.c.Stage)
	}
	s.refuses(PaperMissing, aHead, "not-file", "2026-04-01", "reason", "x").whole()
}

// Nothing of a case about sexual harm is published.
func TestSealedCases(t *testing.T) {
	w := worldOn(t, "2026-03-01")
	if c, _ := Open("n", Opening{Department: lead.Police, Lead: "l", Category: "G06", At: w.At}, w); !c.Sealed {
		t.Fatal("G06 is not sealed")
	}
	s := begin(t, "2026-03-01").does(aHandler, "register", "2026-03-01", "sealed", true).decided(plainFine).does(aHandler, "serve", "2026-03-20", "how", "direct").
		does(aHandler, "pay", "2026-03-20", "party", 1, "code", "fine", "fen", 300000).
		refuses(NotAllowed, aHead, "close", "2026-03-21", "outcome", "penalised", "publish", true)
	if !last[lead.CaseDecided](s).Sealed {
		t.Fatal("the decision does not say so")
	}
}

// Only what the department of the case may do is offered, with the choices that the case leaves.
func TestWhatIsOffered(t *testing.T) {
	s := begin(t, "2026-03-01").concluded()
	names := func(a actor.Actor) string {
		var out []string
		for _, v := range Look(s.c, s.w, a).Acts {
			out = append(out, v.Name)
		}
		return strings.Join(out, " ")
	}
	if got := names(aLegal); got != "review" {
		t.Errorf("legal may %q", got)
	}
	if got := names(actor.Of("market-head")) + names(actor.Of("auditor")); got != "" {
		t.Errorf("others may %q", got)
	}
	for _, a := range Look(s.c, s.w, aHandler).Acts {
		if a.Name != "notice" {
			continue
		}
		for _, f := range a.Fields {
			if f.Name == "measures" && (len(f.Rows[0].Choices) != 1 || len(f.Rows[1].Choices) < 8) {
				t.Errorf("offered %+v", f.Rows)
			}
			if f.Label.ZH == "" || f.Label.EN == "" {
				t.Errorf("%s has no label", f.Name)
			}
		}
	}
}

// Every act has both labels, roles, stages and an effect, and every field both labels.
func TestTheTableIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range acts {
		if a.Label.ZH == "" || a.Label.EN == "" || len(a.Roles) == 0 || len(a.Stages) == 0 || a.do == nil || seen[a.Name] {
			t.Errorf("%s is not whole", a.Name)
		}
		seen[a.Name] = true
		names := map[string]int{}
		for _, f := range a.AllFields() {
			names[f.Name]++
			if f.Label.ZH == "" || f.Label.EN == "" || f.Type == Choice && len(f.Choices) == 0 || f.Type == Rows && len(f.Rows) == 0 {
				t.Errorf("%s of %s is not whole", f.Name, a.Name)
			}
		}
		for name, n := range names {
			if n > 1 {
				t.Errorf("%s has %s twice", a.Name, name)
			}
		}
	}
}

// The document names every act with its fields.
func TestTheDocumentNamesEveryAct(t *testing.T) {
	content, err := os.ReadFile("../../../../docs/cases.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for line := range strings.Lines(string(content)) {
		if name, ok := strings.CutPrefix(line, "| `"); ok {
			name, _, _ = strings.Cut(name, "`")
			rows[name] = line
		}
	}
	for _, a := range acts {
		if !strings.Contains(rows[a.Name], a.Label.ZH) {
			t.Errorf("%s is not in docs/cases.md", a.Name)
		}
		for _, f := range a.Fields {
			if !strings.Contains(rows[a.Name], "`"+f.Name+"`") {
				t.Errorf("%s of %s is not in docs/cases.md", f.Name, a.Name)
			}
		}
	}
	if len(rows) != len(acts) {
		t.Errorf("docs/cases.md names %d acts of %d", len(rows), len(acts))
	}
}

// A refund that is ordered anew leaves something for everybody who has not got all of theirs: else it could not end.
func TestRefundOrderedAnewCanEnd(t *testing.T) {
	s := begin(t, "2026-03-01").does(aHandler, "order-refund", "2026-03-02", "fen", 1000, "payers", 3).
		does(aHandler, "refund-paid", "2026-03-03", "fen", 600, "payers", 1, "papers", paper)
	s.refuses(Sums, aHandler, "order-refund", "2026-03-04", "fen", 600, "payers", 3).
		refuses(Sums, aHandler, "order-refund", "2026-03-04", "fen", 601, "payers", 3).
		does(aHandler, "order-refund", "2026-03-04", "fen", 602, "payers", 3).
		does(aHandler, "refund-paid", "2026-03-05", "fen", 2, "payers", 2, "papers", paper)
	if s.c.Refund.Open() || s.c.Orders[1].Lifted == "" {
		t.Fatalf("it is not ended: %+v", s.c.Refund)
	}
}

// Who has paid more than a decision that was changed asks for owes nothing: nobody urges it, and no court is asked.
func TestWhoPaidMoreOwesNothing(t *testing.T) {
	s := begin(t, "2026-03-01").decided(plainFine).does(aHandler, "serve", "2026-03-20", "how", "direct").
		does(aHandler, "pay", "2026-03-25", "party", 1, "code", "fine", "fen", 300000).
		does(aHead, "change", "2026-04-01", decision("2", "2026-03-01", rows{fineOf(1, 200000)}, "reason", "复议后变更")...).
		does(aHandler, "serve", "2026-04-02", "how", "direct")
	s.refuses(TooEarly, aHandler, "urge", "2026-05-01", "party", 1).
		refuses(NoSuch, aHead, "defer", "2026-05-01", "party", 1, "until", "2026-06-01", "reason", "x").
		refuses(NoSuch, aHead, "court", "2026-05-20", "party", 1)
}

// Two officers are two persons, and who handled a case does not decide it, in whatever characters the names are written.
func TestPersonsHoweverTheyAreWritten(t *testing.T) {
	s := begin(t, "2026-03-01").
		refuses(TwoOfficers, aHandler, "verify", "2026-03-02", "found", "substantiated", "officers", []any{"张三", "张\u200b三"}, "shown", true).
		noticed(plainFine)
	s.does(aHandler, "state", "2026-03-12", "text", "x", "adopted", false, "reason", "x", "person", "张三")
	for _, written := range []string{"张 三", "張三", "张\u2060三"} {
		s.refuses(SamePerson, aHead, "decide", "2026-03-18", decision("1", "2026-03-01", plainFine, "person", written)...)
	}
	s.does(aHead, "decide", "2026-03-18", decision("1", "2026-03-01", plainFine, "person", "李四")...)
}

// A safety order is not taken from an institution by writing another party down, unless a note says why.
func TestSafetyOrderStaysOnItsInstitution(t *testing.T) {
	s := begin(t, "2026-03-01").does(aHandler, "party", "2026-03-01", "name", "某中心", "kind", "organisation", "as", "subject", "institution", "inst-1").
		does(aHandler, "stop", "2026-03-01", "party", 1, "safety", true)
	s.refuses(PaperMissing, aHandler, "party", "2026-03-02", "no", 1, "name", "某中心", "kind", "organisation", "as", "subject").
		does(aHandler, "party", "2026-03-02", "no", 1, "name", "某中心", "kind", "organisation", "as", "subject", "institution", "inst-1").
		does(aHandler, "party", "2026-03-02", "no", 1, "name", "某中心", "kind", "organisation", "as", "subject", "institution", "inst-2", "note", "现场核对，系隔壁机构")
	if s.c.Orders[0].Institution != "inst-2" || len(s.changed) == 0 {
		t.Fatalf("it is on %s", s.c.Orders[0].Institution)
	}
}

// The outcomes of cases are told to the public's figures (disclosure): whoever adds one adds it there. They are these.
func TestOutcomesOfCases(t *testing.T) {
	var have []string
	for _, f := range Find("close").Fields {
		if f.Name == "outcome" {
			for _, o := range f.Choices {
				have = append(have, o.Value)
			}
		}
	}
	if want := "penalised corrected educated refunded no-penalty not-filed referred transferred discipline revoked"; strings.Join(have, " ") != want {
		t.Fatalf("the outcomes are %v", have)
	}
}

// A closed case whose decision is revoked has not ended with a penalty: that is told again, for the figures.
func TestRevokedAfterTheCaseWasClosed(t *testing.T) {
	s := begin(t, "2026-03-01").decided(plainFine).does(aHandler, "serve", "2026-03-20", "how", "direct").
		does(aHandler, "pay", "2026-03-25", "party", 1, "code", "fine", "fen", 300000).
		does(aHead, "close", "2026-03-26", "outcome", "penalised", "publish", true).
		does(aHead, "revoke", "2026-05-01", "why", "unlawful", "reason", "判决撤销")
	if c := last[lead.CaseClosed](s); s.c.Outcome != "revoked" || c.Outcome != "revoked" || c.On != "2026-03-26" || c.Sums.Fines != 0 || c.Publish || c.PublishNote == "" || count[lead.CaseClosed](s) != 2 {
		t.Fatalf("it is %s, told %+v", s.c.Outcome, c)
	}
}

// No identity number of a person is put down unmasked, neither as the masked one with stars around it nor in a name.
func TestPartiesAreMasked(t *testing.T) {
	s := begin(t, "2026-03-01")
	for _, fields := range [][]any{{"name", "王某", "maskedId", "11010519491231002X****"}, {"name", "王某", "maskedId", "****1101051949123100"}, {"name", "王某 11010519491231002X"}, {"name", "王某", "representative", "11010519491231002X"}} {
		s.refuses(InvalidInput, aHandler, "party", "2026-03-01", append(fields, "kind", "person", "as", "subject")...)
	}
	s.does(aHandler, "party", "2026-03-01", "name", "王某", "maskedId", "110105********002X", "kind", "person", "as", "subject")
}

// Nothing is done in a case before the department had the matter; what began on a visit is put down after the day of that was registered.
func TestNothingBeforeTheClue(t *testing.T) {
	begin(t, "2026-03-05").refuses(DateOrder, aHandler, "verify", "1999-01-01", "found", "substantiated").
		refuses(DateOrder, aHandler, "stop", "2026-03-04").
		does(aHandler, "register", "2026-03-04", "clue", "2026-03-04").
		does(aHandler, "stop", "2026-03-04")
}
