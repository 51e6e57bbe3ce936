package httpapi

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/enforcement/internal/rounds"
	"xiansuo/services/internal/schema"
	"xiansuo/services/internal/web"
)

// selfCheckForm answers the table that an institution fills in, for a spreadsheet.
func (a *API) selfCheckForm(c echo.Context) error {
	campaign, err := a.findCampaign(c)
	if err != nil {
		return err
	}
	out := bytes.NewBufferString("\uFEFF")
	w := csv.NewWriter(out)
	w.UseCRLF = true
	if err := w.WriteAll(campaign.Form()); err != nil {
		return fmt.Errorf("write form: %w", err)
	}
	return attached(c, "text/csv; charset=utf-8", ".csv", out.Bytes())
}

// importStatements takes in a table of self-checks as CSV or XLSX: where a row is wrong, nothing. Statements that were handed in before stay as they are, and
// those that say something else now are named.
func (a *API) importStatements(c echo.Context) error {
	table, err := readFieldTable(c)
	if err != nil {
		return err
	}
	campaign, err := a.findCampaign(c)
	if err != nil {
		return err
	}
	statements, wrong, err := rounds.ReadStatements(campaign, table, a.roundAct(c, given{}))
	if err != nil {
		return fieldRefused(err)
	}
	if len(wrong) > 0 {
		return badRows(wrong)
	}
	taken, differ := 0, []string{}
	for _, s := range statements {
		act := a.roundAct(c, given{On: s.On})
		_, err := a.Store.KeepStatement(c.Request().Context(), campaign, s, act)
		var refusal *onsite.Refusal
		switch {
		case errors.As(err, &refusal):
			differ = append(differ, s.Name)
		case err != nil:
			return err
		default:
			taken++
		}
	}
	return c.JSON(http.StatusOK, map[string]any{"taken": taken, "differ": differ})
}

// badRows says which rows are wrong.
func badRows(wrong []rounds.Wrong) error {
	p := web.NewProblem(http.StatusUnprocessableEntity, "bad-rows", "rows of the file cannot be taken; nothing was", "mend them and send the file again")
	for _, w := range wrong[:min(len(wrong), 100)] {
		p.Errors = append(p.Errors, schema.Violation{Field: fmt.Sprintf("/rows/%d", w.Line), Detail: w.Detail})
	}
	return p
}
