package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

// tally is how much work stands in one place.
type tally struct {
	Path                              string
	Name                              lead.Name
	Critical, Late                    int64
	New, Sent, InHand, Returning, All int64
	Bar                               []segment
}

// segment is a piece of a bar.
type segment struct {
	Stage       postgres.Stage
	From, Width float64
}

const barWidth = 200

type overviewView struct {
	Queues           []*tally
	Desk             *tally
	Declined, Closed int64
	// AtLeast says that there is more than was counted.
	AtLeast bool
}

// overview shows how much work stands where.
func (p *Pages) overview(c echo.Context) error {
	standings, err := p.Store.Standings(c.Request().Context(), p.Now())
	if err != nil {
		return err
	}
	return p.site.Render(c, http.StatusOK, "overview", overviewOf(standings))
}

func overviewOf(standings []postgres.Standing) overviewView {
	v := overviewView{Desk: &tally{Path: prefix + "desk", Name: lead.Desk.Name()}}
	places := map[string]*tally{string(lead.Desk): v.Desk}
	for _, d := range lead.Departments() {
		t := &tally{Path: queuePath(d), Name: d.Name()}
		v.Queues, places[string(d)] = append(v.Queues, t), t
	}
	for _, s := range standings {
		if t := places[s.Queue]; t != nil {
			t.add(s)
		} else if s.Stage == postgres.Stage(handoff.Declined) {
			v.Declined += s.All
		} else if s.Stage == postgres.Stage(handoff.Closed) {
			v.Closed += s.All
		}
	}
	v.AtLeast = v.Declined+v.Closed >= postgres.CountedEnded
	v.draw()
	return v
}

func (t *tally) add(s postgres.Standing) {
	t.All += s.All
	t.Critical += s.Critical
	t.Late += s.Late
	switch s.Stage {
	case postgres.StageNew:
		t.New += s.All
	case postgres.StageSent:
		t.Sent += s.All
	case postgres.StageInHand:
		t.InHand += s.All
	case postgres.StageReturn:
		t.Returning += s.All
	}
}

// draw gives every queue a bar; the longest takes the whole width.
func (v overviewView) draw() {
	most := int64(1)
	for _, t := range v.Queues {
		most = max(most, t.All)
	}
	for _, t := range v.Queues {
		from := 0.0
		for _, part := range []struct {
			stage postgres.Stage
			n     int64
		}{{postgres.StageSent, t.Sent}, {postgres.StageInHand, t.InHand}, {postgres.StageReturn, t.Returning}} {
			width := barWidth * float64(part.n) / float64(most)
			if width > 0 {
				t.Bar = append(t.Bar, segment{part.stage, from, width})
			}
			from += width
		}
	}
}
