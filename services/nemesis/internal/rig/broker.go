package rig

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
	"xiansuo/services/internal/local"
)

// limits are the broker's: 2 GiB of address space, because a damaged store has made it ask for all memory there is. That is enough for Go's
// runtime, which reserves more than it uses (half of that is not), when C's threads and heaps do not take it: each thread reserves as much
// as the limit of the stack, and each heap 64 MiB.
const limits = "ulimit -v 2097152; ulimit -s 512; export MALLOC_ARENA_MAX=1; "

// Broker is nats-server as a process of its own with a limit on its address space, and its supervisor: it starts the server again, and
// deletes a store on which the server failed twice.
type Broker struct {
	*Process
	Address string
	Store   string
	// clustered says that it is one of several.
	clustered bool
	monitor   string
	say       func(format string, args ...any)

	mu     sync.Mutex
	failed int
	wiped  int
}

func newBroker(n node, program, log string, say func(string, ...any)) (*Broker, error) {
	monitor, err := local.FreeAddress()
	if err != nil {
		return nil, err
	}
	b := &Broker{Address: n.address, Store: n.store, monitor: monitor, say: say}
	_, port, _ := strings.Cut(monitor, ":")
	b.Process = &Process{Name: n.name, Log: log, Rest: 300 * time.Millisecond, Before: b.before, Ended: b.ended, Command: func() *exec.Cmd {
		return exec.Command("sh", "-c", limits+`exec "$0" -c "$1" -m "$2"`, program, n.conf, port)
	}}
	return b, nil
}

// run supervises the broker until ctx ends.
func (b *Broker) run(ctx context.Context) error {
	go b.watch(ctx)
	return b.Process.Run(ctx)
}

// before deletes a store on which the server failed twice.
func (b *Broker) before() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failed < 2 {
		return
	}
	b.failed = 0
	b.wiped++
	b.say("%s failed twice on its store: the supervisor deletes it", b.Name)
	_ = os.RemoveAll(b.Store)
}

func (b *Broker) ended(lived time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed++
	b.say("%s ended by itself after %s", b.Name, lived.Round(100*time.Millisecond))
}

// watch asks the server for its health, as a supervisor does, and kills it when it has not been well for a while: a stream whose disk was
// full stores nothing any more before the server is started again.
func (b *Broker) watch(ctx context.Context) {
	const enough = 10 * time.Second
	patience := 8 * time.Second
	if b.clustered {
		patience = 30 * time.Second // it may have much to catch up with
	}
	well, since := time.Now(), time.Now()
	for ctx.Err() == nil {
		pause(ctx, 500*time.Millisecond)
		if b.wanted() {
			well, since = time.Now(), time.Now()
			continue
		}
		if b.healthy() {
			if well = time.Now(); well.Sub(since) > enough {
				b.forget()
			}
			continue
		}
		since = time.Now()
		if time.Since(well) > patience {
			b.mu.Lock()
			b.failed++
			b.mu.Unlock()
			b.say("%s is not well: the supervisor starts it again", b.Name)
			b.Kill()
			well = time.Now()
		}
	}
}

// forget forgets that the server failed, once it has been well for long enough.
func (b *Broker) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed = 0
}

func (b *Broker) healthy() bool {
	client := http.Client{Timeout: time.Second}
	resp, err := client.Get("http://" + b.monitor + "/healthz")
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// Wipe deletes the store, while the server is held.
func (b *Broker) Wipe() error { return os.RemoveAll(b.Store) }

// Copy keeps a copy of the store, while the server is held.
func (b *Broker) Copy(to string) error {
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	return copyTree(b.Store, to)
}

// PutBack puts a copy in the place of the store, while the server is held.
func (b *Broker) PutBack(from string) error {
	if err := os.RemoveAll(b.Store); err != nil {
		return err
	}
	return copyTree(from, b.Store)
}

// FlipBit flips a bit in one of the store's blocks of messages and says in which.
func (b *Broker) FlipBit(random *rand.Rand) (string, error) {
	var blocks []string
	err := filepath.WalkDir(b.Store, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Ext(path) == ".blk" {
			if info, err := d.Info(); err == nil && info.Size() > 0 {
				blocks = append(blocks, path)
			}
		}
		return nil
	})
	if err != nil || len(blocks) == 0 {
		return "nothing: there is no block", err
	}
	block := blocks[random.IntN(len(blocks))]
	file, err := os.OpenFile(block, os.O_RDWR, 0)
	if err != nil {
		return "", err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	at, one := random.Int64N(info.Size()), make([]byte, 1)
	if _, err := file.ReadAt(one, at); err != nil {
		return "", err
	}
	one[0] ^= 1 << random.IntN(8)
	_, err = file.WriteAt(one, at)
	name, _ := filepath.Rel(b.Store, block)
	parts := strings.Split(name, string(filepath.Separator))
	return fmt.Sprintf("byte %d of %d in %s", at, info.Size(), strings.Join(parts[max(0, len(parts)-3):], "/")), err
}
