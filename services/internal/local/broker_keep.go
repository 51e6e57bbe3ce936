package local

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"
)

// Patience is how long the embedded broker may be unwell before it is started again.
const Patience = 10 * time.Second

// failures is how often the broker may fail on one store before that is deleted: the store is a cache and may be what is damaged.
const failures = 2

// Keep looks after the broker until ctx ends: it starts it again when it has not been well for a while, and deletes a store on which it
// failed twice. A stream whose disk was full stores nothing any more, however much is freed, before the server is started again; nor does one
// whose folder was removed or replaced: that is begun anew the first time.
func (b *Broker) Keep(ctx context.Context, patience time.Duration) {
	look := time.NewTicker(patience / 20)
	defer look.Stop()
	failed := 0                            // how often, on this store
	well, unwell := time.Now(), time.Now() // when it was seen so last
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-look.C:
			reason := b.unwell()
			if reason == "" {
				if well = now; well.Sub(unwell) > patience {
					failed = 0
				}
				continue
			}
			if unwell = now; now.Sub(well) < patience {
				continue
			}
			failed++
			empty := failed >= failures || b.gone()
			if b.again(ctx, reason, empty); empty {
				failed = 0
			}
			well = time.Now()
		}
	}
}

// again starts the server again, on an empty store when that it had is given up or it does not start on it.
func (b *Broker) again(ctx context.Context, reason string, empty bool) {
	b.log.Error("the broker is not well and is started again; look whether its disk is full", "reason", reason, "store", b.dir, "deleted", empty)
	b.Stop()
	for tries := 1; ctx.Err() == nil; tries++ {
		if empty || tries == failures {
			if err := os.RemoveAll(b.dir); err != nil {
				b.log.Error("the broker's store could not be deleted", "error", err)
			}
		}
		err := b.start()
		if err == nil {
			b.log.Warn("the broker runs again", "address", b.URL())
			return
		}
		b.log.Error("the broker does not start; it is tried again", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

// unwell says what is wrong with the broker; nothing when it is well.
func (b *Broker) unwell() string {
	if b.gone() {
		return "its folder was removed or replaced"
	}
	r, err := http.NewRequest(http.MethodGet, "/healthz", nil)
	if err != nil {
		return err.Error()
	}
	var said answer
	b.running().HandleHealthz(&said, r)
	if said.status != 0 && said.status != http.StatusOK {
		return fmt.Sprintf("%d %s", said.status, strings.TrimSpace(said.body.String()))
	}
	return ""
}

// gone reports whether the folder is no longer that on which the server was started. The server would write on into files that nobody finds.
func (b *Broker) gone() bool {
	now, err := os.Stat(b.dir)
	return err != nil || !os.SameFile(now, b.folder)
}

// answer is what a handler answers.
type answer struct {
	status int
	header http.Header
	body   strings.Builder
}

func (a *answer) Header() http.Header {
	if a.header == nil {
		a.header = http.Header{}
	}
	return a.header
}

func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }
func (a *answer) WriteHeader(status int)      { a.status = status }
