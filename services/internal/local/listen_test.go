package local_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"xiansuo/services/internal/local"
)

// What runs on one machine listens for that machine only.
func TestListenIsForThisMachine(t *testing.T) {
	for address, want := range map[string]string{"127.0.0.1:0": "", "localhost:0": "", ":0": "not a loopback address", "0.0.0.0:0": "not a loopback address"} {
		l, err := local.Listen(address)
		if err == nil {
			_ = l.Close()
		}
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// A broker whose port is taken says so at once.
func TestBrokerSaysThatItsPortIsTaken(t *testing.T) {
	l, err := local.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	keys, err := local.OpenKeys(t.TempDir(), "990101")
	if err != nil {
		t.Fatal(err)
	}
	trust, err := keys.Trust()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	_, err = local.StartBroker(slog.New(slog.DiscardHandler), t.TempDir(), l.Addr().String(), trust)
	if err == nil || !strings.Contains(err.Error(), "address already in use") || time.Since(began) > 5*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
}
