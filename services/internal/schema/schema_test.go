package schema

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiansuo/pkg/lead"
)

// wrongIn returns the fields that are wrong in the data of a fact.
func wrongIn(t *testing.T, f lead.Fact, data string) (fields []string) {
	t.Helper()
	schemas, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	_, wrong := schemas.Check(f.EventType(), []byte(data))
	for _, v := range wrong {
		fields = append(fields, v.Field)
	}
	return fields
}

// No text and no name of a member holds a control character but tabs and line breaks, however deep and whether the schema knows it or
// not.
func TestNoControlCharacters(t *testing.T) {
	for data, want := range map[string][]string{
		`{"reason":"R04","note":"a\u0000b"}`:                        {"/data/note"},
		`{"reason":"R04","note":"a\u001bb"}`:                        {"/data/note"},
		`{"reason":"R04","note":"a\u007f"}`:                         {"/data/note"},
		`{"reason":"R04","note":"a\u0085"}`:                         {"/data/note"},
		`{"reason":"R04","by":{"unit":"\u0000"},"basis":"\u0001"}`:  {"/data/basis", "/data/by/unit"},
		`{"reason":"R04","note":"x","unknown":{"~/":[["\u0000"]]}}`: {"/data/unknown/~0~1/0/0"},
		`{"reason":"R04","note":"x","a\u0000b":1}`:                  {"/data"},
		`"\u0000"`: {"/data"},
		`{"reason":"R04","note":"one\n two\r\n\tthree 三 \u200b"}`: nil,
	} {
		if diff := cmp.Diff(want, wrongIn(t, lead.AnswerReturned{}, data)); diff != "" {
			t.Errorf("%s: %s", data, diff)
		}
	}
	if wrong := wrongIn(t, lead.ComplaintSubmitted{}, `{"channel":"hotline","text":"a\u0007b\u0000"}`); wrong != nil {
		t.Errorf("a complaint is lost for %v", wrong)
	}
}

// A moment lies in the years 1900 to 2200 of UTC and is written as it is read later.
func TestMomentsThatCanBeWritten(t *testing.T) {
	for text, ok := range map[string]bool{
		"0000-01-01T00:00:00+14:00": false, "9999-12-31T23:59:59-14:00": false, "0001-01-01T00:00:00Z": false,
		"1899-12-31T23:59:59Z": false, "1900-01-01T00:00:00+08:00": false, "1900-01-01T08:00:00+08:00": true,
		"2200-12-31T23:59:59Z": true, "2200-12-31T23:59:59-01:00": false, "2201-01-01T07:59:59+08:00": true,
		"2026-07-01T09:30:00+08:00": true, "2026-12-31T23:59:60Z": false, "2026-07-01": false, "2026-07-01t09:30:00z": false,
	} {
		wrong := wrongIn(t, lead.ComplaintSubmitted{}, `{"channel":"hotline","text":"x","occurredAt":"`+text+`"}`)
		if ok != (wrong == nil) || !ok && !cmp.Equal(wrong, []string{"/data/occurredAt"}) {
			t.Errorf("%s: %v", text, wrong)
		}
	}
}
