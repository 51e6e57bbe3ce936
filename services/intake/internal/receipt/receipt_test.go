package receipt_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"

	. "xiansuo/services/intake/internal/receipt"
)

// A code is four groups of five characters, none of which is mistaken for another.
func TestACodeIsSaidInFourGroups(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		c, err := New(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if !regexp.MustCompile(`^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$`).MatchString(c.Text()) || seen[c.Text()] {
			t.Fatalf("%q", c.Text())
		}
		seen[c.Text()] = true
	}
}

// Every character is as likely as any other: 100 bits are 100 bits.
func TestEveryCharacterIsAsLikely(t *testing.T) {
	var all [256]byte
	for i := range all {
		all[i] = byte(i)
	}
	counts := map[rune]int{}
	for i := 0; i+20 <= 240; i += 20 {
		c, _ := New(bytes.NewReader(all[i : i+20]))
		for _, r := range strings.ReplaceAll(c.Text(), "-", "") {
			counts[r]++
		}
	}
	for r, n := range counts {
		if n < 7 || n > 8 { // 240 bytes over 32 characters
			t.Errorf("%c comes %d times", r, n)
		}
	}
}

// A code is understood however a person writes it down.
func TestACodeIsReadAsPeopleWriteIt(t *testing.T) {
	want, ok := Parse("01ABC-DEFGH-JKMNP-QRSTV")
	if !ok {
		t.Fatal("a code is one")
	}
	for _, text := range []string{"01abc-defgh-jkmnp-qrstv", " o1abc DEFGH jkmnp qrstv\n", "OIABCDEFGHJKMNPQRSTV", "Olabc—defgh—jkmnp—qrstv",
		"０１ＡＢＣ－ＤＥＦＧＨ－ＪＫＭＮＰ－ＱＲＳＴＶ", "01ABC　DEFGH　JKMNP　QRSTV"} {
		if got, ok := Parse(text); !ok || got.Digest() != want.Digest() {
			t.Errorf("%q is not understood", text)
		}
	}
	for _, text := range []string{"", "01ABC-DEFGH-JKMNP-QRST", "01ABC-DEFGH-JKMNP-QRSTVW", "U1ABC-DEFGH-JKMNP-QRSTV", "01ABC-DEFGH-JKMNP-QRST学",
		strings.Repeat(" ", 1000) + "01ABCDEFGHJKMNPQRSTV", "\x00", "\xff"} {
		if _, ok := Parse(text); ok {
			t.Errorf("%q is a code", text)
		}
	}
}

// Only a digest is kept: that of the form that every way of writing comes to.
func TestTheDigestIsOfTheCanonicalForm(t *testing.T) {
	c, _ := Parse("01abc-defgh-jkmnp-qrstv")
	if c.Digest() != sha256.Sum256([]byte("01ABCDEFGHJKMNPQRSTV")) {
		t.Fatal("another digest")
	}
}

// A code that is printed or logged by mistake says nothing.
func TestACodeDoesNotPrintItself(t *testing.T) {
	c, _ := Parse("01ABC-DEFGH-JKMNP-QRSTV")
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "code", c)
	body, _ := json.Marshal(c)
	for _, said := range []string{fmt.Sprint(c), fmt.Sprintf("%+v %#v %s %q %x", c, c, c, c, c), fmt.Sprintf("%+v", struct{ C Code }{c}), log.String(), string(body)} {
		if strings.Contains(said, "ABC") || strings.Contains(said, "414243") {
			t.Errorf("it says %s", said)
		}
	}
}

// Without randomness there is no code.
func TestNoRandomnessNoCode(t *testing.T) {
	if _, err := New(iotest.ErrReader(errors.New("dry"))); err == nil {
		t.Fatal("a code from nowhere")
	}
}
