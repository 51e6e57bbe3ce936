package httpapi

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"xiansuo/services/internal/web"
)

// sheet is a table for a spreadsheet.
type sheet struct {
	name    string
	columns []string
	rows    [][]string
}

func (s *sheet) add(cells ...string) { s.rows = append(s.rows, cells) }

// asCSV reports whether the caller wants a spreadsheet: format says so, or else Accept.
func asCSV(c echo.Context) (bool, error) {
	switch c.QueryParam("format") {
	case "csv":
		return true, nil
	case "json":
		return false, nil
	case "":
		return strings.Contains(c.Request().Header.Get(echo.HeaderAccept), "text/csv"), nil
	}
	return false, web.NewProblem(http.StatusBadRequest, "bad-format", "format must be json or csv", "leave it out for json")
}

// answered sends what was found as JSON, or as CSV in UTF-8 with a byte order mark, for Excel.
func answered(c echo.Context, view any, s sheet) error {
	wanted, err := asCSV(c)
	if err != nil {
		return err
	}
	if !wanted {
		return c.JSON(http.StatusOK, view)
	}
	var body bytes.Buffer
	body.WriteString("\uFEFF")
	w := csv.NewWriter(&body)
	w.UseCRLF = true
	for _, row := range append([][]string{s.columns}, s.rows...) {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = guarded(cell)
		}
		if err := w.Write(cells); err != nil {
			return err
		}
	}
	w.Flush()
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+s.name+`.csv"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", body.Bytes())
}

// guarded keeps a spreadsheet from computing a text: it would take one that begins so for a formula (CWE-1236).
func guarded(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(cell)[0]) {
		return "'" + cell
	}
	return cell
}
