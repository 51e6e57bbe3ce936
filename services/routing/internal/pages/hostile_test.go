package pages

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

// full is a shelf with something in every field that a page can show.
func full() *shelf {
	told := tell(refund()).answer(lead.Education, lead.AnswerReturned{Reason: "R01", Competent: "market", Basis: "b", Note: "n"}, 10).answer(lead.Market, lead.AnswerDone{}, 20)
	told.add(handoff.Supplemented(&told.lead, lead.LeadSupplemented{Text: "x", Attachments: []lead.Attachment{{Name: "n"}}}, lead.Decision{}, at(30)))
	s := told.shelf(postgres.StageReturn, lead.Education, lead.RoleLead, lead.KindReturnAsked)
	s.found = append(s.found, s.found[0])
	s.standings = []postgres.Standing{{Queue: "education", Stage: postgres.StageSent, All: 1}}
	s.part.Next = "next"
	return s
}

// fill puts a text into every text of a value, whatever its type.
func fill(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Pointer:
		if !v.IsNil() {
			fill(v.Elem(), text)
		}
	case reflect.Slice:
		for i := range v.Len() {
			fill(v.Index(i), text)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), text)
			}
		}
	}
}

// hostiles are texts that would run, break out or mislead if a page took them for anything but text.
var hostiles = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'><svg/onload=alert(1)>`, `</title><script>alert(1)</script>`, `</textarea><script>alert(1)</script>`,
	`javascript:alert(1)`, `data:text/html,<script>alert(1)</script>`, `" onmouseover="alert(1)`, `' autofocus onfocus='alert(1)`, `{{.Decision}}`, `${alert(1)}`,
	`<!--`, `]]><script>alert(1)</script>`, `<base href=//evil.example>`, `<meta http-equiv=refresh content=0;url=//evil.example>`, `<form action=//evil.example>`,
	`&lt;script&gt;alert(1)&lt;/script&gt;`, `＜script＞alert(1)＜/script＞`, "\u202egnihtyna", "\u0000<b>",
	"a\xff<b>", `\u003cscript\u003ealert(1)`, `<a href="javascript:alert(1)">x</a>`, `../../etc/passwd?x=1#y`,
}

// shape is what a page is made of: its elements and the names of their attributes, with addresses that lead away.
func shape(t *testing.T, page string) string {
	t.Helper()
	var b strings.Builder
	walk(t, page, func(n *html.Node, _ bool) {
		if n.Type != html.ElementNode {
			return
		}
		b.WriteString("<" + n.Data)
		for _, a := range n.Attr {
			b.WriteString(" " + a.Key)
			if (a.Key == "href" || a.Key == "src" || a.Key == "action") && !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "#") {
				b.WriteString("=" + a.Val)
			}
		}
		b.WriteString(">\n")
	})
	return b.String()
}

// Whatever somebody wrote anywhere is shown as text: the page is made of the same elements as with a harmless word.
func TestHostile(t *testing.T) {
	shapes := func(text string) (out []string) {
		s := full()
		for _, v := range []any{&s.part.Leads, &s.found, &s.view} {
			fill(reflect.ValueOf(v).Elem(), text)
		}
		s.view.Lead.ID = "990101-2026-000001"
		r := newReader(t, s)
		for _, path := range everyPage {
			page := r.open(path, http.StatusOK)
			if path == leadPage && storable(text) && !strings.Contains(r.read(path), text) {
				t.Errorf("%s does not show %q", path, text)
			}
			out = append(out, shape(t, page))
		}
		return out
	}
	harmless := shapes("word")
	for _, text := range hostiles {
		for i, got := range shapes(text) {
			if got != harmless[i] {
				t.Errorf("%q changes %s", text, everyPage[i])
			}
		}
	}
}
