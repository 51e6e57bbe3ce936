package httpapi

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/disclosure/internal/redaction"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/web"
)

// taken is what is sent with a step; each uses what it needs.
type taken struct {
	On     string   `json:"on"`
	Note   string   `json:"note"`
	By     *lead.By `json:"by"`
	Reason string   `json:"reason"`
	To     string   `json:"to"`
	// Edition that was looked at: the step is refused where there is another one by now. 0 takes whichever there is.
	Edition int `json:"edition"`
	// Of preparing: absent members stay as they are.
	Title     *string        `json:"title"`
	Text      []string       `json:"text"`
	Map       *redaction.Map `json:"map"`
	Files     []string       `json:"files"`
	LegalDuty string         `json:"legalDuty"`
}

// asked returns what is said with a step; what preparing leaves out stays as it is.
func (a *API) asked(ctx context.Context, tx *outbox.Tx, d *postgres.Desk, in taken) (publication.Asked, error) {
	next := d.Content
	if in.Title != nil {
		next.Title = *in.Title
	}
	if in.Text != nil {
		next.Text = in.Text
	}
	if in.Map != nil {
		next.Map = *in.Map
	}
	if in.Files != nil {
		files, err := a.Store.Files(ctx, tx, d.ID, in.Files)
		if err != nil {
			return publication.Asked{}, err
		}
		next.Files = files
	}
	return publication.Asked{Next: next, LegalDuty: in.LegalDuty, Edition: in.Edition, To: publication.Stage(in.To), Reason: in.Reason}, nil
}

// step takes a step of a publication that the caller may see.
func (a *API) step(word publication.Word) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := works(who(c)); err != nil {
			return err
		}
		var in taken
		if err := decode(c, &in); err != nil {
			return err
		}
		act := a.act(c, in.On, in.Note, in.By)
		d, err := a.Store.Change(c.Request().Context(), c.Param("id"), act.At, func(ctx context.Context, tx *outbox.Tx, d *postgres.Desk) error {
			if !d.Sees(act.Actor) {
				return web.NotFound("this publication")
			}
			asked, err := a.asked(ctx, tx, d, in)
			if err != nil {
				return err
			}
			d.Content, err = d.Take(word, act, asked, d.Content, d.Files, a.rules())
			return err
		})
		if err != nil {
			return problem(err)
		}
		return c.JSON(http.StatusOK, map[string]any{"id": d.ID, "stage": d.Stage, "standing": d.Standing, "version": d.Version, "due": d.Due(), "until": d.Until})
	}
}
