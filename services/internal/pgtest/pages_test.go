package pgtest

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
)

// Pages are counted when nobody else is connected any more: what another role did is told when its connection ends.
func TestPagesAreCountedWhenOthersAreGone(t *testing.T) {
	db := New(t, pg.Schema{Name: "routing", Parts: []pg.Part{outbox.Part()}})
	pool, err := pg.Open(t.Context(), db.URL("routing"), "routing", 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	other, err := pgx.Connect(t.Context(), db.Admin)
	if err != nil {
		t.Fatal(err)
	}
	counted := make(chan struct{})
	go func() {
		defer close(counted)
		Touched(t, pool, func() {})
	}()
	select {
	case <-counted:
		t.Error("pages were counted beside another connection")
	case <-time.After(100 * time.Millisecond):
	}
	if err := other.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-counted
}
