package sheet

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"xiansuo/services/internal/text"
)

// cell is what stands in one field of a table.
type cell struct {
	text string
	// lost means a number of more digits than a spreadsheet keeps: as an identifier it is another one now.
	lost bool
	// flaw says why there is nothing: a formula that failed.
	flaw string
}

// record is one line of a table.
type record struct {
	line    int
	cells   []cell
	problem string
}

func (r record) blank() bool {
	return !slices.ContainsFunc(r.cells, func(c cell) bool { return c.text != "" || c.flaw != "" })
}

func (r record) at(column int) cell {
	if column < len(r.cells) {
		return r.cells[column]
	}
	return cell{}
}

// layout says which column of a table stands for what.
type layout struct {
	// columns are the columns by member, the best first.
	columns map[string][]int
	// labels are the headings as they are written.
	labels []string
	// units are the fen that 1 in a money column means, where the heading says so.
	units map[int]int64
	// score is the number of members that have a column.
	score int
	// rest are records that were read already and follow the heading row.
	rest []record
	// strict means that a record must have as many fields as there are headings.
	strict bool
	// heads are the heading rows, which some exports repeat on every page.
	heads [][]string
}

// maxHeadingRow is how many records may stand before the heading row, and it among them: titles, who filled it in, blank forms.
const maxHeadingRow = 10

// firstRecords reads the records among which the heading row must be.
func firstRecords(next func() (record, error)) (top []record, err error) {
	for len(top) <= maxHeadingRow {
		r, err := next()
		if errors.Is(err, io.EOF) {
			return top, nil
		}
		if err != nil {
			return nil, err
		}
		top = append(top, r)
	}
	return top, nil
}

// layoutOf finds the heading row: the one, or the group row and the row below it, that names the most members.
func (h headings) layoutOf(top []record) layout {
	best := layout{}
	for i := range min(len(top), maxHeadingRow) {
		one := h.read(nil, top[i])
		one.rest, one.heads = top[i+1:], [][]string{texts(top[i])}
		if one.score > best.score {
			best = one
		}
		if i+1 < len(top) && one.score > 0 {
			two := h.read(groups(top[i], top[i+1]), top[i+1])
			two.rest, two.heads = top[i+2:], [][]string{texts(top[i]), texts(top[i+1])}
			if two.score > best.score && two.score > h.read(nil, top[i+1]).score {
				best = two
			}
		}
	}
	return best
}

// groups spreads the headings of groups over the columns that they stand above: a sheet saved as CSV names a group once.
func groups(above, below record) []string {
	out := make([]string, max(len(above.cells), len(below.cells)))
	last := ""
	for i := range out {
		switch {
		case above.at(i).text != "":
			last = above.at(i).text
			out[i] = last
		case below.at(i).text != "":
			out[i] = last
		}
	}
	return out
}

func texts(r record) []string {
	out := make([]string, len(r.cells))
	for i, c := range r.cells {
		out[i] = c.text
	}
	return out
}

// read reads a heading row below a row of groups, if any.
func (h headings) read(groups []string, r record) layout {
	l := layout{columns: map[string][]int{}, units: map[int]int64{}, labels: texts(r)}
	for len(l.labels) < len(groups) {
		l.labels = append(l.labels, "")
	}
	ranks := make([]int, len(l.labels))
	theirs := false // a person who is not the reporter was named
	for i, label := range l.labels {
		group := ""
		if i < len(groups) {
			group = groups[i]
		}
		member, word := h.joined(group, label)
		l.labels[i] = labelOf(group, label)
		switch member {
		case "reporter.name":
			theirs = false
		case "*other":
			theirs, member = true, ""
		case "*phone":
			if member = "reporter.phone"; theirs {
				member = ""
			}
		case "money.fen":
			l.units[i] = unitOf(l.labels[i])
		}
		if member != "" {
			ranks[i] = h.rank[word]
			l.columns[member] = append(l.columns[member], i)
		}
	}
	for _, columns := range l.columns {
		slices.SortStableFunc(columns, func(a, b int) int { return ranks[a] - ranks[b] })
	}
	l.score = len(l.columns)
	return l
}

func labelOf(group, label string) string {
	if label == "" {
		label = group
	}
	return strings.Join(strings.Fields(label), "")
}

// unitOf reads the unit of an amount from its heading: 金额（万元）.
func unitOf(label string) int64 {
	switch plain := text.Fold(label).Plain; {
	case strings.Contains(plain, "万元"):
		return 100 * 10000
	case strings.Contains(plain, "分)"):
		return 1
	}
	return 100
}

// repeats reports whether a record is the heading row again.
func (l layout) repeats(r record) bool {
	return slices.ContainsFunc(l.heads, func(head []string) bool { return slices.Equal(head, texts(r)) })
}

// complete says what is missing in the headings, and what it could be called.
func (l layout) complete(h headings) error {
	want := h.wanted("text", 6)
	if l.score == 0 {
		return fmt.Errorf("%w: no heading row in the first %d rows; one column must be called %s or the like", ErrHeadings, maxHeadingRow, want)
	}
	if len(l.columns["text"]) == 0 {
		return fmt.Errorf("%w: no column holds the text of the complaint; found: %s; it must be called %s or the like", ErrHeadings,
			strings.Join(shown(l.labels), "、"), want)
	}
	return nil
}

// shown returns the headings that are not empty, cut.
func shown(labels []string) (out []string) {
	for _, label := range labels {
		if label != "" {
			out = append(out, cut(label))
		}
	}
	return out
}

// cut shortens a heading for a message: what is long is none.
func cut(label string) string {
	if utf8.RuneCountInString(label) > 20 {
		return string([]rune(label)[:20]) + "…"
	}
	return label
}
