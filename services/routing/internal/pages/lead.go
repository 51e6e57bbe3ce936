package pages

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/page"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

// leadView is one lead with everything that is known about it.
type leadView struct {
	handoff.Lead
	Title       string
	From        lead.Name     // its sender
	Since       *time.Time    // the present holder is answerable, or the lead has ended
	Held        time.Duration // since then
	Waiting     lead.Name     // the department that has not signed yet
	Returning   []lead.Name   // the departments that ask for a return
	SentBack    lead.Name     // what the sender was told
	Outcome     lead.Name
	Text        []piece
	TitleText   []piece
	Address     []piece
	Supplements []supplement
	Explain     explanation
	Clocks      []clock
	Chain       []step
	Shares      []share
	Whole       time.Duration
	Yuan        string
}

type supplement struct {
	At          time.Time
	Text        []piece
	Attachments []lead.Attachment
}

// clock is a deadline of a lead.
type clock struct {
	lead.Clock
	Due   *page.Due     // while it runs
	Ended *time.Time    // when it stopped, and then
	Over  time.Duration // how late that was
}

// lead shows one lead.
func (p *Pages) lead(c echo.Context) error {
	if !storable(c.Param("id")) {
		return missing(postgres.ErrNoLead)
	}
	v, err := p.Store.Lead(c.Request().Context(), c.Param("id"))
	if err != nil {
		return missing(err)
	}
	return p.site.Render(c, http.StatusOK, "lead", p.leadOf(v))
}

func (p *Pages) leadOf(v postgres.View) leadView {
	l, now := v.Lead, p.Now()
	out := leadView{Lead: l, Title: titleOf(l.Matter), From: partyOf(l.Sender), SentBack: sentBack(l),
		Text: marked(l.Matter.Text, l.Decision.Fired), TitleText: marked(l.Matter.Title, l.Decision.Fired),
		Explain: p.explain(l.Decision, decidedBy(v.Records), l.Category, l.Matter.Text)}
	out.Chain, out.Shares, out.Whole = chainOf(v.Records, now)
	out.Since, out.Held = since(v.Records, now)
	if l.Matter.Place != nil {
		out.Address = marked(l.Matter.Place.Address, l.Decision.Fired)
	}
	if l.Matter.Money != nil {
		out.Yuan = yuan(l.Matter.Money.Fen)
	}
	out.pending()
	if l.State == handoff.Closed && len(v.Records) > 0 {
		out.Outcome = outcomeOf(v.Records)
	}
	for _, s := range l.Supplements {
		out.Supplements = append(out.Supplements, supplement{s.At, marked(s.Text, l.Decision.Fired), s.Attachments})
	}
	for _, r := range v.Clocks {
		out.Clocks = append(out.Clocks, clockOf(r, now))
	}
	return out
}

// pending says what the lead waits for.
func (v *leadView) pending() {
	for _, d := range v.Duties {
		switch {
		case d.State == handoff.Sent && d.Role == lead.RoleLead:
			v.Waiting = d.Department.Name()
		case d.State == handoff.ReturnAsked:
			v.Returning = append(v.Returning, d.Department.Name())
		}
	}
}

// outcomeOf is how the newest ending record says that a lead ended.
func outcomeOf(records []lead.Record) (n lead.Name) {
	for _, r := range records {
		if r.Kind == lead.KindDone {
			n = lead.Outcome(r.Reason).Name()
		}
	}
	return n
}

func clockOf(r postgres.RunningClock, now time.Time) clock {
	c := clock{Clock: r.Clock, Ended: r.EndedAt}
	if r.EndedAt == nil {
		c.Due = page.NewDue(r.Due, r.Provisional, now)
	} else {
		c.Over = max(0, r.EndedAt.Sub(r.Due))
	}
	return c
}
