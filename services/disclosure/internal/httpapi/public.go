package httpapi

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/opendata"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/internal/web"
)

// openRoutes are for everybody: no token is asked for.
func (a *API) openRoutes(s *web.Server) {
	s.GET("/disclosure/open/publications", a.openList)
	s.GET("/disclosure/open/publications/:id", a.openOne)
	s.GET("/disclosure/open/publications/:id/files/:digest", a.openFile)
	s.GET("/disclosure/open/penalties/:file", a.openData)
	s.POST("/disclosure/open/objections", a.object)
	s.POST("/disclosure/open/objections/answer", a.answer)
}

func filterOf(c echo.Context) publication.Filter {
	return publication.Filter{Product: lead.Product(c.QueryParam("product")), Department: c.QueryParam("department"), Category: c.QueryParam("category"),
		Street: c.QueryParam("street"), Institution: c.QueryParam("institution"), Month: c.QueryParam("month"), Query: c.QueryParam("q"), State: publication.State(c.QueryParam("state"))}
}

// openList answers what is public, newest first, a page at a time.
func (a *API) openList(c echo.Context) error {
	list, next, err := a.Store.PublicList(c.Request().Context(), filterOf(c), c.QueryParam("cursor"), 20)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"publications": append([]publication.Public{}, list...), "next": next})
}

func (a *API) openOne(c echo.Context) error {
	p, err := a.Store.PublicGet(c.Request().Context(), c.Param("id"))
	if err != nil {
		return problem(err)
	}
	return c.JSON(http.StatusOK, p)
}

func (a *API) openFile(c echo.Context) error {
	f, content, err := a.Store.PublicFile(c.Request().Context(), c.Param("id"), c.Param("digest"))
	if err != nil {
		return web.NotFound("this file")
	}
	c.Response().Header().Set("Content-Disposition", "attachment")
	return c.Blob(http.StatusOK, f.Media, content)
}

var dataFile = regexp.MustCompile(`^(all|[a-z]+)(?:-(\d{4}-\d{2}))?\.(csv|json|xlsx)$`)

// openData answers the penalties that are public as a file: all.csv, all-2026-07.json, education-2026-07.xlsx.
func (a *API) openData(c echo.Context) error {
	name := dataFile.FindStringSubmatch(c.Param("file"))
	if name == nil || name[1] != "all" && !lead.Department(name[1]).Valid() {
		return web.NotFound("this file")
	}
	f := publication.Filter{Product: lead.Penalty, Month: name[2]}
	if name[1] != "all" {
		f.Department = name[1]
	}
	format := opendata.Formats[name[3]]
	c.Response().Header().Set(echo.HeaderContentType, format.Media)
	c.Response().Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%s", strconv.Quote("penalties-"+c.Param("file"))))
	return format.Write(c.Response(), a.pages(c, f, publication.Published), a.pages(c, f, publication.Withdrawn, publication.Ended))
}

// pages gives the publications of a filter that stand in one of the states, a page at a time.
func (a *API) pages(c echo.Context, f publication.Filter, states ...publication.State) opendata.Pages {
	cursor := ""
	return func() ([]publication.Public, error) {
		for len(states) > 0 {
			f.State = states[0]
			list, next, err := a.Store.PublicList(c.Request().Context(), f, cursor, listLimit)
			if cursor = next; next == "" {
				states = states[1:]
			}
			if err != nil || len(list) > 0 {
				return list, err
			}
		}
		return nil, nil
	}
}

// object takes an objection in, from anybody, and answers the code by which it is followed: once.
func (a *API) object(c echo.Context) error {
	var in struct {
		Publication string             `json:"publication"`
		Ground      publication.Ground `json:"ground"`
		Text        string             `json:"text"`
		Evidence    []string           `json:"evidence"`
		Name        string             `json:"name"`
		Contact     string             `json:"contact"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	code, err := a.Store.Object(c.Request().Context(), publication.Objecting(in), a.Now())
	if err != nil {
		return problem(err)
	}
	return c.JSON(http.StatusCreated, map[string]string{"code": code})
}

// answer answers how far an objection is. The code is in the body: addresses are written down.
func (a *API) answer(c echo.Context) error {
	var in struct {
		Code string `json:"code"`
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	answer, err := a.Store.ObjectionAnswer(c.Request().Context(), in.Code)
	if err != nil {
		return problem(err)
	}
	return c.JSON(http.StatusOK, answer)
}
