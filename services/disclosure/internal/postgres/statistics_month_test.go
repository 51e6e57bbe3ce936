package postgres

import (
	"fmt"
	"testing"
	"time"

	"xiansuo/pkg/lead"
)

// The clock prepares a month once it is over, once; and the next when that one is released. With nothing counted it prepares nothing.
func TestTheClockPreparesMonths(t *testing.T) {
	s := store(t)
	at := func(day string) bool {
		t.Helper()
		moment, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		done, err := s.PrepareDue(t.Context(), Preparation{Smallest: 5, Days: 5, Now: moment})
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	if at("2026-08-06") {
		t.Fatal("an empty month was prepared")
	}
	l := &logs{store: s, next: map[string]uint64{}}
	l.receive(t, "a", 20, "柳塘街道", "A01", lead.Substantiated)
	if at("2026-08-05") || !at("2026-08-06") || at("2026-08-07") || at("2026-09-20") {
		t.Fatal("July was not prepared once and waited for")
	}
	drafts, err := s.Drafts(t.Context())
	if err != nil || len(drafts) != 1 || drafts[0].Editor != "clock" || drafts[0].Month != "2026-07" {
		t.Fatalf("drafts %+v: %v", drafts, err)
	}
	if _, err := s.Release(t.Context(), drafts[0].ID, taskforce, now); err != nil {
		t.Fatal(err)
	}
	if !at("2026-09-20") {
		t.Fatal("August was not prepared once July was released")
	}
}

// Refunds are told by what moved in the month; what came in late, and an operation that did, are told with the month that is open then,
// and nothing twice.
func TestRefundsAndOperationsOfAMonth(t *testing.T) {
	s := store(t)
	l := &logs{store: s, next: map[string]uint64{}}
	l.receive(t, "a", 6, "柳塘街道", "A01", "")
	move := func(i int, on string, ordered, paid int64) {
		number := fmt.Sprintf("990101-education-2026-%06d", i)
		l.say(t, "enforcement", number, now, lead.RefundMoved{Case: number, Department: lead.Education, On: on, Refunds: lead.Refunds{Ordered: ordered, Paid: paid}})
	}
	operate := func(id, on string) {
		l.say(t, "enforcement", id, now, lead.OperationEnded{Operation: id, On: on, Sites: 4, Findings: 3})
	}
	for i := range 6 {
		move(i, "2026-07-10", 10_000_00, 0)
		move(i, "2026-07-20", 10_000_00, 4_000_00)
		move(i, "2026-08-02", 10_000_00, 7_000_00) // not July's
	}
	operate("op-1", "2026-07-11")
	operate("op-2", "2026-07-12")
	of := func(d Draft, table, row, column string) int64 {
		t.Helper()
		c := d.Release.Table(table).Cell(row, column)
		if c.Suppressed {
			return -1
		}
		return c.N
	}
	july := prepare(t, s, "2026-07")
	if o, p, n := of(july, "refunds", "ordered", "fen"), of(july, "refunds", "paid", "fen"), of(july, "operations", "findings", "n"); o != 60_000_00 || p != 24_000_00 || n != 6 {
		t.Fatalf("July: ordered %d, paid %d, findings %d", o, p, n)
	}
	release(t, s, july)
	move(6, "2026-07-30", 5_000_00, 1_000_00) // came in late
	operate("op-3", "2026-07-31")
	operate("op-4", "2026-08-03")
	august, err := s.Prepare(t.Context(), Preparation{Month: "2026-08", Smallest: 5, By: editor, Now: now.AddDate(0, 1, 0)})
	if err != nil {
		t.Fatal(err)
	}
	if p, n := of(august, "refunds", "paid", "fen"), of(august, "operations", "operations", "n"); p != 6*3_000_00+1_000_00 || n != 2 {
		t.Fatalf("August: paid %d, operations %d", p, n)
	}
	if o := of(august, "refunds", "ordered", "fen"); o != -1 {
		t.Fatalf("what one case was ordered to pay is told: %d", o)
	}
}
