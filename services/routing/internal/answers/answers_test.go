package answers

import (
	"strings"
	"testing"

	"xiansuo/pkg/event"
	"xiansuo/services/internal/schema"
	"xiansuo/services/routing/internal/handoff"
)

// A word whose text or time cannot be kept is refused and the field is named, also when it is registered for another.
func TestWhatCannotBeKeptIsRefused(t *testing.T) {
	schemas, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	r := Reader{District: "990101", Schemas: schemas}
	registered := func(word, data string) string {
		return `{"for":"market","word":"` + word + `","via":"phone","receipt":"1","data":` + data + `}`
	}
	for data, c := range map[string]struct{ typ, field string }{
		`{"note":"a\u0000"}`:                                                 {"signed", "/data/note"},
		registered("sign", `{"note":"a\u0000"}`):                             {"registered", "/data/data/note"},
		registered("sign", `{"\u0000":1}`):                                   {"registered", "/data/data"},
		`{"assist":["market"],"task":"x","due":"0000-01-01T00:00:00+14:00"}`: {"assistasked", "/data/due"},
		registered("ask-assist", `{"assist":["market"],"task":"x","due":"9999-12-31T23:59:59-14:00"}`): {"registered", "/data/data/due"},
		registered("sign", `{"note":"a\tb"}`): {"registered", ""},
	} {
		e, err := event.Parse([]byte(`{"specversion":"1.0","id":"1","source":"/990101/desk","type":"xiansuo.answer.` + c.typ + `.v1","subject":"L","data":` + data + `}`))
		if err != nil {
			t.Fatal(err)
		}
		refusal := r.Read(e, "desk").Refusal
		if (refusal == nil) != (c.field == "") || refusal != nil && (refusal.Code != handoff.InvalidAnswer || !strings.HasPrefix(refusal.Detail, c.field)) {
			t.Errorf("%s: %+v", data, refusal)
		}
	}
}
