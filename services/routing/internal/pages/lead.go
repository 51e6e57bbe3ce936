package pages

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/page"
	"xiansuo/services/routing/internal/clocks"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

// leadView is one lead with everything that is known about it.
type leadView struct {
	handoff.Lead
	standing
	family
	Title     string
	Stage     lead.Name
	From      lead.Name     // its sender
	Since     *time.Time    // the present holder is answerable, or the lead has ended
	Held      time.Duration // since then
	SentBack  lead.Name     // what the sender was told
	Outcome   lead.Name
	Text      []piece
	TitleText []piece
	Address   []piece
	// Within are street, community and grid, where the address does not name them.
	Within      []string
	Supplements []supplement
	Explain     explanation
	Duties      []duty
	Running     []clock
	Stopped     []clock
	Chain       []step
	Shares      []share
	Altogether  time.Duration
	Yuan        string
	Numbers     []number
	Actions     actions
	Told        *recorded
}

type supplement struct {
	At          time.Time
	Text        []piece
	Attachments []lead.Attachment
}

// clock is a deadline of a lead.
type clock struct {
	postgres.RunningClock
	Name     lead.Name   // of the catalogue's row
	Basis    []lead.Name // the provisions that set it
	Due      *page.Due   // while it runs
	Left     time.Duration
	Over     time.Duration // how late it was when it stopped
	Extended int
}

// lead shows one lead.
func (p *Pages) lead(c echo.Context) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	out, err := p.leadOf(c.Request().Context(), viewerOf(c), v)
	if err != nil {
		return err
	}
	out.Told = p.toldOf(c, v.Lead.ID)
	return p.site.Render(c, http.StatusOK, "lead", out)
}

func (p *Pages) leadOf(ctx context.Context, who viewer, v postgres.View) (leadView, error) {
	l, now, word := v.Lead, p.Now(), p.word()
	allowed := p.allowed(who, &l)
	out := leadView{Lead: l, standing: p.standingOf(&l, v.Records), Title: titleOf(l.Matter), Stage: l.StageName(), From: p.partyOf(l.Sender),
		SentBack: sentBack(l), Text: marked(l.Matter.Text, l.Decision.Fired), TitleText: marked(l.Matter.Title, l.Decision.Fired),
		Explain: p.explain(l.Decision, decidedBy(v.Records), l.Category, l.Matter.Text), Duties: p.dutiesOf(who, &l, now),
		Actions: actionsOf(&l, string(who.as), allowed)}
	out.Actions.Reads = !who.speaks()
	others, err := p.Store.Leads(ctx, relatives(&l))
	if err != nil {
		return out, err
	}
	out.family = familyOf(who, &l, others, slices.Contains(allowed, "merge"))
	numbers, err := p.Store.Numbers(ctx, l.ID)
	if err != nil {
		return out, err
	}
	for _, n := range numbers {
		out.Numbers = append(out.Numbers, number{p.partyOf(n.Party), n.Number})
	}
	out.Chain, out.Shares, out.Altogether = p.chainOf(v.Records, now, word, pathsOf(who, others))
	out.Since, out.Held = since(v.Records, now)
	if l.Matter.Place != nil {
		out.Address = marked(l.Matter.Place.Address, l.Decision.Fired)
		for _, name := range []string{l.Matter.Place.Street, l.Matter.Place.Community, l.Matter.Place.Grid} {
			if name != "" && !strings.Contains(l.Matter.Place.Address, name) {
				out.Within = append(out.Within, name)
			}
		}
	}
	if l.Matter.Money != nil {
		out.Yuan = yuan(l.Matter.Money.Fen)
	}
	if l.State.Ended() && l.State != handoff.Merged && l.Result != nil {
		out.Outcome = l.Result.Outcome.Name()
	}
	for _, s := range l.Supplements {
		out.Supplements = append(out.Supplements, supplement{s.At, marked(s.Text, l.Decision.Fired), s.Attachments})
	}
	out.clocks(v, word, now)
	return out, nil
}

// pathsOf are the addresses of those leads that the viewer may see.
func pathsOf(who viewer, leads map[string]*handoff.Lead) map[string]string {
	paths := map[string]string{}
	for id, l := range leads {
		if who.sees(l) {
			paths[id] = leadPath(id)
		}
	}
	return paths
}

// clocks puts those that run first, then those that rest, and what has stopped apart.
func (v *leadView) clocks(of postgres.View, word handoff.Word, now time.Time) {
	var resting []clock
	for _, r := range of.Clocks {
		k := clockOf(r, word, now)
		for _, open := range of.Lead.Clocks {
			if open.ID == r.ID && open.Step == r.Step && open.Against == r.Against && open.From.Equal(r.From) {
				k.Extended = open.Extended
			}
		}
		switch {
		case r.EndedAt != nil:
			v.Stopped = append(v.Stopped, k)
		case r.PausedAt != nil:
			resting = append(resting, k)
		default:
			v.Running = append(v.Running, k)
		}
	}
	v.Running = append(v.Running, resting...)
}

func clockOf(r postgres.RunningClock, word handoff.Word, now time.Time) clock {
	c := clock{RunningClock: r, Name: clockName(word, r.Clock)}
	if e, ok := word.Clocks.Of(r.Clock); ok {
		for _, b := range e.Basis {
			if b.Law != clocks.LocalPractice {
				c.Basis = append(c.Basis, cited(b))
			}
		}
	}
	switch {
	case r.EndedAt != nil:
		c.Over = max(0, r.EndedAt.Sub(r.Clock.Due))
	case r.PausedAt != nil:
		c.Left = max(0, r.Clock.Due.Sub(*r.PausedAt))
	default:
		c.Due = page.NewDue(r.Clock.Due, r.Provisional, now)
	}
	return c
}

// cited is a provision as people cite it.
func cited(b clocks.Basis) lead.Name {
	article, item, _ := strings.Cut(b.Article, "(")
	zh := "《" + b.Law + "》"
	if article != "" {
		zh += "第" + article + "条"
	}
	if item != "" {
		zh += "(" + item
	}
	return lead.Name{ZH: zh, EN: b.String()}
}

// clockName is what the catalogue calls a clock.
func clockName(word handoff.Word, k lead.Clock) lead.Name {
	if e, ok := word.Clocks.Of(k); ok {
		return e.Name
	}
	switch k.ID {
	case handoff.TicketClock:
		return words["clock.ticket"]
	case handoff.TaskClock:
		return words["clock.task"]
	}
	return words["step."+string(k.Step)]
}

// recorded is what was recorded just now.
type recorded struct {
	Says lead.Name
	No   int
}

func (p *Pages) toldOf(c echo.Context, id string) *recorded {
	kept := p.site.Sessions.Kept(c, keptTold)
	if kept == "" {
		return nil
	}
	p.site.Sessions.Keep(c, keptTold, "")
	return readTold(kept, id)
}
