// Package httpapi is routing's HTTP side: departments pull their queues and answer, the desk decides, and whoever may see a lead
// sees where it is and why.
package httpapi

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/coalesce"
	"xiansuo/services/internal/setting"
	"xiansuo/services/internal/web"
	"xiansuo/services/internal/webhook"
	"xiansuo/services/routing/internal/answers"
	"xiansuo/services/routing/internal/district"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
	"xiansuo/services/routing/internal/queues"
)

// API answers departments, the desk and auditors.
type API struct {
	Store  *postgres.Store
	Queues *queues.Queues
	Reader answers.Reader
	Word   func() handoff.Word
	Now    func() time.Time
	// Unit reports whether a code is a unit of the district that assists and has a queue.
	Unit func(lead.Department) bool
	// District is the district as it is now.
	District func() *district.District
	// Settings are what the district decides for itself.
	Settings *setting.Store
	// Calls calls duty lists.
	Calls *webhook.Sender
	// Answers puts answers that arrive together into one transaction.
	Answers *coalesce.Queue[answers.Incoming, postgres.Outcome]
}

// Register adds the routes.
func (a *API) Register(s *web.Server, tokens web.Tokens) {
	api := s.Group("/routing/api/v1", tokens.Authenticate)
	api.GET("/leads", a.leads)
	api.GET("/leads/:id", a.lead)
	api.POST("/leads/:id/answers", a.answer)
	api.POST("/leads/:id/acknowledge", a.acknowledge)
	api.POST("/leads/:id/:word", a.word)
	api.GET("/queues/:department", a.pull, a.own)
	api.POST("/queues/:department/ack", a.ack, a.own)
	api.GET("/desk", a.desk, web.Only(web.DeskPrincipal, web.Auditor))
	api.GET("/taskforce", a.taskforce, web.Only(web.Taskforce, web.Justice, web.DeskPrincipal, web.Auditor))
	api.GET("/precedents", a.precedents, web.Only(web.Taskforce, web.Justice, web.DeskPrincipal, web.Auditor))
	api.GET("/calls", a.calls, web.Only(web.Taskforce, web.Justice, web.DeskPrincipal, web.Auditor))
	a.registerSupervision(api)
	setting.Serve(api, a.Settings)
	webhook.Serve(api, a.Calls)
	web.ServeAsides(api, a.Store.Log)
}

// own lets a department or unit into its own queue only.
func (a *API) own(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		d := lead.Department(c.Param("department"))
		if !d.Valid() && !a.Unit(d) {
			return web.NotFound("this queue")
		}
		if web.Caller(c) == web.DeskPrincipal && c.QueryParam("look") != "" && c.Request().Method == http.MethodGet {
			return next(c)
		}
		if string(web.Caller(c)) != string(d) {
			return web.Forbidden("a queue is its department's alone", "use the token of "+string(d))
		}
		return next(c)
	}
}

// maySee reports whether the caller may see a lead: the offices see all, a department or unit what it was asked for or got a copy of.
func maySee(caller web.Principal, l handoff.Lead) bool {
	return caller.Oversees() || l.Involved(lead.Department(caller))
}

// statuses is the one place where a refusal becomes a status; what is not listed is 409.
var statuses = map[string]int{
	handoff.UnknownLead: http.StatusNotFound, handoff.WrongSource: http.StatusForbidden, handoff.NotYours: http.StatusForbidden,
	handoff.UnknownAnswer: http.StatusUnprocessableEntity, handoff.InvalidAnswer: http.StatusUnprocessableEntity,
	handoff.InvalidDecision: http.StatusUnprocessableEntity, handoff.NoReply: http.StatusUnprocessableEntity, handoff.MovedOn: http.StatusPreconditionFailed,
}

var cures = map[string]string{
	handoff.WrongSource: "send it with your own source", handoff.UnknownAnswer: "use one of the types named",
	handoff.InvalidAnswer: "mend what is named and send it under a new id", handoff.InvalidDecision: "mend what is named and decide again",
	handoff.Contradiction: "send it under a new id", handoff.ReturnPending: "wait for the desk", handoff.UnknownLead: "check the number of the lead",
	handoff.IsDesignated: "on new facts, ask once for a review: ask-review", handoff.OfferPending: "recall the offer, or wait for its answer",
	handoff.InDispute: "wait for the taskforce's ruling", handoff.OfferedBefore: "bring it before the taskforce: dispute",
	handoff.AssistOpen: "wait for their answers, or the desk excuses them: excuse",
	handoff.MovedOn:    "read the lead again and decide on what it says now", handoff.Suspended: "resume first", handoff.NoReply: "say in reply what the reporter is told",
}

func refused(r *handoff.Refusal) *web.Problem {
	status, ok := statuses[r.Code]
	if !ok {
		status = http.StatusConflict
	}
	cure, ok := cures[r.Code]
	if !ok {
		cure = "look at the lead: GET /routing/api/v1/leads/{id} says where it is, and what you may say about it"
	}
	return web.NewProblem(status, r.Code, r.Detail, cure)
}

func (a *API) find(ctx context.Context, c echo.Context) (postgres.View, error) {
	v, err := a.Store.Lead(ctx, c.Param("id"))
	if errors.Is(err, postgres.ErrNoLead) || err == nil && !maySee(web.Caller(c), v.Lead) {
		return v, web.NotFound("this lead, or it was never yours,")
	}
	return v, err
}

// lead answers where a lead is, why, all that is known about it, and which words the caller may give.
func (a *API) lead(c echo.Context) error {
	v, err := a.find(c.Request().Context(), c)
	if err != nil {
		return err
	}
	l := v.Lead
	duties := []map[string]any{}
	for _, d := range l.Duties {
		duty := map[string]any{"department": d.Department, "role": d.Role, "state": d.State}
		for name, value := range map[string]string{"unit": d.Unit, "person": d.Person, "task": d.Task} {
			if value != "" {
				duty[name] = value
			}
		}
		if !d.ReturnBy.IsZero() {
			duty["returnBy"] = d.ReturnBy
		}
		duties = append(duties, duty)
	}
	words := handoff.Allowed(&l, string(web.Caller(c)), a.Word())
	c.Response().Header().Set("ETag", etag(l.Last))
	return c.JSON(http.StatusOK, map[string]any{
		"lead": l.ID, "number": l.Number, "sender": l.Sender, "state": l.State, "stage": lead.Bilingual(l.StageName()), "holder": l.Holder, "category": l.Category, "urgency": l.Urgency,
		"decision": l.Decision, "matter": l.Matter, "supplements": append([]handoff.Supplement{}, l.Supplements...), "duties": duties,
		"standing": l.Standing, "records": v.Records, "clocks": append([]postgres.RunningClock{}, v.Clocks...), "words": append([]string{}, words...),
	})
}
