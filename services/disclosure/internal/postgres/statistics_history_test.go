package postgres

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/statistics"
	"xiansuo/services/internal/outbox"
)

// history tells of some leads and cases, in July and August, in the order in which each source would, whatever that is.
type history struct {
	r    *rand.Rand
	told map[string][]event.Event // by source
	t    *testing.T
}

func (h *history) say(source, subject string, at time.Time, f lead.Fact) {
	e, err := event.New(event.Origin{Source: "/990101/" + source, Lead: subject, Time: at}, f)
	if err != nil {
		h.t.Fatal(err)
	}
	h.told[source] = append(h.told[source], e)
}

func pick[T any](h *history, of ...T) T { return of[h.r.IntN(len(of))] }

func (h *history) at() time.Time {
	return time.Date(2026, 7, 1, 0, h.r.IntN(50*24*60), 0, 0, time.UTC)
}

// live lets a lead go through anything that may happen to it, in any order.
func (h *history) live(id string) {
	at := h.at()
	if h.r.IntN(20) > 0 { // else a part, of which intake knows nothing
		h.say("intake", id, at, lead.LeadReceived{Sender: "/990101/grid", Matter: lead.Matter{Channel: pick(h, lead.Channels()...), Text: "暑期补课",
			Place: &lead.Place{Street: pick(h, "柳塘街道", "金穗街道", "学府街道")}, ReceivedAt: at}})
	}
	h.say("routing", id, at, lead.LeadRouted{Record: lead.Record{No: 1, At: at}, Decision: lead.Decision{Category: pick(h, lead.Category("A01"), "D07", "G06", "F02")}})
	for range h.r.IntN(6) {
		at = at.Add(time.Duration(h.r.IntN(10*24)) * time.Hour)
		record := lead.Record{At: at, From: pick(h, "education", "market", "desk")}
		switch h.r.IntN(8) {
		case 0:
			h.say("routing", id, at, lead.LeadClosed{Record: record, Outcome: pick(h, lead.Substantiated, lead.Unsubstantiated), Left: h.r.IntN(2)})
		case 1:
			h.say("routing", id, at, lead.LeadDeclined{Record: record, Category: "X01"})
		case 2:
			h.say("routing", id, at, lead.LeadTakenBack{Record: record})
		case 3:
			h.say("routing", id, at, lead.LeadFolded{Record: record, Into: "990101-2026-000000"})
		case 4:
			h.say("routing", id, at, lead.LeadUnfolded{Record: record})
		case 5:
			h.say("routing", id, at, lead.HandoffDispatched{Record: record, Role: pick(h, lead.RoleLead, lead.RoleAssist), Category: pick(h, lead.Category(""), "C02"), Decision: lead.Decision{Category: "A01"}})
		case 6:
			record.Kind, record.Verdicts = lead.KindRevisited, &lead.Verdicts{Reached: h.r.IntN(3) > 0, Responded: pick(h, lead.Yes, lead.No), Solved: lead.Yes}
			h.say("routing", id, at, lead.HandoffNoted{Record: record})
		case 7:
			h.say("intake", id, at, lead.LeadRated{Responded: lead.Yes, Solved: pick(h, lead.Yes, lead.No, lead.Unknown), Satisfied: lead.No, At: at})
		}
	}
}

// file lets a case go as far as it may.
func (h *history) file(id, number string) {
	at := h.at()
	day := func() string { at = at.Add(30 * time.Hour); return statistics.DayOf(at) }
	steps := []func(){
		func() {
			h.say("enforcement", id, at, lead.CaseOpened{Case: number, Department: lead.Education, OpenedAt: at})
		},
		func() {
			h.say("enforcement", id, at, lead.CaseMoved{Case: number, Department: lead.Education, No: 1, Step: pick(h, "file", "order"), On: day()})
		},
		func() {
			h.say("enforcement", id, at, lead.RefundMoved{Case: number, Refunds: lead.Refunds{Ordered: 900_00, Paid: 300_00}, On: day()})
		},
		func() {
			h.say("enforcement", id, at, lead.CaseDecided{Case: number, Number: "云教罚字〔2026〕第2号", On: day(), Category: "A01", Sealed: h.r.IntN(5) == 0})
			h.say("disclosure", number, at, lead.ResultPublished{Publication: number, Product: lead.Penalty, Case: number, At: at})
		},
		func() {
			h.say("enforcement", id, at, lead.CaseClosed{Case: number, Outcome: pick(h, "penalised", "corrected"), On: day(), Publish: true})
		},
	}
	for _, step := range steps[:1+h.r.IntN(len(steps))] {
		step()
	}
}

// apply gives the store what the sources told, in batches, each source in its order and the sources mixed at random.
func (h *history) apply(s *Store) (all []statistics.Told) {
	h.t.Helper()
	floor := map[string]int{}
	for {
		var left []string
		for _, source := range slices.Sorted(func(yield func(string) bool) {
			for source := range h.told {
				if !yield(source) {
					return
				}
			}
		}) {
			if floor[source] < len(h.told[source]) {
				left = append(left, source)
			}
		}
		if len(left) == 0 {
			slices.SortStableFunc(all, func(a, b statistics.Told) int { return cmp.Compare(b.Source(), a.Source()) }) // one source after the other
			return all
		}
		source := pick(h, left...)
		var batch []outbox.Received
		for range min(1+h.r.IntN(40), len(h.told[source])-floor[source]) {
			e := h.told[source][floor[source]]
			floor[source]++
			batch = append(batch, outbox.Received{Event: e, Number: uint64(floor[source])})
			all = append(all, statistics.Told{Event: e, Sequence: int64(floor[source])})
		}
		err := s.Log.Save(h.t.Context(), func(ctx context.Context, tx *outbox.Tx) error {
			tx.Later(`INSERT INTO floor (source, sequence) VALUES ($1, $2) ON CONFLICT (source, first) DO UPDATE SET sequence = excluded.sequence`, source, floor[source])
			return s.Count(ctx, tx, batch)
		})
		if err != nil {
			h.t.Fatal(err)
		}
	}
}

// Whatever happens to leads and cases, and in whatever order the sources are heard, what is kept and every exact figure are those that
// counting the raw events again gives, and so is every figure of a release that is told, up to the positions that it names.
func TestFiguresAreThoseOfARecount(t *testing.T) {
	for seed := range uint64(4) {
		s := store(t)
		h := &history{r: rand.New(rand.NewPCG(seed, 7)), told: map[string][]event.Event{}, t: t}
		for i := range 150 {
			h.live(fmt.Sprintf("990101-2026-%06d", i))
			if i%3 == 0 {
				h.file(fmt.Sprintf("990101-2026-%06d", i), fmt.Sprintf("990101-education-2026-%06d", i))
			}
		}
		told := h.apply(s)
		want, err := statistics.Recount(told)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Facts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want.Operations = []statistics.Operation{}
		want.Refunds = slices.SortedFunc(slices.Values(want.Refunds), func(a, b statistics.Refund) int { return cmp.Compare(a.Sequence, b.Sequence) })
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d: recounted (-) and kept (+) differ:\n%s", seed, diff)
		}
		recounted := exactOf(want, "2026-07")
		kept, err := s.Exact(t.Context(), "2026-07")
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(byName(recounted), byName(kept)); diff != "" {
			t.Fatalf("seed %d: recounted (-) and exact figures (+) differ:\n%s", seed, diff)
		}
		d, err := s.Prepare(t.Context(), Preparation{Month: "2026-07", Smallest: 5, By: editor, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range d.Positions {
			if int(p.Sequence) != len(h.told[p.Source]) {
				t.Errorf("%s is at %d of %d", p.Source, p.Sequence, len(h.told[p.Source]))
			}
		}
		if told := agrees(t, d.Release, byName(recounted)); told < 20 {
			t.Errorf("seed %d: only %d figures are told", seed, told)
		}
	}
}

// exactOf computes the figures of a month from facts.
func exactOf(f *statistics.Facts, month string) []statistics.Number {
	in := statistics.Input{Month: month}
	var leads []statistics.Lead
	for _, l := range f.Leads {
		leads = append(leads, *l)
	}
	var cases []statistics.Case
	for _, c := range f.Cases {
		cases = append(cases, *c)
	}
	in.Members = statistics.Span{Month: month}.Members(leads, cases, func(statistics.Population, string) bool { return false })
	flows := map[string]statistics.Flow{}
	for _, r := range f.Refunds { // each moved once in this history
		if statistics.MonthOf(r.On) == month {
			flows[r.Case] = statistics.Flow{Case: r.Case, Ordered: r.Ordered, Paid: r.Paid}
		}
	}
	for _, flow := range flows {
		in.Flows = append(in.Flows, flow)
	}
	return statistics.Exact(in)
}

func byName(numbers []statistics.Number) map[string]int64 {
	out := map[string]int64{}
	for _, n := range numbers {
		out[n.Table+"/"+n.Row+"/"+n.Column] = n.N
	}
	return out
}

// agrees checks every figure that a release tells of leads and cases, and returns how many there are.
func agrees(t *testing.T, r statistics.Release, exact map[string]int64) (told int) {
	t.Helper()
	for _, table := range r.Tables {
		if table.Name == statistics.RatesTable || table.Name == statistics.RefundsTable || table.Name == statistics.AnswersTable {
			continue // shares are computed from the others; sums are rounded; answers have their total in every row
		}
		for i, row := range table.Rows {
			for j, column := range table.Columns {
				if c := table.Cells[i][j]; !c.Suppressed {
					told++
					if name := table.Name + "/" + row + "/" + column; c.N != exact[name] {
						t.Errorf("%s is told as %d and was counted as %d", name, c.N, exact[name])
					}
				}
			}
		}
	}
	return told
}
