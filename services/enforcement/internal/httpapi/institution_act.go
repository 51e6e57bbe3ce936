package httpapi

import (
	"crypto/sha256"
	"errors"
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/web"
)

// maxInstitutionBody is the most bytes of a request about an institution; a list to import may have more.
const maxInstitutionBody = 256 << 10

// why is what every act on the register carries: the day on which it happened, today without one, the reason, and who in the organisation.
type why struct {
	On     string   `json:"on,omitempty"`
	Reason string   `json:"reason,omitempty"`
	By     *lead.By `json:"by,omitempty"`
}

func (a *API) why(c echo.Context, w why) institutions.Why {
	now := a.Now()
	if w.On == "" {
		w.On = institutions.DayOf(now)
	}
	return institutions.Why{By: who(c).As(w.By), At: now, On: w.On, Reason: w.Reason}
}

// readInstitutionBody decodes a JSON body strictly and returns what makes the request one that is done once.
func readInstitutionBody(c echo.Context, into any) (postgres.Request, error) {
	key, err := web.IdempotencyKey(c)
	if err != nil {
		return postgres.Request{}, err
	}
	r := postgres.Request{Actor: who(c).Name, Key: key}
	body, err := web.ReadJSON(c, maxInstitutionBody, into)
	if err != nil {
		return r, err
	}
	r.Digest = sha256.Sum256(append([]byte(c.Request().Method+" "+c.Request().URL.Path+"\n"), body...))
	return r, nil
}

// institutionProblem is the one place where a refusal of the register becomes a status.
func institutionProblem(err error) error {
	var refusal *institutions.Refusal
	switch {
	case errors.Is(err, postgres.ErrNoInstitution):
		return web.NotFound("this institution")
	case errors.Is(err, postgres.ErrNoMatch):
		return web.NotFound("this match")
	case !errors.As(err, &refusal):
		return err
	}
	status := http.StatusConflict
	switch refusal.Code {
	case institutions.Forbidden:
		status = http.StatusForbidden
	case institutions.Invalid:
		status = http.StatusUnprocessableEntity
	}
	return web.NewProblem(status, refusal.Code, refusal.Detail, refusal.Cure)
}

func (a *API) createInstitution(c echo.Context) error {
	var body struct {
		institutions.Details
		Decision string `json:"decision,omitempty"`
		why
	}
	r, err := readInstitutionBody(c, &body)
	if err != nil {
		return err
	}
	w := a.why(c, body.why)
	s, err := a.Store.CreateInstitution(c.Request().Context(), r, w.At, func(id string) (*institutions.State, error) {
		return institutions.Create(id, body.Details, body.Decision, w)
	})
	if err != nil {
		return institutionProblem(err)
	}
	return c.JSON(http.StatusCreated, a.viewOf(s))
}

// changed lets act change the institution of the address and answers it.
func (a *API) changed(c echo.Context, r postgres.Request, act func(*institutions.State) error) error {
	s, err := a.Store.ChangeInstitution(c.Request().Context(), c.Param("id"), r, a.Now(), act)
	if err != nil {
		return institutionProblem(err)
	}
	return c.JSON(http.StatusOK, a.viewOf(s))
}

func (a *API) changeInstitution(c echo.Context) error {
	var body struct {
		institutions.Details
		Records int `json:"records"`
		why
	}
	r, err := readInstitutionBody(c, &body)
	if err != nil {
		return err
	}
	w := a.why(c, body.why)
	return a.changed(c, r, func(s *institutions.State) error { return s.Change(body.Details, body.Records, w) })
}

func (a *API) removeInstitution(c echo.Context) error {
	var body struct {
		Into string `json:"into,omitempty"`
		why
	}
	if _, err := readInstitutionBody(c, &body); err != nil {
		return err
	}
	s, err := a.Store.RemoveInstitution(c.Request().Context(), c.Param("id"), body.Into, a.why(c, body.why))
	if err != nil {
		return institutionProblem(err)
	}
	return c.JSON(http.StatusOK, a.viewOf(s))
}

func (a *API) enterWhite(c echo.Context) error {
	var body struct {
		Licence string `json:"licence"`
		why
	}
	r, err := readInstitutionBody(c, &body)
	if err != nil {
		return err
	}
	w := a.why(c, body.why)
	return a.changed(c, r, func(s *institutions.State) error { return s.EnterWhite(newID(), body.Licence, w) })
}

func (a *API) enterWatch(c echo.Context) error {
	var body struct {
		Basis    string `json:"basis,omitempty"`
		Decision string `json:"decision,omitempty"`
		From     string `json:"from,omitempty"`
		Until    string `json:"until,omitempty"`
		why
	}
	r, err := readInstitutionBody(c, &body)
	if err != nil {
		return err
	}
	e := institutions.WatchEntry{ID: newID(), Basis: body.Basis, Decision: body.Decision, From: body.From, Until: body.Until}
	w := a.why(c, body.why)
	return a.changed(c, r, func(s *institutions.State) error { return s.EnterWatch(e, w) })
}

func (a *API) leaveWhite(c echo.Context) error { return a.leave(c, (*institutions.State).LeaveWhite) }

func (a *API) leaveWatch(c echo.Context) error { return a.leave(c, (*institutions.State).LeaveWatch) }

func (a *API) leave(c echo.Context, act func(*institutions.State, string, institutions.Why) error) error {
	var body why
	r, err := readInstitutionBody(c, &body)
	if err != nil {
		return err
	}
	w := a.why(c, body)
	return a.changed(c, r, func(s *institutions.State) error { return act(s, c.Param("entry"), w) })
}

// newID returns an id that rises with time, so that lists in its order are lists in order of entering.
func newID() string { return uuid.Must(uuid.NewV7()).String() }
