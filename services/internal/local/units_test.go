package local

import (
	"os"
	"path/filepath"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/web"
)

// A unit gets a token once, which counts beside those of everybody else; a code that is none gets nothing.
func TestAddUnits(t *testing.T) {
	dir := t.TempDir()
	f, err := OpenFolder(dir, "990101", nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{2, 0} {
		made, err := AddUnits(dir, "street-liutang", "sports")
		if err != nil || len(made) != want {
			t.Fatalf("time %d: %v, %v", i+1, made, err)
		}
	}
	tokens, err := web.ReadTokens(f.TokenDigests())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"street-liutang", "sports", "market", "desk"} {
		token, err := ReadToken(dir, name)
		if err != nil {
			t.Fatal(err)
		}
		if key, ok := tokens.Of(token); !ok || string(key.As) != name {
			t.Errorf("the token of %s is that of %q", name, key.As)
		}
	}
	for _, code := range []lead.Department{"market", "../x", "desk", ""} {
		if made, err := AddUnits(dir, code); len(made) > 0 || err == nil && code != "market" && code != "desk" {
			t.Errorf("%q: made %v, %v", code, made, err)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "credentials", "sports.token")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}
