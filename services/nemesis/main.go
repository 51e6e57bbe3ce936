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
	"slices"
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
	o := options{out: os.Stdout, patience: 3 * time.Minute, again: 8 * time.Second}
	var kinds string
	flag.DurationVar(&o.duration, "duration", time.Minute, "how long load and faults last")
	flag.DurationVar(&o.every, "every", 2250*time.Millisecond, "how long it is from one fault to the next, on average")
	flag.Uint64Var(&o.seed, "seed", 0, "what the schedule follows from; 0 draws one")
	flag.StringVar(&kinds, "faults", "all", fmt.Sprintf("which faults, with commas between them: %v", faults.Kinds()))
	flag.IntVar(&o.rate, "rate", 100, "events that senders push a second")
	flag.IntVar(&o.routing, "routing", 1, "processes of routing")
	flag.BoolVar(&o.cluster, "cluster", false, "three brokers with a copy of every stream each, one of which is struck at a time")
	flag.StringVar(&o.xiansuo, "xiansuo", "", "the built binary; built when not given")
	flag.StringVar(&o.natsServer, "nats-server", "", "the built broker; built when not given")
	patches := flag.String("planted", "", "a folder of patches: show that each is found, with two seeds of 1 to 4")
	keep := flag.Bool("keep", false, "keep the folder even when every promise was kept")
	flag.Parse()
	var err error
	if o.kinds, err = faults.ParseKinds(kinds); err != nil {
		return err
	}
	if o.cluster && kinds == "all" {
		o.kinds = without(o.kinds, faults.Wipe, faults.OldCopy, faults.FlipBit, faults.FillBroker)
	}
	for o.seed == 0 {
		o.seed = rand.Uint64N(1_000_000)
	}
	if o.dir, err = newFolder(); err != nil {
		return err
	}
	if err := o.build(ctx); err != nil {
		return err
	}
	o.disks = wantsDisks(o.kinds) && rig.MayMount()
	if *patches == "" {
		fmt.Printf("seed %d, %s at %d a second, faults %s\n", o.seed, o.duration, o.rate, kinds)
	}
	if wantsDisks(o.kinds) && !o.disks {
		fmt.Println("no disk will be filled: small disks may be mounted by root only")
		o.kinds = without(o.kinds, faults.FillBroker, faults.FillDatabase)
	}
	if *patches != "" {
		return errors.Join(planted(ctx, o, *patches), os.RemoveAll(o.dir))
	}
	err = nemesis(ctx, o)
	switch {
	case err == nil && !*keep:
		return os.RemoveAll(o.dir)
	case err == nil:
		fmt.Println("everything is in " + o.dir)
		return nil
	}
	return errors.Join(err, fmt.Errorf("logs are in %s; the same again: make nemesis ARGS='-seed %d -duration %s -every %s -rate %d -routing %d -cluster=%t -faults %s'",
		filepath.Join(o.dir, "logs"), o.seed, o.duration, o.every, o.rate, o.routing, o.cluster, kinds))
}

// newFolder makes a folder for a run.
func newFolder() (string, error) {
	dir, err := os.MkdirTemp("", "nemesis-")
	if err != nil {
		return "", err
	}
	return dir, os.Chmod(dir, 0o755) // PostgreSQL runs as another user when we are root
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
		if out, err := exec.CommandContext(ctx, "go", "build", "-o", *b.path, b.pkg).CombinedOutput(); err != nil {
			return fmt.Errorf("build %s: %w: %s", b.pkg, err, out)
		}
	}
	return nil
}

func wantsDisks(kinds []faults.Kind) bool {
	return slices.Contains(kinds, faults.FillBroker) || slices.Contains(kinds, faults.FillDatabase)
}

func without(kinds []faults.Kind, some ...faults.Kind) []faults.Kind {
	return slices.DeleteFunc(slices.Clone(kinds), func(k faults.Kind) bool { return slices.Contains(some, k) })
}
