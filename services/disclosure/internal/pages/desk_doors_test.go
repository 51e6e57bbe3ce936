package pages

import (
	"context"
	"crypto/rand"
	"fmt"
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

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/pgtest"
	"xiansuo/services/internal/web"
)

var monday = time.Date(2026, 7, 20, 10, 0, 0, 0, calendar.China)

const hostile = `"><script>alert(1)</script>{{.}}</textarea><svg onload=alert(3)>`

// office is a desk with one decision drafted.
type office struct {
	t     *testing.T
	store *postgres.Store
	id    string
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, store: &postgres.Store{Log: outbox.NewLog(pgtest.New(t, postgres.Schema()).Pool(t, "disclosure"), "disclosure", "990101")}}
	d := lead.CaseDecided{Case: "990101-education-2026-000001", Department: lead.Education, Number: "云教罚字〔2026〕第3号", Version: 1, On: "2026-07-17", Served: "2026-07-18", Agency: "云汀区教育局",
		Violation: "超范围开展学科类培训", Category: "B01", Street: "柳塘街道", Facts: "组织17名学生补习数学。" + hostile, Basis: "《校外培训行政处罚暂行办法》第十八条",
		Parties: []lead.PartyDecided{{Name: "云汀区星河教育咨询有限公司", Kind: lead.Organisation, Institution: "i-1", Measures: []lead.MeasureTaken{{Code: "fine", Fen: 600000}}}}}
	err := o.store.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) error {
		e, err := event.New(event.Origin{Source: "/990101/enforcement", Lead: "990101-2026-000001", Time: monday}, d)
		if err != nil {
			return err
		}
		return o.store.Decided(ctx, tx, d, e, monday)
	})
	if err != nil {
		t.Fatal(err)
	}
	list, _, err := o.store.Publications(t.Context(), postgres.Wanted{}, "", "2026-07-20", 10)
	if err != nil || len(list) != 1 {
		t.Fatal(err, list)
	}
	o.id = list[0].ID
	return o
}

// person is somebody with a session.
type person struct {
	server http.Handler
	cookie string
}

func (o *office) enter(as string) person {
	o.t.Helper()
	tokens := web.NewTokens(map[string]string{as: "token"})
	key, _ := tokens.Of("token")
	sessions := web.NewSessions(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80}, tokens)
	server := web.NewServer(slog.New(slog.DiscardHandler), pg.Transient)
	desk := &Desk{Store: o.store, Now: func() time.Time { return monday }, District: "990101", Log: slog.New(slog.DiscardHandler)}
	if err := desk.Register(server, sessions); err != nil {
		o.t.Fatal(err)
	}
	server.GET("/enter", func(c echo.Context) error { return sessions.Enter(c, c.QueryParam("code")) }, sessions.Load)
	link, _ := url.Parse(sessions.Link(key))
	p := person{server: server}
	cookie := p.send(httptest.NewRequest(http.MethodGet, link.RequestURI(), nil)).Result().Cookies()[0]
	p.cookie = cookie.Name + "=" + cookie.Value
	return p
}

func (p person) send(r *http.Request) *httptest.ResponseRecorder {
	r.RemoteAddr = "127.0.0.1:4711"
	r.Header.Set("Cookie", p.cookie)
	w := httptest.NewRecorder()
	p.server.ServeHTTP(w, r)
	return w
}

func (p person) get(path string) *httptest.ResponseRecorder {
	return p.send(httptest.NewRequest(http.MethodGet, path, nil))
}

func (p person) post(path, site string, in url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(in.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", site)
	return p.send(r)
}

// Each page of the desk opens to whom it is for, and each step is taken by whose turn it is and nobody else; no form of another site does
// anything, and nothing that somebody wrote becomes a part of the page.
func TestDeskDoors(t *testing.T) {
	o := newOffice(t)
	one := "/disclosure/publications/" + o.id
	who := []string{"education", "education-head", "market", "market-head", "legal", "disclosure-editor", "disclosure-approver", "taskforce", "desk", "justice", "auditor", "hotline-12345"}
	opens := map[string][]string{
		"/disclosure/":           who[:11],
		"/disclosure/write":      {"education", "market", "desk"},
		"/disclosure/objections": {"education", "education-head", "market", "market-head", "legal", "taskforce", "desk", "justice", "auditor"},
		one:                      {"education", "education-head", "legal", "disclosure-editor", "disclosure-approver", "taskforce", "desk", "justice", "auditor"},
		one + "/submit":          {"education"}, one + "/approve": {}, one + "/legal": {}, one + "/withdraw": {}, one + "/nothing": {}, one + "/drop": {"education-head", "taskforce"},
	}
	for _, as := range who {
		p := o.enter(as)
		for path, may := range opens {
			w := p.get(path)
			if open := w.Code == http.StatusOK; open != slices.Contains(may, as) || w.Code >= 500 || strings.Contains(w.Body.String(), "<script>") {
				t.Errorf("%s by %s: %d", path, as, w.Code)
			}
		}
		for _, word := range publication.Words() {
			in := url.Values{"edition": {"1"}, "note": {hostile}, "on": {"2026-07-20"}, "to": {"draft"}, "reason": {"mistake"}}
			if word == publication.WordSubmit && as == "education" || word == publication.WordDrop {
				continue // what they may do
			}
			if w := p.post(one+"/"+string(word), "same-origin", in); w.Code < 400 || w.Code >= 500 || strings.Contains(w.Body.String(), "<script>") {
				t.Errorf("%s by %s: %d", word, as, w.Code)
			}
			if w := p.post(one+"/"+string(word), "cross-site", in); w.Code != http.StatusForbidden {
				t.Errorf("%s of another site by %s: %d", word, as, w.Code)
			}
		}
	}
	if d, err := o.store.Desk(t.Context(), o.id); err != nil || d.Stage != publication.Draft || d.Edition != 1 {
		t.Errorf("%v: something happened: %s", err, d.Stage)
	}
	if w := (person{server: o.enter("desk").server}).get(one); w.Code == http.StatusOK {
		t.Error("the desk opens without a session")
	}
}

// The whole chain goes by forms; each that is sent twice counts once, and one that was opened before another edition came is refused.
func TestDeskChain(t *testing.T) {
	o := newOffice(t)
	one := "/disclosure/publications/" + o.id
	stale := ""
	for _, step := range []struct{ as, word string }{{"education", "submit"}, {"disclosure-editor", "prepare"}, {"disclosure-editor", "prepare"}, {"legal", "legal"}, {"disclosure-approver", "privacy"}, {"education-head", "approve"}} {
		p := o.enter(step.as)
		d, err := o.store.Desk(t.Context(), o.id)
		if err != nil {
			t.Fatal(err)
		}
		in := url.Values{"edition": {fmt.Sprint(d.Edition)}, "on": {"2026-07-20"}, "legalDuty": {"行政处罚法第四十八条"}, "allowed": {}, "person": {step.as}}
		if stale != "" && stale != in.Get("edition") && step.word == "legal" {
			if w := p.post(one+"/"+step.word, "same-origin", url.Values{"edition": {stale}, "on": {"2026-07-20"}, "legalDuty": {"x"}}); w.Code != http.StatusConflict {
				t.Errorf("a review of edition %s: %d", stale, w.Code)
			}
		}
		stale = in.Get("edition")
		if w := p.get(one + "/" + step.word); w.Code != http.StatusOK {
			t.Fatalf("the form of %s: %d", step.word, w.Code)
		}
		if w := p.post(one+"/"+step.word, "same-origin", in); w.Code != http.StatusSeeOther {
			t.Fatalf("%s by %s: %d %s", step.word, step.as, w.Code, w.Body)
		}
		if w := p.post(one+"/"+step.word, "same-origin", in); w.Code != http.StatusConflict {
			t.Errorf("%s twice: %d", step.word, w.Code)
		}
		if w := p.get(one); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "<script>") {
			t.Errorf("its page after %s: %d", step.word, w.Code)
		}
	}
	if p, err := o.store.PublicGet(t.Context(), o.id); err != nil || p.State != publication.Published {
		t.Errorf("%v %+v", err, p)
	}
}

// Whatever is sent to a form of the desk is refused with a reason.
func TestDeskHostile(t *testing.T) {
	o := newOffice(t)
	long := ""
	for range 400 {
		long += rand.Text()
	}
	for _, as := range []string{"education", "desk", "disclosure-editor", "legal", "education-head"} {
		p := o.enter(as)
		for _, bad := range []string{"", "\x00", "\xff", "0000-01-01", "-1", "9223372036854775808", strings.Repeat("中", 30000), hostile} {
			in := url.Values{}
			for _, field := range []string{"edition", "on", "note", "person", "unit", "to", "reason", "legalDuty", "title", "text", "kind", "value", "aliases", "mask", "why", "allowed", "because", "key", "product", "number", "category", "street", "parties", "effect"} {
				in.Set(field, bad)
			}
			for _, path := range []string{"/disclosure/write", "/disclosure/publications/" + o.id + "/submit", "/disclosure/publications/" + o.id + "/prepare", "/disclosure/publications/" + o.id + "/drop",
				"/disclosure/publications/x/submit", "/disclosure/objections/1/advise", "/disclosure/objections/x/decide"} {
				for _, product := range []string{bad, "P2"} {
					in.Set("product", product)
					if w := p.post(path, "same-origin", in); w.Code >= 500 || strings.Contains(w.Body.String(), "<script>") {
						t.Errorf("%s by %s with %.20q: %d", path, as, bad, w.Code)
					}
				}
			}
			q := url.QueryEscape(bad)
			for _, path := range []string{"/disclosure/?stage=" + q, "/disclosure/?stage=&cursor=" + q, "/disclosure/?stage=&cursor=" + q + "~x", "/disclosure/publications/" + url.PathEscape(bad)} {
				if w := p.get(path); w.Code >= 500 {
					t.Errorf("%s: %d", path, w.Code)
				}
			}
		}
		in := url.Values{"product": {"P2"}, "title": {"x"}, "text": {"x"}, "key": {long}}
		if w := p.post("/disclosure/write", "same-origin", in); w.Code >= 500 {
			t.Errorf("a long key by %s: %d", as, w.Code)
		}
	}
}
