package rules_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"xiansuo/services/routing/internal/rules"
)

// withResemblance is a set that sends complaints about dogs away as X06, with one resemblance.
func withResemblance(resemblance string) (*rules.Set, error) {
	files := fstest.MapFS{
		"set.yaml":  {Data: []byte(settings)},
		"more.yaml": {Data: []byte(`rules: [{rule: dogs, says: s, when: 'has("animal")', gives: {X06: 5}}]`)},
	}
	if resemblance != "" {
		files["resemblance.yaml"] = &fstest.MapFile{Data: []byte("resemblance: " + resemblance)}
	}
	return rules.Load(files)
}

// What the rules would send away and yet reads like a complaint about off-campus training goes to a person, with the words that
// made it read so; only in the categories that may be doubted, and only above the threshold.
func TestWhatReadsLikeTrainingIsNotSentAway(t *testing.T) {
	const text = "楼下的狗天天叫，楼上有补习机构，补习的孩子都怕"
	for name, c := range map[string]struct {
		resemblance, words string
		decided            bool
	}{
		"nothing learned":     {"", "", true},
		"reads like training": {"{only_for: [X06], doubt: 0.6, bias: -1, pairs: '补习:300 习机:10 机构:200 天天:-50'}", "补习机构", false},
		"reads otherwise":     {"{only_for: [X06], doubt: 0.6, bias: -1, pairs: '补习:100 机构:100 天天:-50'}", "", true},
		"not to be doubted":   {"{only_for: [X01], doubt: 0.6, bias: -1, pairs: '补习:300 机构:200'}", "", true},
		"signs apart":         {"{only_for: [X06], doubt: 0.6, bias: -1, pairs: '补习:300 孩子:200'}", "补习 孩子", false},
		"a pair counts once":  {"{only_for: [X06], doubt: 0.7, bias: -1, pairs: '补习:250'}", "", true},
		"too few known pairs": {"{only_for: [X06], least: 3, doubt: 0.6, bias: -1, pairs: '补习:900 孩子:900'}", "", true},
		"not over a comma":    {"{only_for: [X06], doubt: 0.6, bias: -1, pairs: '叫楼:900'}", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			set, err := withResemblance(c.resemblance)
			if err != nil {
				t.Fatal(err)
			}
			d := set.Decide(rules.Input{Text: text})
			if d.Decided != c.decided || d.Category != "X06" || d.Lead != rules.None {
				t.Fatalf("decided %v as %s for %s (%s)", d.Decided, d.Category, d.Lead, d.Why)
			}
			if d.Decided {
				return
			}
			first := d.Fired[0]
			var words []string
			for _, w := range first.Words {
				words = append(words, w.Text)
				if text[w.From:w.To] != w.Text {
					t.Errorf("%q is not at %d", w.Text, w.From)
				}
			}
			if d.Why != rules.WhyResembles || d.Scope != rules.Unsure || first.Rule != rules.Resembles || c.words != "" && strings.Join(words, " ") != c.words {
				t.Errorf("%s, %s, fired %+v", d.Why, d.Scope, first)
			}
			if set.Says(set.Version(), first.Rule) == "" {
				t.Error("nobody says what it means")
			}
		})
	}
}

func TestMistakesInAResemblanceAreNamed(t *testing.T) {
	for resemblance, want := range map[string]string{
		"{only_for: [X06], doubt: 1.5}":                      "resemblance.yaml: resemblance: doubt is 1.5: it must lie between 0 and 1",
		"{only_for: [A01], doubt: 0.5}":                      `only_for "A01": write codes of what is out of scope`,
		"{only_for: [X06], doubt: 0.5, pairs: 补习班:3}":        `"补习班:3" is no pair`,
		"{only_for: [X06], doubt: 0.5, pairs: '补习:viele'}":   `"补习:viele" is no pair`,
		"{only_for: [X06], doubt: 0.5, threshold: {a: 'b'}}": "field threshold not found",
	} {
		if _, err := withResemblance(resemblance); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", resemblance, err)
		}
	}
}

// What is learned from labelled complaints tells new ones of the same kinds apart, and the same complaints teach the same.
func TestLearn(t *testing.T) {
	var labelled bytes.Buffer
	for i := range 40 {
		fmt.Fprintf(&labelled, `{"id":"a%d","text":"楼上%d号补习机构收学费不退","labels":[{"in_scope":true}]}`+"\n", i, i)
		fmt.Fprintf(&labelled, `{"id":"b%d","text":"街上%d号流浪狗半夜乱叫没人管","labels":[{"in_scope":false}]}`+"\n", i, i)
	}
	plain, err := withResemblance("")
	if err != nil {
		t.Fatal(err)
	}
	var first, second bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &second} {
		if err := rules.Learn(plain, bytes.NewReader(labelled.Bytes()), out); err != nil {
			t.Fatal(err)
		}
	}
	if first.String() != second.String() || !strings.Contains(first.String(), "从 80 件") {
		t.Fatalf("learned otherwise the second time:\n%s\n%s", first.String(), second.String())
	}
	learned := strings.NewReplacer("only_for: [X01]", "only_for: [X06]", "least: 10", "least: 1").Replace(first.String())
	set, err := rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(settings)}, "resemblance.yaml": {Data: []byte(learned)},
		"more.yaml": {Data: []byte(`rules: [{rule: dogs, says: s, when: 'has("animal")', gives: {X06: 5}}]`)}})
	if err != nil {
		t.Fatal(err)
	}
	if d := set.Decide(rules.Input{Text: "一条狗守着的补习机构，学费不退"}); d.Decided {
		t.Errorf("sent away: %+v", d)
	}
	if d := set.Decide(rules.Input{Text: "流浪狗半夜在院子里乱叫"}); !d.Decided {
		t.Errorf("doubted: %+v", d)
	}
}

func TestLearnRefusesWhatIsNotLabelled(t *testing.T) {
	for _, labelled := range []string{`{"id":"1","text":"甲"}`, `{"id":`} {
		if err := rules.Learn(defaultSet(t), strings.NewReader(labelled), &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "complaint 1") {
			t.Errorf("%s: %v", labelled, err)
		}
	}
}
