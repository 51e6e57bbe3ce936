package handoff_test

import (
	"slices"
	"testing"

	"xiansuo/pkg/lead"
	. "xiansuo/services/routing/internal/handoff"
)

// What went wrong between two instances of SORMAS that hand cases to each other, named after its issue there.

// 6241: who offered a case revoked it at the same time as the other accepted it, and both believed to have succeeded.
func TestSORMAS6241RecallAfterSigning(t *testing.T) {
	offered := func() *scene {
		return beginScene(t, sure(lead.Education)).says("education", signed, transferTo(lead.Market))
	}
	recalled := lead.AnswerRecalled{Reason: "有误"}
	offered().says("market", signed).refuses("education", recalled, NoOffer).is(Signed, "market")
	offered().says("education", recalled).refuses("market", signed, NotAsked).is(Signed, "education")
}

// 6642: a case went back without the other being asked. Here a return is a request: who asks for it stays holder, with its clock, until
// the desk decides.
func TestSORMAS6642ReturnsAreRequests(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed)
	due := s.running(lead.StepHandle, "education")[0].Due
	s.says("education", notOurs).is(Signed, "education")
	if k := s.running(lead.StepHandle, "education"); len(k) != 1 || !k[0].Due.Equal(due) {
		t.Fatalf("its clock goes on: %+v", k)
	}
	s.says("desk", lead.DecisionReturnrefused{Reason: "属你单位职责"}).is(Signed, "education")
	s.says("education", notTheirs("police")).is(Disputed, lead.Taskforce) // and it may not ask for ever
}

// 6643 and 6941: who had handed a case over edited it or added contacts to it, and had it back by that.
func TestSORMAS6643And6941FormerHolderChangesNothing(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed, transferTo(lead.Market)).says("market", signed)
	before := clone(s.l())
	s.says("education", lead.AnswerSupplemented{Text: "补充联系人一名", Documents: papers(lead.Report)}).is(Signed, "market")
	if got := queued[lead.HandoffSupplemented](s, lead.Market); len(got) != 1 {
		t.Fatalf("the holder gets what is added: %+v", got)
	}
	if !slices.Equal(s.l().Duties, before.Duties) || len(s.l().Clocks) != len(before.Clocks) {
		t.Fatalf("it moved something: %+v", s.l().Duties)
	}
	for _, f := range []lead.Fact{done, signed, notOurs, transferTo(lead.Police), lead.AnswerFedback{Stage: lead.Progress}, lead.AnswerClaimed{By: lead.By{Person: "甲"}}} {
		if refusal := s.say("education", f); refusal == nil {
			t.Errorf("%s of a former holder had its effect", f.EventType())
		}
	}
	s.is(Signed, "market")
}

// 9945: a rejection was not told to who had offered.
func TestSORMAS9945RejectionIsTold(t *testing.T) {
	s := beginScene(t, sure(lead.Education)).says("education", signed, transferTo(lead.Market))
	s.says("market", lead.AnswerRejected{Reason: lead.Incomplete, Note: "缺证据"}).is(Signed, "education")
	if told := queued[lead.HandoffNoted](s, lead.Education); len(told) != 1 || told[0].Record.Kind != lead.KindRejected || told[0].Record.Note != "缺证据" {
		t.Fatalf("education is told %+v", told)
	}
}

// 10690: a case could not be accepted because of its attachments. Here they travel as digests: nothing that a document is or lacks
// keeps the receiver from signing, and what is missing is asked for afterwards.
func TestSORMAS10690AttachmentsDoNotHinderSigning(t *testing.T) {
	transfer := transferTo(lead.Market)
	for range 200 {
		transfer.Documents = append(transfer.Documents, lead.Document{Kind: lead.Items, SHA256: sum})
	}
	beginScene(t, sure(lead.Education)).says("education", signed, transfer).says("market", signed).is(Signed, "market")
	s := beginScene(t, sure(lead.Education)).says("education", signed, proposal, lead.AnswerApproved{Approved: true, Head: "丙"}, referral)
	s.says("police", signed).is(Signed, "police").says("police", lead.AnswerIncomplete{Missing: []string{"询问笔录"}}).is(Signed, "police")
}
