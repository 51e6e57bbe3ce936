package submission_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiansuo/pkg/lead"
	. "xiansuo/services/intake/internal/submission"
)

// What masking changed is read as it was said, from whichever mode it came in: of the newest version by name, with later words and files;
// what travels whole is left out.
func TestUnmaskedIsWhatMaskingChanged(t *testing.T) {
	complaint := func(v map[string]any) Raw {
		body, _ := json.Marshal(v)
		return Raw{Type: lead.ComplaintSubmitted{}.EventType(), ContentType: "application/json", Body: body}
	}
	word := func(v map[string]any) Raw {
		body, _ := json.Marshal(map[string]any{"specversion": "1.0", "id": "2", "source": "/x", "type": lead.ComplaintSupplemented{}.EventType(), "data": v})
		return Raw{Type: lead.ComplaintSupplemented{}.EventType(), ContentType: "Application/CloudEvents+json; charset=utf-8", Body: body}
	}
	first := map[string]any{"channel": "hotline", "number": "T-1", "title": "赵钱孙反映补课", "text": "我叫赵钱孙，住在这里",
		"place": map[string]any{"address": "赵钱孙家楼上", "street": "柳塘街道", "lng": ""}, "occurredAt": "", "target": nil,
		"attachments": []any{map[string]any{"name": "来电录音.mp3", "uri": "https://f.example/1"}, map[string]any{"name": "门牌.jpg", "uri": "https://f.example/2"}}}
	got := Unmasked([]Raw{
		complaint(first),
		word(map[string]any{"number": "T-1", "text": "请打13800138000"}),
		word(map[string]any{"number": "T-1", "text": "今天还在上课"}),
		complaint(map[string]any{"channel": "hotline", "text": "我叫赵钱孙，又来了", "title": "有人补课", "place": map[string]any{"address": "六楼"}}),
		{Type: lead.ComplaintUrged{}.EventType(), ContentType: "application/cloudevents+json", Body: []byte("no event")},
	}, []lead.Reporter{{Name: "赵钱孙", Phone: "13800138000"}})
	want := map[string]any{"text": "我叫赵钱孙，又来了", "supplements": []string{"请打13800138000"},
		"attachments": []lead.Attachment{{Name: "来电录音.mp3", URI: "https://f.example/1"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := Unmasked([]Raw{complaint(first)}, []lead.Reporter{{Name: "赵钱孙"}}); got["title"] != first["title"] || got["address"] != "赵钱孙家楼上" || got["street"] != nil {
		t.Errorf("the first version: %v", got)
	}
	if got := Unmasked(nil, nil); got == nil || len(got) > 0 {
		t.Errorf("of nothing: %v", got)
	}
}
