package pages

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"xiansuo/services/enforcement/internal/institutions"
	table "xiansuo/services/internal/rows"
	"xiansuo/services/internal/web"
)

// maxList is how many bytes a list has at most that comes by a page: it goes to the browser and back between the look at it and the import.
const maxList = 700 << 10

// mostRowsShown is how many rows of a list a page shows.
const mostRowsShown = 500

// enrolled is a row of a list with what becomes of it.
type enrolled struct {
	institutions.Enrolment
	Name string
}

// importView is a list with what would become of it, or became.
type importView struct {
	List    institutions.Roster
	Applied bool
	Rows    int
	Counts  map[institutions.Verdict]int
	Shown   []institutions.Verdict
	Items   []enrolled
	More    bool
	Content string // of the file, for the form that imports it
}

// Good is how many rows are imported.
func (v importView) Good() int {
	return v.Counts[institutions.RowNew] + v.Counts[institutions.RowChanged]
}

var verdicts = []institutions.Verdict{institutions.RowNew, institutions.RowChanged, institutions.RowSame, institutions.RowDoubtful, institutions.RowWrong}

func (p *Pages) importSheet(c echo.Context) (sheet, error) {
	s := sheet{Says: words["register.import"], Back: institutionsPath, Fields: []field{needing("list", choice, 0), needing("file", file, 0).hinted("hint.list")}}
	for _, l := range institutions.Rosters() {
		if institutions.MayImport(l, who(c)) {
			s.Fields[0].Choices = append(s.Fields[0].Choices, option{string(l), words["list."+string(l)]})
		}
	}
	if len(s.Fields[0].Choices) == 0 {
		return s, web.Forbidden("this is for who keeps the register", "enter as who does")
	}
	return s, nil
}

func (p *Pages) importForm(c echo.Context) error {
	s, err := p.importSheet(c)
	if err != nil {
		return err
	}
	return p.begin(c, s)
}

// lookAtList shows what would become of every row of a list; nothing is written.
func (p *Pages) lookAtList(c echo.Context) error {
	s, err := p.importSheet(c)
	if err != nil {
		return err
	}
	in, part, err := parts(c)
	if err != nil {
		return err
	}
	_, trouble := read(s.Fields, "", in)
	var content []byte
	if part != nil {
		if content, err = io.ReadAll(io.LimitReader(part, maxList+1)); err != nil {
			return badForm(err)
		}
	}
	switch {
	case len(content) == 0:
		trouble = append(trouble, problem{Path: "file", Says: words["invalid.required"]})
	case len(content) > maxList:
		trouble = append(trouble, problem{Path: "file", Says: words["file.list"]})
	}
	if len(trouble) > 0 {
		return p.fill(c, http.StatusUnprocessableEntity, s, in, trouble)
	}
	return p.list(c, s, in, content, false)
}

// importList imports the good rows of the list that was looked at; once more it changes nothing.
func (p *Pages) importList(c echo.Context) error {
	s, err := p.importSheet(c)
	if err != nil {
		return err
	}
	in, _, err := filled(c, s)
	if err != nil {
		return err
	}
	content, err := base64.RawURLEncoding.DecodeString(in.Get("content"))
	if _, trouble := read(s.Fields[:1], "", in); err != nil || len(content) == 0 || len(trouble) > 0 {
		return badForm(errors.New("no list"))
	}
	return p.list(c, s, in, content, true)
}

func (p *Pages) list(c echo.Context, s sheet, in url.Values, content []byte, apply bool) error {
	list := institutions.Roster(in.Get("list"))
	entries, trouble := entriesOf(list, content)
	if len(trouble) > 0 {
		return p.fill(c, http.StatusUnprocessableEntity, s, in, trouble)
	}
	sum := sha256.Sum256(content)
	w := institutions.Why{By: who(c), At: p.Now(), On: dayOf(p.Now()), Reason: "导入名单（SHA-256 " + hex.EncodeToString(sum[:6]) + "）"}
	done, err := p.Store.ImportInstitutions(c.Request().Context(), list, entries, w, apply)
	if err != nil {
		return err
	}
	names := map[int]string{}
	for _, e := range entries {
		names[e.Line] = e.Name
	}
	v := importView{List: list, Applied: apply, Rows: len(done), Counts: map[institutions.Verdict]int{}, Shown: verdicts, Content: base64.RawURLEncoding.EncodeToString(content)}
	for _, e := range done {
		v.Counts[e.Verdict]++
		switch {
		case e.Verdict == institutions.RowSame:
			continue
		case len(v.Items) == mostRowsShown:
			v.More = true
			continue
		case e.Verdict == institutions.RowNew && !apply:
			e.Institution = "" // it has none yet
		}
		v.Items = append(v.Items, enrolled{e, names[e.Row]})
	}
	slices.SortStableFunc(v.Items, func(a, b enrolled) int { return slices.Index(worst, a.Verdict) - slices.Index(worst, b.Verdict) })
	return p.site.Render(c, http.StatusOK, "import", v)
}

// worst is the order in which rows are shown: what somebody must look at comes first.
var worst = []institutions.Verdict{institutions.RowWrong, institutions.RowDoubtful, institutions.RowNew, institutions.RowChanged}

// maxHeading is how far below the top the headings may stand.
const maxHeading = 10

// entriesOf reads the rows of a list.
func entriesOf(list institutions.Roster, content []byte) (out []institutions.Entry, trouble []problem) {
	all, err := table.Read(content)
	if err != nil {
		return nil, []problem{{Path: "file", Says: words["file.table"], Detail: err.Error()}}
	}
	for i, line := range all[:min(len(all), maxHeading)] {
		columns, ok := institutions.Columns(line.Cells)
		if !ok {
			continue
		}
		for _, r := range all[i+1:] {
			if r.Problem != "" {
				out = append(out, institutions.Entry{Line: r.Line, Problems: []string{r.Problem}})
				continue
			}
			out = append(out, institutions.ReadEntry(list, r.Line, func(column institutions.Column) string {
				if at, ok := columns[column]; ok {
					return r.At(at)
				}
				return ""
			}))
		}
		return out, nil
	}
	return nil, []problem{{Path: "file", Says: words["file.headings"]}}
}
