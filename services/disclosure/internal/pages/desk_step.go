package pages

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/disclosure/internal/redaction"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/page"
	"xiansuo/services/internal/web"
)

// stepView is the form of a step.
type stepView struct {
	postgres.Desk
	Word    publication.Word
	Today   string
	In      url.Values
	Fixed   []redaction.Entry
	Entries []entryRow
	Allowed []redaction.Allowance
	Kinds   []redaction.Kind
	Reasons []string
	Leaks   []redaction.Finding
	Refusal *publication.Refusal
}

// entryRow is a line of the map in the form.
type entryRow struct{ Kind, Value, Aliases, Mask, Reason string }

// spare is how many empty lines a form of the map has.
const spare = 3

var kinds = []redaction.Kind{redaction.Person, redaction.Identity, redaction.Phone, redaction.Bank, redaction.Code, redaction.Address, redaction.Institution,
	redaction.Certificate, redaction.Reporter, redaction.Minor, redaction.Plate, redaction.Other}

// form shows the form of a step that the reader may take now.
func (d *Desk) form(c echo.Context) error {
	p, by, err := d.seen(c)
	if err != nil {
		return err
	}
	word := publication.Word(c.Param("word"))
	if !slices.Contains(p.Next(by), word) {
		return web.NotFound("this step")
	}
	in := url.Values{"on": {publication.Today(d.Now())}, "title": {p.Content.Title}, "text": {strings.Join(p.Content.Text, "\n\n")},
		"unit": {d.site.Sessions.Kept(c, "unit")}, "person": {d.site.Sessions.Kept(c, "person")}, "legalDuty": {p.LegalDuty}}
	return d.fill(c, http.StatusOK, p, word, in, p.Content.Map, nil)
}

func (d *Desk) fill(c echo.Context, status int, p postgres.Desk, word publication.Word, in url.Values, m redaction.Map, refusal *publication.Refusal) error {
	v := stepView{Desk: p, Word: word, Today: publication.Today(d.Now()), In: in, Kinds: kinds, Reasons: publication.Reasons(), Leaks: p.Leaks(p.Content, p.Files), Refusal: refusal}
	for _, e := range m.Entries {
		if e.Fixed {
			v.Fixed = append(v.Fixed, e)
			continue
		}
		v.Entries = append(v.Entries, entryRow{string(e.Kind), e.Value, strings.Join(e.Aliases, "、"), e.Mask, e.Reason})
	}
	v.Entries = append(v.Entries, make([]entryRow, spare)...)
	v.Allowed = append(slices.Clone(m.Allowed), make([]redaction.Allowance, spare)...)
	return d.site.Render(c, status, "step", v)
}

const longestForm = 2 << 20

// filled reads a form.
func filled(c echo.Context) (url.Values, error) {
	r := c.Request()
	r.Body = http.MaxBytesReader(c.Response(), r.Body, longestForm)
	if err := r.ParseForm(); err != nil {
		return nil, web.NewProblem(http.StatusBadRequest, "bad-form", "the form cannot be read", "open it again and send it")
	}
	for name, values := range r.PostForm {
		for _, text := range append(values, name) {
			if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				return nil, web.NewProblem(http.StatusBadRequest, "bad-form", "the form holds what is no text", "open it again and send it")
			}
		}
	}
	return r.PostForm, nil
}

// take takes the step that a form asks for. What is refused is said above the form, which is filled in as it was.
func (d *Desk) take(c echo.Context) error {
	in, err := filled(c)
	if err != nil {
		return err
	}
	p, by, err := d.seen(c)
	if err != nil {
		return err
	}
	word := publication.Word(c.Param("word"))
	act := publication.Act{Actor: by.As(&lead.By{Unit: in.Get("unit"), Person: in.Get("person")}), On: in.Get("on"), Note: strings.TrimSpace(in.Get("note")), At: d.Now()}
	m := mapOf(in, p.Content.Map)
	_, err = d.Store.Change(c.Request().Context(), p.ID, act.At, func(ctx context.Context, tx *outbox.Tx, desk *postgres.Desk) error {
		edition, err := strconv.Atoi(in.Get("edition"))
		if err != nil {
			return publication.Refusal{Code: publication.BadForm, Detail: "edition is the number of the edition that was looked at"}
		}
		asked := publication.Asked{Edition: edition, Next: desk.Content, LegalDuty: strings.TrimSpace(in.Get("legalDuty")), To: publication.Stage(in.Get("to")), Reason: in.Get("reason")}
		if word == publication.WordPrepare {
			asked.Next.Map = m
			if !desk.Content.Served {
				asked.Next.Title, asked.Next.Text = strings.TrimSpace(in.Get("title")), paragraphsOf(in.Get("text"))
			}
		}
		desk.Content, err = desk.Take(word, act, asked, desk.Content, desk.Files, d.rules())
		return err
	})
	var refusal publication.Refusal
	switch {
	case errors.As(err, &refusal):
		return d.fill(c, http.StatusConflict, p, word, in, m, &refusal)
	case err != nil:
		return err
	}
	for _, name := range []string{"unit", "person"} {
		d.site.Sessions.Keep(c, name, in.Get(name))
	}
	d.site.Sessions.Keep(c, "told", string(word))
	return page.Redirect(c, deskPrefix+"publications/"+url.PathEscape(p.ID))
}

// mapOf reads the map of a form; what is fixed stays as it is.
func mapOf(in url.Values, now redaction.Map) redaction.Map {
	var m redaction.Map
	for _, e := range now.Entries {
		if e.Fixed {
			m.Entries = append(m.Entries, e)
		}
	}
	at := func(name string, i int) string {
		if all := in[name]; i < len(all) {
			return strings.TrimSpace(all[i])
		}
		return ""
	}
	for i := range in["value"] {
		if value := at("value", i); value != "" {
			var aliases []string
			for alias := range strings.FieldsFuncSeq(at("aliases", i), func(r rune) bool { return strings.ContainsRune("、,，;；\n", r) }) {
				aliases = append(aliases, strings.TrimSpace(alias))
			}
			m.Entries = append(m.Entries, redaction.Entry{Kind: redaction.Kind(at("kind", i)), Value: value, Aliases: aliases, Mask: at("mask", i), Reason: at("why", i)})
		}
	}
	for i := range in["allowed"] {
		if text := at("allowed", i); text != "" {
			m.Allowed = append(m.Allowed, redaction.Allowance{Text: text, Reason: at("because", i)})
		}
	}
	return m
}

// paragraphsOf parts a text at its line breaks.
func paragraphsOf(text string) (out []string) {
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}
