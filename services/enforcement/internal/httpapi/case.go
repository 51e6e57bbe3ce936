package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/enforcement/internal/measures"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/setting"
	"xiansuo/services/internal/web"
)

func (a *API) caseRoutes(api *echo.Group) {
	api.GET("/cases", a.listCases)
	api.GET("/cases/:number", a.oneCase)
	api.GET("/cases/:number/records", a.caseRecords)
	api.POST("/cases/:number/:act", a.act)
	api.GET("/measures", a.measures)
	if a.Settings != nil {
		setting.Serve(api, a.Settings)
	}
}

// listCases answers a department's own cases, and all of them to who oversees: newest first; with late the longest overdue first.
func (a *API) listCases(c echo.Context) error {
	by := who(c)
	if by.Department == "" && !by.Oversees() {
		return web.Forbidden("this token may not list cases", "use the token of a department, its head, or an office that oversees")
	}
	q := postgres.CaseQuery{Department: by.Department, Lead: c.QueryParam("lead"), Stage: cases.Stage(c.QueryParam("stage")), Late: c.QueryParam("late") == "true",
		Party: c.QueryParam("party"), After: c.QueryParam("after"), Today: cases.Day(a.Now()), Limit: listLimit}
	if q.Stage != "" && !q.Stage.Valid() {
		return web.NewProblem(http.StatusBadRequest, "bad-filter", "stage is none", "use a stage such as investigating, or leave it out")
	}
	if text := c.QueryParam("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > listLimit {
			return web.NewProblem(http.StatusBadRequest, "bad-filter", "limit must be a number from 1 to 200", "mend it")
		}
		q.Limit = n
	}
	part, err := a.Store.Cases(c.Request().Context(), q)
	if errors.Is(err, postgres.ErrCursor) {
		return web.NewProblem(http.StatusBadRequest, "bad-cursor", "after must be next of an answer before", "begin again without it")
	}
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, part)
}

// oneCase answers a case, its records, and what the caller may do in it now.
func (a *API) oneCase(c echo.Context) error {
	by := who(c)
	one, w, records, err := a.Store.Case(c.Request().Context(), c.Param("number"), a.Now())
	if errors.Is(err, postgres.ErrNoCase) || err == nil && !by.Works(one.Department) && !by.Oversees() {
		return web.NotFound("this case")
	}
	if err != nil {
		return err
	}
	c.Response().Header().Set("ETag", etag(one.Last))
	return c.JSON(http.StatusOK, map[string]any{"case": cases.Look(one, w, by), "records": records, "others": append([]cases.Other{}, w.Others...)})
}

// caseRecords answers the records of a case after one: a case has more than one answer holds only after hundreds of acts.
func (a *API) caseRecords(c echo.Context) error {
	by, after := who(c), 0
	if text := c.QueryParam("after"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > 1<<30 {
			return web.NewProblem(http.StatusBadRequest, "bad-cursor", "after must be the number of a record", "begin again without it")
		}
		after = n
	}
	d, err := a.Store.Owner(c.Request().Context(), c.Param("number"))
	if errors.Is(err, postgres.ErrNoCase) || err == nil && !by.Works(d) && !by.Oversees() {
		return web.NotFound("this case")
	}
	if err != nil {
		return err
	}
	records, err := a.Store.Records(c.Request().Context(), c.Param("number"), after)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"records": append([]postgres.KeptRecord{}, records...)})
}

func etag(no int) string { return `"` + strconv.Itoa(no) + `"` }

// maxAct holds a list of 2,000 payers, and a decision.
const maxAct = 256 << 10

// act does an act: its name is in the address, its fields in the body.
func (a *API) act(c echo.Context) error {
	raw, input, err := readInput(c.Request())
	if err != nil {
		return err
	}
	key := c.Request().Header.Get("Idempotency-Key")
	if !ascii(key, 128) {
		return web.NewProblem(http.StatusBadRequest, "bad-header", "Idempotency-Key must be a short ASCII text", "mend it, or leave it out")
	}
	seen, err := seenOf(c.Request().Header.Get("If-Match"))
	if err != nil {
		return err
	}
	by := who(c)
	out, err := a.Store.Act(c.Request().Context(), postgres.Given{Case: c.Param("number"), Act: c.Param("act"), By: by, Input: input, Raw: append([]byte(c.Param("act")+"\n"), raw...), Key: key, Seen: seen, At: a.Now()})
	switch {
	case errors.Is(err, postgres.ErrNoCase):
		return web.NotFound("this case")
	case err != nil:
		return err
	case out.Refusal != nil:
		return refused(out.Refusal)
	}
	c.Response().Header().Set("ETag", etag(out.Case.Last))
	return c.JSON(http.StatusOK, map[string]any{"number": out.Case.Number, "stage": out.Case.Stage, "last": out.Case.Last, "record": out.Record})
}

func seenOf(header string) (int, error) {
	text := strings.Trim(header, `"`)
	if text == "" || text == "*" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, web.NewProblem(http.StatusPreconditionFailed, cases.MovedOn, "If-Match names no record of the case", "read the case again: its ETag is the one to name")
	}
	return n, nil
}

func ascii(s string, most int) bool {
	return len(s) <= most && !strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 || r > 0x7e })
}

// readInput reads an object; an empty body is one without fields.
func readInput(r *http.Request) ([]byte, map[string]any, error) {
	raw, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxAct))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, nil, web.NewProblem(http.StatusRequestEntityTooLarge, "too-large", "an act may have 262144 bytes", "shorten it")
	case err != nil:
		return nil, nil, web.NewProblem(http.StatusBadRequest, "incomplete", "the body did not arrive whole", "send it again")
	}
	input := map[string]any{}
	if len(bytes.TrimSpace(raw)) == 0 {
		return raw, input, nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&input); err != nil || d.More() || input == nil {
		return nil, nil, web.NewProblem(http.StatusBadRequest, "not-json", "the body is not one JSON object", "send the act's fields as a JSON object")
	}
	return raw, input, nil
}

// caseStatuses is where a refusal of an act becomes a status; what is not listed is 409.
var caseStatuses = map[string]int{
	cases.UnknownAct: http.StatusNotFound, cases.InvalidInput: http.StatusUnprocessableEntity, cases.WrongRole: http.StatusForbidden, cases.MovedOn: http.StatusPreconditionFailed,
	cases.TooLarge: http.StatusUnprocessableEntity, cases.Sums: http.StatusUnprocessableEntity,
}

func refused(r *cases.Refusal) *web.Problem {
	status, ok := caseStatuses[r.Code]
	if !ok {
		status = http.StatusConflict
	}
	return web.NewProblem(status, r.Code, r.Detail, r.Cure)
}

// measures answers the catalogue of measures and the limits of the procedure, to whoever works here.
func (a *API) measures(c echo.Context) error {
	by := who(c)
	if by.Department == "" && !by.Oversees() {
		return web.Forbidden("this token may not read the catalogue", "use the token of a department, its head, or an office that oversees")
	}
	w, err := a.Store.Rules(a.Now())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, struct {
		Measures []measures.Measure `json:"measures"`
		Clocks   []cases.Limit      `json:"clocks"`
	}{w.Measures.All(), w.Limits.Rows()})
}
