package web

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A token that is given out or taken away counts within followEvery and what it takes to read the file, without a restart; a file that
// cannot be read changes nothing.
func TestTokensAreFollowed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens")
	write := func(lines string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(DigestLine("market", "old") + "\n")
	tokens, err := ReadTokens(path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { _ = tokens.Follow(ctx, slog.New(slog.DiscardHandler)) }()
	becomes := func(token string, want Principal) {
		t.Helper()
		changed := time.Now()
		for {
			got, _ := tokens.Of(token)
			if got.As == want {
				break
			}
			if time.Since(changed) > followEvery+2*time.Second {
				t.Fatalf("%q is still %q, not %q", token, got.As, want)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	write(DigestLine("market", "new") + "\n" + DigestLine("street-liutang", "street") + "\n")
	becomes("new", "market")
	becomes("street", "street-liutang")
	becomes("old", "")
	write("no line of tokens")
	time.Sleep(followEvery + 500*time.Millisecond)
	becomes("new", "market")
}
