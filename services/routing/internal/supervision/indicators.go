package supervision

import "xiansuo/pkg/lead"

// Kind is how an indicator is read.
type Kind string

// The kinds.
const (
	KindShare  Kind = "share"  // a numerator of a denominator
	KindNumber Kind = "number" // how many
	KindTime   Kind = "time"   // how long: mean, median and ninetieth percentile
)

// Indicator is a definition: what is counted, of what, and what is left out.
type Indicator struct {
	Code string
	Name lead.Name
	Kind Kind
	// Counted is the numerator in words, or what is measured; Of the denominator; By whose it is.
	Counted, Of, By lead.Name
	// Over and Under are the counts that make numerator and denominator. Of what is measured Over is the measure.
	Over, Under []Count
	Left        []Left
}

// Left is what a denominator leaves out, and why.
type Left struct {
	Code  string
	Name  lead.Name
	Count Count
}

func zh(zh, en string) lead.Name { return lead.Name{ZH: zh, EN: en} }

var (
	ofDepartment = zh("计时对象", "whom the clock runs against")
	ofGiver      = zh("提出单位", "who asks or gives")
	ofCloser     = zh("办结单位", "who ended it")
	dueWhat      = zh("期内到期的该项时限", "clocks for it that fell due in the period")
	flowOffered  = zh("期内派来、移来及请求协办数", "what it was asked to lead or to assist with in the period")
)

func running(group Count) Left {
	return Left{"running", zh("未到期或挂起", "not due yet, or resting"), group + Running}
}

func withdrawn(group Count) Left {
	return Left{"withdrawn", zh("到期前已撤回、退回、拒收或转走", "taken back, refused or handed on before it was due"), group + Withdrawn}
}

// inTime is the indicator of a group of clocks.
func inTime(code string, group Count, name, counted lead.Name, more ...Count) Indicator {
	return Indicator{Code: code, Name: name, Kind: KindShare, Counted: counted, Of: dueWhat, By: ofDepartment, Over: []Count{group + Met},
		Under: append([]Count{group + Met, group + Late}, more...), Left: []Left{withdrawn(group), running(group)}}
}

// decided is what an office decides in time: whatever ends such a clock is a decision.
func decided(name, counted lead.Name) Indicator {
	i := inTime("office-in-time", OfficeClock, name, counted)
	i.Left = []Left{running(OfficeClock)}
	return i
}

// asked is the indicator of a question to the reporter.
func asked(code string, name, counted lead.Name, yes, no, unknown Count) Indicator {
	return Indicator{Code: code, Name: name, Kind: KindShare, Counted: counted, Of: zh("期内回访到并明确作答数", "reporters reached in the period who said yes or no"),
		By: ofCloser, Over: []Count{yes}, Under: []Count{yes, no}, Left: []Left{{"unreached", zh("未联系上", "not reached"), Missed},
			{"unknown", zh("未表态", "reached, with no answer to it"), unknown}, unasked}}
}

var (
	unasked    = Left{"unasked", zh("匿名或不需回复", "anonymous, or no reply wanted"), ClosedUnasked}
	unverified = Left{"unverified", zh("调解、撤诉、不予受理、去函等其他办结", "ended otherwise: settled, withdrawn, not accepted, handed out"), ClosedOther}
	verified   = []Count{ClosedSubstantiated, ClosedUnsubstantiated}
)

func number(code string, name, counted, by lead.Name, counts ...Count) Indicator {
	return Indicator{Code: code, Name: name, Kind: KindNumber, Counted: counted, By: by, Over: counts}
}

func duration(code string, name, counted, by lead.Name, count Count) Indicator {
	return Indicator{Code: code, Name: name, Kind: KindTime, Counted: counted, By: by, Over: []Count{count}}
}

// indicators are all definitions, in the order in which they are shown. The tables of docs and of the command's help are made from them.
var indicators = []Indicator{
	number("received", zh("收件数", "Received"), zh("期内受理，不计拆出的分件", "leads received in the period, without parts"), zh("规则判定的主责单位", "whom the rules think of"), Received),
	number("offered", zh("交办数", "Asked"), flowOffered, zh("接收单位", "who is asked"), Offered),
	number("closed", zh("办结数", "Closed"), zh("期内办结", "leads that ended in the period"), ofCloser, Closed),

	inTime("sign-in-time", SignClock, zh("及时签收率", "Signed in time"), zh("到期前签收；自派单起计，未签收即逾期", "signed before it was due, counted from the dispatch; what is not signed is late")),
	duration("unsigned-time", zh("未签收占用时长", "Unsigned time"), zh("期内派而未签的时间，含至今未签", "time in the period during which something offered was not signed, signed since or not"), ofDepartment, UnsignedTime),
	duration("sign-time", zh("签收时长", "Time to sign"), zh("期内签收件自派单至签收", "from dispatch to signature, of what was signed in the period"), ofDepartment, SignTime),
	inTime("handle-in-time", HandleClock, zh("按时办结率", "Handled in time"), zh("到期前提交并经审核办结，经批准的延期计入，挂起时间不计", "submitted as done before it was due and accepted, approved extensions and rests counted in")),
	duration("handle-time", zh("办理时长", "Time to handle"), zh("期内提交并经审核办结件，自派单至提交，扣除挂起时间", "from dispatch to submission without rests, of what was submitted in the period and accepted"), ofDepartment, HandleTime),
	inTime("answer-in-time", AnswerClock, zh("按时反馈率", "Answered in time"), zh("到期前反馈：协办、受理告知、公安立案通知、补正", "answered before it was due: assistance, acceptance, the police's notice, what was missing")),
	inTime("contact-in-time", ContactClock, zh("首次联系及时率", "First contact in time"), zh("到期前联系诉求人；未联系即办结不算", "spoke to the reporter before it was due; ending without it does not count"), ContactClock+Lapsed),
	decided(zh("研判裁定及时率", "Decided in time"), zh("分派中心、专班到期前研判、审核、回访、裁定", "the desk and the taskforce decided, reviewed, asked again or ruled before it was due")),
	number("overdue", zh("超期数", "Overdue"), zh("期内到期而未按时完成的各类时限", "clocks of any kind that fell due in the period and were not met"), ofDepartment,
		SignClock+Late, HandleClock+Late, AnswerClock+Late, ContactClock+Late, TransferClock+Late, OfficeClock+Late, OtherClock+Late),
	number("supervised", zh("督办数", "Supervised"), zh("期内督办，含系统到期督办", "times put under supervision in the period, by the clock or by an office"), zh("被督办单位", "who is supervised"), Supervised),
	number("escalated", zh("升级数", "Escalated"), zh("期内上报专班或司法局", "times brought before the taskforce or the justice bureau in the period"), ofDepartment, Escalated),

	{Code: "pushed-back", Name: zh("回退率", "Pushed back"), Kind: KindShare, Counted: zh("期内申请退单、拒收移送", "returns asked and transfers refused in the period"), Of: flowOffered,
		By: ofGiver, Over: []Count{PushedBack}, Under: []Count{Offered}},
	{Code: "return-refused", Name: zh("无理由退单率", "Returns without reason"), Kind: KindShare, Counted: zh("期内申请而被驳回", "returns asked in the period that were refused"),
		Of: zh("期内申请且已决定", "returns asked in the period that were decided"), By: ofGiver, Over: []Count{ReturnRefused}, Under: []Count{ReturnRefused, ReturnGranted, ReturnOther},
		Left: []Left{{"pending", zh("未决定", "not decided yet"), ReturnPending}}},
	number("disputed", zh("争议提请数", "Disputes raised"), zh("期内提请争议裁定，不计因退单、拒收引起的", "disputes brought before the taskforce in the period, without those that a return or refusal led to"), ofGiver, Disputed),
	{Code: "redone", Name: zh("重办率", "Done again"), Kind: KindShare, Counted: zh("期内重办", "done again in the period"), Of: zh("期内办结", "leads that ended in the period"), By: ofCloser,
		Over: []Count{Redone}, Under: []Count{Closed}},
	{Code: "transferred", Name: zh("移送率", "Transferred"), Kind: KindShare, Counted: zh("期内移送，含涉嫌犯罪移送", "transfers and referrals offered in the period"),
		Of: flowOffered, By: ofGiver, Over: []Count{Transferred}, Under: []Count{Offered}},
	inTime("transfer-in-time", TransferClock, zh("移送及时率", "Transferred in time"), zh("到期前移出：发现属他单位之后，批准涉罪移送之后", "handed over before it was due: after it was found to belong elsewhere, after a referral was approved")),
	{Code: "transfer-adopted", Name: zh("移送采纳率", "Transfers taken"), Kind: KindShare, Counted: zh("期内移送而被接收；涉嫌犯罪的，公安立案", "transfers of the period that were signed; referrals, that were filed"),
		Of: zh("期内移送且已答复", "transfers of the period that were answered"), By: ofGiver, Over: []Count{TransferAdopted}, Under: []Count{TransferAdopted, TransferDeclined},
		Left: []Left{{"pending", zh("未答复", "not answered yet"), TransferPending}, {"recalled", zh("撤回或转入争议", "recalled, or disputed before an answer"), TransferRecalled}}},

	{Code: "substantiated", Name: zh("查实率", "Substantiated"), Kind: KindShare, Counted: zh("期内办结且查实", "ended in the period, substantiated"), Of: zh("期内办结且查明（查实或查否）", "ended in the period, substantiated or not"),
		By: ofCloser, Over: []Count{ClosedSubstantiated}, Under: verified, Left: []Left{unverified}},
	{Code: "filed", Name: zh("立案率", "Filed"), Kind: KindShare, Counted: zh("其中办结单位已立案", "of these, a case was filed by who ended it"), Of: zh("期内办结且查明（查实或查否）", "ended in the period, substantiated or not"),
		By: ofCloser, Over: []Count{ClosedFiled}, Under: verified, Left: []Left{unverified}},
	{Code: "reached", Name: zh("有效回访率", "Reached again"), Kind: KindShare, Counted: zh("期内回访到", "reporters reached in the period"), Of: zh("期内回访次数", "times that a reporter was asked again in the period"),
		By: ofCloser, Over: []Count{Reached}, Under: []Count{Reached, Missed}, Left: []Left{unasked}},
	asked("responded", zh("响应率", "Responded"), zh("诉求人称承办单位已联系", "reporters who say that the department spoke to them"), respondedYes, respondedNo, respondedUnknown),
	asked("solved", zh("解决率", "Solved"), zh("诉求人称已解决", "reporters who say that it is solved"), solvedYes, solvedNo, solvedUnknown),
	asked("satisfied", zh("满意率", "Satisfied"), zh("诉求人称满意", "reporters who say that they are satisfied"), satisfiedYes, satisfiedNo, satisfiedUnknown),
	{Code: "repeated", Name: zh("重复投诉率", "Repeated"), Kind: KindShare, Counted: zh("其中并入他件", "of these, folded into another lead"), Of: zh("期内受理，不计拆出的分件", "leads received in the period, without parts"),
		By: zh("规则判定的主责单位", "whom the rules think of"), Over: []Count{Folded}, Under: []Count{Received}},
}

// Indicators returns all definitions, in the order in which they are shown.
func Indicators() []Indicator { return append([]Indicator{}, indicators...) }

// Find returns the indicator with a code.
func Find(code string) (Indicator, bool) {
	for _, i := range indicators {
		if i.Code == code {
			return i, true
		}
	}
	return Indicator{}, false
}
