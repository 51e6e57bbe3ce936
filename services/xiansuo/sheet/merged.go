package sheet

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// maxSpread is how many cells merged cells may cover.
const maxSpread = 5_000_000

// spread writes the value of merged cells into the cells below it, and into those beside it when wide: a group heading speaks of
// every column that it stands above, but a text that runs over its neighbour is not the neighbour's value.
func spread(records []record, merged []string, wide bool) error {
	budget := maxSpread
	for _, ref := range merged {
		from, to, _ := strings.Cut(ref, ":")
		left, top, err1 := position(from)
		right, bottom, err2 := position(to)
		if err1 != nil || err2 != nil || left >= maxColumns {
			continue // a single cell
		}
		first, ok := slices.BinarySearchFunc(records, top, func(r record, line int) int { return r.line - line })
		if !ok {
			continue
		}
		value := records[first].at(left)
		if right = min(right, maxColumns-1); !wide {
			right = left
		}
		for i := first; i < len(records) && records[i].line <= bottom; i++ {
			if budget -= right - left + 1; budget < 0 {
				return fmt.Errorf("%w: too many of its cells are merged", ErrTooLarge)
			}
			records[i].put(left, right, value)
		}
	}
	return nil
}

// put fills the empty cells from left to right.
func (r *record) put(left, right int, value cell) {
	for len(r.cells) <= right {
		r.cells = append(r.cells, cell{})
	}
	for i := left; i <= right; i++ {
		if r.cells[i] == (cell{}) {
			r.cells[i] = value
		}
	}
}

// openWorkbook opens a workbook. All of it is read before the first row is returned: where cells are merged stands at its end.
func (r reader) openWorkbook(content *io.SectionReader) error {
	book, err := openWorkbook(content)
	if err != nil {
		return err
	}
	chosen, err := book.choose(r.options.Sheet)
	if err != nil {
		return err
	}
	records, merged, err := book.records(chosen)
	if err != nil {
		return err
	}
	l, err := r.headingsOf(records, merged)
	if err != nil {
		return err
	}
	next := maxHeadingRow + 1
	from := func() (record, error) {
		if next >= len(records) {
			return record{}, io.EOF
		}
		next++
		return records[next-1], nil
	}
	r.Sheet, r.days = chosen.name, book.days()
	r.File.done = func() float64 { return float64(min(next, len(records))) / float64(max(len(records), 1)) }
	if err := r.openTable(l, from); err != nil {
		return book.elsewhere(err, chosen)
	}
	return nil
}

// headingsOf lays the first records out, and spreads merged cells over the records.
func (r reader) headingsOf(records []record, merged []string) (layout, error) {
	n := min(len(records), maxHeadingRow+1)
	top := make([]record, n)
	for i := range top {
		top[i] = record{line: records[i].line, cells: slices.Clone(records[i].cells)}
	}
	if err := errors.Join(spread(top, merged, true), spread(records, merged, false)); err != nil {
		return layout{}, err
	}
	l := r.book.layoutOf(top)
	before := n - len(l.rest)
	l.rest = records[before:n:n]
	if l.score > 0 && len(records)-before > MaxRows {
		return layout{}, tooManyRows()
	}
	return l, nil
}

// elsewhere recommends the other worksheets when one has no headings.
func (w *workbook) elsewhere(err error, chosen worksheet) error {
	var others []string
	for _, s := range w.sheets {
		if s != chosen {
			others = append(others, s.name)
		}
	}
	if len(others) == 0 || !errors.Is(err, ErrHeadings) {
		return err
	}
	return fmt.Errorf("%w (sheet %s was read; --sheet chooses another: %s)", err, chosen.name, strings.Join(others, "、"))
}
