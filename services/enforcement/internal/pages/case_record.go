package pages

import (
	"fmt"
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/cases"
)

// results are what acts compute of what they were given.
var results = []cases.Field{
	{Name: "gains", Type: cases.Fen, Label: lead.Bilingual{ZH: "违法所得", EN: "Illegal gains"}}, {Name: "due", Type: cases.Date, Label: lead.Bilingual{ZH: "期限", EN: "Due"}},
	{Name: "ordered", Type: cases.Fen, Label: lead.Bilingual{ZH: "应退", EN: "To be paid back"}}, {Name: "paid", Type: cases.Fen, Label: lead.Bilingual{ZH: "已退", EN: "Paid back"}},
}

// hiddenInRecords are fields that the record says elsewhere.
var hiddenInRecords = map[string]bool{"on": true, "number": true, "unit": true, "person": true}

// pairsOf are the fields of a record that were filled in, in the order of the act.
func pairsOf(fields []cases.Field, data cases.Values) (out []pair) {
	for _, f := range fields {
		value, ok := data[f.Name]
		if !ok || hiddenInRecords[f.Name] {
			continue
		}
		p := pair{Label: labelled(f)}
		switch v := value.(type) {
		case bool:
			p.Name = words["no"]
			if v {
				p.Name = words["yes"]
			}
		case float64:
			p.Text = numberOf(f, v)
			if len(f.Choices) > 0 {
				p.Name, p.Text = choiceName(f, p.Text), ""
			}
		case []any:
			p.Text = listOf(f, v)
		default:
			p.Text = fmt.Sprint(v)
			if f.Type == cases.Choice {
				p.Name, p.Text = choiceName(f, p.Text), ""
			}
		}
		out = append(out, p)
	}
	return out
}

func numberOf(f cases.Field, v float64) string {
	if f.Type == cases.Fen {
		return yuanOf(int64(v)) + " 元"
	}
	return fmt.Sprint(int64(v))
}

// listOf writes texts, or rows of fields, on a line each.
func listOf(f cases.Field, all []any) string {
	var lines []string
	for _, one := range all {
		row, ok := one.(map[string]any)
		if !ok {
			lines = append(lines, fmt.Sprint(one))
			continue
		}
		var cells []string
		for _, p := range pairsOf(f.Rows, row) {
			cells = append(cells, p.Label.ZH+" "+p.Text+p.Name.ZH)
		}
		lines = append(lines, strings.Join(cells, "，"))
	}
	if f.Type == cases.List {
		return strings.Join(lines, "、")
	}
	return strings.Join(lines, "\n")
}

// labelled is what a field is called on pages, where sums are in yuan.
func labelled(f cases.Field) lead.Name {
	return lead.Name{ZH: strings.NewReplacer("(分)", "（元）", "（分）", "（元）", "(分, ", "（元，", "核对)", "核对）").Replace(f.Label.ZH), EN: strings.Replace(f.Label.EN, "in fen", "in yuan", 1)}
}
