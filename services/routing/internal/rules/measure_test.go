package rules_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiansuo/services/routing/internal/rules"
)

const labelled = `
{"id":"1","text":"县一中周末强制学生补课，不交补课费就不让上课。","labels":[{"in_scope":false,"lead":"none"}]}
{"id":"2","text":"县一中周末强制学生补课，不交补课费就不让上课。","labels":[{"in_scope":true,"lead":"education"},{"in_scope":false,"lead":"none"}]}
{"id":"3","text":"孩子的班主任在校外租房办补习班，收本班学生的补课费，不去的被冷落。","labels":[{"in_scope":true,"lead":"market","also_acceptable":["education"]}]}
{"id":"4","text":"孩子的班主任在校外租房办补习班，收本班学生的补课费，不去的被冷落。","labels":[{"in_scope":true,"lead":"fire"}]}
{"id":"5","topic":"求助","text":"。。。","labels":[{"in_scope":true,"lead":"education"}]}
`

// On disagreement a complaint counts on both sides, an answer is right if any annotator accepts it, and the desk is no answer.
func TestMeasure(t *testing.T) {
	got, err := rules.Measure(defaultSet(t), strings.NewReader(labelled))
	if err != nil {
		t.Fatal(err)
	}
	want := rules.Report{SentAway: rules.Share{Of: 1, All: 4}, Reached: rules.Share{Of: 0, All: 2},
		RightLead: rules.Share{Of: 2, All: 3}, Decided: rules.Share{Of: 4, All: 5}, Right: rules.Share{Of: 3, All: 4},
		None: rules.Share{Of: 2, All: 5},
		Confusion: map[[2]string]int{{"none", "none"}: 1, {"education", "none"}: 1, {"market", "education"}: 1,
			{"fire", "education"}: 1, {"education", "desk"}: 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	var text strings.Builder
	got.Write(&text)
	for _, part := range []string{"real leads sent away                     25.0 % (1 of 4)", "right if the answer were always none     40.0 % (2 of 5)", "desk"} {
		if !strings.Contains(text.String(), part) {
			t.Errorf("the report does not say %q:\n%s", part, text.String())
		}
	}
}

// A file that is no list of labelled complaints is refused, with the place of the mistake.
func TestMeasureRefusesWhatIsNotLabelled(t *testing.T) {
	for in, want := range map[string]string{`{"id":"7","text":"甲"}`: "complaint 1 (7) has no label", "{}\n": "has no label", "no json": "complaint 1:"} {
		if _, err := rules.Measure(defaultSet(t), strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", in, err, want)
		}
	}
}
