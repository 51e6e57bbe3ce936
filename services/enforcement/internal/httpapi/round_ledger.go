package httpapi

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/xuri/excelize/v2"

	"xiansuo/services/enforcement/internal/rounds"
	"xiansuo/services/internal/web"
)

// maxLedger is how many rows one file holds.
const maxLedger = 20000

// ledgerRows reads the ledger of a round that the caller may see. Phones and certificates are for those who work on it.
func (a *API) ledgerRows(c echo.Context, after, limit int) (rounds.Round, []rounds.Row, error) {
	r, err := a.findRound(c, c.Param("id"))
	if err != nil {
		return r, nil, err
	}
	rows, err := a.Store.Ledger(c.Request().Context(), r.ID, after, limit)
	if err != nil {
		return r, nil, err
	}
	if !r.SeesPhones(who(c)) {
		for i := range rows {
			rows[i] = rows[i].Masked()
		}
	}
	return r, rows, nil
}

func (a *API) ledger(c echo.Context) error {
	after, n, err := fieldPage(c, listLimit)
	if err != nil {
		return err
	}
	_, rows, err := a.ledgerRows(c, after, n)
	if err != nil {
		return err
	}
	next := 0
	if len(rows) == n {
		next = rows[n-1].No
	}
	return c.JSON(http.StatusOK, map[string]any{"rows": append([]rounds.Row{}, rows...), "next": next})
}

// wholeLedger reads all of a ledger that one file holds.
func (a *API) wholeLedger(c echo.Context) ([]rounds.Row, error) {
	_, rows, err := a.ledgerRows(c, 0, maxLedger+1)
	if err == nil && len(rows) > maxLedger {
		return nil, web.NewProblem(http.StatusConflict, "too-large", "the ledger has more rows than one file holds", "read it as JSON, page by page")
	}
	return rows, err
}

// ledgerCSV writes the ledger for a spreadsheet: UTF-8 with its mark.
func (a *API) ledgerCSV(c echo.Context) error {
	rows, err := a.wholeLedger(c)
	if err != nil {
		return err
	}
	out := bytes.NewBufferString("\uFEFF")
	w := csv.NewWriter(out)
	w.UseCRLF = true
	if err := w.Write(rounds.Headings()); err != nil {
		return fmt.Errorf("write ledger: %w", err)
	}
	for _, r := range rows {
		if err := w.Write(r.Cells()); err != nil {
			return fmt.Errorf("write ledger: %w", err)
		}
	}
	w.Flush()
	return attached(c, "text/csv; charset=utf-8", ".csv", out.Bytes())
}

func (a *API) ledgerXLSX(c echo.Context) error {
	rows, err := a.wholeLedger(c)
	if err != nil {
		return err
	}
	book := excelize.NewFile()
	defer book.Close()
	const sheet = "排查台账"
	if err := book.SetSheetName("Sheet1", sheet); err != nil {
		return fmt.Errorf("write ledger: %w", err)
	}
	w, err := book.NewStreamWriter(sheet)
	if err != nil {
		return fmt.Errorf("write ledger: %w", err)
	}
	for i, cells := range append([][]string{rounds.Headings()}, cellsOf(rows)...) {
		values := make([]any, len(cells))
		for j, cell := range cells {
			values[j] = cell
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), values); err != nil {
			return fmt.Errorf("write ledger: %w", err)
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write ledger: %w", err)
	}
	out, err := book.WriteToBuffer()
	if err != nil {
		return fmt.Errorf("write ledger: %w", err)
	}
	return attached(c, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", out.Bytes())
}

func cellsOf(rows []rounds.Row) [][]string {
	out := make([][]string, len(rows))
	for i, r := range rows {
		out[i] = r.Cells()
	}
	return out
}

// attached answers a file that is named after the round.
func attached(c echo.Context, typ, ext string, content []byte) error {
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+c.Param("id")+ext+`"`)
	return c.Blob(http.StatusOK, typ, content)
}
