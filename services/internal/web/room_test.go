package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/labstack/echo/v4"
)

// What is more than is done at once is told so at once, and when to come again; who waits for something to happen takes no place of who works, and
// whoever leaves makes place.
func TestBound(t *testing.T) {
	entered, leave := make(chan string), make(chan struct{})
	h := Bound(Limits{Working: 2, Waiting: 1}, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		entered <- r.URL.RawQuery
		<-leave
	}))
	ask := func(query string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/x?"+query, nil))
		return w
	}
	for _, query := range []string{"", "", "wait=30s"} {
		go ask(query)
		if got := <-entered; got != query {
			t.Fatalf("%q entered", got)
		}
	}
	for _, query := range []string{"", "wait=30s"} {
		if w := ask(query); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "1" || w.Header().Get("Content-Type") != ProblemType {
			t.Errorf("%q: %d %v", query, w.Code, w.Header())
		}
	}
	close(leave)
	go func() {
		for range entered {
			continue
		}
	}()
	for deadline := time.Now().Add(5 * time.Second); ask("").Code != http.StatusOK; {
		if time.Now().After(deadline) {
			t.Fatal("nobody left")
		}
	}
	close(entered)
}

// An event ends within ten seconds, one that waits for something to happen ten seconds after that, a form within half a minute, anything else behind the
// longest statement.
func TestRequestsEnd(t *testing.T) {
	for name, test := range map[string]struct {
		query, kind string
		want        time.Duration
	}{
		"an event": {"", "application/cloudevents+json", 10 * time.Second}, "a batch": {"", "application/cloudevents-batch+json; charset=utf-8", 10 * time.Second},
		"a form": {"", "application/x-www-form-urlencoded", 30 * time.Second}, "a file": {"", "multipart/form-data; boundary=x", 75 * time.Second}, "a list": {"", "", 75 * time.Second},
		"a pull": {"wait=30s", "", 40 * time.Second}, "too long a pull": {"wait=1h", "", 70 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			h := Bound(DefaultLimits, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
			r := httptest.NewRequest(http.MethodPost, "/x?"+test.query, nil)
			r.Header.Set("Content-Type", test.kind)
			h.ServeHTTP(httptest.NewRecorder(), r)
			if took := time.Since(began); took != test.want {
				t.Errorf("%s ended after %v, want %v", name, took, test.want)
			}
		})
	}
}

// A room lets in as many as it has places; who finds none waits a second for one.
func TestRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRoom(1)
		leave, err := r.Enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(500*time.Millisecond, leave)
		if _, err := r.Enter(t.Context()); err != nil || r.Taken() != 1 {
			t.Errorf("%v, %d", err, r.Taken())
		}
		began := time.Now()
		var p *Problem
		if _, err := r.Enter(t.Context()); !errors.As(err, &p) || p.Status != http.StatusServiceUnavailable || p.RetryAfter == 0 || time.Since(began) != time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

type busy struct{ error }

func (busy) Again() time.Duration { return 2500 * time.Millisecond }

// Whatever passes by itself is 503 with the time after which to try again, the full disk of the database too.
func TestWhatPasses(t *testing.T) {
	full := &pgconn.PgError{Code: "53100"}
	s := NewServer(slog.New(slog.DiscardHandler), func(err error) bool { return errors.Is(err, full) || errors.Is(err, context.DeadlineExceeded) })
	for name, test := range map[string]struct {
		err   error
		again string
	}{
		"full disk": {fmt.Errorf("save: %w", full), "2"}, "too late": {context.DeadlineExceeded, "2"}, "busy": {fmt.Errorf("word: %w", busy{errors.New("x")}), "3"},
	} {
		s.GET("/"+strings.ReplaceAll(name, " ", "-"), func(echo.Context) error { return test.err })
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/"+strings.ReplaceAll(name, " ", "-"), nil))
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != test.again || w.Header().Get("Content-Type") != ProblemType {
			t.Errorf("%s: %d %v", name, w.Code, w.Header())
		}
	}
}
