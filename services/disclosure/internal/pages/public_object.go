package pages

import (
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/internal/web"
)

// objectView is the form by which somebody who is named objects, or asks for credit repair.
type objectView struct {
	resultRow
	Form     publication.Objecting
	Held     string // the digests as they were written
	Problems map[string]string
	Grounds  []publication.Ground
	Code     string // by which the answer is given, once it was taken
}

var grounds = []publication.Ground{publication.Wrong, publication.NotMe, publication.Privacy, publication.Revoked, publication.Repair}

// Bad is the word of what is wrong with a field, or "".
func (v objectView) Bad(field string) string { return v.Problems[field] }

func (p *Public) objectForm(c echo.Context) error {
	v, err := p.objected(c)
	if err != nil {
		return err
	}
	return p.site.Render(c, http.StatusOK, "object", v)
}

func (p *Public) objected(c echo.Context) (objectView, error) {
	found, err := p.Store.PublicGet(c.Request().Context(), c.Param("id"))
	if err != nil {
		return objectView{}, missing(err)
	}
	if found.State != publication.Published {
		return objectView{}, web.NotFound("this form")
	}
	return objectView{resultRow: rowOf(found), Grounds: grounds, Problems: map[string]string{}}, nil
}

// object takes an objection. The code of the answer is shown once, on a page that is not kept.
func (p *Public) object(c echo.Context) error {
	v, err := p.objected(c)
	if err != nil {
		return err
	}
	v.read(c)
	if len(v.Problems) > 0 {
		return p.site.Render(c, http.StatusUnprocessableEntity, "object", v)
	}
	code, err := p.Store.Object(c.Request().Context(), v.Form, p.Now())
	var refused publication.Refusal
	switch {
	case errors.As(err, &refused):
		v.Problems["form"] = "object.bad.refused"
		return p.site.Render(c, http.StatusUnprocessableEntity, "object", v)
	case errors.Is(err, postgres.ErrTooMany):
		v.Problems["form"] = "object.bad.many"
		return p.site.Render(c, http.StatusTooManyRequests, "object", v)
	case err != nil:
		return missing(err)
	}
	v.Code = code
	return p.site.Render(c, http.StatusOK, "object", v)
}

const (
	longestObjection = 2000
	longestContact   = 100
	mostDigests      = 20
)

var digestPattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

// read takes in what was filled in, and names what is wrong with it.
func (v *objectView) read(c echo.Context) {
	f := &v.Form
	f.Publication, f.Ground, f.Text = v.ID, publication.Ground(c.FormValue("ground")), clean(c.FormValue("text"))
	f.Name, f.Contact, v.Held = clean(c.FormValue("name")), clean(c.FormValue("contact")), clean(c.FormValue("evidence"))
	f.Evidence = strings.Fields(strings.ToLower(v.Held))
	if !slices.Contains(grounds, f.Ground) {
		v.Problems["ground"] = "object.bad.ground"
	}
	for field, given := range map[string]struct {
		text    string
		longest int
	}{"text": {f.Text, longestObjection}, "name": {f.Name, longestContact}, "contact": {f.Contact, longestContact}} {
		switch n := utf8.RuneCountInString(given.text); {
		case n == 0:
			v.Problems[field] = "object.bad.empty"
		case n > given.longest:
			v.Problems[field] = "object.bad.long"
		case !writable(given.text):
			v.Problems[field] = "object.bad.signs"
		}
	}
	if len(f.Evidence) > mostDigests || slices.ContainsFunc(f.Evidence, func(d string) bool { return !digestPattern.MatchString(d) }) {
		v.Problems["evidence"] = "object.bad.digest"
	}
}

// clean is what was filled in, with lines ended as everywhere and no blanks around.
func clean(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// writable reports whether a text may be kept: UTF-8 without control characters but tabs and the ends of lines.
func writable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' })
}

// objectionView is how far an objection is.
type objectionView struct {
	publication.Answer
	Asked, Found bool
	Path         string
}

func (p *Public) objectionForm(c echo.Context) error {
	return p.site.Render(c, http.StatusOK, "objection", objectionView{})
}

// objection answers whoever has the code, which never stands in an address.
func (p *Public) objection(c echo.Context) error {
	code := clean(c.FormValue("code"))
	v := objectionView{Asked: true}
	if utf8.RuneCountInString(code) <= longestContact && writable(code) && code != "" {
		answer, err := p.Store.ObjectionAnswer(c.Request().Context(), code)
		if err != nil && !errors.Is(err, postgres.ErrNoAnswer) {
			return err
		}
		v.Answer, v.Found = answer, err == nil
		v.Path = resultPath(answer.Publication)
	}
	if !v.Found {
		return p.site.Render(c, http.StatusNotFound, "objection", v)
	}
	return p.site.Render(c, http.StatusOK, "objection", v)
}
