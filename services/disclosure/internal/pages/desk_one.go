package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/disclosure/internal/redaction"
)

// oneView is one publication for those who work on it.
type oneView struct {
	postgres.Desk
	Today    string
	Seen     publication.Public // as the public sees it, or would
	Rows     [][]publication.Field
	Leaks    []redaction.Finding
	Steps    []publication.Step
	Versions []publication.Public
	Claims   []publication.Claim
	Words    []publication.Word
	Told     string
}

func (d *Desk) one(c echo.Context) error {
	p, by, err := d.seen(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	v := oneView{Desk: p, Today: publication.Today(d.Now()), Seen: d.preview(p), Leaks: p.Leaks(p.Content, p.Files), Words: p.Next(by)}
	v.Rows = publication.Rows(v.Seen.Fields)
	if v.Steps, err = d.Store.Steps(ctx, p.ID); err != nil {
		return err
	}
	if v.Versions, err = d.Store.Versions(ctx, p.ID); err != nil {
		return err
	}
	if v.Claims, err = d.Store.Claims(ctx, "", p.ID, deskLimit); err != nil {
		return err
	}
	v.Told = d.site.Sessions.Kept(c, "told")
	d.site.Sessions.Keep(c, "told", "")
	return d.site.Render(c, http.StatusOK, "one", v)
}

// preview is what the public would see if it were approved now.
func (d *Desk) preview(p postgres.Desk) publication.Public {
	next := *p.Publication
	next.Standing, next.WithdrawnAt, next.Reason, next.Note, next.PublishedAt = publication.Published, nil, "", "", d.Now().UTC()
	return next.Public(p.Content)
}
