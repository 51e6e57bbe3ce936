package papers

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"strings"
)

// What a token is.
type tokenKind int

const (
	end tokenKind = iota
	word
	name
	text // a string, in parentheses or in hexadecimal, as its bytes
	open // of an array
)

// scanner reads the tokens of a content stream or of a table.
type scanner struct {
	raw []byte
	at  int
}

const blanks = " \t\r\n\f\x00"

func (s *scanner) next() (string, tokenKind) {
	for s.at < len(s.raw) {
		c := s.raw[s.at]
		switch {
		case strings.IndexByte(blanks, c) >= 0, c == ']', c == '{', c == '}', c == ')':
			s.at++
		case c == '%':
			s.at += lineEnd(s.raw[s.at:])
		case c == '(':
			return s.parentheses(), text
		case c == '<' && bytes.HasPrefix(s.raw[s.at:], []byte("<<")), c == '>':
			s.at++
			if c == '<' {
				s.at++
			}
		case c == '<':
			return s.hexadecimal(), text
		case c == '[':
			s.at++
			return "[", open
		case c == '/':
			s.at++
			return s.run(), name
		default:
			return s.run(), word
		}
	}
	return "", end
}

func lineEnd(raw []byte) int {
	if i := bytes.IndexAny(raw, "\r\n"); i >= 0 {
		return i
	}
	return len(raw)
}

// run reads up to a blank or a delimiter; at least one byte of a word.
func (s *scanner) run() string {
	from := s.at
	for s.at < len(s.raw) && strings.IndexByte(blanks+"()<>[]{}/%", s.raw[s.at]) < 0 {
		s.at++
	}
	return string(s.raw[from:s.at])
}

func (s *scanner) hexadecimal() string {
	from := s.at + 1
	to := bytes.IndexByte(s.raw[from:], '>')
	if to < 0 {
		s.at = len(s.raw)
		return ""
	}
	s.at = from + to + 1
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(blanks, r) {
			return -1
		}
		return r
	}, string(s.raw[from:from+to]))
	if len(digits)%2 == 1 {
		digits += "0"
	}
	raw, err := hex.DecodeString(digits)
	if err != nil {
		return ""
	}
	return string(raw)
}

func (s *scanner) parentheses() string {
	var out []byte
	depth := 0
	for s.at++; s.at < len(s.raw); s.at++ {
		switch c := s.raw[s.at]; {
		case c == '\\' && s.at+1 < len(s.raw):
			out = append(out, s.escape()...)
		case c == '(':
			depth++
			out = append(out, c)
		case c == ')' && depth == 0:
			s.at++
			return string(out)
		case c == ')':
			depth--
			out = append(out, c)
		default:
			out = append(out, c)
		}
	}
	return string(out)
}

// escape reads what follows a backslash, and stays on its last byte.
func (s *scanner) escape() []byte {
	s.at++
	c := s.raw[s.at]
	if i := strings.IndexByte("nrtbf", c); i >= 0 {
		return []byte{"\n\r\t\b\f"[i]}
	}
	if c < '0' || c > '7' {
		if c == '\n' || c == '\r' {
			return nil
		}
		return []byte{c}
	}
	to := s.at
	for to < len(s.raw) && to < s.at+3 && s.raw[to] >= '0' && s.raw[to] <= '7' {
		to++
	}
	n, _ := strconv.ParseUint(string(s.raw[s.at:to]), 8, 16)
	s.at = to - 1
	return []byte{byte(n)}
}
