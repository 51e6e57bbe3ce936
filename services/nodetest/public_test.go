package nodetest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
)

// The public site, as anybody sees it: in both languages, narrow and wide, light and dark, nothing that axe calls serious, nothing that the
// policy forbids, nothing wider than the window; usable without JavaScript and printable. With -artifacts the pictures are kept.
func TestPublicSite(t *testing.T) {
	node, chromium := tools(t)
	s := start(t, "--samples=false")
	s.register(institutions()...)
	s.publish()
	s.release()
	await(t, "the institutions on the site", func() bool { return s.answers("/public/institutions/" + lastInstitution) })
	q := url.QueryEscape
	paths := []string{"/public/", "/public/institutions/inst-01", "/public/institutions/inst-03", "/public/results", "/public/results/pub-1", "/public/statistics", "/public/lists/white", "/public/data",
		"/public/find?q=" + q("新芽"), "/public/find?q=" + q("晨光书院"), "/public/find?q=" + q("培训中心"), "/public/find?q=91990101MA00000021", "/public/find?q=" + q("幸福路"),
		"/public/institutions/inst-04", "/public/institutions/inst-05", "/public/institutions/inst-06", "/public/institutions/inst-07", "/public/institutions/inst-08",
		"/public/results?product=P2", "/public/results?words=" + q("退费") + "&month=2026-07", "/public/results/pub-2", "410=/public/results/pub-4", "410=/public/results/pub-5",
		"/public/results/pub-1/object", "/public/objections", "/public/lists", "/public/lists/suspended", "/public/lists/watch", "/public/lists/closed", "/public/statistics/2026-07",
		"/public/about", "404=/public/nothing", "404=/public/institutions/none"}
	pictures := filepath.Join(t.ArtifactDir(), "pictures")
	s.browse(node, chromium, pictures, append([]string{"public.mjs", s.url, pictures}, paths...)...)
}

// answers reports whether an address is there.
func (s *running) answers(path string) bool {
	resp, err := http.Get(s.url + path)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// register says what may be known of institutions, as enforcement would.
func (s *running) register(all ...lead.InstitutionChanged) {
	s.t.Helper()
	pool, err := pg.Open(s.t.Context(), s.sql, "enforcement", 1)
	if err != nil {
		s.t.Fatal(err)
	}
	defer pool.Close()
	log := outbox.NewLog(pool, "enforcement", "990101")
	err = log.Save(s.t.Context(), func(_ context.Context, tx *outbox.Tx) error {
		for _, i := range all {
			e, err := event.New(event.Origin{Source: log.Source(), Lead: i.Institution, Time: time.Now()}, i)
			if err != nil {
				return err
			}
			if err := tx.Append(e, ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

const lastInstitution = "inst-08"

// institutions are one of each kind.
func institutions() []lead.InstitutionChanged {
	at := time.Date(2026, 7, 28, 2, 0, 0, 0, time.UTC)
	licence := func(n int, scope, until string) []lead.Licence {
		return []lead.Licence{{Number: fmt.Sprintf("教民19901017%05d号", n), Authority: "云汀区教育局", Scope: scope, From: "2024-09-01", Until: until}}
	}
	far := time.Now().AddDate(1, 0, 0).Format(time.DateOnly)
	all := []lead.InstitutionChanged{
		{Name: "云汀区新芽艺术培训中心", Aliases: []string{"新芽画室"}, USCC: "91990101MA00000022", Street: "柳塘街道", Places: []string{"柳塘街道幸福路12号金桂大厦3层"}, Papers: lead.BothPapers, Standing: lead.Open, Listed: true, Licences: licence(1, "艺术类", far)},
		{Name: "云汀区小鹿体育培训有限公司", USCC: "91990101MA0000001Y", Street: "东岗街道", Places: []string{"东岗街道解放路8号体育馆东侧", "东岗街道建设路21号2层"}, Papers: lead.BothPapers, Standing: lead.Open, Listed: true, Licences: licence(2, "体育类、艺术类", far)},
		{Name: "云汀区启航教育培训学校", USCC: "52990101MJ0000003N", Street: "柳塘街道", Places: []string{"柳塘街道幸福路56号"}, Papers: lead.BothPapers, Standing: lead.Suspended, Licences: licence(3, "学科类", far)},
		{Name: "云汀区新芽科技培训中心", USCC: "92990101MA00000045", Street: "新桥街道", Papers: lead.BothPapers, Standing: lead.Open, Licences: licence(4, "科技类", "2026-06-30")},
		{Name: "云汀区智学托管服务部", USCC: "91990101MA0000005B", Street: "新桥街道", Places: []string{"新桥街道学府路3号底商"}, Papers: lead.OnlyRegistered, Standing: lead.Open,
			Watch: []lead.WatchEntry{{Decision: "云教罚〔2026〕2号", Basis: "校外培训行政处罚暂行办法第十八条", From: "2026-07-21", Until: far}}},
		{Name: "幸福里小区数学小班", Street: "柳塘街道", Places: []string{"柳塘街道幸福里小区5号楼"}, Papers: lead.NoPapers, Standing: lead.Open},
		{Name: "云汀区晨曦英语培训中心", USCC: "91990101MA0000006E", Street: "石湖镇", Places: []string{"石湖镇中心街40号"}, Papers: lead.BothPapers, Standing: lead.Closed, Licences: licence(7, "学科类", "2027-08-31")},
		{Name: "云汀区百川书法培训中心", Street: "石湖镇", Places: []string{"石湖镇湖滨路1号"}, Papers: lead.BothPapers, Standing: lead.Open, Licences: []lead.Licence{
			{Number: "教民199010170008号", Scope: "艺术类", From: time.Now().AddDate(0, 1, 0).Format(time.DateOnly), Until: far}}},
	}
	for i := range all {
		all[i].Institution, all[i].Version, all[i].At = fmt.Sprintf("inst-%02d", i+1), 1, at
	}
	return all
}

// publish puts publications where the site reads them.
func (s *running) publish() {
	s.t.Helper()
	field := func(code, zh, en, value string) map[string]any {
		return map[string]any{"code": code, "name": map[string]string{"zh": zh, "en": en}, "value": value}
	}
	name := func(fields map[string]any, more map[string]any) map[string]any {
		for k, v := range more {
			fields[k] = v
		}
		return fields
	}
	base := func(id, product, title, at string) map[string]any {
		return map[string]any{"id": id, "product": product, "version": 1, "title": title, "publishedAt": at, "state": "published", "department": "education"}
	}
	all := []map[string]any{
		name(base("pub-1", "P1", "云汀区启航教育培训学校未按规定退费案", "2026-07-24T02:30:00Z"), map[string]any{
			"number": "云教罚〔2026〕3号", "category": "D07", "street": "柳塘街道", "institution": "inst-03", "parties": []string{"云汀区启航教育培训学校"}, "decidedOn": "2026-07-20", "until": "2027-07-20",
			"objected": true, "version": 2,
			"text": []string{"2026年6月，区教育局接12345热线转来的线索，反映该校不予退还剩余课时费。经查，该校自2026年3月起拒绝为21名学员办理退费，涉及金额 46,800 元。",
				"区教育局责令其限期退还所收费用，并处警告。截至决定之日已退还 38,400 元，其余在整改期限内退清。"},
			"fields": []any{field("CF_XDR_MC", "行政相对人名称", "Party", "云汀区启航教育培训学校"), field("CF_XDR_SHXYM", "统一社会信用代码", "Unified social credit code", "52990101MJ0000003N"),
				field("CF_WSH", "行政处罚决定书文号", "Number of the decision", "云教罚〔2026〕3号"), field("CF_WFXW", "违法行为类型", "Type of violation", "未按规定退还培训费用"),
				field("CF_CFLB", "处罚类别", "Kind of penalty", "警告"), field("CF_NR_FK", "罚款金额（万元）", "Fine (10,000 yuan)", "0"), field("CF_JDRQ", "处罚决定日期", "Date of the decision", "2026-07-20"),
				field("CF_GSJZQ", "公示截止期", "Public until", "2027-07-20"), field("CF_CFJG", "处罚机关", "Authority", "云汀区教育局")}}),
		name(base("pub-2", "P2", "以“托管”名义开展学科培训，被责令停止并退费", "2026-07-22T02:00:00Z"), map[string]any{"category": "A05", "street": "新桥街道", "institution": "inst-05",
			"text": []string{"某托管服务部在放学后和周末，以看护作业为名讲授数学、英语课程，按课时收费。区教育局会同市场监管部门现场检查后责令立即停止，退还所收费用。", "提醒家长：托管机构不得开展学科类培训。"}}),
		name(base("pub-3", "P6", "柳塘街道：楼长巡查发现一处、劝退一处", "2026-07-18T02:00:00Z"), map[string]any{"street": "柳塘街道", "text": []string{"柳塘街道把居民楼里的培训纳入楼长日常巡查。"}}),
		name(base("pub-4", "P1", "", "2026-05-08T02:00:00Z"), map[string]any{"number": "云教罚〔2026〕1号", "state": "withdrawn", "withdrawnAt": "2026-07-02T08:00:00Z", "reason": "revoked", "note": "经行政复议，原决定被撤销。"}),
		name(base("pub-5", "P1", "", "2025-05-08T02:00:00Z"), map[string]any{"number": "云教罚〔2025〕6号", "state": "ended", "withdrawnAt": "2026-05-08T16:00:00Z", "reason": "expired"}),
	}
	for _, p := range all {
		public, err := json.Marshal(p)
		if err != nil {
			s.t.Fatal(err)
		}
		text := func(key string) string { v, _ := p[key].(string); return v }
		shown := text("publishedAt")
		if at := text("withdrawnAt"); at != "" {
			shown = at
		}
		ids := []string{}
		if id := text("institution"); id != "" {
			ids = append(ids, id)
		}
		s.execute(`INSERT INTO disclosure.publication (id, product, department, case_number, number, stage, standing, edition, due, changed_at, state, shown_at, month, category, street, institutions, search, terms, public)
			VALUES ($1, $2, 'education', $1, $3, 'settled', $4, 1, '2026-07-01', $5::text::timestamptz, '{}', $5::text::timestamptz, left($5::text, 7), $6, $7, $8, '', '{}', $9)`,
			text("id"), text("product"), text("number"), text("state"), shown, text("category"), text("street"), ids, public)
	}
}

// release puts a month's figures where the site reads them.
func (s *running) release() {
	s.t.Helper()
	const hidden = -1
	row := func(figures ...int64) (cells []map[string]any) {
		for _, n := range figures {
			if n == hidden {
				cells = append(cells, map[string]any{"n": 0, "suppressed": true})
			} else {
				cells = append(cells, map[string]any{"n": n})
			}
		}
		return cells
	}
	table := func(name string, rows, columns []string, cells ...[]map[string]any) map[string]any {
		return map[string]any{"name": name, "rows": rows, "columns": columns, "cells": cells}
	}
	number := []string{"n"}
	for _, month := range []string{"2026-06", "2026-07"} {
		body, err := json.Marshal(map[string]any{"month": month, "version": 1, "at": "2026-08-05T02:00:00Z", "smallest": 5, "tables": []any{
			table("streets", []string{"柳塘街道", "东岗街道", "新桥街道", "石湖镇", "other", "total"}, []string{"A", "B", "C", "D", "E", "F", "G", "H", "X", "none", "total"},
				row(31, 8, 12, 22, 6, 9, hidden, hidden, 11, 7, 110), row(18, hidden, 9, 14, hidden, 6, hidden, hidden, 8, hidden, 66), row(12, hidden, 7, 9, hidden, hidden, hidden, hidden, hidden, hidden, 43),
				row(hidden, hidden, hidden, 6, hidden, hidden, hidden, hidden, hidden, hidden, 17), row(hidden, hidden, hidden, hidden, hidden, hidden, hidden, hidden, hidden, hidden, 7), row(66, 19, 31, 52, 16, 20, 6, 5, 19, 9, 243)),
			table("types", []string{"A01", "A02", "A05", "A09", "B01", "B02", "C01", "C02", "D01", "D04", "D07", "D08", "E01", "F02", "H02"}, number,
				row(29), row(hidden), row(17), row(hidden), row(12), row(7), row(19), row(12), row(0), row(9), row(33), row(hidden), row(11), row(14), row(hidden)),
			table("channels", []string{"hotline", "wechat", "grid", "mailbox", "patrol", "self_check", "dept"}, number, row(121), row(58), row(33), row(11), row(13), row(0), row(7)),
			table("outcomes", []string{"substantiated", "unsubstantiated", "settled", "withdrawn", "declined", "merged", "total"}, number, row(96), row(41), row(38), row(hidden), row(19), row(hidden), row(207)),
			table("departments", []string{"education", "market", "police", "fire", "culture", "health"}, []string{"ended", "opened"}, row(118, 31), row(42, 12), row(9, hidden), row(16, 6), row(12, hidden), row(10, hidden)),
			table("answers", []string{"responded", "solved", "satisfied"}, []string{"yes", "no", "unknown", "total"}, row(142, 6, 13, 161), row(118, 22, 21, 161), row(109, 29, 23, 161)),
			table("cases", []string{"opened", "filed", "decided", "closed"}, number, row(56), row(38), row(21), row(17)),
			table("refunds", []string{"ordered", "paid"}, []string{"fen", "cases"}, row(18654000, 14), row(14920050, 11)),
			table("operations", []string{"operations", "sites", "findings"}, number, row(3), row(41), row(12)),
			table("harm", []string{"leads", "cases"}, number, row(hidden), row(hidden)),
			table("rates", []string{"responded", "solved", "satisfied", "refunded"}, []string{"over", "under"}, row(142, 148), row(118, 140), row(109, 138), row(14920050, 18654000)),
		}})
		if err != nil {
			s.t.Fatal(err)
		}
		s.execute(`WITH draft AS (INSERT INTO disclosure.release_draft (month, version, smallest, prepared_at, editor, editor_role, positions, tables, exact)
				VALUES (($1 || '-01')::date, 1, 5, '2026-08-03T02:00:00Z', 'x', 'x', '[]', '[]', '[]') RETURNING id)
			INSERT INTO disclosure.release (month, version, draft, released_at, approver, approver_role, sha256, body)
			SELECT ($1 || '-01')::date, 1, id, '2026-08-05T02:00:00Z', 'x', 'x', '', $2 FROM draft`, month, body)
	}
}
