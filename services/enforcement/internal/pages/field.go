package pages

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"xiansuo/pkg/lead"
)

// kind is how a field is filled in.
type kind string

// The kinds of fields.
const (
	text   kind = "text"   // one line
	long   kind = "long"   // several lines
	day    kind = "day"    // 2006-01-02
	clock  kind = "clock"  // 15:04
	yuan   kind = "yuan"   // money, kept in fen
	count  kind = "count"  // a whole number
	choice kind = "choice" // one of a few
	mark   kind = "mark"   // yes, or nothing
	answer kind = "answer" // yes or no, and one of them must be said
	list   kind = "list"   // one a line
	many   kind = "many"   // any of a few
	rows   kind = "rows"   // several of the same fields
	file   kind = "file"   // comes last: what stands before it is known when it arrives
)

// field is one thing that a form asks for.
type field struct {
	Name     string
	Kind     kind
	Label    lead.Name
	Hint     lead.Name
	Required bool
	Max      int
	Choices  []option
	Numeric  bool // its choices are numbers
	Rows     []field
	Names    []lead.Name // of rows that are given: there is one for each, and none more
}

// option is a choice.
type option struct {
	Value string
	Label lead.Name
}

// shownRows is how many rows are open at first, and mostRows how many there can be.
const (
	shownRows = 2
	mostRows  = 200
)

// input is a field with what was filled in and what is wrong with it.
type input struct {
	field
	Path    string
	Value   string
	Values  []string // of many
	Trouble []problem
	Lines   [][]input
	Full    bool
	InRow   bool // of a row that may stay empty: the browser does not ask for it
}

// Picked reports whether one of many is.
func (i input) Picked(value string) bool { return slices.Contains(i.Values, value) }

// Said reports whether anything but the first field of a row is filled in or wrong.
func (i input) Said(row int) bool {
	return slices.ContainsFunc(i.Lines[row][1:], func(one input) bool { return one.Value != "" || len(one.Trouble) > 0 })
}

// ID is where the field is in its page.
func (i input) ID() string { return "f-" + strings.ReplaceAll(i.Path, ".", "-") }

// problem is what is wrong with a form: with a field, or with all of it.
type problem struct {
	Path   string
	Label  lead.Name
	Says   lead.Name
	Detail string // in English, as the interface says it
}

// Anchor is where the field is in its page.
func (p problem) Anchor() string { return input{Path: p.Path}.ID() }

// piece is a part of a text in English that is Chinese, such as the name of a law, or is not.
type piece struct {
	Text string
	Han  bool
}

// Pieces are the detail, in parts that are Chinese or not.
func (p problem) Pieces() (out []piece) {
	for _, r := range p.Detail {
		han := unicode.Is(unicode.Han, r)
		if n := len(out); n == 0 || out[n-1].Han != han {
			out = append(out, piece{Han: han})
		}
		out[len(out)-1].Text += string(r)
	}
	return out
}

// inputs returns fields as they are filled in.
func inputs(fields []field, prefix string, in url.Values, trouble []problem) (out []input) {
	for _, f := range fields {
		i := input{field: f, Path: prefix + f.Name, Value: in.Get(prefix + f.Name), Values: in[prefix+f.Name], InRow: prefix != ""}
		for _, t := range trouble {
			if t.Path == i.Path {
				i.Trouble = append(i.Trouble, t)
			}
		}
		if f.Kind == rows {
			n := rowsOf(f, i.Path, in)
			i.Full = n >= mostRows || len(f.Names) > 0
			for r := range n {
				i.Lines = append(i.Lines, inputs(f.Rows, fmt.Sprintf("%s.%d.", i.Path, r), in, trouble))
			}
		}
		out = append(out, i)
	}
	return out
}

// rowsOf is how many rows a field shows.
func rowsOf(f field, path string, in url.Values) int {
	if len(f.Names) > 0 {
		return len(f.Names)
	}
	n, err := strconv.Atoi(in.Get(path + ".rows"))
	if err != nil {
		n = shownRows
		if !f.Required {
			n = 1
		}
	}
	return max(1, min(n, mostRows))
}

// located gives problems the labels of their fields; those of fields that the form does not have are about all of it.
func located(fields []field, trouble []problem) []problem {
	for t := range trouble {
		p := &trouble[t]
		if label, ok := labelOf(fields, strings.Split(p.Path, ".")); ok {
			p.Label = label
		} else {
			p.Path = ""
		}
	}
	return trouble
}

func labelOf(fields []field, path []string) (lead.Name, bool) {
	at := slices.IndexFunc(fields, func(f field) bool { return f.Name == path[0] })
	switch {
	case at < 0:
		return lead.Name{}, false
	case len(path) == 1:
		return fields[at].Label, true
	case len(path) == 3 && fields[at].Kind == rows:
		return labelOf(fields[at].Rows, path[2:])
	}
	return lead.Name{}, false
}
