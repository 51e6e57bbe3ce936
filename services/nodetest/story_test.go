package nodetest_test

import (
	"strings"

	"xiansuo/pkg/lead"
)

// hostile is what somebody may write anywhere.
const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>{{.}}</title></textarea><svg onload=alert(3)> javascript:alert(4) ` + "\u202e" + `drow`

// story makes something of everything that pages show: leads in hand, returned, transferred, disputed, resting, submitted, refused, taken
// back, overdue and hostile.
func (s *running) story() {
	s.answer("C030", lead.Culture, lead.AnswerSigned{Note: "已安排两名执法人员到场"})
	s.answer("C030", lead.Police, lead.AnswerSigned{})
	s.answer("C001", lead.Education, lead.AnswerSigned{})
	s.answer("C001", lead.Education, lead.AnswerDone{Outcome: lead.Substantiated, Note: "查实一对多有偿补课，已责令停止，退还所收费用 6,400 元。"})
	s.answer("C001", lead.Education, lead.AnswerSigned{})
	s.answer("C003", lead.Education, lead.AnswerSigned{By: &lead.By{Unit: "校外教育培训监管科", Person: "张三", Number: "云教线〔2026〕12号"}})
	s.answer("C003", lead.Education, lead.AnswerTransferred{To: lead.Market, Document: lead.LeadTransfer, Reason: "属价格违法。", Basis: "价格法第三十三条",
		Documents: []lead.Document{{Kind: lead.Letter, Number: "云教移〔2026〕3号", Name: "移送函.pdf", SHA256: strings.Repeat("0a", 32)}}})
	s.answer("C004", lead.Education, lead.AnswerSigned{})
	s.answer("C004", lead.Education, lead.AnswerDone{Outcome: lead.Substantiated, Note: "查实众筹私教，已责令停止，退还所收费用 6,400 元。", Reply: "已查实并责令停止。"})
	s.answer("C007", lead.Education, lead.AnswerSigned{})
	s.answer("C007", lead.Education, lead.AnswerDisputed{Reason: "实为艺术类培训，双方均认为应由对方主办。", Competent: "culture", Basis: "民办教育促进法第六十四条"})
	s.answer("C009", lead.Education, lead.AnswerSigned{})
	s.answer("C009", lead.Education, lead.AnswerProposed{Crime: "诈骗罪", Basis: "刑法第二百六十六条", Officers: []string{"张三", "李四"}, Note: "收费后失联，涉及四十人。"})
	s.answer("C009", lead.Education, lead.AnswerApproved{Approved: true, Head: "王五"})
	s.answer("C010", lead.Education, lead.AnswerSigned{})
	s.answer("C010", lead.Education, lead.AnswerExtensionasked{N: 3, Reason: "取证未完，证人外出。"})
	s.answer("C005", lead.Education, lead.AnswerSigned{})
	s.answer("C005", lead.Education, lead.AnswerSuspended{Reason: lead.RestAppraisal, Paper: "鉴〔2026〕12号", Note: "教材送检。"})
	s.answer("C005", lead.Education, lead.AnswerAllotted{Unit: "校外教育培训监管科", Person: "张三"})
	s.answer("C005", lead.Education, lead.AnswerAssistasked{Assist: []lead.Party{"culture"}, Task: "现场辨认是否属于研学。"})
	s.answer("C005", lead.Education, lead.AnswerCopied{To: []string{"health", "ext:检察院"}, Note: "供参考。"})
	s.answer("C002", lead.Education, lead.AnswerReturned{Reason: "R01", Competent: "police", Basis: "旅馆业治安管理办法第六条", Note: "现场在宾馆内，请公安牵头。"})
	s.answer("C027", lead.Market, lead.AnswerReturned{Reason: "R01", Competent: "education", Basis: "校外培训行政处罚暂行办法第十八条"})
	s.decide("C027", "assign", map[string]any{"department": "education", "category": "D04", "reason": "收费公示属教育部门主责。"})
	s.answer("C011", lead.Education, lead.AnswerReturned{Reason: "R03", Note: "缺合同照片和对方名称。"})
	s.decide("C011", "refuse-return", map[string]any{"reason": "附件中已有截图。"})
	s.decide("C057", "take-back", map[string]any{"reason": "家长补充说在校外机构上课，重新研判。"})
	s.complain("hotline-12345", lead.ComplaintSupplemented{Number: "C005", Text: "补充：营地还在上课，附了课程表，一共两个班，每班二十人。"})
	s.complain("hotline-12345", lead.ComplaintUrged{Number: "C005", Note: "家长第二次来电。"})
	for _, who := range []string{"hotline-12345", "wechat"} {
		s.complain(who, lead.ComplaintSubmitted{Channel: lead.Hotline, Number: "TWICE", Text: "同一个单号，两个来源。有人在小区里给初中生补数学，按课时收费。"})
	}
	s.complain("hotline-12345", lead.ComplaintSubmitted{Channel: lead.Hotline, Number: "LONG",
		Text: "有家长在群里说起一个培训班，" + strings.Repeat("想反映的情况很多，说也说不完。", 60) + strings.Repeat("没有标点的长串", 30)})
	s.complain("hotline-12345", lead.ComplaintSubmitted{Channel: lead.Hotline, Number: "HOSTILE", Title: hostile, Text: "机构不退费，孩子的课没上完。" + hostile, Appeal: hostile[:60],
		Place:  &lead.Place{Address: hostile, Street: hostile[:60], Community: hostile[:60], Grid: hostile[:60], URL: "javascript:alert(5)"},
		Target: &lead.Target{Name: hostile, Kind: hostile[:60], Licence: hostile[:60], USCC: hostile[:30]}, Money: &lead.Money{Fen: 460000, Method: hostile[:60]},
		People:      &lead.People{Pupils: 34, Staff: 7, AgeBand: hostile[:60]},
		Attachments: []lead.Attachment{{URI: "javascript:alert(6)", Name: hostile[:90], Type: "text/html"}}})
	s.lead("HOSTILE")
	s.lead("LONG")
	s.execute("UPDATE routing.clock SET due = now() - interval '3 hours', counted_from = now() - interval '9 hours', next_at = now() WHERE lead = ANY($1) AND ended_at IS NULL", []string{s.lead("C036"), s.lead("C041"), s.lead("C002")})
	s.execute("UPDATE routing.clock SET provisional = true, due = '2027-01-04T16:00:00Z' WHERE step = 'handle' AND lead = $1", s.lead("C030"))
}
