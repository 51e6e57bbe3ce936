package sheet

import (
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// numberFormat is how a style shows a number, as far as that changes what the number says.
type numberFormat struct {
	date bool
	// Digits are filled up with zeros to this many, behind a prefix: "YT"000000.
	zeros  int
	prefix string
}

// Formats that are built in and show a day or an hour (ECMA-376 part 1 §18.8.30, with those of Chinese Excel).
func builtInDate(id int) bool {
	return id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58
}

// Parts of a number format: what is shown as it stands, what is a colour or a locale, and zeros behind a prefix.
var (
	literal  = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.`)
	section  = regexp.MustCompile(`\[[^\]]*\]`)
	elapsed  = regexp.MustCompile(`(?i)\[(h+|m+|s+)\]`)
	zeroForm = regexp.MustCompile(`^(?:"([^"]*)")?(0+)$`)
)

func formatOfCode(code string) numberFormat {
	first, _, _ := strings.Cut(code, ";")
	if m := zeroForm.FindStringSubmatch(first); m != nil {
		return numberFormat{zeros: len(m[2]), prefix: m[1]}
	}
	plain := strings.ToLower(literal.ReplaceAllString(first, ""))
	if elapsed.MatchString(plain) {
		return numberFormat{date: true}
	}
	plain = strings.ReplaceAll(section.ReplaceAllString(plain, ""), "general", "")
	return numberFormat{date: strings.ContainsAny(plain, "ymdhs")}
}

// readFormats reads what each style does to a number.
func (w *workbook) readFormats(part string) error {
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := w.decode(part, &styles); err != nil {
		return err
	}
	own := map[int]numberFormat{}
	for _, f := range styles.Formats {
		own[f.ID] = formatOfCode(f.Code)
	}
	for _, x := range styles.Cells {
		f, ok := own[x.Format]
		if !ok {
			f = numberFormat{date: builtInDate(x.Format)}
		}
		w.formats = append(w.formats, f)
	}
	return nil
}

// cell returns the value of the cell that ends, as text. A formula has the value that was computed last.
func (g *grid) cell(raw string) (cell, error) {
	if g.formula && !g.seen {
		return cell{flaw: "公式没有计算结果（请用 Excel 打开并保存后再导入）"}, nil
	}
	switch g.kind {
	case "s":
		if !g.seen {
			return cell{}, nil
		}
		n, err := strconv.Atoi(strings.TrimSpace(raw))
		if err != nil || n < 0 || n >= len(g.book.strings) {
			return cell{}, errors.New("the workbook is damaged: a cell points to no text")
		}
		return cell{text: strings.TrimSpace(g.book.strings[n])}, nil
	case "b":
		return cell{text: map[string]string{"1": "TRUE", "0": "FALSE"}[raw]}, nil
	case "e":
		return cell{flaw: "公式出错"}, nil
	case "", "n":
		return g.number(strings.TrimSpace(raw)), nil
	}
	return cell{text: strings.TrimSpace(unescaped(raw))}, nil
}

// number writes a number as it was entered: a day as a day, with its leading zeros, without the rounding of its last binary digits.
func (g *grid) number(raw string) cell {
	n, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return cell{text: raw}
	}
	var f numberFormat
	if style, err := strconv.Atoi(g.style); err == nil && style >= 0 && style < len(g.book.formats) {
		f = g.book.formats[style]
	}
	switch {
	case f.date && n >= 0 && n < 3e6:
		return cell{text: g.book.date(n)}
	case math.Abs(n) >= 1e15:
		return cell{text: strconv.FormatFloat(n, 'f', 0, 64), lost: true}
	}
	fifteen, _ := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64) // what FormatFloat writes
	text := strconv.FormatFloat(fifteen, 'f', -1, 64)
	if f.zeros > 0 && strings.Trim(text, "0123456789") == "" {
		text = f.prefix + strings.Repeat("0", max(0, f.zeros-len(text))) + text
	}
	return cell{text: text}
}

// date writes a day number as a day, an hour, or both.
func (w *workbook) date(n float64) string {
	if n < 1 {
		return serialTime(n).Format("15:04:05")
	}
	return serialTime(n + w.days()).Format("2006-01-02 15:04:05")
}

// days is the day number of 1904-01-01 in workbooks that count from there.
func (w *workbook) days() float64 {
	if w.from1904 {
		return 1462
	}
	return 0
}
