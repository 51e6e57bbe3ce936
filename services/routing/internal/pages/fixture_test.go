package pages

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/net/html"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

var noon = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC) // 12:00 in China

// shelf is a store that holds what a test puts there, and remembers what was asked for.
type shelf struct {
	standings []postgres.Standing
	part      postgres.Part
	found     []postgres.Listed
	view      postgres.View
	err       error
	asked     postgres.Query
}

func (s *shelf) Standings(context.Context, time.Time) ([]postgres.Standing, error) {
	return s.standings, s.err
}

func (s *shelf) List(_ context.Context, q postgres.Query) (postgres.Part, error) {
	s.asked = q
	return s.part, s.err
}

func (s *shelf) Find(context.Context, string, int) ([]postgres.Listed, error) { return s.found, s.err }

func (s *shelf) Lead(_ context.Context, id string) (postgres.View, error) {
	if s.err == nil && id != s.view.Lead.ID {
		return postgres.View{}, postgres.ErrNoLead
	}
	return s.view, s.err
}

// reader is somebody with a session who reads pages of a shelf an hour after noon.
type reader struct {
	t      *testing.T
	server *web.Server
	cookie string
}

func newReader(t *testing.T, s *shelf) reader {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	sessions := web.NewSessions(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80})
	server := web.NewServer(log, func(error) bool { return false })
	p := &Pages{Store: s, Now: func() time.Time { return noon.Add(time.Hour) }, District: "990101", Log: log, Says: says}
	if err := p.Register(server, sessions); err != nil {
		t.Fatal(err)
	}
	server.GET("/enter", func(c echo.Context) error { return sessions.Enter(c, c.QueryParam("code")) }, sessions.Load)
	link, _ := url.Parse(sessions.Link())
	w := ask(server, link.RequestURI(), "")
	cookie := w.Result().Cookies()[0]
	return reader{t, server, cookie.Name + "=" + cookie.Value}
}

// says is what rules of the set "t" say.
func says(ruleSet, rule string) string {
	if ruleSet == "t" && rule == "refund" {
		return "机构不退费"
	}
	return ""
}

func ask(server http.Handler, path, cookie string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.RemoteAddr = "127.0.0.1:4711"
	r.Header.Set("Cookie", cookie)
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	return w
}

// open returns a page with the status it must have.
func (r reader) open(path string, status int) string {
	r.t.Helper()
	w := ask(r.server, path, r.cookie)
	if w.Code != status {
		r.t.Fatalf("%s answered %d: %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

// read returns the text of a page, with single blanks.
func (r reader) read(path string) string {
	r.t.Helper()
	var out []string
	walk(r.t, r.open(path, http.StatusOK), func(n *html.Node, _ bool) {
		switch {
		case n.Type == html.TextNode:
			out = append(out, n.Data)
		case n.Type == html.ElementNode && slices.Contains([]string{"td", "th", "dt", "dd", "p", "li", "h2", "h3", "br"}, n.Data):
			out = append(out, " ")
		}
	})
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.Join(out, ""), "\u2060", "")), " ")
}

// shows fails for each text that a page does not show.
func (r reader) shows(path string, texts ...string) {
	r.t.Helper()
	page := r.read(path)
	var missing []string
	for _, text := range texts {
		if !strings.Contains(page, text) {
			missing = append(missing, text)
		}
	}
	if len(missing) > 0 {
		r.t.Errorf("%s does not show %q: %s", path, missing, page)
	}
}

// walk visits every node of a page; chinese says that the node is marked as Chinese.
func walk(t *testing.T, page string, visit func(n *html.Node, chinese bool)) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var down func(n *html.Node, chinese bool)
	down = func(n *html.Node, chinese bool) {
		for _, a := range n.Attr {
			if a.Key == "lang" {
				chinese = strings.HasPrefix(a.Val, "zh")
			}
		}
		visit(n, chinese)
		for child := range n.ChildNodes() {
			down(child, chinese)
		}
	}
	down(root, false)
}

// hours gives every step a clock of an hour; handling has until midnight in China, provisionally.
func hours(step lead.Step, _ *handoff.Lead, against lead.Holder, from time.Time) []lead.Clock {
	c := lead.Clock{ID: "T-" + string(step), Step: step, Against: against, Due: from.Add(time.Hour)}
	if step == lead.StepHandle {
		c.Due, c.Provisional = noon.Add(12*time.Hour), true
	}
	return []lead.Clock{c}
}

func at(minute int) handoff.Word {
	return handoff.Word{By: "desk", Cause: "cause", At: noon.Add(time.Duration(minute) * time.Minute), Clocks: hours}
}

// refund is a decision that the rules are sure of.
func refund() lead.Decision {
	return lead.Decision{RuleSet: "t", Scope: "in", Decided: true, Lead: "education", Assist: []lead.Department{lead.Market}, Category: "D07", Urgency: lead.Critical,
		Why: "sure", Confidence: .97, Alerts: []lead.Department{lead.Police}, Safety: true, External: []string{"人社"},
		Fired:    []lead.Fired{{Rule: "refund", Words: []string{"不退费", "机构", "机构"}}, {Rule: "place", Words: []string{"金穗大厦", "退费"}}},
		RunnerUp: &lead.Alternative{Category: "X02", Lead: "none"}}
}

// told is a lead and what was written about it.
type told struct {
	lead handoff.Lead
	view postgres.View
}

// tell begins a lead with a decision.
func tell(d lead.Decision) *told {
	s := &told{lead: handoff.Lead{ID: "990101-2026-000001"}}
	occurred := noon.Add(-time.Hour)
	m := lead.Matter{Channel: lead.WeChat, Number: "C001", Text: "机构不退费。\n孩子还有二十节课。", Appeal: "投诉", ReceivedAt: noon, OccurredAt: &occurred,
		Place: &lead.Place{Address: "东岗街道金穗大厦B座", Street: "东岗街道", URL: "https://example.org"}, Target: &lead.Target{Name: "某机构", USCC: "91"},
		Money: &lead.Money{Fen: 460005, Method: "现金"}, People: &lead.People{Pupils: 34, Staff: 7, AgeBand: "小学"}, Secret: true, Reply: true,
		Attachments: []lead.Attachment{{Name: "合同.pdf", Type: "application/pdf"}}}
	s.add(handoff.Receive(&s.lead, lead.LeadReceived{Sender: "/990101/hotline-12345", Matter: m}, d, at(0)))
	return s
}

func (s *told) add(c handoff.Change) {
	for _, stop := range c.Stops {
		for i, k := range s.view.Clocks {
			if k.Step == stop.Step && k.Against == stop.Against && k.EndedAt == nil && len(c.Records) > 0 {
				s.view.Clocks[i].EndedAt = &c.Records[0].At
			}
		}
	}
	for _, r := range c.Records {
		s.view.Records = append(s.view.Records, r)
		for _, k := range r.Clocks {
			s.view.Clocks = append(s.view.Clocks, postgres.RunningClock{Clock: k})
		}
	}
}

func (s *told) answer(d lead.Department, f lead.Fact, minute int) *told {
	w := at(minute)
	w.By = string(d)
	c, _ := handoff.Take(&s.lead, handoff.Answer{ID: "a", Type: f.EventType(), Department: d, Fact: f}, w)
	s.add(c)
	return s
}

func (s *told) decide(cmd handoff.Command, minute int) *told {
	c, _ := handoff.Decide(&s.lead, cmd, at(minute))
	s.add(c)
	return s
}

// shelf holds the lead and, in lists, how it stands at a stage for a department.
func (s *told) shelf(stage postgres.Stage, d lead.Department, role lead.Role, kinds ...lead.Kind) *shelf {
	s.view.Lead = s.lead
	l := s.lead
	row := postgres.Listed{ID: l.ID, Number: l.Number, Sender: l.Sender, State: l.State, Holder: l.Holder, Category: l.Category, Urgency: l.Urgency,
		Decision: l.Decision, Matter: l.Matter, Leading: l.Leading(), Department: d, Role: role, Stage: stage}
	for _, r := range s.view.Records {
		if slices.Contains(kinds, r.Kind) {
			row.Brought = &r
		}
	}
	for _, k := range s.view.Clocks {
		if k.EndedAt == nil && row.Due == nil {
			row.Due, row.Provisional = &k.Due, k.Provisional
		}
	}
	return &shelf{view: s.view, part: postgres.Part{Leads: []postgres.Listed{row}}, found: []postgres.Listed{row}}
}
