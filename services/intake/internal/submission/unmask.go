package submission

import (
	"strings"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// Raw is a submission as it came.
type Raw struct {
	Type, ContentType string
	Body              []byte
}

// texts are those of a complaint that are masked, by the name that a reader knows, with where they stand and how they travel.
var texts = []struct {
	name    string
	path    []string
	travels func(masker, string) string
}{
	{"number", []string{"number"}, masker.text}, {"title", []string{"title"}, masker.text}, {"appeal", []string{"appeal"}, masker.text},
	{"text", []string{"text"}, masker.text}, {"address", []string{"place", "address"}, masker.text}, {"street", []string{"place", "street"}, masker.text},
	{"community", []string{"place", "community"}, masker.text}, {"grid", []string{"place", "grid"}, masker.text},
	{"url", []string{"place", "url"}, masker.uri}, {"target", []string{"target", "name"}, masker.text}, {"uscc", []string{"target", "uscc"}, masker.text},
	{"licence", []string{"target", "licence"}, masker.text}, {"kind", []string{"target", "kind"}, masker.text},
	{"method", []string{"money", "method"}, masker.text}, {"ageBand", []string{"people", "ageBand"}, masker.text},
}

// Unmasked returns what masking changed in a ticket, as it was said: the texts of its newest version by name, those of later words as
// "supplements", and files that did not travel as they are as "attachments". What travels whole is not in it. Raws are in order.
func Unmasked(raws []Raw, reporters []lead.Reporter) map[string]any {
	m, out := maskerOf(reporters...), map[string]any{}
	var supplements []string
	var files []lead.Attachment
	for _, raw := range raws {
		data := raw.data()
		files = append(files, m.unmaskedFiles(data["attachments"])...)
		if raw.Type != (lead.ComplaintSubmitted{}).EventType() {
			for _, name := range []string{"text", "note"} {
				if said, changed := changed(data, []string{name}, m.text); changed {
					supplements = append(supplements, said)
				}
			}
			continue
		}
		for _, t := range texts {
			delete(out, t.name)
			if said, changed := changed(data, t.path, func(s string) string { return t.travels(m, s) }); changed {
				out[t.name] = said
			}
		}
	}
	if len(supplements) > 0 {
		out["supplements"] = supplements
	}
	if len(files) > 0 {
		out["attachments"] = files
	}
	return out
}

// data is the submission's data, as members; nil when it holds none.
func (r Raw) data() (members map[string]any) {
	body := r.Body
	if strings.HasPrefix(strings.TrimSpace(strings.ToLower(r.ContentType)), "application/cloudevents") {
		var e event.Event
		if err := e.UnmarshalJSON(body); err != nil {
			return nil
		}
		body = e.Data()
	}
	if err := event.Unmarshal(body, &members); err != nil {
		return nil
	}
	return members
}

// changed returns the text at a path, and whether masking changes it.
func changed(data map[string]any, path []string, travels func(string) string) (string, bool) {
	for _, name := range path[:len(path)-1] {
		data, _ = data[name].(map[string]any)
	}
	said, _ := data[path[len(path)-1]].(string)
	said = printable(said)
	return said, travels(said) != said
}

// unmaskedFiles returns the files of a list that do not travel as they are.
func (m masker) unmaskedFiles(list any) (out []lead.Attachment) {
	all, _ := list.([]any)
	for _, one := range all {
		members, _ := one.(map[string]any)
		text := func(name string) string { s, _ := members[name].(string); return printable(s) }
		a := lead.Attachment{URI: text("uri"), SHA256: strings.ToLower(text("sha256")), Name: text("name"), Type: text("type")}
		if travels := m.attachments([]lead.Attachment{a}); len(travels) == 0 || travels[0] != a {
			out = append(out, a)
		}
	}
	return out
}
