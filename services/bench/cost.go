package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// cost is processor time that a system's processes took, user and system, with that of children that have ended.
type cost struct{ own, postgres time.Duration }

func (c cost) less(before cost) cost { return cost{c.own - before.own, c.postgres - before.postgres} }

// per is the processor time for each of n, in milliseconds.
func per(d time.Duration, n int) float64 {
	if n == 0 {
		return 0
	}
	return d.Seconds() * 1000 / float64(n)
}

// memory is what a system's processes hold at most: our own process, broker included, and all of PostgreSQL with its shared buffers counted once.
type memory struct{ own, postgres int64 }

// clockTick is the unit of processor times in /proc: Linux says 1/100 s to every program.
const clockTick = 10 * time.Millisecond

// process is a line of /proc: see proc(5).
type process struct {
	pid, parent int
	name        string
	used        time.Duration
}

// family returns a process and all that descend from it.
func family(root int) (all []process) {
	children, own := map[int][]process{}, process{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		p, err := readProcess(path)
		if err != nil {
			continue // it has ended
		}
		if p.pid == root {
			own = p
		}
		children[p.parent] = append(children[p.parent], p)
	}
	all = []process{own}
	for i := 0; i < len(all); i++ {
		all = append(all, children[all[i].pid]...)
	}
	return all
}

func readProcess(path string) (p process, err error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return p, err
	}
	head, rest, ok := bytes.Cut(content, []byte(" ("))
	end := bytes.LastIndex(rest, []byte(") "))
	if !ok || end < 0 {
		return p, fmt.Errorf("%s has no name", path)
	}
	fields := strings.Fields(string(rest[end+2:]))
	if len(fields) < 15 {
		return p, fmt.Errorf("%s is short", path)
	}
	p.name = string(rest[:end])
	p.pid, _ = strconv.Atoi(string(head))
	p.parent, _ = strconv.Atoi(fields[1])
	for _, ticks := range fields[11:15] { // utime, stime, cutime, cstime
		n, _ := strconv.ParseInt(ticks, 10, 64)
		p.used += time.Duration(n) * clockTick
	}
	return p, nil
}

// cost returns what the system has cost since it was started.
func (s *system) cost() (c cost) {
	for _, p := range family(s.pid) {
		if p.name == "postgres" {
			c.postgres += p.used
		} else {
			c.own += p.used
		}
	}
	return c
}

// hold returns what the processes hold now. Pages of programs and libraries, which all share, are not counted.
func (s *system) hold() (m memory) {
	var shared int64
	for _, p := range family(s.pid) {
		status := readStatus(p.pid)
		if p.name == "postgres" {
			m.postgres += status["RssAnon"]
			shared = max(shared, status["RssShmem"])
		} else {
			m.own += status["VmRSS"]
		}
	}
	m.postgres += shared
	return m
}

// readStatus returns the sizes in /proc/<pid>/status, in bytes.
func readStatus(pid int) map[string]int64 {
	out := map[string]int64{}
	content, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)) // it may have ended
	for line := range strings.Lines(string(content)) {
		name, value, _ := strings.Cut(line, ":")
		if n, ok := strings.CutSuffix(strings.TrimSpace(value), " kB"); ok {
			kb, _ := strconv.ParseInt(strings.TrimSpace(n), 10, 64)
			out[name] = kb << 10
		}
	}
	return out
}

// watchMemory keeps the most that the processes hold, until ctx ends.
func (s *system) watchMemory(ctx context.Context, wg *sync.WaitGroup) {
	wg.Go(func() {
		for ctx.Err() == nil {
			m := s.hold()
			s.mu.Lock()
			s.peak = memory{max(s.peak.own, m.own), max(s.peak.postgres, m.postgres)}
			s.mu.Unlock()
			pause(ctx, 500*time.Millisecond)
		}
	})
}
