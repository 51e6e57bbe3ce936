package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/pgtest"
	"xiansuo/services/internal/web"
)

// desk is an API whose month of July has some leads in it.
type desk struct {
	t      *testing.T
	server *web.Server
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	store := &postgres.Store{Log: outbox.NewLog(pgtest.New(t, postgres.Schema()).Pool(t, "disclosure"), "disclosure", "990101")}
	at := time.Date(2026, 7, 3, 4, 0, 0, 0, time.UTC)
	var events []outbox.Received
	for i := range 12 {
		e, err := event.New(event.Origin{Source: "/990101/intake", Lead: fmt.Sprintf("990101-2026-%06d", i), Time: at},
			lead.LeadReceived{Sender: "/990101/grid", Matter: lead.Matter{Channel: lead.Grid, Text: "暑期补课", Place: &lead.Place{Street: "柳塘街道"}, ReceivedAt: at}})
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, outbox.Received{Event: e, Number: uint64(i + 1)})
	}
	if err := store.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) error { return store.Count(ctx, tx, events) }); err != nil {
		t.Fatal(err)
	}
	tokens := map[string]string{}
	for _, p := range []string{"desk", "taskforce", "justice", "auditor", "education", "disclosure-editor", "disclosure-approver", "hotline-12345"} {
		tokens[p] = "token-of-" + p
	}
	d := &desk{t: t, server: web.NewServer(slog.New(slog.NewTextHandler(io.Discard, nil)), pg.Transient)}
	api := &API{Store: store, Now: func() time.Time { return time.Date(2026, 8, 10, 0, 0, 0, 0, time.UTC) }, Statistics: Statistics{Smallest: 5, Days: 5}}
	api.statisticsRoutes(d.server.Group("/disclosure/api/v1", web.NewTokens(tokens).Authenticate))
	return d
}

// ask sends a request as somebody and returns the status and the body, of a problem its code.
func (d *desk) ask(who, method, path, body string) (int, string) {
	d.t.Helper()
	r := httptest.NewRequest(method, "/disclosure/api/v1/statistics"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer token-of-"+who)
	w := httptest.NewRecorder()
	d.server.ServeHTTP(w, r)
	var problem struct{ Type string }
	if w.Code >= 400 && json.Unmarshal(w.Body.Bytes(), &problem) == nil {
		return w.Code, strings.TrimPrefix(problem.Type, "urn:xiansuo:problem:")
	}
	return w.Code, w.Body.String()
}

// Each request is answered as its caller may have it; a refusal has a code and repeats nothing.
func TestStatisticsAnswers(t *testing.T) {
	d := newDesk(t)
	for _, c := range []struct {
		who, method, path, body string
		status                  int
		says                    string
	}{
		{"desk", "GET", "?month=2026-07", "", 200, `"n":12`},
		{"justice", "GET", "?month=2026-07", "", 200, `"n":12`},
		{"desk", "GET", "", "", 200, `{"counts":[]}`},
		{"desk", "GET", "?month=July", "", 400, "invalid-month"},
		{"education", "GET", "", "", 403, "forbidden"},
		{"hotline-12345", "GET", "/drafts", "", 403, "forbidden"},
		{"education", "POST", "/drafts", `{"month":"2026-07"}`, 403, "forbidden"},
		{"disclosure-editor", "POST", "/drafts", `{"month":"2026-07","more":1}`, 400, "bad-body"},
		{"disclosure-editor", "POST", "/drafts", `{"month":"2026-13"}`, 400, "invalid-month"},
		{"disclosure-editor", "POST", "/drafts", `{"month":"2026-08"}`, 409, "month-not-over"},
		{"taskforce", "POST", "/drafts", `{"month":"2026-07"}`, 201, `"version":1`},
		{"taskforce", "POST", "/drafts/1/release", "", 409, "same-actor"},
		{"disclosure-editor", "POST", "/drafts", `{"month":"2026-07"}`, 201, `"suppressed":[`},
		{"disclosure-editor", "GET", "/drafts/2", "", 200, `"editor":"disclosure-editor"`},
		{"taskforce", "GET", "/drafts/99", "", 404, "not-found"},
		{"taskforce", "GET", "/drafts/x", "", 404, "not-found"},
		{"taskforce", "GET", "/drafts", "", 200, `"id":2`},
		{"auditor", "GET", "/drafts/2/recount", "", 200, `{"differences":[]}`},
		{"auditor", "POST", "/drafts/2/release", "", 403, "forbidden"},
		{"education", "GET", "/releases/2026-07", "", 404, "not-found"},
		{"taskforce", "POST", "/drafts/2/release", "", 201, `"sha256"`},
		{"taskforce", "POST", "/drafts/2/release", "", 409, "superseded"},
		{"disclosure-editor", "POST", "/drafts", `{"month":"2026-07"}`, 409, "nothing-to-correct"},
		{"disclosure-editor", "POST", "/drafts", `{"month":"2026-05"}`, 409, "out-of-order"},
		{"education", "GET", "/releases", "", 200, `"month":"2026-07"`},
		{"education", "GET", "/releases/2026-07", "", 200, `"smallest":5`},
		{"education", "GET", "/releases/2026-07?version=1&format=csv", "", 200, "streets,柳塘街道,柳塘街道,柳塘街道,total,合计,Total,12"},
		{"education", "GET", "/releases/2026-07?version=2", "", 404, "not-found"},
		{"education", "GET", "/releases/2026-07?version=x", "", 400, "invalid-version"},
		{"education", "GET", "/dictionary?format=csv", "", 200, "A01,居民楼"},
		{"education", "GET", "/dictionary", "", 200, `"code":"suppressed"`},
	} {
		status, body := d.ask(c.who, c.method, c.path, c.body)
		if status != c.status || !strings.Contains(body, c.says) {
			t.Errorf("%s %s %s: %d %.300s, want %d %s", c.who, c.method, c.path, status, body, c.status, c.says)
		}
	}
}
