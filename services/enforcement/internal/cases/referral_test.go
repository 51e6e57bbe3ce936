package cases

import (
	"testing"

	"xiansuo/pkg/lead"
)

// routing tells a case what was recorded about its lead.
func (s *tale) routing(want bool, r lead.Record) *tale {
	s.t.Helper()
	w := s.w
	w.At = r.At
	c, done, moved := Follow(s.c, w, r, "01890a5d-ac96-774b-bcce-b302099a8057")
	if moved != want {
		s.t.Fatalf("%s moved the case: %v", r.Kind, moved)
	}
	if moved {
		s.took(c, done)
	}
	return s
}

func word(no int, kind lead.Kind, from, to, on string) lead.Record {
	return lead.Record{No: no, Kind: kind, From: from, To: to, By: from, Document: lead.Referral, At: dayOf(on)}
}

// referred brings a case that was told to its parties to the police.
func (s *tale) referred() *tale {
	return s.routing(true, word(6, lead.KindProposed, "education", "education", "2026-03-11")).
		routing(true, word(7, lead.KindApproved, "education", "education", "2026-03-11")).
		routing(true, word(8, lead.KindReferred, "education", "police", "2026-03-12")).
		routing(false, word(8, lead.KindReferred, "education", "police", "2026-03-12")). // told twice
		routing(true, word(9, lead.KindSigned, "police", "education", "2026-03-12"))
}

// While a suspected crime is with the police no fine is decided, and no other decision without a provision that lets it be made; what they do not file goes
// on, with their answer as a record.
func TestNoFineInsteadOfAReferral(t *testing.T) {
	warning := rows{{"party": 1, "code": "warning"}}
	s := begin(t, "2026-03-01").noticed(rows{fineOf(1, 300000), {"party": 1, "code": "warning"}}).referred()
	s.refuses(IsReferred, aHead, "decide", "2026-03-18", decision("1", "2026-03-01", plainFine)...).
		refuses(IsReferred, aHead, "decide", "2026-03-18", decision("1", "2026-03-01", plainFine, "exception", "某规定")...).
		refuses(IsReferred, aHead, "decide", "2026-03-18", decision("1", "2026-03-01", warning)...).
		refuses(IsReferred, aHead, "no-penalty", "2026-03-18", "why", "first-minor", "reason", "x").
		routing(true, word(12, lead.KindNotFiled, "police", "education", "2026-03-15")).
		routing(true, word(13, lead.KindObjected, "education", "police", "2026-03-16")).
		refuses(IsReferred, aHead, "decide", "2026-03-18", decision("1", "2026-03-01", plainFine)...).
		routing(true, word(14, lead.KindNotFiled, "police", "education", "2026-03-17")).
		does(aHead, "decide", "2026-03-18", decision("1", "2026-03-01", plainFine)...)
	steps := map[string]int{}
	for _, f := range s.facts {
		if m, ok := f.(lead.CaseMoved); ok {
			steps[m.Step]++
		}
	}
	if steps["referral-not-filed"] != 2 || steps["referral-objected"] != 1 || steps["referral-signed"] != 1 {
		t.Fatalf("the records are %v", steps)
	}
	s.whole()
	begin(t, "2026-03-01").noticed(warning).referred().does(aHead, "decide", "2026-03-18", decision("1", "2026-03-01", warning, "exception", "移送规定第十一条")...)
}

// What the police file waits for the criminal outcome, which is put down with its paper; or the case ends as referred.
func TestFiledByThePolice(t *testing.T) {
	s := begin(t, "2026-03-01").noticed(plainFine).referred().routing(true, word(12, lead.KindFiled, "police", "education", "2026-03-15"))
	s.refuses(IsReferred, aHead, "decide", "2026-03-18", decision("1", "2026-03-01", plainFine)...).
		refuses(PaperMissing, aHandler, "criminal-outcome", "2026-05-01", "result", "not-prosecuted").
		does(aHandler, "criminal-outcome", "2026-05-01", "result", "not-prosecuted", "papers", paper).
		does(aHead, "decide", "2026-05-06", decision("1", "2026-03-01", plainFine)...)
	s = begin(t, "2026-03-01").noticed(plainFine).referred().routing(true, word(12, lead.KindFiled, "police", "education", "2026-03-15")).
		does(aHead, "close", "2026-03-18", "outcome", "referred", "publish", false, "reason", "已移送公安")
	// 反向移送: the police hand it back, and it goes on.
	s.routing(true, lead.Record{No: 20, Kind: lead.KindSigned, From: "education", To: "police", By: "education", At: dayOf("2026-06-01")})
	if s.c.Stage != Investigating || s.c.From != lead.Police || s.c.Referral.Waits() || s.c.Outcome != "" {
		t.Fatalf("handed back it is %s of %s", s.c.Stage, s.c.From)
	}
	s.whole()
}

// A referral that the head does not approve, or that comes to nothing, keeps nothing waiting; what other departments do moves no case.
func TestReferralsThatComeToNothing(t *testing.T) {
	s := begin(t, "2026-03-01").noticed(plainFine).
		routing(false, word(5, lead.KindProposed, "market", "market", "2026-03-11")).
		routing(false, word(5, lead.KindSigned, "education", "desk", "2026-03-11")).
		routing(false, word(5, lead.KindIncomplete, "police", "education", "2026-03-11")).
		routing(true, word(6, lead.KindProposed, "education", "education", "2026-03-11")).
		routing(true, word(7, lead.KindDisapproved, "education", "education", "2026-03-12"))
	if s.c.Referral != nil {
		t.Fatalf("it waits for %+v", s.c.Referral)
	}
	s.referredAgain().routing(true, word(22, lead.KindRejected, "police", "education", "2026-03-14")).
		does(aHead, "decide", "2026-03-18", decision("1", "2026-03-01", plainFine)...)
}

func (s *tale) referredAgain() *tale {
	return s.routing(true, word(19, lead.KindProposed, "education", "education", "2026-03-12")).
		routing(true, word(20, lead.KindApproved, "education", "education", "2026-03-13")).
		routing(true, word(21, lead.KindReferred, "education", "police", "2026-03-13"))
}

// A fine does not overtake a referral that is proposed and waits for the head's word: it is decided after a no.
func TestNoFineWhileAReferralIsProposed(t *testing.T) {
	s := begin(t, "2026-03-01").noticed(plainFine).routing(true, word(6, lead.KindProposed, "education", "education", "2026-03-17"))
	s.refuses(IsReferred, aHead, "decide", "2026-03-18", decision("1", "2026-03-01", plainFine)...).
		refuses(IsReferred, aHead, "no-penalty", "2026-03-18", "why", "first-minor", "reason", "x").
		routing(false, word(7, lead.KindSigned, "education", "desk", "2026-03-18")). // signed again: nothing came back from the police
		routing(true, word(8, lead.KindDisapproved, "education", "education", "2026-03-18")).
		does(aHead, "decide", "2026-03-18", decision("1", "2026-03-01", plainFine)...)
}

// What one department has referred as a suspected crime no other fines meanwhile; what is another conduct it may.
func TestNoFineBesideAnothersReferral(t *testing.T) {
	s := begin(t, "2026-03-01").noticed(plainFine)
	other := Other{Case: "990101-market-2026-000009", Department: lead.Market, Stage: Investigating, Category: "A05", Referral: &Referral{State: "filed"}}
	s.w.Others = []Other{other}
	s.refuses(IsReferred, aHead, "decide", "2026-03-18", decision("1", "2026-03-01", plainFine)...)
	other.Category = "E01"
	s.w.Others = []Other{other}
	s.does(aHead, "decide", "2026-03-18", decision("1", "2026-03-01", plainFine)...)
}

// Who was convicted for the same is not fined once more, unless it is said why.
func TestNoFineAfterAConviction(t *testing.T) {
	s := begin(t, "2026-03-01").noticed(plainFine).referred().routing(true, word(12, lead.KindFiled, "police", "education", "2026-03-15")).
		does(aHandler, "criminal-outcome", "2026-05-01", "result", "convicted", "papers", paper)
	s.refuses(NotAllowed, aHead, "decide", "2026-05-06", decision("1", "2026-03-01", plainFine)...).
		does(aHead, "decide", "2026-05-06", decision("1", "2026-03-01", plainFine, "exception", "法院未判处罚金")...)
}

// The procedure can be counted in years whose holidays are not published yet, and over a leap day.
func TestYearsThatAreNotPublished(t *testing.T) {
	for _, day := range []string{"2027-09-30", "2028-02-29", "2030-12-31"} {
		s := begin(t, day)
		s.w.At = dayOf("2031-12-31")
		s.filed(day, day).does(aHandler, "conclude", day, "proposal", "penalise").
			does(aHandler, "notice", day, "number", "x", "actOn", day, "measures", plainFine).
			does(aHandler, "waive", day, "papers", paper).
			does(aHead, "decide", day, decision("1", day, plainFine)...)
		if s.c.running(stepServe, 0) == nil {
			t.Errorf("%s: nothing runs", day)
		}
	}
}
