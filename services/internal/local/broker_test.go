package local_test

import (
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/nats-io/nats-server/v2/server"

	"xiansuo/services/internal/local"
)

// What is free on the disk when the broker starts is no limit for as long as it lives: neither for ours nor for one that is configured.
func TestStoreIsLimitedByTheDiskAlone(t *testing.T) {
	dir := t.TempDir()
	keys, err := local.OpenKeys(filepath.Join(dir, "keys"), "990101")
	if err != nil {
		t.Fatal(err)
	}
	trust, err := keys.Trust()
	if err != nil {
		t.Fatal(err)
	}
	broker, err := local.StartBroker(slog.New(slog.DiscardHandler), filepath.Join(dir, "store"), "127.0.0.1:0", trust)
	if err != nil {
		t.Fatal(err)
	}
	defer broker.Stop()
	conf := filepath.Join(dir, "nats.conf")
	if err := local.WriteBrokerConfig(conf, trust, "127.0.0.1:0", filepath.Join(dir, "other")); err != nil {
		t.Fatal(err)
	}
	options, err := server.ProcessConfigFile(conf)
	if err != nil {
		t.Fatal(err)
	}
	const more = 1 << 39 // than a disk has free where this runs
	if ours, theirs := broker.MaxStore(), options.JetStreamMaxStore; ours < more || theirs < more {
		t.Errorf("limits of %d and %d bytes", ours, theirs)
	}
}
