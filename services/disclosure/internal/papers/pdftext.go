package papers

import (
	"strings"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// cmap is what the codes of a font mean (ToUnicode), by code; width is how many bytes a code has.
type cmap struct {
	width int
	to    map[int]string
	// Of a composite font without a table: its codes are Unicode, or those of GB 18030; otherwise nobody knows what they mean.
	wide, national, blind bool
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
			said, known := font.read(token)
			out.WriteString(said)
			r.blind = r.blind || font.blind || !known
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

// font returns what the codes of a font mean: by its table, or by its encoding.
func (r *pdfReader) font(fonts types.Dict, called string) cmap {
	d, err := r.x.DereferenceDict(fonts[called])
	if err != nil || d == nil {
		return cmap{width: 1}
	}
	m := cmap{width: 1}
	if t := d.Subtype(); t != nil && *t == "Type0" {
		m.width = 2
		encoding, _ := r.x.Dereference(d["Encoding"])
		called, _ := encoding.(types.Name)
		m.wide = strings.Contains(string(called), "UCS2") || strings.Contains(string(called), "UTF16")
		m.national = strings.HasPrefix(string(called), "GB")
		m.blind = !m.wide && !m.national
	} else {
		m.blind = r.drawn(d)
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
	m.to, m.blind = readCMap(raw), false
	r.maps[s] = m
	return m
}

// drawn reports whether a simple font shows something else than its codes say: it draws its own signs, or gives codes to others.
func (r *pdfReader) drawn(font types.Dict) bool {
	if t := font.Subtype(); t != nil && *t == "Type3" {
		return true
	}
	encoding, err := r.x.DereferenceDict(font["Encoding"])
	return err == nil && encoding["Differences"] != nil
}

// read returns what a string shown in the font says, and whether the font says it of every code.
func (m cmap) read(s string) (said string, known bool) {
	switch {
	case m.to != nil:
	case m.width == 1:
		return strings.Join(textString([]byte(s)), "\n"), true
	case m.national:
		return national([]byte(s)), true
	case m.wide:
		return wideText(s), true
	default:
		return "", true
	}
	var out strings.Builder
	known = true
	for i := 0; i+m.width <= len(s); i += m.width {
		code := int(s[i])
		if m.width == 2 {
			code = code<<8 | int(s[i+1])
		}
		means, ok := m.to[code]
		out.WriteString(means)
		known = known && (ok || m.width == 1 && code == ' ')
	}
	return out.String(), known
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
