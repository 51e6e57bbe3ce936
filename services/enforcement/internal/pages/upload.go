package pages

import (
	"crypto/rand"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"xiansuo/services/enforcement/internal/archive"
	"xiansuo/services/enforcement/internal/evidence"
)

// casePath is the page of a case.
func casePath(number string) string { return prefix + "cases/" + url.PathEscape(number) }

// belongs is what the evidence of a form belongs to, and its page.
func belongs(c echo.Context) (about evidence.About, back string) {
	about = evidence.About{Kind: evidence.Case, ID: c.Param("number")}
	switch {
	case about.ID != "":
		return about, casePath(about.ID)
	case strings.HasPrefix(c.Path(), roundsPath):
		about = evidence.About{Kind: evidence.Round, ID: c.Param("id")}
		return about, roundsPath + "/" + url.PathEscape(about.ID)
	}
	about = evidence.About{Kind: evidence.Operation, ID: c.Param("id")}
	return about, operationsPath + "/" + url.PathEscape(about.ID)
}

// uploadSheet is the form by which evidence is registered.
func uploadSheet(number, back string) sheet {
	types, origins := []option{}, []option{}
	for _, t := range evidence.Types() {
		types = append(types, option{string(t), words["type."+string(t)]})
	}
	for _, o := range evidence.Origins() {
		origins = append(origins, option{string(o), words["origin."+string(o)]})
	}
	f := func(name string, k kind, most int, required bool) field {
		return field{Name: name, Kind: k, Label: words["field."+name], Hint: words["hint."+name], Max: most, Required: required}
	}
	types1, origins1, officers := f("type", choice, 0, true), f("origin", choice, 0, true), f("officers", rows, 0, true)
	types1.Choices, origins1.Choices = types, origins
	officers.Rows = []field{f("name", text, 50, true), f("card", text, 50, false)}
	return sheet{Says: words["evidence.add"], About: number, Back: back, Fields: []field{types1, f("title", text, 200, true), origins1, f("source", text, 200, true),
		officers, f("on", day, 0, true), f("time", clock, 0, false), f("place", text, 200, true), f("copy", mark, 0, false), f("original", text, 200, false),
		f("confidential", mark, 0, false), f("minor", mark, 0, false),
		f("quantity", text, 100, false), f("features", text, 1000, false), f("custody", text, 200, false), f("keeper", text, 100, false), f("file", file, 0, false)}}
}

// thing are the fields that say where a thing lies.
var thing = []string{"quantity", "features", "custody", "keeper"}

func (p *Pages) uploadForm(c echo.Context) error {
	about, back := belongs(c)
	if err := p.mine(c, about); err != nil {
		return err
	}
	return p.begin(c, uploadSheet(about.ID, back))
}

// upload registers evidence of a case, a patrol or an operation. What a form lacks is said beside it; its file must then be chosen again.
func (p *Pages) upload(c echo.Context) error {
	about, back := belongs(c)
	if err := p.mine(c, about); err != nil {
		return err
	}
	s := uploadSheet(about.ID, back)
	in, content, err := parts(c)
	if err != nil {
		return err
	}
	if oneMore(s, in) {
		return p.fill(c, http.StatusOK, s, in, nil)
	}
	data, trouble := read(s.Fields, "", in)
	if len(trouble) > 0 {
		return p.fill(c, http.StatusUnprocessableEntity, s, in, trouble)
	}
	up := archive.Upload{Key: in.Get(inKey)}
	if content != nil {
		up.Name, up.Content = content.FileName(), content
	}
	if err := recast(drafted(data, about), &up.Draft); err != nil {
		return err
	}
	chain, _, err := p.Archive.Register(c.Request().Context(), who(c), up)
	if status, trouble := evidenceTrouble(err); trouble != nil {
		if errors.Is(err, archive.ErrKeyReused) {
			in.Set(inKey, rand.Text()) // sent once more it is another item
		}
		return p.fill(c, status, s, in, trouble)
	}
	if err != nil {
		return missing(err)
	}
	return p.taken(c, in, "evidence.added", evidencePath(chain.Item.ID))
}

// drafted puts what was filled in into the shape of a draft.
func drafted(data map[string]any, about evidence.About) map[string]any {
	lies := map[string]any{}
	for _, name := range thing {
		if v, ok := data[name]; ok {
			lies[name] = v
		}
		delete(data, name)
	}
	if len(lies) > 0 {
		data["thing"] = lies
	}
	data["about"] = about
	return data
}

// mine refuses who may not register evidence of something: it is not there then.
func (p *Pages) mine(c echo.Context, about evidence.About) error {
	scope, err := p.Store.ScopeOf(c.Request().Context(), about)
	if err == nil && !slices.ContainsFunc(scope.Owners, evidence.Works(who(c))) {
		err = missing(archive.ErrNotFound)
	}
	return err
}

// maxParts is how many inputs a form has at most.
const maxParts = 2000

// parts reads a form until its file, which is left to be streamed; nothing where none was chosen.
func parts(c echo.Context) (in url.Values, content *multipart.Part, err error) {
	r := c.Request()
	r.Body = archive.Patient(c.Response(), r.Body)
	reader, err := r.MultipartReader()
	if err != nil {
		return nil, nil, badForm(err)
	}
	in = url.Values{}
	left := int64(maxText)
	for range maxParts {
		part, err := reader.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return in, nil, readable(in)
		case err != nil:
			return nil, nil, badForm(err)
		case part.FormName() == "file" && part.FileName() == "": // nothing was chosen
			continue
		case part.FormName() == "file":
			return in, part, readable(in)
		}
		value, err := io.ReadAll(io.LimitReader(part, left+1))
		if left -= int64(len(value)); err != nil || left < 0 {
			return nil, nil, badForm(errors.New("too much"))
		}
		in.Add(part.FormName(), string(value))
	}
	return nil, nil, badForm(errors.New("too many inputs"))
}
