package pages

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/archive"
	"xiansuo/services/enforcement/internal/evidence"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/files"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/web"
)

func (p *Pages) evidenceRoutes() []route {
	return []route{
		{http.MethodGet, "/evidence/:id", p.evidence}, {http.MethodGet, "/evidence/:id/content", p.content},
		{http.MethodGet, "/evidence/:id/acts/:act", p.evidenceForm}, {http.MethodPost, "/evidence/:id/acts/:act", p.evidenceAct},
		{http.MethodGet, "/cases/:number/evidence", p.uploadForm}, {http.MethodPost, "/cases/:number/evidence", p.upload},
		{http.MethodGet, "/rounds/:id/evidence", p.uploadForm}, {http.MethodPost, "/rounds/:id/evidence", p.upload},
		{http.MethodGet, "/operations/:id/evidence", p.uploadForm}, {http.MethodPost, "/operations/:id/evidence", p.upload},
	}
}

func evidencePath(id string) string { return prefix + "evidence/" + url.PathEscape(id) }

// evidenceView is an item with its chain.
type evidenceView struct {
	evidence.Chain
	Standing evidence.Standing
	Of       string // path of what it belongs to, where there is one
	Path     string
	Broken   int
	Acts     []action
	Readings []postgres.Reading
	Told     string
}

// action is something that the reader can do, with the address of its form.
type action struct {
	Says lead.Name
	Path string
}

func (p *Pages) evidence(c echo.Context) error {
	ctx, by := c.Request().Context(), who(c)
	chain, err := p.Archive.Show(ctx, by, c.Param("id"))
	if err != nil {
		return missing(err)
	}
	v := evidenceView{Chain: chain, Standing: chain.Standing(p.Now()), Path: evidencePath(chain.Item.ID), Broken: chain.Broken(), Told: p.told(c)}
	v.Of = map[evidence.Kind]string{evidence.Case: prefix + "cases/", evidence.Round: roundsPath + "/", evidence.Operation: operationsPath + "/"}[chain.Item.About.Kind] + url.PathEscape(chain.Item.About.ID)
	for _, act := range chain.Acts(by, p.Now()) {
		v.Acts = append(v.Acts, action{words["custody."+string(act.Act)], v.Path + "/acts/" + string(act.Act)})
	}
	if chain.Item.Guarded() {
		if v.Readings, err = p.Archive.Readings(ctx, by, chain.Item.ID); err != nil && !errors.Is(err, archive.ErrForbidden) {
			return err
		}
	}
	return p.site.Render(c, http.StatusOK, "evidence", v)
}

func (p *Pages) content(c echo.Context) error {
	content, err := p.Archive.Open(c.Request().Context(), who(c), c.Param("id"))
	if err != nil {
		return missing(err)
	}
	return content.Send(c.Response())
}

// missing turns what the archive does not show into what is not found.
func missing(err error) error {
	switch {
	case errors.Is(err, archive.ErrNotFound):
		return web.NotFound("this evidence")
	case errors.Is(err, archive.ErrForbidden):
		return web.Forbidden("this is not the reader's to do", "enter as who may")
	}
	return err
}

// evidenceSheet is the form of an act that the reader may do now.
func (p *Pages) evidenceSheet(c echo.Context) (sheet, error) {
	chain, err := p.Archive.Show(c.Request().Context(), who(c), c.Param("id"))
	if err != nil {
		return sheet{}, missing(err)
	}
	for _, act := range chain.Acts(who(c), p.Now()) {
		if string(act.Act) == c.Param("act") {
			return sheet{Says: words["custody."+string(act.Act)], About: chain.Item.Listed().Title, Back: evidencePath(chain.Item.ID),
				Fields: evidenceFields(act), Seen: len(chain.Records)}, nil
		}
	}
	return sheet{}, web.NewProblem(http.StatusConflict, "not-now", "that cannot be done now, or not by the reader", "look at the evidence as it is")
}

// evidenceFields are the fields of an act, and who in the department does it.
func evidenceFields(act evidence.Possible) (fields []field) {
	for _, ask := range act.Asks {
		f := field{Name: ask.Name, Kind: text, Label: words["field."+ask.Name], Required: ask.Needed, Max: 100}
		switch ask.Name {
		case "on":
			f.Kind = day
		case "note":
			f.Kind, f.Max = long, 1000
		case "outcome":
			f.Kind = choice
			for _, o := range evidence.Outcomes() {
				f.Choices = append(f.Choices, option{string(o), words["outcome."+string(o)]})
			}
		case "department":
			f.Kind = choice
			for _, d := range lead.Departments() {
				f.Choices = append(f.Choices, option{string(d), lead.Holder(d).Name()})
			}
		}
		fields = append(fields, f)
	}
	return append(fields, field{Name: "unit", Kind: text, Label: words["field.unit"], Max: 100}, field{Name: "person", Kind: text, Label: words["field.person"], Max: 100})
}

func (p *Pages) evidenceForm(c echo.Context) error {
	s, err := p.evidenceSheet(c)
	if err != nil {
		return err
	}
	return p.begin(c, s)
}

func (p *Pages) evidenceAct(c echo.Context) error {
	s, err := p.evidenceSheet(c)
	if err != nil {
		return err
	}
	in, more, err := filled(c, s)
	if err != nil {
		return err
	}
	data, trouble := read(s.Fields, "", in)
	if more || len(trouble) > 0 {
		return p.fill(c, http.StatusUnprocessableEntity, s, in, trouble)
	}
	var told evidence.Input
	data["by"] = map[string]any{"unit": data["unit"], "person": data["person"]}
	delete(data, "unit")
	delete(data, "person")
	if err := recast(data, &told); err != nil {
		return err
	}
	_, err = p.Archive.Act(c.Request().Context(), who(c), c.Param("id"), evidence.Act(c.Param("act")), told)
	if status, trouble := evidenceTrouble(err); trouble != nil {
		return p.fill(c, status, s, in, trouble)
	}
	if err != nil {
		return missing(err)
	}
	return p.taken(c, in, "custody."+c.Param("act"), s.Back)
}

// recast writes data as JSON and reads it as something else.
func recast(data map[string]any, into any) error {
	b, err := json.Marshal(data)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, into)
}

// evidenceTrouble says what is wrong with a form about evidence; nothing where it is no matter of the form.
func evidenceTrouble(err error) (status int, trouble []problem) {
	var refused *evidence.Refused
	says := func(status int, key, path, detail string) (int, []problem) {
		return status, []problem{{Path: path, Says: words[key], Detail: detail}}
	}
	switch {
	case errors.As(err, &refused):
		return says(http.StatusUnprocessableEntity, "refused.evidence."+string(refused.Code), formPath(refused.Field), refused.Error())
	case errors.Is(err, files.ErrTooLarge):
		return says(http.StatusRequestEntityTooLarge, "file.large", "file", "")
	case errors.Is(err, files.ErrEmpty):
		return says(http.StatusUnprocessableEntity, "file.empty", "file", "")
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, os.ErrDeadlineExceeded):
		return says(http.StatusBadRequest, "file.cut", "file", "")
	case errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT):
		return says(http.StatusInsufficientStorage, "file.full", "file", "")
	case errors.Is(err, archive.ErrKeyReused):
		return says(http.StatusConflict, "refused.case.key-conflict", "", "")
	case errors.Is(err, archive.ErrNoFolder):
		return says(http.StatusServiceUnavailable, "file.folder", "file", "")
	case errors.Is(err, archive.ErrBusy):
		return says(http.StatusServiceUnavailable, "file.busy", "file", "")
	case err != nil && pg.Transient(err):
		return says(http.StatusServiceUnavailable, "act.busy", "", "")
	}
	return 0, nil
}

// formPath is the field of a form for one of the heart.
func formPath(field string) string {
	return strings.Replace(strings.Replace(field, "thing.", "", 1), "officers.name", "officers", 1)
}
