// Package bustest runs a broker with the real accounts inside a test, and can wipe it.
package bustest

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/local"
)

// District is the fictional district of tests.
const District = "990101"

// Bus is a broker in a test.
type Bus struct {
	dir    string
	keys   *local.Keys
	broker *local.Broker
	listen string
}

// New starts a broker that ends with the test.
func New(t testing.TB) *Bus {
	t.Helper()
	listen, err := local.FreeAddress()
	if err != nil {
		t.Fatal(err)
	}
	b := &Bus{dir: t.TempDir(), listen: listen}
	keys, err := local.OpenKeys(filepath.Join(b.dir, "keys"), District)
	if err != nil {
		t.Fatal(err)
	}
	b.keys = keys
	b.Start(t)
	t.Cleanup(func() { b.broker.Stop() })
	return b
}

// Start starts the broker, on the address that it had before.
func (b *Bus) Start(t testing.TB) {
	t.Helper()
	trust, err := b.keys.Trust()
	if err != nil {
		t.Fatal(err)
	}
	if b.broker, err = local.StartBroker(slog.New(slog.DiscardHandler), b.store(), b.listen, trust); err != nil {
		t.Fatal(err)
	}
}

// Stop stops the broker; clients try to come back.
func (b *Bus) Stop() { b.broker.Stop() }

// Wipe deletes everything that the stopped broker stored.
func (b *Bus) Wipe(t testing.TB) {
	t.Helper()
	if err := os.RemoveAll(b.store()); err != nil {
		t.Fatal(err)
	}
}

func (b *Bus) store() string { return filepath.Join(b.dir, "nats") }

// URL is where clients connect.
func (b *Bus) URL() string { return b.broker.URL() }

// Store is the broker's folder.
func (b *Bus) Store() string { return b.store() }

// Service returns a service's connection.
func (b *Bus) Service(t testing.TB, service string) (*nats.Conn, jetstream.JetStream) {
	t.Helper()
	path := filepath.Join(b.dir, service+".creds")
	if err := b.keys.ServiceCreds(path, service); err != nil {
		t.Fatal(err)
	}
	nc := b.connect(t, path)
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	return nc, js
}

// Department returns a department's connection.
func (b *Bus) Department(t testing.TB, d lead.Department) *nats.Conn {
	t.Helper()
	return b.connect(t, b.DepartmentCreds(t, d))
}

// DepartmentCreds returns the path of a department's credentials.
func (b *Bus) DepartmentCreds(t testing.TB, d lead.Department) string {
	t.Helper()
	path := filepath.Join(b.dir, "department-"+string(d)+".creds")
	if err := b.keys.DepartmentCreds(path, d); err != nil {
		t.Fatal(err)
	}
	return path
}

func (b *Bus) connect(t testing.TB, creds string) *nats.Conn {
	t.Helper()
	nc, err := nats.Connect(b.URL(), nats.UserCredentials(creds), nats.MaxReconnects(-1), nats.ReconnectWait(50_000_000))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	return nc
}
