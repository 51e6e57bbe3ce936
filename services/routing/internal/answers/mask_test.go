package answers_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/schema"
	. "xiansuo/services/routing/internal/answers"
)

// Numbers and names of people that somebody writes into a word go no further; what the word is about stays.
func TestWhatIsWrittenFreelyIsMasked(t *testing.T) {
	schemas, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	r := Reader{District: "990101", Schemas: schemas}
	const said = "已联系举报人，电话13800138000，身份证11010519491231002X，家长说我叫欧阳小明"
	for name, f := range map[string]lead.Fact{
		"done":       lead.AnswerDone{Outcome: lead.Settled, Note: said, Reply: said},
		"ask":        lead.AnswerAsked{Question: said, Missing: []string{said}},
		"copy":       lead.AnswerCopied{To: []string{"ext:" + said}, Note: said},
		"supplement": lead.AnswerSupplemented{Text: said},
		"assign":     lead.DecisionAssigned{Department: lead.Market, Reason: said},
		"register":   lead.AnswerRegistered{For: "market", Word: "done", Via: "phone", Receipt: "1", Data: map[string]any{"outcome": "settled", "note": said, "reply": said}},
	} {
		data, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		word, _ := lead.WordNamed(name)
		in, err := r.Give(Given{Party: "education", Lead: "990101-2026-000001", Word: word, Data: data, At: time.Now()})
		if err != nil || in.Refusal != nil {
			t.Fatalf("%s: %v, %v", name, err, in.Refusal)
		}
		got, _ := json.Marshal(in.Fact)
		for _, leak := range []string{"13800138000", "11010519491231002X", "欧阳小明"} {
			if strings.Contains(string(got), leak) {
				t.Errorf("%s says %s", name, got)
			}
		}
		if !strings.Contains(string(got), "已联系举报人") {
			t.Errorf("%s lost what it said: %s", name, got)
		}
	}
}
