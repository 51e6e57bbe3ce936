package institutions

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"xiansuo/services/internal/text"
)

// Roster is a list that is imported.
type Roster string

// The lists.
const (
	Licensed   Roster = "licensed"   // 持证机构名单
	Registered Roster = "registered" // 登记名单
	WhiteList  Roster = "white"      // 白名单
)

// Rosters lists them.
func Rosters() []Roster { return []Roster{Licensed, Registered, WhiteList} }

// Column is what a column of a list says.
type Column string

// The columns.
const (
	colName      Column = "机构名称"
	colCode      Column = "统一社会信用代码"
	colLicence   Column = "许可证号"
	colAuthority Column = "发证机关"
	colScope     Column = "许可范围"
	colFrom      Column = "有效期起"
	colUntil     Column = "有效期止"
	colTerm      Column = "有效期" // both in one cell: 2024-01-01至2026-12-31
	colKind      Column = "登记类型"
	colAddress   Column = "地址"
	colStreet    Column = "街道"
	colCommunity Column = "社区"
	colGrid      Column = "网格"
	colOperator  Column = "举办者"
)

// headings are the words under which columns come, as they are compared.
var headings = map[Column]string{
	colName: "机构名称 名称 单位名称 培训机构名称 企业名称 name", colCode: "统一社会信用代码 社会信用代码 信用代码 uscc", colLicence: "许可证号 办学许可证号 许可证编号 办学许可证编号 licence",
	colAuthority: "发证机关 许可机关 审批机关 审批部门 authority", colScope: "许可范围 办学内容 培训内容 培训类别 办学类型 类别 scope", colFrom: "有效期起 有效期自 发证日期 许可日期 登记日期 成立日期 列入日期 起始日期 from",
	colUntil: "有效期止 有效期至 截止日期 until", colTerm: "有效期 有效期限 许可有效期", colKind: "登记类型 类型 主体类型 企业类型 kind", colAddress: "地址 办学地址 培训地址 经营场所 住所 address", colStreet: "街道 镇街 街道镇 所属街道 street",
	colCommunity: "社区 所属社区 community", colGrid: "网格 网格编码 grid", colOperator: "举办者 法定代表人 负责人 经营者 operator"}

var inBrackets = regexp.MustCompile(`[(\[【〔][^)\]】〕]*[)\]】〕]`)

// Columns reads a line of headings: which column says what. ok is false for a line that has no heading for the name and one by which an
// institution is told from others.
func Columns(line []string) (columns map[Column]int, ok bool) {
	columns = map[Column]int{}
	for i, heading := range line {
		plain := inBrackets.ReplaceAllString(text.Fold(heading).Plain, "")
		plain = strings.NewReplacer("*", "", " ", "", ":", "").Replace(plain)
		for column, words := range headings {
			if _, taken := columns[column]; !taken && plain != "" && slices.Contains(strings.Fields(words), plain) {
				columns[column] = i
			}
		}
	}
	_, name := columns[colName]
	_, code := columns[colCode]
	_, licence := columns[colLicence]
	return columns, name && (code || licence)
}

// Entry is a row of a list.
type Entry struct {
	Line int
	Name string
	// Code and Licence are those by which it is told from others; either may be empty.
	Code                                                                     string
	Licence, Authority, Scope, From, Until, Address, Street, Community, Grid string
	Kind                                                                     RegistrationKind
	Operator                                                                 string
	// Problems say why the row is not used; they name columns and never repeat values.
	Problems []string
}

// ReadEntry reads a row whose cells are given by column.
func ReadEntry(list Roster, line int, cell func(Column) string) Entry {
	e := Entry{Line: line}
	get := func(column Column, most int) string {
		s := strings.TrimSpace(cell(column))
		if utf8.RuneCountInString(s) > most {
			e.wrong(column, "最多 "+strconv.Itoa(most)+" 个字符")
		} else if plain(string(column), s, most, false) != nil {
			e.wrong(column, "不能含换行等控制字符")
		}
		return s
	}
	day := func(column Column) string {
		s := get(column, 40)
		out, ok := dayOfCell(s)
		if !ok {
			e.wrong(column, "不是日期，如 2026-07-01")
		}
		return out
	}
	e.Name, e.Code, e.Licence = get(colName, maxName), CleanCode(get(colCode, 40)), get(colLicence, maxNumber)
	e.Authority, e.Scope, e.From, e.Until = get(colAuthority, maxName), get(colScope, maxText), day(colFrom), day(colUntil)
	if from, until, ok := termOfCell(get(colTerm, 60)); !ok {
		e.wrong(colTerm, "不是起止日期，如 2024-01-01至2026-12-31")
	} else if e.From == "" && e.Until == "" {
		e.From, e.Until = from, until
	}
	e.Address, e.Street, e.Community, e.Grid = get(colAddress, maxText), get(colStreet, 100), get(colCommunity, 100), get(colGrid, maxNumber)
	e.Operator, e.Kind = get(colOperator, 100), kindOfWord(get(colKind, 40), e.Code)
	e.complete(list)
	return e
}

func (e *Entry) wrong(column Column, what string) {
	e.Problems = append(e.Problems, string(column)+"："+what)
}

// complete says what is missing for a list.
func (e *Entry) complete(list Roster) {
	if e.Code != "" && CheckCode(e.Code) != nil {
		what := "应为 18 位数字和大写字母（不含 I、O、S、V、Z），第 3 至 8 位为数字"
		if right, ok := rightCharacter(e.Code); ok {
			what = "校验位不符：按前 17 位应为 " + right
		}
		e.wrong(colCode, what)
	}
	needs := func(column Column, value string) {
		if value == "" {
			e.wrong(column, "必填")
		}
	}
	needs(colName, e.Name)
	switch list {
	case Licensed:
		needs(colLicence, e.Licence)
		needs(colScope, e.Scope)
		needs(colFrom, e.From)
	case Registered:
		needs(colCode, e.Code)
		if e.Code != "" && e.Kind == "" {
			e.wrong(colKind, "应为公司、个体工商户或民办非企业单位")
		}
	case WhiteList:
		if e.Code == "" && e.Licence == "" {
			e.wrong(colCode, "与许可证号至少填一项")
		}
	}
	if e.From != "" && e.Until != "" && e.Until < e.From {
		e.wrong(colUntil, "早于有效期起")
	}
}

// rightCharacter returns the check character of a code whose other characters are right.
func rightCharacter(code string) (string, bool) {
	if len(code) != codeLength {
		return "", false
	}
	right := CheckCharacter(code[:codeLength-1])
	return string(right), CheckCode(code[:codeLength-1]+string(right)) == nil
}

var (
	dayWord   = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?( 0?0:00(:00)?)?$`)
	day8      = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	unlimited = []string{"", "长期", "无固定期限", "-", "/", "—"}
)

// dayOfCell reads a day as lists write it.
func dayOfCell(s string) (string, bool) {
	if slices.Contains(unlimited, s) {
		return "", true
	}
	m := dayWord.FindStringSubmatch(s)
	if m == nil {
		m = day8.FindStringSubmatch(s)
	}
	if m == nil {
		return "", false
	}
	pad := func(d string) string { return strings.Repeat("0", 2-len(d)) + d }
	day := m[1] + "-" + pad(m[2]) + "-" + pad(m[3])
	return day, validDay(day)
}

// termOfCell reads two days in one cell; one alone is the last.
func termOfCell(s string) (from, until string, ok bool) {
	for _, between := range []string{"至", "到", "~", "～", "—"} {
		if a, b, found := strings.Cut(s, between); found {
			from, ok1 := dayOfCell(strings.TrimSpace(a))
			until, ok2 := dayOfCell(strings.TrimSpace(b))
			return from, until, ok1 && ok2
		}
	}
	until, ok = dayOfCell(s)
	return "", until, ok
}

// kindOfWord reads a kind of registration; without a word the code says it.
func kindOfWord(word, code string) RegistrationKind {
	switch {
	case strings.Contains(word, "个体"):
		return IndividualBusiness
	case strings.Contains(word, "民办非企业"), strings.Contains(word, "社会服务机构"):
		return NonEnterprise
	case strings.Contains(word, "公司"), strings.Contains(word, "企业"):
		return Company
	case slices.Contains(registrationKinds, RegistrationKind(word)):
		return RegistrationKind(word)
	}
	return kindOfCode(code)
}
