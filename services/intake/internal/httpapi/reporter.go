package httpapi

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"

	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/postgres"
	"xiansuo/services/intake/internal/reading"
	"xiansuo/services/intake/internal/submission"
	"xiansuo/services/internal/schema"
	"xiansuo/services/internal/web"
)

const (
	maxAsk     = 4 << 10
	maxOfficer = 100
)

var leadID = regexp.MustCompile(`^[0-9]{6}-[0-9]{4}-[0-9]{6,18}(-[0-9]{1,4})?$`)

// reporter tells whoever holds a lead who reported it, and what was masked in its texts. That is written down first, whatever the answer.
func (a *API) reporter(c echo.Context) error {
	ask, err := readAsk(c)
	if err != nil {
		return err
	}
	ask.At = a.Now()
	out, err := a.Store.Read(c.Request().Context(), ask)
	if errors.Is(err, postgres.ErrNoLead) {
		return noLead()
	}
	if err != nil {
		return err
	}
	if problem, refused := refusals[out.Reason]; refused {
		return problem(ask.Lead)
	}
	return c.JSON(http.StatusOK, map[string]any{"lead": ask.Lead, "reporters": out.Reporters, "withheld": append([]reading.Withheld{}, out.Withheld...),
		"unmasked": submission.Unmasked(out.Raws, out.Known)})
}

func noLead() *web.Problem { return web.NotFound("this lead") }

func readAsk(c echo.Context) (postgres.Ask, error) {
	carrier := propagation.MapCarrier{}
	otel.GetTextMapPropagator().Inject(c.Request().Context(), carrier)
	ask := postgres.Ask{Lead: c.Param("id"), Caller: string(web.Caller(c)), TraceParent: carrier["traceparent"]}
	if !leadID.MatchString(ask.Lead) {
		return ask, noLead()
	}
	body, err := readBody(c.Request(), maxAsk)
	if err != nil {
		return ask, err
	}
	var said struct {
		Officer string       `json:"officer"`
		Purpose lead.Purpose `json:"purpose"`
	}
	var wrong []schema.Violation
	if err := json.Unmarshal(body, &said); err != nil {
		wrong = append(wrong, schema.Violation{Detail: "must be a JSON object with officer and purpose, both text"})
	} else {
		wrong = violations(said.Officer, said.Purpose)
	}
	if len(wrong) > 0 {
		p := web.NewProblem(http.StatusUnprocessableEntity, "invalid-request", "it must be known who reads, and why; nothing was read", "mend the fields named in errors and ask again")
		p.Errors = wrong
		return ask, p
	}
	ask.Officer, ask.Purpose = said.Officer, said.Purpose
	return ask, nil
}

// violations says what is wrong with who wants to read and why.
func violations(officer string, purpose lead.Purpose) (out []schema.Violation) {
	if strings.TrimSpace(officer) == "" || utf8.RuneCountInString(officer) > maxOfficer || strings.ContainsFunc(officer, unicode.IsControl) {
		out = append(out, schema.Violation{Field: "/officer", Detail: "must name the officer who reads, in at most 100 characters"})
	}
	if purpose != lead.Contact && purpose != lead.Mediation && purpose != lead.Service {
		out = append(out, schema.Violation{Field: "/purpose", Detail: "must be one of [contact mediation service]"})
	}
	return out
}

// refusals is the one place where a reason for not telling becomes a problem.
var refusals = map[reading.Reason]func(id string) *web.Problem{
	reading.Assists: func(string) *web.Problem {
		return web.NewProblem(http.StatusForbidden, "assists", "who assists does not speak to the reporter: whoever leads does",
			"ask the department that leads to contact the reporter, or to ask with the word ask")
	},
	reading.NotSigned: func(id string) *web.Problem {
		return web.NewProblem(http.StatusForbidden, "not-signed", "the lead is offered to you and you do not hold it yet",
			"sign it first: POST /routing/api/v1/leads/"+id+"/sign; if you just have, ask again in a moment")
	},
	reading.Ended: func(string) *web.Problem {
		return web.NewProblem(http.StatusForbidden, "ended", "the lead has ended and nobody holds it", "have the desk let it be done again: redo")
	},
	reading.NotYours: func(string) *web.Problem {
		return web.NewProblem(http.StatusForbidden, "not-yours", "only the department that holds a lead reads who reported it",
			"a question reaches the reporter by the word ask, which the holder and, for what it holds, the desk give; of a part use the part's own number")
	},
	reading.Secret: func(id string) *web.Problem {
		return web.NewProblem(http.StatusForbidden, "secret", "the reporter asked for secrecy: nobody reads who it is", byQuestion(id))
	},
	reading.Anonymous: func(id string) *web.Problem {
		return web.NewProblem(http.StatusNotFound, "anonymous", "nobody knows who reported it", byQuestion(id))
	},
}

// byQuestion says how a question reaches a reporter whom nobody is told.
func byQuestion(id string) string {
	return "ask with the word ask: POST /routing/api/v1/leads/" + id + "/ask; the sender passes the question on, and the answer comes as a supplement"
}

// reads answers who read, or wanted to read, who reported a lead.
func (a *API) reads(c echo.Context) error {
	after, err := cursor(c.QueryParam("after"))
	if err != nil {
		return err
	}
	limit, err := limit(c.QueryParam("limit"))
	if err != nil {
		return err
	}
	id := c.QueryParam("lead")
	if id != "" && !leadID.MatchString(id) {
		return noLead()
	}
	list, err := a.Store.Reads(c.Request().Context(), lead.WholeOf(id), after, limit)
	if err != nil {
		return err
	}
	next := ""
	if len(list) == limit {
		next = strconv.FormatInt(list[limit-1].Cursor, 10)
	}
	return c.JSON(http.StatusOK, map[string]any{"reads": append([]postgres.Reading{}, list...), "next": next})
}
