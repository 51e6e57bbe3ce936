package pages

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/page"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/answers"
	"xiansuo/services/routing/internal/form"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

// deed is a word that the viewer is about to give.
type deed struct {
	who     viewer
	view    postgres.View
	word    lead.Word
	party   string     // for whom it is registered; empty unless it is
	inner   *lead.Word // the word that is registered
	fields  []form.Field
	allowed bool
}

// grave are the words that are shown once more before they are given: they bind, end, or leave the district.
var grave = []string{"designate", "close", "merge", "split", "refer", "letter"}

// What a form says besides its fields. No member of a word is called so.
const (
	inKey     = "_key"     // the word's id: sent twice it is one word
	inSeen    = "_seen"    // number of the newest record that the viewer saw
	inMore    = "_more"    // path of the rows of which there shall be one more
	inConfirm = "_confirm" // "yes" once what is grave was shown, "no" to change it
)

// registrable are the words that may be registered for somebody who gave them on paper or by phone.
var registrable = []string{"sign", "return", "reject", "done", "feed-back", "incomplete", "file"}

// deedOf reads which word is about to be given, about a lead that the viewer may see. Of the registration of a word it needs to know
// which, and for whom.
func (p *Pages) deedOf(c echo.Context, in url.Values) (*deed, error) {
	v, err := p.view(c)
	if err != nil {
		return nil, err
	}
	d := &deed{who: viewerOf(c), view: v}
	var known bool
	if d.word, known = lead.WordNamed(c.Param("word")); !known {
		return nil, web.NotFound("this word")
	}
	d.allowed = slices.Contains(p.allowed(d.who, &v.Lead), d.word.Name)
	d.fields = form.Of(d.word.Fact)
	if d.word.Name == "register" {
		d.register(in)
	}
	return d, nil
}

// register takes the word that is registered, and for whom.
func (d *deed) register(in url.Values) {
	word, ok := lead.WordNamed(in.Get("word"))
	if !ok || !slices.Contains(registrable, word.Name) || !storable(in.Get("for")) || in.Get("for") == "" {
		return
	}
	d.party, d.inner, d.fields = in.Get("for"), &word, form.OfRegistered(word)
}

// fill shows the form of a word, or why it cannot be given now.
func (p *Pages) fill(c echo.Context) error {
	d, err := p.deedOf(c, c.QueryParams())
	switch {
	case err != nil:
		return err
	case !d.allowed:
		return p.notNow(c, d)
	case d.word.Name == "register" && d.inner == nil:
		return p.chooseRegistered(c, d)
	}
	return p.show(c, http.StatusOK, d, p.begin(c, d), nil)
}

// give gives a word as it was filled in: what a form lacks, or says wrongly, is said beside it before anything is given.
func (p *Pages) give(c echo.Context) error {
	if !viewerOf(c).speaks() {
		return web.Forbidden("the auditor gives no words", "enter as somebody who does")
	}
	in, trouble, err := readForm(c.Response(), c.Request())
	if err != nil {
		return err
	}
	d, err := p.deedOf(c, in)
	switch {
	case err != nil:
		return err
	case d.word.Name == "register" && d.inner == nil:
		return web.NewProblem(http.StatusBadRequest, "bad-form", "the form does not say what is registered for whom", "begin at the lead")
	case in.Get(inMore) != "":
		more(d.fields, in)
		return p.show(c, http.StatusOK, d, in, trouble)
	case in.Get(inConfirm) == "no":
		return p.show(c, http.StatusOK, d, in, trouble)
	}
	form.Tidy(d.fields, "", in)
	data, err := json.Marshal(form.Read(d.fields, "", in))
	if err != nil {
		return err
	}
	if trouble = append(trouble, p.check(c, d, in, data)...); len(trouble) > 0 {
		return p.show(c, http.StatusUnprocessableEntity, d, in, trouble)
	}
	if slices.Contains(grave, d.word.Name) && in.Get(inConfirm) != "yes" {
		return p.confirm(c, d, in)
	}
	return p.take(c, d, in, data)
}

// take gives the word and tells what came of it.
func (p *Pages) take(c echo.Context, d *deed, in url.Values, data []byte) error {
	id := d.view.Lead.ID
	out, err := p.Take(c.Request().Context(), answers.Given{Party: string(d.who.as), Lead: id, Word: d.word, Data: data,
		Key: in.Get(inKey), Seen: in.Get(inSeen), At: p.Now()})
	switch {
	case err != nil && pg.Transient(err): // whether it was taken is not known: under the same key it is taken once
		return p.show(c, http.StatusServiceUnavailable, d, in, []problem{{Says: words["act.busy"]}})
	case err != nil:
		return err
	case out.Refusal != nil:
		return p.refused(c, d, in, out.Refusal)
	}
	s := p.site.Sessions
	s.Keep(c, keptUnit, in.Get("by.unit"))
	s.Keep(c, keptPerson, in.Get("by.person"))
	no := 0
	if out.Record != nil {
		no = out.Record.No
	}
	s.Keep(c, keptTold, writeTold(id, d.word.Name, no))
	return page.Redirect(c, leadPath(id))
}

// refused shows the form again, on the lead as it stands now, with why the word had no effect. It may be given again, as another word.
func (p *Pages) refused(c echo.Context, d *deed, in url.Values, r *handoff.Refusal) error {
	before, _ := strconv.Atoi(in.Get(inSeen))
	now, err := p.Store.Lead(c.Request().Context(), d.view.Lead.ID)
	if err != nil {
		return missing(err)
	}
	d.view = now
	d.allowed = slices.Contains(p.allowed(d.who, &now.Lead), d.word.Name)
	in.Set(inKey, rand.Text())
	in.Set(inSeen, strconv.Itoa(now.Lead.Last))
	status, trouble := http.StatusConflict, p.problemOf(r)
	if r.Code == handoff.MovedOn {
		status, trouble.Since = http.StatusPreconditionFailed, before
	}
	return p.show(c, status, d, in, []problem{trouble})
}

// begin returns how a form starts out.
func (p *Pages) begin(c echo.Context, d *deed) url.Values {
	in := url.Values{}
	for key, values := range c.QueryParams() { // such as the lead to merge into
		if len(key) > 0 && key[0] != '_' && len(values) == 1 && storable(values[0]) {
			in.Set(key, values[0])
		}
	}
	in.Set(inKey, rand.Text())
	in.Set(inSeen, strconv.Itoa(d.view.Lead.Last))
	s := p.site.Sessions
	in.Set("by.unit", s.Kept(c, keptUnit))
	in.Set("by.person", s.Kept(c, keptPerson))
	preset(d, in)
	return in
}

// decode reads data as the word's fact.
func decode(w lead.Word, data []byte) (lead.Fact, error) {
	value := factOf(w)
	if err := event.Unmarshal(data, value.Interface()); err != nil {
		return nil, err
	}
	return value.Elem().Interface().(lead.Fact), nil
}
