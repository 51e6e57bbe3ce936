package eventdoc

import (
	"strings"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/lead"
)

// speaker is who says facts.
type speaker string

// The speakers: those outside, then the services.
const (
	sender      speaker = "sender"
	department  speaker = "department"
	intake      speaker = "intake"
	routing     speaker = "routing"
	enforcement speaker = "enforcement"
)

// services are the speakers that have a numbered log and a stream of their own.
var services = []speaker{intake, routing, enforcement}

// speech is what a struct cannot say of itself: what a fact is called in Chinese, who says it and who acts on it.
type speech struct {
	ZH string
	By speaker
	// To are those who act on it. The ledger keeps what every service says.
	To string
	// Queue means that routing puts it into a department's queue as well.
	Queue bool
}

// speeches says it of every fact.
var speeches = map[string]speech{
	lead.ComplaintSubmitted{}.EventType():    {ZH: "提交诉求", By: sender, To: "intake"},
	lead.ComplaintSupplemented{}.EventType(): {ZH: "补充诉求", By: sender, To: "intake"},
	lead.ComplaintWithdrawn{}.EventType():    {ZH: "撤回诉求", By: sender, To: "intake"},
	lead.ComplaintUrged{}.EventType():        {ZH: "催办诉求", By: sender, To: "intake"},

	lead.AnswerSigned{}.EventType():   {ZH: "答复：签收", By: department, To: "routing"},
	lead.AnswerReturned{}.EventType(): {ZH: "答复：申请退单", By: department, To: "routing"},
	lead.AnswerDone{}.EventType():     {ZH: "答复：办结反馈", By: department, To: "routing"},

	lead.LeadReceived{}.EventType():     {ZH: "线索登记", By: intake, To: "routing"},
	lead.LeadSupplemented{}.EventType(): {ZH: "线索补充", By: intake, To: "routing"},
	lead.LeadWithdrawn{}.EventType():    {ZH: "诉求人撤回", By: intake, To: "routing"},
	lead.LeadUrged{}.EventType():        {ZH: "诉求人催办", By: intake, To: "routing"},

	lead.LeadRouted{}.EventType():    {ZH: "系统研判", By: routing, To: "intake, disclosure"},
	lead.LeadUnrouted{}.EventType():  {ZH: "转人工研判", By: routing, To: "intake, disclosure"},
	lead.LeadDeclined{}.EventType():  {ZH: "退回来源", By: routing, To: "intake, disclosure"},
	lead.LeadTakenBack{}.EventType(): {ZH: "收回再办", By: routing, To: "intake"},
	lead.LeadClosed{}.EventType():    {ZH: "线索办结", By: routing, To: "intake, disclosure"},

	lead.HandoffDispatched{}.EventType():   {ZH: "派单、请求协办", By: routing, To: "the department, intake, disclosure", Queue: true},
	lead.HandoffSigned{}.EventType():       {ZH: "已签收", By: routing, To: "intake, enforcement, disclosure"},
	lead.HandoffEnded{}.EventType():        {ZH: "已收回、免予协办", By: routing, To: "the department", Queue: true},
	lead.HandoffSupplemented{}.EventType(): {ZH: "转送补充材料", By: routing, To: "the department", Queue: true},
	lead.HandoffUrged{}.EventType():        {ZH: "转送催办", By: routing, To: "the department", Queue: true},
	lead.HandoffWithdrawn{}.EventType():    {ZH: "转送撤回", By: routing, To: "the department", Queue: true},

	lead.ReturnAsked{}.EventType():   {ZH: "申请退单待审", By: routing, To: "nobody but the ledger"},
	lead.ReturnRefused{}.EventType(): {ZH: "退单驳回", By: routing, To: "the department", Queue: true},
	lead.AssistDone{}.EventType():    {ZH: "协办反馈", By: routing, To: "nobody but the ledger"},

	lead.AnswerAccepted{}.EventType(): {ZH: "答复已生效", By: routing, To: "the department", Queue: true},
	lead.AnswerRefused{}.EventType():  {ZH: "答复未予接受", By: routing, To: "the department", Queue: true},
	lead.CommandRefused{}.EventType(): {ZH: "操作未予接受", By: routing, To: "nobody but the ledger"},

	lead.CaseOpened{}.EventType(): {ZH: "建立案卷", By: enforcement, To: "nobody but the ledger"},
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
	queueAddress      = "/routing/api/v1/queues/<department>"
)

func isService(s speaker) bool { return s == intake || s == routing || s == enforcement }

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
