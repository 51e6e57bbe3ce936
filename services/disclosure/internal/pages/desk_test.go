package pages

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/disclosure/internal/redaction"
)

// The map of a form is what its lines say; empty lines do not count, and what is fixed stays whatever is sent.
func TestMapOf(t *testing.T) {
	fixed := redaction.Entry{Kind: redaction.Person, Value: "林某某", Fixed: true}
	in := url.Values{"kind": {"phone", "person", "person"}, "value": {"13800138000", " 周某某 ", ""}, "aliases": {"", "老周、周老师", ""}, "mask": {"", "周**", ""}, "why": {"", "", ""},
		"allowed": {"云汀区", ""}, "because": {"地名", "无"}}
	got := mapOf(in, redaction.Map{Entries: []redaction.Entry{fixed, {Kind: redaction.Other, Value: "旧的"}}})
	want := redaction.Map{Entries: []redaction.Entry{fixed, {Kind: redaction.Phone, Value: "13800138000"}, {Kind: redaction.Person, Value: "周某某", Aliases: []string{"老周", "周老师"}, Mask: "周**"}},
		Allowed: []redaction.Allowance{{Text: "云汀区", Reason: "地名"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Every code that the desk shows has a name in both languages.
func TestDeskCodesHaveNames(t *testing.T) {
	has := func(group string, codes ...string) {
		for _, code := range codes {
			if n := deskWords[group+"."+code]; n.ZH == "" || n.EN == "" {
				t.Errorf("%s.%s has no name", group, code)
			}
		}
	}
	for _, s := range stages {
		has("stage", string(s))
	}
	for _, w := range publication.Words() {
		has("word", string(w))
		has("does", string(w))
		has("told", string(w))
	}
	has("why", publication.Reasons()...)
	has("why", "revision", "decided", "not-proposed", string(publication.Sealed), string(publication.WarnedOnly), string(publication.NoPenalty))
	has("kind", string(publication.PartyEnding), string(publication.Ending), string(publication.Revision))
	has("how", string(redaction.Apart), string(redaction.Unreadable))
	for kind := range redaction.Rules {
		has("mask", string(kind))
	}
}
