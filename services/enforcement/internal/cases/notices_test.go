package cases

import (
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
)

// The timeline of a county's decision: a clue of the city's hotline on 2025-12-25, on the spot on Saturday 2025-12-27, filed on 12-31, 34 pupils and
// 46,580 yuan of which 43,580 were paid back before filing, the investigation closed on 2026-01-12.
func TestCountyCase(t *testing.T) {
	s := begin(t, "2025-12-25")
	if k := s.c.Clocks[0]; k.Due != "2026-01-16" { // 15 working days: 01-01 to 01-03 are holidays, Sunday 01-04 is worked
		t.Fatalf("the check is due on %s", k.Due)
	}
	s.does(aHandler, "register", "2025-12-25", "clue", "2025-12-25", "category", "A05", "street", "柳塘街道").
		does(aHandler, "verify", "2025-12-27", "found", "substantiated", "place", "柳塘街道某楼").
		does(aHandler, "stop", "2025-12-27", "safety", false).
		does(aHead, "file", "2025-12-31", "number", "云教立〔2025〕2号", "reason", "涉嫌变相开展学科类培训").
		does(aHandler, "party", "2025-12-31", "name", "云汀区某托管中心", "kind", "organisation", "as", "subject").
		does(aHandler, "investigate", "2026-01-05", "kind", "inquiry", "text", "共有学员34名、教职工7名。").
		refuses(Sums, aHandler, "money", "2026-01-06", "collected", 4658000, "refundedBefore", 4358000, "gains", 4658000).
		does(aHandler, "money", "2026-01-06", "collected", 4658000, "refundedBefore", 4358000, "gains", 300000).
		does(aHandler, "recheck", "2026-01-06", "order", 1, "result", "passed").
		does(aHandler, "conclude", "2026-01-12", "proposal", "penalise")
	if s.c.Money.Gains != 300000 {
		t.Fatalf("gains are %d", s.c.Money.Gains)
	}
	m := rows{{"party": 1, "code": "confiscate-gains", "fen": 300000}, fineOf(1, 300000, "basis", "o53-17", "of", "gains", "percent", 100)}
	s.does(aHandler, "notice", "2026-01-12", "number", "云教罚告字〔2026〕2号", "actOn", "2025-12-27", "measures", m)
	if s.c.Notice.Until != "2026-01-19" {
		t.Fatalf("the party has until %s", s.c.Notice.Until)
	}
	s.refuses(TooEarly, aHead, "decide", "2026-01-19", decision("云教罚字〔2026〕第2号", "2025-12-27", m)...).
		does(aHead, "decide", "2026-01-20", decision("云教罚字〔2026〕第2号", "2025-12-27", m)...).
		does(aHandler, "serve", "2026-01-22", "how", "direct").
		does(aHandler, "pay", "2026-01-26", "party", 1, "code", "fine", "fen", 300000).
		refuses(StillOpen, aHead, "close", "2026-01-27", "outcome", "penalised", "publish", true).
		does(aHandler, "pay", "2026-01-27", "party", 1, "code", "confiscate-gains", "fen", 300000).
		does(aHead, "close", "2026-01-27", "outcome", "penalised", "publish", true)
	decided, closed := last[lead.CaseDecided](s), last[lead.CaseClosed](s)
	if want := (lead.Sums{Collected: 4658000, RefundedBefore: 4358000, Gains: 300000, Fines: 300000, Confiscated: 300000}); decided.Sums != want || closed.Sums != want {
		t.Fatalf("told %+v and %+v", decided.Sums, closed.Sums)
	}
	if decided.Served != "2026-01-22" || decided.On != "2026-01-20" || !closed.Publish || closed.Outcome != "penalised" {
		t.Fatalf("told %+v, %+v", decided, closed)
	}
	for _, k := range s.c.Clocks {
		if k.Runs() || k.End == late {
			t.Errorf("clock %s of %s ended %q on %s", k.ID, k.Step, k.End, k.Ended)
		}
	}
	s.whole()
}

// 60 yuan for each of 9 pupils in 5 lessons is 2,700 yuan; the arithmetic is kept, and another sum is refused.
func TestFeesReconcile(t *testing.T) {
	s := begin(t, "2022-10-07")
	fees := rows{{"each": 6000, "pupils": 9, "lessons": 5}}
	s.does(aHandler, "verify", "2022-10-07", "found", "substantiated").
		refuses(Sums, aHandler, "money", "2022-10-08", "fees", fees, "collected", 280000).
		does(aHandler, "money", "2022-10-08", "fees", fees, "collected", 270000, "refundedBefore", 270000)
	if s.c.Money.Collected != 270000 || s.c.Money.Gains != 0 {
		t.Fatalf("worked out %+v", s.c.Money)
	}
	s.whole()
}

// An advertisement of 300 yuan, fined four times: 1,200 yuan.
func TestFourTimesTheAdvertisement(t *testing.T) {
	s := beginOf(t, lead.Market, "2021-07-20")
	market, marketHead := actor.Of("market"), actor.Of("market-head")
	m := rows{fineOf(1, 120000, "basis", "gg-55", "of", "ad-cost", "percent", 400)}
	wrong := rows{fineOf(1, 120000, "basis", "gg-55", "of", "ad-cost", "percent", 300)}
	little := rows{fineOf(1, 30000, "basis", "gg-55", "of", "ad-cost", "percent", 100)}
	s.does(market, "verify", "2021-07-20", "found", "substantiated").
		does(marketHead, "file", "2021-07-21", "number", "云市监立〔2021〕1号", "reason", "涉嫌虚假宣传").
		does(market, "party", "2021-07-21", "name", "某培训中心", "kind", "organisation", "as", "subject").
		does(market, "investigate", "2021-07-22", "kind", "site", "text", "横幅制作费用300元。").
		does(market, "money", "2021-07-22", "adCost", 30000).
		does(market, "conclude", "2021-07-26", "proposal", "penalise").
		refuses(Sums, market, "notice", "2021-07-27", "number", "1", "actOn", "2021-07-20", "measures", wrong).
		refuses(OutOfRange, market, "notice", "2021-07-27", "number", "1", "actOn", "2021-07-20", "measures", little).
		does(market, "notice", "2021-07-27", "number", "1", "actOn", "2021-07-20", "measures", m).
		does(market, "waive", "2021-07-28", "papers", paper).
		does(marketHead, "decide", "2021-07-29", decision("云市监罚〔2021〕1号", "2021-07-20", m)...)
	if s := last[lead.CaseDecided](s); s.Sums.Fines != 120000 {
		t.Fatalf("told %+v", s.Sums)
	}
	s.whole()
}

// A school had until 09-28 to take out two faulty extinguishers; on 09-29 it had not: 5,500 yuan for the unit and 600 for the person who is
// responsible. The order is about safety: it stays until a recheck is passed.
func TestUnitAndPerson(t *testing.T) {
	s := beginOf(t, lead.Fire, "2024-09-26")
	fire, fireHead := actor.Of("fire"), actor.Of("fire-head")
	m := rows{fineOf(1, 550000, "basis", "xf-65"), fineOf(2, 60000, "basis", "xf-65")}
	s.does(fire, "verify", "2024-09-26", "found", "substantiated").
		does(fire, "party", "2024-09-26", "name", "某培训学校", "kind", "organisation", "as", "subject", "institution", "inst-7").
		does(fire, "party", "2024-09-26", "name", "王某", "kind", "person", "as", "responsible", "maskedId", "110105**********1X").
		does(fire, "order", "2024-09-26", "party", 1, "safety", true, "due", "2024-09-28", "what", "更换不合格灭火器").
		does(fire, "recheck", "2024-09-29", "order", 1, "result", "failed").
		does(fireHead, "file", "2024-09-29", "number", "云消立〔2024〕9号", "reason", "逾期未改").
		does(fire, "investigate", "2024-09-29", "kind", "site", "text", "仍未更换。").
		does(fire, "conclude", "2024-09-30", "proposal", "penalise").
		does(fire, "notice", "2024-09-30", "number", "云消罚告〔2024〕9号", "actOn", "2024-09-29", "measures", m).
		does(fireHead, "decide", "2024-10-15", decision("云消罚〔2024〕9号", "2024-09-29", m)...)
	decided := last[lead.CaseDecided](s)
	if len(decided.Parties) != 2 || decided.Parties[0].Measures[0].Fen != 550000 || decided.Parties[1].Measures[0].Fen != 60000 || decided.Sums.Fines != 610000 {
		t.Fatalf("told %+v", decided)
	}
	o := s.c.Orders[0]
	if o.Failed != 1 || o.Lifted != "" || !o.Safety || o.Institution != "inst-7" || len(s.changed) == 0 {
		t.Fatalf("the order is %+v, changed %v", o, s.changed)
	}
	s.does(fire, "recheck", "2024-10-16", "order", 1, "result", "passed")
	if s.c.Orders[0].Lifted != "2024-10-16" {
		t.Fatal("the order was not lifted")
	}
	s.whole()
}

// A fine and a ban of two years: the ban says until when; who lent the premises is warned.
func TestTwoYearBan(t *testing.T) {
	s := begin(t, "2024-01-10").filed("2024-01-11", "2024-01-12")
	m := rows{fineOf(1, 200000, "basis", "mc-64", "of", "gains", "percent", 100), {"party": 1, "code": "restrict-employment", "until": "2026-03-01", "text": "两年内不得担任决策机构负责人或者校长"}, {"party": 2, "code": "warning", "basis": "premises"}}
	endless := rows{{"party": 1, "code": "restrict-employment"}}
	s.does(aHandler, "party", "2024-01-15", "name", "步某", "kind", "person", "as", "premises").
		does(aHandler, "money", "2024-01-15", "collected", 200000).
		does(aHandler, "conclude", "2024-02-01", "proposal", "penalise", "major", true).
		refuses(InvalidInput, aHandler, "notice", "2024-02-02", "number", "1", "actOn", "2024-01-10", "measures", endless).
		does(aHandler, "notice", "2024-02-02", "number", "1", "actOn", "2024-01-10", "measures", m).
		refuses(PaperMissing, aHead, "decide", "2024-03-01", decision("云教罚字〔2024〕3号", "2024-01-10", m)...).
		does(aHead, "discuss", "2024-03-01", "present", []string{"丙", "丁", "戊"}, "conclusion", "同意").
		does(aHead, "decide", "2024-03-01", decision("云教罚字〔2024〕3号", "2024-01-10", m)...)
	decided := last[lead.CaseDecided](s)
	if !s.c.Notice.Hearing || decided.Parties[0].Measures[1].Until != "2026-03-01" || decided.Parties[1].Measures[0].Code != "warning" {
		t.Fatalf("told %+v", decided)
	}
	s.whole()
}

// Settled without a penalty: it stopped at once, 17 pupils got 20,000 yuan back, and a recheck was set and passed.
func TestSettledWithARefund(t *testing.T) {
	s := begin(t, "2025-02-17")
	s.does(aHandler, "verify", "2025-02-18", "found", "substantiated").
		does(aHandler, "stop", "2025-02-18").
		does(aHandler, "order-refund", "2025-02-18", "fen", 2000000, "payers", 17, "due", "2025-02-20").
		does(aHandler, "order", "2025-02-18", "due", "2025-03-18", "what", "不再开展学科类培训，回头看复查").
		does(aHandler, "educate", "2025-02-18").
		refuses(PaperMissing, aHandler, "refund-paid", "2025-02-18", "fen", 2000000, "payers", 17).
		does(aHandler, "refund-paid", "2025-02-18", "fen", 2000000, "payers", 17, "papers", paper).
		does(aHandler, "recheck", "2025-02-19", "order", 1, "result", "passed").
		refuses(StillOpen, aHead, "close", "2025-02-20", "outcome", "corrected", "publish", false, "reason", "未作处罚", "note", "及时改正").
		does(aHandler, "recheck", "2025-03-18", "order", 3, "result", "passed").
		refuses(PaperMissing, aHead, "close", "2025-03-19", "outcome", "corrected", "publish", false, "reason", "未作处罚").
		refuses(NotAllowed, aHead, "close", "2025-03-19", "outcome", "corrected", "publish", true, "note", "及时改正").
		refuses(PaperMissing, aHead, "close", "2025-03-19", "outcome", "penalised", "publish", true).
		does(aHead, "close", "2025-03-19", "outcome", "corrected", "publish", false, "reason", "未作处罚", "note", "违法行为轻微并及时改正，未立案")
	closed := last[lead.CaseClosed](s)
	if closed.Refunds != (lead.Refunds{Ordered: 2000000, Paid: 2000000, Payers: 17, Done: 17}) || closed.Publish || count[lead.CaseDecided](s) != 0 || count[lead.RefundMoved](s) != 2 {
		t.Fatalf("told %+v", closed)
	}
	s.whole()
}

// Sealed, mended, unsealed: the seal holds until a recheck is passed.
func TestSealedRectifiedUnsealed(t *testing.T) {
	s := beginOf(t, lead.Fire, "2025-07-10")
	fire, fireHead := actor.Of("fire"), actor.Of("fire-head")
	s.does(fire, "party", "2025-07-10", "name", "某舞蹈房", "kind", "business", "as", "subject", "institution", "inst-9").
		does(fire, "verify", "2025-07-10", "found", "substantiated").
		refuses(WrongRole, fire, "seal", "2025-07-10", "what", "舞蹈房", "party", 1).
		does(fire, "seal", "2025-07-10", "what", "舞蹈房", "party", 1, "urgent", true).
		does(fireHead, "approve-coercion", "2025-07-11", "order", 1).
		does(fire, "recheck", "2025-07-14", "order", 1, "result", "failed", "due", "2025-07-18").
		does(fire, "educate", "2025-07-14").
		refuses(StillOpen, fireHead, "close", "2025-07-15", "outcome", "educated", "publish", false, "reason", "未作处罚", "note", "轻微").
		does(fire, "recheck", "2025-07-18", "order", 1, "result", "passed").
		does(fireHead, "close", "2025-07-21", "outcome", "corrected", "publish", false, "reason", "未作处罚", "note", "已消除隐患")
	if s.c.Orders[0].Lifted != "2025-07-18" || len(s.changed) != 2 || s.changed[0] != "inst-9" {
		t.Fatalf("the seal is %+v, changed %v", s.c.Orders[0], s.changed)
	}
	s.whole()
}
