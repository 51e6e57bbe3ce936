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
	// Of preparing: absent members stay as they are.
	Title     *string        `json:"title"`
	Text      []string       `json:"text"`
	Map       *redaction.Map `json:"map"`
	Files     []string       `json:"files"`
	LegalDuty string         `json:"legalDuty"`
}

// stepping is one step of the chain.
type stepping func(ctx context.Context, a *API, tx *outbox.Tx, d *postgres.Desk, act publication.Act, in taken) error

// steps are the steps by the last part of their address.
var steps = map[string]stepping{
	"submit": func(_ context.Context, _ *API, _ *outbox.Tx, d *postgres.Desk, act publication.Act, _ taken) error {
		return d.Submit(act)
	},
	"prepare": prepare,
	"legal":   review(publication.Prepared),
	"privacy": review(publication.Lawful),
	"approve": func(_ context.Context, _ *API, _ *outbox.Tx, d *postgres.Desk, act publication.Act, _ taken) error {
		return d.Approve(act, publication.Review{Content: d.Content, Files: d.Files})
	},
	"send-back": func(_ context.Context, _ *API, _ *outbox.Tx, d *postgres.Desk, act publication.Act, in taken) error {
		return d.SendBack(act, publication.Stage(in.To))
	},
	"drop": func(_ context.Context, _ *API, _ *outbox.Tx, d *postgres.Desk, act publication.Act, _ taken) error {
		return d.Drop(act)
	},
	"revise": func(_ context.Context, a *API, _ *outbox.Tx, d *postgres.Desk, act publication.Act, _ taken) error {
		return d.Revise(act, a.rules())
	},
	"withdraw": func(_ context.Context, _ *API, _ *outbox.Tx, d *postgres.Desk, act publication.Act, in taken) error {
		return d.Withdraw(act, in.Reason, d.Content.Map)
	},
}

// review takes the review that stands at a stage: an address is for one of them only.
func review(at publication.Stage) stepping {
	return func(_ context.Context, _ *API, _ *outbox.Tx, d *postgres.Desk, act publication.Act, in taken) error {
		if d.Stage != at {
			return publication.Refusal{Code: publication.NotNow, Detail: "another step is next"}
		}
		return d.Pass(act, publication.Review{Content: d.Content, Files: d.Files, LegalDuty: in.LegalDuty})
	}
}

func prepare(ctx context.Context, a *API, tx *outbox.Tx, d *postgres.Desk, act publication.Act, in taken) error {
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
			return err
		}
		next.Files = files
	}
	var err error
	d.Content, err = d.Prepare(act, d.Content, next, in.LegalDuty)
	return err
}

// step takes a step of a publication that the caller may see.
func (a *API) step(take stepping) echo.HandlerFunc {
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
			return take(ctx, a, tx, d, act, in)
		})
		if err != nil {
			return problem(err)
		}
		return c.JSON(http.StatusOK, map[string]any{"id": d.ID, "stage": d.Stage, "standing": d.Standing, "version": d.Version, "due": d.Due(), "until": d.Until})
	}
}
