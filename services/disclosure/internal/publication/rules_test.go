package publication

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiansuo/pkg/lead"
)

// A district changes what is local; what the law sets it may only make shorter.
func TestDistrictDocument(t *testing.T) {
	r, err := Default().With(`{"limits":{"PB-02":"5 WD","PB-05":"2 WD"},"terms":{"ordinary":{"months":6,"least":3}},"lowFine":{"person":10000},
		"penalties":{"local":{"category":"其他","severity":"low"}},"source":{"name":"云汀区公共信用信息中心","code":"12990101MB00000003"}}`)
	if err != nil || r.Clocks[BothClock].Limit.N != 5 || r.Terms[Ordinary].Months != 6 || r.LowFine[lead.Person] != 10000 || r.Source.Name == "" {
		t.Fatalf("%v %+v", err, r)
	}
	if Default().Clocks[BothClock].Limit.N != 7 {
		t.Error("the shipped rules changed")
	}
	for name, content := range map[string]string{
		"longer than the law": `{"limits":{"PB-05":"4 WD"}}`, "another unit": `{"limits":{"PB-01":"10 NAT"}}`, "no clock": `{"limits":{"PB-99":"4 WD"}}`,
		"no severity": `{"terms":{"mild":{"months":1,"least":0}}}`, "least above all": `{"terms":{"low":{"months":1,"least":2}}}`, "no member": `{"term":{}}`,
		"no category": `{"penalties":{"x":{"severity":"low"}}}`, "negative": `{"lowFine":{"person":-1}}`, "no JSON": `limits: {}`,
	} {
		if _, err := Default().With(content); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// The elements of a penalty are those of the national set, in its order.
func TestElements(t *testing.T) {
	want := strings.Fields(`CF_XDR_MC CF_XDR_LB CF_XDR_SHXYM CF_XDR_GSZC CF_XDR_ZZJG CF_XDR_SWDJ CF_XDR_SYDW CF_XDR_SHZZ CF_FRDB CF_FR_ZJLX CF_FR_ZJHM CF_XDR_ZJLX CF_XDR_ZJHM
		CF_WSH CF_WFXW CF_SY CF_YJ CF_CFLB CF_NR CF_NR_FK CF_NR_WFFF CF_NR_ZKDX CF_JDRQ CF_YXQ CF_GSJZQ CF_CFJG CF_CFJGDM CF_SJLY CF_SJLYDM BZ`)
	var got []string
	for _, f := range Elements() {
		got = append(got, f.Code)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	_, c := drafted(t, fined())
	rows := Rows(c.Fields)
	if len(rows) != 2 {
		t.Fatalf("%d rows", len(rows))
	}
	values := func(row []Field) map[string]string {
		out := map[string]string{}
		for _, f := range row {
			if f.Value != "" {
				out[f.Code] = f.Value
			}
		}
		return out
	}
	organisation := map[string]string{"CF_XDR_MC": "云汀区星河教育咨询有限公司", "CF_XDR_LB": "法人及非法人组织", "CF_XDR_SHXYM": "91990101MA00000A06", "CF_FRDB": "李长河",
		"CF_WSH": "云教罚字〔2026〕第3号", "CF_WFXW": "超范围开展学科类培训", "CF_SY": fined().Facts, "CF_YJ": fined().Basis, "CF_CFLB": "罚款;没收违法所得、没收非法财物",
		"CF_NR": "罚款人民币1497元；没收违法所得人民币83789元；退还所收费用人民币2700元", "CF_NR_FK": "0.1497", "CF_NR_WFFF": "8.3789", "CF_JDRQ": "2026-07-17", "CF_GSJZQ": "2027-07-17",
		"CF_CFJG": "云汀区教育局", "CF_CFJGDM": "11990101MB00000006", "CF_SJLY": "云汀区教育局", "CF_SJLYDM": "11990101MB00000006"}
	if diff := cmp.Diff(organisation, values(rows[0])); diff != "" {
		t.Error(diff)
	}
	person := values(rows[1])
	for code, want := range map[string]string{"CF_XDR_LB": "自然人", "CF_XDR_ZJLX": "居民身份证", "CF_XDR_ZJHM": "110105**********1X", "CF_NR_FK": "0.123456", "CF_YXQ": "2028-07-16",
		"CF_GSJZQ": "2029-07-17", "CF_CFLB": "罚款;限制开展生产经营活动、责令停产停业、责令关闭、限制从业"} {
		if person[code] != want {
			t.Errorf("%s is %q, want %q", code, person[code], want)
		}
	}
}

// Sums are told exactly, in 万元 and in yuan, without floats.
func TestSums(t *testing.T) {
	for fen, want := range map[int64]string{300000: "0.3", 14970000: "14.97", 1: "0.000001", 100000000: "100", 294_2000_00: "294.2", 0: "0", -150: "-0.00015"} {
		if got := Wan(fen); got != want {
			t.Errorf("%d fen are %s, want %s", fen, got, want)
		}
	}
	if Yuan(1050) != "10.5" || Yuan(100) != "1" || Yuan(7) != "0.07" {
		t.Error("yuan")
	}
}

// A word of a text is found by its pairs, wherever it stands, in whatever width.
func TestTerms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("云汀区教育局补习英语ABC123，。 〔〕"))).Draw(t, "text")
		plain := Plain(text)
		terms := map[string]bool{}
		for _, term := range Terms(text) {
			terms[term] = true
		}
		for _, word := range strings.Fields(plain) {
			runes := []rune(word)
			from := rapid.IntRange(0, len(runes)-1).Draw(t, "from")
			to := rapid.IntRange(from+1, len(runes)).Draw(t, "to")
			found, wanted := Query(string(runes[from:to]))
			for _, f := range found {
				if !strings.Contains(plain, f) {
					t.Fatalf("%q is not in %q", f, plain)
				}
			}
			for _, w := range wanted {
				if !terms[w] {
					t.Fatalf("term %q of %q is missing", w, text)
				}
			}
		}
	})
}
