package eventdoc

import (
	"slices"
	"strings"
)

// table writes a table in Markdown. A column that says nothing is left out.
func table(head []string, rows [][]string) string {
	filled := make([]bool, len(head))
	for _, row := range rows {
		for i, cell := range row {
			filled[i] = filled[i] || cell != ""
		}
	}
	var b strings.Builder
	line := func(cells []string) {
		b.WriteByte('|')
		for i, cell := range cells {
			if filled[i] {
				b.WriteString(" " + strings.ReplaceAll(cell, "|", `\|`) + " |")
			}
		}
		b.WriteByte('\n')
	}
	line(head)
	line(strings.Split(strings.Repeat("--- ", len(head)-1)+"---", " "))
	for _, row := range rows {
		line(row)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func membersTable(members []member) string {
	var rows [][]string
	for _, m := range members {
		rows = append(rows, []string{"`" + m.Name + "`", m.Type, yes(m.Required), m.Limits, m.Meaning})
	}
	return table([]string{"member", "type", "required", "limits", "meaning"}, rows)
}

func wordsTable(words []word) string {
	var rows [][]string
	for _, w := range words {
		rows = append(rows, []string{"`" + w.Code + "`", w.ZH, w.EN, w.Note})
	}
	return table([]string{"code", "中文", "English", "meaning"}, rows)
}

func factsTable(facts []fact) string {
	var rows [][]string
	for _, f := range facts {
		says, _, more := strings.Cut(f.Says, ". ")
		if more {
			says += "."
		}
		rows = append(rows, []string{"[" + f.Ref + "](#" + f.Anchor() + ")", f.ZH, says, yes(f.Queue)})
	}
	return table([]string{"event", "中文", "says", "in a queue"}, rows)
}

func (l *language) scenesTable(scenes []scene) string {
	var rows [][]string
	days := slices.ContainsFunc(scenes, func(s scene) bool { return l.examples[s.Example].Day() != l.examples[scenes[0].Example].Day() })
	for _, s := range scenes {
		x := l.examples[s.Example]
		rows = append(rows, []string{x.Clock(days), x.Speaker(), "[" + x.Ref() + "](#" + anchorOf(x.Type()) + ")", s.Text})
	}
	return table([]string{"时间", "who", "event", "what happens"}, rows)
}

func streamsTable() string {
	var rows [][]string
	for _, s := range streams() {
		rows = append(rows, []string{"`" + s.Name + "`", "`" + s.Subjects + "`", s.Writer, s.Holds, s.Kept})
	}
	return table([]string{"stream", "subjects", "written by", "holds", "keeps"}, rows)
}

func refusalsTable() string {
	var rows [][]string
	for _, r := range refusals {
		rows = append(rows, []string{"`" + r.Code + "`", r.Says, r.Cure})
	}
	return table([]string{"code", "says", "what to do"}, rows)
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}
