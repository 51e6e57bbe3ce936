package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/follow"
	"xiansuo/services/intake/internal/postgres"
	"xiansuo/services/intake/internal/receipt"
	"xiansuo/services/intake/internal/reply"
	"xiansuo/services/intake/internal/submission"
)

// taken takes a complaint in and returns its lead and its code.
func (d *desk) taken(number string) (string, receipt.Code) {
	d.t.Helper()
	c := lead.ComplaintSubmitted{Channel: lead.Hotline, Number: number, Text: "…", Reporter: &lead.Reporter{Name: "赵钱孙", Phone: "13800138000", Reply: true}}
	results, err := d.store.Accept(d.t.Context(), []submission.Submission{submission.Complaint(submission.Envelope{Source: "/990101/hotline-12345", ID: number,
		Sender: "hotline-12345", At: noon, Type: c.EventType(), ContentType: "application/json", Raw: []byte("{}"), Digest: submission.Digest(number, "", [32]byte{})}, c)})
	if err != nil {
		d.t.Fatal(err)
	}
	return results[0].Lead, results[0].Receipt
}

func closed() (func(lead.Record) lead.Fact, lead.Record) {
	return func(r lead.Record) lead.Fact {
		return lead.LeadClosed{Record: r, Outcome: lead.Substantiated, Reply: "已退费"}
	}, lead.Record{Kind: lead.KindDone}
}

// Of several codes that are issued at once for one lead one counts, and each issue is a row; a code of before opens nothing.
func TestCodesIssuedAtOnce(t *testing.T) {
	d := newDesk(t)
	id, first := d.taken("T-1")
	var mu sync.Mutex
	codes := []receipt.Code{first}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			code, err := d.store.Issue(context.Background(), "hotline-12345", id, noon)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			codes = append(codes, code)
		})
	}
	all.Wait()
	good := 0
	for _, c := range codes {
		switch _, err := d.store.Report(t.Context(), c); {
		case err == nil:
			good++
		case !errors.Is(err, postgres.ErrNoCode):
			t.Fatal(err)
		}
	}
	var issues int
	if err := d.store.Log.DB.QueryRow(t.Context(), "SELECT count(*) FROM receipt WHERE lead = $1", id).Scan(&issues); err != nil || good != 1 || issues != 9 {
		t.Fatalf("%d codes open it, %d issues: %v", good, issues, err)
	}
	if _, err := d.store.Issue(t.Context(), "wechat", id, noon); !errors.Is(err, postgres.ErrNoLead) {
		t.Fatalf("another sender got a code: %v", err)
	}
}

// Of two answers at once one is taken and announced, once; and facts that are sent twice are announced once.
func TestAnswersAtOnce(t *testing.T) {
	d := newDesk(t)
	id, code := d.taken("T-1")
	s, sr := signed(lead.Education)
	c, cr := closed()
	d.must(d.word(id, s, sr), d.word(id, c, cr))
	window := follow.Window{Calendar: calendar.Default(), Limit: calendar.Limit{N: 30, Unit: calendar.NaturalDays}}
	said := follow.Said{Responded: lead.Yes, Solved: lead.No, Satisfied: lead.No, Redo: true, Note: "我是赵钱孙，电话13800138000，仍在上课"}
	var mu sync.Mutex
	taken, refused := 0, 0
	var both sync.WaitGroup
	for range 6 {
		both.Go(func() {
			err := d.store.Rate(context.Background(), code, said, window, noon.Add(time.Hour), "")
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				taken++
			case errors.Is(err, follow.ErrAnswered):
				refused++
			default:
				t.Error(err)
			}
		})
	}
	both.Wait()
	for range 2 {
		if _, err := d.store.AddFacts(t.Context(), code, postgres.Facts{Text: "打13800138000找我", Once: "once-once", At: noon}); err != nil {
			t.Fatal(err)
		}
	}
	for typ, want := range map[string]int{lead.LeadRated{}.EventType(): 1, lead.LeadSupplemented{}.EventType(): 1} {
		var n int
		var masked bool
		err := d.store.Log.DB.QueryRow(t.Context(), `SELECT count(*), bool_and(convert_from(body, 'UTF8') NOT LIKE '%13800138000%' AND convert_from(body, 'UTF8') NOT LIKE '%赵钱孙%')
			FROM event_log WHERE lead = $1 AND type = $2`, id, typ).Scan(&n, &masked)
		if err != nil || n != want || !masked {
			t.Errorf("%d of %s, masked %v: %v", n, typ, masked, err)
		}
	}
	if taken != 1 || refused != 5 {
		t.Fatalf("%d taken, %d refused", taken, refused)
	}
}

// What routing says again makes no second duty; what must be in writing is not ended by a call; what was read, told and followed is ended once.
func TestDutiesEndOnce(t *testing.T) {
	d := newDesk(t)
	duties, err := reply.Default(calendar.Default())
	if err != nil {
		t.Fatal(err)
	}
	d.store.Duties = duties
	id, _ := d.taken("T-1")
	routed := d.word(id, func(r lead.Record) lead.Fact {
		return lead.LeadRouted{Record: r, Decision: lead.Decision{Category: "F06"}}
	}, lead.Record{Kind: lead.KindRouted, Holder: lead.Desk})
	lettered := d.word(id, func(r lead.Record) lead.Fact { return lead.HandoffNoted{Record: r} }, lead.Record{Kind: lead.KindLettered, From: "desk", To: "ext:邻区", Holder: lead.Desk})
	told := d.must(routed, lettered)
	d.must(lettered)
	list := func(which postgres.Which) (out []string) {
		t.Helper()
		all, err := d.store.Replies(t.Context(), "hotline-12345", which, 0, 100, noon.AddDate(0, 0, 30))
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range all {
			out = append(out, one.Rule+"/"+string(one.How))
		}
		slices.Sort(out)
		return out
	}
	if got := list(postgres.Overdue); !slices.Equal(got, []string{"FD-115/", "RP-01/"}) {
		t.Fatalf("owed %v", got)
	}
	late, err := d.store.Late(t.Context(), noon.AddDate(0, 0, 30))
	if err != nil || len(late) != 2 || late[0].N != 1 {
		t.Fatalf("late %v: %v", late, err)
	}
	newest := uint64(told[len(told)-1].N)
	if err := d.store.HasRead(t.Context(), "wechat", newest, noon); err != nil || len(list(postgres.Owed)) != 2 {
		t.Fatal("another sender's reading ends nothing", err)
	}
	if err := d.store.HasRead(t.Context(), "hotline-12345", newest, noon); err != nil {
		t.Fatal(err)
	}
	byPhone := postgres.Telling{Sender: "hotline-12345", Lead: id, How: "phone", On: noon, At: noon}
	if n, err := d.store.Tells(t.Context(), byPhone); err != nil || n != 0 {
		t.Fatalf("a call ended %d: %v", n, err)
	}
	inWriting := byPhone
	inWriting.How, inWriting.Written = "written", true
	if n, err := d.store.Tells(t.Context(), inWriting); err != nil || n != 1 {
		t.Fatalf("writing ended %d: %v", n, err)
	}
	if got := list(postgres.Ended); !slices.Equal(got, []string{"FD-115/written", "RP-01/read"}) || len(list(postgres.Owed)) != 0 {
		t.Fatalf("ended %v", got)
	}
}

// Whoever has a code does not flood whoever holds the report: so much is added in a day, what was taken already may be sent again, and
// tomorrow there is room.
func TestAddedFactsAreBounded(t *testing.T) {
	d := newDesk(t)
	_, code := d.taken("T-1")
	add := func(n int, at time.Time) error {
		_, err := d.store.AddFacts(t.Context(), code, postgres.Facts{Text: "又上课了", Once: fmt.Sprintf("once-%04d", n), At: at})
		return err
	}
	for n := range follow.MostADay {
		if err := add(n, noon); err != nil {
			t.Fatal(n, err)
		}
	}
	if err := add(follow.MostADay, noon.Add(time.Hour)); !errors.Is(err, follow.ErrTooMany) {
		t.Errorf("one more: %v", err)
	}
	if err := add(3, noon.Add(time.Hour)); err != nil {
		t.Errorf("the same again: %v", err)
	}
	if err := add(follow.MostADay, noon.Add(25*time.Hour)); err != nil {
		t.Errorf("tomorrow: %v", err)
	}
}
