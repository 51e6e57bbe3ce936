package eventdoc

import (
	"maps"
	"slices"
	"strings"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/lead"
)

// speaker is who says facts.
type speaker string

// The speakers: those outside, then the services.
const (
	sender      speaker = "sender"
	department  speaker = "department" // or a unit of the district
	office      speaker = "office"     // the desk, the taskforce or 司法局
	intake      speaker = "intake"
	routing     speaker = "routing"
	enforcement speaker = "enforcement"
	disclosure  speaker = "disclosure"
)

// services are the speakers that have a numbered log and a stream of their own.
var services = []speaker{intake, routing, enforcement, disclosure}

// speech is what a struct cannot say of itself: what a fact is called in Chinese, who says it and who acts on it.
type speech struct {
	ZH string
	By speaker
	// To are those who act on it. The ledger keeps what every service says.
	To string
	// Queue means that routing puts it into a department's queue as well.
	Queue bool
}

// speeches says it of every fact: what the senders and the services say, and the words that are given about leads.
var speeches = func() map[string]speech {
	all := maps.Clone(told)
	for _, w := range lead.Words() {
		all[w.Fact.EventType()] = speechOf(w)
	}
	return all
}()

// speechOf returns what is to be told of a word: an answer, or a decision of an office.
func speechOf(w lead.Word) speech {
	if strings.HasPrefix(w.Fact.EventType(), "xiansuo.decision.") {
		return speech{ZH: "决定：" + w.Says.ZH, By: office, To: "routing"}
	}
	return speech{ZH: "答复：" + w.Says.ZH, By: department, To: "routing"}
}

var told = map[string]speech{
	lead.ComplaintSubmitted{}.EventType():    {ZH: "提交诉求", By: sender, To: "intake"},
	lead.ComplaintSupplemented{}.EventType(): {ZH: "补充诉求", By: sender, To: "intake"},
	lead.ComplaintWithdrawn{}.EventType():    {ZH: "撤回诉求", By: sender, To: "intake"},
	lead.ComplaintUrged{}.EventType():        {ZH: "催办诉求", By: sender, To: "intake"},

	lead.LeadReceived{}.EventType():     {ZH: "线索登记", By: intake, To: "routing"},
	lead.LeadSupplemented{}.EventType(): {ZH: "线索补充", By: intake, To: "routing"},
	lead.LeadWithdrawn{}.EventType():    {ZH: "诉求人撤回", By: intake, To: "routing"},
	lead.LeadUrged{}.EventType():        {ZH: "诉求人催办", By: intake, To: "routing"},
	lead.LeadRated{}.EventType():        {ZH: "诉求人评价", By: intake, To: "routing"},
	lead.ReporterRead{}.EventType():     {ZH: "查阅诉求人信息", By: intake, To: "routing"},

	lead.LeadRouted{}.EventType():    {ZH: "系统研判", By: routing, To: "intake, disclosure"},
	lead.LeadUnrouted{}.EventType():  {ZH: "转人工研判", By: routing, To: "intake, disclosure"},
	lead.LeadDeclined{}.EventType():  {ZH: "退回来源", By: routing, To: "intake, disclosure"},
	lead.LeadTakenBack{}.EventType(): {ZH: "收回再办", By: routing, To: "intake"},
	lead.LeadDisputed{}.EventType():  {ZH: "管辖争议", By: routing, To: "those who owe something, intake", Queue: true},
	lead.LeadSplit{}.EventType():     {ZH: "线索拆分", By: routing, To: "those who owe something, intake", Queue: true},
	lead.LeadAlike{}.EventType():     {ZH: "疑似重复", By: routing, To: "the desk"},
	lead.LeadFolded{}.EventType():    {ZH: "线索并入", By: routing, To: "intake"},
	lead.LeadUnfolded{}.EventType():  {ZH: "撤销并入", By: routing, To: "intake"},
	lead.LeadClosed{}.EventType():    {ZH: "线索办结", By: routing, To: "intake, disclosure"},

	lead.HandoffDispatched{}.EventType():   {ZH: "派单、移送、请求协办", By: routing, To: "who is asked, intake, disclosure", Queue: true},
	lead.HandoffSigned{}.EventType():       {ZH: "已签收", By: routing, To: "intake, enforcement, disclosure"},
	lead.HandoffEnded{}.EventType():        {ZH: "已收回、免予办理", By: routing, To: "who was asked, intake", Queue: true},
	lead.HandoffSupplemented{}.EventType(): {ZH: "转送补充材料", By: routing, To: "those who owe something", Queue: true},
	lead.HandoffUrged{}.EventType():        {ZH: "转送催办", By: routing, To: "those who owe something", Queue: true},
	lead.HandoffWithdrawn{}.EventType():    {ZH: "转送撤回", By: routing, To: "those who owe something", Queue: true},
	lead.HandoffNoted{}.EventType():        {ZH: "办理动态", By: routing, To: "whom it concerns, intake", Queue: true},

	lead.ReturnAsked{}.EventType():   {ZH: "申请退单待审", By: routing, To: "the desk, intake"},
	lead.ReturnRefused{}.EventType(): {ZH: "退单驳回", By: routing, To: "who asked", Queue: true},
	lead.AssistDone{}.EventType():    {ZH: "协办反馈", By: routing, To: "the holder, intake", Queue: true},
	lead.ClockWarned{}.EventType():   {ZH: "时限预警", By: routing, To: "whom the clock runs against", Queue: true},
	lead.ClockMoved{}.EventType():    {ZH: "时限变更", By: routing, To: "whom the clocks run against, intake", Queue: true},

	lead.AnswerAccepted{}.EventType(): {ZH: "答复已生效", By: routing, To: "who answered", Queue: true},
	lead.AnswerRefused{}.EventType():  {ZH: "答复未予接受", By: routing, To: "who answered", Queue: true},
	lead.CommandRefused{}.EventType(): {ZH: "操作未予接受", By: routing, To: "nobody but the ledger"},

	lead.CaseOpened{}.EventType():         {ZH: "建立案卷", By: enforcement, To: "disclosure"},
	lead.CaseMoved{}.EventType():          {ZH: "案件进展", By: enforcement, To: "nobody but the ledger"},
	lead.CaseDecided{}.EventType():        {ZH: "行政处罚等决定", By: enforcement, To: "disclosure"},
	lead.CaseRevoked{}.EventType():        {ZH: "决定撤销、变更", By: enforcement, To: "disclosure"},
	lead.CaseClosed{}.EventType():         {ZH: "案件结案", By: enforcement, To: "disclosure"},
	lead.RefundMoved{}.EventType():        {ZH: "退费进展", By: enforcement, To: "disclosure"},
	lead.InstitutionChanged{}.EventType(): {ZH: "机构信息变更", By: enforcement, To: "disclosure"},
	lead.OperationEnded{}.EventType():     {ZH: "联合执法结束", By: enforcement, To: "disclosure"},
	lead.PromiseLapsed{}.EventType():      {ZH: "整改承诺逾期", By: enforcement, To: "intake"},

	lead.ResultPublished{}.EventType(): {ZH: "结果公开", By: disclosure, To: "nobody but the ledger"},
	lead.ResultWithdrawn{}.EventType(): {ZH: "撤下公开", By: disclosure, To: "nobody but the ledger"},

	lead.SourceReopened{}.EventType(): {ZH: "日志重新开启", By: intake, To: "everybody who reads the log"},
}

// Placeholders in subjects and addresses.
const (
	anyDistrict   = "<district>"
	anyDepartment = "<department>"
	anyPartition  = "<p>"
)

// Addresses of the HTTP side, which routing and intake serve.
const (
	complaintsAddress = "/intake/api/v1/events"
	answersAddress    = "/routing/api/v1/leads/<lead>/answers"
	wordsAddress      = "/routing/api/v1/leads/<lead>/<word>"
	leadAddress       = "/routing/api/v1/leads/<lead>"
	queueAddress      = "/routing/api/v1/queues/<department>"
)

func isService(s speaker) bool { return slices.Contains(services, s) }

// source is what stands in the event's source.
func (s speech) source() string { return "/" + anyDistrict + "/" + s.placeholder() }

func (s speech) placeholder() string {
	if isService(s.By) {
		return string(s.By)
	}
	return "<" + string(s.By) + ">"
}

// eventSubject is where a service says a fact, with the partition left open.
func eventSubject(by speaker, typ string) string {
	tokens := strings.Split(bus.EventSubject(string(by), "", typ), ".")
	tokens[3] = anyPartition
	return strings.Join(tokens, ".")
}

// queueSubject is where a department finds a fact.
func queueSubject(typ string) string { return bus.LeadSubject(anyDistrict, anyDepartment, typ) }
