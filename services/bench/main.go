// Command bench measures xiansuo beside a bare reference of the same hops in the same run: complaints one by one and in batches, end to
// end to a department's acknowledgement; how long that takes at half of the rate and at 200 a second; a spike of ten times the rate; whole
// lives of leads; what it costs in processor time and memory; and all of it again at a million leads.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

type options struct {
	duration, warm, spike time.Duration
	rounds, clients       int
	senders, batch, hands int
	binary, running       string
	only                  []string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	o := options{}
	flag.DurationVar(&o.duration, "duration", 8*time.Second, "how long each measurement sends")
	flag.DurationVar(&o.warm, "warm", 2*time.Second, "how long each system is warmed up before")
	flag.DurationVar(&o.spike, "spike", 30*time.Second, "how long the spike lasts")
	flag.IntVar(&o.rounds, "rounds", 3, "how often each side is measured, in turn")
	flag.IntVar(&o.clients, "clients", 32, "clients that post one by one")
	flag.IntVar(&o.senders, "senders", 4, "clients that post batches")
	flag.IntVar(&o.batch, "batch", 100, "complaints in a batch")
	flag.IntVar(&o.hands, "hands", 256, "lifecycles at a time")
	flag.StringVar(&o.binary, "xiansuo", "bin/xiansuo", "the built binary")
	flag.StringVar(&o.running, "on", "", "measure the xiansuo that runs on this data folder, alone, and leave it running")
	load := flag.Int("load", 0, "fill the data folder of -on, which must be new, with so many leads, and measure nothing")
	million := flag.Bool("million", false, "measure at a million leads, beside an empty system; on the folder of -on, which is filled when it is new and kept, or on one for the while")
	leads := flag.Int("leads", 1_000_000, "how many leads -million loads")
	only := flag.String("only", strings.Join(usual, ","), "what to measure, with commas between: "+strings.Join(parts, ", "))
	serve := flag.String("serve-bare", "", "run the bare reference on this data folder (bench starts itself so)")
	flag.Parse()
	o.only = strings.Split(*only, ",")
	var err error
	switch {
	case *serve != "":
		err = serveBare(ctx, *serve)
	case *million:
		err = o.millions(ctx, *leads)
	case *load > 0:
		err = o.load(ctx, o.running, *load)
	default:
		err = o.run(ctx)
	}
	if err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// parts are what can be measured.
var parts = []string{"single", "batch", "latency", "life", "spike", "bytes"}

// usual are those that are measured when nobody says.
var usual = parts[:5]

func (o options) wants(part string) bool { return slices.Contains(o.only, part) }

func (o options) run(ctx context.Context) error {
	for _, part := range o.only {
		if !slices.Contains(parts, part) {
			return fmt.Errorf("there is no part %q; there are %s", part, strings.Join(parts, ", "))
		}
	}
	sides, err := o.sides()
	if err != nil {
		return err
	}
	if o.running != "" {
		sides = sides[:1]
	}
	m := measured{options: o}
	for _, s := range sides {
		m.sides = append(m.sides, &sideResults{name: s.name})
	}
	if err := m.rates(ctx, sides); err != nil {
		return err
	}
	m.reportRates()
	if o.wants("bytes") {
		if err := m.bytes(ctx, sides); err != nil {
			return err
		}
	}
	if o.wants("latency") {
		if err := m.latency(ctx, sides); err != nil {
			return err
		}
		m.reportLatency()
	}
	if o.wants("life") {
		if err := m.lives(ctx, sides[0]); err != nil {
			return err
		}
		m.reportLives()
	}
	if o.wants("spike") {
		if err := m.spiked(ctx, sides[0]); err != nil {
			return err
		}
	}
	return nil
}

func (o options) millions(ctx context.Context, leads int) error {
	sides, err := o.sides()
	if err != nil {
		return err
	}
	data := o.running
	o.running = ""
	return o.million(ctx, sides[0], data, leads)
}
