package reply_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	. "xiansuo/services/intake/internal/reply"
	"xiansuo/services/intake/internal/ticket"
)

// Wednesday 2026-07-01, 12:00 in China.
var noon = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

func catalogue(t *testing.T) *Catalogue {
	t.Helper()
	c, err := Default(calendar.Default())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// book is a ticket with its duties.
type book struct {
	t  *testing.T
	c  *Catalogue
	of Ticket
	n  int64
	// all are every duty that arose.
	all []*Duty
}

func complaint(t *testing.T) *book {
	return &book{t: t, c: catalogue(t), of: Ticket{Lead: "l", Sender: "hotline-12345", Number: "T-1", Appeal: "投诉", Reply: true}}
}

func (b *book) told(kind ticket.Kind, d lead.Department, category lead.Category) *book {
	b.n++
	u := ticket.Update{Lead: "l", About: "l", Record: int(b.n), Kind: kind, Department: d, Category: category, At: noon}
	if kind == ticket.Sent || kind == ticket.Signed {
		u.Role = lead.RoleLead
	}
	b.all = append(b.all, b.c.Take(b.all, Thing{N: b.n, Update: u}, b.of)...)
	return b
}

// owes fails unless the duties towards somebody are of these rules, in order.
func (b *book) owes(to Recipient, want string) *book {
	b.t.Helper()
	var rules []string
	for _, d := range b.all {
		if d.To == to {
			rules = append(rules, d.Rule)
		}
	}
	if got := strings.Join(rules, " "); got != want {
		b.t.Fatalf("%s is owed %q, want %q", to, got, want)
	}
	return b
}

func (b *book) duty(rule string) *Duty {
	b.t.Helper()
	i := slices.IndexFunc(b.all, func(d *Duty) bool { return d.Rule == rule })
	if i < 0 {
		b.t.Fatalf("no duty by %s", rule)
	}
	return b.all[i]
}

// A consumer complaint at market is accepted or refused, and the reporter told, within seven working days; that it is accepted answers it.
func TestAComplaintAtMarketIsAcceptedOrRefused(t *testing.T) {
	b := complaint(t).told(ticket.Accepted, "", "D07").told(ticket.Sent, lead.Market, "D07").owes(Reporter, "MK-01")
	d := b.duty("MK-01")
	if d.Answer != 0 || !d.Due.Equal(time.Date(2026, 7, 10, 16, 0, 0, 0, time.UTC)) {
		t.Fatalf("due %v, answered by %d", d.Due, d.Answer)
	}
	b.told(ticket.Signed, lead.Market, "D07").told(ticket.Admitted, lead.Market, "D07")
	if d.Answer != 4 || d.DoneAt != nil {
		t.Fatalf("answered by %d", d.Answer)
	}
	b.told(ticket.Done, lead.Market, "D07").owes(Reporter, "MK-01 MK-03").owes(Sender, "RP-01")
}

// A refusal answers it, is told once to the reporter, and is an answer to the sender as well.
func TestARefusalIsToldOnce(t *testing.T) {
	b := complaint(t).told(ticket.Sent, lead.Market, "D07").told(ticket.Refused, lead.Market, "D07").owes(Reporter, "MK-01").owes(Sender, "RP-01")
	if b.duty("MK-01").Answer != 2 {
		t.Fatal("the refusal is the answer")
	}
}

// Whoever loses the complaint before it answered owes nothing any more; the other owes what it owes.
func TestADutyMovesWithTheLead(t *testing.T) {
	b := complaint(t).told(ticket.Sent, lead.Market, "D07").told(ticket.Signed, lead.Education, "D07")
	if d := b.duty("MK-01"); d.How != Moved {
		t.Fatalf("%+v", d)
	}
}

// A report about advertising is handled, and its result told, within seven working days of its receipt: the end answers it.
func TestAnAdvertisingComplaintHasSevenWorkingDays(t *testing.T) {
	b := complaint(t)
	b.of.Appeal = "举报"
	b.told(ticket.Sent, lead.Market, "E01").told(ticket.Admitted, lead.Market, "E01")
	if b.duty("MK-14").Answer != 0 {
		t.Fatal("that it is accepted is no result")
	}
	b.told(ticket.Done, lead.Market, "E01").owes(Reporter, "MK-14")
	if b.duty("MK-14").Answer != 3 {
		t.Fatal("the end is the answer")
	}
}

// A report on food that goes elsewhere is told in writing; a call does not do.
func TestFoodIsToldInWriting(t *testing.T) {
	b := complaint(t).told(ticket.Lettered, lead.Health, "F06").owes(Reporter, "FD-115")
	if d := b.duty("FD-115"); !slices.Equal(d.Ends, []string{"written"}) {
		t.Fatalf("it ends by %v", d.Ends)
	}
}

// Whoever reports harm to a minor is told in a fitting way, wanted or not.
func TestHarmToAMinorIsAnswered(t *testing.T) {
	b := complaint(t)
	b.of.Reply = false
	if b.told(ticket.Done, lead.Police, "G06").owes(Reporter, "MN-11"); b.duty("MN-11").DoneAt != nil {
		t.Fatal("it is waived")
	}
}

// That more time was granted is told, to the sender and the reporter.
func TestAnExtensionIsTold(t *testing.T) {
	complaint(t).told(ticket.Extended, lead.Education, "A01").owes(Reporter, "HL-08").owes(Sender, "RP-01")
}

// Nobody is told who is not known, or wants no reply: the duty is there, waived, with the reason.
func TestDutiesAreWaived(t *testing.T) {
	b := complaint(t)
	b.of.Anonymous = true
	if d := b.told(ticket.Done, lead.Education, "A01").duty("RP-02"); d.How != Anonymous {
		t.Fatalf("%+v", d)
	}
	b = complaint(t)
	b.of.Reply = false
	if d := b.told(ticket.Done, lead.Education, "A01").duty("RP-02"); d.How != NoReply {
		t.Fatalf("%+v", d)
	}
	if d := b.duty("RP-01"); d.DoneAt != nil {
		t.Fatal("the sender is answered in any case")
	}
}

// A ticket is answered once folded, once lettered, once done: exactly one duty towards the sender for each, whatever else is told between.
func TestEachThingIsAnsweredOnce(t *testing.T) {
	b := complaint(t)
	for _, k := range ticket.Kinds() {
		b.told(k, lead.Education, "A01")
	}
	count := map[ticket.Kind]int{}
	for _, d := range b.all {
		if d.To == Sender {
			count[d.Kind]++
		}
	}
	for _, k := range []ticket.Kind{ticket.Folded, ticket.Unfolded, ticket.Split, ticket.Returned, ticket.Lettered, ticket.Extended, ticket.PartDone, ticket.Done, ticket.Redone, ticket.Refused} {
		if count[k] != 1 {
			t.Errorf("%s is answered %d times", k, count[k])
		}
		delete(count, k)
	}
	if len(count) > 0 {
		t.Errorf("these are answered too: %v", count)
	}
}

// Who assists owes the reporter nothing.
func TestAssistantsOweNothing(t *testing.T) {
	c := catalogue(t)
	u := ticket.Update{Lead: "l", About: "l", Kind: ticket.Sent, Department: lead.Market, Role: lead.RoleAssist, Category: "E01", At: noon}
	if fresh := c.Take(nil, Thing{N: 1, Update: u}, Ticket{Lead: "l", Appeal: "投诉", Reply: true}); len(fresh) > 0 {
		t.Fatalf("%+v", fresh[0])
	}
}

// A rule holds from its day to its last, and a catalogue says what is wrong with it.
func TestRulesHoldForATime(t *testing.T) {
	const one = `[{"id": "A", "kinds": ["done"], "to": "sender", "limit": "1 WD", "ends": ["read"], "what": {"zh": "x", "en": "x"}, "basis": {"zh": "x", "en": "x"}, "from": "2026-07-01", "until": "2026-07-02"}]`
	c, err := Load([]byte(one), calendar.Default())
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[int]int{-1: 0, 0: 1, 1: 1, 2: 0} {
		u := ticket.Update{Lead: "l", About: "l", Kind: ticket.Done, At: noon.AddDate(0, 0, day)}
		if n := len(c.Take(nil, Thing{N: 1, Update: u}, Ticket{Lead: "l"})); n != want {
			t.Errorf("day %d: %d duties", day, n)
		}
	}
	for _, wrong := range []string{strings.Replace(one, `"done"`, `"gone"`, 1), strings.Replace(one, `"sender"`, `"nobody"`, 1), strings.Replace(one, `"read"`, `"dreamt"`, 1),
		strings.Replace(one, `1 WD`, `1 X`, 1), strings.Replace(one, `"id"`, `"idea"`, 1), strings.Replace(one, `2026-07-01`, `soon`, 1)} {
		if _, err := Load([]byte(wrong), calendar.Default()); err == nil {
			t.Errorf("taken: %s", wrong)
		}
	}
}
