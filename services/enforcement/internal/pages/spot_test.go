package pages

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// in is a form that is filled in, in pairs.
func in(pairs ...string) url.Values {
	out := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Add(pairs[i], pairs[i+1])
	}
	return out
}

// sends opens a form, fills it in and sends it, twice: that counts once.
func (p person) sends(path string, filled url.Values) string {
	p.t.Helper()
	page := p.sees(path, 200)
	filled.Set("_key", keyOf(p.t, page))
	_, rest, _ := strings.Cut(page, `name="_seen" value="`)
	seen, _, _ := strings.Cut(rest, `"`)
	filled.Set("_seen", seen)
	to := follows(p.t, p.posts(path, filled))
	p.posts(path, filled)
	return to
}

// lacks sends a form that is refused, and returns what the page says.
func (p person) lacks(path string, status int, filled url.Values) string {
	p.t.Helper()
	w := p.posts(path, filled)
	if w.Code != status {
		p.t.Errorf("%s: %d, want %d: %s", path, w.Code, status, plain(w.Body.String()))
	}
	return w.Body.String()
}

// visited is a visit by two officers with two findings, one of them mended on the spot.
func visited() url.Values {
	return in("on", "2026-07-01", "from", "09:30", "to", "10:15", "officers.rows", "2", "officers.0.name", "张三", "officers.0.agency", "教育局", "officers.0.certificate", "YT-001",
		"officers.1.name", "李四", "officers.1.agency", "消防大队", "officers.1.certificate", "YT-002", "findings.rows", "2", "findings.0.category", "F01", "findings.0.text", "疏散通道堆放教具",
		"findings.0.due", "2026-07-10", "findings.1.category", "D04", "findings.1.text", "未明码标价", "findings.1.mended", "yes", "disposals", "corrected", "disposals", "stopped",
		"papers", "registered", "classes", "2", "pupils", "34", "staff", "7", "qualified", "3", "feeFen", "1,280.50", "supervised", "no")
}

// A patrol is ordered, filled with points, and its visits and findings are written down by forms; a form that is sent twice counts once, and what
// it lacks is said beside its fields.
func TestAPatrolByForms(t *testing.T) {
	o := newOffice(t)
	o.licensed("启航培训中心")
	force, p := o.enter("taskforce"), o.enter("education")
	has(t, force.lacks("/enforcement/rounds/new", 422, in("title", "暑期排查", "from", "2026-07-02", "to", "2026-07-01", "teams", "education")), `id="f-to-bad"`, "不能早于起始日期")
	has(t, force.lacks("/enforcement/rounds/new", 422, in("title", "暑期排查", "from", "2026-07-01", "to", "2026-07-31")), `id="f-teams-bad"`)
	at := force.sends("/enforcement/rounds/new", in("title", "暑期排查", "from", "2026-07-01", "to", "2026-07-31", "teams", "education", "teams", "fire", "units", "street-liutang"))
	if page := p.sees("/enforcement/rounds", 200); strings.Count(page, "暑期排查") != 1 {
		t.Error("sent twice it is two patrols")
	}
	p.sends(at+"/points", in("points.rows", "2", "points.0.name", "某居民楼", "points.0.address", "河北路5号", "points.0.street", "河北街道", "points.0.kind", "residential",
		"points.1.name", "某商铺", "points.1.address", "河北路7号", "points.1.street", "河北街道", "points.1.kind", "commercial"))
	p.sends(at+"/register", in())
	page := p.sees(at, 200)
	has(t, page, "启航培训中心", "某居民楼", "应查 3", at+"/points/3")
	lacking := visited()
	lacking.Set("officers.1.name", "")
	lacking.Set("officers.1.agency", "")
	lacking.Set("officers.1.certificate", "")
	lacking.Set("findings.1.category", "")
	has(t, p.lacks(at+"/points/1", 422, lacking), `id="f-findings-1-category-bad"`, "疏散通道堆放教具", "没有登记")
	lacking.Set("findings.1.category", "D04")
	has(t, p.lacks(at+"/points/1", 422, lacking), `id="f-officers-bad"`, "两名以上执法人员")
	late := visited()
	late.Set("on", "2026-07-02")
	has(t, p.lacks(at+"/points/1", 422, late), `id="f-on-bad"`, "将来")
	p.sends(at+"/points/1", visited())
	page = p.sees(at, 200)
	has(t, page, "33%", "已查 1 / 应查 3", "疏散通道堆放教具", "未明码标价", "<svg", "已查</span>")
	has(t, p.sees(at+"?by=community&lang=en", 200), "Add points", "Residential")
	ledger := p.sees(at+"/ledger.csv", 200)
	has(t, ledger, "张三 教育局 YT-001", "1280.50", "疏散通道堆放教具", "叫停")
	has(t, o.enter("auditor").sees(at+"/ledger.csv", 200), "张三 教育局 ***")
	o.enter("market").sees(at+"/ledger.csv", 404)
	o.enter("market").sees(at+"/points", 404)
	o.enter("auditor").sees(at+"/points/2", 403)
	p.sees(at+"/points/9", 404)
	p.sees(at+"/close", 403)

	other := force.sends("/enforcement/rounds/new", in("title", "补录", "from", "2026-07-01", "to", "2026-07-31", "teams", "education"))
	has(t, p.uploads(other+"/import", in("_key", "k"), "台账.csv", []byte(strings.Replace(ledger, "商业", "工地", 1)+"x,y\n")).Body.String(), `id="f-file-bad"`, "行有误")
	has(t, p.uploads(other+"/import", in("_key", "k"), "", nil).Body.String(), "必须填写")
	follows(t, p.uploads(other+"/import", in("_key", "k"), "台账.csv", []byte(ledger)))
	follows(t, p.uploads(other+"/import", in("_key", "l"), "台账.csv", []byte(ledger)))
	has(t, p.sees(other, 200), "已查 1 / 应查 1")
	force.sends(other+"/close", in("on", "2026-07-01"))
	page = p.sees(other, 200)
	has(t, page, "2026-07-01 结束")
	hasNot(t, page, other+"/points")
	p.sees(other+"/points", 409)
}

// What a patrol found is mended and looked at again, handed over, or taken out as a mistake by who ordered the patrol, each by a form that says
// what it lacks; one that was opened before somebody else acted says so.
func TestFindingsByForms(t *testing.T) {
	o := newOffice(t)
	force, p := o.enter("taskforce"), o.enter("education")
	at := force.sends("/enforcement/rounds/new", in("title", "暑期排查", "from", "2026-07-01", "to", "2026-07-31", "teams", "education"))
	p.sends(at+"/points", in("points.0.name", "某居民楼", "points.0.address", "河北路5号", "points.0.street", "河北街道", "points.0.kind", "residential"))
	p.sends(at+"/points/1", visited())
	_, rest, _ := strings.Cut(p.sees(at, 200), `href="/enforcement/promises/`)
	id, _, _ := strings.Cut(rest, `"`)
	one := "/enforcement/promises/" + id
	page := p.sees(one, 200)
	has(t, page, "疏散通道堆放教具", "未整改", one+"/mend", one+"/hand-over")
	hasNot(t, page, one+"/void")
	early := in("on", "2026-07-01", "_seen", "1")
	p.sends(one+"/mend", in("on", "2026-07-01", "note", "已清理"))
	has(t, force.lacks(one+"/void", 422, in("on", "2026-07-01", "_seen", "2")), `id="f-reason-bad"`)
	early.Set("passed", "yes")
	has(t, p.lacks(one+"/recheck", 409, early), "请重新打开")
	p.sends(one+"/recheck", in("on", "2026-07-01", "passed", "no", "due", "2026-07-20", "note", "又堆上了"))
	has(t, p.sees(one, 200), "2026-07-20", "复查未通过", "又堆上了")
	has(t, p.lacks(one+"/hand-over", 422, in("on", "2026-07-01", "_seen", "3")), `id="f-urgency-bad"`, `id="f-reason-bad"`)
	p.sends(one+"/hand-over", in("on", "2026-07-01", "urgency", "critical", "reason", "随时可能起火"))
	page = p.sees(one, 200)
	has(t, page, "已移交", "随时可能起火")
	hasNot(t, page, one+"/hand-over")
	o.enter("market").sees(one, 404)
	hasNot(t, o.enter("auditor").sees(one, 200), one+"/mend")
	o.enter("auditor").sees(one+"/mend", 409)
}

// statementIn is a statement of an institution in which everything is in order but the first item.
func statementIn() url.Values {
	s := in("on", "2026-07-01", "name", "启航培训中心", "uscc", "91330100MA2ABCDE0X", "street", "柳塘街道", "responsible", "周某", "signedBy", "周某", "signedOn", "2026-07-01")
	for i := range 30 {
		s.Set("answers."+numbered(i)+".result", "ok")
	}
	s.Set("answers.0.result", "problem")
	return s
}

// Institutions are called to check themselves; who has not handed in is listed with a form that is filled in as far as it is known; a statement
// answers every item, and what it promises is mended by a form.
func TestSelfChecksByForms(t *testing.T) {
	o := newOffice(t)
	p := o.enter("education")
	at := p.sends("/enforcement/selfchecks/new", in("title", "暑期自查", "from", "2026-07-01", "to", "2026-07-31"))
	p.sends(at+"/institutions", in("institutions.rows", "2", "institutions.0.name", "启航培训中心", "institutions.0.uscc", "91330100MA2ABCDE0X", "institutions.0.street", "柳塘街道", "institutions.1.name", "未来星",
		"institutions.1.street", "河北街道"))
	street := o.enter("street-liutang")
	has(t, street.sees(at, 200), "启航培训中心", "未来星", "已交 0 / 应交 2", at+"/statements?")
	hasNot(t, street.sees(at, 200), at+"/institutions")
	has(t, street.sees(at+"/statements?name=%E5%90%AF%E8%88%AA", 200), `value="启航"`, "疏散通道和安全出口畅通")
	s := statementIn()
	has(t, street.lacks(at+"/statements", 422, in("on", "2026-07-01")), `id="f-answers-0-result-bad"`, `id="f-signedBy-bad"`)
	has(t, street.lacks(at+"/statements", 422, s), `id="f-answers-bad"`, "有没有填写的内容")
	for name, value := range map[string]string{"problem": "没有确定管理人", "measure": "指定管理人", "responsible": "周某", "promised": "2026-07-15"} {
		s.Set("answers.0."+name, value)
	}
	statement := street.sends(at+"/statements", s)
	has(t, street.sees(statement, 200), "没有确定管理人", "指定管理人", "2026-07-15", "有问题")
	has(t, street.sees(statement+"?lang=en", 200), "Premises and fire safety", "Problem", "Use, storey and building are permitted")
	has(t, p.sees(at, 200), "已交 1 / 应交 2", "50%", "未来星")
	_, rest, _ := strings.Cut(street.sees(statement, 200), `href="/enforcement/promises/`)
	id, _, _ := strings.Cut(rest, `"`)
	street.sends("/enforcement/promises/"+id+"/mend", in("on", "2026-07-01"))
	has(t, p.sees("/enforcement/promises/"+id, 200), "已整改", statement)
	o.enter("disclosure-editor").sees("/enforcement/selfchecks", 404)
	if w := street.posts("/enforcement/selfchecks/new", in()); w.Code != http.StatusForbidden {
		t.Errorf("a street calls for self-checks: %d", w.Code)
	}
}
