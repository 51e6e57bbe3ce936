package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/publication"
)

// Whoever is named objects with a form that says what their rights are; what is wrong stands beside its field; the code is shown once, on a
// page that nobody keeps, and answers on a page whose address does not hold it.
func TestObject(t *testing.T) {
	s := full()
	h := open(t, s)
	text := said(get(h, "/public/results/r1/object").Body.String())
	if !strings.Contains(text, "60 日内申请行政复议") || !strings.Contains(text, "六个月") {
		t.Errorf("rights: %s", text)
	}
	if w := get(h, "/public/results/r2/object"); w.Code != http.StatusNotFound {
		t.Errorf("a form for a tombstone: %d", w.Code)
	}
	good := url.Values{"ground": {"wrong"}, "text": {"金额应为 1,200 元。"}, "name": {"张三"}, "contact": {"13800138000"}, "evidence": {strings.Repeat("0A", 32) + "\r\n"}}
	w := post(h, "/public/results/r1/object", good)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "ABCD-EFGH") || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	if o := s.objected; o.Publication != "r1" || o.Ground != publication.Wrong || o.Name != "张三" || !slices.Equal(o.Evidence, []string{strings.Repeat("0a", 32)}) {
		t.Errorf("given: %+v", o)
	}
	for field, bad := range map[string]string{"ground": "x", "text": "", "name": " ", "contact": strings.Repeat("1", 101), "evidence": "abc"} {
		form := url.Values{}
		for k, v := range good {
			form[k] = v
		}
		form.Set(field, bad)
		s.objected = publication.Objecting{}
		w := post(h, "/public/results/r1/object", form)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `id="bad-`+field+`"`) || s.objected.Publication != "" {
			t.Errorf("%s: %d", field, w.Code)
		}
	}
	form := url.Values{"ground": {"wrong"}, "text": {"a\x01b"}, "name": {"x"}, "contact": {"x"}}
	if w := post(h, "/public/results/r1/object", form); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("control characters: %d", w.Code)
	}
	if w := post(h, "/public/results/none/object", good); w.Code != http.StatusNotFound {
		t.Errorf("none: %d", w.Code)
	}
	for err, status := range map[error]int{postgres.ErrTooMany: 429, publication.Refusal{Code: publication.NotNow}: 422, postgres.ErrNoPublication: 404} {
		s.refuse = err
		if w := post(h, "/public/results/r1/object", good); w.Code != status || status != 404 && !strings.Contains(w.Body.String(), "金额应为 1,200 元。") {
			t.Errorf("%v: %d %s", err, w.Code, w.Body)
		}
	}
	if w := post(h, "/public/objections", url.Values{"code": {"ABCD-EFGH"}}); w.Code != http.StatusOK || !strings.Contains(said(w.Body.String()), "金额已更正。") || strings.Contains(w.Body.String(), "ABCD") {
		t.Errorf("the answer: %d %s", w.Code, w.Body)
	}
	for _, code := range []string{"", "x", strings.Repeat("x", 500), "\x01"} {
		if w := post(h, "/public/objections", url.Values{"code": {code}}); w.Code != http.StatusNotFound {
			t.Errorf("%.5q: %d", code, w.Code)
		}
	}
}
