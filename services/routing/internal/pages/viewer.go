package pages

import (
	"context"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

// viewer is who looks: as whom the session was entered.
type viewer struct{ as web.Principal }

func viewerOf(c echo.Context) viewer { return viewer{web.Caller(c)} }

// all reports whether the viewer sees every lead.
func (v viewer) all() bool { return v.as.Oversees() }

// sees reports whether the viewer may see a lead: the offices see all, a department or unit what it was asked for or got a copy of.
func (v viewer) sees(l *handoff.Lead) bool { return v.all() || l.Involved(lead.Department(v.as)) }

// reads reports whether the viewer may read a department's or unit's queue.
func (v viewer) reads(d lead.Department) bool { return v.all() || string(v.as) == string(d) }

// speaks reports whether the viewer gives words at all: the auditor reads.
func (v viewer) speaks() bool { return v.as != web.Auditor }

// allowed returns the words that the viewer may give about a lead now.
func (p *Pages) allowed(v viewer, l *handoff.Lead) []string {
	if !v.speaks() {
		return nil
	}
	return handoff.Allowed(l, string(v.as), p.word())
}

// registrable are those whose answers the viewer may register, and which.
func (p *Pages) registrable(v viewer, l *handoff.Lead) (out []chosen) {
	for _, x := range l.Duties {
		if string(x.Department) == string(v.as) {
			continue
		}
		of := chosen{For: p.partyOf(string(x.Department))}
		for _, name := range handoff.Allowed(l, string(x.Department), p.word()) {
			if slices.Contains(registrable, name) {
				a := actionOf(l.ID, name)
				a.Path = wordPath(l.ID, "register") + "?" + url.Values{"for": {string(x.Department)}, "word": {name}}.Encode()
				of.Actions = append(of.Actions, a)
			}
		}
		if len(of.Actions) > 0 {
			out = append(out, of)
		}
	}
	return out
}

// word is what a word must know now. The leads that it names are read when they are needed.
func (p *Pages) word() handoff.Word {
	w := p.Word()
	w.Other = func(string) *handoff.Lead { return nil }
	return w
}

// overseen shows a page to those who oversee; others do not learn that it is there.
func (p *Pages) overseen(show echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !viewerOf(c).all() {
			return web.NotFound("this page")
		}
		return show(c)
	}
}

// seen leaves out what the viewer may not see.
func (p *Pages) seen(ctx context.Context, v viewer, all []postgres.Listed) (out []postgres.Listed, err error) {
	if v.all() {
		return all, nil
	}
	ids := make([]string, len(all))
	for i, l := range all {
		ids[i] = l.ID
	}
	leads, err := p.Store.Leads(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, l := range all {
		if whole := leads[l.ID]; whole != nil && v.sees(whole) {
			out = append(out, l)
		}
	}
	return out, nil
}

// find reads a lead that the viewer may see. One that it may not see is not there.
func (p *Pages) view(c echo.Context) (postgres.View, error) {
	v, err := p.Store.Lead(c.Request().Context(), c.Param("id"))
	if err != nil {
		return v, missing(err)
	}
	if !viewerOf(c).sees(&v.Lead) {
		return postgres.View{}, errNoLead
	}
	return v, nil
}

// unit reports whether a code is a unit of the district.
func (p *Pages) unit(d lead.Department) bool {
	for _, u := range p.units() {
		if u == d {
			return true
		}
	}
	return false
}

func (p *Pages) units() []lead.Department {
	if p.Units == nil {
		return nil
	}
	return p.Units()
}
