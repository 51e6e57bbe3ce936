package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/page"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

// tally is how much work stands in one place.
type tally struct {
	Path                string
	Name                lead.Name
	Says                string // word above it
	All, Critical, Late int64
	Counts              []count
	Bar                 []segment
}

// count is how much stands at a stage.
type count struct {
	Stage postgres.Stage
	N     int64
}

// table is the tallies of several queues.
type table struct {
	Says   string
	Stages []postgres.Stage
	Queues []*tally
}

// segment is a piece of a bar.
type segment struct {
	Stage       postgres.Stage
	From, Width float64
}

const barWidth = 200

// The stages that are counted, of a queue and of each office.
var (
	queueStages = []postgres.Stage{postgres.StageSent, postgres.StageInHand, postgres.StageReturn, postgres.StageSubmitted}
	deskStages  = []postgres.Stage{postgres.StageNew, postgres.StageReturn, postgres.StageExtension, postgres.StageReview, postgres.StageRevisit,
		postgres.StageReceipt, postgres.StageAnswer}
	taskforceStages = []postgres.Stage{postgres.StageDisputed, postgres.StageReReviewed, postgres.StageEscalated}
)

type overviewView struct {
	Own                      *tally   // of a department or unit that looks, and
	First                    listView // what presses most of it
	Desk, Taskforce          *tally
	Tables                   []table
	Declined, Closed, Merged int64
	// AtLeast says that there is more than was counted.
	AtLeast bool
	Stages  []postgres.Stage
}

// overview shows how much work stands where: all of it, or the viewer's own. Who works on cases only is sent on to them.
func (p *Pages) overview(c echo.Context) error {
	if hasCasesOnly(viewerOf(c).as) {
		return page.Redirect(c, casesPath)
	}
	standings, err := p.Store.Standings(c.Request().Context(), p.Now())
	if err != nil {
		return err
	}
	who := viewerOf(c)
	v := p.overviewOf(who, standings)
	if v.Own != nil {
		part, err := p.Store.List(c.Request().Context(), postgres.Query{Queue: lead.Department(who.as), Now: p.Now(), Limit: firstFew})
		if err != nil {
			return err
		}
		v.First.Rows = p.rowsOf(part.Leads)
	}
	return p.site.Render(c, http.StatusOK, "overview", v)
}

// firstFew is how much of its queue a department sees first.
const firstFew = 10

func (p *Pages) overviewOf(who viewer, standings []postgres.Standing) overviewView {
	v := overviewView{Stages: queueStages}
	places := map[string]*tally{}
	place := func(code, path, says string, stages []postgres.Stage) *tally {
		t := &tally{Path: path, Name: p.partyOf(code), Says: says}
		for _, s := range stages {
			t.Counts = append(t.Counts, count{Stage: s})
		}
		places[code] = t
		return t
	}
	queues := func(says string, of []lead.Department) {
		if len(of) == 0 {
			return
		}
		out := table{Says: says, Stages: queueStages}
		for _, d := range of {
			out.Queues = append(out.Queues, place(string(d), queuePath(d), "", queueStages))
		}
		v.Tables = append(v.Tables, out)
	}
	if who.all() {
		v.Desk = place(string(lead.Desk), prefix+"desk", "waiting", deskStages)
		v.Taskforce = place(string(lead.Taskforce), prefix+"taskforce", "waiting.taskforce", taskforceStages)
		queues("queues", lead.Departments())
		queues("units.queues", p.units())
	} else {
		v.Own = place(string(who.as), queuePath(lead.Department(who.as)), "queue.yours", queueStages)
	}
	for _, s := range standings {
		if t := places[s.Queue]; t != nil {
			t.add(s)
		} else if s.Queue == "" && who.all() {
			v.end(s)
		}
	}
	v.AtLeast = v.Declined+v.Closed+v.Merged >= postgres.CountedEnded
	draw(v.Tables)
	return v
}

// end counts what has ended.
func (v *overviewView) end(s postgres.Standing) {
	switch handoff.State(s.Stage) {
	case handoff.Declined:
		v.Declined += s.All
	case handoff.Closed, handoff.Archived:
		v.Closed += s.All
	case handoff.Merged:
		v.Merged += s.All
	}
}

func (t *tally) add(s postgres.Standing) {
	t.All += s.All
	t.Critical += s.Critical
	t.Late += s.Late
	for i := range t.Counts {
		if t.Counts[i].Stage == s.Stage {
			t.Counts[i].N += s.All
		}
	}
}

// draw gives every queue a bar; the longest takes the whole width.
func draw(tables []table) {
	most := int64(1)
	for _, table := range tables {
		for _, t := range table.Queues {
			most = max(most, t.All)
		}
	}
	for _, table := range tables {
		for _, t := range table.Queues {
			from := 0.0
			for _, c := range t.Counts {
				width := barWidth * float64(c.N) / float64(most)
				if width > 0 {
					t.Bar = append(t.Bar, segment{c.Stage, from, width})
				}
				from += width
			}
		}
	}
}
