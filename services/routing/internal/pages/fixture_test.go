package pages

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/net/html"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/schema"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/answers"
	"xiansuo/services/routing/internal/clocks"
	"xiansuo/services/routing/internal/form"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

var noon = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC) // Wednesday 12:00 in China

// catalogue and schemas are those that xiansuo ships.
var (
	catalogue = sync.OnceValue(func() *clocks.Catalogue { return must(clocks.Default(calendar.Default())) })
	schemas   = sync.OnceValue(func() *schema.Set { return must(schema.Load()) })
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

const street = "street-liutang"

// shelf is a store that holds what a test puts there, and remembers what was asked for and given.
type shelf struct {
	standings []postgres.Standing
	part      postgres.Part
	found     []postgres.Listed
	view      postgres.View
	others    []handoff.Lead
	numbers   []handoff.Number
	err       error
	asked     postgres.Query
	given     []answers.Given
	take      func(answers.Given) (postgres.Outcome, error)
	now       time.Time
}

func (s *shelf) Standings(context.Context, time.Time) ([]postgres.Standing, error) {
	return s.standings, s.err
}

func (s *shelf) List(_ context.Context, q postgres.Query) (postgres.Part, error) {
	s.asked = q
	return s.part, s.err
}

func (s *shelf) Find(context.Context, string, int) ([]postgres.Listed, error) { return s.found, s.err }

// Lead gives out copies: whoever reads may change what was read.
func (s *shelf) Lead(_ context.Context, id string) (postgres.View, error) {
	if s.err == nil && id == s.view.Lead.ID {
		return copied(s.view), nil
	}
	for _, o := range s.others {
		if s.err == nil && strings.ToValidUTF8(o.ID, "\ufffd") == id { // as it is after copying
			return copied(postgres.View{Lead: o}), nil
		}
	}
	if s.err != nil {
		return postgres.View{}, s.err
	}
	return postgres.View{}, postgres.ErrNoLead
}

func (s *shelf) Leads(ctx context.Context, ids []string) (map[string]*handoff.Lead, error) {
	out := map[string]*handoff.Lead{}
	for _, id := range ids {
		if v, err := s.Lead(ctx, id); err == nil {
			out[id] = &v.Lead
		}
	}
	return out, s.err
}

func (s *shelf) Numbers(context.Context, string) ([]handoff.Number, error) { return s.numbers, s.err }

func (s *shelf) Take(_ context.Context, g answers.Given) (postgres.Outcome, error) {
	s.given = append(s.given, g)
	if s.take != nil {
		return s.take(g)
	}
	return postgres.Outcome{Lead: g.Lead, Record: &lead.Record{No: 7}}, nil
}

func copied[T any](v T) (out T) {
	if err := json.Unmarshal(must(json.Marshal(v)), &out); err != nil {
		panic(err)
	}
	return out
}

// reader is somebody with a session who reads pages of a shelf.
type reader struct {
	t      *testing.T
	server *web.Server
	cookie string
}

// newReader is at the desk, an hour after noon.
func newReader(t *testing.T, s *shelf) reader {
	t.Helper()
	return enter(t, s, web.DeskPrincipal)
}

func enter(t *testing.T, s *shelf, as web.Principal) reader {
	t.Helper()
	if s.now.IsZero() {
		s.now = noon.Add(time.Hour)
	}
	log := slog.New(slog.DiscardHandler)
	tokens := web.NewTokens(map[string]string{string(as): "token"})
	key, _ := tokens.Of("token")
	sessions := web.NewSessions(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80}, tokens)
	server := web.NewServer(log, func(error) bool { return false })
	if err := pagesOf(s).Register(server, sessions); err != nil {
		t.Fatal(err)
	}
	server.GET("/enter", func(c echo.Context) error { return sessions.Enter(c, c.QueryParam("code")) }, sessions.Load)
	link, _ := url.Parse(sessions.Link(key))
	w := ask(server, link.RequestURI(), "")
	cookie := w.Result().Cookies()[0]
	return reader{t, server, cookie.Name + "=" + cookie.Value}
}

// pagesOf are those of a district that calls its education department by a name of its own and has one street.
func pagesOf(s *shelf) *Pages {
	return &Pages{Store: s, Now: func() time.Time { return s.now }, District: "990101", Log: slog.New(slog.DiscardHandler), Says: says,
		Party: func(code string) lead.Name {
			switch code {
			case "education":
				return lead.Name{ZH: "云汀区教育局", EN: "Yunting Education"}
			case street:
				return lead.Name{ZH: "柳塘街道", EN: "Liutang Street"}
			}
			return lead.Holder(code).Name()
		},
		Units: func() []lead.Department { return []lead.Department{street} },
		Word: func() handoff.Word {
			return handoff.Word{At: s.now, Clocks: catalogue(), Unit: func(d lead.Department) bool { return d == street }}
		},
		Schemas: schemas(), Take: s.Take}
}

// says is what rules of the set "t" say.
func says(ruleSet, rule string) string {
	if ruleSet == "t" && rule == "refund" {
		return "机构不退费"
	}
	return ""
}

func ask(server http.Handler, path, cookie string) *httptest.ResponseRecorder {
	return send(server, httptest.NewRequest(http.MethodGet, path, nil), cookie)
}

func send(server http.Handler, r *http.Request, cookie string) *httptest.ResponseRecorder {
	r.RemoteAddr = "127.0.0.1:4711"
	r.Header.Set("Cookie", cookie)
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	return w
}

// post sends a form.
func (r reader) post(path string, in url.Values) *httptest.ResponseRecorder {
	r.t.Helper()
	q := httptest.NewRequest(http.MethodPost, path, strings.NewReader(in.Encode()))
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	return send(r.server, q, r.cookie)
}

// upload sends a form with files, by the names of their inputs.
func (r reader) upload(path string, in url.Values, files map[string]string) *httptest.ResponseRecorder {
	r.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range in {
		for _, v := range values {
			_ = w.WriteField(name, v)
		}
	}
	for name, content := range files {
		part, _ := w.CreateFormFile(name, "移送函.pdf")
		_, _ = part.Write([]byte(content))
	}
	_ = w.Close()
	q := httptest.NewRequest(http.MethodPost, path, &body)
	q.Header.Set("Content-Type", w.FormDataContentType())
	return send(r.server, q, r.cookie)
}

// open returns a page with the status it must have.
func (r reader) open(path string, status int) string {
	r.t.Helper()
	w := ask(r.server, path, r.cookie)
	if w.Code != status {
		r.t.Fatalf("%s answered %d: %.300s", path, w.Code, textOf(r.t, w.Body.String()))
	}
	return w.Body.String()
}

// read returns the text of a page, with single blanks.
func (r reader) read(path string) string {
	r.t.Helper()
	return textOf(r.t, r.open(path, http.StatusOK))
}

func textOf(t *testing.T, page string) string {
	t.Helper()
	var out []string
	walk(t, page, func(n *html.Node, _ bool) {
		switch {
		case n.Type == html.TextNode:
			out = append(out, n.Data)
		case n.Type == html.ElementNode && slices.Contains([]string{"td", "th", "dt", "dd", "p", "li", "h2", "h3", "br", "label", "legend"}, n.Data):
			out = append(out, " ")
		}
	})
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.Join(out, ""), "\u2060", "")), " ")
}

// shows fails for each text that a page does not show.
func (r reader) shows(path string, texts ...string) {
	r.t.Helper()
	lacks(r.t, path, r.read(path), texts...)
}

func lacks(t *testing.T, where, page string, texts ...string) {
	t.Helper()
	var missing []string
	for _, text := range texts {
		if !strings.Contains(page, text) {
			missing = append(missing, text)
		}
	}
	if len(missing) > 0 {
		t.Errorf("%s does not show %q: %.6000s", where, missing, page)
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

// refund is a decision that the rules are sure of.
func refund() lead.Decision {
	return lead.Decision{RuleSet: "t", Scope: "in", Decided: true, Lead: "education", Assist: []lead.Department{lead.Market}, Category: "D07", Urgency: lead.Critical,
		Why: "sure", Confidence: .97, Alerts: []lead.Department{lead.Police}, Safety: true, External: []string{"人社"},
		Fired:    []lead.Fired{{Rule: "refund", Words: []string{"不退费", "机构", "机构"}}, {Rule: "place", Words: []string{"金穗大厦", "退费"}}},
		RunnerUp: &lead.Alternative{Category: "X02", Lead: "none"}}
}

// plain is a decision for a department, with nothing else to it.
func plain(to lead.Department) lead.Decision {
	return lead.Decision{RuleSet: "t", Decided: true, Lead: string(to), Category: "A01", Urgency: lead.Normal, Why: "sure"}
}

// told is a lead and what was written about it.
type told struct {
	lead   handoff.Lead
	view   postgres.View
	clocks []handoff.Clock
	others map[string]*handoff.Lead
	last   *handoff.Refusal
}

const leadID = "990101-2026-000001"

// tell begins a lead with a decision.
func tell(d lead.Decision) *told {
	s := &told{lead: handoff.Lead{ID: leadID}, others: map[string]*handoff.Lead{}}
	occurred := noon.Add(-time.Hour)
	m := lead.Matter{Channel: lead.WeChat, Number: "C001", Text: "机构不退费。\n孩子还有二十节课。", Appeal: "投诉", ReceivedAt: noon, OccurredAt: &occurred,
		Place: &lead.Place{Address: "东岗街道金穗大厦B座", Street: "东岗街道", URL: "https://example.org"}, Target: &lead.Target{Name: "某机构", USCC: "91"},
		Money: &lead.Money{Fen: 460005, Method: "现金"}, People: &lead.People{Pupils: 34, Staff: 7, AgeBand: "小学"}, Secret: true, Reply: true,
		Attachments: []lead.Attachment{{Name: "合同.pdf", Type: "application/pdf"}}}
	s.add(handoff.Receive(&s.lead, lead.LeadReceived{Sender: "/990101/hotline-12345", Matter: m}, d, s.at("desk", 0)), 0)
	return s
}

func (s *told) at(by string, minute int) handoff.Word {
	return handoff.Word{By: by, Cause: "cause", At: noon.Add(time.Duration(minute) * time.Minute), Clocks: catalogue(),
		Unit:  func(d lead.Department) bool { return d == street },
		Other: func(id string) *handoff.Lead { return s.others[id] }}
}

func (s *told) add(c handoff.Change, minute int) *told {
	for _, k := range c.Clocks {
		at := slices.IndexFunc(s.clocks, func(o handoff.Clock) bool { return o.Record == k.Record && o.ID == k.ID && o.Step == k.Step })
		if at < 0 {
			s.clocks = append(s.clocks, k)
		} else {
			s.clocks[at] = k
		}
	}
	s.view.Records = append(s.view.Records, c.Records...)
	for _, then := range c.Then {
		other := s.others[then.Lead]
		if other == nil {
			other = &handoff.Lead{ID: then.Lead}
			s.others[then.Lead] = other
		}
		then.Do(other, s.at("desk", minute))
	}
	return s
}

// say gives a word for a party; what came of it is in last.
func (s *told) say(party string, f lead.Fact, minute int) *told {
	c, refusal := handoff.Take(&s.lead, handoff.Command{ID: "a", Type: f.EventType(), Party: party, Fact: f}, s.at(party, minute))
	s.last = refusal
	return s.add(c, minute)
}

// must gives a word that must have its effect.
func (s *told) must(t *testing.T, party string, f lead.Fact, minute int) *told {
	t.Helper()
	if s.say(party, f, minute); s.last != nil {
		t.Fatalf("%s of %s: %v", f.EventType(), party, s.last)
	}
	return s
}

// tick lets the clocks speak.
func (s *told) tick(minute int) *told {
	w := s.at(handoff.ByClock, minute)
	return s.add(handoff.Tick(&s.lead, w), minute)
}

// shelf holds the lead and, in lists, how it stands at a stage for a department.
func (s *told) shelf(stage postgres.Stage, d lead.Department, role lead.Role, kinds ...lead.Kind) *shelf {
	s.view.Lead = s.lead
	s.view.Clocks = nil
	clocks := slices.Clone(s.clocks)
	slices.SortStableFunc(clocks, func(a, b handoff.Clock) int { return a.Due.Compare(b.Due) })
	for _, k := range clocks {
		s.view.Clocks = append(s.view.Clocks, postgres.RunningClock{Clock: k.Clock, Level: k.Level, PausedAt: k.PausedAt, EndedAt: k.EndedAt, End: k.End})
	}
	l := s.lead
	row := postgres.Listed{ID: l.ID, Number: l.Number, Sender: l.Sender, State: l.State, Holder: l.Holder, Category: l.Category, Urgency: l.Urgency,
		Decision: l.Decision, Matter: l.Matter, NotOurs: len(l.NotOurs), Whole: l.Whole, Leading: l.Leading(), Department: d, Role: role, Stage: stage}
	for _, r := range s.view.Records {
		if slices.Contains(kinds, r.Kind) {
			row.Brought = &r
		}
	}
	for _, k := range s.view.Clocks {
		if k.EndedAt == nil && k.PausedAt == nil && row.Due == nil {
			row.Due, row.Provisional, row.Level = &k.Due, k.Provisional, k.Level
		}
	}
	out := &shelf{view: s.view, part: postgres.Part{Leads: []postgres.Listed{row}}, found: []postgres.Listed{row}}
	for _, o := range s.others {
		out.others = append(out.others, *o)
	}
	return out
}

// alone holds the lead only.
func (s *told) alone() *shelf { return s.shelf("", "", "") }

// filled is an example of what somebody fills in: something in every field, the last of what can be picked.
func (p *Pages) filled(d *deed, fields []form.Field, within string, in url.Values) {
	for _, f := range fields {
		path := form.Path(within, f.Name)
		switch f.Kind {
		case form.Group:
			p.filled(d, f.Fields, path, in)
		case form.Rows:
			n := max(1, f.Least)
			in.Set(path+form.RowsSuffix, fmt.Sprint(n))
			for i := range n {
				p.filled(d, f.Fields, form.Row(path, i), in)
			}
		case form.Choice, form.Many, form.Competent:
			for _, group := range p.picksOf(d, f, path, in) {
				for _, o := range group.Of {
					in.Set(path, o.Value)
				}
			}
			if f.Outside {
				in.Set(path+form.OutsideSuffix, "检察院\n人社")
			}
		default:
			in.Set(path, example(f))
		}
		if f.Kind == form.External {
			in.Set(path+form.OutsideSuffix, "人社")
		}
	}
}

func example(f form.Field) string {
	switch f.Kind {
	case form.Number:
		return fmt.Sprint(max(1, f.Least))
	case form.When:
		return "2026-07-09T12:30"
	case form.Decision, form.Mark:
		return form.Yes
	case form.Lines:
		return "甲\r\n\r\n乙"
	case form.Digest:
		return strings.Repeat("0a", 32)
	case form.Long:
		return "第一行\r\n第二行"
	}
	return "某某"
}

// formOfWord are the fields of a word.
func formOfWord(w lead.Word) []form.Field { return form.Of(w.Fact) }
