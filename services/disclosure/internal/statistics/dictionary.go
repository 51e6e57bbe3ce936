package statistics

import "xiansuo/pkg/lead"

// Entry explains a code of a release: a table, a row or a column.
type Entry struct {
	Table string    `json:"table,omitempty"` // empty where it means the same in every table
	Code  string    `json:"code"`
	Name  lead.Name `json:"name"`
	Means lead.Name `json:"means,omitzero"`
}

func both(zh, en string) lead.Name { return lead.Name{ZH: zh, EN: en} }

// Suppressed and zero figures, as the dictionary explains them.
var marks = []Entry{
	{"", "suppressed", both("不公布", "Suppressed"), both("少于最小公布数(一般为5), 或者公布后可以推算出其他小数; 也可能是零", "Below the smallest number that is told (usually 5), or it would give such a number away; it may be zero")},
	{"", "smallest", both("最小公布数", "Smallest number told"), both("低于此数的数字不公布, 只升不降", "Figures below it are not told; it is only ever raised")},
}

var tableEntries = []Entry{
	{"", StreetsTable, both("街道与类别", "Streets by group of types"), both("本月收到的线索, 按街道和类别组; 拆分的分件不另计", "Leads received in the month, by street and group of types; parts of a lead are not counted again")},
	{"", TypesTable, both("类型", "Types"), both("本月收到的线索, 按类型代码", "Leads received in the month, by code of the type")},
	{"", ChannelsTable, both("渠道", "Channels"), both("本月收到的线索, 按来源渠道", "Leads received in the month, by how they came")},
	{"", OutcomesTable, both("办理结果", "Outcomes"), both("本月办结的线索, 按结果; 每条线索只计一次", "Leads that ended in the month, by outcome; each is counted once")},
	{"", DepartmentsTable, both("部门", "Departments"), both("本月办结的线索按办结部门, 本月立项案件按部门", "Leads that ended in the month by who ended them; cases opened in the month by whose they are")},
	{"", AnswersTable, both("回访答复", "Answers"), both("本月最后一次答复的诉求人, 按答复", "Reporters whose last answer came in the month, by what they answered")},
	{"", RatesTable, both("比率", "Rates"), both("分子与分母同时公布或同时不公布", "Numerator and denominator are told together or not at all")},
	{"", CasesTable, both("案件", "Cases"), both("按文书所载日期", "By the day that the papers bear")},
	{"", CaseOutcomesTable, both("案件结果", "Outcomes of cases"), both("本月结案的案件, 按结果", "Cases closed in the month, by outcome")},
	{"", PublicationsTable, both("处罚公示", "Publication of decisions"), both("本月结案的案件, 按是否拟公示、已公示", "Cases closed in the month, by whether the decision was proposed to be published, and was")},
	{"", RefundsTable, both("清退费用", "Refunds"), both("本月新责令清退和新退还的金额(分), 取整到百元; 少于5案或一案占优时不公布", "Sums ordered and paid back in the month, in fen, rounded to 100 yuan; not told from fewer than 5 cases or where one case dominates")},
	{"", OperationsTable, both("联合执法", "Joint operations"), both("本月结束的联合执法行动", "Joint operations that ended in the month")},
	{"", HarmTable, both("侵害未成年人", "Harm to minors"), both("只公布全区总数, 不计入其他各表", "Only a number of the whole district; in no other table")},
}

var rowEntries = []Entry{
	{"", Total, both("合计", "Total"), lead.Name{}},
	{"", Count, both("数量", "Number"), lead.Name{}},
	{"", Other, both("其他", "Other"), both("没有单独一行的", "What has no row of its own")},
	{"", None, both("未分类", "Not categorised"), lead.Name{}},
	{"", OutcomeMerged, both("并入其他线索", "Folded into another lead"), lead.Name{}},
	{"", OutcomeReopened, both("重新办理中", "Open again"), both("办结后重新办理", "It had ended, and is open again")},
	{"", "responded", both("响应率", "Responded"), both("答复中称部门已联系的, 占作出是或否答复的", "Reporters who say that the department spoke to them, of those who said yes or no")},
	{"", "solved", both("解决率", "Solved"), both("答复中称已解决的, 占作出是或否答复的", "Reporters who say that it is solved, of those who said yes or no")},
	{"", "satisfied", both("满意率", "Satisfied"), both("答复中称满意的, 占作出是或否答复的", "Reporters who say that they are satisfied, of those who said yes or no")},
	{RatesTable, "substantiated", both("查实率", "Substantiated"), both("查实的, 占查实和未查实之和", "Substantiated, of substantiated or not")},
	{RatesTable, "published", both("公开率", "Published"), both("已公示的处罚决定, 占本月结案中拟公示和已公示之和", "Decisions published, of those of the month's closed cases that were proposed to be or are")},
	{RatesTable, "refunded", both("退费到位率", "Refunded"), both("本月退还金额, 比本月责令清退金额; 退还以前责令的部分时可超过百分之百", "Paid back in the month, over what was ordered in the month; above 100 % where older orders are paid")},
	{RatesTable, "over", both("分子", "Numerator"), lead.Name{}},
	{RatesTable, "under", both("分母", "Denominator"), lead.Name{}},
	{AnswersTable, "yes", both("是", "Yes"), lead.Name{}}, {AnswersTable, "no", both("否", "No"), lead.Name{}},
	{AnswersTable, "unknown", both("未说明", "Not said"), lead.Name{}},
	{CasesTable, "opened", both("立项", "Opened"), lead.Name{}}, {CasesTable, "filed", both("立案", "Filed"), lead.Name{}},
	{CasesTable, "decided", both("决定", "Decided"), lead.Name{}}, {CasesTable, "closed", both("结案", "Closed"), lead.Name{}},
	{DepartmentsTable, "ended", both("办结线索", "Leads ended"), lead.Name{}}, {DepartmentsTable, "opened", both("立项案件", "Cases opened"), lead.Name{}},
	{CaseOutcomesTable, "penalised", both("行政处罚", "Penalised"), lead.Name{}}, {CaseOutcomesTable, "corrected", both("责令改正后结案", "Corrected"), lead.Name{}},
	{CaseOutcomesTable, "not-filed", both("不予立案", "Not filed"), lead.Name{}}, {CaseOutcomesTable, "no-penalty", both("不予处罚", "No penalty"), lead.Name{}},
	{CaseOutcomesTable, "referred", both("移送司法机关", "Referred"), lead.Name{}}, {CaseOutcomesTable, "transferred", both("移送其他机关", "Transferred"), lead.Name{}},
	{CaseOutcomesTable, "educated", both("口头警示教育", "Educated"), lead.Name{}}, {CaseOutcomesTable, "refunded", both("退费了结", "Refunded"), lead.Name{}},
	{CaseOutcomesTable, "discipline", both("移送纪检监察", "To discipline inspection"), lead.Name{}}, {CaseOutcomesTable, "revoked", both("决定已撤销", "Decision revoked"), lead.Name{}},
	{PublicationsTable, "published", both("已公示", "Published"), lead.Name{}}, {PublicationsTable, "proposed", both("拟公示", "Proposed"), lead.Name{}},
	{PublicationsTable, "not-proposed", both("不公示", "Not to be published"), lead.Name{}},
	{RefundsTable, "ordered", both("责令清退", "Ordered"), lead.Name{}}, {RefundsTable, "paid", both("已退还", "Paid back"), lead.Name{}},
	{RefundsTable, "fen", both("金额(分)", "Sum (fen)"), lead.Name{}}, {RefundsTable, "cases", both("案件数", "Cases"), lead.Name{}},
	{OperationsTable, "operations", both("行动数", "Operations"), lead.Name{}}, {OperationsTable, "sites", both("检查场所", "Sites"), lead.Name{}},
	{OperationsTable, "findings", both("发现问题", "Findings"), lead.Name{}},
	{HarmTable, "leads", both("线索", "Leads"), lead.Name{}}, {HarmTable, "cases", both("案件", "Cases"), lead.Name{}},
}

var groupNames = map[string]lead.Name{
	"A": both("隐形变异学科类培训", "Covert subject training"), "B": both("持证机构违规", "Licensed, in breach"), "C": both("无证办学", "Unlicensed"),
	"D": both("收费", "Fees"), "E": both("宣传广告与信息", "Advertising and information"), "F": both("安全", "Safety"),
	"G": both("违法犯罪与治安", "Crime and public order"), "H": both("文旅", "Culture and tourism"), "X": both("非本域", "Not for this system"),
}

// Dictionary explains every code of a release but the names of streets, which stand for themselves.
func Dictionary() []Entry {
	all := append(append(append([]Entry{}, marks...), tableEntries...), rowEntries...)
	for _, g := range groups {
		if name, ok := groupNames[g]; ok {
			all = append(all, Entry{StreetsTable, g, name, lead.Name{}})
		}
	}
	for _, c := range codes() {
		if len(c) == 3 {
			all = append(all, Entry{TypesTable, c, lead.Category(c).Name(), lead.Name{}})
		}
	}
	for _, c := range lead.Channels() {
		all = append(all, Entry{ChannelsTable, string(c), c.Name(), lead.Name{}})
	}
	for _, d := range lead.Departments() {
		all = append(all, Entry{DepartmentsTable, string(d), d.Name(), lead.Name{}})
	}
	for _, o := range outcomes {
		if name := lead.Outcome(o).Name(); name.ZH != "" {
			all = append(all, Entry{OutcomesTable, o, name, lead.Name{}})
		}
	}
	return all
}

// Named returns what a code of a table is called; a code that is in no dictionary is called by itself, as a street is.
func Named(table, code string) lead.Name {
	var general lead.Name
	for _, e := range Dictionary() {
		if e.Code == code && e.Table == table && e.Name.ZH != "" {
			return e.Name
		}
		if e.Code == code && e.Table == "" {
			general = e.Name
		}
	}
	if general.ZH != "" {
		return general
	}
	return both(code, code)
}
