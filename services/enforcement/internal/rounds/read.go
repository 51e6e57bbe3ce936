package rounds

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
)

// Entry is a row of a ledger that was written elsewhere: a point and its visit.
type Entry struct {
	// Line is its number in the file, from 1 below the headings.
	Line  int
	Point Point
	Visit Visit
}

// Wrong is what is wrong with a row.
type Wrong struct {
	Line   int
	Detail string
}

// MaxEntries is how many rows one file brings.
const MaxEntries = 2000

// needed are the columns without which a file is no ledger.
var needed = []string{"街道", "排查日期", "排查组（人员、单位、证件号）", "点位名称", "地址", "场所类型"}

// ReadLedger reads a table whose first row has the headings of the ledger, in any order; columns with other headings are left out. Each row is checked as
// if officers had entered it. Findings that were mended or closed stay so, and those that became leads are left out, so that they become none again.
func ReadLedger(r Round, table [][]string, act Act) ([]Entry, []Wrong, error) {
	if len(table) == 0 || slices.ContainsFunc(needed, func(h string) bool { return !slices.Contains(table[0], h) }) {
		return nil, nil, onsite.Refuse(onsite.Invalid, "no-ledger", "the first row must have the headings of the ledger: "+strings.Join(needed, "、")+" at least", "export a ledger and fill it in")
	}
	if len(table) > MaxEntries+1 {
		return nil, nil, onsite.Refuse(onsite.Invalid, "too-large", "the file has more than 2000 rows", "split it")
	}
	var out []Entry
	var wrong []Wrong
	for i, cells := range table[1:] {
		if !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" }) {
			continue
		}
		e := entry(table[0], cells)
		e.Line = i + 1
		a := act
		a.On = e.Visit.On
		err := CheckPoints(r, []Point{e.Point}, a)
		if err == nil {
			err = e.Visit.Check(r, a)
		}
		if err != nil {
			wrong = append(wrong, Wrong{e.Line, err.Error()})
			continue
		}
		out = append(out, e)
	}
	return out, wrong, nil
}

// columns read the cells of a row by heading.
type columns map[string]string

func (c columns) text(heading string) string {
	return strings.TrimPrefix(strings.TrimSpace(c[heading]), "'") // as Plain wrote it
}

// number reads a number; what is none becomes one that no check lets through.
func (c columns) number(heading string) int {
	text := c.text(heading)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

// many reads what stands between semicolons, where there is anything.
func (c columns) many(heading string) (out []string) {
	for one := range strings.FieldsFuncSeq(c.text(heading), func(r rune) bool { return r == '；' || r == ';' }) {
		out = append(out, strings.TrimSpace(one))
	}
	return out
}

func entry(headings, cells []string) Entry {
	c := columns{}
	for i, cell := range cells {
		if i < len(headings) {
			c[headings[i]] = cell
		}
	}
	p := Point{Name: c.text("点位名称"), Address: c.text("地址"), Street: c.text("街道"), Community: c.text("社区"), Grid: c.text("网格"), Kind: coded(placeKinds, c.text("场所类型"))}
	from, to, _ := strings.Cut(c.text("时段"), "-")
	v := Visit{On: c.text("排查日期"), From: strings.TrimSpace(from), To: strings.TrimSpace(to), Officers: c.officers(), Papers: coded(papersNames, c.text("证照情况")),
		LicenceKind: c.text("许可类别"), Responsible: c.text("负责人"), Phone: c.text("电话"), Teaches: c.text("培训内容"), Subject: coded(subjectNames, c.text("学科/非学科")),
		Classes: c.number("班级数"), Pupils: c.number("学员人数"), Staff: c.number("从业人员数"), Qualified: c.number("有资质人数"), FeeMethod: c.text("收费方式"), FeeFen: fen(c.text("收费金额（元）")),
		Supervised: c.yes("是否专户"), ParentApp: c.yes("是否家长端")}
	for _, name := range c.many("现场处置") {
		v.Disposals = append(v.Disposals, onsite.DisposalNamed(name))
	}
	for _, name := range c.many("证据") {
		v.Evidence = append(v.Evidence, Proof{Kind: coded(proofKinds, name)})
	}
	for _, name := range c.many("移送部门") {
		v.Transferred = append(v.Transferred, departmentNamed(name))
	}
	v.Findings = c.findings()
	return Entry{Point: p, Visit: v}
}

// coded returns the code that has a Chinese name; another name becomes itself, and no check lets it through.
func coded[K ~string](names map[K]string, name string) K {
	for code, n := range names {
		if n == name {
			return code
		}
	}
	return K(name)
}

func departmentNamed(name string) lead.Department {
	for _, d := range lead.Departments() {
		if d.Name().ZH == name {
			return d
		}
	}
	return lead.Department(name)
}

// officers reads name, unit and certificate of each.
func (c columns) officers() (out []onsite.Officer) {
	for _, one := range c.many("排查组（人员、单位、证件号）") {
		parts := append(strings.Fields(one), "", "", "")
		out = append(out, onsite.Officer{Name: parts[0], Unit: parts[1], Certificate: parts[2]})
	}
	return out
}

func (c columns) yes(heading string) *bool {
	switch c.text(heading) {
	case "是":
		b := true
		return &b
	case "否":
		b := false
		return &b
	}
	return nil
}

// findings reads codes, texts and days, one of each per finding; a text or day that is missing is refused by the checks.
func (c columns) findings() (out []NewFinding) {
	texts, dues, looks := c.many("问题描述"), c.many("整改期限"), c.many("复查日期")
	at := func(all []string, i int) string {
		if i < len(all) {
			return all[i]
		}
		return ""
	}
	struck := c.many("销号")
	for i, code := range c.many("发现问题") {
		f := NewFinding{Category: lead.Category(code), Text: at(texts, i), Due: at(dues, i), Recheck: at(looks, i)}
		became := at(struck, i)
		if became == struckLapsed || became == struckHanded {
			continue
		}
		if day, ok := strings.CutPrefix(became, struckClosed); ok {
			f.ClosedOn = day
		}
		if day, ok := strings.CutPrefix(became, struckMended); ok {
			f.MendedOn = day
		}
		out = append(out, f)
	}
	return out
}

// fen reads a sum in yuan with at most two decimals; another text becomes one that no check lets through.
func fen(yuan string) int64 {
	if yuan == "" {
		return 0
	}
	whole, part, _ := strings.Cut(strings.ReplaceAll(yuan, ",", ""), ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	cents, err2 := strconv.ParseInt((part + "00")[:2], 10, 64)
	if err != nil || err2 != nil || len(part) > 2 || n < 0 || n > math.MaxInt64/1000 {
		return -1
	}
	return n*100 + cents
}
