package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

// A body is one JSON document of known members, of a bounded size and of text that can be kept; what is wrong is said and not repeated.
func TestReadJSON(t *testing.T) {
	for name, test := range map[string]struct {
		body   string
		status int
	}{
		"good": {`{"a":"x"}`, 0}, "with a blank behind it": {"{\"a\":\"x\"}\n", 0}, "unknown member": {`{"secret":1}`, 400}, "wrong kind": {`{"a":1}`, 400}, "two documents": {`{"a":"x"}{}`, 400},
		"a brace too many": {`{"a":"x"}}`, 400}, "empty": {``, 400}, "no JSON": {`secret`, 400}, "U+0000": {`{"a":"\u0000"}`, 422}, "too large": {`{"a":"` + strings.Repeat("x", 100) + `"}`, 413},
	} {
		c := echo.New().NewContext(httptest.NewRequest(http.MethodPost, "/", strings.NewReader(test.body)), httptest.NewRecorder())
		var v struct{ A string }
		_, err := ReadJSON(c, 50, &v)
		var p *Problem
		switch {
		case test.status == 0 && (err != nil || v.A != "x"):
			t.Errorf("%s: %v", name, err)
		case test.status != 0 && (!errors.As(err, &p) || p.Status != test.status || strings.Contains(p.Error(), "secret")):
			t.Errorf("%s: %v, want %d", name, err, test.status)
		}
	}
}

// A key is a short ASCII text, with or without quotes.
func TestIdempotencyKey(t *testing.T) {
	for header, want := range map[string]string{"": "", "k-1": "k-1", `"k-1"`: "k-1"} {
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.Header.Set("Idempotency-Key", header)
		if got, err := IdempotencyKey(echo.New().NewContext(r, nil)); err != nil || got != want {
			t.Errorf("%q is %q, %v", header, got, err)
		}
	}
	for _, header := range []string{"钥匙", "a b", strings.Repeat("x", longestKey+1)} {
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.Header.Set("Idempotency-Key", header)
		if _, err := IdempotencyKey(echo.New().NewContext(r, nil)); err == nil {
			t.Errorf("%q is taken", header)
		}
	}
}
