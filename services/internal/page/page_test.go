package page

import (
	"errors"
	"html/template"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/web"
)

var noon = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

var tokens = web.NewTokens(map[string]string{"desk": "desk-token", "market": "market-token", "grid": "grid-token"})

// deskLink is a link that the desk's token makes.
func (s *small) deskLink() *url.URL {
	key, _ := tokens.Of("desk-token")
	link, _ := url.Parse(s.Sessions.Link(key))
	return link
}

var errAway = errors.New("the database at 10.0.0.7 is away")

// options are those of a small site, whose log goes to the builder.
func options(log *strings.Builder) Options {
	return Options{
		Prefix: "/small/", District: "990101", Search: "/small/find", Sessions: web.NewSessions(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80}, tokens),
		Files: fstest.MapFS{"hello.html": {Data: []byte(`{{define "title"}}{{t "hello"}}{{end}}{{define "content"}}<h1>{{t "hello"}}</h1><p>{{.}}</p>{{end}}`)}},
		Words: Words{"hello": {ZH: "你好", EN: "Hello"}}, Nav: func(web.Principal) []Item { return []Item{{"/small/", "hello"}} },
		Now: func() time.Time { return noon }, Log: slog.New(slog.NewTextHandler(log, nil)), Transient: func(err error) bool { return errors.Is(err, errAway) },
	}
}

// small is a site with pages that go well and wrong, and the way in.
type small struct {
	http.ServeMux
	Options
	log strings.Builder
}

func newSmall(t *testing.T) *small {
	t.Helper()
	s := &small{}
	s.Options = options(&s.log)
	site, err := NewSite(s.Options)
	if err != nil {
		t.Fatal(err)
	}
	server := web.NewServer(s.Log, s.Transient)
	pages := site.Pages(server, "/small/api/")
	pages.GET("/", func(c echo.Context) error { return site.Render(c, http.StatusOK, "hello", c.QueryParam("say")) })
	for path, err := range map[string]error{"/gone": web.NotFound("this secret"), "/bad": web.NewProblem(http.StatusBadRequest, "bad", "no", ""),
		"/away": errAway, "/broken": errors.New("password of secret")} {
		pages.GET(path, func(echo.Context) error { return err })
	}
	entrance, err := Entrance(s.Options, tokens, func(as web.Principal) string {
		if as == "" {
			return "/public/"
		}
		return "/small/"
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Handle("/small/", server)
	for _, path := range EntrancePaths() {
		s.Handle(path, entrance)
	}
	return s
}

// ask sends a request from this machine.
func (s *small) ask(method, target string, form url.Values, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
	r.RemoteAddr = "127.0.0.1:4711"
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// cookie returns that of a new session.
func (s *small) cookie(t *testing.T) string {
	t.Helper()
	link := s.deskLink()
	w := s.ask(http.MethodPost, "/enter", url.Values{"code": {link.Query().Get("code")}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/small/" {
		t.Fatalf("entering answered %d to %q", w.Code, w.Header().Get("Location"))
	}
	c := w.Result().Cookies()[0]
	return c.Name + "=" + c.Value
}

// Pages are in Chinese until somebody asks for English, and then until they ask for Chinese again.
func TestLanguage(t *testing.T) {
	s := newSmall(t)
	cookie := s.cookie(t)
	cases := map[string]struct{ query, cookies, want, lang, other string }{
		"first":        {"", "", "你好", `lang="zh-CN"`, "lang=en"},
		"asked":        {"?lang=en&say=x", "", "Hello", `lang="en"`, "lang=zh&amp;say=x"},
		"kept":         {"", languageCookie + "=en", "Hello", `lang="en"`, "lang=zh"},
		"asked again":  {"?lang=zh", languageCookie + "=en", "你好", `lang="zh-CN"`, "lang=en"},
		"unknown":      {"?lang=xx", "", "你好", `lang="zh-CN"`, "lang=en"},
		"unknown kept": {"", languageCookie + "=\"><x", "你好", `lang="zh-CN"`, "lang=en"},
	}
	for name, c := range cases {
		w := s.ask(http.MethodGet, "/small/"+c.query, nil, "Cookie", cookie+"; "+c.cookies)
		body := w.Body.String()
		if w.Code != http.StatusOK || !strings.Contains(body, "<h1>"+c.want) || !strings.Contains(body, "<html "+c.lang) || !strings.Contains(body, c.other) {
			t.Errorf("%s: %d %s", name, w.Code, body)
		}
		if kept := strings.Contains(strings.Join(w.Header()["Set-Cookie"], " "), languageCookie); kept != strings.HasPrefix(name, "asked") {
			t.Errorf("%s: language kept: %v", name, kept)
		}
	}
}

// Whatever goes wrong is a page with the right status, which says nothing of the inside; only what an operator must see is logged.
func TestTrouble(t *testing.T) {
	s := newSmall(t)
	cookie := s.cookie(t)
	for path, want := range map[string]struct {
		status int
		title  string
	}{
		"gone": {404, "没有找到"}, "bad": {400, "无法处理这个请求"}, "away": {503, "请稍候再试"}, "broken": {500, "系统内部错误"}, "unknown": {404, "没有找到"},
	} {
		s.log.Reset()
		w := s.ask(http.MethodGet, "/small/"+path, nil, "Cookie", cookie)
		if w.Code != want.status || !strings.Contains(w.Body.String(), want.title) || strings.Contains(w.Body.String(), "secret") || strings.Contains(w.Body.String(), "10.0") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
		if logged := s.log.Len() > 0; logged != (want.status >= 500) {
			t.Errorf("%s: logged %q", path, s.log.String())
		}
	}
	if w := s.ask(http.MethodGet, "/small/api/unknown", nil); w.Code != http.StatusNotFound || w.Header().Get("Content-Type") != web.ProblemType {
		t.Errorf("the API answered %d %s", w.Code, w.Header().Get("Content-Type"))
	}
}

// Without a session there is a page that says how to get one, and without being on this machine one that says that.
func TestNoSession(t *testing.T) {
	s := newSmall(t)
	w := s.ask(http.MethodGet, "/small/", nil)
	if w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), "xiansuo link") || strings.Contains(w.Body.String(), "你好</h1>") || w.Header().Get("WWW-Authenticate") == "" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	for _, path := range []string{"/small/", "/enter?code=x"} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.RemoteAddr = "192.0.2.1:1"
		r.Header.Set("Cookie", s.cookie(t))
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "只能在本机打开") {
			t.Errorf("%s from elsewhere: %d", path, w.Code)
		}
	}
}

// Looking at a link does not spend it, pressing its button does; it says as whom one enters; whoever may enter gets another with a
// token of its own, and whoever leaves is out.
func TestEntrance(t *testing.T) {
	s := newSmall(t)
	link := s.deskLink()
	for range 2 {
		if w := s.ask(http.MethodGet, link.RequestURI(), nil); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), link.Query().Get("code")) || len(w.Result().Cookies()) > 0 {
			t.Fatalf("looking: %d %s", w.Code, w.Body)
		}
	}
	if w := s.ask(http.MethodPost, "/enter", link.Query()); w.Code != http.StatusSeeOther {
		t.Fatalf("entering: %d", w.Code)
	}
	if w := s.ask(http.MethodPost, "/enter", link.Query()); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "链接已失效") {
		t.Errorf("entering again: %d %s", w.Code, w.Body)
	}
	for token, status := range map[string]int{"desk-token": 200, "market-token": 200, "grid-token": 403, "": 401} {
		if w := s.ask(http.MethodPost, "/enter/link", nil, "Authorization", "Bearer "+token); w.Code != status || (status == 200) != strings.Contains(w.Body.String(), "/enter?code=") {
			t.Errorf("another link for %q: %d %s", token, w.Code, w.Body)
		}
	}
	given := s.ask(http.MethodPost, "/enter/link", nil, "Authorization", "Bearer market-token").Body.String()
	code := regexp.MustCompile(`code=(\w+)`).FindStringSubmatch(given)
	if w := s.ask(http.MethodGet, "/enter?code="+code[1], nil); !strings.Contains(w.Body.String(), "市场监督管理局") {
		t.Errorf("it does not say as whom: %s", w.Body)
	}
	cookie := s.cookie(t)
	if w := s.ask(http.MethodGet, "/small/", nil, "Cookie", cookie); !strings.Contains(w.Body.String(), "分派中心") {
		t.Errorf("the header does not say as whom: %s", w.Body)
	}
	if w := s.ask(http.MethodGet, "/", nil, "Cookie", cookie); w.Header().Get("Location") != "/small/" {
		t.Errorf("the root leads to %q", w.Header().Get("Location"))
	}
	s.ask(http.MethodPost, "/leave", url.Values{}, "Cookie", cookie)
	if w := s.ask(http.MethodGet, "/small/", nil, "Cookie", cookie); w.Code != http.StatusUnauthorized {
		t.Errorf("after leaving: %d", w.Code)
	}
	if w := s.ask(http.MethodGet, "/", nil); w.Header().Get("Location") != "/public/" {
		t.Errorf("the root leads who did not enter to %q", w.Header().Get("Location"))
	}
}

// A form that another site's page sends is not taken.
func TestForeignForm(t *testing.T) {
	s := newSmall(t)
	cookie := s.cookie(t)
	for name, headers := range map[string][]string{"another site": {"Sec-Fetch-Site", "cross-site"}, "another port": {"Sec-Fetch-Site", "same-site"}, "an old browser": {"Origin", "http://evil.example"}} {
		if w := s.ask(http.MethodPost, "/leave", url.Values{}, append(headers, "Cookie", cookie)...); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "表单不是从这里提交的") {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	if w := s.ask(http.MethodPost, "/leave", url.Values{}, "Sec-Fetch-Site", "same-origin", "Cookie", cookie); w.Code != http.StatusSeeOther {
		t.Errorf("our own: %d", w.Code)
	}
}

// What may be data in a sentence is escaped, and marked where it is Chinese in English text.
func TestWho(t *testing.T) {
	f := funcs(English, Words{"said": {ZH: "%s说", EN: "<%s> said"}}, Party)
	who := f["who"].(func(lead.Name) template.HTML)
	if got := who(lead.Name{ZH: "x", EN: "人社<b>"}); got != `<span lang="zh-CN">人社&lt;b&gt;</span>` {
		t.Errorf("who: %s", got)
	}
	rich := f["rich"].(func(string, ...any) (template.HTML, error))
	if got, err := rich("said", who(lead.Name{EN: "人"})); err != nil || got != `&lt;<span lang="zh-CN">人</span>&gt; said` {
		t.Errorf("rich: %s %v", got, err)
	}
	if got, _ := rich("said", "<i>"); got != `&lt;&lt;i&gt;&gt; said` {
		t.Errorf("rich with text: %s", got)
	}
}

// The look is served for ever under a name that changes with it, pages never; both under a strict policy.
func TestFiles(t *testing.T) {
	s := newSmall(t)
	page := s.ask(http.MethodGet, "/small/?say=x", nil, "Cookie", s.cookie(t))
	for _, found := range regexp.MustCompile(`"(/small/look/[0-9a-f]{16}\.(?:css|svg))"`).FindAllStringSubmatch(page.Body.String(), -1) {
		w := s.ask(http.MethodGet, found[1], nil)
		if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Body.Len() == 0 {
			t.Errorf("%s: %d %v", found[1], w.Code, w.Header())
		}
	}
	policy := page.Header().Get("Content-Security-Policy")
	if page.Header().Get("Cache-Control") != "no-store" || !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("page %v", page.Header())
	}
}

// Templates hold no style, no script and no words of their own.
func TestTemplates(t *testing.T) {
	inline := regexp.MustCompile(`(?i)<script|<style|\sstyle=|\son[a-z]+=|javascript:|\p{Han}`)
	for _, files := range []fs.FS{ownFiles, entranceFiles} {
		err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".html") {
				return err
			}
			content, err := fs.ReadFile(files, path)
			if found := inline.Find(content); found != nil {
				t.Errorf("%s holds %q", path, found)
			}
			for _, said := range regexp.MustCompile(`\bt "([^"]+)"`).FindAllSubmatch(content, -1) {
				if _, ok := shared[string(said[1])]; !ok {
					t.Errorf("%s says %q, which is no word", path, said[1])
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// A site whose words lack a language, or say other things in each, is refused; so is a key that stands twice.
func TestWords(t *testing.T) {
	for name, words := range map[string]Words{
		"no English": {"x": {ZH: "字"}}, "no Chinese": {"x": {EN: "word"}}, "other places": {"x": {ZH: "%s 字", EN: "word"}}, "twice": {"skip": shared["skip"]},
	} {
		o := options(&strings.Builder{})
		o.Words = words
		if _, err := NewSite(o); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration][2]string{
		0: {"0秒", "0 s"}, 999 * time.Millisecond: {"0秒", "0 s"}, 59 * time.Second: {"59秒", "59 s"}, time.Minute: {"1分", "1 min"},
		time.Hour + 59*time.Second: {"1小时", "1 h"}, 26*time.Hour + 3*time.Minute: {"1天2小时", "1 d 2 h"}, 48 * time.Hour: {"2天", "2 d"},
	} {
		if got := [2]string{span(Chinese, d, 2), span(English, d, 2)}; got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
	if got := span(Chinese, 26*time.Hour+3*time.Minute+4*time.Second, len(units)); got != "1天2小时3分4秒" {
		t.Errorf("whole: %s", got)
	}
}

// A deadline that ends a day is said as 24:00 of it, in China time; from it on, a thing is late.
func TestDue(t *testing.T) {
	midnight := time.Date(2026, 7, 1, 16, 0, 0, 0, time.UTC)
	for at, want := range map[time.Time]string{midnight: "2026-07-01 24:00", midnight.Add(time.Minute): "2026-07-02 00:01", noon: "2026-07-01 12:00"} {
		if got := End(at); got != want {
			t.Errorf("%v: %s, want %s", at, got, want)
		}
	}
	if d := NewDue(noon, true, noon.Add(-time.Second)); d.Late || d.By != time.Second || !d.Provisional {
		t.Errorf("a second before: %+v", d)
	}
	if d := NewDue(noon, false, noon); !d.Late || d.By != 0 {
		t.Errorf("at its end: %+v", d)
	}
}

// What a template says of a code without a name is the code.
func TestCode(t *testing.T) {
	code := funcs(English, Words{"state.a": lead.Name{ZH: "甲", EN: "A"}}, Party)["code"].(func(string, any) string)
	if code("state", "a") != "A" || code("state", "b") != "b" {
		t.Errorf("%q %q", code("state", "a"), code("state", "b"))
	}
}
