package pages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/form"
)

// input is a field of a form as a page shows it, with what is in it and what is wrong with that.
type input struct {
	form.Field
	Path        string
	Label, Hint lead.Name
	Value       string
	Outside     string // what stands in its second input
	Picks       []picks
	Yes, No     lead.Name // what a decision's answers are called
	Fields      []input   // of a group
	Rows        []inputRow
	Full        bool // no more rows
	Loose       bool // it stands in what may be left empty as a whole: the browser does not insist on it
	Trouble     []problem
}

// inputRow is one of several rows.
type inputRow struct {
	N      int
	Path   string
	Fields []input
}

// picks are what can be picked, under a heading or none.
type picks struct {
	Name lead.Name
	Of   []pick
}

type pick struct {
	Value  string
	Name   lead.Name
	Picked bool
	Off    bool // it cannot be picked, and the name says why
}

// ID is what the input is called within its page.
func (i input) ID() string { return "f-" + strings.ReplaceAll(i.Path, ".", "-") }

// inputs returns fields as a page shows them.
func (p *Pages) inputs(d *deed, fields []form.Field, within string, in url.Values, trouble []problem) (out []input) {
	for _, f := range fields {
		out = append(out, p.input(d, f, form.Path(within, f.Name), in, trouble))
	}
	return out
}

func (p *Pages) input(d *deed, f form.Field, path string, in url.Values, trouble []problem) input {
	word, dotted := d.plain(path)
	i := input{Field: f, Path: path, Value: typed(in, path), Outside: typed(in, path+form.OutsideSuffix),
		Label: spoken("field.", word, dotted), Hint: hintOf(word, dotted), Picks: p.picksOf(d, f, path, in)}
	for _, t := range trouble {
		if t.Path == path {
			i.Trouble = append(i.Trouble, t)
		}
	}
	switch f.Kind {
	case form.Decision:
		i.Yes, i.No = spoken("choice.", word, dotted+".yes"), spoken("choice.", word, dotted+".no")
	case form.Group:
		i.Fields = p.inputs(d, f.Fields, path, in, trouble)
		if !f.Required {
			loosen(i.Fields)
		}
	case form.Rows:
		n := f.Count(path, in)
		i.Full = f.Most > 0 && n >= f.Most
		for r := range n {
			at := form.Row(path, r)
			row := inputRow{r + 1, at, p.inputs(d, f.Fields, at, in, trouble)}
			loosen(row.Fields)
			i.Rows = append(i.Rows, row)
		}
	}
	return i
}

func loosen(all []input) {
	for i := range all {
		all[i].Loose = true
		loosen(all[i].Fields)
	}
}

// typed is what stands in an input, with line ends as one.
func typed(in url.Values, path string) string { return strings.ReplaceAll(in.Get(path), "\r\n", "\n") }

// plain returns the word that a field belongs to, and its path in that word's data without numbers of rows.
func (d *deed) plain(path string) (word, dotted string) {
	word = d.word.Name
	if rest, ok := strings.CutPrefix(path, "data."); ok && d.inner != nil {
		word, path = d.inner.Name, rest
	}
	parts := slices.DeleteFunc(strings.Split(path, "."), func(s string) bool { _, err := strconv.Atoi(s); return err == nil })
	return word, strings.Join(parts, ".")
}

// spoken is what is said of a field: of this word's, of fields at this place, or of fields with this name.
func spoken(group, word, dotted string) lead.Name {
	for _, key := range []string{group + word + "." + dotted, group + dotted, group + dotted[strings.LastIndexByte(dotted, '.')+1:]} {
		if n := words[key]; n.ZH != "" {
			return n
		}
	}
	return lead.Name{}
}

// hintOf is what helps to fill a field in: of this word's, or of fields at this place.
func hintOf(word, dotted string) lead.Name {
	if n, ok := words["hint."+word+"."+dotted]; ok {
		return n
	}
	return words["hint."+dotted]
}

// more adds a row.
func more(fields []form.Field, in url.Values) {
	path := in.Get(inMore)
	for _, f := range rowsOf(fields, "") {
		if f.path == path {
			n := f.field.Count(path, in)
			in.Set(path+form.RowsSuffix, strconv.Itoa(n+1))
			in.Set(path+form.RowsSuffix, strconv.Itoa(f.field.Count(path, in)))
		}
	}
	in.Del(inMore)
}

type rowsField struct {
	path  string
	field form.Field
}

// rowsOf returns the fields that have rows, wherever they are but in rows.
func rowsOf(fields []form.Field, within string) (out []rowsField) {
	for _, f := range fields {
		path := form.Path(within, f.Name)
		switch f.Kind {
		case form.Rows:
			out = append(out, rowsField{path, f})
		case form.Group:
			out = append(out, rowsOf(f.Fields, path)...)
		}
	}
	return out
}

// papers are the documents that a word usually comes with.
var papers = map[string][]lead.DocumentKind{
	"refer": {lead.Letter, lead.Report, lead.Items, lead.Appraisal}, "transfer": {lead.Letter, lead.Report}, "letter": {lead.Letter}, "file": {lead.Notice},
}

// preset fills in what is known from the start.
func preset(d *deed, in url.Values) {
	d.presetRows(in)
	switch d.word.Name {
	case "register":
		in.Set("for", d.party)
		in.Set("word", d.inner.Name)
		in.Set("scan.kind", string(lead.Scan))
	case "split":
		d.presetParts(in)
	}
}

// presetRows gives what has rows the ones that it usually has, where there is none.
func (d *deed) presetRows(in url.Values) {
	for _, r := range rowsOf(d.fields, "") {
		if r.field.Count(r.path, in) > 0 {
			continue
		}
		word, _ := d.plain(r.path)
		kinds := papers[word]
		in.Set(r.path+form.RowsSuffix, strconv.Itoa(max(1, len(kinds))))
		for i, kind := range kinds {
			in.Set(form.Path(form.Row(r.path, i), "kind"), string(kind))
		}
	}
}

// presetParts fills in the matters that the rules found.
func (d *deed) presetParts(in url.Values) {
	parts := d.view.Lead.Decision.Parts
	if len(parts) < 2 {
		return
	}
	in.Set("parts"+form.RowsSuffix, strconv.Itoa(len(parts)-1))
	for i, m := range parts[1:] {
		row := form.Row("parts", i)
		in.Set(form.Path(row, "category"), string(m.Category))
		in.Set(form.Path(row, "appeal"), m.Appeal)
		in.Set(form.Path(row, "urgency"), string(m.Urgency))
		if lead.Department(m.Lead).Valid() {
			in.Set(form.Path(row, "department"), m.Lead)
		}
		for _, a := range m.Assist {
			in.Add(form.Path(row, "assist"), string(a))
		}
	}
}

// Single reports whether there is one answer only.
func (i input) Single() bool {
	n := 0
	for _, group := range i.Picks {
		n += len(group.Of)
	}
	return i.Required && n == 1
}
