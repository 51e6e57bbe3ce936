package run

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Networks are prefixes or addresses, with commas between them; what is neither is named.
func TestParseNetworks(t *testing.T) {
	for text, want := range map[string]string{
		"": "[]", " , ": "[]", "10.8.0.0/16": "[10.8.0.0/16]", "10.8.3.4/16, 127.0.0.1 ,::1": "[10.8.0.0/16 127.0.0.1/32 ::1/128]",
	} {
		if got, err := ParseNetworks(text); err != nil || fmt.Sprint(got) != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"intranet", "10.8.0.0/33", "10.8.0.0/16;10.9.0.0/16"} {
		if _, err := ParseNetworks(text); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// What links begin with is an absolute address in ASCII; anything else is refused with the name of the variable when a process starts.
func TestParseLink(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "https://xiansuo.example": "https://xiansuo.example", "http://127.0.0.1:8081/": "http://127.0.0.1:8081", "http://[::1]:80": "http://[::1]:80",
		"https://a.example/xiansuo//": "https://a.example/xiansuo", "https://xn--fiq228c.example": "https://xn--fiq228c.example",
	} {
		if got, err := ParseLink(text); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"xiansuo.example", "//xiansuo.example", "/x", "ftp://a.example", "https://", "https://:443", "https://中文.example", "https://a.example?x=1",
		"https://a.example#x", "https://u:p@a.example", "https://a.example/线索", "https://a.example/%E7", "https://a b.example", "https://a.example:x", "https://[fe80::1%25lo]",
		" https://a.example", "https://a.example/\n", "https://" + strings.Repeat("a", 200)} {
		if _, err := (Config{PublicURL: text}).webhook(); err == nil || !strings.Contains(err.Error(), "XIANSUO_PUBLIC_URL") || !strings.Contains(err.Error(), "https://xiansuo.example") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A key has at least 32 bytes, is optional for a process, and is never printed.
func TestKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "webhook.key")
	if _, err := ReadKey(path); err == nil {
		t.Error("a key that is not there")
	}
	for size, ok := range map[int]bool{31: false, 32: true} {
		if err := os.WriteFile(path, bytes.Repeat([]byte("k"), size), 0o600); err != nil {
			t.Fatal(err)
		}
		if key, err := ReadKey(path); (err == nil) != ok || len(key) > 0 != ok {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
	if w, err := (Config{PublicURL: "https://xiansuo.example/", WebhookAllow: "10.0.0.0/8"}).webhook(); err != nil || len(w.Key) > 0 || w.Link != "https://xiansuo.example" || len(w.Allow) != 1 {
		t.Errorf("without a key: %+v, %v", w, err)
	}
	if _, err := (Config{WebhookAllow: "x"}).webhook(); err == nil || !strings.Contains(err.Error(), "XIANSUO_WEBHOOK_ALLOW") {
		t.Errorf("a network that is none: %v", err)
	}
	w := Webhook{Key: Key("very-secret-very-secret-very-sec")}
	var lines bytes.Buffer
	slog.New(slog.NewTextHandler(&lines, nil)).Info("x", "key", w.Key, "webhook", w)
	slog.New(slog.NewJSONHandler(&lines, nil)).Info("x", "key", w.Key)
	body, _ := json.Marshal(w)
	lines.Write(body)
	fmt.Fprintf(&lines, "%v %+v %#v %s", w, w, w, w.Key)
	if strings.Contains(lines.String(), "very-secret") || strings.Contains(lines.String(), "dmVyeS1zZWNyZXQ") {
		t.Errorf("printed: %s", &lines)
	}
}
