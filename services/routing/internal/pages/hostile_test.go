package pages

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

// full is a shelf with something in every field that a page can show.
func full() *shelf {
	told := tell(refund()).say("education", lead.AnswerReturned{Reason: "R01", Competent: "market", Basis: "b", Note: "n", By: &lead.By{Unit: "u", Person: "p", Number: "x"}}, 10).
		say("market", lead.AnswerDone{}, 20)
	told.add(handoff.Supplemented(&told.lead, lead.LeadSupplemented{Text: "x", Attachments: []lead.Attachment{{Name: "n"}}}, lead.Decision{}, told.at("intake", 30)), 30)
	told.others["990101-2026-000002"] = &handoff.Lead{ID: "990101-2026-000002", State: handoff.Signed, Holder: "police"}
	told.lead.Standing = everything(told.lead.Standing)
	told.lead.Decision.Parts = []lead.DecidedPart{{Category: "D07", Lead: "education", Appeal: "a"}, {Category: "F02", Lead: "fire", Appeal: "b"}}
	r := &told.view.Records[len(told.view.Records)-1]
	r.Papers = []lead.Document{{Kind: lead.Letter, Number: "n", Name: "f", URI: "u", SHA256: "s"}}
	r.Officers, r.Verdicts, r.Other = []string{"o"}, &lead.Verdicts{Reached: true, Responded: lead.Yes, Solved: lead.No, Satisfied: lead.Unknown}, "990101-2026-000002"
	r.Via = &lead.Registered{Way: lead.Paper, By: "desk", Receipt: "r", SHA256: "s"}
	s := told.shelf(postgres.StageReturn, lead.Education, lead.RoleLead, lead.KindReturnAsked)
	s.part.Leads[0].Unit, s.part.Leads[0].Person, s.part.Leads[0].Whole = "u", "p", "w"
	s.found = append(s.found, s.found[0])
	s.standings = []postgres.Standing{{Queue: "education", Stage: postgres.StageSent, All: 1}}
	s.part.Next = "next"
	s.numbers = []handoff.Number{{Party: "market", Number: "n"}}
	return s
}

// everything puts something into every member of a standing, which no lead has all at once.
func everything(s handoff.Standing) handoff.Standing {
	const other = "990101-2026-000002"
	s.Claims = []lead.Claim{{Party: "education", Competent: "ext:人社", Basis: "b", Reason: "R01"}}
	s.Offer = &handoff.Offer{To: "police", From: "education", Document: lead.LeadTransfer}
	s.Provisional, s.Designated, s.Review, s.Escalated, s.Listed, s.Redone, s.Overdue, s.Reopened = "police", "fire", 3, 3, true, 1, 1, true
	s.Filings = []handoff.Filing{{Department: "market", Number: "n"}}
	s.Referral = &handoff.Crime{By: "market", Officers: []string{"甲", "乙"}, Refused: true}
	s.Extension = &handoff.Asked{By: "market", N: 3, Record: 3}
	s.Rest = &handoff.Resting{Reason: lead.RestTest, Record: 3, Since: noon}
	s.Result = &handoff.Result{Outcome: lead.Settled, Note: "n", Reply: "r"}
	s.Observers = []lead.Department{"culture", street}
	s.Parts = []handoff.PartStanding{{ID: other, Open: true}, {ID: "990101-2026-000001-2"}}
	s.Whole, s.Fold, s.Joined = other, &handoff.Folded{Into: other}, []string{other}
	s.Registered = []handoff.Registration{{Record: 3, For: "market"}}
	s.Alike = []handoff.Likeness{{Lead: other, Why: []string{"same-place"}, Similarity: .8}}
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
	`</select><script>alert(1)</script>`, `%s%d%!(EXTRA <b>)`,
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

// Whatever somebody wrote anywhere is shown as text: the page is made of the same elements as with a harmless word, in both languages.
func TestHostile(t *testing.T) {
	s := &shelf{}
	r := newReader(t, s)
	shapes := func(text string) (out []string) {
		*s = *full()
		s.now = noon.Add(time.Hour)
		for _, v := range []any{&s.part.Leads, &s.found, &s.view, &s.others, &s.numbers} {
			fill(reflect.ValueOf(v).Elem(), text)
		}
		s.view.Lead.ID = leadID
		for _, path := range everyPage {
			status := http.StatusOK
			if strings.HasPrefix(path, leadPage+"/") {
				status = http.StatusConflict // a lead in no state takes nothing
			}
			for _, path := range []string{path, inEnglish(path)} {
				page := r.open(path, status)
				if path == leadPage && storable(text) && !strings.Contains(r.read(path), text) {
					t.Errorf("%s does not show %q", path, text)
				}
				out = append(out, shape(t, strings.ReplaceAll(page, `<span lang="zh-CN">`, "<span>")))
			}
		}
		return out
	}
	harmless := shapes("word")
	for _, text := range hostiles {
		for i, got := range shapes(text) {
			if got != harmless[i] && unmarked(got) != unmarked(harmless[i]) {
				t.Errorf("%q changes %s", text, everyPage[i/2])
			}
		}
	}
}

// unmarked is a shape without the elements that say that a name is Chinese.
func unmarked(shape string) string { return strings.ReplaceAll(shape, "<span>\n", "") }

// Whatever somebody fills in comes back as text, in the form and when it is shown once more.
func TestHostileForm(t *testing.T) {
	for _, word := range []string{"split", "letter", "register", "copy"} {
		s := tell(lead.Decision{Why: "weak", Urgency: lead.Normal}).alone()
		r := newReader(t, s)
		shapes := func(text string) (out []string) {
			w, _ := lead.WordNamed(word)
			d := &deed{word: w, view: s.view, who: viewer{"desk"}}
			in := map[string][]string{"word": {"return"}, "for": {"market"}}
			d.register(in)
			if word != "register" {
				d.fields, in = formOfWord(w), map[string][]string{}
			}
			pagesOf(s).filled(d, d.fields, "", in)
			for key := range in {
				if !strings.HasSuffix(key, ".rows") && key != "word" && key != "for" {
					in[key] = []string{text}
				}
			}
			in["reason"] = nil // so that it is not given
			for _, path := range []string{leadPage + "/" + word, leadPage + "/" + word + "?lang=en"} {
				page := r.post(path, in)
				if !storable(text) {
					if page.Code != http.StatusBadRequest {
						t.Errorf("%s with %q answered %d", word, text, page.Code)
					}
					continue
				}
				if len(s.given) > 0 && word != "copy" && word != "register" {
					t.Errorf("%s was given", word)
				}
				out = append(out, shape(t, page.Body.String()))
			}
			return out
		}
		harmless := shapes("Word 1!") // which is no code either
		for _, text := range hostiles {
			for i, got := range shapes(text) {
				if unmarked(strings.ReplaceAll(got, " checked", "")) != unmarked(strings.ReplaceAll(harmless[i], " checked", "")) {
					t.Errorf("%q changes the form of %s", text, word)
				}
			}
		}
	}
}
