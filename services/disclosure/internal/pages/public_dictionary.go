package pages

import (
	"slices"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/disclosure/internal/site"
	"xiansuo/services/disclosure/internal/statistics"
)

// dictionary says what each set of open data holds.
var dictionary = []dataset{
	{
		Name: "institutions", Title: lead.Name{ZH: "机构名录", EN: "Institutions"}, Fields: institutionFields,
		Says:    lead.Name{ZH: "本区登记的校外培训机构，每家一行：证照、许可、状态、名单。", EN: "Off-campus training institutions of the district, one each: papers, licences, standing, lists."},
		Updated: lead.Name{ZH: "登记变动后几秒内", EN: "within seconds of a change in the register"},
		Files:   []dataFile{{"CSV", prefix + "data/institutions.csv"}, {"JSON", prefix + "data/institutions.json"}},
	},
	{
		Name: "penalties", Title: lead.Name{ZH: "处罚决定（双公示要素）", EN: "Decisions on penalties"}, Fields: penaltyFields(),
		Says: lead.Name{ZH: "公示中的行政处罚决定，每个当事人一行，字段与行政处罚公示的数据要素一致；其后是已撤下的决定。",
			EN: "Decisions on penalties that are public, a row for each party, with the elements of the national set; those that were withdrawn follow."},
		Updated: lead.Name{ZH: "公开或撤下时", EN: "when something is published or withdrawn"},
		Files:   []dataFile{{"CSV", penaltiesPath + "all.csv"}, {"JSON", penaltiesPath + "all.json"}, {"XLSX", penaltiesPath + "all.xlsx"}},
	},
	{
		Name: "results", Title: lead.Name{ZH: "处理结果", EN: "Results"}, Fields: resultFields,
		Says:    lead.Name{ZH: "公开的处罚决定、典型案例、名单变动和政策；撤下的只留说明。", EN: "Public decisions, typical cases, list entries and policy; of what was withdrawn only a note."},
		Updated: lead.Name{ZH: "公开或撤下时", EN: "when something is published or withdrawn"},
		Files:   []dataFile{{"JSON", "/disclosure/open/publications"}},
	},
	{
		Name: "statistics", Title: lead.Name{ZH: "月度统计", EN: "Monthly figures"}, Fields: figureFields,
		Says:    lead.Name{ZH: "每个数字一行（CSV），或按表（JSON）；不公布的数字没有数值。", EN: "One figure a row (CSV), or by tables (JSON); a withheld one has no number."},
		Updated: lead.Name{ZH: "每月一次；更正以新版本发布", EN: "monthly; corrections come as new versions"},
	},
}

func coded(pairs ...string) (out []dataCodes) {
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, dataCodes{pairs[i], publicWords[pairs[i+1]]})
	}
	return out
}

var verdictCodes = func() (out []dataCodes) {
	for _, v := range []site.Verdict{site.SaysLicensed, site.SaysSuspended, site.SaysClosed, site.SaysExpired, site.SaysNotYet, site.SaysRegistered, site.SaysNeither} {
		out = append(out, coded(string(v), "verdict."+string(v))...)
	}
	return out
}()

var institutionFields = []dataField{
	{Name: "id", Title: lead.Name{ZH: "登记号", EN: "Id"}, Type: "text", Says: lead.Name{ZH: "在本区名录中的编号，不变", EN: "in the district's register; it stays"}},
	{Name: "name", Title: lead.Name{ZH: "名称", EN: "Name"}, Type: "text", Says: lead.Name{ZH: "登记的全称", EN: "full name as registered"}},
	{Name: "aliases", Title: lead.Name{ZH: "别名", EN: "Other names"}, Type: "texts", Says: lead.Name{ZH: "别名、曾用名", EN: "other names, and former ones"}},
	{Name: "uscc", Title: lead.Name{ZH: "统一社会信用代码", EN: "Unified social credit code"}, Type: "text", Says: lead.Name{ZH: "18 位（GB 32100），没有则为空", EN: "18 characters (GB 32100); empty without one"}},
	{Name: "street", Title: lead.Name{ZH: "街道（镇）", EN: "Street or town"}, Type: "text", Says: lead.Name{ZH: "所在街道或镇", EN: "where it is"}},
	{Name: "places", Title: lead.Name{ZH: "办学地点", EN: "Places"}, Type: "texts", Says: lead.Name{ZH: "登记的教学地点", EN: "where it teaches, as registered"}},
	{Name: "verdict", Title: lead.Name{ZH: "结论", EN: "Verdict"}, Type: "code", Codes: verdictCodes, Says: lead.Name{ZH: "下载当天网站上显示的结论", EN: "what the site says on the day of the download"}},
	{Name: "papers", Title: lead.Name{ZH: "证照情况", EN: "Papers"}, Type: "code", Says: lead.Name{ZH: "办学许可和登记", EN: "licence to teach, and registration"}, Codes: []dataCodes{
		{string(lead.BothPapers), lead.Name{ZH: "有证有照", EN: "licensed and registered"}}, {string(lead.OnlyRegistered), lead.Name{ZH: "有照无证", EN: "registered only"}},
		{string(lead.NoPapers), lead.Name{ZH: "无证无照", EN: "neither"}}}},
	{Name: "standing", Title: lead.Name{ZH: "状态", EN: "Standing"}, Type: "code", Says: lead.Name{ZH: "能否开展培训", EN: "whether anything keeps it from teaching"}, Codes: []dataCodes{
		{string(lead.Open), lead.Name{ZH: "正常", EN: "nothing does"}}, {string(lead.Suspended), lead.Name{ZH: "停业整改", EN: "suspended"}}, {string(lead.Closed), lead.Name{ZH: "已停办", EN: "closed"}}}},
	{Name: "whiteList", Title: lead.Name{ZH: "白名单", EN: "White list"}, Type: "truth", Says: lead.Name{ZH: "下载当天是否在白名单上", EN: "whether it stands there on the day of the download"}},
	{Name: "licences", Title: lead.Name{ZH: "办学许可", EN: "Licences"}, Type: "records", Says: lead.Name{ZH: "编号、许可内容、起止日期、发证机关", EN: "number, scope, from and until, authority"}},
	{Name: "watch", Title: lead.Name{ZH: "重点监管名单", EN: "Watch list"}, Type: "records", Says: lead.Name{ZH: "当天有效的条目：决定、依据、起止日期", EN: "entries of the day: decision, provision, from and until"}},
	{Name: "changedOn", Title: lead.Name{ZH: "变动日期", EN: "Changed on"}, Type: "day", Says: lead.Name{ZH: "登记最近一次变动", EN: "when the record last changed"}},
}

var resultFields = []dataField{
	{Name: "id", Title: lead.Name{ZH: "编号", EN: "Id"}, Type: "text", Says: lead.Name{ZH: "公开内容的编号，不变", EN: "of the publication; it stays"}},
	{Name: "product", Title: lead.Name{ZH: "种类", EN: "Kind"}, Type: "code", Says: lead.Name{ZH: "公开内容的种类", EN: "what kind of publication"},
		Codes: coded("P1", "product.P1", "P2", "product.P2", "P3", "product.P3", "P6", "product.P6")},
	{Name: "version", Title: lead.Name{ZH: "版本", EN: "Version"}, Type: "number", Says: lead.Name{ZH: "更正后加一", EN: "one more after a correction"}},
	{Name: "title", Title: lead.Name{ZH: "标题", EN: "Title"}, Type: "text", Says: lead.Name{ZH: "公开的标题", EN: "as published"}},
	{Name: "text", Title: lead.Name{ZH: "正文", EN: "Text"}, Type: "texts", Says: lead.Name{ZH: "各段文字，已隐去个人信息", EN: "paragraphs, with personal data masked"}},
	{Name: "number", Title: lead.Name{ZH: "文号", EN: "Number"}, Type: "text", Says: lead.Name{ZH: "决定书文号", EN: "of the decision"}},
	{Name: "department", Title: lead.Name{ZH: "部门", EN: "Department"}, Type: "code", Says: lead.Name{ZH: "作出决定的部门", EN: "who decided"}, Codes: departmentCodes()},
	{Name: "category", Title: lead.Name{ZH: "违法行为类型", EN: "Type"}, Type: "code", Says: lead.Name{ZH: "类型代码", EN: "code of the taxonomy"}, Codes: categoryCodes()},
	{Name: "street", Title: lead.Name{ZH: "街道（镇）", EN: "Street or town"}, Type: "text", Says: lead.Name{ZH: "所在街道或镇", EN: "where"}},
	{Name: "institution", Title: lead.Name{ZH: "机构登记号", EN: "Institution"}, Type: "text", Says: lead.Name{ZH: "机构名录中的 id", EN: "its id among the institutions"}},
	{Name: "decidedOn", Title: lead.Name{ZH: "决定日期", EN: "Decided on"}, Type: "day", Says: lead.Name{ZH: "决定书的日期", EN: "date of the decision"}},
	{Name: "parties", Title: lead.Name{ZH: "当事人", EN: "Parties"}, Type: "texts", Says: lead.Name{ZH: "公开的称呼", EN: "as shown"}},
	{Name: "fields", Title: lead.Name{ZH: "决定的要素", EN: "Elements"}, Type: "records", Says: lead.Name{ZH: "代码、名称和内容，见“处罚决定”", EN: "code, name and value; see “Decisions on penalties”"}},
	{Name: "objected", Title: lead.Name{ZH: "有异议", EN: "Objected to"}, Type: "truth", Says: lead.Name{ZH: "有未答复的异议", EN: "an objection is not answered yet"}},
	{Name: "until", Title: lead.Name{ZH: "公示至", EN: "Until"}, Type: "day", Says: lead.Name{ZH: "公示的最后一天", EN: "last day of publicity"}},
	{Name: "publishedAt", Title: lead.Name{ZH: "公开时间", EN: "Published"}, Type: "time", Says: lead.Name{ZH: "公开的时间", EN: "when it became public"}},
	{Name: "state", Title: lead.Name{ZH: "状态", EN: "State"}, Type: "code", Says: lead.Name{ZH: "是否仍在公示", EN: "whether it is still public"},
		Codes: coded("published", "state.published", "withdrawn", "state.withdrawn", "ended", "state.ended")},
	{Name: "withdrawnAt", Title: lead.Name{ZH: "撤下时间", EN: "Withdrawn"}, Type: "time", Says: lead.Name{ZH: "撤下或期满的时间", EN: "when it was withdrawn or ended"}},
	{Name: "note", Title: lead.Name{ZH: "说明", EN: "Note"}, Type: "text", Says: lead.Name{ZH: "撤下的说明", EN: "what is said about its withdrawal"}},
	{Name: "reason", Title: lead.Name{ZH: "撤下原因", EN: "Reason"}, Type: "code", Says: lead.Name{ZH: "撤下的原因", EN: "why it was withdrawn"},
		Codes: coded("changed", "gone.changed", "revoked", "gone.revoked", "unlawful", "gone.unlawful", "void", "gone.void", "repaired", "gone.repaired", "expired", "gone.expired", "mistake", "gone.mistake")},
}

var figureFields = []dataField{
	{Name: "month", Title: lead.Name{ZH: "月份", EN: "Month"}, Type: "text", Says: lead.Name{ZH: "形如 2026-07", EN: "such as 2026-07"}},
	{Name: "version", Title: lead.Name{ZH: "版本", EN: "Version"}, Type: "number", Says: lead.Name{ZH: "从 1 起，更正加一", EN: "from 1, one more after a correction"}},
	{Name: "table", Title: lead.Name{ZH: "表", EN: "Table"}, Type: "code", Says: lead.Name{ZH: "数字属于哪张表", EN: "which table the figure belongs to"}, Codes: tableCodes()},
	{Name: "row", Title: lead.Name{ZH: "行", EN: "Row"}, Type: "code", Says: lead.Name{ZH: "街道名称，或类型、渠道、部门、结果的代码；row_zh、row_en 是它的中英文名称", EN: "name of a street, or code of a type, channel, department or outcome; row_zh and row_en are its names"}},
	{Name: "column", Title: lead.Name{ZH: "列", EN: "Column"}, Type: "code", Says: lead.Name{ZH: "列的代码；fen 为金额（分），over 与 under 为比率的分子和分母；column_zh、column_en 是名称", EN: "code of the column: fen is a sum in fen, over and under are the parts of a rate; column_zh and column_en are its names"}},
	{Name: "n", Title: lead.Name{ZH: "数值", EN: "Number"}, Type: "number", Says: lead.Name{ZH: "不公布时为 suppressed（JSON 中 suppressed 为 true）", EN: "the word suppressed where it is withheld (in JSON, suppressed is true)"}},
}

// tableNames are the tables of a release, in their order.
var tableNames = []string{statistics.StreetsTable, statistics.TypesTable, statistics.ChannelsTable, statistics.OutcomesTable, statistics.DepartmentsTable, statistics.AnswersTable,
	statistics.RatesTable, statistics.CasesTable, statistics.CaseOutcomesTable, statistics.PublicationsTable, statistics.RefundsTable, statistics.OperationsTable, statistics.HarmTable}

func tableCodes() (out []dataCodes) {
	for _, e := range statistics.Dictionary() {
		if e.Table == "" && slices.Contains(tableNames, e.Code) {
			out = append(out, dataCodes{e.Code, e.Name})
		}
	}
	return out
}

// penaltiesPath is where the decisions on penalties are downloaded: all or of a department, of all months or of one.
const penaltiesPath = "/disclosure/open/penalties/"

// penaltyFields are the elements of a decision, and what stands beside them.
func penaltyFields() []dataField {
	out := []dataField{resultFields[0], {Name: "version", Title: lead.Name{ZH: "版本", EN: "Version"}, Type: "number", Says: lead.Name{ZH: "更正后加一", EN: "one more after a correction"}}}
	for _, e := range publication.Elements() {
		f := dataField{Name: e.Code, Title: e.Name, Type: "text", Says: lead.Name{ZH: "行政处罚公示的数据要素", EN: "element of the national set for decisions on penalties"}}
		switch e.Code {
		case "CF_NR_FK", "CF_NR_WFFF":
			f.Type = "money"
		case "CF_JDRQ", "CF_YXQ", "CF_GSJZQ":
			f.Type = "day"
		}
		out = append(out, f)
	}
	return append(out, dataField{Name: "objected", Title: lead.Name{ZH: "有异议", EN: "Objected to"}, Type: "text", Says: lead.Name{ZH: "有未答复的异议时为“是”", EN: "the Chinese word for yes while an objection is not answered"}})
}

func departmentCodes() (out []dataCodes) {
	for _, d := range lead.Departments() {
		out = append(out, dataCodes{string(d), d.Name()})
	}
	return out
}

func categoryCodes() (out []dataCodes) {
	for _, c := range categories() {
		out = append(out, dataCodes{string(c), c.Name()})
	}
	return out
}
