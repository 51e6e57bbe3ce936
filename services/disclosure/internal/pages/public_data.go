package pages

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/site"
	"xiansuo/services/internal/page"
)

// dataView is the page of open data.
type dataView struct {
	Dictionary []dataset
	Months     []string
}

// dataset is one set of open data with what each of its fields means.
type dataset struct {
	Name    string      `json:"name"`
	Title   lead.Name   `json:"title"`
	Says    lead.Name   `json:"says"`
	Files   []dataFile  `json:"files"`
	Updated lead.Name   `json:"updated"`
	Fields  []dataField `json:"fields"`
}

type dataFile struct {
	Format string `json:"format"`
	Path   string `json:"path"`
}

type dataField struct {
	Name  string      `json:"name"`
	Title lead.Name   `json:"title"`
	Type  string      `json:"type"`
	Says  lead.Name   `json:"says"`
	Codes []dataCodes `json:"codes,omitempty"`
}

type dataCodes struct {
	Code  string    `json:"code"`
	Title lead.Name `json:"title"`
}

func (p *Public) data(c echo.Context) error {
	months, err := p.months(c.Request().Context())
	if err != nil {
		return err
	}
	return p.site.Render(c, http.StatusOK, "data", dataView{dictionary, months})
}

func (p *Public) dictionaryJSON(c echo.Context) error {
	body, err := json.MarshalIndent(map[string]any{"district": p.District, "datasets": dictionary}, "", "  ")
	if err != nil {
		return err
	}
	return page.Keep(c, http.StatusOK, echo.MIMEApplicationJSON, append(body, '\n'))
}

// record is an institution in the open data, in the order of the dictionary.
type record struct {
	ID        string            `json:"id"`
	Name      string            `json:"name"`
	Aliases   []string          `json:"aliases"`
	USCC      string            `json:"uscc"`
	Street    string            `json:"street"`
	Places    []string          `json:"places"`
	Verdict   site.Verdict      `json:"verdict"`
	Papers    lead.Papers       `json:"papers"`
	Standing  lead.Standing     `json:"standing"`
	WhiteList bool              `json:"whiteList"`
	Licences  []lead.Licence    `json:"licences"`
	Watch     []lead.WatchEntry `json:"watch"`
	ChangedOn string            `json:"changedOn"`
}

func recordOf(i lead.InstitutionChanged, today string) record {
	a := site.Say(i, today)
	return record{i.Institution, i.Name, append([]string{}, i.Aliases...), i.USCC, i.Street, append([]string{}, i.Places...), a.Verdict, i.Papers, i.Standing, a.White,
		append([]lead.Licence{}, i.Licences...), append([]lead.WatchEntry{}, a.Watch...), dayOf(i.At)}
}

// partLength is how many institutions are read at a time.
const partLength = 500

// each gives every institution of the site to a function, part by part.
func (p *Public) each(c echo.Context, give func(record) error) error {
	q := postgres.ListQuery{List: postgres.AllList, Today: p.today(), Limit: partLength}
	for {
		part, err := p.Store.ListInstitutions(c.Request().Context(), q)
		if err != nil {
			return err
		}
		for _, i := range part.Institutions {
			if err := give(recordOf(i, q.Today)); err != nil {
				return err
			}
		}
		if q.After = part.Next; q.After == "" {
			return nil
		}
	}
}

func (p *Public) institutionsJSON(c echo.Context) error {
	all := []record{}
	if err := p.each(c, func(r record) error { all = append(all, r); return nil }); err != nil {
		return err
	}
	body, err := json.Marshal(map[string]any{"district": p.District, "day": p.today(), "institutions": all})
	if err != nil {
		return err
	}
	return page.Keep(c, http.StatusOK, echo.MIMEApplicationJSON, append(body, '\n'))
}

// mark says to spreadsheets that what follows is UTF-8.
const mark = "\ufeff"

func (p *Public) institutionsCSV(c echo.Context) error {
	var heads []string
	for _, f := range institutionFields {
		heads = append(heads, f.Name)
	}
	rows := [][]string{heads}
	if err := p.each(c, func(r record) error { rows = append(rows, r.row()); return nil }); err != nil {
		return err
	}
	return csvOf(c, "institutions.csv", rows)
}

// csvOf answers with rows as a file that spreadsheets open as it is meant.
func csvOf(c echo.Context, name string, rows [][]string) error {
	var out bytes.Buffer
	out.WriteString(mark)
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	for _, row := range rows {
		for i, cell := range row {
			row[i] = harmless(cell)
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	if w.Flush(); w.Error() != nil {
		return w.Error()
	}
	return download(c, name, out.Bytes())
}

// download answers with a CSV file.
func download(c echo.Context, name string, content []byte) error {
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return page.Keep(c, http.StatusOK, "text/csv; charset=utf-8", content)
}

// row is the record as text, in the order of the dictionary; several values of a field stand with a bar between them.
func (r record) row() []string {
	white := "false"
	if r.WhiteList {
		white = "true"
	}
	var licences, watch []string
	for _, l := range r.Licences {
		licences = append(licences, strings.Join([]string{l.Number, l.Scope, l.From + "/" + l.Until, l.Authority}, " "))
	}
	for _, w := range r.Watch {
		watch = append(watch, strings.Join([]string{w.Decision, w.Basis, w.From + "/" + w.Until}, " "))
	}
	return []string{r.ID, r.Name, strings.Join(r.Aliases, "|"), r.USCC, r.Street, strings.Join(r.Places, "|"), string(r.Verdict), string(r.Papers), string(r.Standing), white,
		strings.Join(licences, "|"), strings.Join(watch, "|"), r.ChangedOn}
}

// harmless is a cell that no spreadsheet takes for a formula.
func harmless(cell string) string {
	if r, _ := utf8.DecodeRuneInString(cell); cell != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", r) {
		return "'" + cell
	}
	return cell
}
