package postgres

import (
	"fmt"
	"sync"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/enforcement/internal/institutions"
)

// A party by its code is certain, by its name a proposal to the department; who lent the premises, and persons, are not matched.
func TestCasesAreMatched(t *testing.T) {
	r := newRegister(t)
	s, other, third := r.create(1), r.create(2), r.create(3)
	at := noon("2026-07-02")
	opened := openFor(t, r.Store, cases.Opening{Department: lead.Fire, Origin: "op-1/1", Category: "F02", At: at, By: "fire", Party: &cases.Party{Name: other.Name, Kind: lead.Organisation}})
	if open := r.matches(Matches{Department: lead.Fire}); len(open) != 1 || open[0].Institution != other.ID || open[0].Kind != institutions.OfCase || open[0].Subject != opened {
		t.Fatalf("proposed %+v", open)
	}
	number := openFor(t, r.Store, cases.Opening{Department: lead.Fire, Origin: "op-1/2", Category: "F02", At: at, By: "fire"})
	must(t, r.Store, at, number, "fire", "party", `{"on": "2026-07-02", "name": "某物业公司", "kind": "organisation", "as": "premises", "uscc": "`+third.Registration.USCC+`"}`)
	must(t, r.Store, at, number, "fire", "party", `{"on": "2026-07-02", "name": "`+other.Name+`", "kind": "person", "as": "subject"}`)
	if r.held(institutions.OfCase, number) != "" || len(r.matches(Matches{Kind: institutions.OfCase, Subject: number})) != 0 {
		t.Fatal("the premises or a person is matched")
	}
	must(t, r.Store, at, number, "fire", "party", `{"on": "2026-07-02", "name": "某中心", "kind": "organisation", "as": "subject", "uscc": "`+s.Registration.USCC+`"}`)
	if r.held(institutions.OfCase, number) != s.ID {
		t.Fatal("the code is not certain")
	}
}

// A safety order of a case suspends the institution that the case is matched to in the transaction that opens it, though neither party nor order
// names that; a passed recheck brings it back, and the white list only a new act.
func TestOrderOfAMatchedCase(t *testing.T) {
	r := newRegister(t)
	s := r.create(1)
	if _, err := r.ChangeInstitution(t.Context(), s.ID, Request{}, noon("2026-07-01"), func(st *institutions.State) error {
		return st.EnterWhite("0197c1d0-0000-7000-8000-000000000001", st.Licences[0].Number, why("education", "2026-07-01"))
	}); err != nil {
		t.Fatal(err)
	}
	at := noon("2026-07-02")
	number := openFor(t, r.Store, cases.Opening{Department: lead.Fire, Origin: "op-1/1", Category: "F02", At: at, By: "fire"})
	must(t, r.Store, at, number, "fire", "stop", `{"on": "2026-07-02", "safety": true, `+officers+`}`)
	r.last(s.ID, 2)
	must(t, r.Store, at, number, "fire", "party", fmt.Sprintf(`{"on": "2026-07-02", "name": "%s", "kind": "organisation", "as": "subject", "uscc": "%s"}`, s.Name, s.Registration.USCC))
	if now := r.last(s.ID, 3); now.Standing != lead.Suspended || now.Listed {
		t.Fatalf("after the match it is %+v", now)
	}
	must(t, r.Store, noon("2026-07-03"), number, "fire", "order", `{"on": "2026-07-03", "safety": true, "due": "2026-07-10", "what": "拆除防盗窗"}`)
	must(t, r.Store, noon("2026-07-03"), number, "fire", "recheck", `{"on": "2026-07-03", "order": 1, "result": "passed", `+officers+`}`)
	r.last(s.ID, 3)
	must(t, r.Store, noon("2026-07-04"), number, "fire", "recheck", `{"on": "2026-07-04", "order": 2, "result": "passed", `+officers+`}`)
	if now := r.last(s.ID, 4); now.Standing != lead.Open || now.Listed {
		t.Fatalf("after the recheck it is %+v", now)
	}
	must(t, r.Store, noon("2026-07-05"), number, "fire", "stop", `{"on": "2026-07-05", "safety": true, `+officers+`}`)
	if now := r.last(s.ID, 5); now.Standing != lead.Suspended {
		t.Fatalf("after another order it is %+v", now)
	}
}

// An institution that is entered while a safety order of a case about its code stands is suspended from the start.
func TestEnteredWhileAnOrderStands(t *testing.T) {
	r := newRegister(t)
	at := noon("2026-06-20")
	number := openFor(t, r.Store, cases.Opening{Department: lead.Fire, Origin: "op-1/1", Category: "F02", At: at, By: "fire",
		Party: &cases.Party{Name: "某中心", Kind: lead.Organisation, USCC: school(1).Registration.USCC}})
	must(t, r.Store, at, number, "fire", "stop", `{"on": "2026-06-20", "party": 1, "safety": true, `+officers+`}`)
	if now := r.last(r.create(1).ID, 2); now.Standing != lead.Suspended {
		t.Fatalf("it is %+v", now)
	}
}

// An order that is opened while somebody confirms the match of its case suspends the institution, whichever comes first.
func TestOrderWhileTheMatchIsConfirmed(t *testing.T) {
	r := newRegister(t)
	s, at := r.create(1), noon("2026-07-02")
	for i := range 4 {
		number := openFor(t, r.Store, cases.Opening{Department: lead.Fire, Origin: fmt.Sprint("op-", i), Category: "F02", At: at, By: "fire", Party: &cases.Party{Name: s.Name, Kind: lead.Organisation}})
		link := r.matches(Matches{Kind: institutions.OfCase, Subject: number})[0]
		var both sync.WaitGroup
		both.Go(func() {
			if _, err := r.SayOfMatch(t.Context(), link.ID, institutions.ToConfirm, why("fire", "2026-07-02")); err != nil {
				t.Error(err)
			}
		})
		both.Go(func() {
			if refusal := give(t, r.Store, at, number, "fire", "stop", `{"on": "2026-07-02", "safety": true, `+officers+`}`); refusal != nil {
				t.Error(refusal)
			}
		})
		both.Wait()
		if got := one[string](t, r.Store, "SELECT standing FROM institution WHERE id = $1", s.ID); got != string(lead.Suspended) {
			t.Fatalf("it is %s", got)
		}
		must(t, r.Store, at, number, "fire", "recheck", `{"on": "2026-07-02", "order": 1, "result": "passed", `+officers+`}`)
		if got := one[string](t, r.Store, "SELECT standing FROM institution WHERE id = $1", s.ID); got != string(lead.Open) {
			t.Fatalf("it is %s", got)
		}
	}
}

// A party names an entry that stands in the register, and no other's code with it; what does not stand there is refused, since its orders would
// suspend nobody.
func TestPartyNamesAnEntry(t *testing.T) {
	r := newRegister(t)
	s, gone, at := r.create(1), r.create(2), noon("2026-07-02")
	if _, err := r.RemoveInstitution(t.Context(), gone.ID, s.ID, why("taskforce", "2026-07-02")); err != nil {
		t.Fatal(err)
	}
	number := openFor(t, r.Store, cases.Opening{Department: lead.Fire, Origin: "op-1", Category: "F02", At: at, By: "fire"})
	party := `{"on": "2026-07-02", "name": "某中心", "kind": "organisation", "as": "subject", "uscc": "%s", "institution": "%s"}`
	for _, id := range []string{"inst-1", "0197c1d0-0000-7000-8000-000000000001", gone.ID} {
		if refusal := give(t, r.Store, at, number, "fire", "party", fmt.Sprintf(party, "", id)); refusal == nil || refusal.Code != cases.NoSuch {
			t.Errorf("%s: %v", id, refusal)
		}
	}
	if refusal := give(t, r.Store, at, number, "fire", "party", fmt.Sprintf(party, gone.Registration.USCC, s.ID)); refusal == nil || refusal.Code != cases.InvalidInput {
		t.Errorf("the code of another: %v", refusal)
	}
	must(t, r.Store, at, number, "fire", "party", fmt.Sprintf(party, s.Registration.USCC, s.ID))
}

// What another department has referred to the police about the same party for the same is not fined, though its case is on another lead.
func TestNoFineBesideAnothersReferral(t *testing.T) {
	s, db, at := caseStore(t)
	first := openFor(t, s, cases.Opening{Department: lead.Education, Origin: "op-1", Category: "E03", At: at, By: "education", Party: &cases.Party{Name: "云汀区某培训中心", Kind: lead.Organisation, Institution: "inst-1"}})
	if err := db.Exec(t, `UPDATE enforcement.cases SET state = state || '{"referral": {"state": "filed", "on": "2026-06-01"}}' WHERE number = '`+first+`'`); err != nil {
		t.Fatal(err)
	}
	if _, refusal := fineOnTheSpot(t, s, at, lead.Market, "op-2"); refusal == nil || refusal.Code != cases.IsReferred {
		t.Fatalf("a fine: %v", refusal)
	}
}
