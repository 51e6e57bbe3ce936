package pages

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/handoff"
)

// In English, whatever is Chinese is data and says so.
func TestEnglishIsWhole(t *testing.T) {
	han := regexp.MustCompile(`\p{Han}`)
	r := newReader(t, full())
	for _, path := range everyPage {
		separator := "?"
		if strings.Contains(path, "?") {
			separator = "&"
		}
		walk(t, r.open(path+separator+"lang=en", http.StatusOK), func(n *html.Node, chinese bool) {
			if n.Type == html.TextNode && !chinese && han.MatchString(n.Data) && n.Parent.Data != "title" {
				t.Errorf("%s: %q", path, n.Data)
			}
		})
	}
}

// Every code has its word, every word is said, and templates hold none of their own.
func TestWords(t *testing.T) {
	var keys []string
	for _, code := range []string{"sure", "silent", "weak", "border", "tie", "vague", "safety-out-of-scope", "external"} {
		keys = append(keys, "why."+code, "short."+code)
	}
	for _, s := range []handoff.DutyState{handoff.Sent, handoff.InHand, handoff.ReturnAsked, handoff.Done, handoff.Ended} {
		keys = append(keys, "stage."+string(s))
	}
	for _, code := range []string{handoff.UnknownLead, handoff.WrongSource, handoff.UnknownAnswer, handoff.InvalidAnswer, handoff.Contradiction, handoff.NotAsked, handoff.AlreadySigned,
		handoff.NotSigned, handoff.ReturnPending, handoff.NoReturn, handoff.AssistOpen, handoff.NotAtDesk, handoff.NotDeclined, handoff.SameDepartment, handoff.InvalidDecision} {
		keys = append(keys, "refusal."+code)
	}
	for _, m := range []lead.Movement{lead.Dispatch, lead.Return, lead.Copy, lead.JointWork, lead.Urge, lead.SupplementAsk, lead.Feedback, lead.NonAcceptance} {
		keys = append(keys, "document."+string(m))
	}
	for _, key := range keys {
		if words[key].ZH == "" {
			t.Errorf("no word %q", key)
		}
	}
	templates, err := files.ReadDir("templates")
	if err != nil {
		t.Fatal(err)
	}
	own := regexp.MustCompile(`(?i)<script|<style|\sstyle=|\son[a-z]+=|\p{Han}`)
	used := ""
	for _, f := range templates {
		content, err := files.ReadFile("templates/" + f.Name())
		if found := own.Find(content); err != nil || found != nil {
			t.Errorf("%s holds %q, %v", f.Name(), found, err)
		}
		used += string(content)
	}
	p := &Pages{}
	if err := p.open(nil); err != nil {
		t.Fatal(err)
	}
	for _, said := range regexp.MustCompile(`\bt "([^"]+)"`).FindAllStringSubmatch(used, -1) {
		if _, ok := p.site.Words[said[1]]; !ok {
			t.Errorf("no word %q", said[1])
		}
	}
	for key := range words {
		group, _, _ := strings.Cut(key, ".")
		nav := key == "overview" || key == "declined" || key == "closed" || key == "desk"
		if !nav && !strings.Contains(used, `"`+key+`"`) && !strings.Contains(used, `code "`+group+`"`) {
			t.Errorf("nothing says %q", key)
		}
	}
}
