package delivery

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"xiansuo/services/xiansuo/sheet"
)

// A busy intake and a broken connection are waited for, as long as they ask and longer each time, and nothing is lost or doubled.
func TestRetry(t *testing.T) {
	in, server := newIntake(t)
	tries := 0
	in.before = func(w http.ResponseWriter) bool {
		switch tries++; tries {
		case 1:
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
		case 2:
			w.WriteHeader(http.StatusServiceUnavailable)
		case 3:
			panic(http.ErrAbortHandler) // the connection breaks
		default:
			return false
		}
		return true
	}
	var waits []time.Duration
	d, lines, err := deliver(t, t.Context(), server, &waits, many(3))
	if err != nil || d.Count[sheet.Accepted] != 3 || !slices.Equal(column(lines, 2), []string{"已受理", "已受理", "已受理"}) {
		t.Errorf("%v %v", err, d.Count)
	}
	if !slices.Equal(waits, []time.Duration{7 * time.Second, time.Second, 2 * time.Second}) {
		t.Errorf("waited %v", waits)
	}
}

// When patience ends, what was sent without an answer is unconfirmed and what follows is not sent.
func TestGiveUp(t *testing.T) {
	in, server := newIntake(t)
	in.before = func(w http.ResponseWriter) bool {
		if len(in.batches) == 0 {
			return false
		}
		w.WriteHeader(http.StatusInternalServerError)
		return true
	}
	var waits []time.Duration
	d, lines, err := deliver(t, t.Context(), server, &waits, many(450))
	if err == nil || !strings.Contains(err.Error(), "given up after") || d.Count[sheet.Accepted] != 200 || d.Count[sheet.Unconfirmed] != 200 || len(lines) != 400 {
		t.Errorf("%v %v", err, d.Count)
	}
}

// A refusal of everything ends the import at once.
func TestRefusal(t *testing.T) {
	_, server := newIntake(t)
	results, err := sheet.CreateResults(t.TempDir() + "/r.csv")
	if err != nil {
		t.Fatal(err)
	}
	d := &Delivery{Results: results, Now: time.Now, Intake: Intake{Base: server.URL, Token: "wrong", HTTP: server.Client(), Wait: Sleep, Say: io.Discard}}
	var refusal *Refusal
	if err := d.All(t.Context(), slices.Values(many(3)), func() {}); !errors.As(err, &refusal) || refusal.Status != http.StatusUnauthorized || d.Rows() != 0 {
		t.Error(err, d.Count)
	}
	if err := results.Close(); err != nil {
		t.Fatal(err)
	}
}

// An interruption lets the batch under way finish, sends no other, and the sheet of results ends with what was done.
func TestInterrupt(t *testing.T) {
	in, server := newIntake(t)
	ctx, cancel := context.WithCancel(t.Context())
	in.before = func(http.ResponseWriter) bool {
		cancel()
		return false
	}
	d, lines, err := deliver(t, ctx, server, new([]time.Duration), many(450))
	if !errors.Is(err, context.Canceled) || d.Count[sheet.Accepted] != 200 || len(lines) != 200 || len(in.batches) != 1 {
		t.Errorf("%v %v %v", err, d.Count, in.batches)
	}
	in.before = nil
	d, _, err = deliver(t, t.Context(), server, new([]time.Duration), many(450))
	if err != nil || d.Count[sheet.Known] != 200 || d.Count[sheet.Accepted] != 250 {
		t.Errorf("%v %v", err, d.Count)
	}
}

// Large rows make small batches.
func TestBatchBytes(t *testing.T) {
	in, server := newIntake(t)
	rows := many(50)
	for i := range rows {
		rows[i].Complaint.Text = strings.Repeat("a", 200<<10)
	}
	if _, _, err := deliver(t, t.Context(), server, new([]time.Duration), rows); err != nil || len(in.batches) != 3 {
		t.Errorf("%v %v", err, in.batches)
	}
}

// An answer that does not fit the batch is an error, not a guess.
func TestMismatch(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, `[]`)
	}))
	defer server.Close()
	if _, _, err := deliver(t, t.Context(), server, new([]time.Duration), many(2)); err == nil || !strings.Contains(err.Error(), "answered 0 events of 2") {
		t.Error(err)
	}
}
