package pages

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// entered is an institution with a code, a place and a licence.
func entered() url.Values {
	return in("on", "2026-07-01", "name", "启航培训中心", "aliases", "启航教育\r\n启航、未来", "kind", "company", "registeredFrom", "2020-01-01", "places.rows", "1", "places.0.address", "柳塘路18号3层",
		"places.0.street", "柳塘街道", "licences.rows", "1", "licences.0.number", "教民199010170000010", "licences.0.department", "education", "licences.0.scope", "非学科类", "licences.0.from", "2024-01-01",
		"licences.0.until", "2027-12-31", "operators.0.name", "周某", "operators.0.role", "举办者", "reason", "颁发许可证")
}

// An institution is entered, changed and closed by forms; what is wrong is said beside its field and row, and a form that is sent twice counts once.
func TestInstitutionsByForms(t *testing.T) {
	o := newOffice(t)
	p := o.enter("education")
	has(t, p.sees("/enforcement/institutions", 200), "/enforcement/institutions/new", "/enforcement/institutions/import")
	wrong := entered()
	wrong.Set("licences.0.until", "2023-12-31")
	has(t, p.lacks("/enforcement/institutions/new", 422, wrong), `id="f-licences-0-until-bad"`, "柳塘路18号3层")
	wrong.Set("uscc", "91330100MA2ABCDE00")
	has(t, p.lacks("/enforcement/institutions/new", 422, wrong), `id="f-uscc-bad"`)
	has(t, p.lacks("/enforcement/institutions/new", 422, in("on", "2026-07-01", "name", "无证", "reason", "查获")), `id="f-decision-bad"`)
	wrong = entered()
	wrong.Set("_more", "licences")
	if w := p.posts("/enforcement/institutions/new", wrong); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "f-licences-1-number") {
		t.Errorf("another licence: %d", w.Code)
	}
	at := p.sends("/enforcement/institutions/new", entered())
	if page := p.sees("/enforcement/institutions", 200); strings.Count(page, ">启航培训中心<") != 1 {
		t.Error("sent twice it is entered twice")
	}
	page := p.sees(at+"/acts/change", 200)
	has(t, page, "启航教育\n启航、未来", `value="教民199010170000010"`, `value="柳塘路18号3层"`)
	change := entered()
	change.Set("name", "启航艺术培训中心")
	change.Set("reason", "更名")
	p.sends(at+"/acts/change", change)
	has(t, p.sees(at, 200), "启航艺术培训中心", "曾用名", "启航、未来", "更名")
	change.Set("_key", "later")
	change.Set("name", "另一名")
	change.Set("_seen", "1")
	has(t, p.lacks(at+"/acts/change", 422, change), "已有新的变更")
	market := o.enter("market")
	page = market.sees(at+"/acts/change", 200)
	hasNot(t, page, "f-name", "f-licences")
	market.sends(at+"/acts/change", in("on", "2026-07-01", "kind", "company", "registeredFrom", "2020-01-01", "registeredUntil", "2026-06-01", "reason", "注销"))
	has(t, p.sees(at, 200), "2026-06-01", "教民199010170000010")
	p.sends(at+"/acts/close", in("on", "2026-06-30", "reason", "停办"))
	page = p.sees(at, 200)
	has(t, page, "已停办", "2026-06-30")
	hasNot(t, page, at+"/acts/close")
	market.sees("/enforcement/institutions/new", 403)
	market.sees(at+"/acts/close", 403)
	o.enter("fire").sees(at+"/acts/change", 403)
	o.enter("fire").sees("/enforcement/institutions/import", 403)
}

var hiddenContent = regexp.MustCompile(`name="content" value="([^"]+)"`)

// A list is looked at before it is imported: what would be new, changed, doubtful and wrong stands in a table, and nothing is written until that
// is wanted; imported again it changes nothing.
func TestAListByForms(t *testing.T) {
	o := newOffice(t)
	id := o.licensed("启航培训中心")
	p := o.enter("education")
	list := "机构名称,许可证号,许可范围,有效期起,有效期止,地址\n启航培训中心,教民199010170000010,非学科类,2024-01-01,2028-12-31,柳塘路18号3层\n未来星艺术学校,教民199010170000029,美术,2025-01-01,2027-12-31,河北路5号\n坏行,教民199010170000037,美术,昨天,,河北路6号\n"
	at := "/enforcement/institutions/import"
	if w := p.uploads(at, in("list", "licensed"), "", nil); !strings.Contains(w.Body.String(), `id="f-file-bad"`) {
		t.Errorf("without a file: %d", w.Code)
	}
	if w := p.uploads(at, in("list", "licensed"), "名单.csv", []byte("a,b\n1,2\n")); !strings.Contains(w.Body.String(), "没有找到表头") {
		t.Errorf("without headings: %s", plain(w.Body.String()))
	}
	w := p.uploads(at, in("list", "licensed"), "名单.csv", []byte(list))
	page := w.Body.String()
	has(t, page, "新增", "变更", "有误", "未来星艺术学校", "坏行", "不是日期", "导入 2 行", "还没有写入名录", "/enforcement/institutions/"+id)
	hasNot(t, p.sees("/enforcement/institutions", 200), "未来星艺术学校")
	apply := in("list", "licensed", "content", hiddenContent.FindStringSubmatch(page)[1])
	has(t, p.posts(at+"/apply", apply).Body.String(), "已写入 2 行")
	has(t, p.sees("/enforcement/institutions", 200), "未来星艺术学校")
	has(t, p.posts(at+"/apply", apply).Body.String(), "已写入 0 行")
	apply.Set("content", "%")
	if w := p.posts(at+"/apply", apply); w.Code != http.StatusBadRequest {
		t.Errorf("no list: %d", w.Code)
	}
	if w := o.enter("market").uploads(at, in("list", "licensed"), "名单.csv", []byte(list)); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("market imports licences: %d", w.Code)
	}
	if w := o.enter("market").posts(at+"/apply", in("list", "white", "content", "eA")); w.Code != http.StatusBadRequest {
		t.Errorf("market imports the white list: %d", w.Code)
	}
}
