package rows

import (
	"bytes"
	"encoding/csv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// readCSV reads a delimited text: of comma, semicolon and tab, the one that is most frequent in the first line separates.
func readCSV(content []byte) (all []Row, err error) {
	text := decoded(bytes.TrimPrefix(content, []byte("\ufeff")))
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n")
	if len(lines) > maxLines {
		return nil, unreadable("it has more than %d lines; split it", maxLines)
	}
	comma := delimiter(lines)
	for i := 0; i < len(lines); {
		n := linesOf(lines[i:])
		r := Row{Line: i + 1}
		reader := csv.NewReader(strings.NewReader(strings.Join(lines[i:i+n], "\n")))
		reader.Comma, reader.FieldsPerRecord = comma, -1
		fields, err := reader.Read()
		switch {
		case strings.TrimSpace(strings.Join(lines[i:i+n], "")) == "":
		case err != nil:
			r.Problem, n = openQuote, 1
		default:
			r.take(fields)
		}
		i += n
		if all, err = kept(all, r); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// take takes the fields of a record.
func (r *Row) take(fields []string) {
	for _, field := range fields {
		field, formula := unwrapped(field)
		switch {
		case formula:
			r.Problem = hasFormula
		case strings.ContainsRune(field, utf8.RuneError):
			r.Problem = garbled
		}
		r.Cells = append(r.Cells, field)
	}
}

// unwrapped takes off what exports put around text so that a spreadsheet leaves it alone, ="0123" or an apostrophe, and reports whether what is
// left is a formula.
func unwrapped(field string) (string, bool) {
	field = strings.TrimSpace(field)
	if inner, ok := strings.CutPrefix(field, "'"); ok {
		return inner, false
	}
	if inner, ok := strings.CutPrefix(field, `="`); ok {
		if inner, ok = strings.CutSuffix(inner, `"`); ok && !strings.ContainsRune(inner, '"') {
			return inner, false
		}
	}
	if field == "" || !strings.ContainsRune("=+-@＝＋－＠", []rune(field)[0]) {
		return field, false
	}
	return field, strings.Trim(field, "+-0123456789.") != "" || strings.Trim(field, "+-") == "" && len(field) > 1
}

// linesOf is how many lines the first record takes: until its quotes are even, but no more than a cell may have.
func linesOf(lines []string) (n int) {
	size, quotes := 0, 0
	for n < len(lines) && size <= maxCell*4 {
		size += len(lines[n])
		quotes += strings.Count(lines[n], `"`)
		if n++; quotes%2 == 0 {
			return n
		}
	}
	return max(n, 1)
}

func delimiter(lines []string) rune {
	best, most := ',', 0
	for _, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		for _, c := range ",;\t" {
			if n := strings.Count(line, string(c)); n > most {
				best, most = c, n
			}
		}
		break
	}
	return best
}

// decoded returns a text in UTF-8. What is not UTF-8 is GB18030, unless less is lost when it is taken for UTF-8 with damage.
func decoded(raw []byte) string {
	if utf8.Valid(raw) {
		return string(raw)
	}
	damaged := strings.ToValidUTF8(string(raw), "\uFFFD")
	other, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil || strings.Count(damaged, "\uFFFD") <= bytes.Count(other, []byte("\uFFFD")) {
		return damaged
	}
	return string(other)
}
