package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/page"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

const (
	listLimit   = 50
	officeLimit = 20
)

func queuePath(d lead.Department) string { return prefix + "queues/" + string(d) }

func leadPath(id string) string { return prefix + "leads/" + url.PathEscape(id) }

// listView is a list of leads with its filter.
type listView struct {
	Title  lead.Name
	Of     bool   // the title is of whom the queue is
	Note   string // word that says what is listed
	Tabs   []tab  // the lists beside it
	Ended  bool
	Mine   string // address of what the viewer has, if it said who it is
	Filter filter
	Rows   []row
	Next   string // address of the next part
	First  string // address of the first part, if this is another
}

// tab is a list beside which another is shown.
type tab struct {
	Path string
	Name lead.Name
	Here bool
}

// filter is what narrows a list, and what it can be narrowed to.
type filter struct {
	Path         string
	Stage        postgres.Stage
	Urgency      lead.Urgency
	Late         bool
	Unit, Person string
	Stages       []postgres.Stage
	Urgencies    []lead.Urgency
	Inside       bool // it can be narrowed to a unit or person inside a department
	NotOurs      int  // how often it was said not to be theirs; 0 where that is not asked
}

// Set reports whether anything is narrowed.
func (f filter) Set() bool {
	return f.Stage != "" || f.Urgency != "" || f.Late || f.Unit != "" || f.Person != ""
}

// row is a lead in a list.
type row struct {
	postgres.Listed
	Path  string
	Title string
	Since *time.Time
	Held  time.Duration // since then
	Due   *page.Due
	Words []string  // by which the rules brought it there, the first of them
	Rules int       // how many rules there were
	Sure  int       // percent
	Kind  lead.Name // of the record that brought it there
	By    lead.Name // who brought it there instead, and
	Note  string    // what they wrote
	From  lead.Name // its sender
	// Of a lead that has ended: how, and who ended it or got it back.
	Result, Whose lead.Name
}

func (p *Pages) queue(c echo.Context) error {
	d, who := lead.Department(c.Param("department")), viewerOf(c)
	if !d.Valid() && !p.unit(d) || !who.reads(d) {
		return web.NotFound("this queue")
	}
	v := listView{Title: p.partyOf(string(d)), Of: true}
	v.Filter.Stages = []postgres.Stage{postgres.StageSent, postgres.StageInHand, postgres.StageReturn, postgres.StageSubmitted}
	v.Filter.Inside = true
	if who.all() {
		for _, other := range append(lead.Departments(), p.units()...) {
			v.Tabs = append(v.Tabs, tab{queuePath(other), p.partyOf(string(other)), other == d})
		}
	} else if person := p.site.Sessions.Kept(c, keptPerson); person != "" && c.QueryParam("person") != person {
		v.Mine = queuePath(d) + "?" + url.Values{"person": {person}}.Encode()
	}
	return p.list(c, v, postgres.Query{Queue: d})
}

// endings are the lists of what has ended.
var endings = []struct {
	path  string
	state handoff.State
}{{"closed", handoff.Closed}, {"declined", handoff.Declined}, {"merged", handoff.Merged}}

func (p *Pages) ended(c echo.Context) error {
	v, q := listView{Ended: true}, postgres.Query{}
	for _, e := range endings {
		here := strings.HasSuffix(c.Path(), "/"+e.path)
		if here {
			v.Title, q.State = e.state.Name(), e.state
		}
		v.Tabs = append(v.Tabs, tab{prefix + e.path, e.state.Name(), here})
	}
	return p.list(c, v, q)
}

// returned lists what was said, so often or more, not to be somebody's.
func (p *Pages) returned(c echo.Context) error {
	n, err := strconv.Atoi(c.QueryParam("notOurs"))
	if err != nil || n < 1 || n > postgres.MaxBounced {
		n = handoff.MaxNotOurs
	}
	v := listView{Title: words["bounced"], Note: "bounced.note", Ended: true}
	v.Filter.NotOurs = n
	return p.list(c, v, postgres.Query{Bounced: n})
}

// list answers with a part of a list.
func (p *Pages) list(c echo.Context, v listView, q postgres.Query) error {
	part, err := p.part(c, &v.Filter, q, listLimit)
	if err != nil {
		return err
	}
	v.Rows = p.rowsOf(part.Leads)
	v.Next, v.First = v.Filter.turn(c, part.Next)
	return p.site.Render(c, http.StatusOK, "list", v)
}

// part reads a part of a list as the request narrows it. What a list cannot be narrowed to is left alone.
func (p *Pages) part(c echo.Context, f *filter, q postgres.Query, limit int) (postgres.Part, error) {
	f.Path = c.Request().URL.Path
	f.Urgencies = []lead.Urgency{lead.Critical, lead.Urgent, lead.Normal, lead.Low}
	if u := lead.Urgency(c.QueryParam("urgency")); u.Valid() {
		f.Urgency = u
	}
	for _, s := range f.Stages {
		if c.QueryParam("state") == string(s) {
			f.Stage = s
		}
	}
	f.Late = len(f.Stages) > 0 && c.QueryParam("late") != ""
	if f.Inside {
		f.Unit, f.Person = narrowed(c, "unit"), narrowed(c, "person")
	}
	q.Stage, q.Urgency, q.Late, q.Unit, q.Person = f.Stage, f.Urgency, f.Late, f.Unit, f.Person
	q.Now, q.After, q.Limit = p.Now(), c.QueryParam("after"), limit
	part, err := p.Store.List(c.Request().Context(), q)
	return part, missing(err)
}

// narrowed is a text that a list is narrowed to.
func narrowed(c echo.Context, name string) string {
	text := strings.TrimSpace(c.QueryParam(name))
	if utf8.RuneCountInString(text) > maxInside {
		return ""
	}
	return text
}

// maxInside is how long the name of a unit or a person may be.
const maxInside = 100

// turn returns the addresses of the next part and, unless this is it, of the first.
func (f filter) turn(c echo.Context, next string) (string, string) {
	kept := url.Values{}
	if f.Stage != "" {
		kept.Set("state", string(f.Stage))
	}
	if f.Urgency != "" {
		kept.Set("urgency", string(f.Urgency))
	}
	if f.Late {
		kept.Set("late", "1")
	}
	for name, text := range map[string]string{"unit": f.Unit, "person": f.Person} {
		if text != "" {
			kept.Set(name, text)
		}
	}
	if f.NotOurs > 0 && f.NotOurs != handoff.MaxNotOurs {
		kept.Set("notOurs", strconv.Itoa(f.NotOurs))
	}
	first := f.Path
	if len(kept) > 0 {
		first += "?" + kept.Encode()
	}
	if c.QueryParam("after") == "" {
		first = ""
	}
	if next == "" {
		return "", first
	}
	kept.Set("after", next)
	return f.Path + "?" + kept.Encode(), first
}

func (p *Pages) rowsOf(leads []postgres.Listed) []row {
	rows := make([]row, len(leads))
	for i, l := range leads {
		rows[i] = p.rowOf(l)
	}
	return rows
}

func (p *Pages) rowOf(l postgres.Listed) row {
	r := row{Listed: l, Path: leadPath(l.ID), Title: titleOf(l.Matter), From: p.partyOf(l.Sender), Sure: percent(l.Decision.Confidence)}
	if l.Due != nil {
		r.Due = page.NewDue(*l.Due, l.Provisional, p.Now())
	}
	r.Words, r.Rules = wordsOf(l.Decision.Fired), len(l.Decision.Fired)
	if b := l.Brought; b != nil {
		r.Since, r.Held = &b.At, max(0, p.Now().Sub(b.At))
		r.Kind, r.By, r.Note = b.Kind.Name(), p.partyOf(b.By), b.Note
		r.Result, r.Whose = p.resultOf(*b)
	}
	return r
}

// ByRules reports whether no person brought the lead where it is.
func (r row) ByRules() bool {
	return r.Brought == nil || r.Brought.By == handoff.ByRules || r.Brought.By == handoff.ByClock
}

// resultOf is how a record ended a lead, and who did or got it back.
func (p *Pages) resultOf(r lead.Record) (result, whose lead.Name) {
	switch r.Kind {
	case lead.KindDone:
		return reasonName(r), p.partyOf(r.From)
	case lead.KindMerged, lead.KindUnsplit:
		return r.Kind.Name(), lead.Name{ZH: r.Other, EN: r.Other}
	}
	return r.Kind.Name(), p.partyOf(r.To)
}

// fewWords is how many words of rules stand in a list.
const fewWords = 4

func wordsOf(fired []lead.Fired) []string {
	var all []string
	for _, f := range fired {
		all = append(all, f.Words...)
	}
	all = distinct(all)
	return all[:min(len(all), fewWords)]
}

const titleLength = 40

// titleOf is the ticket's title, or the beginning of its text.
func titleOf(m lead.Matter) string {
	text := m.Title
	if text == "" {
		text = strings.Join(strings.Fields(m.Text), " ")
	}
	return firstOf(text, titleLength)
}

// firstOf is the beginning of a text, marked if it goes on.
func firstOf(text string, length int) string {
	if runes := []rune(text); len(runes) > length {
		return string(runes[:length]) + "…"
	}
	return text
}
