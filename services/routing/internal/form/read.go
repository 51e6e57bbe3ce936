package form

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

// What stands behind the path of a field, for what needs more than one input.
const (
	OutsideSuffix = ".outside" // the name of a party outside, or several, one a line
	RowsSuffix    = ".rows"    // how many rows there are
	FileSuffix    = ".file"    // the file that a digest is taken of
)

// Yes and No are the values of a decision.
const (
	Yes = "yes"
	No  = "no"
)

// Stamp is how a moment is filled in, in China.
const Stamp = "2006-01-02T15:04"

// Path is the name of a field's input in a group or row.
func Path(within, name string) string {
	if within == "" {
		return name
	}
	return within + "." + name
}

// Row is the path of a row.
func Row(path string, i int) string { return Path(path, strconv.Itoa(i)) }

// Read returns the data that was filled in, without what was left empty. What cannot be read stays as it was written, so that the
// schema says what it must be.
func Read(fields []Field, within string, in url.Values) map[string]any {
	out := map[string]any{}
	for _, f := range fields {
		if value := f.read(Path(within, f.Name), in); value != nil {
			out[f.Name] = value
		}
	}
	return out
}

func (f Field) read(path string, in url.Values) any {
	text := clean(in.Get(path))
	switch f.Kind {
	case Number:
		if n, err := strconv.Atoi(text); err == nil {
			return n
		}
	case When:
		if at, err := time.ParseInLocation(Stamp, text, calendar.China); err == nil {
			return at.Format(time.RFC3339)
		}
	case Decision:
		if text == Yes || text == No {
			return text == Yes
		}
		return nil
	case Mark:
		if text != "" {
			return true
		}
	case Competent, External:
		if name := outside(in.Get(path + OutsideSuffix)); name != "" {
			return name
		}
	case Many, Lines:
		return f.readMany(path, in)
	case Rows:
		return f.readRows(path, in)
	case Group:
		inner := Read(f.Fields, path, in)
		if blank(inner) && !f.Required {
			return nil
		}
		return inner
	}
	if text == "" {
		return nil
	}
	return text
}

func (f Field) readMany(path string, in url.Values) any {
	var all []any
	add := func(text string) {
		if text != "" && !slices.Contains(all, any(text)) {
			all = append(all, text)
		}
	}
	if f.Kind == Many {
		for _, code := range in[path] {
			add(clean(code))
		}
		for _, name := range lines(in.Get(path + OutsideSuffix)) {
			add(outside(name))
		}
	} else {
		for _, line := range lines(in.Get(path)) {
			add(line)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

func (f Field) readRows(path string, in url.Values) any {
	var rows []any
	for i := range f.Count(path, in) {
		if row := Read(f.Fields, Row(path, i), in); !blank(row) {
			rows = append(rows, row)
		}
	}
	if rows == nil {
		return nil
	}
	return rows
}

// maxRows is how many rows of a form are read, where the schema sets no bound.
const maxRows = 50

// Count is how many rows of a field stand in a form.
func (f Field) Count(path string, in url.Values) int {
	n, _ := strconv.Atoi(in.Get(path + RowsSuffix))
	most := f.Most
	if most == 0 || most > maxRows {
		most = maxRows
	}
	return max(0, min(n, most))
}

// blank reports whether nothing was said: the kind of a document alone, which stands there from the start, says nothing.
func blank(data map[string]any) bool {
	_, kind := data["kind"]
	return len(data) == 0 || len(data) == 1 && kind
}

// Tidy closes the gaps that rows left empty make, so that the rows of the form are those of its data.
func Tidy(fields []Field, within string, in url.Values) {
	for _, f := range fields {
		path := Path(within, f.Name)
		switch f.Kind {
		case Group:
			Tidy(f.Fields, path, in)
		case Rows:
			f.tidy(path, in)
		}
	}
}

func (f Field) tidy(path string, in url.Values) {
	kept := 0
	for i := range f.Count(path, in) {
		if blank(Read(f.Fields, Row(path, i), in)) {
			continue
		}
		if i != kept {
			move(in, Row(path, i)+".", Row(path, kept)+".")
		}
		kept++
	}
	for i := kept; i < f.Count(path, in); i++ {
		move(in, Row(path, i)+".", "")
	}
	in.Set(path+RowsSuffix, strconv.Itoa(kept))
}

// move renames inputs, or drops them when to is empty.
func move(in url.Values, from, to string) {
	for key := range in {
		if to != "" && strings.HasPrefix(key, to) {
			delete(in, key)
		}
	}
	for key, values := range in {
		if rest, ok := strings.CutPrefix(key, from); ok {
			delete(in, key)
			if to != "" {
				in[to+rest] = values
			}
		}
	}
}

// clean is a text as it is kept: line ends as one, nothing around it.
func clean(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

func lines(text string) (out []string) {
	for line := range strings.Lines(clean(text)) {
		out = append(out, clean(line))
	}
	return out
}

// outside is a party outside as it is named in data.
func outside(name string) string {
	if name = clean(name); name == "" || strings.HasPrefix(name, lead.External) {
		return name
	}
	return lead.External + name
}
