package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/pgtest"
	"xiansuo/services/routing/internal/clocks"
	"xiansuo/services/routing/internal/handoff"
)

var noon = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

// catalogue is the one that xiansuo ships.
var catalogue = sync.OnceValue(func() *clocks.Catalogue {
	c, err := clocks.Default(calendar.Default())
	if err != nil {
		panic(err)
	}
	return c
})

func at(minute int) handoff.Word {
	return handoff.Word{By: "someone", Cause: "cause", At: noon.Add(time.Duration(minute) * time.Minute), Clocks: catalogue()}
}

func newStore(t testing.TB) *Store {
	t.Helper()
	db := pgtest.New(t, Schema()).Pool(t, "routing")
	return &Store{Log: outbox.NewLog(db, "routing", "990101")}
}

// receive takes in a new lead with a decision.
func receive(t *testing.T, s *Store, n int, d lead.Decision) string {
	t.Helper()
	id := fmt.Sprintf("990101-2026-%06d", n)
	err := s.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) error {
		return s.Apply(ctx, tx, []Cause{{Lead: id}}, func(_ int, l *handoff.Lead, _ func(string) *handoff.Lead) (handoff.Word, handoff.Change) {
			m := lead.Matter{Channel: lead.Hotline, Number: fmt.Sprint("N", n), Text: "text", ReceivedAt: noon}
			return at(n), handoff.Receive(l, lead.LeadReceived{Sender: "/990101/hotline-12345", Matter: m}, d, at(n))
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func answerOf(t *testing.T, s *Store, id, d string, f lead.Fact, minute int) {
	t.Helper()
	err := s.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) error {
		return s.Apply(ctx, tx, []Cause{{Lead: id}}, func(_ int, l *handoff.Lead, _ func(string) *handoff.Lead) (handoff.Word, handoff.Change) {
			change, refusal := handoff.Take(l, handoff.Command{ID: "a", Type: f.EventType(), Party: d, Fact: f}, at(minute))
			if refusal != nil {
				t.Fatal(refusal)
			}
			return at(minute), change
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func sure(urgency lead.Urgency, to lead.Department, assist ...lead.Department) lead.Decision {
	return lead.Decision{Decided: true, Lead: string(to), Assist: assist, Category: "A01", Urgency: urgency, Why: "sure"}
}

// list returns the identifiers of a whole list, read in parts of two.
func list(t *testing.T, s *Store, q Query) (ids string, all []Listed) {
	t.Helper()
	q.Limit = 2
	for {
		part, err := s.List(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range part.Leads {
			ids, all = ids+" "+strings.TrimLeft(l.ID[len("990101-2026-"):], "0"), append(all, l)
		}
		if q.After = part.Next; q.After == "" {
			return strings.TrimSpace(ids), all
		}
	}
}

// filled is a store with work in every place.
func filled(t *testing.T) *Store {
	t.Helper()
	s := newStore(t)
	for n := 1; n <= 5; n++ {
		urgency := lead.Normal
		if n == 4 {
			urgency = lead.Critical
		}
		receive(t, s, n, sure(urgency, lead.Education, lead.Market))
	}
	unsure := lead.Decision{Why: "weak", Category: "A01", Urgency: lead.Normal}
	receive(t, s, 6, unsure)
	receive(t, s, 7, lead.Decision{Decided: true, Lead: "none", Category: "X02", Urgency: lead.Low, Why: "sure"})
	done := receive(t, s, 8, sure(lead.Normal, lead.Police))
	answerOf(t, s, done, "police", lead.AnswerSigned{}, 10)
	answerOf(t, s, done, "police", lead.AnswerDone{Outcome: lead.Substantiated, Note: "n"}, 11)
	answerOf(t, s, done, "desk", lead.DecisionClosed{}, 12)
	answerOf(t, s, "990101-2026-000002", "education", lead.AnswerReturned{Reason: "R01", Competent: "market", Basis: "b"}, 12)
	answerOf(t, s, "990101-2026-000003", "education", lead.AnswerSigned{}, 13)
	return s
}

// Work comes with the earliest deadline first and is read in parts without a gap or a repeat; filters narrow it.
func TestList(t *testing.T) {
	s := filled(t)
	late := noon.Add(2*time.Hour + 5*time.Minute)
	cases := map[string]struct {
		query Query
		want  string
	}{
		"queue":              {Query{Queue: lead.Education}, "4 1 5 2 3"},
		"queue, signed":      {Query{Queue: lead.Education, Stage: StageInHand}, "3"},
		"queue, critical":    {Query{Queue: lead.Education, Urgency: lead.Critical}, "4"},
		"queue, overdue":     {Query{Queue: lead.Education, Late: true, Now: late}, "4"},
		"queue, assisting":   {Query{Queue: lead.Market}, "4 1 2 3 5"},
		"queue, empty":       {Query{Queue: lead.Health}, ""},
		"desk":               {Query{Office: lead.Desk}, "6 2"},
		"desk, new":          {Query{Office: lead.Desk, Stage: StageNew}, "6"},
		"desk, returns":      {Query{Office: lead.Desk, Stage: StageReturn}, "2"},
		"desk, overdue":      {Query{Office: lead.Desk, Late: true, Now: noon}, ""},
		"sent back":          {Query{State: handoff.Declined}, "7"},
		"sent back, urgent":  {Query{State: handoff.Declined, Urgency: lead.Urgent}, ""},
		"closed":             {Query{State: handoff.Closed}, "8"},
		"a filter of others": {Query{Queue: lead.Education, Stage: StageNew}, ""},
	}
	for name, c := range cases {
		if got, _ := list(t, s, c.query); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// What is listed says why it is there, since when, whose it is and when it is due.
func TestListed(t *testing.T) {
	s := filled(t)
	_, queue := list(t, s, Query{Queue: lead.Market})
	l := queue[1]
	if l.Role != lead.RoleAssist || l.Leading != lead.Education || l.Stage != StageSent || l.Department != lead.Market || l.Number != "N1" {
		t.Errorf("of market: %+v", l)
	}
	if b := l.Brought; b == nil || b.Kind != lead.KindAssistAsked || b.To != "market" || !b.At.Equal(at(1).At) {
		t.Errorf("brought by %+v", b)
	}
	if l.Due == nil || l.Due.In(calendar.China).Format("01-02 15:04") != "07-03 00:00" || l.Decision.Why != "sure" || l.Matter.Text != "text" {
		t.Errorf("of market: due %v, %+v", l.Due, l.Decision)
	}
	_, desk := list(t, s, Query{Office: lead.Desk})
	if b := desk[0].Brought; b == nil || b.Kind != lead.KindUnrouted || desk[0].Stage != StageNew {
		t.Errorf("brought to the desk by %+v", b)
	}
	if b := desk[1].Brought; b == nil || b.Kind != lead.KindReturnAsked || b.Competent != "market" || desk[1].Department != lead.Education {
		t.Errorf("return brought by %+v", b)
	}
	_, closed := list(t, s, Query{State: handoff.Closed})
	if b := closed[0].Brought; b == nil || b.Kind != lead.KindDone || b.Reason != string(lead.Substantiated) || closed[0].Due != nil {
		t.Errorf("closed by %+v", b)
	}
}

// A cursor that no part ended with is refused, whatever it holds.
func TestBadCursor(t *testing.T) {
	s := &Store{}
	for _, text := range []string{"x", "~~", "infinity~~", "2026-07-01~a~b", "infinity~a~b~c", "now()~a~b", "infinity~a\x00~b", "infinity~a~\xff",
		"0000-01-01T00:00:00Z~a~b", "0001-01-01T00:00:00+14:00~a~b", "9999-12-31T23:59:59-14:00~a~b"} {
		if _, err := s.List(t.Context(), Query{Queue: lead.Education, After: text}); !errors.Is(err, ErrBadCursor) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A lead is found by its identifier and by its sender's number, and by nothing else.
func TestFind(t *testing.T) {
	s := filled(t)
	for text, want := range map[string]int{"990101-2026-000003": 1, "N3": 1, "N": 0, "": 0, "%": 0} {
		found, err := s.Find(t.Context(), text, 10)
		if err != nil || len(found) != want {
			t.Errorf("%q: found %d, %v", text, len(found), err)
		}
	}
}

// Every piece of work is counted where it stands, and as overdue by the clock that runs against whoever has it.
func TestStandings(t *testing.T) {
	s := filled(t)
	got, err := s.Standings(t.Context(), noon.Add(2*time.Hour+5*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	want := []Standing{
		{"education", StageSent, 3, 1, 1}, {"education", StageInHand, 1, 0, 0}, {"education", StageReturn, 1, 0, 0},
		{"market", StageSent, 5, 1, 1}, {"desk", StageNew, 1, 0, 0}, {"desk", StageReturn, 1, 0, 0},
		{"", "declined", 1, 0, 0}, {"", "closed", 1, 0, 0},
	}
	for _, w := range want {
		if !slices.Contains(got, w) {
			t.Errorf("missing %+v", w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %+v", got)
	}
}

// What is read for a page does not grow with what has ended.
func TestListPlans(t *testing.T) {
	ctx := t.Context()
	db, err := pg.Open(ctx, pgtest.New(t, Schema()).URL("routing"), "routing", 1) // one connection, because each counts for itself
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	s := &Store{Log: outbox.NewLog(db, "routing", "990101")}
	for _, sql := range []string{
		`INSERT INTO lead (id, sender, number, state, holder, category, urgency, channel, street, grid, not_ours, escalated, last, received_at, changed_at, trace_parent,
			decision, matter, supplements, standing)
			SELECT to_char(n, 'FM000000'), 's', n::text, 'closed', '', 'A01', 'normal', 'hotline', '', '', 0, false, 1, now(), now(), '', '{}', '{}', '[]', '{}' FROM generate_series(1, 20000) n`,
		`INSERT INTO duty SELECT to_char(n, 'FM000000'), 'education', 'lead', 'done', '', '', '' FROM generate_series(1, 20000) n`,
		`INSERT INTO record SELECT to_char(n, 'FM000000'), 1, 'routed', now(), '{}' FROM generate_series(1, 20000) n`,
		`INSERT INTO clock SELECT to_char(n, 'FM000000'), 1, 0, 'c', 'sign', 'education', now(), '1 WD', now(), false, '', 'green', NULL, NULL, now(), 0, 'lead', now(), '0', 'met'
			FROM generate_series(1, 20000) n`,
	} {
		if _, err := db.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	receive(t, s, 1, sure(lead.Normal, lead.Education))
	before := scanned(t, s)
	for _, q := range []Query{{Queue: lead.Education}, {State: handoff.AtDesk}, {State: handoff.Closed}} {
		q.Limit = 10
		if _, err := s.List(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Find(ctx, "77", 10); err != nil {
		t.Fatal(err)
	}
	if n := scanned(t, s) - before; n > 0 {
		t.Errorf("%d whole tables were read", n)
	}
}

// scanned returns how often a table of leads was read whole.
func scanned(t *testing.T, s *Store) (n int64) {
	t.Helper()
	if _, err := s.Log.DB.Exec(t.Context(), "SELECT pg_stat_force_next_flush()"); err != nil {
		t.Fatal(err)
	}
	err := s.Log.DB.QueryRow(t.Context(), `SELECT sum(seq_scan) FROM pg_stat_user_tables WHERE schemaname = 'routing' AND relname IN ('lead', 'duty', 'record', 'clock')`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
