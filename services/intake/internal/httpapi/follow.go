package httpapi

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"time"

	"github.com/labstack/echo/v4"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"

	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/follow"
	"xiansuo/services/intake/internal/postgres"
	"xiansuo/services/intake/internal/receipt"
	"xiansuo/services/internal/web"
)

// maxFollow is how large a request that follows a report may be, in bytes.
const maxFollow = 64 << 10

// followed is what a sender's own app sends for a reporter. The code is in the body of every request, and nowhere else.
type followed struct {
	Code string `json:"code"`
	// Text and Once are facts that are added; the same once counts once.
	Text string `json:"text"`
	Once string `json:"once"`
	// The rest is an answer.
	Responded lead.Verdict `json:"responded"`
	Solved    lead.Verdict `json:"solved"`
	Satisfied lead.Verdict `json:"satisfied"`
	Redo      bool         `json:"redo"`
	Note      string       `json:"note"`
}

// following reads a request, and lets a token give codes only so often.
func (a *API) following(c echo.Context) (followed, receipt.Code, error) {
	var f followed
	if wait := a.Tries.Take("token "+string(web.Caller(c)), a.Now()); wait > 0 {
		p := web.NewProblem(http.StatusTooManyRequests, "too-often", "codes are given too often by this token", "try again after the time in Retry-After")
		p.RetryAfter = wait
		return f, receipt.Code{}, p
	}
	body, err := readBody(c.Request(), maxFollow)
	if err != nil {
		return f, receipt.Code{}, err
	}
	if json.Unmarshal(body, &f) != nil {
		return f, receipt.Code{}, web.NewProblem(http.StatusBadRequest, "bad-request", "the body is not a JSON object with the code", `send {"code": "..."}`)
	}
	code, _ := receipt.Parse(f.Code) // one that is none is looked for like any other
	return f, code, nil
}

// follow answers how far the report of a code is.
func (a *API) follow(c echo.Context) error {
	_, code, err := a.following(c)
	if err != nil {
		return err
	}
	return a.followed(c, code)
}

func (a *API) followed(c echo.Context, code receipt.Code) error {
	r, err := a.Store.Report(c.Request().Context(), code)
	if err != nil {
		return followProblem(err)
	}
	if err := a.Store.HasFollowed(c.Request().Context(), r.Lead, r.Newest(), a.Now()); err != nil {
		return err
	}
	return c.JSON(http.StatusOK, follow.Of(r, a.Window, a.Now()))
}

// followProblem is the one place where why a follower is refused becomes a problem.
func followProblem(err error) error {
	switch {
	case errors.Is(err, postgres.ErrNoCode):
		return web.NewProblem(http.StatusNotFound, "no-code", "no report has this code", "compare it with what was given; the sender can ask for a new one for its own lead")
	case errors.Is(err, follow.ErrNotDone):
		return web.NewProblem(http.StatusConflict, "not-done", "it is not done yet, or goes on again", "answer once it is done")
	case errors.Is(err, follow.ErrAnswered):
		return web.NewProblem(http.StatusConflict, "answered", "this end was answered before", "add facts where there is something new")
	case errors.Is(err, follow.ErrTooLate):
		return web.NewProblem(http.StatusConflict, "too-late", "the time in which a redo may be asked for is over", "add facts where there is something new")
	case errors.Is(err, follow.ErrTooMany):
		p := web.NewProblem(http.StatusTooManyRequests, "too-many", "as much was added to this report in a day as is taken", "add the rest tomorrow")
		p.RetryAfter = 24 * time.Hour
		return p
	case errors.Is(err, follow.ErrUnclear):
		return web.NewProblem(http.StatusUnprocessableEntity, "unclear", "responded, solved and satisfied must be yes, no or unknown; note holds 1,000 characters at most, and a redo needs one",
			"mend them and send it again")
	}
	return err
}

var once = regexp.MustCompile(`^[0-9A-Za-z-]{8,64}$`)

// addFacts takes in what a reporter adds.
func (a *API) addFacts(c echo.Context) error {
	f, code, err := a.following(c)
	if err != nil {
		return err
	}
	if f.Text == "" || !follow.Sayable(f.Text, follow.MaxFacts) || !once.MatchString(f.Once) {
		return web.NewProblem(http.StatusUnprocessableEntity, "unclear", "text must hold 1 to 4,000 characters and no control characters, and once a name of 8 to 64 letters, digits or hyphens",
			"mend them and send it again")
	}
	if _, err := a.Store.AddFacts(c.Request().Context(), code, postgres.Facts{Text: f.Text, Once: f.Once, At: a.Now(), TraceParent: requestTrace(c)}); err != nil {
		return followProblem(err)
	}
	return a.followed(c, code)
}

// rate takes in what a reporter says of the end.
func (a *API) rate(c echo.Context) error {
	f, code, err := a.following(c)
	if err != nil {
		return err
	}
	said := follow.Said{Responded: f.Responded, Solved: f.Solved, Satisfied: f.Satisfied, Redo: f.Redo, Note: f.Note}
	if err := a.Store.Rate(c.Request().Context(), code, said, a.Window, a.Now(), requestTrace(c)); err != nil {
		return followProblem(err)
	}
	return a.followed(c, code)
}

func requestTrace(c echo.Context) string {
	carrier := propagation.MapCarrier{}
	otel.GetTextMapPropagator().Inject(c.Request().Context(), carrier)
	return carrier["traceparent"]
}
