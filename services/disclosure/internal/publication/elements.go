package publication

import (
	"fmt"
	"strings"

	"xiansuo/pkg/lead"
)

// element is one of the elements of a penalty (行政处罚信息, version of 2018), in their order.
type element struct {
	code  string
	name  lead.Name
	value func(elementOf) string
}

// elementOf is what an element is taken from.
type elementOf struct {
	decided lead.CaseDecided
	party   lead.PartyDecided
	rules   Rules
	until   string
}

func zh(zh, en string) lead.Name { return lead.Name{ZH: zh, EN: en} }

func none(elementOf) string { return "" }

var elements = []element{
	{"CF_XDR_MC", zh("行政相对人名称", "Party"), func(e elementOf) string { return e.party.Name }},
	{"CF_XDR_LB", zh("行政相对人类别", "Kind of party"), func(e elementOf) string { return partyKinds[e.party.Kind] }},
	{"CF_XDR_SHXYM", zh("行政相对人代码_1(统一社会信用代码)", "Unified social credit code"), func(e elementOf) string { return e.party.USCC }},
	{"CF_XDR_GSZC", zh("行政相对人代码_2(工商注册号)", "Business registration number"), none},
	{"CF_XDR_ZZJG", zh("行政相对人代码_3(组织机构代码)", "Organisation code"), none},
	{"CF_XDR_SWDJ", zh("行政相对人代码_4(税务登记号)", "Tax registration number"), none},
	{"CF_XDR_SYDW", zh("行政相对人代码_5(事业单位证书号)", "Public institution certificate number"), none},
	{"CF_XDR_SHZZ", zh("行政相对人代码_6(社会组织登记证号)", "Social organisation registration number"), none},
	{"CF_FRDB", zh("法定代表人", "Representative"), func(e elementOf) string { return e.party.Representative }},
	{"CF_FR_ZJLX", zh("法定代表人证件类型", "Representative's document"), none}, // submitted to the platform, never displayed
	{"CF_FR_ZJHM", zh("法定代表人证件号码", "Representative's document number"), none},
	{"CF_XDR_ZJLX", zh("自然人证件类型", "Person's document"), func(e elementOf) string {
		if e.party.MaskedID == "" {
			return ""
		}
		return "居民身份证"
	}},
	{"CF_XDR_ZJHM", zh("自然人证件号码", "Person's document number"), func(e elementOf) string { return e.party.MaskedID }},
	{"CF_WSH", zh("行政处罚决定书文号", "Number of the decision"), func(e elementOf) string { return e.decided.Number }},
	{"CF_WFXW", zh("违法行为类型", "Kind of violation"), func(e elementOf) string { return e.decided.Violation }},
	{"CF_SY", zh("违法事实", "Facts"), func(e elementOf) string { return e.decided.Facts }},
	{"CF_YJ", zh("处罚依据", "Basis"), func(e elementOf) string { return e.decided.Basis }},
	{"CF_CFLB", zh("处罚类别", "Kind of penalty"), categories},
	{"CF_NR", zh("处罚内容", "Penalty"), func(e elementOf) string { return e.rules.imposed(e.party) }},
	{"CF_NR_FK", zh("罚款金额(万元)", "Fine (10,000 yuan)"), func(e elementOf) string { return e.rules.sum(e.party, fines) }},
	{"CF_NR_WFFF", zh("没收违法所得、没收非法财物的金额(万元)", "Confiscated (10,000 yuan)"), func(e elementOf) string { return e.rules.sum(e.party, confiscation) }},
	{"CF_NR_ZKDX", zh("暂扣或吊销证照名称及编号", "Licence suspended or revoked"), func(e elementOf) string {
		return e.each(licences, func(m lead.MeasureTaken) string { return m.Text })
	}},
	{"CF_JDRQ", zh("处罚决定日期", "Decided on"), func(e elementOf) string { return e.decided.On }},
	{"CF_YXQ", zh("处罚有效期", "Valid until"), func(e elementOf) string {
		last := ""
		for _, m := range e.party.Measures {
			last = max(last, m.Until)
		}
		return last
	}},
	{"CF_GSJZQ", zh("公示截止期", "Public until"), func(e elementOf) string { return e.until }},
	{"CF_CFJG", zh("处罚机关", "Agency"), func(e elementOf) string { return e.decided.Agency }},
	{"CF_CFJGDM", zh("处罚机关统一社会信用代码", "Code of the agency"), func(e elementOf) string { return e.decided.AgencyCode }},
	{"CF_SJLY", zh("数据来源单位", "Source"), func(e elementOf) string { return or(e.rules.Source.Name, e.decided.Agency) }},
	{"CF_SJLYDM", zh("数据来源单位统一社会信用代码", "Code of the source"), func(e elementOf) string { return or(e.rules.Source.Code, e.decided.AgencyCode) }},
	{"BZ", zh("备注", "Remarks"), none},
}

var partyKinds = map[lead.PartyKind]string{lead.Person: "自然人", lead.Organisation: "法人及非法人组织", lead.Business: "个体工商户"}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// Elements lists the codes and names of the elements of a penalty, in their order.
func Elements() []Field {
	out := make([]Field, len(elements))
	for i, e := range elements {
		out[i] = Field{Code: e.code, Name: e.name}
	}
	return out
}

// fields returns the elements of what was decided about a party.
func (r Rules) fields(d lead.CaseDecided, p lead.PartyDecided, until string) []Field {
	out := Elements()
	for i, e := range elements {
		out[i].Value = e.value(elementOf{d, p, r, until})
	}
	out[0].Institution = p.Institution
	return out
}

// Rows returns the fields by party: each begins with its name.
func Rows(fields []Field) [][]Field {
	var rows [][]Field
	for _, f := range fields {
		if f.Code == elements[0].code || len(rows) == 0 {
			rows = append(rows, nil)
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], f)
	}
	return rows
}

// each joins what f says of the party's measures of a category.
func (e elementOf) each(category string, f func(lead.MeasureTaken) string) string {
	var out []string
	for _, m := range e.party.Measures {
		if text := f(m); e.rules.Penalties[m.Code].Category == category && text != "" {
			out = append(out, text)
		}
	}
	return strings.Join(out, "；")
}

// categories returns the categories of the party's penalties, each once.
func categories(e elementOf) string {
	var out []string
	for _, category := range []string{warnings, fines, confiscation, licences, restrictions, detention, others} {
		for _, m := range e.party.Measures {
			if e.rules.Penalties[m.Code].Category == category {
				out = append(out, category)
				break
			}
		}
	}
	return strings.Join(out, ";")
}

// sum returns the sum of the party's penalties of a category, in 万元; empty where there is none.
func (r Rules) sum(p lead.PartyDecided, category string) string {
	var fen int64
	for _, m := range p.Measures {
		if r.Penalties[m.Code].Category == category {
			fen += m.Fen
		}
	}
	if fen == 0 {
		return ""
	}
	return Wan(fen)
}

// imposed says what was imposed on a party, in words.
func (r Rules) imposed(p lead.PartyDecided) string {
	var out []string
	for _, m := range p.Measures {
		if said := Said(m, r.Penalties[m.Code]); said != "" {
			out = append(out, said)
		}
	}
	return strings.Join(out, "；")
}

// Said says one measure in words: its own, or the name of its code with the sum.
func Said(m lead.MeasureTaken, p Penalty) string {
	name := measureNames[m.Code]
	text := or(m.Text, or(name, p.Category))
	if m.Fen > 0 {
		text += "人民币" + Yuan(m.Fen) + "元"
		if m.Text != "" && name != "" && !strings.Contains(m.Text, name) {
			text = name + "人民币" + Yuan(m.Fen) + "元（" + m.Text + "）"
		}
	}
	if m.Until != "" {
		text += "，至" + m.Until + "止"
	}
	return text
}

var measureNames = map[string]string{
	"stop": "责令停止", "rectify": "责令改正", "refund": "退还所收费用", "refund-overcharge": "责令退还多收价款", "close-down": "责令停止举办", "stop-enrolment": "责令停止招收学员",
	"warning": "警告", "criticism": "通报批评", "fine": "罚款", "confiscate-gains": "没收违法所得", "confiscate-goods": "没收非法财物", "suspend-licence": "暂扣许可证件",
	"revoke-licence": "吊销许可证件", "restrict-employment": "限制从业", "stop-business": "责令停产停业", "detention": "行政拘留",
}

// Wan returns fen in 万元, exactly and without needless zeros: 300000 fen are 0.3.
func Wan(fen int64) string { return decimal(fen, 1_000_000, 6) }

// Yuan returns fen in yuan, exactly and without needless zeros.
func Yuan(fen int64) string { return decimal(fen, 100, 2) }

func decimal(n, unit int64, places int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	part := strings.TrimRight(fmt.Sprintf("%0*d", places, n%unit), "0")
	if part == "" {
		return fmt.Sprintf("%s%d", sign, n/unit)
	}
	return fmt.Sprintf("%s%d.%s", sign, n/unit, part)
}
