package web

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

// An address with U+0000 or other bytes than UTF-8 is a bad request, wherever they stand; no handler and no log sees it.
func TestUnreadableAddress(t *testing.T) {
	var log strings.Builder
	s := NewServer(slog.New(slog.NewTextHandler(&log, nil)), func(error) bool { return false })
	s.GET("/things/:id", func(c echo.Context) error { return c.String(http.StatusOK, c.Param("id")+c.QueryParam("q")) })
	for address, want := range map[string]int{
		"/things/x%00": 400, "/things/%ff": 400, "/things/a%2F%00b": 400, "/things/x?q=%00": 400, "/things/x?q=a&q=%e4%b8": 400, "/things/x?%00=1": 400,
		"/nothing/%00": 400, "/things/%E7%BA%BF": 200, "/things/x?q=%E7%BA%BF%0A": 200, "/things/a%2Fb": 200,
	} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
		var p Problem
		if w.Code != want || want == 400 && (w.Header().Get("Content-Type") != ProblemType || json.Unmarshal(w.Body.Bytes(), &p) != nil || p.Code() != "bad-address" || p.Cure == "") {
			t.Errorf("%s: %d %s", address, w.Code, w.Body)
		}
	}
	if log.Len() > 0 {
		t.Errorf("logged %s", log.String())
	}
}

// While a service starts, an address that it will take is not said to be nowhere: try again. Once it serves, what is nowhere is not found.
func TestStartingIsNotNotFound(t *testing.T) {
	serving := false
	s := Elsewhere(slog.New(slog.DiscardHandler), func() bool { return serving })
	ask := func() *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/routing/api/v1/leads/990101-2026-000001/answers", nil))
		return w
	}
	if w := ask(); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "1" {
		t.Errorf("while it starts: %d %v", w.Code, w.Header())
	}
	serving = true
	if w := ask(); w.Code != http.StatusNotFound {
		t.Errorf("once it serves: %d", w.Code)
	}
}
