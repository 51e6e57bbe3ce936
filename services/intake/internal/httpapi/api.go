// Package httpapi is intake's HTTP side: senders push complaints and read back what became of them, and whoever holds a lead reads who
// reported it.
package httpapi

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/services/intake/internal/follow"
	"xiansuo/services/intake/internal/postgres"
	"xiansuo/services/intake/internal/submission"
	"xiansuo/services/intake/internal/throttle"
	"xiansuo/services/internal/admission"
	"xiansuo/services/internal/coalesce"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/schema"
	"xiansuo/services/internal/setting"
	"xiansuo/services/internal/web"
	"xiansuo/services/internal/webhook"
)

// Limits of a request, in bytes and events.
const (
	maxEvent = 256 << 10
	maxBatch = 16 << 20
	maxCount = 1000
)

// API answers senders.
type API struct {
	District string
	Now      func() time.Time
	Store    *postgres.Store
	Schemas  *schema.Set
	// Single puts requests that arrive together into one transaction.
	Single *coalesce.Queue[submission.Submission, submission.Result]
	// Gate says whether more is taken, by how long it would wait.
	Gate *admission.Gate
	// Batches has room for those that are read and kept at once.
	Batches *web.Room
	// Told is raised when there may be new updates.
	Told *outbox.Signal
	// Settings hold who wants to be called, and Calls calls them.
	Settings *setting.Store
	Calls    *webhook.Sender
	// Tries limits how often codes are given, and Window how long after an end a redo may be asked for.
	Tries  *throttle.Limiter
	Window follow.Window
}

// Register adds the routes.
func (a *API) Register(s *web.Server, tokens web.Tokens) {
	api := s.Group("/intake/api/v1", tokens.Authenticate)
	api.POST("/events", a.events)
	api.GET("/tickets/:number", a.ticket)
	api.GET("/updates", a.updates)
	api.POST("/leads/:id/reporter", a.reporter)
	api.GET("/reads", a.reads, web.Only(web.Auditor))
	api.POST("/leads/:id/receipt", a.issue)
	api.POST("/tickets/:number/told", a.told)
	api.GET("/replies", a.replies)
	api.POST("/follow", a.follow)
	api.POST("/follow/facts", a.addFacts)
	api.POST("/follow/answer", a.rate)
	setting.Serve(api, a.Settings)
	webhook.Serve(api, a.Calls)
	web.ServeAsides(api, a.Store.Log)
}

// source is what a sender's events must come from: the sender's own, or anything below it.
func (a *API) source(sender web.Principal) string { return "/" + a.District + "/" + string(sender) }

func (a *API) maySend(sender web.Principal, source string) bool {
	below, ok := strings.CutPrefix(source, a.source(sender))
	if !ok || sender == web.Auditor {
		return false
	}
	if below == "" {
		return true
	}
	for _, part := range strings.Split(below[1:], "/") {
		if part == "" || part == "." || part == ".." {
			return false
		}
	}
	return below[0] == '/'
}

// admit refuses work that would only wait.
func (a *API) admit(kind admission.Kind) error {
	refused := a.Gate.Admit(kind)
	if refused == nil {
		return nil
	}
	p := web.NewProblem(http.StatusTooManyRequests, "busy", "complaints arrive faster than they can be passed on at the moment; nothing was taken",
		"send the same again after the time in Retry-After")
	if refused.Full {
		p = web.NewProblem(http.StatusServiceUnavailable, "full", "complaints cannot be passed on at the moment and as many wait as may; nothing was taken",
			"send the same again after the time in Retry-After")
	}
	p.RetryAfter = refused.RetryAfter
	return p
}

// results of a request, as the sender reads them.
type result struct {
	Source  string       `json:"source,omitempty"`
	ID      string       `json:"id,omitempty"`
	Lead    string       `json:"lead,omitempty"`
	Receipt string       `json:"receipt,omitempty"` // of a new lead, this once
	Status  string       `json:"status"`
	Problem *web.Problem `json:"problem,omitempty"`
}

// resultOf is the one place where what became of a submission becomes what its sender reads.
func resultOf(s submission.Submission, r submission.Result) result {
	out := result{Source: s.Source, ID: s.ID, Lead: r.Lead, Receipt: r.Receipt.Text(), Status: string(r.Status)}
	switch r.Status {
	case submission.Conflict:
		out.Lead, out.Problem = "", web.NewProblem(http.StatusConflict, "conflict", "an event with this source and id but other content was taken before; nothing was changed",
			"send it under a new id; under the same ticket number what is new becomes a supplement")
	case submission.UnknownTicket:
		out.Problem = web.NewProblem(http.StatusUnprocessableEntity, "unknown-ticket", "no complaint with this ticket number came from this source",
			"send xiansuo.complaint.submitted.v1 with the number first, from the same source")
	}
	if out.Problem != nil {
		out.Status = "refused"
	}
	return out
}

func (a *API) accept(ctx context.Context, s submission.Submission) (result, error) {
	r, err := a.Single.Do(ctx, s)
	if err != nil {
		return result{}, err
	}
	return resultOf(s, r), nil
}

// events takes one event or a batch of them.
func (a *API) events(c echo.Context) error {
	if isBatch(c.Request()) {
		return a.batch(c)
	}
	if err := a.admit(admission.Single); err != nil {
		return err
	}
	s, err := a.readOne(c)
	if err != nil {
		return err
	}
	a.Gate.Took(1)
	r, err := a.accept(c.Request().Context(), s)
	if err != nil {
		return err
	}
	if r.Problem != nil {
		return r.Problem
	}
	status := http.StatusAccepted
	if r.Status == string(submission.Known) {
		status = http.StatusOK
	}
	return c.JSON(status, r)
}

// batch takes many events: one bad event never costs a good one.
func (a *API) batch(c echo.Context) error {
	if err := a.admit(admission.Batch); err != nil {
		return err
	}
	leave, err := a.Batches.Enter(c.Request().Context())
	if err != nil {
		return err
	}
	defer leave()
	read, err := a.readBatch(c)
	if err != nil {
		return err
	}
	var good []submission.Submission
	for _, r := range read {
		if r.problem == nil {
			good = append(good, r.submission)
		}
	}
	a.Gate.Took(len(good))
	decided, err := a.Store.Accept(c.Request().Context(), good)
	if err != nil {
		return err
	}
	status, out := http.StatusAccepted, make([]result, len(read))
	for i, r := range read {
		if r.problem != nil {
			out[i] = result{Source: r.submission.Source, ID: r.submission.ID, Status: "refused", Problem: r.problem}
		} else {
			out[i] = resultOf(r.submission, decided[0])
			decided = decided[1:]
		}
		if out[i].Problem != nil {
			status = http.StatusMultiStatus
		}
	}
	return c.JSON(status, out)
}
