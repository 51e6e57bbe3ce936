package eventdoc

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"xiansuo/pkg/lead"
)

func readRoot(t *testing.T) *language {
	t.Helper()
	l, err := read(root)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// It is told of every fact who says it to whom, and of nothing else.
func TestEveryFactIsSpoken(t *testing.T) {
	rest := maps.Clone(speeches)
	for _, f := range lead.Facts() {
		s, ok := speeches[f.EventType()]
		if !ok || s.ZH == "" || s.By == "" || s.To == "" {
			t.Errorf("speech.go does not say who says %s to whom, and what it is called", f.EventType())
		}
		delete(rest, f.EventType())
	}
	for typ := range rest {
		t.Errorf("speech.go tells of %s, which is no fact", typ)
	}
}

// Who says a fact is who its example is from, and what services say has a number and a lead.
func TestExamplesComeFromTheirSpeakers(t *testing.T) {
	for name, x := range readRoot(t).examples {
		by, may := speeches[x.Type()].By, commandOf(x.Type()).giver
		said := lead.Department(x.Speaker())
		switch isOffice, isAsked := slices.Contains(may.Offices, x.Speaker()), may.Departments && (said.Valid() || lead.ValidUnit(x.Speaker())); {
		case isService(by) && x.Speaker() != string(by), (by == department || by == office) && !isOffice && !isAsked:
			t.Errorf("%s is said by %s, not by %s", name, by, x.Speaker())
		}
		_, numbered := x.event.Extensions()["sequence"]
		if numbered != isService(by) || isService(by) && x.event.Extensions()["partitionkey"] != x.event.Subject() {
			t.Errorf("%s: sequence or partitionkey is wrong", name)
		}
	}
}

// The story tells every example once, in order of time.
func TestStoryIsWhole(t *testing.T) {
	l := readRoot(t)
	told := map[string]bool{}
	for _, chapter := range story {
		var last example
		for _, s := range chapter.Scenes {
			x, ok := l.examples[s.Example]
			if !ok || told[s.Example] {
				t.Fatalf("story.go tells %s, which is no example or told already", s.Example)
			}
			told[s.Example] = true
			if x.event.Time().Before(last.event.Time()) {
				t.Errorf("%s happened before %s", x.Name, last.Name)
			}
			last = x
		}
	}
	for name := range l.examples {
		if !told[name] {
			t.Errorf("story.go does not tell %s", name)
		}
	}
}

// A cause that an example names, and that is an example itself, happened before.
func TestCausesComeFirst(t *testing.T) {
	l := readRoot(t)
	byID := map[string]example{}
	for _, x := range l.examples {
		if before, ok := byID[x.event.ID()]; ok {
			t.Errorf("%s and %s have one id", before.Name, x.Name)
		}
		byID[x.event.ID()] = x
	}
	causes := 0
	for _, x := range l.examples {
		cause, ok := byID[causeOf(x)]
		if ok && cause.event.Time().After(x.event.Time()) {
			t.Errorf("%s is caused by %s, which is later", x.Name, cause.Name)
		}
		if ok {
			causes++
		}
	}
	if causes < 12 {
		t.Errorf("only %d examples are caused by another one", causes)
	}
}

func causeOf(x example) string { s, _ := x.event.Extensions()["causationid"].(string); return s }

// Every fact, every struct in it and every member says what it is.
func TestEverythingIsCommented(t *testing.T) {
	l := readRoot(t)
	check := func(name, says string, members []member) {
		if len(says) < 5 || !strings.HasSuffix(says, ".") {
			t.Errorf("%s says %q; write a sentence above the struct in pkg/lead", name, says)
		}
		for _, m := range members {
			if m.Meaning == "" {
				t.Errorf("%s.%s says nothing; write a comment above the member in pkg/lead", name, m.Name)
			}
		}
	}
	for _, f := range lead.Facts() {
		one := l.fact(f)
		check(one.Struct, one.Says, one.Members)
	}
	for _, p := range l.parts() {
		check(p.Type, p.Says, p.Members)
		if p.ZH == "" {
			t.Errorf("members.go does not say what %s is called in Chinese", p.Type)
		}
	}
}

// Every code of every vocabulary has its Chinese beside it.
func TestCodesHaveNames(t *testing.T) {
	l := readRoot(t)
	for _, v := range vocabularies {
		words := l.words(v)
		if len(words) == 0 {
			t.Errorf("%s has no codes", v.Type)
		}
		for _, w := range words {
			if w.ZH == "" || w.EN == "" && w.Note == "" {
				t.Errorf("%s %s: %+v", v.Type, w.Code, w)
			}
		}
	}
	if n := len(l.words(vocabularies[len(vocabularies)-1])); n < 60 {
		t.Errorf("the taxonomy has %d codes", n)
	}
}

// A text type of package lead that members have is a vocabulary, so that its codes are told.
func TestTextTypesAreVocabularies(t *testing.T) {
	visit := func(typ reflect.Type) {
		for i := range typ.NumField() {
			inner := typ.Field(i).Type
			for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice {
				inner = inner.Elem()
			}
			if inner.Kind() == reflect.String && inner.PkgPath() != "" && !isVocabulary(inner) {
				t.Errorf("words.go does not tell %s, which %s has", inner.Name(), typ.Name())
			}
		}
	}
	for _, typ := range []reflect.Type{reflect.TypeFor[lead.Record](), reflect.TypeFor[lead.Clock](), reflect.TypeFor[lead.Decision](), reflect.TypeFor[lead.Matter]()} {
		visit(typ)
	}
	for _, f := range lead.Facts() {
		visit(reflect.TypeOf(f))
	}
}

// "lead.routed.v1" is read as a sentence without the name of its struct.
func TestSentence(t *testing.T) {
	for comment, want := range map[string]string{
		"LeadRouted says that the rules decided.":  "The rules decided.",
		"Place is where something happened.":       "Where something happened.",
		"Verdicts are what a reporter said.":       "What a reporter said.",
		"HandoffUrged passes on that she presses.": "Passes on that she presses.",
	} {
		name, _, _ := strings.Cut(comment, " ")
		if got := sentence(name, comment); got != want {
			t.Errorf("%q is read as %q", comment, got)
		}
	}
}

// Reasons are told whether or not they have a constant of their own.
func TestReasonsAreMerged(t *testing.T) {
	l := readRoot(t)
	i := slices.IndexFunc(vocabularies, func(v vocabulary) bool { return v.Type == "Reason" })
	if got := len(l.words(vocabularies[i])); got != len(lead.Reasons()) {
		t.Errorf("%d reasons", got)
	}
}
