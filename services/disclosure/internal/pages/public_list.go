package pages

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/site"
	"xiansuo/services/internal/web"
)

const listLimit = 50

func listPath(l postgres.List) string { return prefix + "lists/" + string(l) }

// listView is a part of a list of institutions.
type listView struct {
	List          postgres.List
	Path, Today   string
	Rows          []site.Answer
	Street, Scope string
	Choices       postgres.Choices
	Next, First   string
	Lists         []listCount
}

// lists says what each list is.
func (p *Public) lists(c echo.Context) error {
	counts, err := p.counts(c.Request().Context())
	if err != nil {
		return err
	}
	return p.site.Render(c, http.StatusOK, "lists", listView{Lists: counts, Today: p.today()})
}

func (p *Public) list(c echo.Context) error {
	l, ctx := postgres.List(c.Param("list")), c.Request().Context()
	if !slices.Contains(postgres.Lists(), l) {
		return web.NotFound("this list")
	}
	v := listView{List: l, Path: listPath(l), Today: p.today()}
	var err error
	if v.Choices, err = p.Store.ListChoices(ctx, l, v.Today); err != nil {
		return err
	}
	v.Street, v.Scope = among(c.QueryParam("street"), v.Choices.Streets), among(c.QueryParam("type"), v.Choices.Scopes)
	after := c.QueryParam("after")
	part, err := p.Store.ListInstitutions(ctx, postgres.ListQuery{List: l, Today: v.Today, Street: v.Street, Scope: v.Scope, After: after, Limit: listLimit})
	if err != nil {
		return missing(err)
	}
	for _, i := range part.Institutions {
		if a := site.Say(i, v.Today); l != postgres.WhiteList || a.White { // whose licence begins later is not on it yet
			v.Rows = append(v.Rows, a)
		}
	}
	narrowed := map[string]string{"street": v.Street, "type": v.Scope}
	if part.Next != "" {
		v.Next = turn(v.Path, narrowed, part.Next)
	}
	if after != "" {
		v.First = turn(v.Path, narrowed, "")
	}
	if v.Lists, err = p.counts(ctx); err != nil {
		return err
	}
	return p.site.Render(c, http.StatusOK, "list", v)
}

// among is what was asked for, if it is offered.
func among(asked string, offered []string) string {
	if slices.Contains(offered, asked) {
		return asked
	}
	return ""
}

// Link is the page of an institution on a list.
func (listView) Link(id string) string { return institutionPath(id) }
