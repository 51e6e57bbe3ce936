package cases

import (
	"strings"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
)

var plainFine = rows{fineOf(1, 300000)}

// concluded brings a case to the report.
func (s *tale) concluded(more ...any) *tale {
	return s.filed("2026-03-02", "2026-03-03").
		does(aHandler, "money", "2026-03-04", "collected", 300000).
		does(aHandler, "conclude", "2026-03-09", append([]any{"proposal", "penalise"}, more...)...)
}

func (s *tale) noticed(m rows, more ...any) *tale {
	return s.concluded(more...).does(aHandler, "notice", "2026-03-10", "number", "云教罚告字〔2026〕1号", "actOn", "2026-03-01", "measures", m)
}

func (s *tale) decided(m rows) *tale {
	return s.noticed(m).does(aHead, "decide", "2026-03-18", decision("云教罚字〔2026〕1号", "2026-03-01", m)...)
}

// A step that is not its turn, a role that may not, and a party that is not there are refused; the refusal is a record, and nothing else changes.
func TestRefusals(t *testing.T) {
	s := begin(t, "2026-03-01")
	s.refuses(WrongStage, aHandler, "serve", "2026-03-01", "how", "direct").
		refuses(WrongRole, aHandler, "not-file", "2026-03-01", "reason", "x").
		refuses(WrongRole, actor.Of("market"), "verify", "2026-03-01", "found", "unclear").
		refuses(PaperMissing, aHead, "file", "2026-03-01", "number", "1", "reason", "x").
		refuses(TwoOfficers, aHandler, "verify", "2026-03-01", "found", "unclear", "officers", []string{"甲", "甲"}, "shown", true).
		refuses(TwoOfficers, aHandler, "verify", "2026-03-01", "found", "unclear", "officers", []string{"甲", "乙"}, "shown", false).
		refuses(NoSuch, aHandler, "stop", "2026-03-01", "party", 3).
		refuses(InFuture, aHandler, "register", "2026-12-24").
		refuses(InvalidInput, aHandler, "party", "2026-03-01", "name", "某", "kind", "organisation", "as", "subject", "uscc", "91110000000000000A").
		refuses(InvalidInput, aHandler, "party", "2026-03-01", "name", "某", "kind", "person", "as", "subject", "maskedId", "11010519491231002X")
	if s.c.Stage != Opened || s.c.Last != 11 || count[lead.CaseMoved](s) != 11 {
		t.Errorf("it is %s, with %d records", s.c.Stage, s.c.Last)
	}
	s.whole()
}

// Input of the wrong form is told by its field and never repeated; no record is made of it.
func TestInvalidInput(t *testing.T) {
	s := begin(t, "2026-03-01")
	for _, in := range []string{
		`{"on": "2026-03-01", "fuond": "unclear"}`, `{"found": "unclear"}`, `{"on": "1. März"}`, `{"on": "2026-03-01", "found": "秘密"}`, `{"on": "2026-03-01", "found": "unclear", "officers": "甲"}`,
		`{"on": "2026-03-01", "note": "a\u0000b", "found": "unclear", "officers": ["甲","乙"], "shown": true}`, `{"on": "2026-03-01", "papers": [{"kind": "照片", "秘密": 1}]}`, `{"on": "2026-03-01", "shown": "yes"}`,
	} {
		_, done, refusal := Do(s.c, s.w, aHandler, "verify", decoded(t, []byte(in)))
		if refusal == nil || refusal.Code != InvalidInput || done.Body != nil || strings.Contains(refusal.Detail, "秘密") {
			t.Errorf("%s: %v", in, refusal)
		}
	}
	for name, fen := range map[string]any{"negative": -1, "broken": 1.5, "a text": "1", "beyond all measure": int64(1e14)} {
		if _, _, refusal := Do(s.c, s.w, aHandler, "money", input(t, "on", "2026-03-01", "collected", fen)); refusal == nil || refusal.Code != InvalidInput {
			t.Errorf("%s: %v", name, refusal)
		}
	}
}

// What officers write is masked; names of parties, numbers of papers and words to hide stay.
func TestFreeTextIsMasked(t *testing.T) {
	s := begin(t, "2026-03-01").does(aHandler, "verify", "2026-03-01", "found", "unclear", "note", "举报人电话13800138000")
	if body := string(s.bodies[1]); strings.Contains(body, "13800138000") || !strings.Contains(body, "〔电话〕") {
		t.Errorf("kept %s", body)
	}
}

// No paper lies before the one before it, nor in the future; a Saturday is a day like any other.
func TestDaysGoForward(t *testing.T) {
	begin(t, "2025-12-25").does(aHandler, "verify", "2025-12-27", "found", "substantiated").
		refuses(DateOrder, aHandler, "stop", "2025-12-26").
		does(aHandler, "stop", "2025-12-27").whole()
}

// Who handled a case does not review, preside or decide: neither as the same token nor as the same person.
func TestNotTheSamePerson(t *testing.T) {
	s := begin(t, "2026-03-01").noticed(plainFine)
	s.refuses(SamePerson, aHead, "decide", "2026-03-18", decision("1", "2026-03-01", plainFine, "person", "甲")...).
		refuses(SamePerson, aLegal, "review", "2026-03-18", "result", "agreed", "opinion", "x", "person", "乙").
		refuses(WrongRole, aHandler, "decide", "2026-03-18", decision("1", "2026-03-01", plainFine)...).
		does(aHead, "decide", "2026-03-18", decision("1", "2026-03-01", plainFine, "person", "丁")...)
}

// In the four cases of 行政处罚法 art. 58 there is no decision without a legal review, and after one that sends back none at all.
func TestLegalReview(t *testing.T) {
	for _, flag := range []string{"interest", "complex", "byLaw"} {
		s := begin(t, "2026-03-01").concluded(flag, true)
		s.does(aLegal, "review", "2026-03-10", "result", "back", "opinion", "补充收费证据")
		if s.c.Stage != Investigating {
			t.Fatalf("sent back it is %s", s.c.Stage)
		}
		s.does(aHandler, "conclude", "2026-03-11", "proposal", "penalise", flag, true).
			does(aHandler, "notice", "2026-03-11", "number", "1", "actOn", "2026-03-01", "measures", plainFine).
			refuses(PaperMissing, aHead, "decide", "2026-03-19", decision("1", "2026-03-01", plainFine)...).
			does(aLegal, "review", "2026-03-19", "result", "agreed", "opinion", "同意")
		if flag == "complex" {
			s.refuses(PaperMissing, aHead, "decide", "2026-03-19", decision("1", "2026-03-01", plainFine)...).
				does(aHead, "discuss", "2026-03-19", "present", []string{"丙", "丁"}, "conclusion", "同意")
		}
		s.does(aHead, "decide", "2026-03-19", decision("1", "2026-03-01", plainFine)...).whole()
	}
}

// A party may ask for a hearing within five working days, where art. 63 says so; then nothing is decided before it, and a review after it is mandatory.
func TestHearing(t *testing.T) {
	large := rows{fineOf(1, 6000000)}
	s := begin(t, "2026-03-01").noticed(large)
	if !s.c.Notice.Hearing || s.c.Notice.Until != "2026-03-17" {
		t.Fatalf("the notice is %+v", s.c.Notice)
	}
	s.does(aHandler, "ask-hearing", "2026-03-17").
		refuses(PaperMissing, aHead, "decide", "2026-03-18", decision("1", "2026-03-01", large)...).
		refuses(PaperMissing, aLegal, "hear", "2026-03-18", "text", "听证笔录").
		refuses(TooEarly, aLegal, "call-hearing", "2026-03-18", "for", "2026-03-26").
		does(aLegal, "call-hearing", "2026-03-18", "for", "2026-03-27").
		refuses(TooEarly, aLegal, "hear", "2026-03-26", "text", "听证笔录").
		refuses(SamePerson, aLegal, "hear", "2026-03-27", "text", "听证笔录", "person", "甲").
		does(aLegal, "hear", "2026-03-27", "text", "听证笔录").
		refuses(PaperMissing, aHead, "decide", "2026-03-30", decision("1", "2026-03-01", large)...).
		does(aLegal, "review", "2026-03-30", "result", "agreed", "opinion", "同意").
		does(aHead, "decide", "2026-03-30", decision("1", "2026-03-01", large)...)
	begin(t, "2026-03-01").noticed(plainFine).refuses(NotAllowed, aHandler, "ask-hearing", "2026-03-11")
	begin(t, "2026-03-01").noticed(large).refuses(TooLate, aHandler, "ask-hearing", "2026-03-18")
}

// No decision before the notice, nor within the party's time, unless the party waives in writing; and none that is heavier than was told.
func TestNoticeBeforeDecision(t *testing.T) {
	begin(t, "2026-03-01").concluded().refuses(WrongStage, aHead, "decide", "2026-03-20", decision("1", "2026-03-01", plainFine)...)
	s := begin(t, "2026-03-01").noticed(plainFine)
	s.refuses(TooEarly, aHead, "decide", "2026-03-17", decision("1", "2026-03-01", plainFine)...).
		refuses(PaperMissing, aHandler, "waive", "2026-03-12").
		does(aHandler, "state", "2026-03-12", "text", "已经改正", "adopted", false, "reason", "不影响认定").
		does(aHandler, "waive", "2026-03-12", "papers", paper).
		refuses(Heavier, aHead, "decide", "2026-03-12", decision("1", "2026-03-01", rows{fineOf(1, 300001)})...).
		refuses(Heavier, aHead, "decide", "2026-03-12", decision("1", "2026-03-01", rows{fineOf(1, 300000), {"party": 1, "code": "warning"}})...).
		does(aHead, "decide", "2026-03-12", decision("1", "2026-03-01", rows{fineOf(1, 200000)})...)
}

// Provisions are those of the day of the conduct; the newer one only where it is lighter. A range of the law binds, a local one does not.
func TestProvisions(t *testing.T) {
	s := begin(t, "2026-03-01").concluded()
	try := func(code, actOn string, m rows, more ...any) {
		t.Helper()
		s.refuses(code, aHandler, "notice", "2026-03-10", append([]any{"number", "1", "actOn", actOn, "measures", m}, more...)...)
	}
	try(NotInForce, "2023-10-14", rows{fineOf(1, 300000, "basis", "o53-17", "of", "gains", "percent", 100)}, "longer", "continuing")
	try(TooLate, "2024-02-01", plainFine)
	try(OutOfRange, "2026-03-01", rows{fineOf(1, 300000, "basis", "o53-18")})
	try(OutOfRange, "2026-03-01", rows{fineOf(1, 1800000, "basis", "o53-17", "of", "gains", "percent", 600)})
	try(Sums, "2026-03-01", rows{fineOf(1, 400000, "basis", "o53-17", "of", "gains", "percent", 100)})
	try(Sums, "2026-03-01", rows{{"party": 1, "code": "confiscate-gains", "fen": 300001}})
	try(NotYours, "2026-03-01", rows{fineOf(1, 300000, "basis", "xf-60")})
	try(NotYours, "2026-03-01", rows{{"party": 1, "code": "detention", "until": "2026-04-01"}})
	try(PaperMissing, "2026-03-01", rows{{"party": 1, "code": "fine", "fen": 300000}})
	s.does(aHandler, "notice", "2026-03-10", "number", "1", "actOn", "2023-10-14", "longer", "continuing", "lighter", true, "measures", rows{fineOf(1, 300000, "basis", "o53-17", "of", "gains", "percent", 100)})
}

// To tell the party anew takes away neither the hearing that it asked for, nor the review that a hearing makes mandatory.
func TestTellingAnewKeepsTheHearing(t *testing.T) {
	large := rows{fineOf(1, 6000000)}
	again := []any{"number", "云教罚告字〔2026〕2号", "actOn", "2026-03-01", "measures", large}
	s := begin(t, "2026-03-01").noticed(large).does(aHandler, "ask-hearing", "2026-03-17").
		does(aHandler, "notice", "2026-03-18", again...).
		refuses(PaperMissing, aHead, "decide", "2026-03-27", decision("1", "2026-03-01", large)...).
		does(aLegal, "call-hearing", "2026-03-27", "for", "2026-04-10").
		does(aLegal, "hear", "2026-04-10", "text", "听证笔录").
		does(aHandler, "notice", "2026-04-13", again...)
	s.refuses(PaperMissing, aHead, "decide", "2026-04-27", decision("1", "2026-03-01", large)...).
		does(aLegal, "review", "2026-04-27", "result", "agreed", "opinion", "同意").
		does(aHead, "decide", "2026-04-27", decision("1", "2026-03-01", large)...)
}
