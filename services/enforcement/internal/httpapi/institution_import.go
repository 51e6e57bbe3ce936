package httpapi

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/rows"
	"xiansuo/services/internal/web"
)

func (a *API) importRoutes(g *echo.Group) {
	g.POST("/import", a.importInstitutions)
	g.GET("/export", a.exportInstitutions)
}

// importReport says what became, or would become, of a list.
type importReport struct {
	List    institutions.Roster `json:"list"`
	Applied bool                `json:"applied"`
	Rows    int                 `json:"rows"`
	// Counts counts the rows by what becomes of them.
	Counts map[institutions.Verdict]int `json:"counts"`
	// Items are the rows that are not as they were; those without a change are only counted.
	Items []institutions.Enrolment `json:"items"`
}

// importInstitutions reads a list as XLSX or CSV, the body itself or the part "file" of a form, and says what would become of every row; with
// apply=true it applies the good ones.
func (a *API) importInstitutions(c echo.Context) error {
	list, by := institutions.Roster(c.QueryParam("list")), who(c)
	if !slices.Contains(institutions.Rosters(), list) {
		return web.NewProblem(http.StatusBadRequest, "bad-query", "list must be licensed, registered or white", "add it to the address")
	}
	if !institutions.MayImport(list, by) {
		return web.Forbidden("this token may not import this list", "education, culture or the taskforce does; market imports registrations")
	}
	content, err := tableOf(c.Request())
	if err != nil {
		return err
	}
	entries, err := readRoster(list, content)
	if err != nil {
		return err
	}
	digest := sha256.Sum256(content)
	w := a.why(c, why{Reason: "导入名单（SHA-256 " + hex.EncodeToString(digest[:6]) + "）"})
	apply := c.QueryParam("apply") == "true"
	done, err := a.Store.ImportInstitutions(c.Request().Context(), list, entries, w, apply)
	if err != nil {
		return institutionProblem(err)
	}
	report := importReport{List: list, Applied: apply, Rows: len(done), Counts: map[institutions.Verdict]int{}, Items: []institutions.Enrolment{}}
	for _, e := range done {
		if report.Counts[e.Verdict]++; e.Verdict != institutions.RowSame {
			if e.Verdict == institutions.RowNew && !apply {
				e.Institution = "" // it has none yet
			}
			report.Items = append(report.Items, e)
		}
	}
	return c.JSON(http.StatusOK, report)
}

func tooLargeTable() error {
	return web.NewProblem(http.StatusRequestEntityTooLarge, "too-large", "the file has more than 8 MiB", "split it")
}

// tableOf returns the file of a request.
func tableOf(r *http.Request) ([]byte, error) {
	r.Body = http.MaxBytesReader(nil, r.Body, rows.MaxBytes+64<<10)
	var from io.Reader = r.Body
	if kind, _, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType)); err == nil && kind == echo.MIMEMultipartForm {
		form, err := r.MultipartReader()
		if err != nil {
			return nil, web.NewProblem(http.StatusBadRequest, "bad-body", "the form cannot be read", "send the file as the body, or as the part file of a form")
		}
		part, err := form.NextPart()
		for err == nil && part.FormName() != "file" {
			part, err = form.NextPart()
		}
		if err != nil {
			return nil, web.NewProblem(http.StatusBadRequest, "bad-body", "the form has no part file", "send the file as the body, or as the part file of a form")
		}
		from = part
	}
	content, err := io.ReadAll(io.LimitReader(from, rows.MaxBytes+1))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large) || len(content) > rows.MaxBytes:
		return nil, tooLargeTable()
	case err != nil:
		return nil, web.NewProblem(http.StatusBadRequest, "bad-body", "the body ended before the file did", "send it again")
	}
	return content, nil
}

// maxHeading is how far below the top the headings may stand.
const maxHeading = 10

// readRoster reads the rows of a list.
func readRoster(list institutions.Roster, content []byte) ([]institutions.Entry, error) {
	all, err := rows.Read(content)
	if err != nil {
		return nil, web.NewProblem(http.StatusUnprocessableEntity, "unreadable", err.Error(), "send the list as .xlsx or as CSV in UTF-8 or GB18030")
	}
	for i, line := range all[:min(len(all), maxHeading)] {
		columns, ok := institutions.Columns(line.Cells)
		if !ok {
			continue
		}
		var entries []institutions.Entry
		for _, r := range all[i+1:] {
			if r.Problem != "" {
				entries = append(entries, institutions.Entry{Line: r.Line, Problems: []string{r.Problem}})
				continue
			}
			entries = append(entries, institutions.ReadEntry(list, r.Line, func(column institutions.Column) string {
				if at, ok := columns[column]; ok {
					return r.At(at)
				}
				return ""
			}))
		}
		return entries, nil
	}
	return nil, web.NewProblem(http.StatusUnprocessableEntity, "no-headings", "no line of headings was found among the first ten", "head the columns 机构名称 and 统一社会信用代码 or 许可证号, and more as the list has them")
}

// exportInstitutions writes the register as CSV for a spreadsheet.
func (a *API) exportInstitutions(c echo.Context) error {
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
	h.Set(echo.HeaderContentDisposition, `attachment; filename="institutions.csv"`)
	w := csv.NewWriter(c.Response())
	w.UseCRLF = true
	if err := w.Write([]string{"\ufeff编号", "机构名称", "统一社会信用代码", "证照情况", "状态", "白名单", "街道", "地址", "许可证号", "许可范围", "有效期止"}); err != nil {
		return err
	}
	err := a.Store.ExportInstitutions(c.Request().Context(), func(i postgres.ExportedInstitution) error {
		var addresses, numbers, scopes, ends []string
		street := ""
		for _, p := range i.Details.Places {
			addresses, street = append(addresses, p.Address), p.Street
		}
		for _, l := range i.Details.Licences {
			numbers, scopes, ends = append(numbers, l.Number), append(scopes, l.Scope), append(ends, l.Until)
		}
		listed := map[bool]string{true: "是", false: "否"}[i.Listed]
		row := []string{i.ID, i.Details.Name, i.Details.Registration.USCC, string(i.Papers), string(i.Standing), listed, street,
			strings.Join(addresses, "；"), strings.Join(numbers, "；"), strings.Join(scopes, "；"), strings.Join(ends, "；")}
		for n := range row {
			row[n] = rows.Guarded(row[n])
		}
		return w.Write(row)
	})
	if err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}
