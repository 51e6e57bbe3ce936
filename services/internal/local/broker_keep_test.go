package local_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/services/internal/local"
)

// kept is a broker that is looked after, and a connection of a service within the process.
type kept struct {
	*local.Broker
	js jetstream.JetStream
}

func keep(t *testing.T, store string, patience time.Duration) kept {
	t.Helper()
	folder := t.TempDir()
	keys, err := local.OpenKeys(folder, "990101")
	if err != nil {
		t.Fatal(err)
	}
	trust, err := keys.Trust()
	if err != nil {
		t.Fatal(err)
	}
	broker, err := local.StartBroker(slog.New(slog.DiscardHandler), store, "127.0.0.1:0", trust)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); broker.Keep(ctx, patience) }()
	t.Cleanup(func() { cancel(); <-ended; broker.Stop() })
	creds := filepath.Join(folder, "routing.creds")
	if err := keys.ServiceCreds(creds, "routing"); err != nil {
		t.Fatal(err)
	}
	nc, err := nats.Connect("", nats.InProcessServer(broker), nats.UserCredentials(creds), nats.MaxReconnects(-1), nats.ReconnectWait(50*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	k := kept{Broker: broker}
	if k.js, err = jetstream.New(nc); err != nil {
		t.Fatal(err)
	}
	k.declare(t)
	return k
}

func (k kept) declare(t *testing.T) {
	t.Helper()
	if _, err := k.js.CreateOrUpdateStream(t.Context(), jetstream.StreamConfig{Name: "LEADS", Subjects: []string{"leads.>"}}); err != nil {
		t.Fatal(err)
	}
}

// publish stores one message, and says why not.
func (k kept) publish(t *testing.T, size int) error {
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	_, err := k.js.Publish(ctx, "leads.v1.990101.education.handoff.dispatched", make([]byte, size))
	return err
}

func (k kept) await(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !ok(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited too long for %s", what)
		}
	}
}

// A broker whose disk was full stores again once there is room, on the address that it had, with nobody to start it again.
func TestBrokerComesBackFromAFullDisk(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=16M,mode=0755"); err != nil {
		t.Skipf("only root may mount a small disk: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) })
	k := keep(t, filepath.Join(disk, "store"), 4*time.Second)
	url := k.URL()
	if err := k.publish(t, 100); err != nil {
		t.Fatal(err)
	}
	ballast := filepath.Join(disk, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 12<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	k.await(t, "the disk to be full", func() bool { return k.publish(t, 512<<10) != nil })
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if err := k.publish(t, 100); err == nil {
		t.Fatal("the stream stores again by itself: nobody has to start the broker again")
	}
	k.await(t, "the broker to store again", func() bool { return k.publish(t, 100) == nil })
	if k.URL() != url {
		t.Errorf("it was at %s and is at %s", url, k.URL())
	}
}

// A broker whose folder is removed while it runs comes back with an empty one.
func TestBrokerComesBackWithoutItsFolder(t *testing.T) {
	store := filepath.Join(t.TempDir(), "store")
	k := keep(t, store, time.Second)
	if err := os.Rename(store, store+"-gone"); err != nil { // at once, whatever is being written in it
		t.Fatal(err)
	}
	k.await(t, "an empty broker", func() bool { _, err := k.js.Stream(t.Context(), "LEADS"); return err == jetstream.ErrStreamNotFound })
	k.declare(t)
	if err := k.publish(t, 100); err != nil {
		t.Fatal(err)
	}
}

// A broker that is well is left alone.
func TestBrokerThatIsWellIsLeftAlone(t *testing.T) {
	k := keep(t, filepath.Join(t.TempDir(), "store"), 200*time.Millisecond)
	time.Sleep(time.Second) // as long as it would take to be started again some times
	if err := k.publish(t, 100); err != nil {
		t.Fatal(err)
	}
	info, err := k.js.Stream(t.Context(), "LEADS")
	if err != nil || info.CachedInfo().State.Msgs != 1 {
		t.Fatalf("%+v %v", info, err)
	}
}
