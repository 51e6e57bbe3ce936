package papers

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// collect gathers the texts within an object.
func collect(o types.Object, texts *[]string, depth int) {
	if depth > 50 {
		return
	}
	switch o := o.(type) {
	case types.StringLiteral:
		*texts = append(*texts, literal(o)...)
	case types.HexLiteral:
		if raw, err := hex.DecodeString(string(o)); err == nil {
			*texts = append(*texts, textString(raw)...)
		}
	case types.Name:
		*texts = append(*texts, string(o))
	case types.Array:
		for _, one := range o {
			collect(one, texts, depth+1)
		}
	case types.StreamDict:
		collect(o.Dict, texts, depth+1)
	case types.ObjectStreamDict:
		collect(o.Dict, texts, depth+1)
	case types.Dict:
		for _, key := range slices.Sorted(mapsKeys(o)) {
			if strings.ContainsFunc(key, func(r rune) bool { return r >= utf8.RuneSelf || r == '#' }) {
				*texts = append(*texts, key)
			}
			collect(o[key], texts, depth+1)
		}
	}
}

func mapsKeys(d types.Dict) func(func(string) bool) {
	return func(yield func(string) bool) {
		for key := range d {
			if !yield(key) {
				return
			}
		}
	}
}

func literal(s types.StringLiteral) []string {
	raw, err := types.Unescape(string(s))
	if err != nil {
		raw = []byte(s)
	}
	return textString(raw)
}

// textString returns a text string of a PDF: UTF-16 with its mark, UTF-8, GB 18030, or else Latin letters.
func textString(raw []byte) []string {
	switch {
	case bytes.HasPrefix(raw, []byte{0xFE, 0xFF}):
		s, err := types.DecodeUTF16String(string(raw))
		if err == nil {
			return []string{s}
		}
	case bytes.HasPrefix(raw, []byte{0xEF, 0xBB, 0xBF}):
		return []string{string(raw[3:])}
	}
	if utf8.Valid(raw) {
		return []string{string(raw)}
	}
	return []string{latin(raw), national(raw)}
}

func latin(raw []byte) string {
	runes := make([]rune, len(raw))
	for i, b := range raw {
		runes[i] = rune(b)
	}
	return string(runes)
}
