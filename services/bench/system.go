package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"xiansuo/services/internal/local"
)

// side is one of the two systems that are measured: how it is started.
type side struct {
	name string
	cmd  func(data string) *exec.Cmd
}

// sides are xiansuo and the bare reference.
func (o options) sides() ([]side, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return []side{
		{"xiansuo", func(data string) *exec.Cmd {
			return exec.Command(o.binary, "up", "--data", data, "--samples=false", "--listen", "127.0.0.1:0", "--nats-listen", "127.0.0.1:0")
		}},
		{"bare reference", func(data string) *exec.Cmd { return exec.Command(self, "-serve-bare", data) }},
	}, nil
}

// system is a system that runs, and what it costs.
type system struct {
	*target
	name, data string
	pid        int
	stop       func()

	mu   sync.Mutex
	peak memory
}

// start starts a system on a folder, waits until it is ready, and lets it warm up.
func (o options) start(ctx context.Context, s side, data string) (*system, error) {
	cmd := s.cmd(data)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := os.Remove(data + "/addresses.json"); err != nil && !os.IsNotExist(err) { // of the run before
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	watched, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	sys := &system{name: s.name, data: data, pid: cmd.Process.Pid, stop: func() {
		cancel()
		wg.Wait()
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}}
	var err error
	if sys.target, err = await(ctx, data); err != nil {
		sys.stop()
		return nil, fmt.Errorf("%s: %w", s.name, err)
	}
	ended := sys.stop
	sys.stop = func() { sys.close(); ended() }
	sys.watchMemory(watched, &wg)
	if o.warm > 0 {
		if _, err := sys.single(ctx, o.clients, o.warm, "warm"); err != nil {
			sys.stop()
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return sys, nil
}

// on starts a system on a new folder, does something with it, and removes it.
func (o options) on(ctx context.Context, s side, do func(*system) error) error {
	if o.running != "" {
		return o.attached(ctx, s, do)
	}
	data, err := os.MkdirTemp("", "xiansuo-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = local.Remove(data) }()
	sys, err := o.start(ctx, s, data)
	if err != nil {
		return err
	}
	defer sys.stop()
	if err := do(sys); err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	return nil
}

// attached does something with a system that runs already.
func (o options) attached(ctx context.Context, s side, do func(*system) error) error {
	target, err := await(ctx, o.running)
	if err != nil {
		return err
	}
	defer target.close()
	sys := &system{target: target, name: s.name, data: o.running}
	commands, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, path := range commands {
		if line, err := os.ReadFile(path); err == nil && bytes.Contains(line, []byte("\x00up\x00--data\x00"+o.running+"\x00")) {
			sys.pid, _ = strconv.Atoi(strings.Split(path, "/")[2])
		}
	}
	return do(sys)
}

// startWithin is how long a system may take until it is ready, on a busy machine and on a million leads as well.
const startWithin = 2 * time.Minute

// await waits until a system is ready and its queue can be consumed.
func await(ctx context.Context, data string) (*target, error) {
	for deadline := time.Now().Add(startWithin); ; {
		t, err := open(ctx, data)
		if err == nil {
			if err = t.ready(ctx); err == nil {
				return t, nil
			}
			t.close()
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			return nil, err
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// ready asks a system whether it is.
func (t *target) ready(ctx context.Context) error {
	r, err := t.call(ctx, "GET", "/readyz", "", "", nil)
	if err == nil && r.status != http.StatusOK {
		err = fmt.Errorf("not ready: %s", r.body)
	}
	return err
}
