package archive

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/enforcement/internal/evidence"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/files"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pgtest"
)

// More files at once than there are slots wait, and are sent back when none is free in time.
func TestUploadsAreBounded(t *testing.T) {
	db := pgtest.New(t, postgres.Schema())
	folder, err := files.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	store := &postgres.Store{Log: outbox.NewLog(db.Pool(t, "enforcement"), "enforcement", "990101")}
	number := ""
	err = store.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) (err error) {
		number, err = store.OpenFor(ctx, tx, cases.Opening{Lead: "L1", Department: lead.Education, At: time.Date(2026, 7, 1, 2, 0, 0, 0, time.UTC)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	a := New(store, folder, slog.New(slog.DiscardHandler), func() time.Time { return time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC) })
	send := func() error {
		_, _, err := a.Register(t.Context(), actor.Of(string(lead.Education)), Upload{Name: "a.jpg", Content: strings.NewReader("picture"),
			Draft: evidence.Draft{About: evidence.About{Kind: evidence.Case, ID: number}, Type: evidence.Audiovisual, Title: "照片", Origin: evidence.Collected, Source: "现场",
				Officers: []evidence.Officer{{Name: "张三"}, {Name: "李四"}}, On: "2026-07-01", Place: "柳塘路"}})
		return err
	}
	for range maxUploads {
		a.slots <- struct{}{}
	}
	started := time.Now()
	if err := send(); !errors.Is(err, ErrBusy) || time.Since(started) < SlotWait {
		t.Errorf("one more: %v after %s", err, time.Since(started))
	}
	<-a.slots
	if err := send(); err != nil {
		t.Errorf("with a free slot: %v", err)
	}
}
