package services_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// owed is who must be told what, as it is read.
type owed struct {
	Cursor, Sender, Number, Lead, About, Kind, To, Update, How string
	Rule                                                       struct{ ID string }
	Overdue                                                    bool
	DoneAt                                                     *time.Time
}

func (s *system) replies(who, query string) []owed {
	s.t.Helper()
	var out struct{ Replies []owed }
	a := s.get("/intake/api/v1/replies?limit=1000&"+query, who)
	if a.status != http.StatusOK {
		s.t.Fatalf("replies of %s: %d %s", who, a.status, a.body)
	}
	a.into(s.t, &out)
	return out.Replies
}

// rulesOf are the rules of duties towards somebody, with how they ended.
func rulesOf(list []owed, number, to string) string {
	var out []string
	for _, o := range list {
		if o.Number == number && o.To == to {
			out = append(out, o.Kind+"/"+o.Rule.ID+"/"+o.How)
		}
	}
	return strings.Join(out, " ")
}

// Each hotline's ticket is answered once folded and once done, exactly once each, and that is done when the hotline has read it and goes on;
// the caller is answered when the hotline says so, or when the caller has looked. Others see nothing of it, but for those who oversee.
func TestTicketsAreAnsweredOnce(t *testing.T) {
	s := startSystem(t)
	wanting := map[string]any{}
	for k, v := range homeTutor {
		wanting[k] = v
	}
	wanting["reporter"] = map[string]any{"name": "赵钱孙", "phone": "13800138000", "reply": true}
	first, code := s.takesIn("reply-1", wanting)
	second := s.from("wechat", "reply-2", map[string]any{"channel": "wechat", "number": "W-7", "text": "机构超前收费一年三万多元不退，合同写明可退。",
		"reporter": map[string]any{"anonymous": true}})
	s.trace(first, "routed dispatched")
	s.say(second, "merge", "desk", map[string]any{"into": first, "reason": "同一事项"})
	s.say(first, "sign", "education", map[string]any{})
	s.say(first, "done", "education", map[string]any{"outcome": "substantiated", "note": "已停", "reply": "已停。"})
	s.say(first, "close", "desk", map[string]any{})
	s.updates("wechat", "W-7", "accepted folded signed* done*")
	if got := rulesOf(s.replies("wechat", "state=all"), "W-7", "sender"); got != "folded/RP-01/ done/RP-01/" {
		t.Fatalf("wechat owes its sender side %q", got)
	}
	if got := rulesOf(s.replies("wechat", "state=all"), "W-7", "reporter"); got != "done/RP-02/anonymous" {
		t.Fatalf("and its reporter %q", got)
	}
	s.updates("hotline-12345", "T-100", "accepted sent signed done")
	if got := rulesOf(s.replies("hotline-12345", "state=all"), "T-100", "reporter"); got != "done/RP-02/" {
		t.Fatalf("the hotline owes its caller %q", got)
	}
	if all := s.replies("auditor", "state=all"); !slices.ContainsFunc(all, func(o owed) bool { return o.Sender == "wechat" }) || len(s.replies("grid", "state=all")) != 0 {
		t.Fatal("whoever oversees sees all, and others their own")
	}
	if n := len(s.replies("desk", "state=overdue")); n != 0 {
		t.Fatalf("%d are overdue at once", n)
	}

	// Whoever is late is listed and counted.
	if err := s.db.Exec(t, "UPDATE intake.reply SET due = since WHERE sender = 'hotline-12345' AND done_at IS NULL"); err != nil {
		t.Fatal(err)
	}
	if got := rulesOf(s.replies("desk", "state=overdue"), "T-100", "reporter"); got != "done/RP-02/" {
		t.Fatalf("overdue %q", got)
	}
	if metrics := string(s.get("/metrics", "").body); !regexp.MustCompile(`reply_overdue\{[^}]*rule="RP-02"[^}]*\} 1`).MatchString(metrics) {
		t.Fatal("nobody counts what is overdue")
	}

	// The hotline reads on: what lies behind its cursor it has dealt with.
	var page struct{ Next string }
	s.get("/intake/api/v1/updates", "hotline-12345").into(t, &page)
	if got := rulesOf(s.replies("hotline-12345", "state=open"), "T-100", "sender"); got != "done/RP-01/" {
		t.Fatalf("before it goes on: %q", got)
	}
	s.get("/intake/api/v1/updates?after="+page.Next, "hotline-12345")
	if got := rulesOf(s.replies("hotline-12345", "state=all"), "T-100", "sender"); got != "done/RP-01/read" {
		t.Fatalf("after: %q", got)
	}
	s.stop()
	s.start() // and nothing is owed twice after a restart
	if got := rulesOf(s.replies("hotline-12345", "state=all"), "T-100", "sender"); got != "done/RP-01/read" {
		t.Fatalf("after a restart: %q", got)
	}

	for name, wrong := range map[string]map[string]any{"no way": {"at": time.Now()}, "ahead": {"how": "phone", "at": time.Now().Add(time.Hour)}, "no time": {"how": "phone"}} {
		if a := s.post("/intake/api/v1/tickets/T-100/told", "hotline-12345", wrong); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	if a := s.post("/intake/api/v1/tickets/T-100/told", "wechat", map[string]any{"how": "phone", "at": time.Now()}); a.status != http.StatusNotFound {
		t.Errorf("somebody else's ticket: %d", a.status)
	}
	if a := s.post("/intake/api/v1/tickets/T-100/told", "hotline-12345", map[string]any{"how": "phone", "at": time.Now()}); a.status != http.StatusOK || string(a.body) != `{"ended":1,"lead":"`+first+`"}`+"\n" {
		t.Fatalf("told: %d %s", a.status, a.body)
	}
	if got := rulesOf(s.replies("hotline-12345", "state=all"), "T-100", "reporter"); got != "done/RP-02/told" {
		t.Fatalf("%q", got)
	}
	s.followForm("/follow/answer", "code", code, "redo", "yes", "note", "仍在上课")
	s.updates("hotline-12345", "T-100", "accepted sent signed done revisited taken-back")
	s.say(first, "redo", "desk", map[string]any{"reason": "请复查"})
	s.say(first, "done", "education", map[string]any{"outcome": "substantiated", "note": "已停", "reply": "复查已停。"})
	s.say(first, "close", "desk", map[string]any{})
	s.until(code, "your-answer")
	if got := rulesOf(s.replies("hotline-12345", "state=all"), "T-100", "reporter"); got != "done/RP-02/told done/RP-02/followed" {
		t.Fatalf("the new end is answered anew: %q", got)
	}
}

// A complaint to market is accepted or refused and the caller told; who is called about the answer needs not read it; and a letter to a party
// outside is told to the ticket.
func TestAMarketComplaintIsAccepted(t *testing.T) {
	s := startSystem(t)
	called := s.receives(t, "wechat")
	wanting := map[string]any{"appeal": "投诉"}
	for k, v := range fakeAdvert {
		wanting[k] = v
	}
	id := s.from("wechat", "mk-1", wanting)
	s.say(id, "sign", "market", map[string]any{})
	s.say(id, "feed-back", "market", map[string]any{"stage": "accepted", "note": "已受理"})
	s.updates("wechat", "W-1", "accepted sent sent signed admitted")
	var rules []string
	for _, o := range s.replies("wechat", "state=open") {
		if o.To == "reporter" {
			rules = append(rules, o.Rule.ID+"/"+map[bool]string{true: "awaited", false: "answered"}[o.Update == ""])
		}
	}
	slices.Sort(rules)
	if got := strings.Join(rules, " "); got != "MK-01/answered" {
		t.Fatalf("owed %q", got)
	}
	s.say(id, "excuse", "desk", map[string]any{"department": "education", "reason": "只涉及广告"})
	s.say(id, "letter", "market", map[string]any{"party": "ext:邻江区市场监管局", "document": "M18", "number": "云市监移〔2026〕3号", "reason": "经营者在邻江区"})
	of := s.updates("wechat", "W-1", "accepted sent sent signed admitted lettered")
	if last := of[len(of)-1]; last.Text != "邻江区市场监管局" || last.Department != "market" {
		t.Fatalf("told %+v", last)
	}
	await(t, "the call to be counted", func() bool {
		return strings.Contains(rulesOf(s.replies("wechat", "state=done"), "W-1", "sender"), "lettered/RP-01/called")
	})
	if len(called.got()) == 0 {
		t.Fatal("nobody was called")
	}
}
