package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/enforcement/internal/operations"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/web"
)

func (a *API) operationRoutes(api *echo.Group) {
	api.POST("/operations", a.planOperation)
	api.GET("/operations", a.listOperations)
	one := api.Group("/operations/:id")
	one.GET("", a.operation)
	one.GET("/acts", a.operationActs)
	one.GET("/evidence", a.operationEvidence)
	one.POST("/confirm", a.confirmOperation)
	one.POST("/dismiss", a.stopOperation((*operations.Operation).Dismiss))
	one.POST("/cancel", a.stopOperation((*operations.Operation).Cancel))
	one.POST("/postpone", a.postponeOperation)
	one.POST("/invite", a.inviteToOperation)
	one.POST("/reply", a.replyToOperation)
	one.POST("/rule", a.ruleOnRefusal)
	one.POST("/start", a.moveOperation((*operations.Operation).Start))
	one.POST("/finish", a.moveOperation((*operations.Operation).Finish))
	one.POST("/sites", a.visitSite)
	one.POST("/findings", a.addFinding)
	one.POST("/findings/:no/strike", a.strikeFinding)
	one.POST("/findings/:no/assign", a.assignFinding)
	one.POST("/sign", a.signOperation)
	one.POST("/split", a.splitOperation)
}

// operationSeen is an operation as it is read: with who has not signed.
type operationSeen struct {
	operations.Operation
	Unsigned []string `json:"unsigned"`
}

func operationSeenOf(o operations.Operation, by actor.Actor) operationSeen {
	o.Masked(by)
	unsigned := []string{}
	if o.State == operations.Visited || o.State == operations.Ended {
		unsigned = append(unsigned, o.Unsigned()...)
	}
	return operationSeen{o, unsigned}
}

// planOperation plans an operation: the taskforce, or a department that leads a lead of it.
func (a *API) planOperation(c echo.Context) error {
	var in struct {
		given
		operations.Draft
	}
	key, err := readField(c, &in)
	if err != nil {
		return err
	}
	act := a.operationAct(c, in.given)
	var mine []string
	if d := act.By.Department; d != "" && len(in.Leads) > 0 {
		if mine, err = a.Store.MyLeads(c.Request().Context(), d, in.Leads); err != nil {
			return err
		}
	}
	o, record, err := operations.Plan(in.Draft, act, mine)
	if err != nil {
		return fieldRefused(err)
	}
	if o, err = a.Store.NewOperation(c.Request().Context(), o, record, act, key); err != nil {
		return fieldRefused(err)
	}
	return c.JSON(http.StatusCreated, operationSeenOf(o, who(c)))
}

// listOperations lists the operations of a department or unit, and all of them to who oversees.
func (a *API) listOperations(c echo.Context) error {
	by := who(c)
	q := postgres.OperationQuery{State: operations.State(c.QueryParam("state")), Refused: c.QueryParam("refused") == "1", Before: c.QueryParam("before"), Limit: listLimit}
	switch {
	case by.Oversees():
	case onsite.Known(onsite.Party(by)):
		q.Party = onsite.Party(by)
	default:
		return web.Forbidden("this token may not list operations", "use the token of a department, a unit, or an office that oversees")
	}
	all, err := a.Store.Operations(c.Request().Context(), q)
	if err != nil {
		return err
	}
	out := []operationSeen{}
	for _, o := range all {
		if o.Sees(by) { // who was found by the rule and left out of the plan does not
			out = append(out, operationSeenOf(o, who(c)))
		}
	}
	next := ""
	if len(all) == listLimit {
		next = all[len(all)-1].ID
	}
	return c.JSON(http.StatusOK, map[string]any{"operations": out, "next": next})
}

// findOperation returns an operation that the caller may see.
func (a *API) findOperation(c echo.Context) (operations.Operation, error) {
	o, err := a.Store.Operation(c.Request().Context(), c.Param("id"))
	if err != nil {
		return o, fieldRefused(err)
	}
	if !o.Sees(who(c)) {
		return o, web.NotFound("this operation")
	}
	return o, nil
}

func (a *API) operation(c echo.Context) error {
	o, err := a.findOperation(c)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, operationSeenOf(o, who(c)))
}

func (a *API) operationActs(c echo.Context) error {
	o, err := a.findOperation(c)
	if err != nil {
		return err
	}
	acts, err := a.Store.OperationActs(c.Request().Context(), o.ID)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"acts": append([]postgres.OperationActed{}, acts...)})
}

// operationEvidence lists what was gathered to every participant that came: each may use it, whoever gathered it.
func (a *API) operationEvidence(c echo.Context) error {
	o, err := a.findOperation(c)
	if err != nil {
		return err
	}
	by := who(c)
	if !by.Oversees() && !o.Shares(onsite.Party(by)) && by.Role != actor.Taskforce {
		return web.Forbidden("only participants that came use the evidence of an operation", "ask one of them")
	}
	return c.JSON(http.StatusOK, map[string]any{"evidence": append([]operations.Gathered{}, o.Evidence()...)})
}
