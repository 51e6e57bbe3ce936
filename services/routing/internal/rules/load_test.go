package rules_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"xiansuo/services/routing/internal/rules"
)

const settings = `
version: 1.0.0
settings: {enough: 4, margin_in: 3, margin_out: 4, hold: 6, reach: 4, precedence: [A], confidence: [0.5]}
lists:
  animal: {about: animals, words: 猫 狗 小狗, except: 热狗 狗年}
  verb: {about: verbs, words: 咬 叫}
  place: {about: places, words: 街 院子}
taxonomy:
  A01: {lead: education}
  X06: {lead: none}
`

// load reads a small set: the settings above and the given rules.
func load(rulesYAML string) (*rules.Set, error) {
	return rules.Load(fstest.MapFS{
		"set.yaml":  {Data: []byte(settings)},
		"more.yaml": {Data: []byte("rules:\n" + rulesYAML)},
	})
}

// A rule set with a mistake is refused, and the error names the file, the rule and the cure.
func TestMistakesAreNamedWithTheirCure(t *testing.T) {
	for name, c := range map[string]struct{ rule, want string }{
		"unknown list": {`- {rule: a, says: s, when: 'has("anmal")', gives: {A01: 4}}`,
			`more.yaml: rule "a": condition: ERROR: <input>:1:5: no list is called "anmal": add it`},
		"unknown variable":     {`- {rule: a, says: s, when: 'chanel == "grid"', gives: {A01: 4}}`, `undeclared reference to 'chanel'`},
		"wrong type":           {`- {rule: a, says: s, when: 'length == "long"', gives: {A01: 4}}`, `found no matching overload`},
		"not a condition":      {`- {rule: a, says: s, when: 'count("animal")', gives: {A01: 4}}`, `must be true or false`},
		"unknown category":     {`- {rule: a, says: s, when: 'true', gives: {A99: 4}}`, `rule "a": gives points to "A99": write a code`},
		"no taxonomy":          {`- {rule: a, says: s, when: 'true', gives: {B01: 4}}`, `gives points to B01, which has no entry in the taxonomy: add one`},
		"unknown department":   {`- {rule: a, says: s, when: 'true', alert: [navy]}`, `"navy" is not a department: write one of`},
		"unknown urgency":      {`- {rule: a, says: s, when: 'true', urgency: hasty}`, `"hasty" is not an urgency: write low`},
		"unknown key":          {`- {rule: a, says: s, when: 'true', givs: {A01: 4}}`, `field givs not found in type rules.rule (the keys`},
		"bad date":             {`- {rule: a, says: s, when: 'true', gives: {A01: 4}, effective_from: 1.6.2025}`, `"1.6.2025" is not a date: write it as 2026-11-22`},
		"end before start":     {`- {rule: a, says: s, when: 'true', gives: {A01: 4}, effective_from: 2026-01-02, effective_to: 2026-01-01}`, `effective_to is before effective_from`},
		"no name":              {`- {says: s, when: 'true', gives: {A01: 4}}`, `every rule needs a name (rule) and a sentence (says)`},
		"no effect":            {`- {rule: a, says: s, when: 'true'}`, `it has no effect: add gives`},
		"effects too early":    {`- {rule: a, says: s, when: 'true', assist: [fire]}`, `wait for the category: add only_for`},
		"effects too late":     {`- {rule: a, says: s, when: 'true', only_for: [A], gives: {A01: 4}}`, `move gives, alert and safety to a rule of their own`},
		"unknown only_for":     {`- {rule: a, says: s, when: 'true', only_for: [Q], lead: fire}`, `only_for "Q": write a code`},
		"two of one name":      {"- {rule: a, says: s, when: 'true', gives: {A01: 4}}\n- {rule: a, says: s, when: 'true', gives: {A01: 4}}", `rule "a" stands in more.yaml already: give it another name`},
		"two mistakes at once": {"- {rule: a, says: s, when: 'true'}\n- {rule: b, says: s, when: 'nonsense', urgency: low}", "undeclared reference to 'nonsense'"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(c.rule)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "more.yaml") {
				t.Errorf("got error %v\nwant one with %s", err, c.want)
			}
		})
	}
}

// All mistakes are named at once, those of lists and settings too.
func TestAllMistakesAreNamedAtOnce(t *testing.T) {
	_, err := rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(`
lists:
  empty: {about: nothing}
  circle: {about: itself, words: 圆, include: [circle]}
taxonomy:
  Q01: {lead: education}
  A01: {lead: nobody}
`)}})
	for _, want := range []string{"no version", `list "empty" has no words`, `list "circle" includes "circle"`, "Q01: write a known code",
		`"nobody" is not a department`, "settings:"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q: %v", want, err)
		}
	}
	if _, err := rules.Load(fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), "no *.yaml files") {
		t.Errorf("an empty folder: got %v, want an error that says what is missing", err)
	}
}

// A version carries a short hash of the content, which changes with any of it.
func TestVersionNamesTheContent(t *testing.T) {
	one, _ := load(`- {rule: a, says: s, when: 'true', gives: {A01: 4}}`)
	two, _ := load(`- {rule: a, says: s, when: 'true', gives: {A01: 5}}`)
	if !strings.HasPrefix(one.Version(), "1.0.0+") || len(one.Version()) != len("1.0.0+3f9a2c") || one.Version() == two.Version() {
		t.Errorf("versions %q and %q, want 1.0.0 with two different hashes of six digits", one.Version(), two.Version())
	}
}

// Conditions mean what the package comment says.
func TestConditions(t *testing.T) {
	for name, c := range map[string]struct {
		when, text string
		want       bool
	}{
		"has finds a word":                            {`has("animal")`, "一只猫", true},
		"has finds no other":                          {`has("animal")`, "一只鸟", false},
		"an exception hides its word":                 {`has("animal")`, "吃热狗", false},
		"an exception hides a word that it touches":   {`has("animal")`, "小狗年", false},
		"an exception hides no word elsewhere":        {`has("animal")`, "吃热狗的狗", true},
		"count counts different words":                {`count("animal") == 2`, "猫和狗和猫", true},
		"a word in a longer one is not counted":       {`count("animal") == 1`, "小狗", true},
		"near in order":                               {`near("animal", "verb", 2)`, "狗会乱咬", true},
		"near in the other order":                     {`near("verb", "animal", 2)`, "狗会乱咬", true},
		"not near enough":                             {`near("animal", "verb", 1)`, "狗会乱咬", false},
		"near looks inside one field":                 {`near("animal", "place", 50)`, "狗叫", false},
		"follows in order":                            {`follows("animal", "verb", 2)`, "狗会乱咬", true},
		"follows not in the other order":              {`follows("verb", "animal", 2)`, "狗会乱咬", false},
		"ascribed to the nearer":                      {`ascribed("verb", "animal", "place") == 1`, "街上的狗叫", true},
		"not ascribed to the farther":                 {`ascribed("verb", "place", "animal") == 0`, "街上的狗叫", true},
		"not ascribed across 25 characters":           {`ascribed("verb", "animal", "place") == 0`, "狗" + strings.Repeat("啊", 26) + "叫", true},
		"a count of none may be compared":             {`count("animal") >= 0 && ascribed("verb", "animal", "place") >= 0`, "空", true},
		"numbers and texts of the complaint":          {`pupils >= 3 && staff == 2 && yuan > 99 && length == 1 && channel == "grid"`, "空", true},
		"or, not, in":                                 {`!has("animal") || channel in ["patrol"]`, "猫", false},
		"a list against a number that is not written": {`count("animal") >= pupils + -3`, "空", true},
	} {
		t.Run(name, func(t *testing.T) {
			set, err := load("- {rule: a, says: s, gives: {A01: 4}, when: '" + c.when + "'}")
			if err != nil {
				t.Fatal(err)
			}
			in := rules.Input{Text: c.text, Address: "院子", Pupils: 3, Staff: 2, Fen: 10000, Channel: "grid"}
			if got := len(set.Decide(in).Fired) == 1; got != c.want {
				t.Errorf("%s on %q is %v, want %v", c.when, c.text, got, c.want)
			}
		})
	}
}
