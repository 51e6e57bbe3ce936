package handoff_test

import (
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/lead"
	. "xiansuo/services/routing/internal/handoff"
)

// recorded returns the first record of a kind.
func (s *scene) recorded(kind lead.Kind) lead.Record {
	s.t.Helper()
	for _, r := range s.records[first] {
		if r.Kind == kind {
			return r
		}
	}
	s.t.Fatalf("no record %s", kind)
	return lead.Record{}
}

// A receipt comes from the party that the letter went to.
func TestReceiptComesFromOutside(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed,
		lead.AnswerLettered{Party: "ext:人社", Document: lead.LeadTransfer, Number: "1号", Reason: "成人培训"}, lead.AnswerReceipted{Receipt: "收1号"})
	if r := s.recorded(lead.KindReceipted); r.From != "ext:人社" || r.To != "education" {
		t.Errorf("from %s to %s", r.From, r.To)
	}
}

// The reason code with which a return is closed is recorded, with what it means.
func TestCodeOfCloseIsRecorded(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", lead.AnswerReturned{Reason: "R06"})
	s.says("desk", lead.DecisionClosed{Outcome: lead.NotAcceptedOut, Code: "R06", Reason: "查无新情况"})
	for _, kind := range []lead.Kind{lead.KindReturned, lead.KindDone} {
		if r := s.recorded(kind); !strings.HasPrefix(r.Note, "R06 已办结且无新事实新理由：") || !strings.HasSuffix(r.Note, "查无新情况") {
			t.Errorf("%s says %q", kind, r.Note)
		}
	}
}

// Whose answer was registered learns from which event.
func TestRegistrationNamesItsEvent(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("desk", lead.AnswerRegistered{For: "education", Word: "sign", Data: map[string]any{}, Via: lead.Phone, Receipt: "1"})
	if a := queued[lead.AnswerAccepted](s, lead.Education); len(a) != 1 || a[0].Answer != "cause" {
		t.Errorf("education is told %+v", a)
	}
}

// A clock reminds in the desk's name, and brings before the taskforce in that of who is late.
func TestClocksRemindForTheDesk(t *testing.T) {
	s := beginScene(t, sure(lead.Education))
	for range 20 {
		s.after(24 * time.Hour).tick()
	}
	seen := map[lead.Kind]string{}
	for _, r := range s.records[first] {
		if r.By == ByClock && seen[r.Kind] == "" {
			seen[r.Kind] = r.From + ">" + r.To
		}
	}
	for kind, want := range map[lead.Kind]string{lead.KindReminded: "desk>education", lead.KindEscalated: "education>taskforce"} {
		if seen[kind] != want {
			t.Errorf("%s: %s, not %s", kind, seen[kind], want)
		}
	}
}

// To ask the police to decide again is a right of three days: nothing warns of it, and then it is over.
func TestAskingAgainIsARight(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed, proposal, lead.AnswerApproved{Approved: true, Head: "丙"}, referral)
	s.says("police", signed, lead.AnswerFiled{Reason: "证据不足"})
	for _, k := range s.recorded(lead.KindNotFiled).Clocks {
		if k.Step != lead.StepObject {
			continue
		}
		if turns := catalogue.Turns(k); !turns.Yellow.IsZero() || !turns.Escalate.IsZero() || k.Limit != "3 NAT" {
			t.Errorf("%s of %s warns at %v", k.ID, k.Limit, turns)
		}
		return
	}
	t.Error("no clock says how long education may ask")
}
