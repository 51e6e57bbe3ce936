package pages

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/page"
	"xiansuo/services/internal/web"
)

// sheet is a form before it is filled in.
type sheet struct {
	Says   lead.Name
	About  string // the name of what it is about, as data
	Back   string
	Fields []field
	Seen   int // number of the newest record that is shown
	Grave  bool
	Filled url.Values // how it is filled in at first
}

// formView is a form as it is filled in.
type formView struct {
	sheet
	Inputs  []input
	Key     string
	Uploads bool
	Trouble []problem
	Kept    bool // what was sent is a record all the same: one that was refused
}

// What a form says besides its fields. No field is called so.
const (
	inKey  = "_key"  // sent twice it is one act
	inSeen = "_seen" // number of the newest record that was seen
	inMore = "_more" // path of the rows of which there shall be one more
)

// fill answers with a form as it is filled in and what is wrong with it.
func (p *Pages) fill(c echo.Context, status int, s sheet, in url.Values, trouble []problem) error {
	return p.site.Render(c, status, "form", filledIn(s, in, trouble))
}

func filledIn(s sheet, in url.Values, trouble []problem) formView {
	trouble = located(s.Fields, trouble)
	return formView{sheet: s, Inputs: inputs(s.Fields, "", in, trouble), Key: in.Get(inKey), Trouble: trouble,
		Uploads: slices.ContainsFunc(s.Fields, func(f field) bool { return f.Kind == file })}
}

// begin answers with a form that nobody filled in yet: today, by who was here last.
func (p *Pages) begin(c echo.Context, s sheet) error {
	in := url.Values{inKey: {rand.Text()}}
	for key, values := range s.Filled {
		in[key] = values
	}
	for key, values := range c.QueryParams() { // such as the order that is rechecked
		if key != "" && key[0] != '_' && key != "lang" && storable(values[0]) {
			in.Set(key, values[0])
		}
	}
	for _, f := range s.Fields {
		switch {
		case in.Has(f.Name):
		case f.Name == "on":
			in.Set("on", dayOf(p.Now()))
		case slices.Contains(kept, f.Name):
			in.Set(f.Name, p.site.Sessions.Kept(c, f.Name))
		}
	}
	return p.fill(c, http.StatusOK, s, in, nil)
}

// kept are fields that a session remembers from one form to the next.
var kept = []string{"unit", "person", "officers"}

// taken remembers who acted, tells what was done, and sends the reader on.
func (p *Pages) taken(c echo.Context, in url.Values, told, to string) error {
	for _, name := range kept {
		if in.Get(name) != "" {
			p.site.Sessions.Keep(c, name, in.Get(name))
		}
	}
	p.site.Sessions.Keep(c, "told", told)
	return page.Redirect(c, to)
}

// told returns what the reader's last form did, once: a key of words.
func (p *Pages) told(c echo.Context) string {
	told := p.site.Sessions.Kept(c, "told")
	p.site.Sessions.Keep(c, "told", "")
	return told
}

const maxText = 1 << 20

// filled reads a form without files. more reports that only another row was asked for; it is in the form then.
func filled(c echo.Context, s sheet) (in url.Values, more bool, err error) {
	r := c.Request()
	r.Body = http.MaxBytesReader(c.Response(), r.Body, maxText)
	if err := r.ParseForm(); err != nil {
		return nil, false, badForm(err)
	}
	in = r.PostForm
	if err := readable(in); err != nil {
		return nil, false, err
	}
	return in, oneMore(s, in), nil
}

// oneMore adds a row where one was asked for, and reports it.
func oneMore(s sheet, in url.Values) bool {
	path := in.Get(inMore)
	at := slices.IndexFunc(s.Fields, func(f field) bool { return f.Kind == rows && f.Name == path })
	if at < 0 {
		return false
	}
	in.Set(path+".rows", strconv.Itoa(min(rowsOf(s.Fields[at], path, in)+1, mostRows)))
	return true
}

func readable(in url.Values) error {
	for key, values := range in {
		if !storable(key) || slices.ContainsFunc(values, func(v string) bool { return !storable(v) }) {
			return badForm(errors.New("no text"))
		}
	}
	return nil
}

// storable reports whether a text may stand in the database at all.
func storable(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

func badForm(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return web.NewProblem(http.StatusRequestEntityTooLarge, "too-large", "the form is too large", "send less")
	}
	return web.NewProblem(http.StatusBadRequest, "bad-form", "the form cannot be read", "open it again and send it")
}
