package handoff_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"xiansuo/pkg/lead"
	. "xiansuo/services/routing/internal/handoff"
)

// asked is what a chain leaves unanswered at some record: read from the records alone, as somebody outside would.
type asked struct {
	offer, extension, letter                    string          // whose answer is awaited
	returns                                     map[string]bool // who asks to give it back
	proposal, filing, result, dispute, designed bool
	review, objected, approved                  bool
	holder                                      lead.Holder
	folded                                      *asked
}

// decidedOnce: nothing is asked while it is open, and nothing is answered that is not: so each question is decided once.
func decidedOnce(records []lead.Record) error {
	a := &asked{returns: map[string]bool{}}
	for _, r := range records {
		if err := a.read(r); err != "" {
			return fmt.Errorf("record %d, %s from %s to %s: %s", r.No, r.Kind, r.From, r.To, err)
		}
		if a.folded == nil || r.Kind != lead.KindMerged {
			a.holder = r.Holder
		}
	}
	return nil
}

// over says that somebody's duty is over, and with it what it asked for.
func (a *asked) over(who string) {
	if a.extension == who {
		a.extension = ""
	}
}

func (a *asked) read(r lead.Record) string {
	is := func(ok bool, problem string) string {
		if ok {
			return ""
		}
		return problem
	}
	var err string
	switch r.Kind {
	case lead.KindDispatched, lead.KindTransferred, lead.KindReferred, lead.KindProvisional:
		err, a.offer = is(a.offer == "", "an offer is open"), r.To
		delete(a.returns, r.To) // what it owed as assistant begins anew
		a.over(r.To)
		a.approved = a.approved && r.Kind != lead.KindReferred
	case lead.KindSigned:
		err, a.offer = is(a.offer == r.From, "nobody offered it"), ""
		a.over(string(a.holder))
		a.filing = r.Document == lead.Referral || a.objected
		a.proposal, a.approved = a.proposal && r.Document == lead.Referral, false
	case lead.KindRejected:
		err, a.offer = is(a.offer == r.From, "no offer is open"), ""
	case lead.KindRecalled:
		if err = is(a.offer == r.To || a.letter == r.To, "no offer is open, and no letter is out"); a.letter != "" {
			a.letter = ""
		} else {
			a.offer = ""
		}
	case lead.KindReturnAsked:
		err, a.returns[r.From] = is(!a.returns[r.From], "it is asked already"), true
	case lead.KindReturnRefused:
		err = is(a.returns[r.To], "nobody asked")
		delete(a.returns, r.To)
	case lead.KindReturned:
		err = is(a.returns[r.From], "nobody asked")
		delete(a.returns, r.From)
		a.over(r.From)
	case lead.KindExcused:
		delete(a.returns, r.To)
		a.over(r.To)
	case lead.KindAssistDone:
		a.over(r.From)
	case lead.KindQuestion: // the desk answers a return for incompleteness by it
		if r.From == "desk" {
			delete(a.returns, string(r.Holder))
		}
	case lead.KindExtendAsked:
		err, a.extension = is(a.extension == "", "a request is open"), r.From
	case lead.KindExtended, lead.KindExtendRefused:
		err, a.extension = is(a.extension == r.To, "nobody asked"), ""
	case lead.KindSubmitted:
		err, a.result = is(!a.result, "it is submitted already"), true
		a.over(r.From)
	case lead.KindReworked:
		err, a.result = is(a.result, "nothing was submitted"), false
	case lead.KindLettered:
		a.letter = r.To
		a.over(r.From)
	case lead.KindProposed:
		err, a.proposal = is(!a.proposal, "it is proposed already"), true
	case lead.KindApproved:
		err, a.proposal, a.approved = is(a.proposal, "nothing was proposed"), false, true
	case lead.KindDisapproved:
		err, a.proposal, a.approved = is(a.proposal || a.approved, "nothing was proposed"), false, false
	case lead.KindFiled, lead.KindNotFiled:
		err, a.filing, a.objected = is(a.filing, "no decision is open"), false, false
		if r.Holder != a.holder {
			a.over(string(a.holder))
		}
	case lead.KindObjected:
		err, a.filing, a.objected = is(!a.filing, "the decision is open"), true, true
	case lead.KindDisputed:
		err, a.dispute, a.offer = is(!a.dispute, "the taskforce has it already"), true, ""
		if r.Holder != a.holder {
			a.over(string(a.holder))
		}
		delete(a.returns, string(a.holder))
	case lead.KindReviewAsked:
		err, a.review = is(!a.review, "a review is asked already"), true
	case lead.KindDesignated, lead.KindReviewed:
		err = is(r.Kind == lead.KindDesignated && !a.designed || r.Kind == lead.KindReviewed && a.review, "it is ruled already")
		a.designed, a.dispute, a.review, a.offer = true, false, false, r.To
		if string(r.Holder) == r.To {
			a.offer = ""
		} else {
			a.over(r.To)
		}
		delete(a.returns, string(r.Holder))
	case lead.KindMerged:
		before := *a
		before.returns = maps.Clone(a.returns)
		*a = asked{returns: map[string]bool{}, folded: &before}
	case lead.KindUnmerged:
		err = is(a.folded != nil, "it was not folded")
		*a = *a.folded
	case lead.KindDone, lead.KindDeclined, lead.KindUnsplit:
		if r.Holder == lead.Nobody { // and not the whole that a part was put back into
			*a = asked{returns: map[string]bool{}, designed: a.designed}
		}
	}
	return err
}

// said is a word of a race.
type said struct {
	party string
	fact  lead.Fact
}

func (s said) String() string { return s.party + " " + s.fact.EventType() }

// race is a situation in which two parties may speak at the same time.
type race struct {
	name    string
	begin   func(*testing.T) *scene
	parties [2]string
}

var proposal = lead.AnswerProposed{Crime: "诈骗罪", Basis: "刑法第二百六十六条", Officers: []string{"甲", "乙"}, Note: "涉案金额较大"}
var referral = lead.AnswerReferred{Documents: papers(lead.Letter, lead.Report, lead.Items, lead.Appraisal)}

var races = []race{
	{"the desk and whom it dispatched to", func(t *testing.T) *scene { return beginScene(t, sure(lead.Education)) }, [2]string{"desk", "education"}},
	{"the desk and who asks for a return", func(t *testing.T) *scene {
		return beginScene(t, sure(lead.Education)).says("education", notTheirs("market"))
	}, [2]string{"desk", "education"}},
	{"the desk and who asks for more time", func(t *testing.T) *scene {
		return beginScene(t, sure(lead.Education)).says("education", signed, lead.AnswerExtensionasked{N: 5, Reason: "等待鉴定"})
	}, [2]string{"desk", "education"}},
	{"the desk and who submitted", func(t *testing.T) *scene { return beginScene(t, sure(lead.Education)).says("education", signed, done) }, [2]string{"desk", "education"}},
	{"giver and receiver of a transfer", func(t *testing.T) *scene {
		return beginScene(t, sure(lead.Education)).says("education", signed, transferTo(lead.Market))
	}, [2]string{"education", "market"}},
	{"giver and police", func(t *testing.T) *scene {
		return beginScene(t, sure(lead.Education)).says("education", signed, proposal, lead.AnswerApproved{Approved: true, Head: "丙"}, referral)
	}, [2]string{"education", "police"}},
	{"police that did not file and giver", func(t *testing.T) *scene {
		s := beginScene(t, sure(lead.Education)).says("education", signed, proposal, lead.AnswerApproved{Approved: true, Head: "丙"}, referral)
		return s.says("police", signed, lead.AnswerFiled{Reason: "没有犯罪事实"})
	}, [2]string{"education", "police"}},
	{"the taskforce and a disputing department", func(t *testing.T) *scene {
		return beginScene(t, pressing(sure(lead.Education))).says("education", signed, lead.AnswerDisputed{Reason: "不属", Competent: "market", Basis: "权责清单"})
	}, [2]string{"taskforce", "education"}},
	{"the taskforce and the justice bureau", func(t *testing.T) *scene {
		return beginScene(t, sure(lead.Education)).says("education", signed, lead.AnswerDisputed{Reason: "不属", Competent: "market", Basis: "权责清单"})
	}, [2]string{"taskforce", "justice"}},
	{"who leads and who assists", func(t *testing.T) *scene {
		return beginScene(t, sure(lead.Education, lead.Fire)).says("education", signed)
	}, [2]string{"education", "fire"}},
	{"whom a ruling names and the taskforce", func(t *testing.T) *scene {
		s := beginScene(t, sure(lead.Education)).says("education", signed, lead.AnswerDisputed{Reason: "不属", Competent: "market", Basis: "权责清单"})
		return s.says("taskforce", designateTo(lead.Market))
	}, [2]string{"market", "taskforce"}},
	{"the desk and the taskforce after silence", func(t *testing.T) *scene {
		return beginScene(t, sure(lead.Education)).after(60 * 24 * time.Hour).tick()
	}, [2]string{"desk", "taskforce"}},
}

// words are what a party may ever say, each with data such that it can have its effect: answers of the six, decisions of the offices, and
// what both say. That nobody may say what is another's is T6.
func words(party string) (out []said) {
	by, other := &lead.By{Unit: "科", Person: "甲", Number: "N1"}, lead.Market
	if party == "market" {
		other = lead.Police
	}
	answers := []lead.Fact{
		signed, notTheirs(string(other)), lead.AnswerReturned{Reason: lead.Incomplete, Note: "缺地址"}, done, transferTo(other),
		lead.AnswerFedback{Stage: lead.Filed, By: by, Note: "已立案"}, lead.AnswerFedback{Stage: lead.Elsewhere, Note: "不属本单位"}, lead.AnswerSupplemented{Text: "又见"},
		lead.AnswerRejected{Reason: lead.NotOurDuty, Competent: "police", Basis: "权责清单"}, lead.AnswerRejected{Reason: lead.Incomplete, Note: "缺证据"},
		proposal, lead.AnswerApproved{Approved: true, Head: "丙"}, lead.AnswerApproved{Head: "丙", Note: "证据不足"}, referral,
		lead.AnswerIncomplete{Missing: []string{"笔录"}}, lead.AnswerFiled{Filed: true, By: by}, lead.AnswerFiled{Reason: "没有犯罪事实"},
		lead.AnswerObjected{Reason: "有新证据"}, lead.AnswerExtensionasked{N: 5, Reason: "等待鉴定"}, lead.AnswerSuspended{Reason: lead.RestAppraisal, Paper: "1号"},
		lead.AnswerResumed{}, lead.AnswerAllotted{Unit: "监管科"}, lead.AnswerClaimed{By: lead.By{Person: "甲"}}, lead.AnswerReleased{}, lead.AnswerContested{Record: 3, Reason: "没有说过"},
	}
	decisions := []lead.Fact{
		assignTo(lead.Market), lead.DecisionReturnrefused{Reason: "属你单位"}, lead.DecisionExcused{Department: "fire", Reason: "不需要"},
		lead.DecisionDeclined{Category: "X01", Reason: "校内事项"}, lead.DecisionTakenback{Reason: "有误"}, designateTo(lead.Market), designateTo(lead.Education),
		lead.DecisionProvisional{Department: lead.Police, Reason: "紧急"}, lead.DecisionReviewed{Department: lead.Education, Reason: "新事实", Basis: "…"},
		lead.DecisionExtended{Granted: true, Reason: "同意"}, lead.DecisionExtended{Reason: "不同意"}, lead.DecisionUrged{Note: "请抓紧"},
		lead.DecisionSupervised{Demand: "三日内办结", Listed: true}, lead.DecisionClosed{Outcome: lead.Settled, Reason: "已解决", Reply: "已解决"},
		lead.DecisionReworked{Reason: "未答复"}, lead.DecisionRevisited{Reached: true, Satisfied: lead.No}, lead.DecisionRedone{Reason: "未解决"},
		lead.DecisionMerged{Into: otherLead, Reason: "同一事项"}, lead.DecisionUnmerged{Reason: "两件事"},
		lead.DecisionSplit{Parts: []lead.PartAsked{{Category: "D07", Department: lead.Market}}, Reason: "一件多事"}, lead.DecisionUnsplit{Reason: "同一事项"},
	}
	both := []lead.Fact{
		lead.AnswerRecalled{Reason: "有误"}, lead.AnswerAsked{Question: "哪一栋？"}, lead.AnswerAssistasked{Assist: []lead.Party{"health"}, Task: "协查"},
		lead.AnswerCopied{To: []string{"culture"}}, lead.AnswerDisputed{Reason: "不属", Competent: string(other), Basis: "权责清单"}, lead.AnswerReviewasked{Facts: "新事实"},
		lead.AnswerRegistered{For: "education", Word: "sign", Via: lead.Phone, Receipt: "1"},
		lead.AnswerLettered{Party: "ext:人社", Document: lead.LeadTransfer, Number: "1号", Reason: "属其职责"}, lead.AnswerReceipted{Receipt: "2"},
	}
	own := answers
	if !lead.Department(party).Valid() {
		own = decisions
	}
	for _, f := range append(own, both...) {
		out = append(out, said{party, f})
	}
	return out
}

const otherLead = "990101-2026-000002"

// twin returns a scene that goes on by itself.
func (s *scene) twin() *scene {
	t := &scene{t: s.t, history: history{family: newFamily(), now: s.now}}
	for id, l := range s.leads {
		t.leads[id] = clone(l)
	}
	for id, r := range s.records {
		t.records[id] = slices.Clone(r)
	}
	return t
}

// hears gives a word: an effect with records that check, or a refusal that changes nothing. It reports whether it had its effect.
func (s *scene) hears(one said) bool {
	before := clone(s.l())
	refusal := s.say(one.party, one.fact)
	if refusal != nil {
		unchanged(s.t.(fataler), one.String(), refusal, before, s.l())
		if refusal.Code == "" || refusal.Detail == "" || len(s.last.Records) != 1 || s.last.Records[0].Kind != lead.KindRefused {
			s.t.Fatalf("%s: a refusal names its code and is a record: %+v, %v", one, refusal, s.last.Records)
		}
		return false
	}
	if err := decidedOnce(s.records[first]); err != nil {
		s.t.Fatalf("%s after %v: %v", one, s.kinds(), err)
	}
	return true
}

// raceDepth is how many words of both parties follow each other in every order.
const raceDepth = 3

// Whatever two parties say at the same time and in whatever order it arrives: every question is decided once, who came too late is
// told why, and it is a record. All words of both in all orders, three deep, from every situation in which two may race.
func TestEveryRaceIsDecidedOnce(t *testing.T) {
	for _, r := range races {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			s := r.begin(t)
			s.receive(otherLead, sure(lead.Education), lead.Matter{Text: "…", Number: "W-2"})
			all := append(words(r.parties[0]), words(r.parties[1])...)
			histories, effects := 0, map[string]bool{}
			var from func(s *scene, depth int)
			from = func(s *scene, depth int) {
				if depth == 0 {
					return
				}
				for _, one := range all {
					next := s.twin()
					histories++
					if next.hears(one) {
						effects[one.party] = true
						from(next, depth-1)
					}
				}
			}
			from(s, raceDepth)
			if len(effects) != 2 {
				t.Fatalf("only %v could say something: this is no race", slices.Collect(maps.Keys(effects)))
			}
			t.Logf("%d histories", histories)
		})
	}
}

// Two words that arrive at the same time: where both have their effect in either order, the lead ends in the same state; where one
// excludes the other, the later is refused in either order or the first to arrive has ended what the other spoke of.
func TestOrderOfArrivalDecidesNothingElse(t *testing.T) {
	for _, r := range races {
		t.Run(r.name, func(t *testing.T) {
			begin := r.begin(t)
			begin.receive(otherLead, sure(lead.Education), lead.Matter{Text: "…", Number: "W-2"})
			for _, a := range words(r.parties[0]) {
				if !begin.twin().hears(a) {
					continue
				}
				for _, b := range words(r.parties[1]) {
					if !begin.twin().hears(b) {
						continue
					}
					ab, ba := begin.twin(), begin.twin()
					ab.hears(a)
					later := ab.hears(b)
					ba.hears(b)
					if ba.hears(a) && later && !orderMatters(a, b) {
						if x, y := outcome(ab.l()), outcome(ba.l()); !reflect.DeepEqual(x, y) {
							t.Errorf("%s, then %s:\n%+v\nthe other way round:\n%+v", a, b, x, y)
						}
					}
				}
			}
		})
	}
}

// orderMatters lists pairs that both have their effect and where the later counts: what was added before somebody said what is missing
// does not answer that.
func orderMatters(a, b said) bool {
	return a.fact.EventType() == lead.AnswerSupplemented{}.EventType() && b.fact.EventType() == lead.AnswerIncomplete{}.EventType()
}

// outcome is what must not depend on the order of arrival: who holds it, what is owed, and by whom.
func outcome(l *Lead) map[string]any {
	duties := map[string]string{}
	for _, d := range l.Duties {
		duties[string(d.Department)] = fmt.Sprint(d.Role, d.State)
	}
	clocks := []string{}
	for _, k := range l.Clocks {
		clocks = append(clocks, fmt.Sprint(k.Against, k.Step, k.ID, k.PausedAt == nil))
	}
	slices.Sort(clocks)
	return map[string]any{"state": l.State, "holder": l.Holder, "duties": duties, "designated": l.Designated, "offer": l.Offer != nil, "clocks": slices.Compact(clocks)}
}
