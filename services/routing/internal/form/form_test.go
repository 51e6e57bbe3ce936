package form

import (
	"encoding/json"
	"net/url"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiansuo/pkg/lead"
)

// A form has a field for every member of its word, however deep, and a kind that its type can be filled in with.
func TestEveryMemberHasAField(t *testing.T) {
	for _, w := range lead.Words() {
		covers(t, w.Name, reflect.TypeOf(w.Fact), Of(w.Fact))
	}
}

func covers(t *testing.T, where string, typ reflect.Type, fields []Field) {
	t.Helper()
	if len(fields) != typ.NumField() {
		t.Errorf("%s: %d fields for %d members", where, len(fields), typ.NumField())
	}
	for i, f := range fields {
		m := typ.Field(i).Type
		for m.Kind() == reflect.Pointer || m.Kind() == reflect.Slice {
			m = m.Elem()
		}
		at := where + "." + f.Name
		if f.Name == "" || f.Kind == "" {
			t.Errorf("%s has no name or kind", at)
		}
		if (f.Kind == Group || f.Kind == Rows) && m.Kind() == reflect.Struct {
			covers(t, at, m, f.Fields)
		}
	}
}

func TestKinds(t *testing.T) {
	kinds := func(f lead.Fact) map[string]Kind {
		out := map[string]Kind{}
		for _, x := range Of(f) {
			out[x.Name] = x.Kind
		}
		return out
	}
	for _, c := range []struct {
		fact lead.Fact
		want map[string]Kind
	}{
		{lead.AnswerReturned{}, map[string]Kind{"reason": Choice, "competent": Competent, "basis": Long, "note": Long, "by": Group}},
		{lead.AnswerAssistasked{}, map[string]Kind{"assist": Many, "task": Long, "due": When, "by": Group}},
		{lead.DecisionExtended{}, map[string]Kind{"department": Choice, "granted": Decision, "n": Number, "reason": Long, "by": Group}},
		{lead.DecisionRevisited{}, map[string]Kind{"reached": Decision, "responded": Choice, "solved": Choice, "satisfied": Choice, "archive": Mark, "note": Long, "by": Group}},
		{lead.DecisionSplit{}, map[string]Kind{"parts": Rows, "reason": Long, "by": Group}},
		{lead.AnswerCopied{}, map[string]Kind{"to": Many, "note": Long, "by": Group}},
		{lead.AnswerProposed{}, map[string]Kind{"crime": Text, "basis": Long, "officers": Lines, "note": Long, "by": Group}},
		{lead.AnswerLettered{}, map[string]Kind{"party": External, "document": Choice, "number": Text, "reason": Long, "basis": Long, "documents": Rows, "by": Group}},
		{lead.AnswerRegistered{}, map[string]Kind{"for": Choice, "word": Text, "data": Group, "via": Choice, "receipt": Text, "scan": Group, "by": Group}},
	} {
		if diff := cmp.Diff(c.want, kinds(c.fact)); diff != "" {
			t.Errorf("%s: %s", c.fact.EventType(), diff)
		}
	}
	f := Of(lead.AnswerProposed{})[2]
	if f.Least != 2 || f.Most != 10 || !f.Required {
		t.Errorf("officers: %+v", f)
	}
	if !Uploads(Of(lead.AnswerReferred{})) || Uploads(Of(lead.AnswerSigned{})) {
		t.Error("who uploads")
	}
}

// What is filled in becomes data; what is left empty is left out; rows that say nothing are dropped, and those behind them move up.
func TestRead(t *testing.T) {
	sign, _ := lead.WordNamed("return")
	for name, c := range map[string]struct {
		fields []Field
		in     url.Values
		want   string
	}{
		"empty":     {Of(lead.AnswerSigned{}), url.Values{"note": {" \r\n "}, "by.unit": {""}}, `{}`},
		"texts":     {Of(lead.AnswerSigned{}), url.Values{"note": {" 甲\r\n乙 "}, "by.person": {"丙"}}, `{"by":{"person":"丙"},"note":"甲\n乙"}`},
		"decisions": {Of(lead.DecisionExtended{}), url.Values{"granted": {"no"}, "n": {"5"}}, `{"granted":false,"n":5}`},
		"unsaid":    {Of(lead.DecisionExtended{}), url.Values{"granted": {"maybe"}, "n": {"x"}}, `{"n":"x"}`},
		"moments":   {Of(lead.AnswerAssistasked{}), url.Values{"due": {"2026-07-09T12:30"}, "assist": {"market", "market", ""}}, `{"assist":["market"],"due":"2026-07-09T12:30:00+08:00"}`},
		"no moment": {Of(lead.AnswerAssistasked{}), url.Values{"due": {"soon"}}, `{"due":"soon"}`},
		"outside":   {Of(lead.AnswerReturned{}), url.Values{"competent": {"market"}, "competent.outside": {"人社"}}, `{"competent":"ext:人社"}`},
		"copies":    {Of(lead.AnswerCopied{}), url.Values{"to": {"fire"}, "to.outside": {"检察院\r\next:人社\r\n"}}, `{"to":["fire","ext:检察院","ext:人社"]}`},
		"letter":    {Of(lead.AnswerLettered{}), url.Values{"party.outside": {"人社"}}, `{"party":"ext:人社"}`},
		"lines":     {Of(lead.AnswerIncomplete{}), url.Values{"missing": {"甲\r\n\r\n 乙 "}}, `{"missing":["甲","乙"]}`},
		"rows": {Of(lead.AnswerReviewasked{}), url.Values{"documents.rows": {"3"}, "documents.0.kind": {"letter"}, "documents.1.kind": {"report"}, "documents.1.number": {"1"},
			"documents.2.name": {"x"}, "documents.7.name": {"far"}}, `{"documents":[{"kind":"report","number":"1"},{"name":"x"}]}`},
		"registered": {OfRegistered(sign), url.Values{"for": {"market"}, "word": {"return"}, "data.reason": {"R03"}, "data.by.person": {"甲"}, "scan.kind": {"scan"}},
			`{"data":{"by":{"person":"甲"},"reason":"R03"},"for":"market","word":"return"}`},
		"nothing registered": {OfRegistered(lead.Word{Fact: lead.AnswerSigned{}}), url.Values{}, `{"data":{}}`},
	} {
		Tidy(c.fields, "", c.in)
		got, err := json.Marshal(Read(c.fields, "", c.in))
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// After tidying, a row of the form is the row of the data.
func TestTidy(t *testing.T) {
	fields := Of(lead.AnswerReviewasked{})
	in := url.Values{"documents.rows": {"4"}, "documents.0.kind": {"letter"}, "documents.1.kind": {"report"}, "documents.1.number": {"1"}, "documents.3.name": {"x"}}
	Tidy(fields, "", in)
	want := url.Values{"documents.rows": {"2"}, "documents.0.kind": {"report"}, "documents.0.number": {"1"}, "documents.1.name": {"x"}}
	if diff := cmp.Diff(want, in); diff != "" {
		t.Error(diff)
	}
	for text, n := range map[string]int{"-1": 0, "x": 0, "1000000": 50, "3": 3} {
		if got := fields[1].Count("documents", url.Values{"documents.rows": {text}}); got != n {
			t.Errorf("%s rows: %d", text, got)
		}
	}
}
