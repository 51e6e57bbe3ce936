package webhook

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/run"
)

// canary is a made-up reporter's word, as somebody might try to pass it on.
const canary = "欧阳若兰 13800138000"

// There is no member of a notice that a text can be put into: it is refused, or left out, and the error does not repeat it.
func TestNoticeHasNoRoomForText(t *testing.T) {
	if _, err := NewMessage("duty", notice("990101-2026-000001")); err != nil {
		t.Fatal(err)
	}
	for member, n := range map[string]func(*Notice, string){
		"type":     func(n *Notice, s string) { n.Type = s },
		"lead":     func(n *Notice, s string) { n.Lead = s },
		"number":   func(n *Notice, s string) { n.Number = s },
		"category": func(n *Notice, s string) { n.Category = lead.Category(s) },
		"urgency":  func(n *Notice, s string) { n.Urgency = lead.Urgency(s) },
		"link":     func(n *Notice, s string) { n.Link = s },
	} {
		for _, text := range []string{canary, "https://xiansuo.example/?q=" + canary, "https://xiansuo.example/?phone=x", "https://u:p@xiansuo.example/",
			"https://xiansuo.example/%E6%AC%A7", "javascript:alert(1)", "two words", "a\nb", strings.Repeat("a", 400)} {
			tried := notice("990101-2026-000001")
			n(&tried, text)
			m, err := NewMessage("duty", tried)
			if err == nil && member != "number" {
				t.Errorf("%s %q is taken", member, text)
			}
			if err != nil && strings.Contains(err.Error(), text) {
				t.Errorf("%s: the error repeats it: %v", member, err)
			}
			if bytes.Contains(m.body, []byte(text)) || bytes.Contains(m.body, []byte("若兰")) {
				t.Errorf("%s %q is in the body %s", member, text, m.body)
			}
		}
	}
	for i := range reflect.TypeFor[Notice]().NumField() {
		switch f := reflect.TypeFor[Notice]().Field(i); f.Name {
		case "Type", "At", "Lead", "Number", "Category", "Urgency", "Due", "Link":
		default:
			t.Errorf("%s is new: add it to this test", f.Name)
		}
	}
}

// What may be missing may be missing; a message has a UUIDv7 and each its own.
func TestNoticeMembers(t *testing.T) {
	n := Notice{Type: "test", At: time.Date(2026, 11, 22, 8, 0, 0, 0, time.FixedZone("", 8*3600)), Lead: "x"}
	a, err := NewMessage("duty", n)
	b, err2 := NewMessage("duty", n)
	if err != nil || err2 != nil || a.ID() == b.ID() {
		t.Fatal(err, err2, a.ID())
	}
	if id, err := uuid.Parse(a.ID()); err != nil || id.Version() != 7 {
		t.Errorf("id %s", a.ID())
	}
	if want := `{"type":"test","timestamp":"2026-11-22T00:00:00Z","data":{"lead":"x"}}`; string(a.body) != want || !json.Valid(a.body) {
		t.Errorf("body %s", a.body)
	}
	n.At = time.Time{}
	if _, err := NewMessage("duty", n); err == nil {
		t.Error("it needs no time")
	}
}

// Whatever a process may be told that it is reached at makes links that a notice takes.
func TestLinksOfAProcess(t *testing.T) {
	for _, text := range []string{"https://xiansuo.example", "http://[::1]:8080/", "https://xn--fiq228c.example/a-b_c.d", "https://" + strings.Repeat("a", 192)} {
		base, err := run.ParseLink(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		n := notice(strings.Repeat("9", 64))
		n.Link = base + "/intake/api/v1/tickets/" + n.Lead
		if _, err := NewMessage("duty", n); err != nil {
			t.Errorf("%s: %v", n.Link, err)
		}
	}
}
