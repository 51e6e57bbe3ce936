package rounds

import (
	"slices"
	"strings"

	"xiansuo/services/enforcement/internal/onsite"
)

// StatementHeadings are those of a table of self-checks (自查自纠表): a row for each item of each institution.
func StatementHeadings() []string {
	return []string{"机构名称", "统一社会信用代码", "许可证号", "街道", "地址", "负责人", "自查日期", "承诺人", "承诺日期", "自查项编号", "自查项", "结果", "问题描述", "照片", "整改措施", "责任人", "整改期限", "完成日期"}
}

var resultNames = map[Result]string{Passed: "合格", Problem: "有问题", Without: "不涉及"}

// Form returns the table that an institution fills in: a row for each item of the campaign's checklist.
func (c Campaign) Form() [][]string {
	out := [][]string{StatementHeadings()}
	code, name := slices.Index(out[0], "自查项编号"), slices.Index(out[0], "自查项")
	for _, item := range c.Checklist.Items() {
		row := make([]string, len(out[0]))
		row[code], row[name] = item, Plain(c.Checklist.Item(item).ZH)
		out = append(out, row)
	}
	return out
}

// ReadStatements reads a table of self-checks, in whatever order its columns and rows are. What belongs to an institution stands in its first row and may be
// repeated in the others; a row without a name belongs to the institution above it. Each statement is checked as if it had been entered.
func ReadStatements(c Campaign, table [][]string, act Act) ([]Statement, []Wrong, error) {
	if len(table) == 0 || slices.ContainsFunc([]string{"机构名称", "统一社会信用代码", "自查项编号", "结果"}, func(h string) bool { return !slices.Contains(table[0], h) }) {
		return nil, nil, onsite.Refuse(onsite.Invalid, "no-table", "the first row must have the headings of the table of self-checks", "fetch the form of the campaign and fill it in")
	}
	if len(table) > 10*MaxEntries+1 {
		return nil, nil, onsite.Refuse(onsite.Invalid, "too-large", "the file has more than 20000 rows", "split it")
	}
	var all []Statement
	var lines []int
	last := -1
	for i, cells := range table[1:] {
		row := columns{}
		for j, cell := range cells {
			if j < len(table[0]) {
				row[table[0][j]] = cell
			}
		}
		name, code := row.text("机构名称"), strings.ToUpper(row.text("统一社会信用代码"))
		if name != "" {
			last = slices.IndexFunc(all, func(s Statement) bool { return s.Name == name && s.USCC == code })
			if last < 0 {
				all, lines, last = append(all, row.statement(name, code)), append(lines, i+1), len(all)
			}
		}
		if item := row.text("自查项编号"); item != "" && last >= 0 {
			all[last].Answers = append(all[last].Answers, row.answer(item))
		}
	}
	return checked(c, all, lines, act)
}

// checked splits statements into those that can be taken and what is wrong with the others.
func checked(c Campaign, all []Statement, lines []int, act Act) (good []Statement, wrong []Wrong, err error) {
	for i, s := range all {
		a := act
		a.On = s.On
		if err := s.Check(c, a); err != nil {
			wrong = append(wrong, Wrong{lines[i], err.Error()})
			continue
		}
		good = append(good, s)
	}
	return good, wrong, nil
}

func (c columns) statement(name, code string) Statement {
	return Statement{Called: Called{Name: name, USCC: code, Street: c.text("街道"), Address: c.text("地址")}, Licence: c.text("许可证号"), Responsible: c.text("负责人"), On: c.text("自查日期"),
		Commitment: Commitment{SignedBy: c.text("承诺人"), On: c.text("承诺日期")}}
}

func (c columns) answer(item string) Answer {
	return Answer{Item: item, Result: coded(resultNames, c.text("结果")), Problem: c.text("问题描述"), Photo: c.text("照片"), Measure: c.text("整改措施"), Responsible: c.text("责任人"),
		Promised: c.text("整改期限"), Done: c.text("完成日期")}
}
