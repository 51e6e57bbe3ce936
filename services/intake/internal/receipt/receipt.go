// Package receipt is the code that a reporter follows a report by: 100 random bits, said in 20 characters that nobody mistakes for
// others, and kept only as a digest.
//
// Whoever has the code sees what became of the report and speaks for its reporter; so it is in no address, log, event, trace, metric
// or error, and a code that is printed by mistake says nothing.
package receipt

import (
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// alphabet is that of Crockford's base 32: no I, L, O and U.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	// length is that of a code: 20 characters of 5 bits.
	length = 20
	// group is how many characters stand together.
	group = 5
	// longest is what a person may write a code with, at most: more is none.
	longest = 100
)

// Code is a code. Its zero value is none.
type Code struct{ canonical string }

// New draws a code from a source of random bytes.
func New(random io.Reader) (Code, error) {
	var b [length]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return Code{}, fmt.Errorf("draw a receipt code: %w", err)
	}
	for i, v := range b {
		b[i] = alphabet[v%byte(len(alphabet))] // 256 is a multiple of 32: every character is as likely
	}
	return Code{string(b[:])}, nil
}

// Parse reads a code as people write it: in small or wide letters, with O for 0 and I or L for 1, and with spaces, hyphens or line
// breaks anywhere. It reports whether it is one.
func Parse(text string) (Code, bool) {
	if len(text) > longest {
		return Code{}, false
	}
	var b strings.Builder
	for _, r := range text {
		if r >= '！' && r <= '～' { // wide forms of ASCII
			r -= '！' - '!'
		}
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		switch r {
		case ' ', '\u3000', '\u00a0', '\t', '\r', '\n', '-', '‐', '‑', '–', '—', '_', '.':
			continue
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		if !strings.ContainsRune(alphabet, r) {
			return Code{}, false
		}
		b.WriteRune(r)
	}
	return Code{b.String()}, b.Len() == length
}

// Text is the code as it is given to the reporter: ABCDE-FGHJK-MNPQR-STVWX.
func (c Code) Text() string {
	var b strings.Builder
	for i := 0; i < len(c.canonical); i += group {
		if i > 0 {
			b.WriteByte('-')
		}
		b.WriteString(c.canonical[i:min(i+group, len(c.canonical))])
	}
	return b.String()
}

// Digest is what is kept of the code: the SHA-256 of its canonical form.
func (c Code) Digest() [sha256.Size]byte { return sha256.Sum256([]byte(c.canonical)) }

// hidden is what a code is to whatever prints it.
const hidden = "(a receipt code)"

// Format hides the code from whatever prints it.
func (c Code) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// LogValue hides the code from the log.
func (c Code) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText hides the code from whatever is encoded: only Text gives it.
func (c Code) MarshalText() ([]byte, error) { return []byte(hidden), nil }
