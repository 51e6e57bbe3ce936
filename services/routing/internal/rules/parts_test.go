package rules_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/rules"
)

// pieces is a set in which each word gives points to one category: the small ones are weak.
const pieces = `
version: 1.0.0
settings: {enough: 4, margin_in: 3, margin_out: 4, hold: 6, reach: 4, precedence: [G, A, C, B, H, F, E, D], confidence: [0.9],
  split: 8, join: 5, operating: [A, C, H02], whole: [G06]}
lists:
  home: {about: covert lessons, words: 课}
  staff: {about: staff, words: 师}
  exit: {about: exits, words: 门}
  gear: {about: gear, words: 灯}
  refund: {about: refund, words: 退}
  refund2: {about: a little about a refund, words: 费}
  terms: {about: terms, words: 约}
  arts: {about: arts, words: 舞}
  arts2: {about: a little about arts, words: 班}
  harm: {about: harm, words: 伤}
  tax: {about: invoices, words: 票}
  school: {about: school, words: 校}
rules:
  - {rule: home, says: s, when: 'has("home")', gives: {A01: 8}}
  - {rule: staff, says: s, when: 'has("staff")', gives: {B04: 8}}
  - {rule: exit, says: s, when: 'has("exit")', gives: {F02: 8}, urgency: urgent}
  - {rule: gear, says: s, when: 'has("gear")', gives: {F01: 5}}
  - {rule: refund, says: s, when: 'has("refund")', gives: {D07: 8}}
  - {rule: refund2, says: s, when: 'has("refund2")', gives: {D07: 4}}
  - {rule: terms, says: s, when: 'has("terms")', gives: {D09: 8}}
  - {rule: arts, says: s, when: 'has("arts")', gives: {H02: 8}}
  - {rule: arts2, says: s, when: 'has("arts2")', gives: {H02: 6}}
  - {rule: harm, says: s, when: 'has("harm")', gives: {G06: 9}}
  - {rule: tax, says: s, when: 'has("tax")', gives: {D10: 8}}
  - {rule: school, says: s, when: 'has("school")', gives: {X01: 8}}
  - {rule: culture, says: s, when: 'has("arts")', only_for: [D07], lead: culture, assist: [education]}
taxonomy:
  A01: {lead: education, assist: [market]}
  B04: {lead: education, assist: [police, fire]}
  F01: {lead: fire}
  F02: {lead: fire, assist: [education, police]}
  D07: {lead: education, assist: [market]}
  D09: {lead: market}
  D10: {lead: none, external: [税务]}
  H02: {lead: culture}
  G06: {lead: police}
  X01: {lead: none}
`

func piecesSet(t *testing.T, settings string) *rules.Set {
	t.Helper()
	set, err := rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(strings.Replace(pieces, "split: 8", settings, 1))}})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// briefly says the parts of a decision: appeal, category, lead, assisting departments.
func briefly(d rules.Decision) string {
	var out []string
	for _, p := range d.Parts {
		s := strings.TrimSpace(p.Appeal + " " + string(p.Category) + " " + p.Lead)
		for _, a := range p.Assist {
			s += "+" + string(a)
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// A claim and a report are two matters, and so are reports that different departments lead, if a second one is strong by itself.
func TestParts(t *testing.T) {
	set := piecesSet(t, "split: 8")
	for name, c := range map[string]struct {
		in   rules.Input
		want string
	}{
		"One matter is not split.":                                  {rules.Input{Text: "课"}, ""},
		"A claim beside a report is another matter by law.":         {rules.Input{Text: "课退"}, "举报 A01 education+market; 投诉 D07 education+market"},
		"Two claims are one dispute.":                               {rules.Input{Text: "退约"}, ""},
		"Reports that one department leads are one matter.":         {rules.Input{Text: "课师"}, ""},
		"Reports that two lead are two; neither assists the other.": {rules.Input{Text: "门师"}, "举报 B04 education+police; 举报 F02 fire+police"},
		"A weak second matter is none.":                             {rules.Input{Text: "课费"}, ""},
		"One that is half strong is none by itself.":                {rules.Input{Text: "师灯"}, ""},
		"But joins where there are several anyway.":                 {rules.Input{Text: "师灯退"}, "举报 B04 education+police; 举报 F01 fire; 投诉 D07 education+market"},
		"An operation that is told of in passing does not join.":    {rules.Input{Text: "师门班"}, "举报 B04 education+police; 举报 F02 fire+police"},
		"One conduct under two names is one matter.":                {rules.Input{Text: "课舞"}, ""},
		"The rules that follow a category give its part its lead.":  {rules.Input{Text: "师舞退"}, "举报 B04 education+police+fire; 举报 H02 culture; 投诉 D07 culture+market"},
		"Harm to a child is never split.":                           {rules.Input{Text: "伤课退"}, ""},
		"Nor with a child's harm beside it.":                        {rules.Input{Text: "伤门退"}, ""},
		"What nobody here leads is no part.":                        {rules.Input{Text: "门票"}, ""},
		"What is out of scope is not split.":                        {rules.Input{Text: "校校退"}, ""},
		"What is left to the desk is proposed.":                     {rules.Input{Text: "校课退门师"}, "举报 A01 education+market; 举报 F02 fire+police; 投诉 D07 education+market"},
		"A sender who says both needs no strength.":                 {rules.Input{Text: "课费", Appeal: "投诉举报"}, "举报 A01 education+market; 投诉 D07 education+market"},
		"For two reports it needs the same as ever.":                {rules.Input{Text: "师灯", Appeal: "投诉、举报"}, ""},
		"An officer claims nothing.":                                {rules.Input{Text: "课退门", Channel: lead.Patrol}, "A01 education+market; F02 fire+police"},
	} {
		t.Run(name, func(t *testing.T) {
			d := set.Decide(c.in)
			if got := briefly(d); got != c.want {
				t.Errorf("got %q, want %q (%s)", got, c.want, d.Why)
			}
			if len(d.Parts) > 0 && (d.Parts[0].Category != d.Category || d.Parts[0].Lead != d.Lead || d.Parts[0].Urgency != d.Urgency) {
				t.Errorf("the first part is %+v, the decision %s for %s", d.Parts[0], d.Category, d.Lead)
			}
		})
	}
	if d := piecesSet(t, "split: 0").Decide(rules.Input{Text: "课退门"}); len(d.Parts) > 0 {
		t.Errorf("split 0 splits: %+v", d.Parts)
	}
}

// A part has the urgency of its own signs, and names the rules that speak for it.
func TestPartsStandAlone(t *testing.T) {
	parts := piecesSet(t, "split: 8").Decide(rules.Input{Text: "门退", Urgency: lead.Low}).Parts
	want := []rules.Part{
		{Category: "F02", Lead: "fire", Assist: []lead.Department{lead.Police}, Urgency: lead.Urgent, Appeal: rules.AppealReport, Fired: []string{"exit"}},
		{Category: "D07", Lead: "education", Assist: []lead.Department{lead.Market}, Urgency: lead.Low, Appeal: rules.AppealClaim, Fired: []string{"refund"}},
	}
	if diff := cmp.Diff(want, parts); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
}

// Of the sample complaints two hold several matters: C055 lists four, and C051 is a crowd about to gather over lost fees.
func TestSampleParts(t *testing.T) {
	got := map[string]string{}
	for _, c := range cases(t) {
		if d := defaultSet(t).Decide(c.input()); len(d.Parts) > 0 {
			got[c.ID] = briefly(d)
		}
	}
	want := map[string]string{
		"C051": "举报 G08 police+education+market; 投诉 D08 culture+market+education",
		"C055": "举报 A01 education+health; 举报 F05 market+health; 举报 F02 fire; 投诉 D07 education",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("parts of the samples (-want +got):\n%s", diff)
	}
}

// Parts change nothing else of a decision: without them the same rules decide the same.
func TestPartsChangeNoDecision(t *testing.T) {
	files, err := filepath.Glob("data/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	folder := fstest.MapFS{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		folder[filepath.Base(file)] = &fstest.MapFile{Data: []byte(strings.Replace(string(content), "\n  split: 8", "\n  split: 0", 1))}
	}
	whole, err := rules.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{ordinary}
	for _, c := range cases(t) {
		texts = append(texts, c.Text)
	}
	for _, text := range texts {
		want, got := whole.Decide(rules.Input{Text: text}), defaultSet(t).Decide(rules.Input{Text: text})
		if len(want.Parts) > 0 {
			t.Fatalf("split: 0 splits %s", text)
		}
		want.RuleSet, got.RuleSet, got.Parts = "", "", nil
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-whole +split):\n%s", text, diff)
		}
	}
}

// Settings that contradict each other are refused.
func TestSplitSettingsAreChecked(t *testing.T) {
	for _, settings := range []string{"split: -1", "split: 4", "split: 3"} {
		_, err := rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(strings.Replace(pieces, "split: 8", settings, 1))}})
		if err == nil || !strings.Contains(err.Error(), "join must lie between") {
			t.Errorf("%s: %v", settings, err)
		}
	}
}
