package pages

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"xiansuo/pkg/lead"
)

// read turns what was filled in into what a program would send, and says what is missing or of another form, field by field. What is left
// empty is left out.
func read(fields []field, prefix string, in url.Values) (out map[string]any, trouble []problem) {
	out = map[string]any{}
	for _, f := range fields {
		path := prefix + f.Name
		if f.Kind == rows {
			lines, wrong := readRows(f, path, in)
			trouble = append(trouble, wrong...)
			if len(lines) > 0 {
				out[f.Name] = lines
			} else if f.Required && len(wrong) == 0 {
				trouble = append(trouble, problem{Path: path, Says: words["invalid.required"]})
			}
			continue
		}
		if f.Kind == many {
			picked, says := readMany(f, in[path])
			if says.ZH != "" {
				trouble = append(trouble, problem{Path: path, Says: says})
			} else if len(picked) > 0 {
				out[f.Name] = picked
			}
			continue
		}
		value, says := readOne(f, strings.TrimSpace(in.Get(path)))
		switch {
		case says.ZH != "":
			trouble = append(trouble, problem{Path: path, Says: says})
		case value != nil:
			out[f.Name] = value
		}
	}
	return out, trouble
}

// readRows reads the rows of which anything was filled in.
func readRows(f field, path string, in url.Values) (lines []any, trouble []problem) {
	for r := range rowsOf(f, path, in) {
		prefix := fmt.Sprintf("%s.%d.", path, r)
		if len(f.Names) == 0 && !slices.ContainsFunc(f.Rows, func(one field) bool { return strings.TrimSpace(in.Get(prefix+one.Name)) != "" }) {
			continue
		}
		line, wrong := read(f.Rows, prefix, in)
		lines, trouble = append(lines, line), append(trouble, wrong...)
	}
	return lines, trouble
}

// readMany reads which of a few were picked.
func readMany(f field, values []string) (picked []any, says lead.Name) {
	for _, v := range values {
		if !slices.ContainsFunc(f.Choices, func(o option) bool { return o.Value == v }) {
			return nil, words["invalid.choice"]
		}
		picked = append(picked, v)
	}
	if f.Required && len(picked) == 0 {
		return nil, words["invalid.required"]
	}
	return picked, lead.Name{}
}

// readOne reads one field; nothing where it is empty.
func readOne(f field, s string) (any, lead.Name) {
	if s == "" {
		if f.Required && f.Kind != mark && f.Kind != file {
			return nil, words["invalid.required"]
		}
		return nil, lead.Name{}
	}
	switch f.Kind {
	case day:
		if _, err := time.Parse(time.DateOnly, s); err != nil {
			return nil, words["invalid.day"]
		}
	case clock:
		if _, err := time.Parse("15:04", s); err != nil {
			return nil, words["invalid.clock"]
		}
	case yuan:
		if fen, ok := fenOf(s); ok {
			return json.Number(strconv.FormatInt(fen, 10)), lead.Name{}
		}
		return nil, words["invalid.yuan"]
	case count:
		if n, err := strconv.ParseUint(s, 10, 40); err == nil {
			return json.Number(strconv.FormatUint(n, 10)), lead.Name{}
		}
		return nil, words["invalid.count"]
	case choice:
		if !slices.ContainsFunc(f.Choices, func(o option) bool { return o.Value == s }) {
			return nil, words["invalid.choice"]
		}
		if f.Numeric {
			return json.Number(s), lead.Name{}
		}
	case mark, answer:
		return s == "yes", lead.Name{}
	case list:
		return linesOf(s), lead.Name{}
	}
	if f.Max > 0 && utf8.RuneCountInString(s) > f.Max {
		return nil, words["invalid.long"]
	}
	return strings.ReplaceAll(s, "\r\n", "\n"), lead.Name{}
}

// linesOf returns the lines of a text; names between commas stand for themselves too.
func linesOf(s string) (out []any) {
	for _, line := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("\r\n、，,;；", r) }) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// fenOf reads a sum in yuan, with at most two decimals, exactly.
func fenOf(s string) (int64, bool) {
	s = strings.NewReplacer(",", "", "，", "", "¥", "", "￥", "", "元", "").Replace(s)
	whole, cents, dotted := strings.Cut(s, ".")
	if dotted && (len(cents) == 0 || len(cents) > 2) || len(whole) > 12 {
		return 0, false
	}
	n, err := strconv.ParseUint(whole+(cents + "00")[:2], 10, 62)
	return int64(n), err == nil
}

// yuanOf writes fen as yuan, with commas and without decimals that are nought.
func yuanOf(fen int64) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	whole := strconv.FormatInt(fen/100, 10)
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	if fen%100 == 0 {
		return sign + whole
	}
	return fmt.Sprintf("%s%s.%02d", sign, whole, fen%100)
}
