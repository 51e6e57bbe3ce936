package pages

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/disclosure/internal/site"
	"xiansuo/services/internal/page"
)

// answerView is what the site says of one institution.
type answerView struct {
	site.Answer
	Today     string
	Decisions []resultRow
}

// institution answers: licensed or not, for what, until when, suspended or not, and the decisions in force.
func (p *Public) institution(c echo.Context) error {
	ctx := c.Request().Context()
	i, err := p.Store.Institution(ctx, c.Param("id"))
	if err != nil {
		return missing(err)
	}
	decisions, err := p.Store.PublicOf(ctx, i.Institution)
	if err != nil {
		return err
	}
	v := answerView{Answer: site.Say(i, p.today()), Today: p.today()}
	for _, d := range decisions {
		if d.State == publication.Published && d.Product == lead.Penalty {
			v.Decisions = append(v.Decisions, rowOf(d))
		}
	}
	return p.site.Render(c, http.StatusOK, "institution", v)
}

// foundView is what may be meant by what somebody looks for.
type foundView struct {
	Text string
	Why  site.Why
	Hits []hitRow
	More bool
}

// hitRow is an institution that may be meant, with its answer.
type hitRow struct {
	site.Answer
	By   site.By
	Path string
}

// find leads to the institution that was named in full, or shows those that may be meant. That nothing is found explains itself.
func (p *Public) find(c echo.Context) error {
	raw := c.QueryParam("q")
	q := site.ReadQuery(raw)
	v := foundView{Text: shortened(raw), Why: q.Why}
	if q.Why == site.Empty {
		return p.site.Render(c, http.StatusOK, "found", v)
	}
	found, err := p.Store.FindInstitutions(c.Request().Context(), q)
	if err != nil {
		return err
	}
	hits, more := site.Rank(q, found)
	if i, ok := site.Certain(hits); ok {
		return page.Redirect(c, institutionPath(i.Institution))
	}
	v.More = more
	for _, h := range hits {
		v.Hits = append(v.Hits, hitRow{site.Say(h.Institution, p.today()), h.By, institutionPath(h.Institution.Institution)})
	}
	return p.site.Render(c, http.StatusOK, "found", v)
}

// shortened is what somebody looked for, as far as it is read.
func shortened(raw string) string {
	runes := []rune(raw)
	return string(runes[:min(len(runes), site.LongestQuery)])
}

// Nothing reports whether the register was searched, and does not have what was looked for.
func (v foundView) Nothing() bool { return !v.Some() && (v.Why == "" || v.Why == site.Code) }

// Some reports whether anything was found by other than a slip.
func (v foundView) Some() bool {
	return slices.ContainsFunc(v.Hits, func(h hitRow) bool { return h.By != site.ByNear })
}
