package httpapi

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/operations"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/web"
)

type (
	doing func(*operations.Operation, operations.Act) (operations.Record, error)
	// stopping ends an operation with a reason.
	stopping func(o *operations.Operation, reason string, act operations.Act) (operations.Record, error)
)

// actOnOperation lets an act happen that names the version it was decided on, unless it only adds something.
func (a *API) actOnOperation(c echo.Context, g given, key postgres.Key, adds bool, do doing) error {
	if !adds && g.Version < 1 {
		return web.NewProblem(http.StatusUnprocessableEntity, "invalid", "version must be that of the operation that was read", "read the operation and send its version")
	}
	act := a.operationAct(c, g)
	o, err := a.Store.ActOnOperation(c.Request().Context(), postgres.OperationAct{ID: c.Param("id"), Version: g.Version, Key: key, Act: act,
		Do: func(o *operations.Operation) (operations.Record, error) { return do(o, act) }})
	if err != nil {
		return fieldRefused(err)
	}
	return c.JSON(http.StatusOK, operationSeenOf(o, who(c)))
}

func (a *API) moveOperation(do doing) echo.HandlerFunc {
	return func(c echo.Context) error {
		var in given
		key, err := readField(c, &in)
		if err != nil {
			return err
		}
		return a.actOnOperation(c, in, key, false, do)
	}
}

func (a *API) stopOperation(stop stopping) echo.HandlerFunc {
	return func(c echo.Context) error {
		var in struct {
			given
			Reason string `json:"reason"`
		}
		key, err := readField(c, &in)
		if err != nil {
			return err
		}
		return a.actOnOperation(c, in.given, key, false, func(o *operations.Operation, act operations.Act) (operations.Record, error) {
			return stop(o, in.Reason, act)
		})
	}
}

func (a *API) confirmOperation(c echo.Context) error {
	var in struct {
		given
		operations.Draft
	}
	key, err := readField(c, &in)
	if err != nil {
		return err
	}
	return a.actOnOperation(c, in.given, key, false, func(o *operations.Operation, act operations.Act) (operations.Record, error) {
		return o.Confirm(in.Draft, act)
	})
}

func (a *API) postponeOperation(c echo.Context) error {
	var in struct {
		given
		Rally  operations.Rally `json:"rally"`
		Reason string           `json:"reason"`
	}
	key, err := readField(c, &in)
	if err != nil {
		return err
	}
	return a.actOnOperation(c, in.given, key, false, func(o *operations.Operation, act operations.Act) (operations.Record, error) {
		return o.Postpone(in.Rally, in.Reason, act)
	})
}

func (a *API) inviteToOperation(c echo.Context) error {
	var in struct {
		given
		operations.Division
	}
	key, err := readField(c, &in)
	if err != nil {
		return err
	}
	return a.actOnOperation(c, in.given, key, false, func(o *operations.Operation, act operations.Act) (operations.Record, error) {
		return o.Invite(in.Division, act)
	})
}

func (a *API) replyToOperation(c echo.Context) error {
	var in struct {
		given
		Accept *bool  `json:"accept"`
		Reason string `json:"reason"`
	}
	key, err := readField(c, &in)
	if err != nil {
		return err
	}
	if in.Accept == nil {
		return web.NewProblem(http.StatusUnprocessableEntity, "invalid", "accept must be true or false", "mend it and send it again")
	}
	return a.actOnOperation(c, in.given, key, false, func(o *operations.Operation, act operations.Act) (operations.Record, error) {
		return o.Reply(*in.Accept, in.Reason, act)
	})
}

func (a *API) ruleOnRefusal(c echo.Context) error {
	var in struct {
		given
		Party   string `json:"party"`
		Release bool   `json:"release"`
		Reason  string `json:"reason"`
	}
	key, err := readField(c, &in)
	if err != nil {
		return err
	}
	return a.actOnOperation(c, in.given, key, false, func(o *operations.Operation, act operations.Act) (operations.Record, error) {
		return o.Rule(in.Party, in.Release, in.Reason, act)
	})
}

func (a *API) visitSite(c echo.Context) error {
	var in struct {
		given
		operations.NewSite
	}
	key, err := readField(c, &in)
	if err != nil {
		return err
	}
	return a.actOnOperation(c, in.given, key, true, func(o *operations.Operation, act operations.Act) (operations.Record, error) {
		return o.Visit(in.NewSite, act)
	})
}

func (a *API) addFinding(c echo.Context) error {
	var in struct {
		given
		operations.NewFinding
	}
	key, err := readField(c, &in)
	if err != nil {
		return err
	}
	return a.actOnOperation(c, in.given, key, true, func(o *operations.Operation, act operations.Act) (operations.Record, error) {
		return o.Find(in.NewFinding, act)
	})
}

// findingNo reads which finding is meant.
func findingNo(c echo.Context) (int, error) {
	no, err := strconv.Atoi(c.Param("no"))
	if err != nil || no < 1 {
		return 0, web.NotFound("this finding")
	}
	return no, nil
}

func (a *API) strikeFinding(c echo.Context) error {
	no, err := findingNo(c)
	if err != nil {
		return err
	}
	return a.stopOperation(func(o *operations.Operation, reason string, act operations.Act) (operations.Record, error) {
		return o.Strike(no, reason, act)
	})(c)
}

func (a *API) assignFinding(c echo.Context) error {
	no, err := findingNo(c)
	if err != nil {
		return err
	}
	var in struct {
		given
		Department lead.Department `json:"department"`
		Reason     string          `json:"reason"`
	}
	key, err := readField(c, &in)
	if err != nil {
		return err
	}
	return a.actOnOperation(c, in.given, key, false, func(o *operations.Operation, act operations.Act) (operations.Record, error) {
		return o.Assign(no, in.Department, in.Reason, act)
	})
}

func (a *API) signOperation(c echo.Context) error {
	var in struct {
		given
		Note string `json:"note"`
	}
	key, err := readField(c, &in)
	if err != nil {
		return err
	}
	return a.actOnOperation(c, in.given, key, false, func(o *operations.Operation, act operations.Act) (operations.Record, error) {
		return o.Sign(in.Note, act)
	})
}

func (a *API) splitOperation(c echo.Context) error {
	var in struct {
		given
		Into   []operations.Into `json:"into"`
		Reason string            `json:"reason"`
	}
	key, err := readField(c, &in)
	if err != nil {
		return err
	}
	return a.actOnOperation(c, in.given, key, false, func(o *operations.Operation, act operations.Act) (operations.Record, error) {
		return o.Split(in.Into, in.Reason, act)
	})
}
