package httpapi

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
	"github.com/labstack/echo/v4"

	"xiansuo/pkg/event"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/handoff"
)

const maxAnswer = 64 << 10

// answer takes a department's answer: the same command as one over NATS, told at once.
func (a *API) answer(c echo.Context) error {
	from, ok := web.Caller(c).Department()
	if !ok {
		return web.Forbidden("only departments answer", "use the token of the department")
	}
	e, err := readEvent(c.Request())
	if err != nil {
		return err
	}
	if e.Subject() != c.Param("id") {
		return web.NewProblem(http.StatusUnprocessableEntity, handoff.InvalidAnswer, "the event's subject must be the lead of the address", "mend the subject or the address")
	}
	out, err := a.Answers.Do(c.Request().Context(), a.Reader.Read(e, from))
	if err != nil {
		return err
	}
	if out.Refusal != nil {
		return refused(out.Refusal)
	}
	return c.JSON(http.StatusOK, map[string]any{"lead": out.Lead, "record": out.Record})
}

func readEvent(r *http.Request) (event.Event, error) {
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxAnswer))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return event.Event{}, web.NewProblem(http.StatusRequestEntityTooLarge, "too-large", "an answer may have 65536 bytes", "shorten the note")
	}
	if err != nil {
		return event.Event{}, web.NewProblem(http.StatusBadRequest, "incomplete", "the body did not arrive whole", "send it again")
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	e, err := cehttp.NewEventFromHTTPRequest(r)
	if err != nil || event.Check(*e) != nil {
		return event.Event{}, web.NewProblem(http.StatusBadRequest, "invalid-event", "the request is not a valid CloudEvent 1.0",
			"send Content-Type application/cloudevents+json, or ce- headers, with id, source, type and subject in ASCII")
	}
	return *e, nil
}
