package postgres

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/routing/internal/clocks"
	"xiansuo/services/routing/internal/district"
	"xiansuo/services/routing/internal/handoff"
)

// wordAt is a word at a time.
func wordAt(when time.Time) handoff.Word {
	return handoff.Word{By: handoff.ByClock, At: when, Clocks: catalogue()}
}

// ticked lets everything that is due at a time happen, as the watch of a process does.
func ticked(t testing.TB, s *Store, when time.Time) (looked int) {
	t.Helper()
	for {
		n, err := s.Tick(t.Context(), 500, wordAt(when))
		if err != nil {
			t.Error(err)
			return looked
		}
		if looked += n; n == 0 {
			return looked
		}
	}
}

// received takes in many leads that education must lead, in few transactions.
func received(t testing.TB, s *Store, n int) {
	t.Helper()
	const batch = 500
	for from := 1; from <= n; from += batch {
		var causes []Cause
		for i := from; i < from+batch && i <= n; i++ {
			causes = append(causes, Cause{Lead: fmt.Sprintf("990101-2026-%06d", i)})
		}
		err := s.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) error {
			return s.Apply(ctx, tx, causes, func(i int, l *handoff.Lead, _ func(string) *handoff.Lead) (handoff.Word, handoff.Change) {
				m := lead.Matter{Channel: lead.Hotline, Text: "text", ReceivedAt: noon}
				return at(0), handoff.Receive(l, lead.LeadReceived{Sender: "/990101/grid", Matter: m}, sure(lead.Normal, lead.Education), at(0))
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// T3: ten thousand clocks that fall due in the same minute have all been escalated by the next look, by two processes that share
// them and never both speak for one; and none that is due is older than that look, the oldest first.
func TestT3TenThousandClocksInAMinute(t *testing.T) {
	s := newStore(t)
	n := 10_000
	if testing.Short() {
		n = 1_000
	}
	received(t, s, n)
	late := noon.AddDate(0, 0, 30)
	began := time.Now()
	var looked atomic.Int64
	var processes sync.WaitGroup
	for range 2 {
		processes.Go(func() { looked.Add(int64(ticked(t, s, late))) })
	}
	processes.Wait()
	t.Logf("%d leads in %s", looked.Load(), time.Since(began).Round(time.Millisecond))
	if got := count(t, s, "SELECT count(*) FROM clock WHERE next_at <= $1", late); got != 0 {
		t.Fatalf("%d clocks still are due", got)
	}
	if got := count(t, s, "SELECT count(*) FROM lead WHERE escalated"); got != n {
		t.Fatalf("%d of %d leads are before the taskforce", got, n)
	}
	if got := count(t, s, "SELECT count(*) FROM (SELECT lead, data->>'reason', data->>'kind' FROM record WHERE data->>'by' = 'clock' GROUP BY 1, 2, 3 HAVING count(*) > 1) twice"); got != 0 {
		t.Fatalf("%d clocks spoke twice", got)
	}
	if got := count(t, s, "SELECT count(*) FROM event_log WHERE queue = 'education' AND type = $1", lead.ClockWarned{}.EventType()); got < n {
		t.Fatalf("%d warnings are in education's queue", got)
	}
}

// ahead lets many clocks run that are not due for weeks.
func ahead(t testing.TB, s *Store, n int) {
	t.Helper()
	err := s.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO clock (lead, record, place, id, step, against, counted_from, counted, due, provisional, calendar, level, next_at, extended, role, began_at, rested)
			SELECT 'x' || n, 1, 0, 'HL-05', 'handle', 'education', $1, '5 WD', $1::timestamptz + interval '60 days', n % 3 = 0, $2, 'green',
				$1::timestamptz + interval '50 days' + n * interval '1 second', 0, 'lead', $1, '0' FROM generate_series(1, $3::int) n`, noon, calendar.Default().Version(), n)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// BenchmarkTick lets the clocks of ten thousand leads speak that fell due in one minute, alone and beside a million that are not due.
func BenchmarkTick(b *testing.B) {
	for _, others := range []int{0, 1_000_000} {
		b.Run(fmt.Sprintf("beside=%d", others), func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				s := newStore(b)
				received(b, s, 10_000)
				ahead(b, s, others)
				b.StartTimer()
				if n := ticked(b, s, noon.AddDate(0, 0, 30)); n < 10_000 {
					b.Fatal(n)
				}
			}
		})
	}
}

// The look for clocks goes by the index of what comes next, however many run: what lies ahead is not read.
func TestManyClocksDoNotSlowALook(t *testing.T) {
	s := newStore(t)
	received(t, s, 500)
	ahead(t, s, 200_000)
	for _, q := range []struct {
		index, sql string
		args       []any
	}{
		{"clock_next", dueSQL, []any{noon.Add(time.Hour), 500}},
		{"clock_provisional", fmt.Sprintf(recountSQL, "<"), []any{calendar.Default().Version(), 500}},
		{"clock_provisional", fmt.Sprintf(recountSQL, ">"), []any{calendar.Default().Version(), 500}},
	} {
		name := q.index
		if plan := explain(t, s, q.sql, q.args...); !strings.Contains(plan, name) || strings.Contains(plan, "Seq Scan on clock") || rowsRemoved(plan) {
			t.Errorf("%s is not used, or more is read than is found:\n%s", name, plan)
		}
	}
}

// explain returns how a statement was carried out; it changes nothing.
func explain(t testing.TB, s *Store, sql string, args ...any) string {
	t.Helper()
	tx, err := s.Log.DB.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	rows, err := tx.Query(t.Context(), "EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF) "+sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan strings.Builder
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		plan.WriteString(line + "\n")
	}
	return plan.String()
}

func rowsRemoved(plan string) bool { return strings.Contains(plan, "Rows Removed") }

// Two processes that begin at once, and one that dies in the middle, leave no clock unspoken for: what a transaction had in hand is
// free again when it ends.
func TestAProcessThatDiesLetsGoOfItsClocks(t *testing.T) {
	s := newStore(t)
	received(t, s, 20)
	late := noon.AddDate(0, 0, 30)
	dies, cancel := context.WithCancel(t.Context())
	tx, err := s.Log.DB.Begin(dies)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(dies, "SELECT FROM clock WHERE next_at <= $1 ORDER BY next_at LIMIT 500 FOR UPDATE", late); err != nil {
		t.Fatal(err)
	}
	if n := ticked(t, s, late); n != 0 {
		t.Fatalf("%d leads whose clocks another process has in hand", n)
	}
	cancel()
	_ = tx.Rollback(t.Context())
	if n := ticked(t, s, late); n == 0 || count(t, s, "SELECT count(*) FROM clock WHERE next_at <= $1", late) != 0 {
		t.Fatal("nobody speaks for them")
	}
}

// When a year's calendar is loaded, due dates that were counted without it are counted again, with a record; those that come out
// the same are not, and neither is looked at again.
func TestRecountUnderANewYear(t *testing.T) {
	s := newStore(t)
	known := new(calendar.Calendar)
	var err error
	var days []byte
	for year := 2025; year <= 2026; year++ {
		if days, err = os.ReadFile(fmt.Sprintf("../../../../pkg/calendar/data/%d.txt", year)); err == nil {
			known, err = known.Add(days)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	before, err := clocks.Default(known)
	if err != nil {
		t.Fatal(err)
	}
	december := time.Date(2026, 12, 29, 2, 0, 0, 0, time.UTC)
	old := handoff.Word{By: "someone", At: december, Clocks: before}
	err = s.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) error {
		return s.Apply(ctx, tx, []Cause{{Lead: "990101-2026-000001"}}, func(_ int, l *handoff.Lead, _ func(string) *handoff.Lead) (handoff.Word, handoff.Change) {
			return old, handoff.Receive(l, lead.LeadReceived{Sender: "/990101/grid", Matter: lead.Matter{Channel: lead.Hotline, Text: "t", ReceivedAt: december}}, sure(lead.Normal, lead.Education), old)
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	provisional := count(t, s, "SELECT count(*) FROM clock WHERE provisional")
	if provisional == 0 {
		t.Fatal("no date lies in a year that is not known")
	}
	// In 2027 the 1st is a holiday and the 4th, a Monday, is off.
	after, err := known.Add([]byte("year 2027\nstatutory 2027-01-01 元旦\nshifted_rest 2027-01-04 元旦\n"))
	if err != nil {
		t.Fatal(err)
	}
	now := handoff.Word{By: handoff.ByClock, At: december.Add(time.Hour), Clocks: before.With(after)}
	for try, want := range []int{1, 0} {
		n, err := s.Recount(t.Context(), after.Version(), 500, now)
		if err != nil || n != want {
			t.Fatalf("look %d counts %d leads: %v", try, n, err)
		}
	}
	v, err := s.Lead(t.Context(), "990101-2026-000001")
	if err != nil {
		t.Fatal(err)
	}
	recounted := 0
	for _, r := range v.Records {
		if r.Kind == lead.KindRecounted && r.By == handoff.ByClock {
			recounted++
		}
	}
	for _, k := range v.Clocks {
		if k.Provisional || k.Calendar != after.Version() && k.Due.After(time.Date(2026, 12, 31, 16, 0, 0, 0, time.UTC)) {
			t.Errorf("%s due %s is counted under %s", k.ID, k.Due, k.Calendar)
		}
	}
	if recounted != 1 {
		t.Fatalf("%d records of it", recounted)
	}
}

// When duties pass to another department its open leads pass with them, each with a record, once.
func TestRehome(t *testing.T) {
	s := newStore(t)
	received(t, s, 7)
	succession := handoff.Succession{From: "education", To: "culture", Basis: "云编〔2026〕1号"}
	after := ""
	for range 5 {
		last, err := s.Rehome(t.Context(), succession, after, 2, at(60))
		if err != nil {
			t.Fatal(err)
		}
		if after = last; last == "" {
			break
		}
	}
	if last, err := s.Rehome(t.Context(), succession, "", 2, at(61)); last != "" || err != nil {
		t.Fatalf("again %s, %v", last, err)
	}
	if n := count(t, s, "SELECT count(*) FROM record WHERE kind = 'rehomed'"); n != 7 {
		t.Fatalf("%d records", n)
	}
	if n := count(t, s, "SELECT count(*) FROM duty WHERE department = 'culture' AND state = 'sent'"); n != 7 {
		t.Fatalf("culture has %d", n)
	}
}

// The duty list of whoever must act is called on arrival of what is urgent; about what is critical the next on it every ten minutes,
// round the list, until somebody acknowledges or signs.
func TestDutyListsAreCalled(t *testing.T) {
	s := newStore(t)
	list := []district.Contact{{Name: "一"}, {Name: "二"}, {Name: "三"}}
	s.Duty = func(h lead.Holder) []district.Contact {
		if h == "education" {
			return list
		}
		return nil
	}
	s.Link = "http://127.0.0.1:8500"
	called := func() string {
		t.Helper()
		rows, err := s.Log.DB.Query(t.Context(), "SELECT endpoint FROM webhook_delivery ORDER BY queued_at, id")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var all []string
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				t.Fatal(err)
			}
			all = append(all, strings.TrimPrefix(name, "education/"))
		}
		return strings.Join(all, "")
	}
	ring := func(minute int) {
		t.Helper()
		if _, err := s.Ring(t.Context(), 100, at(minute).At); err != nil {
			t.Fatal(err)
		}
	}
	receive(t, s, 1, sure(lead.Normal, lead.Education))
	receive(t, s, 2, sure(lead.Urgent, lead.Education))
	if got := called(); got != "一" {
		t.Fatalf("an urgent lead calls %q", got)
	}
	critical := receive(t, s, 3, sure(lead.Critical, lead.Education))
	for _, minute := range []int{4, 12, 13, 22, 23, 33, 34} {
		ring(minute)
	}
	if got := called(); got != "一一二三一" {
		t.Fatalf("half an hour of silence calls %q", got)
	}
	if was, err := s.Acknowledge(t.Context(), critical, "education", "education", at(35).At); !was || err != nil {
		t.Fatalf("acknowledged: %v, %v", was, err)
	}
	if was, _ := s.Acknowledge(t.Context(), critical, "education", "education", at(36).At); was {
		t.Fatal("nobody was being called any more")
	}
	second := receive(t, s, 40, sure(lead.Critical, lead.Education))
	answerOf(t, s, second, "education", lead.AnswerSigned{}, 41)
	ended := receive(t, s, 42, sure(lead.Critical, lead.Education))
	answerOf(t, s, ended, "desk", lead.AnswerRecalled{Reason: "有误"}, 43)
	for minute := 44; minute < 80; minute++ {
		ring(minute)
	}
	if got := called(); got != "一一二三一一一" {
		t.Fatalf("who signed or owes nothing is called: %q", got)
	}
	if n := count(t, s, "SELECT count(*) FROM webhook_delivery WHERE state = 'acknowledged'"); n != 2 {
		t.Fatalf("%d deliveries are acknowledged", n)
	}
}

// An office is called for as long as it owes something, and not once it has acted.
func TestOfficesAreCalledWhileTheyOwe(t *testing.T) {
	s := newStore(t)
	s.Duty = func(h lead.Holder) []district.Contact {
		if h == lead.Desk {
			return []district.Contact{{Name: "one"}}
		}
		return nil
	}
	id := receive(t, s, 1, lead.Decision{Category: lead.Vague, Why: "vague", Urgency: lead.Critical})
	rung := func(minute, want int) {
		t.Helper()
		if _, err := s.Ring(t.Context(), 100, at(minute).At); err != nil {
			t.Fatal(err)
		}
		if n := count(t, s, "SELECT count(*) FROM webhook_delivery"); n != want {
			t.Errorf("at minute %d the desk was called %d times, want %d", minute, n, want)
		}
	}
	rung(2, 1)
	rung(12, 2)
	answerOf(t, s, id, "desk", lead.DecisionAssigned{Department: lead.Market, Reason: "属价格"}, 13)
	answerOf(t, s, id, "market", lead.AnswerSigned{}, 14)
	rung(30, 2)
	if n := count(t, s, "SELECT count(*) FROM call WHERE next_at IS NOT NULL"); n != 0 {
		t.Errorf("%d calls go on", n)
	}
}

// A ruling is kept as a precedent: of which category, between whom, to whom, and why.
func TestPrecedent(t *testing.T) {
	s := newStore(t)
	id := receive(t, s, 1, sure(lead.Normal, lead.Education))
	answerOf(t, s, id, "education", lead.AnswerReturned{Reason: "R01", Competent: "market", Basis: "价格法第三十三条"}, 10)
	answerOf(t, s, id, "desk", lead.DecisionAssigned{Department: lead.Market, Reason: "属价格违法"}, 11)
	answerOf(t, s, id, "market", lead.AnswerReturned{Reason: "R01", Competent: "education", Basis: "校外培训行政处罚暂行办法"}, 12)
	answerOf(t, s, id, "taskforce", lead.DecisionDesignated{Department: lead.Market, Reason: "价格行为", Basis: "行政执法监督条例第十三条"}, 13)
	all, err := s.Precedents(t.Context(), 10)
	if err != nil || len(all) != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
	p := all[0]
	if p.Lead != id || p.Department != lead.Market || p.Category != "A01" || len(p.Claims) != 2 || p.Claims[1].Competent != "education" || p.Basis == "" || p.By != "taskforce" {
		t.Fatalf("%+v", p)
	}
}
