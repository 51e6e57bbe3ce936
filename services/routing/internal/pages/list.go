package pages

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/page"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

const (
	listLimit = 50
	deskLimit = 20
)

func queuePath(d lead.Department) string { return prefix + "queues/" + string(d) }

func leadPath(id string) string { return prefix + "leads/" + url.PathEscape(id) }

// listView is a list of leads with its filter.
type listView struct {
	Title  lead.Name
	Queues []tab // the other queues, for a queue
	Ended  bool
	Filter filter
	Rows   []row
	Next   string // address of the next part
	First  string // address of the first part, if this is another
}

// tab is a queue beside which another is shown.
type tab struct {
	Path string
	Name lead.Name
	Here bool
}

// filter is what narrows a list, and what it can be narrowed to.
type filter struct {
	Path      string
	Stage     postgres.Stage
	Urgency   lead.Urgency
	Late      bool
	Stages    []postgres.Stage
	Urgencies []lead.Urgency
}

// Set reports whether anything is narrowed.
func (f filter) Set() bool { return f.Stage != "" || f.Urgency != "" || f.Late }

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
	By    lead.Name // who brought it there instead, and
	Note  string    // what they wrote
	From  lead.Name // its sender
	// Of a lead that has ended: how, and who ended it or got it back.
	Result, Whose lead.Name
}

func (p *Pages) queue(c echo.Context) error {
	d := lead.Department(c.Param("department"))
	if !d.Valid() {
		return web.NotFound("this queue")
	}
	v := listView{Title: d.Name()}
	v.Filter.Stages = []postgres.Stage{postgres.StageSent, postgres.StageInHand, postgres.StageReturn}
	for _, other := range lead.Departments() {
		v.Queues = append(v.Queues, tab{queuePath(other), other.Name(), other == d})
	}
	return p.list(c, v, postgres.Query{Queue: d})
}

func (p *Pages) declined(c echo.Context) error {
	return p.list(c, listView{Title: handoff.Declined.Name(), Ended: true}, postgres.Query{State: handoff.Declined})
}

func (p *Pages) closed(c echo.Context) error {
	return p.list(c, listView{Title: handoff.Closed.Name(), Ended: true}, postgres.Query{State: handoff.Closed})
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
	q.Stage, q.Urgency, q.Late = f.Stage, f.Urgency, f.Late
	q.Now, q.After, q.Limit = p.Now(), c.QueryParam("after"), limit
	part, err := p.Store.List(c.Request().Context(), q)
	return part, missing(err)
}

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
	r := row{Listed: l, Path: leadPath(l.ID), Title: titleOf(l.Matter), From: partyOf(l.Sender), Sure: percent(l.Decision.Confidence)}
	if l.Due != nil {
		r.Due = page.NewDue(*l.Due, l.Provisional, p.Now())
	}
	r.Words, r.Rules = wordsOf(l.Decision.Fired), len(l.Decision.Fired)
	if b := l.Brought; b != nil {
		r.Since, r.Held = &b.At, max(0, p.Now().Sub(b.At))
		r.By, r.Note = partyOf(b.By), b.Note
		r.Result, r.Whose = resultOf(*b)
	}
	return r
}

// ByRules reports whether no person brought the lead where it is.
func (r row) ByRules() bool { return r.Brought == nil || r.Brought.By == handoff.ByRules }

// resultOf is how a record ended a lead, and who did or got it back.
func resultOf(r lead.Record) (result, whose lead.Name) {
	if r.Kind == lead.KindDone {
		return reasonName(r.Reason), partyOf(r.From)
	}
	return r.Kind.Name(), partyOf(r.To)
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
