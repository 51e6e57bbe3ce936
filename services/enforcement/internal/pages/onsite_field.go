package pages

import (
	"fmt"
	"io"
	"strconv"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
	table "xiansuo/services/internal/rows"
	"xiansuo/services/internal/web"
)

// asking returns a field that may stay empty, and needing one that may not.
func asking(name string, k kind, most int, choices ...option) field {
	return field{Name: name, Kind: k, Label: words["field."+name], Hint: words["hint."+name], Max: most, Choices: choices}
}

func needing(name string, k kind, most int, choices ...option) field {
	f := asking(name, k, most, choices...)
	f.Required = true
	return f
}

// of makes a field one of rows.
func (f field) of(fields ...field) field {
	f.Kind, f.Rows = rows, fields
	return f
}

// labelledAs gives a field another label than its name has; the hint of that name goes.
func (f field) labelledAs(key string) field {
	f.Label, f.Hint = words[key], lead.Name{}
	return f
}

// doneBy are the day of an act, what it asks for, and who acts.
func doneBy(fields ...field) []field {
	return append(append([]field{onField()}, fields...), byFields()...)
}

// coded are choices whose labels are words of a group.
func coded(group string, values ...string) (out []option) {
	for _, v := range values {
		out = append(out, option{v, words[group+"."+v]})
	}
	return out
}

// departments are the six, to choose from.
func departments() (out []option) {
	for _, d := range lead.Departments() {
		out = append(out, option{string(d), d.Name()})
	}
	return out
}

// categories are the codes of the taxonomy for what somebody finds.
func categories() (out []option) {
	for letter := 'A'; letter <= 'W'; letter++ {
		for n := 1; n < 100; n++ {
			if c := lead.Category(fmt.Sprintf("%c%02d", letter, n)); c.Valid() && !c.OutOfScope() {
				out = append(out, option{string(c), lead.Name{ZH: string(c) + " " + c.Name().ZH, EN: string(c) + " " + c.Name().EN}})
			}
		}
	}
	return out
}

func disposals() []option {
	return coded("disposal", string(onsite.Stopped), string(onsite.Corrected), string(onsite.Sealed), string(onsite.Evacuated))
}

// officers are who went: two at least, with the numbers of their certificates.
func officers() field {
	return needing("officers", rows, 0).of(needing("name", text, 50), needing("agency", text, 200), needing("certificate", text, 64))
}

// officersIn turns what the form calls the agency of an officer into what the hearts call it.
func officersIn(data map[string]any) {
	all, _ := data["officers"].([]any)
	for _, one := range all {
		if o, ok := one.(map[string]any); ok {
			o["unit"] = o["agency"]
			delete(o, "agency")
		}
	}
}

// yesOrNo turns a choice of yes and no into what it says.
func yesOrNo(data map[string]any, names ...string) {
	for _, name := range names {
		if v, ok := data[name]; ok {
			data[name] = v == "yes"
		}
	}
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// wholeFile reads a table that was chosen, within what a table may have.
func wholeFile(from io.Reader) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(from, table.MaxBytes+1))
	switch {
	case err != nil:
		return nil, badForm(err)
	case len(content) > table.MaxBytes:
		return nil, web.NewProblem(413, "too-large", "the file has more than 8 MiB", "split it")
	}
	return content, nil
}
