package lead_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"xiansuo/pkg/lead"
)

// personal are parts of names that members with personal data have.
var personal = []string{"name", "phone", "mobile", "tel", "idcard", "identity", "passport", "reporter", "complainant", "contact",
	"mail", "wechat", "birth", "gender", "sex", "person", "age", "address", "home", "face", "voice", "bank", "account", "plate"}

// allowed are members that are called so and say nothing about who reports.
var allowed = map[string]string{
	"By.person": "the officer who acts, by name or staff number", "Record.person": "the officer who acted",
	"AnswerAllotted.person": "the officer who gets it",
	"Document.name":         "a paper's file name, as the department calls it",
	"AnswerFedback.stage":   "how far the department is",
	"Target.name":           "the institution complained of; the department cannot act without it, and intake masks the reporter in it",
	"Attachment.name":       "a file's name; intake replaces one that holds something personal",
	"Place.address":         "where it happened; intake masks the reporter's home in it",
	"People.ageBand":        "an estimate of a group",
	"CaseMoved.stage":       "how far the case is",
	"CaseDecided.agency":    "the agency that decided", "CaseDecided.agencyCode": "its code",
	"PartyDecided.name":       "whom the decision is about, whom the law wants told; disclosure masks it",
	"InstitutionChanged.name": "the institution's name",
}

func isComplaint(f lead.Fact) bool { return strings.HasPrefix(f.EventType(), "xiansuo.complaint.") }

// No event outside noun "complaint", which only intake reads, has a place for personal data of a reporter.
func TestNoPlaceForPersonalData(t *testing.T) {
	unused := maps.Clone(allowed)
	for _, f := range lead.Facts() {
		if isComplaint(f) {
			continue
		}
		walk(reflect.TypeOf(f), func(owner reflect.Type, member string, typ reflect.Type) {
			name := owner.Name() + "." + member
			delete(unused, name)
			if element(typ) == reflect.TypeFor[lead.Reporter]() {
				t.Errorf("%s: %s is a reporter", f.EventType(), name)
			}
			if part := smell(member); part != "" && allowed[name] == "" {
				t.Errorf("%s: %s smells of personal data (%s); drop it, or say in allowed why it is none", f.EventType(), name, part)
			}
		})
	}
	for name := range unused {
		t.Errorf("allowed names %s, which no event has", name)
	}
}

func smell(member string) string {
	lower := strings.ToLower(member)
	if i := slices.IndexFunc(personal, func(part string) bool { return strings.Contains(lower, part) }); i >= 0 {
		return personal[i]
	}
	return ""
}

// The nose works: it finds the reporter in what a sender gives.
func TestReporterIsSmelled(t *testing.T) {
	found := map[string]bool{}
	walk(reflect.TypeFor[lead.ComplaintSubmitted](), func(_ reflect.Type, member string, _ reflect.Type) { found[member] = smell(member) != "" })
	for _, member := range []string{"reporter", "phone", "name"} {
		if !found[member] {
			t.Errorf("%s is not found", member)
		}
	}
}

// One example, the complaint itself, shows a reporter; every other one is masked as intake masks.
func TestExamplesHoldNoReporter(t *testing.T) {
	mobile := regexp.MustCompile(`(^|[^0-9])1[3-9][0-9]{9}([^0-9]|$)`)
	for _, g := range goldens(t) {
		var e struct{ Data map[string]any }
		if err := json.Unmarshal(g.raw, &e); err != nil {
			t.Fatal(err)
		}
		if !isComplaint(g.fact) && hasMember(e.Data, "reporter") {
			t.Errorf("%s has a reporter", g.file)
		}
		whole := g.file == "testdata/xiansuo.complaint.submitted.v1.json"
		if phone := mobile.Match(g.raw); phone != whole {
			t.Errorf("%s: a mobile number is in it: %t", g.file, phone)
		}
		if strings.HasSuffix(g.file, "lead.received.v1.json") && !bytes.Contains(g.raw, []byte("〔姓名〕，电话〔电话〕")) {
			t.Errorf("%s does not show what masking leaves", g.file)
		}
	}
}

func hasMember(v any, name string) bool {
	switch v := v.(type) {
	case map[string]any:
		if _, ok := v[name]; ok {
			return true
		}
		return slices.ContainsFunc(slices.Collect(maps.Values(v)), func(member any) bool { return hasMember(member, name) })
	case []any:
		return slices.ContainsFunc(v, func(member any) bool { return hasMember(member, name) })
	}
	return false
}
