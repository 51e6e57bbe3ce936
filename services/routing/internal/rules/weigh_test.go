package rules_test

import (
	"testing"
	"testing/fstest"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/rules"
)

// scales is a set in which each word gives points to one category: 甲5 means that 甲 gives 5 points.
const scales = `
version: 1.0.0
settings: {enough: 4, margin_in: 3, margin_out: 4, hold: 6, clear: 10, reach: 2, precedence: [G, critical, C, D, E], confidence: [0.5, 0.6, 0.7, 0.8, 0.9]}
lists:
  g: {about: crime, words: 抢}
  f: {about: fire, words: 火}
  c: {about: unlicensed, words: 黑}
  d: {about: fees, words: 钱}
  e: {about: advertising, words: 广}
  e2: {about: twin of advertising, words: 播}
  x: {about: school, words: 校}
  weak: {about: hint, words: 弱}
  harm: {about: harm, words: 伤}
rules:
  - {rule: g, says: s, when: 'has("g")', gives: {G01: 5}}
  - {rule: f, says: s, when: 'has("f")', gives: {F02: 5}, urgency: critical, alert: [fire], safety: true}
  - {rule: c, says: s, when: 'has("c")', gives: {C01: 5}}
  - {rule: d, says: s, when: 'has("d")', gives: {D07: 8}}
  - {rule: e, says: s, when: 'has("e")', gives: {E01: 6}}
  - {rule: e2, says: s, when: 'has("e2")', gives: {E06: 6}}
  - {rule: x, says: s, when: 'has("x")', gives: {X01: 6}}
  - {rule: xx, says: s, when: 'has("x") && length >= 6', gives: {X01: 6}}
  - {rule: xxx, says: s, when: 'has("x") && length >= 10', gives: {X01: 6}}
  - {rule: weak, says: s, when: 'has("weak")', gives: {C01: 3}}
  - {rule: harm, says: s, when: 'has("harm")', alert: [police], urgency: urgent, safety: true}
taxonomy:
  G01: {lead: police}
  F02: {lead: fire}
  C01: {lead: education, assist: [market]}
  D07: {lead: education, assist: [market, education]}
  E01: {lead: market}
  E06: {lead: police}
  X01: {lead: none}
`

// The better side decides if it has enough points and margin, and the other is not strong too; precedence chooses the category.
func TestWeighing(t *testing.T) {
	set, err := rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(scales)}})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text, lead, why string
		category        lead.Category
		runnerUp        lead.Category
	}{
		"enough points decide":                        {"黑", "education", rules.WhySure, "C01", ""},
		"too few do not":                              {"弱", "education", rules.WhyWeak, "C01", ""},
		"the sides are too close":                     {"黑校", "none", rules.WhyBorder, "X01", "C01"},
		"the loser is strong too":                     {"广校校校校校校", "none", rules.WhyBorder, "X01", "E01"},
		"but not if the winner is far ahead":          {"广校校校校校校校校校校", "none", rules.WhySure, "X01", "E01"},
		"a clear case is sent away":                   {"弱校校校校校校", "none", rules.WhySure, "X01", "C01"},
		"harm keeps it from being sent away":          {"伤校校校校校校", "none", rules.WhyHarmAway, "X01", ""},
		"precedence chooses among close ones":         {"黑广", "education", rules.WhySure, "C01", "E01"},
		"but not among distant ones":                  {"黑钱", "education", rules.WhySure, "D07", "C01"},
		"a critical sign goes first, however distant": {"火钱", "fire", rules.WhySure, "F02", "D07"},
		"crime goes before a critical sign":           {"火抢", "police", rules.WhySure, "G01", "F02"},
		"two with the same right are a tie":           {"广播", "market", rules.WhyTie, "E01", "E06"},
		"nothing said":                                {"空", "", rules.WhySilent, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := set.Decide(rules.Input{Text: c.text})
			var second lead.Category
			if d.RunnerUp != nil {
				second = d.RunnerUp.Category
			}
			if d.Category != c.category || d.Lead != c.lead || d.Why != c.why || d.Decided != (c.why == rules.WhySure) || second != c.runnerUp {
				t.Errorf("got %s for %q because %q, then %s; want %s for %q because %q, then %s",
					d.Category, d.Lead, d.Why, second, c.category, c.lead, c.why, c.runnerUp)
			}
		})
	}
}

// The lead does not assist itself, and confidence follows the margin.
func TestAssignment(t *testing.T) {
	set, err := rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(scales)}})
	if err != nil {
		t.Fatal(err)
	}
	d := set.Decide(rules.Input{Text: "钱"})
	if len(d.Assist) != 1 || d.Assist[0] != lead.Market || d.Confidence != 0.9 || d.Scope != rules.In {
		t.Errorf("assist %v, confidence %v, scope %s; want market, 0.9, in", d.Assist, d.Confidence, d.Scope)
	}
}
