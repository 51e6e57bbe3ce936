package main

import (
	"context"
	"fmt"
	"os"
	"slices"
)

// measured is what was measured of both sides.
type measured struct {
	options
	sides     []*sideResults
	lifetimes []lives
}

// sideResults are the results of one side, round by round.
type sideResults struct {
	name          string
	single, batch []result
	half, slow    []result
	halfRate      float64
	peak          memory
}

// steadyRate is the rate at which everybody must be quick.
const steadyRate = 200

// rates measures both sides in turn, each round on a new folder, one by one and then in batches.
func (m *measured) rates(ctx context.Context, sides []side) error {
	if !m.wants("single") && !m.wants("batch") && !m.wants("latency") && !m.wants("spike") {
		return nil
	}
	for round := range m.rounds {
		for i, s := range sides {
			err := m.on(ctx, s, func(sys *system) error { return m.round(ctx, sys, m.sides[i], round+1) })
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *measured) round(ctx context.Context, sys *system, into *sideResults, round int) error {
	r, err := sys.single(ctx, m.clients, m.duration, "single")
	if err != nil {
		return err
	}
	into.single = append(into.single, r)
	say(round, sys, "one by one", r)
	if m.wants("batch") {
		if r, err = sys.batches(ctx, m.senders, m.batch, m.duration, "batch"); err != nil {
			return err
		}
		into.batch = append(into.batch, r)
		say(round, sys, "in batches", r)
	}
	into.held(sys)
	return nil
}

// held keeps the most memory that any round took.
func (r *sideResults) held(sys *system) {
	sys.mu.Lock()
	defer sys.mu.Unlock()
	r.peak = memory{max(r.peak.own, sys.peak.own), max(r.peak.postgres, sys.peak.postgres)}
}

func say(round int, sys *system, what string, r result) {
	fmt.Fprintf(os.Stderr, "round %d: %-14s %s %6.0f a second, %.2f + %.2f ms of processors each\n", round, sys.name, what, r.rate(),
		per(r.cost.own, r.arrived), per(r.cost.postgres, r.arrived))
}

// latency measures each side at half of what it took, and at a slow steady rate.
func (m *measured) latency(ctx context.Context, sides []side) error {
	for i, s := range sides {
		into := m.sides[i]
		into.halfRate = median(into.single) / 2
		err := m.on(ctx, s, func(sys *system) error {
			for range m.rounds {
				r, err := sys.paced(ctx, into.halfRate, m.duration, fmt.Sprintf("half-%d", len(into.half)))
				if err != nil {
					return err
				}
				into.half = append(into.half, r)
				if r, err = sys.paced(ctx, steadyRate, m.duration, fmt.Sprintf("slow-%d", len(into.slow))); err != nil {
					return err
				}
				into.slow = append(into.slow, r)
			}
			into.held(sys)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lives measures lifecycles on a new folder.
func (m *measured) lives(ctx context.Context, s side) error {
	return m.on(ctx, s, func(sys *system) error {
		for n := range m.rounds {
			l, err := sys.lifecycles(ctx, m.hands, m.duration, fmt.Sprintf("life-%d", n))
			if err != nil {
				return err
			}
			fmt.Fprintf(os.Stderr, "round %d: %.0f lifecycles a second, %.2f + %.2f ms of processors each\n", n+1, l.rate(), per(l.cost.own, l.done), per(l.cost.postgres, l.done))
			m.lifetimes = append(m.lifetimes, l)
		}
		m.sides[0].held(sys)
		return nil
	})
}

// spiked measures a spike on a new folder.
func (m *measured) spiked(ctx context.Context, s side) error {
	return m.on(ctx, s, func(sys *system) error {
		out, err := sys.spike(ctx, median(m.sides[0].single), m.spike, "spike")
		if err != nil {
			return err
		}
		sys.mu.Lock()
		defer sys.mu.Unlock()
		m.reportSpike(out, sys.peak)
		return nil
	})
}

// median is the rate in the middle, best the highest.
func median(all []result) float64 { return middle(ratesOf(all)) }

func best(all []result) float64 { return slices.Max(ratesOf(all)) }

func ratesOf(all []result) (rates []float64) {
	for _, r := range all {
		rates = append(rates, r.rate())
	}
	return rates
}
