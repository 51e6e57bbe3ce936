package eventdoc

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"xiansuo/pkg/lead"
)

// docs/handoff.md, the specification of the protocol, names every word, every kind of record, every step that a clock waits for and
// every document; and each word's link to what its data holds leads there.
func TestSpecificationNamesEverything(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(root, "docs", "handoff.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(content)
	for _, w := range lead.Words() {
		if !strings.Contains(page, "| `"+w.Name+"`") && !regexp.MustCompile("\\| `[^|]*`"+w.Name+"`").MatchString(page) {
			t.Errorf("no row speaks of the word %s", w.Name)
		}
	}
	words, err := readSource(filepath.Join(root, "pkg", "lead"))
	if err != nil {
		t.Fatal(err)
	}
	for _, typ := range []string{"Kind", "Movement", "Step"} {
		if len(words.words[typ]) == 0 {
			t.Fatalf("there are no constants of type %s", typ)
		}
		for _, c := range words.words[typ] {
			if !regexp.MustCompile(`\b` + regexp.QuoteMeta(c.code) + `\b`).MatchString(page) {
				t.Errorf("it does not name %s %s (%s)", typ, c.code, c.note)
			}
		}
	}
}
