package httpapi

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
	"github.com/labstack/echo/v4"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/answers"
	"xiansuo/services/routing/internal/handoff"
)

const maxAnswer = 64 << 10

// answer takes a word as a CloudEvent: the same command as one over NATS, told at once.
func (a *API) answer(c echo.Context) error {
	party, err := a.speaker(c)
	if err != nil {
		return err
	}
	e, err := readEvent(c.Request())
	if err != nil {
		return err
	}
	if e.Subject() != c.Param("id") {
		return web.NewProblem(http.StatusUnprocessableEntity, handoff.InvalidAnswer, "the event's subject must be the lead of the address", "mend the subject or the address")
	}
	return a.take(c, a.Reader.Read(e, party))
}

// word takes a word as JSON: its name is in the address, its data in the body. Idempotency-Key becomes the event's id, If-Match the
// record that it was given on.
func (a *API) word(c echo.Context) error {
	party, err := a.speaker(c)
	if err != nil {
		return err
	}
	word, ok := lead.WordNamed(c.Param("word"))
	if !ok {
		return web.NotFound("this word")
	}
	body, err := readBody(c.Request())
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(body)) == 0 {
		body = []byte("{}")
	}
	seen := strings.Trim(c.Request().Header.Get("If-Match"), `"`)
	if seen == "*" {
		seen = ""
	}
	in, err := a.Reader.Give(answers.Given{Party: party, Lead: c.Param("id"), Word: word, Data: body,
		Key: strings.Trim(c.Request().Header.Get("Idempotency-Key"), `"`), Seen: seen, At: a.Now()})
	if err != nil {
		return web.NewProblem(http.StatusBadRequest, "bad-header", "Idempotency-Key and If-Match must be short ASCII texts", "mend them, or leave them out")
	}
	return a.take(c, in)
}

// speaker returns who gives a word: a department or unit, the desk, the taskforce or 司法局.
func (a *API) speaker(c echo.Context) (string, error) {
	caller := web.Caller(c)
	if _, ok := caller.Department(); ok || caller == web.DeskPrincipal || caller == web.Taskforce || caller == web.Justice || a.Unit(lead.Department(caller)) {
		return string(caller), nil
	}
	return "", web.Forbidden("this token gives no words about leads", "use the token of a department or unit, the desk, the taskforce or the justice bureau")
}

// take gives a word to the protocol and tells what came of it.
func (a *API) take(c echo.Context, in answers.Incoming) error {
	out, err := a.Answers.Do(c.Request().Context(), in)
	switch {
	case err != nil:
		return err
	case out.Waits:
		return c.JSON(http.StatusAccepted, map[string]any{"lead": out.Lead, "waits": in.After})
	case out.Refusal != nil:
		return refused(out.Refusal)
	}
	c.Response().Header().Set("ETag", etag(out.Record.No))
	return c.JSON(http.StatusOK, map[string]any{"lead": out.Lead, "record": out.Record})
}

// etag is what If-Match names: the number of the newest record.
func etag(no int) string { return `"` + strconv.Itoa(no) + `"` }

func readBody(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxAnswer))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, web.NewProblem(http.StatusRequestEntityTooLarge, "too-large", "a word may have 65536 bytes", "shorten it")
	}
	if err != nil {
		return nil, web.NewProblem(http.StatusBadRequest, "incomplete", "the body did not arrive whole", "send it again")
	}
	return body, nil
}

func readEvent(r *http.Request) (event.Event, error) {
	body, err := readBody(r)
	if err != nil {
		return event.Event{}, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	e, err := cehttp.NewEventFromHTTPRequest(r)
	if err != nil || event.Check(*e) != nil {
		return event.Event{}, web.NewProblem(http.StatusBadRequest, "invalid-event", "the request is not a valid CloudEvent 1.0",
			"send Content-Type application/cloudevents+json, or ce- headers, with id, source, type and subject in ASCII")
	}
	return *e, nil
}
