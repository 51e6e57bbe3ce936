package main

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"xiansuo/services/nemesis/internal/verdict"
)

// judgeAnyway judges a district that did not become quiet: what is wrong says more than that it is busy.
func (r *run) judgeAnyway(ctx context.Context) error {
	if err := r.judge(ctx); err != nil {
		return err
	}
	return fmt.Errorf("%w: it does not become quiet", errBroken)
}

// judge checks the promises and prints the totals.
func (r *run) judge(ctx context.Context) error {
	facts, err := r.witness.Facts(ctx, r.told)
	if err != nil {
		return err
	}
	facts.Back, facts.Look = r.back, r.look
	sent, refused, accepted, answers, outcomes := r.told.Totals()
	events, records := 0, 0
	for _, log := range facts.Logs {
		events += len(log)
	}
	for _, chain := range facts.Chains {
		records += len(chain)
	}
	r.say("%d requests (%d not taken at first), %d events answered 202 or 200, %d leads, %d events, %d records, %d answers given, %d outcomes told, %.0fs in all",
		sent, refused, accepted, len(facts.Leads), events, records, answers, outcomes, time.Since(r.began).Seconds())
	violations := append(verdict.Judge(facts), r.reconcile(ctx)...)
	if len(violations) == 0 {
		r.say("every promise was kept")
		return nil
	}
	r.print(violations)
	return fmt.Errorf("%w: %d violations", errBroken, len(violations))
}

// reconciled are the pairs of parties that xiansuo reconcile compares.
var reconciled = [][2]string{{"intake", "ledger"}, {"routing", "ledger"}, {"enforcement", "ledger"}, {"intake", "routing"}, {"routing", "education"}, {"routing", "fire"}}

// reconcile asks the product itself whether parties have the same.
func (r *run) reconcile(ctx context.Context) (found []verdict.Violation) {
	for _, pair := range reconciled {
		cmd := exec.CommandContext(ctx, r.xiansuo, "--data", r.rig.Data, "reconcile", pair[0], pair[1], "--nats", r.rig.BrokerURL())
		if out, err := cmd.CombinedOutput(); err != nil {
			found = append(found, verdict.Violation{Rule: "two parties do not have the same", What: fmt.Sprintf("%s and %s: %.600s", pair[0], pair[1], out)})
		}
	}
	return found
}

// print prints the violations, some of each rule.
func (r *run) print(violations []verdict.Violation) {
	const each = 8
	shown, order := map[string]int{}, []string{}
	for _, v := range violations {
		if shown[v.Rule]++; shown[v.Rule] == 1 {
			order = append(order, v.Rule)
		}
		if shown[v.Rule] <= each {
			r.say("BROKEN  %s", v)
		}
	}
	var totals []string
	for _, rule := range order {
		totals = append(totals, fmt.Sprintf("%s: %d", rule, shown[rule]))
	}
	r.say("in all: %s", strings.Join(totals, "; "))
}
