package supervision_test

import (
	"os"
	"strings"
	"testing"

	"xiansuo/services/routing/internal/supervision"
)

// The table of docs/supervision.md is that of the definitions; UPDATE=1 writes it.
func TestDocument(t *testing.T) {
	const path, begin, end = "../../../../docs/supervision.md", "<!-- definitions -->\n", "<!-- end of definitions -->\n"
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(content), begin)
	table, after, ended := strings.Cut(rest, end)
	if !ok || !ended {
		t.Fatal("the document has no place for the definitions")
	}
	if table == supervision.Markdown() {
		return
	}
	if os.Getenv("UPDATE") == "" {
		t.Fatal("the table of docs/supervision.md has drifted: UPDATE=1 go test ./services/routing/internal/supervision")
	}
	if err := os.WriteFile(path, []byte(before+begin+supervision.Markdown()+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
