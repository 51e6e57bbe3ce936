package text

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// Typography is undone, and nothing else.
func TestFold(t *testing.T) {
	for name, tt := range map[string]struct{ raw, want string }{
		"empty":                  {"", ""},
		"only space":             {" 　\t\n ", ""},
		"only invisible":         {"\u200b\ufeff\u200d", ""},
		"full width":             {"ＡＢ１２，：（）！", "ab12,:()!"},
		"Chinese marks stay":     {"。、“”《》—", "。、“”《》—"},
		"lower case":             {"VX Ke", "vx ke"},
		"zero width":             {"补\u200b课\u2060班", "补课班"},
		"space between Han":      {"补 课　班\n开", "补课班开"},
		"space beside others":    {"电话  138　0013", "电话 138 0013"},
		"space and invisible":    {"a \u200b b", "a b"},
		"traditional":            {"教數學、補習費轉帳", "教数学、补习费转账"},
		"numerals stay":          {"两万六千八", "两万六千八"},
		"spelling stays":         {"补可", "补可"},
		"circled digits":         {"①③❽⓪", "1380"},
		"bold and Arabic digits": {"𝟏𝟑𝟖٠١٢", "138012"},
		"keycaps":                {"1️⃣3️⃣", "13"},
		"circle for zero":        {"二○一二", "二〇一二"},
		"pinyin with tones":      {"bǔ kè", "bu ke"},
		"radicals":               {"⼀⼆", "一二"},
		"not UTF-8":              {"补\xff课\xe8", "补课"},
		"Hangul stays":           {"한", "한"},
		"emoji stays":            {"英🐔", "英🐔"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Fold(tt.raw).Plain; got != tt.want {
				t.Errorf("Fold(%q) = %q, want %q", tt.raw, got, tt.want)
			}
		})
	}
}

// Evasive spelling becomes the word that was meant; a word that only looks like it stays.
func TestNormaliseSpelling(t *testing.T) {
	for raw, want := range map[string]string{
		"举抱一下 新桥街道建没路那边有个黑作坊补可的 教数血和物里 暑價班一期2千8 微信转帐 老扳姓周": "举报一下新桥街道建设路那边有个黑作坊补课的教数学和物理暑假班一期2800 微信转账老板姓周",
		"实际天天补刻":        "实际天天补课",
		"补ke、卜课":        "补课、补课",
		"加Ｖ❤":           "加微信",
		"V我50":          "微信我50",
		"vx13800138000": "微信13800138000",
		"wxid_abc":      "wxid_abc",
		"加威信号":          "加微信号",
		"班主任的威信":        "班主任的威信",
		"食物里有虫":         "食物里有虫",
		"教物里":           "教物理",
		"补可以吗":          "补可以吗",
		"数血管":           "数血管",
		"英🐔":            "英语",
		"1v1、１对１":       "一对一、一对一",
		"11v1":          "11v1",
		"1v10":          "1v10",
		"收废品":           "收废品",
		"帐篷里转帐":         "帐篷里转账",
	} {
		if got := Normalise(raw).Plain; got != want {
			t.Errorf("Normalise(%q) = %q, want %q", raw, got, want)
		}
	}
}

// Every right spelling is itself stable, and every false spelling without condition is corrected.
func TestSpellingTableIsConsistent(t *testing.T) {
	for _, words := range loaded().words {
		for _, d := range words {
			if got := Normalise(d.right).Plain; !d.fixed && got != d.right {
				t.Errorf("right spelling %q becomes %q", d.right, got)
			}
			if got := Normalise(string(d.is)).Plain; !d.fixed && !d.before.must && !d.after.must && got != d.right {
				t.Errorf("false spelling %q becomes %q, want %q", string(d.is), got, d.right)
			}
		}
	}
}

// A simplified character is final: no entry leads to another.
func TestTraditionalTableHasNoChains(t *testing.T) {
	n := 0
	for i, to := range loaded().simple {
		if to == 0 {
			continue
		}
		n++
		if next := loaded().simplified(rune(to)); next != rune(to) {
			t.Errorf("%c becomes %c becomes %c", rune(0x4E00+i), rune(to), next)
		}
	}
	if n < 1000 {
		t.Errorf("%d traditional characters, want 1000 and more", n)
	}
}

// A span of the plain form leads back to exactly what it came from.
func TestRawSpan(t *testing.T) {
	for name, tt := range map[string]struct{ raw, find, want string }{
		"itself":               {"我在补课班", "补课", "补课"},
		"after dropped space":  {"我 在 补 课 班", "补课", "补 课"},
		"wide digits":          {"电话１３８００１３８０００。", "13800138000", "１３８００１３８０００"},
		"part of wide digits":  {"１３８００１３８０００", "0013", "００１３"},
		"spelling":             {"这个补可班", "补课", "补可"},
		"part of a spelling":   {"这个补可班", "课", "补可"},
		"numeral":              {"交了两万六千八百块", "26800", "两万六千八百"},
		"part of a numeral":    {"交了两万六千八百块", "68", "两万六千八百"},
		"digit by digit":       {"打一三八零零一三八零零零", "0013", "零零一三"},
		"traditional":          {"教數學", "数学", "數學"},
		"invisible inside":     {"补\u200b课", "补课", "补\u200b课"},
		"invisible beside":     {"在\u200b补课\u200b班", "补课", "补课"},
		"half a rune":          {"在补课班", "补课"[:4], "补课"},
		"one rune of several":  {"第⑩节", "1", "⑩"},
		"after a longer rune":  {"İ补课", "补课", "补课"},
		"beside what is wrong": {"在\xff补课\xe8班", "补课", "补课"},
	} {
		t.Run(name, func(t *testing.T) {
			n := Normalise(tt.raw)
			at := strings.Index(n.Plain, tt.find)
			if at < 0 {
				t.Fatalf("no %q in %q", tt.find, n.Plain)
			}
			from, to := n.RawSpan(at, at+len(tt.find))
			if got := tt.raw[from:to]; got != tt.want {
				t.Errorf("%q came from %q, want %q", tt.find, got, tt.want)
			}
		})
	}
}

// RawSpan takes any offsets.
func TestRawSpanOutside(t *testing.T) {
	for _, n := range []Text{{}, Normalise(""), Normalise("\u200b"), Normalise("补 课")} {
		for from := -2; from < 10; from++ {
			for to := -2; to < 10; to++ {
				if a, b := n.RawSpan(from, to); a < 0 || a > b || b > len(n.Raw) {
					t.Fatalf("RawSpan(%d, %d) of %q = %d, %d", from, to, n.Raw, a, b)
				}
			}
		}
	}
}

// drawRaw draws a text out of what makes offsets hard.
func drawRaw(t *rapid.T) string {
	parts := []string{"补可", "补", "课", "两万六千八", "一百一节课", "十五", "一三八零零一三八零零零", "2千8", "1.5万", "１３８", " ", "　",
		"\n", "\u200b", "\xff", "\xe8\xa1", "數學", "vx", "V我", "①", "㏄", "…", "é", "🐔", "英🐔", "，", "abc", "138", "一对一", "千万", "周三", "零", "○", "第"}
	return strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(parts), rapid.String()), 0, 12).Draw(t, "parts"), "")
}

// Any span of Plain has a raw span on rune boundaries, spans within spans stay within, all of Plain is all of Raw.
func TestRawSpanProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := drawRaw(t)
		for _, n := range []Text{Normalise(raw), Fold(raw)} {
			checkSpans(t, n)
		}
	})
}

func checkSpans(t *rapid.T, n Text) {
	if !utf8.ValidString(n.Plain) {
		t.Fatalf("Plain of %q is not UTF-8: %q", n.Raw, n.Plain)
	}
	if from, to := n.RawSpan(0, len(n.Plain)); from != 0 || to != len(n.Raw) {
		t.Fatalf("all of Plain is [%d, %d) of %d raw bytes", from, to, len(n.Raw))
	}
	boundary := map[int]bool{len(n.Raw): true}
	for i := range n.Raw {
		boundary[i] = true
	}
	from := rapid.IntRange(0, len(n.Plain)).Draw(t, "from")
	to := rapid.IntRange(from, len(n.Plain)).Draw(t, "to")
	a, b := n.RawSpan(from, to)
	if a > b || !boundary[a] || !boundary[b] {
		t.Fatalf("RawSpan(%d, %d) of %q = %d, %d: not a span of runes", from, to, n.Raw, a, b)
	}
	if from == to {
		return
	}
	innerFrom := rapid.IntRange(from, to-1).Draw(t, "innerFrom")
	innerTo := rapid.IntRange(innerFrom+1, to).Draw(t, "innerTo")
	if c, d := n.RawSpan(innerFrom, innerTo); c < a || d > b {
		t.Fatalf("RawSpan(%d, %d) = %d, %d lies outside RawSpan(%d, %d) = %d, %d", innerFrom, innerTo, c, d, from, to, a, b)
	}
}

// The plain form has no control characters, no capitals, no full-width forms and no two blanks together.
func TestPlainIsPlain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plain := Fold(drawRaw(t)).Plain
		if strings.Contains(plain, "  ") || strings.TrimSpace(plain) != plain {
			t.Fatalf("superfluous space in %q", plain)
		}
		for _, r := range plain {
			if r < ' ' || r == 0x7F || r >= 'A' && r <= 'Z' || r >= 0xFF01 && r <= 0xFF5E || r == 0x200B {
				t.Fatalf("%U in %q", r, plain)
			}
		}
	})
}

// Folding twice is folding once.
func TestFoldTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := Fold(drawRaw(t)).Plain
		if twice := Fold(once).Plain; twice != once {
			t.Fatalf("%q becomes %q", once, twice)
		}
	})
}

// No bytes make it panic, and spans stay within the raw text.
func FuzzNormalise(f *testing.F) {
	for _, s := range []string{"", "\xff\xfe", "补\xe8可", "两万\xe4六千八", "一三八\x00零零", "十", "拾", "一百", "9999万亿", "1.5", "1.", "万", "wk", "5w", "\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		for _, n := range []Text{Normalise(raw), Fold(raw)} {
			for i := range len(n.Plain) {
				if from, to := n.RawSpan(i, i+1); from < 0 || from > to || to > len(raw) {
					t.Fatalf("RawSpan(%d) of %q = %d, %d", i, raw, from, to)
				}
			}
		}
	})
}
