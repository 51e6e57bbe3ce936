// Command bench measures how many complaints a second flow, posted one by one by 32 clients, to acknowledged messages in a
// department's queue, beside a bare reference of the same hops in the same run.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"slices"
	"syscall"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"xiansuo/services/internal/local"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	o := options{}
	flag.DurationVar(&o.duration, "duration", 10*time.Second, "how long each measurement sends")
	flag.IntVar(&o.rounds, "rounds", 3, "how often each side is measured, in turn")
	flag.IntVar(&o.clients, "clients", 32, "clients that post one by one")
	flag.StringVar(&o.binary, "xiansuo", "bin/xiansuo", "the built binary")
	serve := flag.String("serve-bare", "", "run the bare reference on this data folder (bench starts itself so)")
	flag.Parse()
	err := error(nil)
	if *serve != "" {
		err = serveBare(ctx, *serve)
	} else {
		err = o.measure(ctx)
	}
	if err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	duration        time.Duration
	rounds, clients int
	binary          string
}

// side is one of the two systems that are measured.
type side struct {
	name string
	cmd  func(data string) *exec.Cmd
	// best is the round with the highest rate, all holds every round's rate.
	best result
	all  []float64
}

func (o options) measure(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	sides := []*side{
		{name: "xiansuo", cmd: func(data string) *exec.Cmd {
			return exec.Command(o.binary, "up", "--data", data, "--samples=false", "--listen", "127.0.0.1:0", "--nats-listen", "127.0.0.1:0")
		}},
		{name: "bare reference", cmd: func(data string) *exec.Cmd { return exec.Command(self, "-serve-bare", data) }},
	}
	for round := range o.rounds {
		for _, s := range sides {
			r, err := o.round(ctx, s)
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			fmt.Fprintf(os.Stderr, "round %d: %-14s %6.0f a second\n", round+1, s.name, r.rate())
			if len(s.all) == 0 || r.rate() > s.best.rate() {
				s.best = r
			}
			s.all = append(s.all, r.rate())
		}
	}
	report(o, sides[0], sides[1])
	return nil
}

// round starts a system on a new folder, lets it warm up, and measures it.
func (o options) round(ctx context.Context, s *side) (result, error) {
	data, err := os.MkdirTemp("", "xiansuo-bench-")
	if err != nil {
		return result{}, err
	}
	defer func() { _ = local.Remove(data) }()
	cmd := s.cmd(data)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return result{}, err
	}
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}()
	t, err := await(ctx, data)
	if err != nil {
		return result{}, err
	}
	defer t.close()
	if _, err := t.run(ctx, o.clients, 2*time.Second, "warm"); err != nil {
		return result{}, err
	}
	return t.run(ctx, o.clients, o.duration, "measured")
}

// await waits until a system's queue can be consumed.
func await(ctx context.Context, data string) (*target, error) {
	deadline := time.Now().Add(30 * time.Second)
	for {
		t, err := ours(ctx, data)
		if err == nil {
			return t, nil
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			return nil, err
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func report(o options, ours, bare *side) {
	w := table.NewWriter()
	w.SetOutputMirror(os.Stdout)
	w.SetStyle(table.StyleLight)
	w.SetTitle(fmt.Sprintf("%d clients, one complaint each at a time, %s, %d cores, best of %d", o.clients, o.duration, runtime.NumCPU(), o.rounds))
	w.AppendHeader(table.Row{"", "acknowledged a second", "all rounds", "202 p50", "202 p99", "to the department p50", "p99"})
	for _, s := range []*side{ours, bare} {
		w.AppendRow(table.Row{s.name, fmt.Sprintf("%.0f", s.best.rate()), rates(s.all), quantile(s.best.accept, .5), quantile(s.best.accept, .99),
			quantile(s.best.whole, .5), quantile(s.best.whole, .99)})
	}
	w.AppendFooter(table.Row{"ratio", fmt.Sprintf("%.2f", ours.best.rate()/bare.best.rate())})
	w.Render()
}

func rates(all []float64) (text string) {
	for _, r := range all {
		text += fmt.Sprintf("%.0f ", r)
	}
	return text
}

func quantile(l []time.Duration, q float64) time.Duration {
	slices.Sort(l)
	if len(l) == 0 {
		return 0
	}
	return l[int(float64(len(l)-1)*q)].Round(100 * time.Microsecond)
}
