// Command nemesis runs a whole district as processes, drives load, breaks what it runs on at random, heals it, and checks that nothing that
// was promised is lost and nothing took effect twice. docs/nemesis.md says how.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"xiansuo/services/nemesis/internal/faults"
	"xiansuo/services/nemesis/internal/rig"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := command(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "nemesis:", err)
		os.Exit(1)
	}
}

func command(ctx context.Context) error {
	o := options{out: os.Stdout}
	var kinds string
	flag.DurationVar(&o.duration, "duration", time.Minute, "how long load and faults last")
	flag.Uint64Var(&o.seed, "seed", 0, "what the schedule follows from; 0 draws one")
	flag.StringVar(&kinds, "faults", "all", fmt.Sprintf("which faults, with commas between them: %v", faults.Kinds()))
	flag.IntVar(&o.rate, "rate", 100, "events that senders push a second")
	flag.IntVar(&o.routing, "routing", 1, "processes of routing")
	flag.StringVar(&o.xiansuo, "xiansuo", "", "the built binary; built when not given")
	flag.StringVar(&o.natsServer, "nats-server", "", "the built broker; built when not given")
	keep := flag.Bool("keep", false, "keep the folder even when every promise was kept")
	flag.Parse()
	var err error
	if o.kinds, err = faults.ParseKinds(kinds); err != nil {
		return err
	}
	for o.seed == 0 {
		o.seed = rand.Uint64N(1_000_000)
	}
	if o.dir, err = os.MkdirTemp("", "nemesis-"); err != nil {
		return err
	}
	if err := os.Chmod(o.dir, 0o755); err != nil { // PostgreSQL runs as another user when we are root
		return err
	}
	if err := o.build(ctx); err != nil {
		return err
	}
	o.disks = wantsDisks(o.kinds) && rig.MayMount()
	fmt.Printf("seed %d, %s at %d a second, faults %s\n", o.seed, o.duration, o.rate, kinds)
	if wantsDisks(o.kinds) && !o.disks {
		fmt.Println("no disk will be filled: small disks may be mounted by root only")
		o.kinds = withoutDisks(o.kinds)
	}
	err = nemesis(ctx, o)
	if err == nil && !*keep {
		return os.RemoveAll(o.dir)
	}
	return errors.Join(err, fmt.Errorf("logs are in %s; the same again: make nemesis ARGS='-seed %d -duration %s -rate %d -routing %d -faults %s'",
		filepath.Join(o.dir, "logs"), o.seed, o.duration, o.rate, o.routing, kinds))
}

// build builds what is not given.
func (o *options) build(ctx context.Context) error {
	for _, b := range []struct {
		path *string
		pkg  string
	}{{&o.xiansuo, "xiansuo/services/xiansuo"}, {&o.natsServer, "github.com/nats-io/nats-server/v2"}} {
		if *b.path != "" {
			continue
		}
		*b.path = filepath.Join(o.dir, filepath.Base(filepath.Dir(b.pkg))+".bin")
		cmd := exec.CommandContext(ctx, "go", "build", "-o", *b.path, b.pkg)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0") // C's threads and heaps would fill the broker's address space by themselves
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("build %s: %w: %s", b.pkg, err, out)
		}
	}
	return nil
}

func wantsDisks(kinds []faults.Kind) bool {
	for _, k := range kinds {
		if k == faults.FillBroker || k == faults.FillDatabase {
			return true
		}
	}
	return false
}

func withoutDisks(kinds []faults.Kind) (rest []faults.Kind) {
	for _, k := range kinds {
		if k != faults.FillBroker && k != faults.FillDatabase {
			rest = append(rest, k)
		}
	}
	return rest
}
