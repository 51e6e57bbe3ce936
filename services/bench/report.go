package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
)

func newTable(title string, header ...any) table.Writer {
	w := table.NewWriter()
	w.SetOutputMirror(os.Stdout)
	w.SetStyle(table.StyleLight)
	w.SetTitle(title)
	w.AppendHeader(header)
	return w
}

// reportRates prints rates and costs of both sides, one by one and in batches.
func (m *measured) reportRates() {
	if len(m.sides[0].single) == 0 {
		return
	}
	m.reportRate(fmt.Sprintf("one by one: %d clients, %s, %d cores, %d rounds in turn", m.clients, m.duration, runtime.NumCPU(), m.rounds),
		func(s *sideResults) []result { return s.single })
	if m.wants("batch") {
		m.reportRate(fmt.Sprintf("in batches of %d: %d clients, %s, %d rounds in turn", m.batch, m.senders, m.duration, m.rounds),
			func(s *sideResults) []result { return s.batch })
	}
	w := newTable("memory at most, MiB", "", "own process, broker included", "PostgreSQL")
	for _, s := range m.sides {
		w.AppendRow(table.Row{s.name, s.peak.own >> 20, s.peak.postgres >> 20})
	}
	w.Render()
}

func (m *measured) reportRate(title string, of func(*sideResults) []result) {
	w := newTable(title, "", "acknowledged a second: best", "median", "all rounds", "refused as busy", "202 p50", "p99", "on to the department p50", "p99",
		"CPU ms each: own", "PostgreSQL")
	for _, s := range m.sides {
		all := of(s)
		r := together(all)
		w.AppendRow(table.Row{s.name, whole(best(all)), whole(median(all)), rates(all), r.refused, quantile(r.accept, .5), quantile(r.accept, .99),
			quantile(r.onward, .5), quantile(r.onward, .99), fmt.Sprintf("%.2f", per(r.cost.own, r.arrived)), fmt.Sprintf("%.2f", per(r.cost.postgres, r.arrived))})
	}
	if len(m.sides) > 1 {
		ours, bare := of(m.sides[0]), of(m.sides[1])
		a, b := together(ours), together(bare)
		w.AppendFooter(table.Row{"ratio", ratio(best(ours), best(bare)), ratio(median(ours), median(bare)), "", "", "", "", "", "",
			ratio(per(a.cost.own, a.arrived), per(b.cost.own, b.arrived)), ratio(per(a.cost.postgres, a.arrived), per(b.cost.postgres, b.arrived))})
	}
	w.Render()
}

// together puts rounds together.
func together(all []result) (sum result) {
	for _, r := range all {
		sum.arrived, sum.refused, sum.took = sum.arrived+r.arrived, sum.refused+r.refused, sum.took+r.took
		sum.accept, sum.onward = append(sum.accept, r.accept...), append(sum.onward, r.onward...)
		sum.cost = cost{sum.cost.own + r.cost.own, sum.cost.postgres + r.cost.postgres}
	}
	return sum
}

// reportLatency prints how long complaints took at half of the rate and at a slow steady one.
func (m *measured) reportLatency() {
	w := newTable(fmt.Sprintf("paced, from when each was due: %s, %d rounds", m.duration, m.rounds), "", "a second", "202 p50", "p99", "202 to the department p50", "p99", "worst round's p99")
	for _, s := range m.sides {
		for _, at := range []struct {
			rate float64
			all  []result
		}{{s.halfRate, s.half}, {steadyRate, s.slow}} {
			r, worst := together(at.all), time.Duration(0)
			for _, one := range at.all {
				worst = max(worst, quantile(one.onward, .99))
			}
			w.AppendRow(table.Row{s.name, whole(at.rate), quantile(r.accept, .5), quantile(r.accept, .99), quantile(r.onward, .5), quantile(r.onward, .99), worst})
		}
	}
	w.Render()
}

// reportLives prints lifecycles a second and how long each step takes.
func (m *measured) reportLives() {
	reportLives(fmt.Sprintf("full lifecycles: %d at a time, %s, %d rounds", m.hands, m.duration, m.rounds), map[string][]lives{empty: m.lifetimes}, []string{empty})
}

func reportLives(title string, all map[string][]lives, order []string) {
	w := newTable(title, "", "a second: best", "median", "all rounds", "CPU ms each: own", "PostgreSQL")
	for _, name := range order {
		var sum lives
		var each []float64
		for _, l := range all[name] {
			sum.done, sum.cost = sum.done+l.done, cost{sum.cost.own + l.cost.own, sum.cost.postgres + l.cost.postgres}
			each = append(each, l.rate())
		}
		w.AppendRow(table.Row{name, whole(slices.Max(each)), whole(middle(each)), figures(each), fmt.Sprintf("%.2f", per(sum.cost.own, sum.done)), fmt.Sprintf("%.2f", per(sum.cost.postgres, sum.done))})
	}
	w.Render()
	reportSteps(all, order)
}

func reportSteps(all map[string][]lives, order []string) {
	w := newTable("steps of a lifecycle, each from the one before: p50 / p99", anys(append([]string{""}, steps...))...)
	for _, name := range order {
		row := table.Row{name}
		for i := range steps {
			var took []time.Duration
			for _, l := range all[name] {
				took = append(took, l.steps[i]...)
			}
			row = append(row, fmt.Sprintf("%s / %s", quantile(took, .5), quantile(took, .99)))
		}
		w.AppendRow(row)
	}
	w.Render()
}

// reportSpike prints what a spike did.
func (m *measured) reportSpike(out spiked, peak memory) {
	w := newTable(fmt.Sprintf("spike: %d times the rate for %s, %d requests at a time, nobody tries again", spikeTimes, out.spike, spikeWorkers), "", "")
	seconds := out.spike.Seconds()
	back := "never within " + recoverFor.String()
	if out.back >= 0 {
		back = out.back.String()
	}
	for _, row := range []table.Row{
		{"offered a second", whole(float64(out.offered) / seconds)}, {"accepted a second", whole(float64(out.taken) / seconds)},
		{"refused as busy (429, 503) a second", whole(float64(out.refused) / seconds)}, {"failed otherwise", out.failed},
		{"accepted and on the way at its end", out.backlog}, {"accepted and lost", out.lost},
		{fmt.Sprintf("p99 to the department before it, at %.0f a second", out.restRate), out.calm}, {"normal again means a p99 below, and nothing refused", out.normal},
		{"normal again after", back}, {"p99 of the first seconds after it", fmt.Sprint(out.seconds[:min(8, len(out.seconds))])},
		{"memory at most, MiB: own, PostgreSQL", fmt.Sprintf("%d, %d", peak.own>>20, peak.postgres>>20)},
	} {
		w.AppendRow(row)
	}
	w.Render()
}

func ratio(a, b float64) string {
	if b == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", a/b)
}

func whole(f float64) string { return fmt.Sprintf("%.0f", f) }

func rates(all []result) string { return figures(ratesOf(all)) }

func figures(all []float64) (text string) {
	for _, r := range all {
		text += whole(r) + " "
	}
	return text
}

// middle is the value in the middle.
func middle(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

func anys(all []string) (out []any) {
	for _, s := range all {
		out = append(out, s)
	}
	return out
}

func quantile(l []time.Duration, q float64) time.Duration {
	if len(l) == 0 {
		return 0
	}
	slices.Sort(l)
	return l[int(float64(len(l)-1)*q)].Round(100 * time.Microsecond)
}
