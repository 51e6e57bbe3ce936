package pages

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/publication"
)

// homeView is the first page: whether an institution may teach, and what is new.
type homeView struct {
	Latest  []resultRow
	Lists   []listCount
	Figures *figuresView // of the newest month, if there is one
}

// listCount is a list with how many stand on it.
type listCount struct {
	List postgres.List
	Path string
	N    int
}

const latestResults = 5

func (p *Public) home(c echo.Context) error {
	ctx := c.Request().Context()
	latest, _, err := p.Store.PublicList(ctx, publication.Filter{State: publication.Published}, "", latestResults)
	if err != nil {
		return err
	}
	v := homeView{Latest: rowsOf(latest)}
	if v.Lists, err = p.counts(ctx); err != nil {
		return err
	}
	if v.Figures, err = p.newestFigures(ctx); err != nil {
		return err
	}
	return p.site.Render(c, http.StatusOK, "home", v)
}

func (p *Public) counts(ctx context.Context) (out []listCount, err error) {
	counts, err := p.Store.ListCounts(ctx, p.today())
	for _, l := range postgres.Lists() {
		out = append(out, listCount{l, listPath(l), counts[l]})
	}
	return out, err
}

// about says who does what, by which rules, and how people are protected.
func (p *Public) about(c echo.Context) error {
	return p.site.Render(c, http.StatusOK, "about", lead.Departments())
}
