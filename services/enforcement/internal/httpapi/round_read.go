package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/enforcement/internal/operations"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/enforcement/internal/rounds"
	"xiansuo/services/internal/web"
)

// maxFieldBody is how large a request may be, in bytes.
const maxFieldBody = 1 << 20

// given is what every act says beside its own members.
type given struct {
	// Version is that of what was read; an act on another one is refused.
	Version int `json:"version"`
	// On is the day it happened; today where nothing is said.
	On string `json:"on"`
	// By is who in the organisation acts.
	By *lead.By `json:"by"`
}

// readField reads a request's JSON into v, strictly: what v has no member for is refused. It returns the key under which the request may be
// sent again.
func readField(c echo.Context, v any) (postgres.Key, error) {
	body, err := web.ReadJSON(c, maxFieldBody, v)
	if err != nil {
		return postgres.Key{}, err
	}
	if g, ok := v.(interface{ check() error }); ok {
		if err := g.check(); err != nil {
			return postgres.Key{}, fieldRefused(err)
		}
	}
	key, err := web.IdempotencyKey(c)
	if err != nil {
		return postgres.Key{}, err
	}
	sum := sha256.Sum256(append([]byte(c.Request().URL.Path+"\n"), body...))
	return postgres.Key{Caller: string(web.Caller(c)), Key: key, Digest: hex.EncodeToString(sum[:])}, nil
}

func (a *API) today(on string) string {
	if on == "" {
		return onsite.Day(a.Now())
	}
	return on
}

func (a *API) operationAct(c echo.Context, g given) operations.Act {
	return operations.Act{By: who(c).As(g.By), On: a.today(g.On), Now: a.Now()}
}

func (a *API) roundAct(c echo.Context, g given) rounds.Act {
	return rounds.Act{By: who(c).As(g.By), On: a.today(g.On), Now: a.Now()}
}

// check checks what an actor says of itself.
func (g given) check() error {
	if g.By == nil {
		return nil
	}
	var f onsite.Form
	f.May("by.unit", g.By.Unit, 100)
	f.May("by.person", g.By.Person, 100)
	return f.Err()
}

// fieldRefused is the one place where a refusal becomes a status.
func fieldRefused(err error) error {
	var r *onsite.Refusal
	if !errors.As(err, &r) {
		return err
	}
	status := map[onsite.Kind]int{onsite.Invalid: http.StatusUnprocessableEntity, onsite.NotYours: http.StatusForbidden, onsite.NotNow: http.StatusConflict, onsite.NotThere: http.StatusNotFound}[r.Kind]
	return web.NewProblem(status, r.Code, r.Detail, r.Cure)
}

// fieldPage reads how much of a list is asked for: at most limit, behind a number.
func fieldPage(c echo.Context, limit int) (after, n int, err error) {
	n = limit
	for name, into := range map[string]*int{"after": &after, "limit": &n} {
		text := c.QueryParam(name)
		if text == "" {
			continue
		}
		v, err := strconv.Atoi(text)
		if err != nil || v < 0 || v > 1<<30 || name == "limit" && (v == 0 || v > limit) {
			return 0, 0, web.NewProblem(http.StatusBadRequest, "bad-query", name+" must be a number in its bounds", "mend it, or leave it out")
		}
		*into = v
	}
	return after, n, nil
}
