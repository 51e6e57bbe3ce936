package pages

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/answers"
	"xiansuo/services/routing/internal/form"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

// Every word can be given by its form: with something in every field the data keeps to the schema, and every member is in it.
func TestEveryWordIsGiven(t *testing.T) {
	s := &shelf{}
	readers := map[web.Principal]reader{}
	for _, as := range []web.Principal{"desk", "market"} {
		readers[as] = enter(t, s, as)
	}
	for _, w := range lead.Words() {
		*s = *full()
		s.now = noon.Add(time.Hour)
		as := web.DeskPrincipal
		if w.Name == "contest" {
			as = "market"
		}
		d := &deed{word: w, view: s.view, who: viewer{as}, fields: form.Of(w.Fact)}
		in := url.Values{}
		if w.Name == "register" {
			in = url.Values{"for": {"market"}, "word": {"return"}}
			d.register(in)
		}
		p := pagesOf(s)
		p.filled(d, d.fields, "", in)
		in.Set(inKey, "key")
		in.Set(inSeen, "3")
		in.Set(inConfirm, "yes")
		if w.Name == "register" {
			in.Set("word", "return")
		}
		answer := readers[as].post(leadPage+"/"+w.Name, in)
		if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != leadPage || len(s.given) != 1 {
			t.Errorf("%s answered %d and gave %d: %s", w.Name, answer.Code, len(s.given), textOf(t, answer.Body.String()))
			continue
		}
		given := s.given[0]
		if given.Party != string(as) || given.Lead != leadID || given.Word.Name != w.Name || given.Key != "key" || given.Seen != "3" {
			t.Errorf("%s was given as %+v", w.Name, given)
		}
		if _, wrong := schemas().Check(w.Fact.EventType(), given.Data); len(wrong) > 0 {
			t.Errorf("%s does not keep to its schema: %v in %s", w.Name, wrong, given.Data)
		}
		fact := factOf(w)
		if err := event.Unmarshal(given.Data, fact.Interface()); err != nil {
			t.Errorf("%s: %v", w.Name, err)
		}
		for _, empty := range zeros(fact.Elem(), w.Name) {
			t.Errorf("%s is not in %s", empty, given.Data)
		}
	}
}

// zeros are the members that have nothing in them.
func zeros(v reflect.Value, at string) (out []string) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return []string{at}
		}
		return zeros(v.Elem(), at)
	case reflect.Slice:
		if v.Len() == 0 {
			return []string{at}
		}
		return zeros(v.Index(0), at)
	case reflect.Struct:
		if v.Type().PkgPath() == "time" {
			break
		}
		for i := range v.NumField() {
			out = append(out, zeros(v.Field(i), at+"."+v.Type().Field(i).Name)...)
		}
		return out
	}
	if v.IsZero() {
		return []string{at}
	}
	return nil
}

// situations are leads in which different words can be given by different parties.
func situations(t *testing.T) map[string]*told {
	t.Helper()
	signed := func() *told {
		return tell(plain(lead.Education)).must(t, "education", lead.AnswerSigned{}, 5)
	}
	referral := func() *told {
		return signed().must(t, "education", lead.AnswerProposed{Crime: "诈骗罪", Basis: "刑法第二百六十六条", Officers: []string{"甲", "乙"}, Note: "n"}, 6)
	}
	paper := func(k lead.DocumentKind) lead.Document {
		return lead.Document{Kind: k, SHA256: strings.Repeat("0a", 32)}
	}
	papers := []lead.Document{paper(lead.Letter), paper(lead.Report), paper(lead.Items)}
	out := map[string]*told{
		"dispatched":     tell(refund()),
		"at the desk":    tell(lead.Decision{Why: "weak", Urgency: lead.Normal}),
		"declined":       tell(lead.Decision{Decided: true, Lead: "none", Category: "X02", Why: "sure"}),
		"signed":         signed(),
		"allotted":       signed().must(t, "education", lead.AnswerAllotted{Unit: "校外科"}, 6),
		"return asked":   signed().must(t, "education", lead.AnswerReturned{Reason: "R03", Note: "缺地址"}, 6),
		"suspended":      signed().must(t, "education", lead.AnswerSuspended{Reason: lead.RestTest, Paper: "检1"}, 6),
		"more time":      signed().must(t, "education", lead.AnswerExtensionasked{N: 3, Reason: "取证"}, 6),
		"offered":        signed().must(t, "education", lead.AnswerTransferred{To: "market", Document: "M03", Reason: "r", Basis: "b"}, 6),
		"assisting":      signed().must(t, "education", lead.AnswerAssistasked{Assist: []lead.Party{street}, Task: "现场查看"}, 6),
		"copied":         signed().must(t, "education", lead.AnswerCopied{To: []string{"culture"}}, 6),
		"submitted":      signed().must(t, "education", lead.AnswerDone{Outcome: lead.Settled, Note: "n", Reply: "r"}, 6),
		"disputed":       signed().must(t, "education", lead.AnswerDisputed{Reason: "r", Competent: "market", Basis: "b"}, 6),
		"proposed":       referral(),
		"referred":       referral().must(t, "education", lead.AnswerApproved{Approved: true, Head: "丙"}, 7).must(t, "education", lead.AnswerReferred{Documents: papers, NoAppraisal: "无"}, 8),
		"registered":     tell(plain(lead.Education)).must(t, "desk", lead.AnswerRegistered{For: "education", Word: "sign", Data: map[string]any{}, Via: lead.Phone, Receipt: "录1"}, 6),
		"nobody's whole": tell(lead.Decision{Why: "weak", Urgency: lead.Normal}).must(t, "desk", lead.DecisionSplit{Parts: []lead.PartAsked{{Category: "D07", Department: "market"}}, Reason: "两件事"}, 6),
	}
	out["approved"] = referral().must(t, "education", lead.AnswerApproved{Approved: true, Head: "丙"}, 7)
	out["handed to the police"] = referral().must(t, "education", lead.AnswerApproved{Approved: true, Head: "丙"}, 7).
		must(t, "education", lead.AnswerReferred{Documents: papers, NoAppraisal: "无"}, 8).must(t, "police", lead.AnswerSigned{}, 9)
	out["not filed"] = referral().must(t, "education", lead.AnswerApproved{Approved: true, Head: "丙"}, 7).
		must(t, "education", lead.AnswerReferred{Documents: papers, NoAppraisal: "无"}, 8).must(t, "police", lead.AnswerSigned{}, 9).
		must(t, "police", lead.AnswerFiled{Reason: "情节轻微"}, 10)
	out["lettered"] = tell(lead.Decision{Why: "external", Urgency: lead.Normal}).must(t, "desk", lead.AnswerLettered{Party: "ext:人社", Document: "M03", Number: "函1", Reason: "r"}, 6)
	out["closed"] = signed().must(t, "education", lead.AnswerDone{Outcome: lead.Settled, Note: "n", Reply: "r"}, 6).must(t, "desk", lead.DecisionClosed{}, 7)
	out["designated"] = signed().must(t, "education", lead.AnswerDisputed{Reason: "r", Competent: "market", Basis: "b"}, 6).
		must(t, "taskforce", lead.DecisionDesignated{Department: "market", Reason: "r", Basis: "b"}, 7)
	out["to be reviewed"] = signed().must(t, "education", lead.AnswerDisputed{Reason: "r", Competent: "market", Basis: "b"}, 6).
		must(t, "taskforce", lead.DecisionDesignated{Department: "market", Reason: "r", Basis: "b"}, 7).must(t, "market", lead.AnswerSigned{}, 8).
		must(t, "market", lead.AnswerReviewasked{Facts: "新事实"}, 9)
	out["escalated"] = tell(refund()).tick(6 * 60)
	merged := tell(plain(lead.Police))
	merged.others["990101-2026-000002"] = &handoff.Lead{ID: "990101-2026-000002", State: handoff.Signed, Holder: "police", Last: 3}
	out["merged"] = merged.must(t, "desk", lead.DecisionMerged{Into: "990101-2026-000002", Reason: "同一事"}, 6)
	part := tell(plain(lead.Police))
	part.lead.Whole = "990101-2026-000002"
	out["part"] = part
	return out
}

var principals = []web.Principal{"desk", "taskforce", "justice", "auditor", "education", "market", "police", "fire", "culture", "health", street, "street-other"}

// Nobody sees a lead that was never its own, nor an action that it may not give; the words that it may give are all there. Nobody reads
// another's queue or the offices' lists, and the auditor gives no word.
func TestAuthorization(t *testing.T) {
	offered := map[string]bool{}
	all := situations(t)
	for _, as := range principals {
		s := &shelf{}
		who, r := viewer{as}, enter(t, s, as)
		for i, name := range slices.Sorted(maps.Keys(all)) {
			*s = *all[name].alone()
			s.now = noon.Add(time.Hour)
			sees := as.Oversees() || s.view.Lead.Involved(lead.Department(as))
			allowed := pagesOf(s).allowed(who, &s.view.Lead)
			if !sees {
				r.open(leadPage, http.StatusNotFound)
				if w := ask(r.server, prefix+"find?q=C001", r.cookie); w.Code != http.StatusNotFound {
					t.Errorf("%s finds what is %s: %d", as, name, w.Code)
				}
				allowed = nil
			} else {
				links := regexp.MustCompile(`href="`+leadPage+`/([a-z-]+)"`).FindAllStringSubmatch(r.open(leadPage, http.StatusOK), -1)
				var seen []string
				for _, l := range links {
					seen = append(seen, l[1])
				}
				slices.Sort(seen)
				want := slices.Sorted(slices.Values(allowed))
				if !slices.Equal(slices.Compact(seen), want) {
					t.Errorf("%s of what is %s sees %v, may %v", as, name, seen, want)
				}
			}
			for j, w := range lead.Words() {
				may := slices.Contains(allowed, w.Name)
				offered[w.Name] = offered[w.Name] || may
				if !may && (i+j)%4 != 0 { // a page for each would take minutes; over all situations every word has its turn
					continue
				}
				status := http.StatusConflict
				switch {
				case !sees:
					status = http.StatusNotFound
				case may:
					status = http.StatusOK
				}
				chineseIsData(t, w.Name, r.open(leadPage+"/"+w.Name+"?lang=en", status))
			}
			s.given = nil
			answer := r.post(leadPage+"/sign", url.Values{inKey: {"k"}})
			switch {
			case as == web.Auditor:
				if answer.Code != http.StatusForbidden || len(s.given) > 0 {
					t.Errorf("the auditor signs: %d", answer.Code)
				}
			case !sees:
				if answer.Code != http.StatusNotFound || len(s.given) > 0 {
					t.Errorf("%s gives a word about what is %s: %d", as, name, answer.Code)
				}
			case len(s.given) != 1 || s.given[0].Party != string(as):
				t.Errorf("%s gave %+v", as, s.given)
			}
		}
	}
	for _, w := range lead.Words() {
		if !offered[w.Name] {
			t.Errorf("nobody was offered %s anywhere", w.Name)
		}
	}
	for _, as := range principals {
		r := enter(t, &shelf{}, as)
		for _, path := range []string{"desk", "taskforce", "declined", "closed", "merged", "returned"} {
			r.open(prefix+path, map[bool]int{true: 200, false: 404}[as.Oversees()])
		}
		for _, queue := range []string{"education", "market", street, "street-other"} {
			may := (as.Oversees() || string(as) == queue) && queue != "street-other"
			r.open(prefix+"queues/"+queue, map[bool]int{true: 200, false: 404}[may])
		}
		page := r.open(prefix, http.StatusOK)
		if as == "market" && (strings.Contains(page, "/queues/education") || strings.Contains(page, "/routing/desk")) {
			t.Errorf("market is led to others: %s", page)
		}
	}
}

// values are what the form of a page starts out with.
func values(t *testing.T, page string) url.Values {
	t.Helper()
	in := url.Values{}
	for _, name := range []string{inKey, inSeen} {
		found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page)
		if found == nil {
			t.Fatalf("no %s in %s", name, page)
		}
		in.Set(name, found[1])
	}
	return in
}

// once is a store that takes a word once for each key, as the real one does.
func once(take func(answers.Given) (postgres.Outcome, error)) func(answers.Given) (postgres.Outcome, error) {
	taken := map[string]postgres.Outcome{}
	return func(g answers.Given) (postgres.Outcome, error) {
		if out, ok := taken[g.Key]; ok {
			out.Repeated = true
			return out, nil
		}
		out, err := take(g)
		taken[g.Key] = out
		return out, err
	}
}

// A form that is sent twice is one word: both go under one key, and both lead to the lead, which says once what was recorded.
func TestDoubleSubmit(t *testing.T) {
	story := tell(plain(lead.Education))
	s := story.alone()
	n := 0
	s.take = once(func(g answers.Given) (postgres.Outcome, error) {
		n++
		story.say(g.Party, lead.AnswerSigned{}, 30)
		now := story.alone()
		s.view = now.view
		return postgres.Outcome{Lead: g.Lead, Record: &s.view.Records[len(s.view.Records)-1]}, nil
	})
	r := enter(t, s, "education")
	in := values(t, r.open(leadPage+"/sign", http.StatusOK))
	in.Set("by.person", "张三")
	in.Set("by.unit", "校外科")
	for range 2 {
		if w := r.post(leadPage+"/sign", in); w.Code != http.StatusSeeOther || w.Header().Get("Location") != leadPage {
			t.Fatalf("answered %d: %s", w.Code, textOf(t, w.Body.String()))
		}
	}
	if n != 1 || len(s.given) != 2 || s.given[0].Key != s.given[1].Key || len(s.given[0].Key) < 20 {
		t.Errorf("taken %d times of %+v", n, s.given)
	}
	if page := r.read(leadPage); !strings.Contains(page, "已登记：签收 第 3 号") || !strings.Contains(page, "已签收·办理中") {
		t.Errorf("page %s", page)
	}
	if page := r.read(leadPage); strings.Contains(page, "已登记：") {
		t.Errorf("it says so again: %s", page)
	}
	if page := r.open(leadPage+"/feed-back", http.StatusOK); !strings.Contains(page, `value="张三"`) || !strings.Contains(page, `value="校外科"`) {
		t.Error("who acts is not remembered")
	}
	if page := r.open(prefix+"queues/education", http.StatusOK); !strings.Contains(page, "/routing/queues/education?person=%E5%BC%A0%E4%B8%89") {
		t.Error("no link to what is mine")
	}
}

// A form that was opened on an older lead is told so, with what is new, keeps what was typed, and can be sent again on what is now.
func TestStaleForm(t *testing.T) {
	story := tell(plain(lead.Education)).must(t, "education", lead.AnswerSigned{}, 5)
	s := story.alone()
	r := enter(t, s, "education")
	in := values(t, r.open(leadPage+"/feed-back", http.StatusOK))
	story.must(t, "desk", lead.DecisionUrged{Note: "请抓紧"}, 20)
	s.view = story.alone().view
	s.take = func(g answers.Given) (postgres.Outcome, error) {
		story.say("education", lead.AnswerSigned{}, 30) // whatever is refused is a record
		s.view = story.alone().view
		return postgres.Outcome{Lead: g.Lead, Refusal: &handoff.Refusal{Code: handoff.MovedOn, Detail: "it was given on record 3"}}, nil
	}
	in.Set("stage", "verified")
	in.Set("note", "现场<没有>上课")
	w := r.post(leadPage+"/feed-back", in)
	page := w.Body.String()
	lacks(t, "stale", textOf(t, page), "线索又有了新的记录", "打开表单之后有新的记录： 第 4 号 催办 · 分派中心 请抓紧")
	if w.Code != http.StatusPreconditionFailed || !strings.Contains(page, "现场&lt;没有&gt;上课") || !strings.Contains(page, `<option value="verified" selected>`) {
		t.Errorf("%d: %s", w.Code, page)
	}
	again := values(t, page)
	if again.Get(inKey) == in.Get(inKey) || again.Get(inSeen) != "5" || strings.Contains(textOf(t, page), "第 5 号 操作未予接受 ·") {
		t.Errorf("again with %v after %v", again, in)
	}
	w = r.post(leadPage+"/feed-back?lang=en", in)
	lacks(t, "stale in English", textOf(t, w.Body.String()), "The lead has moved on since you opened the form")
}

// A refusal is told beside the form, in Chinese with the protocol's own words beside it, and what was typed is kept.
func TestRefusal(t *testing.T) {
	s := tell(plain(lead.Education)).must(t, "education", lead.AnswerSigned{}, 5).alone()
	s.take = func(g answers.Given) (postgres.Outcome, error) {
		return postgres.Outcome{Lead: g.Lead, Refusal: &handoff.Refusal{Code: handoff.AlreadySigned, Detail: "it was signed before"}}, nil
	}
	r := enter(t, s, "education")
	w := r.post(leadPage+"/sign", url.Values{"note": {"我们去"}, inKey: {"k"}, inSeen: {"3"}})
	lacks(t, "refused", textOf(t, w.Body.String()), "还没有登记，请看： 已经签收过了。 系统原文 it was signed before")
	if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "我们去") {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
	for _, code := range constants(t, "../handoff", "", "refusal.go") {
		s.take = func(g answers.Given) (postgres.Outcome, error) {
			return postgres.Outcome{Refusal: &handoff.Refusal{Code: code, Detail: "x"}}, nil
		}
		if page := r.post(leadPage+"/sign", url.Values{inKey: {"k"}}).Body.String(); !strings.Contains(page, words["refused."+code].ZH) {
			t.Errorf("%s is not explained", code)
		}
	}
}

// What a form lacks, or says wrongly, is said beside the field before anything is given: it is no record.
func TestMended(t *testing.T) {
	signed := tell(plain(lead.Education)).must(t, "education", lead.AnswerSigned{}, 5)
	for name, c := range map[string]struct {
		story *told
		as    web.Principal
		word  string
		in    url.Values
		want  string
	}{
		"required":       {signed, "education", "feed-back", url.Values{"stage": {"verified"}}, "查到或做了什么 请填写。"},
		"too long":       {signed, "education", "return", url.Values{"reason": {"R03"}, "note": {strings.Repeat("长", 2001)}}, "说明 最多 2000 个字。"},
		"no number":      {signed, "education", "ask-extension", url.Values{"n": {"x"}, "reason": {"r"}}, "延长多少 请填整数。"},
		"no moment":      {signed, "education", "ask-assist", url.Values{"assist": {"market"}, "task": {"t"}, "due": {"soon"}}, "办理时限 请填日期和时间。"},
		"no digest":      {signed, "education", "supplement", url.Values{"text": {"t"}, "documents.rows": {"1"}, "documents.0.kind": {"letter"}, "documents.0.sha256": {"xy"}}, "SHA-256 摘要值 摘要值是 64 位十六进制数。"},
		"no kind":        {signed, "education", "supplement", url.Values{"text": {"t"}, "documents.rows": {"2"}, "documents.1.name": {"x"}}, "种类 请填写。"},
		"not listed":     {signed, "education", "return", url.Values{"reason": {"R99"}}, "理由 请从列出的选项中选择。"},
		"too few":        {signed, "education", "propose", url.Values{"crime": {"c"}, "basis": {"b"}, "note": {"n"}, "officers": {"甲"}}, "提请的办案人员 至少 2 项"},
		"not ours":       {signed, "education", "return", url.Values{"reason": {"R01"}}, "应由谁办理 “不属本单位职责”“不属本辖区”须写明应由谁办理和依据。"},
		"oneself":        {signed, "education", "return", url.Values{"reason": {"R01"}, "competent": {"education"}, "basis": {"b"}}, "应由谁办理 应由别的单位办理"},
		"incomplete":     {signed, "education", "return", url.Values{"reason": {"R03"}}, "说明 请列出缺少的要素。"},
		"repeated":       {signed, "education", "return", url.Values{"reason": {"R04"}}, "说明 请写明它重复的线索编号。"},
		"filing":         {signed, "education", "feed-back", url.Values{"stage": {"filed"}, "note": {"n"}}, "本单位编号 请填写立案编号。"},
		"reply":          {signed, "education", "done", url.Values{"outcome": {"settled"}, "note": {"n"}}, "答复诉求人 诉求人要求答复"},
		"to oneself":     {signed, "education", "transfer", url.Values{"to": {"education"}, "document": {"M03"}, "reason": {"r"}, "basis": {"b"}}, "移送给 请选择另一个部门"},
		"case papers":    {signed, "education", "transfer", url.Values{"to": {"market"}, "document": {"M04"}, "reason": {"r"}, "basis": {"b"}}, "材料 案件移送须填立案号"},
		"one officer":    {signed, "education", "propose", url.Values{"crime": {"c"}, "basis": {"b"}, "note": {"n"}, "officers": {"甲\n甲"}}, "提请的办案人员"},
		"unknown unit":   {signed, "education", "ask-assist", url.Values{"assist": {"street-x"}, "task": {"t"}}, "协办单位 协办单位只能是六部门"},
		"leads":          {signed, "education", "ask-assist", url.Values{"assist": {"education"}, "task": {"t"}}, "协办单位 主办部门不能同时协办"},
		"past":           {signed, "education", "ask-assist", url.Values{"assist": {"market"}, "task": {"t"}, "due": {"2026-07-01T12:00"}}, "办理时限 时限必须在现在之后"},
		"unknown copy":   {signed, "education", "copy", url.Values{"to": {"nobody"}}, "抄送给 只能抄送六部门"},
		"not extendable": {signed, "education", "ask-extension", url.Values{"n": {"300"}, "reason": {"r"}}, "期限目录不许可这样延期"},
		"nobody inside":  {signed, "education", "allot", url.Values{}, "人员 内设机构和人员至少填一项"},
		"nobody claims":  {signed, "education", "claim", url.Values{"by.unit": {"科"}}, "姓名或工号 请填写认领人"},
		"competent":      {signed, "education", "dispute", url.Values{"reason": {"r"}, "basis": {"b"}, "competent": {"tax"}}, "应由谁办理 请从六部门中选择"},
	} {
		s := c.story.alone()
		r := enter(t, s, c.as)
		in := values(t, r.open(leadPage+"/"+c.word, http.StatusOK))
		maps.Copy(in, c.in)
		w := r.post(leadPage+"/"+c.word, in)
		if w.Code != http.StatusUnprocessableEntity || len(s.given) > 0 {
			t.Errorf("%s: answered %d, given %d", name, w.Code, len(s.given))
		}
		lacks(t, name, textOf(t, w.Body.String()), c.want)
		if bad := regexp.MustCompile(`<a href="#(f-[^"]+)"`).FindStringSubmatch(w.Body.String()); bad != nil && !strings.Contains(w.Body.String(), `id="`+bad[1]+`"`) {
			t.Errorf("%s: nothing is at %s", name, bad[1])
		}
	}
}

// What the protocol refuses for what a form says is said in Chinese beside its field: each of these is a refusal that it really gives.
func TestMendsAreRefusals(t *testing.T) {
	all := situations(t)
	paper := func(k lead.DocumentKind) lead.Document {
		return lead.Document{Kind: k, SHA256: strings.Repeat("0a", 32)}
	}
	by := func(n string) *lead.By { return &lead.By{Number: n} }
	other := func(s *told, l handoff.Lead) *told {
		s.others = map[string]*handoff.Lead{l.ID: &l}
		return s
	}
	approved := situations(t)["proposed"].must(t, "education", lead.AnswerApproved{Approved: true, Head: "丙"}, 7)
	filed := situations(t)["signed"].must(t, "education", lead.AnswerFedback{Stage: lead.Filed, Note: "n", By: by("案1")}, 7)
	claimed := situations(t)["signed"].must(t, "education", lead.AnswerClaimed{By: lead.By{Person: "甲"}}, 7)
	provisional := tell(refund()).must(t, "education", lead.AnswerSigned{}, 2).must(t, "education", lead.AnswerDisputed{Reason: "r", Competent: "market", Basis: "b"}, 6)
	for _, c := range []struct {
		story *told
		party string
		fact  lead.Fact
		path  string
	}{
		{all["offered"], "market", lead.AnswerRejected{Reason: "R01"}, "competent"},
		{all["offered"], "market", lead.AnswerRejected{Reason: "R03"}, "note"},
		{all["proposed"], "education", lead.AnswerApproved{Approved: true, Head: "甲"}, "head"},
		{all["proposed"], "education", lead.AnswerApproved{Head: "丙"}, "note"},
		{approved, "education", lead.AnswerReferred{}, "documents"},
		{approved, "education", lead.AnswerReferred{Documents: []lead.Document{paper("letter"), paper("report"), paper("items")}}, "noAppraisal"},
		{all["handed to the police"], "police", lead.AnswerFiled{}, "reason"},
		{all["handed to the police"], "police", lead.AnswerFiled{Filed: true}, "by.number"},
		{filed, "education", lead.AnswerTransferred{To: "market", Document: "M03", Reason: "r", Basis: "b"}, "document"},
		{claimed, "education", lead.AnswerClaimed{By: lead.By{Person: "乙"}}, ""},
		{all["assisting"], "education", lead.AnswerAssistasked{Assist: []lead.Party{street}, Task: "t"}, "assist"},
		{all["assisting"], "education", lead.AnswerRegistered{For: "education", Word: "sign", Receipt: "1"}, "for"},
		{all["assisting"], "education", lead.AnswerRegistered{For: street, Word: "sign", Receipt: "1", Via: lead.Paper}, "scan.sha256"},
		{all["registered"], "education", lead.AnswerContested{Record: 99}, "record"},
		{all["return asked"], "desk", lead.DecisionAssigned{Department: "education", Reason: "r"}, "department"},
		{all["at the desk"], "desk", lead.DecisionAssigned{Department: "education", Category: "X01", Reason: "r"}, "category"},
		{all["at the desk"], "desk", lead.DecisionDeclined{Category: "A01", Reason: "r"}, "category"},
		{all["at the desk"], "desk", lead.DecisionClosed{}, "outcome"},
		{all["at the desk"], "desk", lead.DecisionClosed{Outcome: "settled"}, "reason"},
		{all["at the desk"], "desk", lead.DecisionClosed{Outcome: "settled", Reason: "r", Code: "R01"}, "code"},
		{all["at the desk"], "desk", lead.DecisionClosed{Outcome: "settled", Reason: "r"}, "reply"},
		{all["at the desk"], "desk", lead.DecisionMerged{Into: leadID}, "into"},
		{all["at the desk"], "desk", lead.DecisionMerged{Into: "990101-2026-999999"}, "into"},
		{other(tell(plain("fire")), handoff.Lead{ID: "x", State: handoff.Closed, Last: 1}), "desk", lead.DecisionMerged{Into: "x"}, "into"},
		{all["at the desk"], "desk", lead.DecisionSplit{Parts: make([]lead.PartAsked, 9)}, "parts"},
		{all["at the desk"], "desk", lead.DecisionSplit{Parts: []lead.PartAsked{{Category: "X01"}}}, "parts"},
		{all["assisting"], "desk", lead.DecisionExcused{Department: "fire"}, "department"},
		{all["signed"], "desk", lead.DecisionUrged{Department: "fire"}, "department"},
		{all["closed"], "desk", lead.DecisionRevisited{Solved: "yes"}, "reached"},
		{all["more time"], "desk", lead.DecisionExtended{Department: "fire"}, "department"},
		{provisional, "taskforce", lead.DecisionProvisional{Department: "education", Reason: "r"}, "department"},
		{all["disputed"], "taskforce", lead.DecisionDesignated{Department: "fire", Assist: []lead.Party{"fire"}}, "assist"},
	} {
		if c.story.say(c.party, c.fact, 50); c.story.last == nil {
			t.Errorf("%+v of %s was taken", c.fact, c.party)
			continue
		}
		got := pagesOf(&shelf{}).problemOf(c.story.last)
		if got.Path != c.path || got.Says.ZH == "" || got.Says == words["refused.invalid-answer"] || got.Says == words["refused.invalid-decision"] {
			t.Errorf("%v: %q at %q, want it at %q", c.story.last, got.Says.ZH, got.Path, c.path)
		}
	}
	returned := tell(plain(lead.Education)).must(t, "education", lead.AnswerReturned{Reason: "R01", Competent: "market", Basis: "b"}, 5).
		must(t, "desk", lead.DecisionAssigned{Department: "market", Reason: "r"}, 6).must(t, "market", lead.AnswerReturned{Reason: "R03", Note: "n"}, 7)
	if returned.say("desk", lead.DecisionAssigned{Department: "education", Reason: "r"}, 8); pagesOf(&shelf{}).problemOf(returned.last).Path != "department" {
		t.Errorf("%v", returned.last)
	}
}

// What is grave is shown once more before it is given: with every choice by its name, to be confirmed or changed.
func TestGrave(t *testing.T) {
	s := tell(plain(lead.Education)).must(t, "education", lead.AnswerSigned{}, 5).must(t, "education", lead.AnswerDisputed{Reason: "r", Competent: "market", Basis: "b"}, 6).alone()
	r := enter(t, s, web.Taskforce)
	in := values(t, r.open(leadPage+"/designate", http.StatusOK))
	maps.Copy(in, url.Values{"department": {"market"}, "assist": {"education", street}, "reason": {"第一行\r\n第二行"}, "basis": {"价格法"}, "by.person": {"赵六"}})
	w := r.post(leadPage+"/designate", in)
	page := w.Body.String()
	lacks(t, "confirm", textOf(t, page), "核对：指定主办", "不能修改或删除", "主办部门 市场监督管理局 协办单位 云汀区教育局、柳塘街道 理由 第一行 第二行 依据 价格法 经办人 姓名或工号 赵六")
	if w.Code != http.StatusOK || len(s.given) > 0 {
		t.Fatalf("%d, given %d", w.Code, len(s.given))
	}
	carried := values(t, page)
	for _, found := range regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`).FindAllStringSubmatch(page, -1) {
		if found[1] != inKey && found[1] != inSeen {
			carried.Add(found[1], found[2])
		}
	}
	carried.Set(inConfirm, "no")
	if page := r.post(leadPage+"/designate", carried).Body.String(); !strings.Contains(page, "第一行\n第二行") || !strings.Contains(page, `value="`+street+`" checked`) {
		t.Errorf("changing it lost what was typed: %s", page)
	}
	carried.Set(inConfirm, "yes")
	if w := r.post(leadPage+"/designate", carried); w.Code != http.StatusSeeOther || len(s.given) != 1 {
		t.Fatalf("%d, given %d: %s", w.Code, len(s.given), w.Body)
	}
	want := `{"assist":["education","street-liutang"],"basis":"价格法","by":{"person":"赵六"},"department":"market","reason":"第一行\n第二行"}`
	if got := string(s.given[0].Data); got != want || s.given[0].Key != in.Get(inKey) {
		t.Errorf("given %s", got)
	}
}

// A file gives its digest and its name, and nothing of it is kept; one that is too large is said to be.
func TestUpload(t *testing.T) {
	s := tell(plain(lead.Education)).must(t, "education", lead.AnswerSigned{}, 5).alone()
	r := enter(t, s, "education")
	page := r.open(leadPage+"/supplement", http.StatusOK)
	if !strings.Contains(page, `enctype="multipart/form-data"`) {
		t.Fatal("the form takes no files")
	}
	in := values(t, page)
	maps.Copy(in, url.Values{"text": {"见附件"}, "documents.rows": {"1"}, "documents.0.kind": {"letter"}, "documents.0.sha256": {""}})
	w := r.upload(leadPage+"/supplement", in, map[string]string{"documents.0.sha256.file": "content"})
	sum := sha256.Sum256([]byte("content"))
	if w.Code != http.StatusSeeOther || len(s.given) != 1 || !strings.Contains(string(s.given[0].Data), hex.EncodeToString(sum[:])) || !strings.Contains(string(s.given[0].Data), "移送函.pdf") {
		t.Fatalf("%d, given %s", w.Code, s.given)
	}
	large := r.upload(leadPage+"/supplement", in, map[string]string{"documents.0.sha256.file": strings.Repeat("x", maxFile+1)})
	lacks(t, "too large", textOf(t, large.Body.String()), "SHA-256 摘要值 文件超过 20 MiB")
	if large.Code != http.StatusUnprocessableEntity || len(s.given) != 1 {
		t.Errorf("%d, given %d", large.Code, len(s.given))
	}
	huge := r.upload(leadPage+"/supplement", url.Values{"text": {strings.Repeat("x", maxText+1)}}, nil)
	if huge.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("too much text answered %d", huge.Code)
	}
}

// One more row keeps what was typed and gives nothing.
func TestMoreRows(t *testing.T) {
	s := tell(lead.Decision{Why: "weak", Urgency: lead.Normal, Category: "A01", Parts: []lead.DecidedPart{{Category: "A01", Lead: "education"}, {Category: "F02", Lead: "fire", Urgency: lead.Urgent, Appeal: "举报"}}}).alone()
	r := newReader(t, s)
	page := r.open(leadPage+"/split", http.StatusOK)
	lacks(t, "split", textOf(t, page), "系统认为这里有几件事")
	if !strings.Contains(page, `<option value="F02" selected>`) || !strings.Contains(page, `<option value="fire" selected>`) {
		t.Errorf("what the rules found is not there: %s", page)
	}
	in := values(t, page)
	maps.Copy(in, url.Values{"parts.rows": {"1"}, "parts.0.category": {"F02"}, "reason": {"几件事"}, inMore: {"parts"}})
	page = r.post(leadPage+"/split", in).Body.String()
	if len(s.given) > 0 || !strings.Contains(page, `name="parts.1.category"`) || strings.Contains(page, `name="parts.2.category"`) || !strings.Contains(page, "几件事") {
		t.Errorf("given %d: %s", len(s.given), page)
	}
	if regexp.MustCompile(`<select id="f-parts-1-category" name="parts.1.category" required`).MatchString(page) {
		t.Error("the browser insists on a row that may stay empty")
	}
	in.Set("parts.rows", "8")
	page = r.post(leadPage+"/split", in).Body.String()
	if strings.Contains(page, `name="parts.8.category"`) || strings.Contains(page, `value="parts" formnovalidate`) {
		t.Error("there are more rows than the schema takes")
	}
}

// Where the system does not answer, the form stays with its key, so that sending it again is one word.
func TestBusy(t *testing.T) {
	s := tell(plain(lead.Education)).alone()
	s.take = func(answers.Given) (postgres.Outcome, error) {
		return postgres.Outcome{}, fmt.Errorf("take: %w", context.DeadlineExceeded)
	}
	r := enter(t, s, "education")
	in := values(t, r.open(leadPage+"/sign", http.StatusOK))
	in.Set("note", "我们去")
	w := r.post(leadPage+"/sign", in)
	if again := values(t, w.Body.String()); w.Code != http.StatusServiceUnavailable || again.Get(inKey) != in.Get(inKey) || !strings.Contains(w.Body.String(), "我们去") {
		t.Errorf("%d with %v", w.Code, again)
	}
}

// Another site's page cannot give a word, whatever cookie the browser sends along.
func TestForeignForm(t *testing.T) {
	s := tell(plain(lead.Education)).alone()
	r := enter(t, s, "education")
	q := httptest.NewRequest(http.MethodPost, leadPage+"/sign", strings.NewReader("note=x"))
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := send(r.server, q, r.cookie); w.Code != http.StatusForbidden || len(s.given) > 0 || !strings.Contains(w.Body.String(), "表单不是从这里提交的") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// Whoever registers an answer first chooses whose, and only among those that can be given now.
func TestRegister(t *testing.T) {
	s := tell(refund()).alone()
	r := newReader(t, s)
	r.shows(leadPage+"/register", "云汀区教育局的答复 签收 申请退单", "公安分局的答复 签收 申请退单")
	page := r.open(leadPage+"/register?for=education&word=return", http.StatusOK)
	lacks(t, "register", textOf(t, page), "代云汀区教育局登记", "退单", "回执编号", "扫描件")
	in := values(t, page)
	maps.Copy(in, url.Values{"for": {"education"}, "word": {"return"}, "data.reason": {"R03"}, "data.note": {"缺地址"}, "via": {"phone"}, "receipt": {"录音1"}})
	if w := r.post(leadPage+"/register", in); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, textOf(t, w.Body.String()))
	}
	var f lead.AnswerRegistered
	if err := json.Unmarshal(s.given[0].Data, &f); err != nil || f.For != "education" || f.Word != "return" || f.Data["reason"] != "R03" || f.Scan != nil {
		t.Errorf("given %s", s.given[0].Data)
	}
	delete(in, "data.note")
	w := r.post(leadPage+"/register", in)
	lacks(t, "registered", textOf(t, w.Body.String()), "请列出缺少的要素")
	in.Set("data.reason", "")
	w = r.post(leadPage+"/register", in)
	lacks(t, "registered", textOf(t, w.Body.String()), "理由 请填写。")
	if w := r.post(leadPage+"/register", url.Values{"word": {"assign"}, "for": {"education"}}); w.Code != http.StatusBadRequest {
		t.Errorf("assign was registered: %d", w.Code)
	}
}
