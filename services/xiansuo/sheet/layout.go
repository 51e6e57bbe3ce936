package sheet

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"xiansuo/pkg/lead"
)

// cell is what stands in one field of a table.
type cell struct {
	// text is what a person sees.
	text string
	// raw is a number of a workbook without its format; else it is the text.
	raw string
	// lost means a number of more digits than a spreadsheet keeps: as an identifier it is another one now.
	lost bool
}

func cellOf(text string) cell { return cell{text: text, raw: text} }

// id is the value as an identifier: digits, with the zeros or the prefix that the format of a number puts before them.
func (c cell) id() string {
	if strings.HasSuffix(c.text, c.raw) {
		return c.text
	}
	return c.raw
}

// record is one line of a table.
type record struct {
	line    int
	cells   []cell
	problem string
	// heading is the heading row of a record that brings its own; attachments are those that it describes in full.
	heading     *record
	attachments []lead.Attachment
}

func (r record) blank() bool {
	return !slices.ContainsFunc(r.cells, func(c cell) bool { return c.text != "" })
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
	// last is the line of the heading row.
	last int
}

// maxHeadingRow is the last record that may be the heading row: titles and who filled it in stand above.
const maxHeadingRow = 10

// layoutOf finds the heading row: the one, or the group row and the row below it, that names the most members.
func (h headings) layoutOf(records iter.Seq[record]) (best layout) {
	var above record
	n := 0
	for r := range records {
		one, two := h.read(record{}, r), h.read(above, r)
		if len(one.columns) > len(best.columns) {
			best = one
		}
		if len(two.columns) > max(len(best.columns), len(one.columns)) {
			best = two
		}
		if n++; n == maxHeadingRow {
			break
		}
		above = r
	}
	return best
}

// read reads a heading row below a row of groups. Only the first cell of a group has its name.
func (h headings) read(groups, r record) layout {
	l := layout{columns: map[string][]int{}, labels: make([]string, max(len(groups.cells), len(r.cells))), last: r.line}
	ranks := make([]int, len(l.labels))
	group := ""
	theirs := false // a person who is not the reporter was named
	for i := range l.labels {
		label, above := r.at(i).text, groups.at(i).text
		if above != "" {
			group = above
		}
		found := h.joined(group, label)
		if label == "" {
			found, label = h.of(above), above // over two rows
		}
		l.labels[i], ranks[i] = strings.Join(strings.Fields(label), ""), found.rank
		switch {
		case found.member == "reporter.name":
			theirs = false
		case found.member == "*other":
			theirs = true
		case found.member == "*phone" && !theirs:
			found.member = "reporter.phone"
		}
		if found.member != "" && found.member != "*other" && found.member != "*phone" {
			l.columns[found.member] = append(l.columns[found.member], i)
		}
	}
	for _, columns := range l.columns {
		slices.SortStableFunc(columns, func(a, b int) int { return ranks[a] - ranks[b] })
	}
	return l
}

// complete says what is missing in the headings, and what it could be called.
func (l layout) complete() error {
	const want = "it must be called 诉求内容、投诉内容、举报内容、事件描述、内容 or the like"
	switch {
	case len(l.columns) == 0:
		return fmt.Errorf("no heading row in the first %d rows; one column holds the text of the complaint, and %s", maxHeadingRow, want)
	case len(l.columns["text"]) == 0:
		return fmt.Errorf("no column holds the text of the complaint; found: %s; %s", strings.Join(l.names(nil), "、"), want)
	}
	return nil
}

// used are the columns that fill a member.
func (l layout) used() []int {
	return slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Values(l.columns))...)))
}

// names returns the headings of all columns but those, cut for a message: what is long is none.
func (l layout) names(but []int) (out []string) {
	for i, label := range l.labels {
		if label == "" || slices.Contains(but, i) {
			continue
		}
		if runes := []rune(label); len(runes) > 20 {
			label = string(runes[:20]) + "…"
		}
		out = append(out, label)
	}
	return out
}
