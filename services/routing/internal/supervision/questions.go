package supervision

import (
	"time"

	"xiansuo/pkg/lead"
)

// Question is what an auditor asks (行政执法监督条例 art. 11 and 12 ask the same).
type Question struct {
	No   int
	Text lead.Name
	// Elsewhere says who answers it, where these tables do not.
	Elsewhere lead.Name
}

// Numbers of the questions that are answered here.
const (
	WhoHad        = 1
	Statutory     = 2
	Returns       = 3
	Circles       = 4
	Referrals     = 5
	Twice         = 7
	ReportersRead = 8
)

var questions = []Question{
	{No: WhoHad, Text: zh("该线索先后由谁负责、各多长时间、依据什么交接？", "Who has had it, in order, for how long each, and on which basis was it handed over?")},
	{No: Statutory, Text: zh("是否突破法定时限，由谁突破，是否经批准延期？", "Was a statutory limit broken, by whom, and was there an approved extension?")},
	{No: Returns, Text: zh("退单理由是否成立，下一承办单位是否不同？", "Was what was returned returned for a valid reason, and was the next holder another one?")},
	{No: Circles, Text: zh("是否有两次以上退单或循环移送？", "Were there leads with two returns or more, or a loop A→B→A?")},
	{No: Referrals, Text: zh("涉嫌犯罪是否在批准后二十四小时内移送？", "Was a suspected crime handed over within 24 hours of the approval?")},
	{No: 6, Text: zh("是否有案不立？", "Were substantiated leads not filed, with no exemption recorded?"), Elsewhere: zh("执法办案", "enforcement")},
	{No: Twice, Text: zh("同一当事人同一行为是否被重复处罚？", "Was one party fined twice for one act by several departments?")},
	{No: ReportersRead, Text: zh("谁查阅了诉求人信息，为何查阅？", "Who read the reporter's identity, and why?")},
	{No: 9, Text: zh("公开信息是否脱敏、撤回、及时？", "Was what was published redacted, withdrawn, and on time?"), Elsewhere: zh("公开", "disclosure")},
	{No: 10, Text: zh("数据是否事后改动？", "Were numbers changed after the fact?"), Elsewhere: zh("台账核验", "the ledger")},
}

// Questions returns what an auditor asks, in order.
func Questions() []Question { return append([]Question{}, questions...) }

// Answer is the answer to a question: what was found, and how much of it needs a look.
type Answer struct {
	Question
	// Total is how many findings there are, Open how many of those that are listed need a look.
	Total, Open int
	Findings    []Finding
}

// Finding is one fact that answers a question. Members that do not belong to a question are empty.
type Finding struct {
	Lead   string
	Record int
	At     time.Time
	Who    lead.Holder // whose it is
	Other  string      // the next holder, or whom it went to
	What   string      // a code: of a clock, a kind, a reason, a purpose
	Basis  string
	Length time.Duration // how long it was held, how late it was, how long it took
	// OK says that nothing is wrong with it.
	OK   bool
	Note string
}

// NewAnswer makes an answer of findings.
func NewAnswer(no, total int, findings []Finding) Answer {
	a := Answer{Total: total, Findings: findings}
	for _, q := range questions {
		if q.No == no {
			a.Question = q
		}
	}
	for _, f := range findings {
		if !f.OK {
			a.Open++
		}
	}
	return a
}
