package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
	"github.com/labstack/echo/v4"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/submission"
	"xiansuo/services/internal/schema"
	"xiansuo/services/internal/web"
)

const (
	batchType      = "application/cloudevents-batch+json"
	structuredType = "application/cloudevents+json"
)

func mediaType(r *http.Request) string {
	t, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return t
}

func isBatch(r *http.Request) bool { return mediaType(r) == batchType }

// readOne reads a request in binary or structured mode.
func (a *API) readOne(c echo.Context) (submission.Submission, error) {
	r := c.Request()
	body, err := readBody(r, maxEvent)
	if err != nil {
		return submission.Submission{}, err
	}
	if t := mediaType(r); t != structuredType && r.Header.Get("Ce-Specversion") == "" {
		return submission.Submission{}, web.NewProblem(http.StatusUnsupportedMediaType, "not-a-cloudevent", "the request is not a CloudEvent",
			"send Content-Type "+structuredType+" or "+batchType+", or the ce- headers of binary mode")
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	e, err := cehttp.NewEventFromHTTPRequest(r)
	if err != nil {
		return submission.Submission{}, envelopeProblem(body)
	}
	s, problem := a.read(c, *e, body, r.Header.Get("Content-Type"))
	if problem != nil {
		return s, problem
	}
	return s, nil
}

// readResult is one event of a batch, or what is wrong with it.
type readResult struct {
	submission submission.Submission
	problem    *web.Problem
}

func (a *API) readBatch(c echo.Context) ([]readResult, error) {
	body, err := readBody(c.Request(), maxBatch)
	if err != nil {
		return nil, err
	}
	var raw []json.RawMessage
	if err := json.Unmarshal(body, &raw); err != nil {
		return nil, web.NewProblem(http.StatusBadRequest, "not-a-batch", "the body is not a JSON array of events", "send a JSON array of CloudEvents; nothing was taken")
	}
	if len(raw) > maxCount {
		return nil, web.NewProblem(http.StatusRequestEntityTooLarge, "too-many", fmt.Sprintf("a batch may hold %d events; nothing was taken", maxCount), "send smaller batches")
	}
	out := make([]readResult, len(raw))
	for i, one := range raw {
		out[i].submission, out[i].problem = a.readElement(c, one)
	}
	return out, nil
}

func (a *API) readElement(c echo.Context, raw []byte) (submission.Submission, *web.Problem) {
	if len(raw) > maxEvent {
		return submission.Submission{Envelope: names(raw)}, tooLarge(maxEvent)
	}
	var e event.Event
	if err := json.Unmarshal(raw, &e); err != nil {
		return submission.Submission{Envelope: names(raw)}, envelopeProblem(raw)
	}
	return a.read(c, e, raw, structuredType)
}

// names reads as much of a broken event's name as there is, so that its sender recognises it.
func names(raw []byte) submission.Envelope {
	var n struct{ Source, ID any }
	_ = json.Unmarshal(raw, &n)
	source, _ := n.Source.(string)
	id, _ := n.ID.(string)
	return submission.Envelope{Source: source, ID: id}
}

func readBody(r *http.Request, limit int64) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, limit))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, tooLarge(limit)
	case err != nil:
		return nil, web.NewProblem(http.StatusBadRequest, "incomplete", "the body did not arrive whole; nothing was taken", "send it again")
	}
	return body, nil
}

func tooLarge(limit int64) *web.Problem {
	return web.NewProblem(http.StatusRequestEntityTooLarge, "too-large", fmt.Sprintf("more than %d bytes; nothing was taken", limit),
		"send files by reference in attachments")
}

// read checks an event that could be decoded and takes it apart.
func (a *API) read(c echo.Context, e event.Event, raw []byte, contentType string) (submission.Submission, *web.Problem) {
	env := submission.Envelope{Source: e.Source(), ID: e.ID(), Type: e.Type(), Sender: string(web.Caller(c)), Raw: raw, ContentType: strings.ToValidUTF8(contentType, "\uFFFD"), At: a.Now(),
		TraceParent: traceParent(c, e)}
	failed := submission.Submission{Envelope: env}
	if err := event.Check(e); err != nil {
		return failed, envelopeProblem(raw)
	}
	if !a.maySend(web.Caller(c), e.Source()) {
		own := a.source(web.Caller(c))
		return failed, web.Forbidden("this token may not send events of this source", "use source "+own+" or anything below it, or the token of that source")
	}
	read, ok := readers[e.Type()]
	if !ok {
		return failed, web.NewProblem(http.StatusUnprocessableEntity, "unknown-type", "intake does not take events of this type",
			"send xiansuo.complaint.submitted.v1, .supplemented.v1, .withdrawn.v1 or .urged.v1")
	}
	data, violations := a.Schemas.Check(e.Type(), e.Data())
	if len(violations) > 0 {
		return failed, invalidData(violations)
	}
	env.Digest = submission.Digest(e.Type(), e.Subject(), data.Digest)
	s, err := read(env, data.JSON)
	if err != nil {
		return failed, invalidData([]schema.Violation{{Field: "/data", Detail: "does not keep to its schema"}})
	}
	return s, nil
}

func invalidData(violations []schema.Violation) *web.Problem {
	p := web.NewProblem(http.StatusUnprocessableEntity, "invalid-data", "the event's data does not keep to its schema; nothing was taken",
		"mend the fields named in errors and send it again")
	p.Errors = violations
	return p
}

// readers take apart what has passed its schema, by type.
var readers = map[string]func(submission.Envelope, []byte) (submission.Submission, error){
	lead.ComplaintSubmitted{}.EventType(): func(e submission.Envelope, data []byte) (submission.Submission, error) {
		var c lead.ComplaintSubmitted
		err := event.Unmarshal(data, &c)
		return submission.Complaint(e, c), err
	},
	lead.ComplaintSupplemented{}.EventType(): func(e submission.Envelope, data []byte) (submission.Submission, error) {
		var w lead.ComplaintSupplemented
		err := event.Unmarshal(data, &w)
		return submission.Later(e, w.Number, w), err
	},
	lead.ComplaintWithdrawn{}.EventType(): func(e submission.Envelope, data []byte) (submission.Submission, error) {
		var w lead.ComplaintWithdrawn
		err := event.Unmarshal(data, &w)
		return submission.Later(e, w.Number, w), err
	},
	lead.ComplaintUrged{}.EventType(): func(e submission.Envelope, data []byte) (submission.Submission, error) {
		var w lead.ComplaintUrged
		err := event.Unmarshal(data, &w)
		return submission.Later(e, w.Number, w), err
	},
}

// traceParent is that of the request, or else the one that the sender put into the event.
func traceParent(c echo.Context, e event.Event) string {
	carrier := propagation.MapCarrier{}
	otel.GetTextMapPropagator().Inject(c.Request().Context(), carrier)
	if carrier["traceparent"] != "" {
		return carrier["traceparent"]
	}
	return event.ValidTraceParent(event.Extension(e, event.TraceParent))
}
