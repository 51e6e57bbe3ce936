package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// ReadJSON reads a body of at most so many bytes into v, strictly, and returns its bytes: it is one JSON document, without a member that v does
// not know and without U+0000, which nothing keeps. What is wrong is a problem that repeats nothing of it.
func ReadJSON(c echo.Context, most int64, v any) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(c.Response(), c.Request().Body, most))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, NewProblem(http.StatusRequestEntityTooLarge, "too-large", fmt.Sprintf("a body may have %d bytes", most), "send less")
	case err != nil:
		return nil, NewProblem(http.StatusBadRequest, "bad-body", "the request was not read to its end", "send it again")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	err = d.Decode(v)
	if _, end := d.Token(); err != nil || !errors.Is(end, io.EOF) {
		return nil, NewProblem(http.StatusBadRequest, "bad-body", "the body must be one JSON object with the members of this act and no others, each of its kind",
			"see the description of the API")
	}
	if holdsNull(body) {
		return nil, NewProblem(http.StatusUnprocessableEntity, "bad-text", "a text holds U+0000, which nothing keeps", "take it out")
	}
	return body, nil
}

// holdsNull reports whether a text of a JSON document holds U+0000.
func holdsNull(body []byte) bool {
	d := json.NewDecoder(bytes.NewReader(body))
	for {
		token, err := d.Token()
		if err != nil {
			return false
		}
		if text, ok := token.(string); ok && strings.ContainsRune(text, 0) {
			return true
		}
	}
}

// longestKey is how long an Idempotency-Key may be.
const longestKey = 128

// IdempotencyKey returns the key under which a request may be sent again without a second effect; empty when there is none.
func IdempotencyKey(c echo.Context) (string, error) {
	key := strings.Trim(c.Request().Header.Get("Idempotency-Key"), `"`)
	if len(key) > longestKey || strings.ContainsFunc(key, func(r rune) bool { return r < 0x21 || r > 0x7e }) {
		return "", NewProblem(http.StatusBadRequest, "bad-header", "Idempotency-Key must be a short ASCII text", "mend it, or leave it out")
	}
	return key, nil
}
