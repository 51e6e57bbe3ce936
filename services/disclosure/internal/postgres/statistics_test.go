package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/statistics"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pgtest"
)

// now is when releases of July are prepared here.
var now = time.Date(2026, 8, 7, 2, 0, 0, 0, time.UTC)

func store(t *testing.T) *Store {
	t.Helper()
	return &Store{Log: outbox.NewLog(pgtest.New(t, Schema()).Pool(t, "disclosure"), "disclosure", "990101")}
}

// logs number what sources say, as their logs do.
type logs struct {
	store *Store
	next  map[string]uint64
	told  []statistics.Told
}

func (l *logs) say(t *testing.T, source, subject string, at time.Time, f lead.Fact) {
	t.Helper()
	e, err := event.New(event.Origin{Source: "/990101/" + source, Lead: subject, Time: at}, f)
	if err != nil {
		t.Fatal(err)
	}
	l.next[source]++
	number := l.next[source]
	l.told = append(l.told, statistics.Told{Event: e, Sequence: int64(number)})
	err = l.store.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) error {
		tx.Later(`INSERT INTO floor (source, sequence) VALUES ($1, $2) ON CONFLICT (source, first) DO UPDATE SET sequence = excluded.sequence`, source, number)
		return l.store.Count(ctx, tx, []outbox.Received{{Event: e, Number: number}})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func julyDay(d int) time.Time { return time.Date(2026, 7, d, 4, 0, 0, 0, time.UTC) }

// receive has leads received in a street, of a category, and ended as substantiated unless the outcome is empty.
func (l *logs) receive(t *testing.T, name string, n int, street string, category lead.Category, outcome lead.Outcome) {
	t.Helper()
	for i := range n {
		id := fmt.Sprintf("990101-2026-%s%03d", name, i)
		at := julyDay(1 + i%28)
		l.say(t, "intake", id, at, lead.LeadReceived{Sender: "/990101/hotline-12345", Matter: lead.Matter{Channel: lead.Hotline, Text: "暑期补课", Place: &lead.Place{Street: street}, ReceivedAt: at}})
		l.say(t, "routing", id, at, lead.LeadRouted{Record: lead.Record{No: 1, Kind: lead.KindRouted, At: at}, Decision: lead.Decision{Category: category}})
		if outcome != "" {
			l.say(t, "routing", id, at, lead.LeadClosed{Record: lead.Record{No: 2, Kind: lead.KindDone, From: "education", At: at}, Outcome: outcome})
		}
	}
}

var (
	editor    = actor.Of("disclosure-editor")
	taskforce = actor.Of("taskforce")
)

func prepare(t *testing.T, s *Store, month string) Draft {
	t.Helper()
	d, err := s.Prepare(t.Context(), Preparation{Month: month, Smallest: 5, Days: 5, By: editor, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func release(t *testing.T, s *Store, d Draft) statistics.Summary {
	t.Helper()
	r, err := s.Release(t.Context(), d.ID, taskforce, now)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A month goes from events to a release that another than its editor approves, which names the positions of the logs, is announced with
// its digest, and never changes; a small number is not in it.
func TestReleaseOfAMonth(t *testing.T) {
	s := store(t)
	l := &logs{store: s, next: map[string]uint64{}}
	l.receive(t, "a", 20, "柳塘街道", "A01", lead.Substantiated)
	l.receive(t, "b", 12, "金穗街道", "D07", lead.Unsubstantiated)
	l.receive(t, "c", 3, "金穗街道", "A01", "")
	d := prepare(t, s, "2026-07")
	if d.Release.Version != 1 || !cmp.Equal(d.Positions, []statistics.Position{{Source: "intake", Sequence: 35}, {Source: "routing", Sequence: 67}}) {
		t.Fatalf("prepared version %d at %v", d.Release.Version, d.Positions)
	}
	if _, err := s.Release(t.Context(), d.ID, editor, now); !errors.Is(err, ErrSameActor) {
		t.Fatalf("its editor approves it: %v", err)
	}
	r := release(t, s, d)
	body, err := s.Body(t.Context(), "2026-07", 0)
	if err != nil {
		t.Fatal(err)
	}
	if digest := sha256.Sum256(body); hex.EncodeToString(digest[:]) != r.SHA256 {
		t.Fatal("the digest is of something else")
	}
	rows, err := s.Log.After(t.Context(), 0, 10)
	if err != nil || len(rows) != 1 {
		t.Fatalf("announced %d: %v", len(rows), err)
	}
	announced, err := event.Own(rows[0].Body)
	if err != nil {
		t.Fatal(err)
	}
	fact, err := event.As[lead.ResultPublished](announced)
	if err != nil || fact.Product != lead.Statistics || fact.SHA256 != r.SHA256 || fact.Department != "taskforce" {
		t.Fatalf("announced %+v: %v", fact, err)
	}
	public, err := s.ReleaseOf(t.Context(), "2026-07")
	if err != nil {
		t.Fatal(err)
	}
	streets := public.Table("streets")
	if n := streets.Cell("total", "total"); n.N != 35 {
		t.Errorf("received %+v, want 35", n)
	}
	if n := streets.Cell("金穗街道", "A"); !n.Suppressed {
		t.Errorf("three leads are told: %+v", n)
	}
	if _, err := s.Release(t.Context(), d.ID, taskforce, now); !errors.Is(err, ErrSuperseded) {
		t.Errorf("released twice: %v", err)
	}
	if list, err := s.Releases(t.Context()); err != nil || len(list) != 1 || list[0].Month != "2026-07" {
		t.Errorf("releases %v: %v", list, err)
	}
}

// A release is not prepared before some days after its month, and months are not passed over.
func TestMonthsInOrder(t *testing.T) {
	s := store(t)
	l := &logs{store: s, next: map[string]uint64{}}
	l.receive(t, "a", 20, "柳塘街道", "A01", lead.Substantiated)
	early := Preparation{Month: "2026-07", Smallest: 5, Days: 5, By: editor, Now: time.Date(2026, 8, 5, 15, 59, 0, 0, time.UTC)}
	if _, err := s.Prepare(t.Context(), early); !errors.Is(err, ErrNotOver) {
		t.Fatalf("prepared on the fifth: %v", err)
	}
	release(t, s, prepare(t, s, "2026-07"))
	if _, err := s.Prepare(t.Context(), Preparation{Month: "2026-09", Smallest: 5, By: editor, Now: now.AddDate(0, 3, 0)}); !errors.Is(err, ErrOutOfOrder) {
		t.Fatalf("August is passed over: %v", err)
	}
	if _, err := s.Prepare(t.Context(), Preparation{Month: "2026-06", Smallest: 5, By: editor, Now: now}); !errors.Is(err, ErrOutOfOrder) {
		t.Fatalf("June comes after July: %v", err)
	}
}

// What came to be known after a month's release counts in the next month, and nobody is counted twice.
func TestLateLeadsCountInTheNextMonth(t *testing.T) {
	s := store(t)
	l := &logs{store: s, next: map[string]uint64{}}
	l.receive(t, "a", 20, "柳塘街道", "A01", lead.Substantiated)
	release(t, s, prepare(t, s, "2026-07"))
	l.receive(t, "late", 7, "柳塘街道", "A01", lead.Substantiated)
	if _, err := s.Prepare(t.Context(), Preparation{Month: "2026-07", Smallest: 5, By: editor, Now: now}); !errors.Is(err, statistics.ErrNothingToCorrect) {
		t.Fatalf("they are in a correction: %v", err)
	}
	d, err := s.Prepare(t.Context(), Preparation{Month: "2026-08", Smallest: 5, By: editor, Now: now.AddDate(0, 1, 0)})
	if err != nil {
		t.Fatal(err)
	}
	if n := d.Release.Table("streets").Cell("柳塘街道", "total"); n.N != 7 {
		t.Fatalf("August has %+v, want 7", n)
	}
	l.receive(t, "few", 2, "金穗街道", "A01", "")
	d, err = s.Prepare(t.Context(), Preparation{Month: "2026-08", Smallest: 5, By: editor, Now: now.AddDate(0, 1, 0)})
	if err != nil {
		t.Fatal(err)
	}
	if rows := d.Release.Table("streets").Rows; !cmp.Equal(rows, []string{"柳塘街道", "other", "total"}) {
		t.Fatalf("August has the rows %v: July's, and none for two leads", rows)
	}
}

// A correction tells a change once five leads changed in the same way, and not before; the first version stays as it was.
func TestCorrectionOfAMonth(t *testing.T) {
	s := store(t)
	l := &logs{store: s, next: map[string]uint64{}}
	l.receive(t, "a", 20, "柳塘街道", "A01", lead.Substantiated)
	l.receive(t, "b", 20, "柳塘街道", "A01", lead.Unsubstantiated)
	release(t, s, prepare(t, s, "2026-07"))
	redo := func(i int) {
		l.say(t, "routing", fmt.Sprintf("990101-2026-b%03d", i), now, lead.LeadClosed{Record: lead.Record{No: 9, From: "education", At: now}, Outcome: lead.Substantiated})
	}
	for i := range 4 {
		redo(i)
	}
	if _, err := s.Prepare(t.Context(), Preparation{Month: "2026-07", Smallest: 5, By: editor, Now: now}); !errors.Is(err, statistics.ErrNothingToCorrect) {
		t.Fatalf("four changes are told: %v", err)
	}
	redo(4)
	release(t, s, prepare(t, s, "2026-07"))
	public, err := s.ReleaseOf(t.Context(), "2026-07")
	if err != nil {
		t.Fatal(err)
	}
	if n := public.Table("outcomes").Cell("substantiated", "n"); public.Version != 2 || n.N != 25 {
		t.Fatalf("version %d has %+v", public.Version, n)
	}
	corrected, err := s.DraftOf(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	if differ := corrected.Recount(); len(differ) > 0 {
		t.Errorf("counted again it differs: %+v", differ)
	}
	corrected.Known[statistics.Ended].Members[0].Attributes[0] = "settled"
	corrected.Release.Tables[0].Cells[0][0] = statistics.Cell{N: 99}
	if differ := corrected.Recount(); len(differ) != 3 {
		t.Errorf("tampered with in two places, counted again %+v differ", differ)
	}
	if first, err := s.Body(t.Context(), "2026-07", 1); err != nil || len(first) == 0 {
		t.Fatalf("the first version is gone: %v", err)
	}
}

// What is kept is what counting all events again gives.
func TestFactsAreThoseOfARecount(t *testing.T) {
	s := store(t)
	l := &logs{store: s, next: map[string]uint64{}}
	l.receive(t, "a", 3, "柳塘街道", "A01", lead.Substantiated)
	id := "990101-2026-a000"
	l.say(t, "intake", id, now, lead.LeadRated{Responded: lead.Yes, Solved: lead.No, Satisfied: lead.No, At: now})
	l.say(t, "routing", id, now.Add(-time.Hour), lead.HandoffNoted{Record: lead.Record{Kind: lead.KindRevisited, At: now.Add(-time.Hour), Verdicts: &lead.Verdicts{Reached: true, Solved: lead.Yes}}})
	l.say(t, "routing", id, now, lead.LeadTakenBack{Record: lead.Record{At: now}})
	l.say(t, "enforcement", id, now, lead.CaseOpened{Case: "990101-education-2026-000001", Department: lead.Education, OpenedAt: now})
	l.say(t, "enforcement", id, now, lead.RefundMoved{Case: "990101-education-2026-000001", Refunds: lead.Refunds{Ordered: 500_00, Paid: 100_00}, On: "2026-08-01"})
	l.say(t, "enforcement", id, now, lead.CaseClosed{Case: "990101-education-2026-000001", Outcome: "penalised", On: "2026-08-02", Publish: true})
	l.say(t, "enforcement", "op-1", now, lead.OperationEnded{Operation: "op-1", On: "2026-08-03", Sites: 4, Findings: 2})
	l.say(t, "disclosure", "p-1", now, lead.ResultPublished{Publication: "p-1", Product: lead.Penalty, Case: "990101-education-2026-000001", At: now})
	want, err := statistics.Recount(l.told)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Facts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("recounted (-) and kept (+) differ:\n%s", diff)
	}
	if c := got.Cases["990101-education-2026-000001"]; !c.Published || c.Closed != "2026-08-02" {
		t.Errorf("the case is %+v", c)
	}
}
