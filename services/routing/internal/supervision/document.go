package supervision

import (
	"fmt"
	"strings"
)

// Markdown is the table of all definitions, as docs/supervision.md has it.
func Markdown() string {
	var b strings.Builder
	b.WriteString("| code | indicator | counted | of | left out | whose |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, i := range indicators {
		var left []string
		for _, l := range i.Left {
			left = append(left, l.Name.EN)
		}
		fmt.Fprintf(&b, "| `%s` | %s %s | %s | %s | %s | %s |\n", i.Code, i.Name.ZH, i.Name.EN, i.Counted.EN, i.Of.EN, strings.Join(left, "; "), i.By.EN)
	}
	return b.String()
}

// Help is all definitions as text, a line each, for the command line.
func Help() string {
	var b strings.Builder
	for _, i := range indicators {
		formula := i.Counted.ZH
		if i.Kind == KindShare {
			formula += " ÷ " + i.Of.ZH
		}
		fmt.Fprintf(&b, "  %-17s %s：%s\n", i.Code, i.Name.ZH, formula)
	}
	return b.String()
}
