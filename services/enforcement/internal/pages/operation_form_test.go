package pages

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// plan is a plan of two departments and a street.
func plan() url.Values {
	return in("title", "夜间联合检查", "reason", "两条线索同址", "street", "柳塘街道", "rallyDay", "2026-07-01", "rallyTime", "18:30", "rallyPlace", "街道办门前", "plan", "分两组进入",
		"participants.rows", "3", "participants.0.party", "education", "participants.0.task", "查证照", "participants.1.party", "fire", "participants.1.task", "查消防",
		"participants.2.other", "street-liutang", "participants.2.task", "引导")
}

// found is a finding of two officers on the first site.
func found(department string) url.Values {
	return in("on", "2026-07-01", "site", "1", "category", "F01", "department", department, "found", "疏散通道堵塞", "officers.rows", "2", "officers.0.name", "张三", "officers.0.agency", "消防大队",
		"officers.0.certificate", "1", "officers.1.name", "李四", "officers.1.agency", "消防大队", "officers.1.certificate", "2", "disposals", "stopped")
}

// A joint operation goes from its plan to the cases by forms: who is asked replies, a refusal is ruled on, sites and findings are written down, who
// has not signed is shown, and the split opens cases. Nobody is offered what is not theirs, and what a form lacks is said beside its fields.
func TestAJointOperationByForms(t *testing.T) {
	o := newOffice(t)
	evening := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC) // 20:00 in China
	o.pages.Now = func() time.Time { return evening }
	force, education, fire, street := o.enter("taskforce"), o.enter("education"), o.enter("fire"), o.enter("street-liutang")
	lacking := plan()
	lacking.Del("participants.1.party")
	has(t, force.lacks("/enforcement/operations/new", 422, lacking), `id="f-participants-bad"`, "要是部门或者单位代码", "分两组进入")
	has(t, education.lacks("/enforcement/operations/new", 422, plan()), `id="f-leads-bad"`)
	street.sees("/enforcement/operations/new", 403)
	at := force.sends("/enforcement/operations/new", plan())
	page := fire.sees(at, 200)
	has(t, page, "查消防", "2026-07-01 18:30", at+"/acts/reply")
	hasNot(t, page, at+"/acts/start", at+"/acts/split", at+"/acts/site")
	education.sends(at+"/acts/reply", in("on", "2026-07-01", "accept", "yes"))
	has(t, street.lacks(at+"/acts/reply", 422, in("on", "2026-07-01", "accept", "no", "_seen", "2")), `id="f-reason-bad"`, "不参加的理由")
	has(t, street.lacks(at+"/acts/reply", 409, in("on", "2026-07-01", "accept", "yes", "_seen", "1")), "请重新打开")
	street.sends(at+"/acts/reply", in("on", "2026-07-01", "accept", "no", "reason", "人手不足"))
	force.sends(at+"/acts/rule", in("on", "2026-07-01", "party", "street-liutang", "release", "yes", "reason", "同意"))
	fire.sends(at+"/acts/reply", in("on", "2026-07-01", "accept", "yes"))
	force.sends(at+"/acts/start", in("on", "2026-07-01"))
	has(t, education.lacks(at+"/acts/site", 422, in("on", "2026-07-01", "time", "21:30", "name", "启航", "address", "柳塘路18号")), `id="f-time-bad"`, "现在之前")
	education.sends(at+"/acts/site", in("on", "2026-07-01", "time", "19:00", "name", "启航", "address", "柳塘路18号", "partyName", "启航培训中心", "partyKind", "organisation"))
	one := found("fire")
	one.Set("officers.1.name", "张三")
	has(t, fire.lacks(at+"/acts/finding", 422, one), `id="f-officers-bad"`, "同一人写了两次")
	fire.sends(at+"/acts/finding", found("fire"))
	has(t, education.lacks(at+"/acts/finding", 409, found("education")), "一事不再罚")
	page = fire.sees(at, 200)
	has(t, page, "疏散通道堵塞", at+"/acts/strike/1")
	if strings.Count(page, "疏散通道堵塞") != 1 {
		t.Error("a finding that was sent twice counts twice")
	}
	hasNot(t, education.sees(at, 200), at+"/acts/strike/1")
	education.sees(at+"/acts/strike/1", 409)
	force.sends(at+"/acts/assign/1", in("on", "2026-07-01", "department", "education", "reason", "由教育牵头"))
	force.sends(at+"/acts/finish", in("on", "2026-07-01"))
	fire.sends(at+"/acts/sign", in("on", "2026-07-01", "note", "无异议"))
	has(t, force.sees(at+"?lang=en", 200), "Not signed yet:", "Split into cases")
	has(t, force.lacks(at+"/acts/split", 422, in("on", "2026-07-01")), `id="f-reason-bad"`)
	force.sends(at+"/acts/split", in("on", "2026-07-01", "reason", "教育明日补签"))
	page = education.sees(at, 200)
	has(t, page, "已分案", "/enforcement/cases/990101-education-2026-000001", "教育明日补签", "还没有签字：")
	hasNot(t, page, at+"/acts/sign")
	o.enter("market").sees(at+"/acts/reply", 404)
}
