package rig

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"xiansuo/services/internal/local"
)

// Database is PostgreSQL as a process of its own, on an address that stays, started again whenever it ends.
type Database struct {
	Address string
	options local.PostgresOptions
	say     func(format string, args ...any)

	mu     sync.Mutex
	server *local.Postgres
	held   bool
	closed bool
	url    string
	group  sync.WaitGroup
}

// startDatabase makes a cluster below dir and starts it.
func startDatabase(ctx context.Context, dir, log string, quick bool, say func(string, ...any)) (*Database, error) {
	port, err := local.FreePort()
	if err != nil {
		return nil, err
	}
	d := &Database{Address: fmt.Sprintf("127.0.0.1:%d", port), say: say, options: local.PostgresOptions{
		Dir: filepath.Join(dir, "pg"), Log: log, Port: port, Settings: []string{"max_wal_size=256MB", "max_connections=150"}}}
	if quick {
		d.options.Settings = append(d.options.Settings, "fsync=off")
	}
	if err := d.start(ctx); err != nil {
		return nil, err
	}
	d.url = d.server.URL
	d.group.Go(func() { d.supervise() })
	return d, nil
}

// URL is the administrator's.
func (d *Database) URL() string { return d.url }

// start starts the server, as often as it takes for the rests of one that was killed to go.
func (d *Database) start(ctx context.Context) error {
	var err error
	for range 60 {
		var server *local.Postgres
		if server, err = local.StartPostgres(ctx, d.options); err == nil {
			d.mu.Lock()
			d.server = server
			d.mu.Unlock()
			return nil
		}
		pause(ctx, 500*time.Millisecond)
		if ctx.Err() != nil || d.isClosed() {
			break
		}
	}
	return err
}

func (d *Database) isClosed() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.closed
}

func (d *Database) state() (server *local.Postgres, held, closed bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.server, d.held, d.closed
}

func (d *Database) supervise() {
	for {
		server, _, _ := d.state()
		<-server.Exited()
		time.Sleep(200 * time.Millisecond)
		for {
			if _, held, closed := d.state(); closed {
				return
			} else if !held {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		if err := d.start(context.Background()); err != nil && !d.isClosed() {
			d.say("PostgreSQL does not come back: %v", err)
		}
	}
}

// Hold kills the server and keeps it down until Release.
func (d *Database) Hold() {
	d.mu.Lock()
	d.held = true
	server := d.server
	d.mu.Unlock()
	server.Crash()
	time.Sleep(300 * time.Millisecond) // its processes notice and end
}

// Release lets the server run again.
func (d *Database) Release() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.held = false
}

// Copy copies the cluster, which must be held, as a file system's snapshot would.
func (d *Database) Copy(to string) error { return copyTree(d.options.Dir, to) }

// PutBack puts a copy in the place of the cluster, which must be held.
func (d *Database) PutBack(from string) error {
	if err := os.RemoveAll(d.options.Dir); err != nil {
		return fmt.Errorf("remove cluster: %w", err)
	}
	return copyTree(from, d.options.Dir)
}

// copyTree copies a folder with owners and modes, into one that is not there.
func copyTree(from, to string) error {
	if out, err := exec.Command("cp", "-a", from, to).CombinedOutput(); err != nil {
		return fmt.Errorf("copy %s: %w: %s", filepath.Base(from), err, out)
	}
	return nil
}

func (d *Database) close() {
	d.mu.Lock()
	d.closed = true
	server := d.server
	d.mu.Unlock()
	_ = server.Stop()
	d.group.Wait()
}
