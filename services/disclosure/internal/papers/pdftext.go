package papers

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// cmap is what the codes of a font mean (ToUnicode), by code; width is how many bytes a code has.
type cmap struct {
	width int
	to    map[int]string
}

// deepest bounds forms within forms.
const deepest = 8

// shown returns the words that a content stream shows with its resources: those of its forms too.
func (r *pdfReader) shown(raw []byte, resources types.Dict, depth int) (string, error) {
	if depth > deepest {
		return "", nil
	}
	fonts, _ := r.x.DereferenceDict(resources["Font"])
	forms, _ := r.x.DereferenceDict(resources["XObject"])
	var out strings.Builder
	var font cmap
	var last string
	scan := scanner{raw: raw}
	for {
		token, kind := scan.next()
		switch kind {
		case end:
			return out.String(), nil
		case name:
			last = token
		case text:
			out.WriteString(font.read(token))
		case word:
			switch token {
			case "Tf":
				font = r.font(fonts, last)
			case "BT", "T*", "Td", "TD", "'", "\"":
				out.WriteByte('\n')
			case "Do":
				inner, err := r.form(forms, last, resources, depth)
				if err != nil {
					return "", err
				}
				out.WriteString(inner)
			}
		}
	}
}

func (r *pdfReader) form(forms types.Dict, called string, resources types.Dict, depth int) (string, error) {
	s, _, err := r.x.DereferenceStreamDict(forms[called])
	if err != nil || s == nil || s.Subtype() == nil || *s.Subtype() != "Form" {
		return "", nil // an image is found among the objects
	}
	raw, _, err := r.stream(s)
	if err != nil {
		return "", err
	}
	if own, err := r.x.DereferenceDict(s.Dict["Resources"]); err == nil && own != nil {
		resources = own
	}
	inner, err := r.shown(raw, resources, depth+1)
	return "\n" + inner, err
}

// font returns what the codes of a font mean. Without a table they are taken as they are: two bytes a code in a composite font.
func (r *pdfReader) font(fonts types.Dict, called string) cmap {
	d, err := r.x.DereferenceDict(fonts[called])
	if err != nil || d == nil {
		return cmap{width: 1}
	}
	m := cmap{width: 1}
	if t := d.Subtype(); t != nil && *t == "Type0" {
		m.width = 2
	}
	s, _, err := r.x.DereferenceStreamDict(d["ToUnicode"])
	if err != nil || s == nil {
		return m
	}
	if known, ok := r.maps[s]; ok {
		return known
	}
	raw, _, err := r.stream(s)
	if err != nil {
		return m
	}
	m.to = readCMap(raw)
	r.maps[s] = m
	return m
}

// read returns what a string shown in the font says.
func (m cmap) read(s string) string {
	if m.width == 1 && m.to == nil {
		return strings.Join(textString([]byte(s)), "\n")
	}
	var out strings.Builder
	for i := 0; i+m.width <= len(s); i += m.width {
		code := int(s[i])
		if m.width == 2 {
			code = code<<8 | int(s[i+1])
		}
		switch said, ok := m.to[code]; {
		case ok:
			out.WriteString(said)
		case m.to == nil:
			out.WriteRune(rune(code)) // an encoding by Unicode, such as UniGB-UCS2-H
		}
	}
	return out.String()
}

// mostCodes bounds a table.
const mostCodes = 1 << 16

// readCMap reads the bfchar and bfrange sections of a ToUnicode table (ISO 32000-1, 9.10.3).
func readCMap(raw []byte) map[int]string {
	to := map[int]string{}
	scan := scanner{raw: raw}
	var row []string
	ranges := false
	for len(to) < mostCodes {
		token, kind := scan.next()
		switch {
		case kind == end:
			return to
		case kind == word && (token == "beginbfchar" || token == "beginbfrange"):
			row, ranges = nil, token == "beginbfrange"
		case kind == word && (token == "endbfchar" || token == "endbfrange"):
			row = nil
		case kind == text:
			row = append(row, token)
			switch {
			case ranges && len(row) == 3:
				fillRange(to, code(row[0]), code(row[1]), row[2])
				row = nil
			case !ranges && len(row) == 2:
				to[code(row[0])], row = wideText(row[1]), nil
			}
		case kind == open && ranges && len(row) == 2: // an array: one text a code
			for from := code(row[0]); ; from++ {
				token, kind := scan.next()
				if kind != text {
					break
				}
				to[from] = wideText(token)
			}
			row = nil
		}
	}
	return to
}

func fillRange(to map[int]string, from, until int, first string) {
	units := []byte(first)
	if len(units) < 2 {
		return
	}
	for c := from; c <= until && c-from < mostCodes; c++ {
		to[c] = wideText(string(units))
		if units[len(units)-1]++; units[len(units)-1] == 0 {
			units[len(units)-2]++
		}
	}
}

func code(s string) int {
	n := 0
	for i := range min(len(s), 4) {
		n = n<<8 | int(s[i])
	}
	return n
}

func wideText(s string) string {
	var units []uint16
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return string(utf16.Decode(units))
}

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
