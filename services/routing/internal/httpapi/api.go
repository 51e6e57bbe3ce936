// Package httpapi is routing's HTTP side: departments pull their queues and answer, the desk decides, and whoever may see a lead
// sees where it is and why.
package httpapi

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/coalesce"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/answers"
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
	// Answers puts answers that arrive together into one transaction.
	Answers *coalesce.Queue[answers.Incoming, postgres.Outcome]
}

// Register adds the routes.
func (a *API) Register(s *web.Server, tokens web.Tokens) {
	api := s.Group("/routing/api/v1", tokens.Authenticate)
	api.GET("/leads", a.leads)
	api.GET("/leads/:id", a.lead)
	api.POST("/leads/:id/answers", a.answer)
	api.GET("/queues/:department", a.pull, own)
	api.POST("/queues/:department/ack", a.ack, own)

	desk := web.Only(web.DeskPrincipal)
	api.GET("/desk", a.desk, web.Only(web.DeskPrincipal, web.Auditor))
	api.POST("/leads/:id/assign", command[assignRequest](a), desk)
	api.POST("/leads/:id/refuse-return", command[refuseRequest](a), desk)
	api.POST("/leads/:id/excuse", command[excuseRequest](a), desk)
	api.POST("/leads/:id/send-back", command[sendBackRequest](a), desk)
	api.POST("/leads/:id/take-back", command[takeBackRequest](a), desk)
	web.ServeAsides(api, a.Store.Log)
}

// own lets a department into its own queue only.
func own(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		d := lead.Department(c.Param("department"))
		if !d.Valid() {
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

// maySee reports whether the caller may see a lead: the desk and the auditor see all, a department what it was asked for.
func maySee(caller web.Principal, l handoff.Lead) bool {
	if caller == web.DeskPrincipal || caller == web.Auditor {
		return true
	}
	d, ok := caller.Department()
	return ok && slices.ContainsFunc(l.Duties, func(duty handoff.Duty) bool { return duty.Department == d })
}

// statuses is the one place where a refusal becomes a status; what is not listed is 409.
var statuses = map[string]int{
	handoff.UnknownLead: http.StatusNotFound, handoff.WrongSource: http.StatusForbidden, handoff.NotAsked: http.StatusConflict,
	handoff.UnknownAnswer: http.StatusUnprocessableEntity, handoff.InvalidAnswer: http.StatusUnprocessableEntity,
	handoff.InvalidDecision: http.StatusUnprocessableEntity,
}

var cures = map[string]string{
	handoff.WrongSource: "send it with your own source", handoff.UnknownAnswer: "use one of the types named",
	handoff.InvalidAnswer: "mend what is named and send it under a new id", handoff.InvalidDecision: "mend what is named and decide again",
	handoff.Contradiction: "send it under a new id", handoff.ReturnPending: "wait for the desk", handoff.UnknownLead: "check the number of the lead",
}

func refused(r *handoff.Refusal) *web.Problem {
	status, ok := statuses[r.Code]
	if !ok {
		status = http.StatusConflict
	}
	cure, ok := cures[r.Code]
	if !ok {
		cure = "look at the lead: GET /routing/api/v1/leads/{id} says where it is"
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

// lead answers where a lead is, why, and all that is known about it.
func (a *API) lead(c echo.Context) error {
	v, err := a.find(c.Request().Context(), c)
	if err != nil {
		return err
	}
	l := v.Lead
	duties := []map[string]any{}
	for _, d := range l.Duties {
		duties = append(duties, map[string]any{"department": d.Department, "role": d.Role, "state": d.State})
	}
	return c.JSON(http.StatusOK, map[string]any{
		"lead": l.ID, "number": l.Number, "sender": l.Sender, "state": l.State, "holder": l.Holder, "category": l.Category, "urgency": l.Urgency,
		"decision": l.Decision, "matter": l.Matter, "supplements": append([]handoff.Supplement{}, l.Supplements...), "duties": duties,
		"records": v.Records, "clocks": append([]postgres.RunningClock{}, v.Clocks...),
	})
}
