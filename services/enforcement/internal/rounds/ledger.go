package rounds

import (
	"fmt"
	"strconv"
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
)

// Row is a row of the patrol ledger: the visit, its point, and what it found with what became of it.
type Row struct {
	Visit
	Point    Point     `json:"at"`
	Promises []Promise `json:"promises"`
}

// Masked returns the row without phones and numbers of certificates, for whoever does not work on the round.
func (r Row) Masked() Row {
	r.Phone = hidden(r.Phone)
	officers := make([]onsite.Officer, len(r.Officers))
	for i, o := range r.Officers {
		o.Certificate = hidden(o.Certificate)
		officers[i] = o
	}
	r.Officers = officers
	return r
}

func hidden(s string) string {
	if s == "" {
		return ""
	}
	return "***"
}

// Headings are those of the patrol ledger (拉网式排查台账).
func Headings() []string {
	return []string{"序号", "街道", "社区", "网格", "排查日期", "时段", "排查组（人员、单位、证件号）", "点位名称", "地址", "场所类型", "证照情况", "许可类别", "负责人", "电话", "培训内容",
		"学科/非学科", "班级数", "学员人数", "从业人员数", "有资质人数", "收费方式", "收费金额（元）", "是否专户", "是否家长端", "发现问题", "问题描述", "现场处置", "证据", "移送部门", "整改期限",
		"复查日期", "复查结果", "销号"}
}

var papersNames = map[lead.Papers]string{lead.BothPapers: "有证有照", lead.OnlyRegistered: "有照无证", lead.NoPapers: "无证无照"}

// Cells returns the row as text, one cell for each heading. What begins like a formula is made text, so that no program that opens the file
// runs it.
func (r Row) Cells() []string {
	cells := []string{strconv.Itoa(r.No), r.Point.Street, r.Point.Community, r.Point.Grid, r.On, period(r.From, r.To), team(r.Officers), r.Point.Name, r.Point.Address,
		r.Point.Kind.Name(), papersNames[r.Papers], r.LicenceKind, r.Responsible, r.Phone, r.Teaches, r.Subject.Name(), strconv.Itoa(r.Classes), strconv.Itoa(r.Pupils),
		strconv.Itoa(r.Staff), strconv.Itoa(r.Qualified), r.FeeMethod, yuan(r.FeeFen), yes(r.Supervised), yes(r.ParentApp)}
	cells = append(cells, r.found()...)
	for i := range cells {
		cells[i] = Plain(cells[i])
	}
	return cells
}

// found returns the cells from 发现问题 on.
func (r Row) found() []string {
	var codes, texts, dues, looked, results, closed, disposals, proofs, departments []string
	for _, p := range r.Promises {
		if p.State == Void {
			continue
		}
		codes, texts, dues = append(codes, string(p.Category)), append(texts, p.Text), append(dues, p.Due)
		date, result := p.Recheck, "待复查"
		if p.Passed != nil {
			date, result = p.RecheckedOn, map[bool]string{true: "通过", false: "未通过"}[*p.Passed]
		}
		looked, results, closed = append(looked, date), append(results, result), append(closed, struck(p))
	}
	for _, d := range r.Disposals {
		disposals = append(disposals, d.Name())
	}
	for _, e := range r.Evidence {
		proofs = append(proofs, e.Name())
	}
	for _, d := range r.Transferred {
		departments = append(departments, d.Name().ZH)
	}
	join := func(all []string) string { return strings.Join(all, "；") }
	return []string{join(codes), join(texts), join(disposals), join(proofs), join(departments), join(dues), join(looked), join(results), join(closed)}
}

// What the last column says of a finding.
const (
	struckClosed = "已销号 "
	struckMended = "已整改，待复查 "
	struckLapsed = "逾期转线索"
	struckHanded = "已移交"
)

func struck(p Promise) string {
	switch {
	case p.State == Closed:
		return struckClosed + p.ClosedOn
	case p.State == Mended:
		return struckMended + p.MendedOn
	case p.Announced == Lapsed:
		return struckLapsed
	case p.Announced == Handed:
		return struckHanded
	}
	return "整改中"
}

func period(from, to string) string {
	if from == "" && to == "" {
		return ""
	}
	return from + "-" + to
}

func team(all []onsite.Officer) string {
	var out []string
	for _, o := range all {
		out = append(out, strings.Join([]string{o.Name, o.Unit, o.Certificate}, " "))
	}
	return strings.Join(out, "；")
}

func yes(b *bool) string {
	switch {
	case b == nil:
		return ""
	case *b:
		return "是"
	}
	return "否"
}

func yuan(fen int64) string {
	if fen == 0 {
		return ""
	}
	return fmt.Sprintf("%d.%02d", fen/100, fen%100)
}

// Plain returns a cell that no spreadsheet takes for a formula (CWE-1236).
func Plain(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(cell)[0]) {
		return "'" + cell
	}
	return cell
}
