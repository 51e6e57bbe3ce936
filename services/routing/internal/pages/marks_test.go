package pages

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/handoff"
)

func TestMarked(t *testing.T) {
	rules := func(words ...[]string) (fired []lead.Fired) {
		for _, w := range words {
			fired = append(fired, lead.Fired{Words: w})
		}
		return fired
	}
	cases := map[string]struct {
		text  string
		fired []lead.Fired
		want  []piece
	}{
		"nothing":      {"机构", nil, []piece{{Text: "机构"}}},
		"empty":        {"", rules([]string{"机构"}), nil},
		"every place":  {"机构和机构", rules([]string{"机构"}), []piece{{"机构", []int{1}}, {Text: "和"}, {"机构", []int{1}}}},
		"overlap":      {"不退费用", rules([]string{"退费用"}, []string{"不退费"}), []piece{{"不退费用", []int{1, 2}}}},
		"inside":       {"不退费", rules([]string{"退"}, []string{"不退费"}), []piece{{"不退费", []int{1, 2}}}},
		"side by side": {"机构退费", rules([]string{"机构"}, []string{"退费"}), []piece{{"机构", []int{1}}, {"退费", []int{2}}}},
		"itself":       {"哈哈哈", rules([]string{"哈哈"}), []piece{{"哈哈哈", []int{1}}}},
		"twice":        {"机构", rules([]string{"机构", "机构", ""}), []piece{{"机构", []int{1}}}},
		"elsewhere":    {"机构", rules([]string{"地址"}), []piece{{Text: "机构"}}},
	}
	for name, c := range cases {
		if diff := cmp.Diff(c.want, marked(c.text, c.fired)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// Marking changes no letter, and every place of a word is marked.
func TestMarkedKeepsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.StringOfN(rapid.SampledFrom([]rune("甲乙ab<")), 0, 40, -1)
		text := letters.Draw(t, "text")
		words := rapid.SliceOfN(rapid.StringOfN(rapid.SampledFrom([]rune("甲乙ab<")), 0, 3, -1), 0, 4).Draw(t, "words")
		var whole, plain strings.Builder
		for _, p := range marked(text, []lead.Fired{{Words: words}}) {
			whole.WriteString(p.Text)
			if len(p.Rules) == 0 {
				plain.WriteString(p.Text + "\n")
			}
		}
		if whole.String() != text {
			t.Fatalf("became %q", whole.String())
		}
		for _, w := range words {
			if w != "" && strings.Contains(plain.String(), w) {
				t.Fatalf("%q is not marked everywhere", w)
			}
		}
	})
}

// Whatever a lead's history, the times with its holders add up to the whole, in whole seconds.
func TestChainAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at, first := noon, noon
		var records []lead.Record
		var nobody time.Duration
		for i := range rapid.IntRange(1, 12).Draw(t, "records") {
			h := rapid.SampledFrom([]lead.Holder{lead.Desk, "education", "police", lead.Nobody}).Draw(t, "holder")
			step := time.Duration(rapid.IntRange(0, 1e6).Draw(t, "milliseconds")) * time.Millisecond
			records = append(records, lead.Record{No: i + 1, Holder: h, At: at})
			if h == lead.Nobody {
				nobody += at.Add(step).Truncate(time.Second).Sub(at.Truncate(time.Second))
			}
			at = at.Add(step)
		}
		steps, shares, whole := (&Pages{}).chainOf(records, at, handoff.Word{Clocks: catalogue()}, nil)
		var sum time.Duration
		for _, s := range shares {
			sum += s.Time
		}
		if want := at.Truncate(time.Second).Sub(first) - nobody; sum != whole || whole != want || len(steps) != len(records) {
			t.Fatalf("shares %v, whole %v, want %v", sum, whole, want)
		}
	})
}

func TestPartyOf(t *testing.T) {
	p := pagesOf(&shelf{})
	for code, want := range map[string]string{"market": "市场监督管理局", "education": "云汀区教育局", street: "柳塘街道", "justice": "司法局", "auditor": "审计监督",
		"clock": "期限提醒", "intake": "受理登记", "desk": "分派中心", "taskforce": "专班", "rules": "规则",
		"/990101/hotline-12345": "12345热线",
		"/990101/grid":          "网格巡查", "/990101/desk": "分派中心", "ext:人社": "人社", "/990101/other": "/990101/other", "": ""} {
		if got := p.partyOf(code).ZH; got != want {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
	}
}
