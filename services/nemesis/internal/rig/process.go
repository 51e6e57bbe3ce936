package rig

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"xiansuo/services/internal/local"
)

// Process is a program that is started again whenever it ends, as a supervisor does.
type Process struct {
	Name    string
	Command func() *exec.Cmd
	Log     string // file that its output is appended to
	// Rest is how long it stays down before it is started again.
	Rest time.Duration
	// Before, where set, runs before each start; Ended after each end that nobody here caused.
	Before func()
	Ended  func(lived time.Duration)

	mu     sync.Mutex
	cmd    *exec.Cmd
	exited <-chan struct{}
	held   chan struct{} // closed when it may run again; nil when it may
	killed bool
}

// Run keeps the program running until ctx ends, and ends it then.
func (p *Process) Run(ctx context.Context) error {
	log, err := os.OpenFile(p.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("log of %s: %w", p.Name, err)
	}
	defer log.Close()
	for ctx.Err() == nil {
		began := time.Now()
		exited, wait, err := p.start(log)
		switch {
		case err != nil:
			return fmt.Errorf("start %s: %w", p.Name, err)
		case wait != nil:
			select {
			case <-ctx.Done():
			case <-wait:
			}
			continue
		}
		select {
		case <-ctx.Done():
			p.Kill()
			<-exited
			return nil
		case <-exited:
		}
		if !p.wanted() && p.Ended != nil {
			p.Ended(time.Since(began))
		}
		pause(ctx, p.Rest)
	}
	return nil
}

// start starts the program, or returns what to wait for first.
func (p *Process) start(log io.Writer) (exited, wait <-chan struct{}, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held != nil {
		return nil, p.held, nil
	}
	if p.Before != nil {
		p.Before()
	}
	p.cmd, p.killed = p.Command(), false
	p.cmd.Stdout, p.cmd.Stderr = log, log
	p.exited, err = local.StartTied(p.cmd, syscall.SIGKILL)
	return p.exited, nil, err
}

// wanted reports whether the last end was ours.
func (p *Process) wanted() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.killed || p.held != nil
}

// Kill ends the program as kill -9 does; it comes back after its rest.
func (p *Process) Kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kill()
}

func (p *Process) kill() {
	if p.cmd != nil && p.cmd.Process != nil {
		p.killed = true
		_ = p.cmd.Process.Kill()
	}
}

// Hold kills the program and keeps it down until Release.
func (p *Process) Hold() {
	p.mu.Lock()
	if p.held == nil {
		p.held = make(chan struct{})
	}
	p.kill()
	exited := p.exited
	p.mu.Unlock()
	if exited != nil {
		<-exited
	}
}

// Release lets the program run again.
func (p *Process) Release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held != nil {
		close(p.held)
		p.held = nil
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
