package ticket_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiansuo/pkg/lead"
	. "xiansuo/services/intake/internal/ticket"
)

var noon = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

const (
	a, b, c = "990101-2026-000001", "990101-2026-000002", "990101-2026-000003"
	part    = b + "-2"
)

// office says things of leads and keeps what is told.
type office struct {
	book *Book
	last map[string]int
	told []Update
}

func newOffice(tickets ...string) *office {
	o := &office{book: NewBook(), last: map[string]int{}}
	for _, id := range tickets {
		o.book.Tickets[id] = Ticket{Sender: "hotline-12345", Number: "T-" + id}
	}
	return o
}

// record is the next record of a lead.
func (o *office) record(id string, kind lead.Kind, from, to string, holder lead.Holder) lead.Record {
	o.last[id]++
	return lead.Record{No: o.last[id], Kind: kind, From: from, To: to, Holder: holder, At: noon.Add(time.Duration(o.last[id]) * time.Minute)}
}

func (o *office) say(id string, f lead.Fact) {
	o.told = append(o.told, o.book.Take(Word{Sequence: uint64(len(o.told) + 1), Lead: id, Fact: f})...)
}

// routed, signed and the rest say what routing says of a lead.
func (o *office) routed(id string) {
	o.say(id, lead.LeadRouted{Record: o.record(id, lead.KindRouted, "hotline", "desk", lead.Desk)})
}

func (o *office) sent(id string, d lead.Department, role lead.Role, assist ...lead.Party) {
	kind, to, leading := lead.KindDispatched, d, d
	if role == lead.RoleAssist {
		kind, leading = lead.KindAssistAsked, ""
	}
	o.say(id, lead.HandoffDispatched{Record: o.record(id, kind, "desk", string(to), o.holder(id)), Role: role, Lead: leading, Assist: assist})
}

func (o *office) signed(id string, d lead.Department) {
	o.say(id, lead.HandoffSigned{Record: o.record(id, lead.KindSigned, string(d), "desk", lead.HolderOf(d)), Role: lead.RoleLead})
}

func (o *office) holder(id string) lead.Holder {
	if s := o.book.Standings[id]; s != nil {
		return s.Holder
	}
	return lead.Desk
}

func (o *office) folded(id, into string) {
	o.say(id, lead.LeadFolded{Record: o.record(id, lead.KindMerged, "desk", "", lead.Nobody), Into: into})
}

func (o *office) unfolded(id, from string) {
	o.say(id, lead.LeadUnfolded{Record: o.record(id, lead.KindUnmerged, "desk", "desk", lead.Desk), From: from})
}

func (o *office) closed(id string, left int) {
	o.say(id, lead.LeadClosed{Record: o.record(id, lead.KindDone, "desk", "", lead.Nobody), Outcome: lead.Substantiated, Reply: "已退费", Left: left})
}

// kinds returns what a ticket was told, with the part and the lead that it goes on in.
func (o *office) kinds(id string) string {
	var out []string
	for _, u := range o.told {
		if u.Lead != id {
			continue
		}
		word := string(u.Kind)
		if u.Part != "" {
			word += "(" + u.Part + ")"
		}
		if u.About != id {
			word += "@" + u.About[len(u.About)-1:]
		}
		out = append(out, word)
	}
	return strings.Join(out, " ")
}

func (o *office) wants(t *testing.T, id, want string) {
	t.Helper()
	if diff := cmp.Diff(want, o.kinds(id)); diff != "" {
		t.Errorf("%s is told:\n%s", id, diff)
	}
}

// A sender is told where its ticket goes, and by whom it was ended; that something is submitted and reviewed is not told.
func TestWhatASenderIsTold(t *testing.T) {
	o := newOffice(a)
	o.routed(a)
	o.sent(a, lead.Education, lead.RoleLead)
	o.signed(a, lead.Education)
	o.say(a, lead.HandoffDispatched{Record: o.record(a, lead.KindTransferred, "education", "market", "education"), Role: lead.RoleLead, Lead: lead.Market})
	o.signed(a, lead.Market)
	o.say(a, lead.HandoffNoted{Record: o.record(a, lead.KindSubmitted, "market", "desk", "market")})
	o.closed(a, 0)
	r := o.record(a, lead.KindRevisited, "desk", "", lead.Nobody)
	r.Verdicts = &lead.Verdicts{Reached: true, Satisfied: lead.No}
	o.say(a, lead.HandoffNoted{Record: r})
	o.say(a, lead.HandoffNoted{Record: o.record(a, lead.KindRedone, "desk", "market", "market")})
	o.say(a, lead.HandoffDispatched{Record: o.record(a, lead.KindRedone, "desk", "market", "market"), Role: lead.RoleLead, Lead: lead.Market})
	o.wants(t, a, "accepted sent signed signed done revisited redone")
	done := o.told[4]
	if done.Department != lead.Market || done.Text != "已退费" || done.Reason != "substantiated" || o.told[3].Department != lead.Market || o.told[5].Verdicts == nil {
		t.Errorf("told %+v", o.told)
	}
}

// What the desk dispatched and recalled before anybody signed is at the desk again.
func TestARecalledDispatchIsAtTheDesk(t *testing.T) {
	o := newOffice(a)
	o.routed(a)
	o.sent(a, lead.Education, lead.RoleLead)
	o.say(a, lead.HandoffEnded{Record: o.record(a, lead.KindRecalled, "desk", "education", lead.Desk), Role: lead.RoleLead})
	o.wants(t, a, "accepted sent taken-back")
}

// The question, who asks it and until when is told, for the sender to pass on; and more time with its reason, but only that of whoever leads.
func TestQuestionsAndMoreTime(t *testing.T) {
	o := newOffice(a)
	o.routed(a)
	o.sent(a, lead.Education, lead.RoleLead, "street-liutang")
	o.signed(a, lead.Education)
	due := noon.Add(time.Hour)
	r := o.record(a, lead.KindQuestion, "education", "hotline", "education")
	r.Note, r.Clocks = "哪一天上课？", []lead.Clock{{Step: lead.StepAnswer, Due: due}}
	o.say(a, lead.HandoffNoted{Record: r})
	o.say(a, lead.HandoffNoted{Record: r, Role: lead.RoleAssist}) // said again to who assists: the store keeps it once
	moved := func(to string) {
		r := o.record(a, lead.KindExtended, "desk", to, "education")
		r.Note = "案情复杂"
		o.say(a, lead.HandoffNoted{Record: r})
		o.say(a, lead.ClockMoved{Record: r, Clocks: []lead.Clock{{Step: lead.StepHandle, Due: due}}})
	}
	moved("street-liutang")
	moved("education")
	o.say(a, lead.ClockMoved{Record: o.record(a, lead.KindRecounted, "desk", "education", "education"), Clocks: []lead.Clock{{Due: due}}})
	o.wants(t, a, "accepted sent signed question question extended")
	if q := o.told[3]; q.Text != "哪一天上课？" || q.Due == nil || !q.Due.Equal(due) || q.Department != lead.Education {
		t.Errorf("question %+v", q)
	}
	if e := o.told[5]; e.Text != "案情复杂" || e.Due == nil || e.Department != lead.Education {
		t.Errorf("extended %+v", e)
	}
}

// What happens to a part is told to the ticket of the whole, which is done when the last part is: whichever that is.
func TestAWholeIsDoneWhenAllPartsAre(t *testing.T) {
	for name, test := range map[string]struct {
		end  func(o *office)
		want string
	}{
		"the lead itself first": {func(o *office) {
			o.closed(b, 1)
			o.closed(part, 0)
			o.say(b, lead.LeadClosed{Record: o.record(b, lead.KindPartDone, "desk", "desk", lead.Nobody), Outcome: lead.Settled, Reply: "已调解"})
		}, "part-done(" + b + ") part-done(" + part + ") done"},
		"the part first": {func(o *office) {
			o.closed(part, 0)
			o.say(b, lead.HandoffNoted{Record: o.record(b, lead.KindPartDone, "desk", "desk", "education")})
			o.closed(b, 0)
		}, "part-done(" + part + ") done"},
		"the part is put back": {func(o *office) {
			o.say(part, lead.LeadFolded{Record: o.record(part, lead.KindUnsplit, "desk", "desk", lead.Nobody), Into: b})
			o.closed(b, 0)
		}, "unsplit(" + part + ") done"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(b)
			o.routed(b)
			o.sent(b, lead.Education, lead.RoleLead)
			o.signed(b, lead.Education)
			o.say(b, lead.LeadSplit{Record: o.record(b, lead.KindSplit, "desk", "education", "education"), Parts: []lead.Part{{Lead: part, Category: "D02"}}})
			o.say(part, lead.HandoffNoted{Record: o.record(part, lead.KindPart, "desk", "desk", lead.Desk)})
			o.sent(part, lead.Market, lead.RoleLead)
			o.signed(part, lead.Market)
			test.end(o)
			o.wants(t, b, "accepted sent signed split sent("+part+") signed("+part+") "+test.want)
			if o.told[3].Parts[0].Lead != part {
				t.Errorf("split into %+v", o.told[3].Parts)
			}
			if got := Status(o.told, noon); got != Done {
				t.Errorf("status %s", got)
			}
			if len(o.book.Folds) > 0 {
				t.Error("a part that is put back is no fold of a ticket")
			}
		})
	}
}

// A folded ticket is told whatever happens to the lead that it goes on in, through any number of folds, from the fold on and until it is
// undone; what happens to its own lead then is told again.
func TestFoldedTicketsAreTold(t *testing.T) {
	o := newOffice(a, b, c)
	for _, id := range []string{a, b, c} {
		o.routed(id)
	}
	o.sent(b, lead.Education, lead.RoleLead)
	o.folded(a, b)
	o.signed(b, lead.Education)
	o.folded(b, c)
	o.sent(c, lead.Market, lead.RoleLead)
	o.unfolded(b, c)
	o.signed(c, lead.Market)
	o.say(b, lead.HandoffSigned{Record: o.record(b, lead.KindAssistSigned, "fire", "desk", "education"), Role: lead.RoleAssist})
	o.unfolded(a, b)
	o.closed(b, 0)
	o.sent(a, lead.Health, lead.RoleLead)
	o.wants(t, a, "accepted folded signed@2 folded@2 sent@3 unfolded@2 signed@2 unfolded sent")
	o.wants(t, b, "accepted sent signed folded sent@3 unfolded signed done")
	o.wants(t, c, "accepted sent signed")
	folds := o.book.Folded()
	if len(folds) != 2 || len(o.book.Folds) > 0 || folds[0].Until.IsZero() {
		t.Errorf("folds %+v", folds)
	}
}

// A ticket that goes on in a part of another lead is told of that part, and done with it.
func TestFoldedIntoAPart(t *testing.T) {
	o := newOffice(a, b)
	o.folded(a, part)
	o.signed(part, lead.Market)
	o.signed(b, lead.Education)
	o.closed(part, 0)
	o.wants(t, b, "signed("+part+") signed part-done("+part+")")
	if u := o.told[len(o.told)-1]; o.kinds(a) != "folded signed@2 done@2" || u.About != part || u.Part != "" {
		t.Errorf("told %q, at last %+v", o.kinds(a), u)
	}
}

// Who holds a lead is what the newest record says, in whatever order the events come.
func TestTheNewestRecordSaysWhoHolds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := newOffice(a)
		holders := rapid.SliceOfN(rapid.SampledFrom([]lead.Holder{"education", "market", lead.Desk, lead.Taskforce, lead.Nobody}), 1, 8).Draw(rt, "holders")
		numbers := make([]int, len(holders))
		for i := range numbers {
			numbers[i] = i
		}
		for _, i := range rapid.Permutation(numbers).Draw(rt, "order") {
			o.say(a, lead.HandoffNoted{Record: lead.Record{No: i + 1, Kind: lead.KindFiled, Holder: holders[i]}})
		}
		if got := o.book.Standings[a]; got.Holder != holders[len(holders)-1] || got.Record != len(holders) {
			rt.Fatalf("%+v by %v", got, holders)
		}
	})
}

// Who was asked to lead or to assist, and is not any more, is known for the sake of what they are told when they ask.
func TestWhoIsAsked(t *testing.T) {
	o := newOffice(a)
	s := func() *Standing { return o.book.Standings[a] }
	want := func(what string, offered lead.Department, assisting ...lead.Party) {
		t.Helper()
		slices.Sort(s().Assisting)
		if s().Offered != offered || !slices.Equal(s().Assisting, assisting) {
			t.Errorf("%s: offered to %q, %v assist", what, s().Offered, s().Assisting)
		}
	}
	o.routed(a)
	o.sent(a, lead.Education, lead.RoleLead, "fire", "market")
	o.sent(a, lead.Fire, lead.RoleAssist, "fire", "market")
	want("dispatched", lead.Education, "fire", "market")
	o.signed(a, lead.Education)
	want("signed", "", "fire", "market")
	o.say(a, lead.AssistDone{Record: o.record(a, lead.KindAssistDone, "fire", "desk", "education")})
	want("one is done", "", "market")
	o.say(a, lead.HandoffDispatched{Record: o.record(a, lead.KindTransferred, "education", "market", "education"), Role: lead.RoleLead, Lead: lead.Market})
	want("who assisted is to lead", lead.Market)
	o.say(a, lead.HandoffNoted{Record: o.record(a, lead.KindRejected, "market", "education", "education")})
	want("it does not", "")
	o.sent(a, "street-liutang", lead.RoleAssist, "street-liutang")
	o.say(a, lead.HandoffEnded{Record: o.record(a, lead.KindExcused, "desk", "street-liutang", "education"), Role: lead.RoleAssist})
	want("excused", "")
	o.sent(a, lead.Health, lead.RoleAssist, "health")
	o.folded(a, b)
	want("folded", "")
	o.say(a, lead.HandoffDispatched{Record: o.record(a, lead.KindUnmerged, "desk", "education", "education"), Role: lead.RoleAssist, Lead: lead.Education, Assist: []lead.Party{"health"}})
	want("unfolded", "", "health")
	ruling := o.record(a, lead.KindDesignated, "taskforce", "police", lead.Taskforce)
	o.say(a, lead.HandoffDispatched{Record: ruling, Role: lead.RoleLead, Lead: lead.Police, Assist: []lead.Party{"health"}})
	o.say(a, lead.HandoffEnded{Record: ruling, Role: lead.RoleLead}) // whose offer the ruling ended, said after it
	want("designated", lead.Police, "health")
	o.closed(a, 0)
	want("closed", "")
}

// How far a ticket is leaves out what others do beside it, and comes back to its own way when a fold is undone; a question is open until
// the sender says more.
func TestStatus(t *testing.T) {
	at := func(u Update, minute int) Update {
		u.Lead, u.At = a, noon.Add(time.Duration(minute)*time.Minute)
		if u.About == "" {
			u.About = a
		}
		return u
	}
	all := []Update{
		at(Update{Kind: Accepted}, 1), at(Update{Kind: Signed}, 2), at(Update{Kind: Sent, Role: lead.RoleAssist}, 3), at(Update{Kind: Signed, Part: a + "-2"}, 4),
		at(Update{Kind: Question}, 5), at(Update{Kind: Extended}, 6), at(Update{Kind: Folded}, 7), at(Update{Kind: Done, About: b}, 8), at(Update{Kind: Unfolded}, 9),
	}
	for n, want := range []Kind{Accepted, Accepted, Signed, Signed, Signed, Question, Question, Folded, Done, Question} {
		if got := Status(all[:n], noon); got != want {
			t.Errorf("after %d updates: %s, want %s", n, got, want)
		}
	}
	if got := Status(all[:6], noon.Add(6*time.Minute)); got != Signed {
		t.Errorf("once it is answered: %s", got)
	}
}

// However leads are folded and unfolded, whatever is told of a lead is told once to its own ticket and to each ticket that goes on in it
// at that moment, and to no other.
func TestEveryFoldedTicketHearsOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ids := make([]string, 6)
		for i := range ids {
			ids[i] = fmt.Sprintf("990101-2026-%06d", i+1)
		}
		o, into := newOffice(ids...), map[string]string{}
		root := func(id string) string {
			for into[id] != "" {
				id = into[id]
			}
			return id
		}
		for range rapid.IntRange(1, 40).Draw(rt, "words") {
			id := rapid.SampledFrom(ids).Draw(rt, "lead")
			switch other := rapid.SampledFrom(ids).Draw(rt, "other"); {
			case into[id] != "" && rapid.Bool().Draw(rt, "undo"):
				o.unfolded(id, into[id])
				delete(into, id)
			case into[id] == "" && into[other] == "" && other != id:
				o.folded(id, other)
				into[id] = other
			}
			before := len(o.told)
			o.say(id, lead.LeadTakenBack{Record: o.record(id, lead.KindTakenBack, "desk", "desk", lead.Desk)})
			heard := map[string]int{}
			for _, u := range o.told[before:] {
				heard[u.Lead]++
			}
			for _, one := range ids {
				want := 0
				for up := one; up != ""; up = into[up] {
					if up == id {
						want = 1
					}
				}
				if heard[one] != want {
					rt.Fatalf("%s heard of %s %d times, want %d (it goes on in %s)", one, id, heard[one], want, root(one))
				}
			}
		}
	})
}

// What a lead is about is what the desk says it is, where it says otherwise than the rules: what must be told depends on it.
func TestAboutIsWhatTheDeskSays(t *testing.T) {
	o := newOffice(a)
	o.routed(a)
	o.say(a, lead.HandoffDispatched{Record: o.record(a, lead.KindDispatched, "desk", "market", "desk"), Role: lead.RoleLead, Lead: lead.Market, Category: "E01", Decision: lead.Decision{Category: "A01"}})
	if got := o.told[len(o.told)-1].Category; got != "E01" {
		t.Errorf("it is about %s", got)
	}
}
