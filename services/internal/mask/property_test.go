package mask

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"xiansuo/services/internal/text"

	"pgregory.net/rapid"
)

var (
	fillers = []string{"老师在家里补课，", "一节课收两百。", "孩子在里面上数学；", "请你们来查一查！", "楼下有个培训班\n", "合同上写的是 ", "交了26800元，",
		"2026-07-04 15:30", "他们说不退费", "暑期班", "，", "。", " ", "（附件）", "教數學", "補課", "\u200b", "A座1203室，"}
	separators = []string{"", " ", "-", ".", "·", "  ", " - ", "　", "－", "．", "_", "\u200b", "\t", "—"}
)

// prose draws ordinary text.
func prose(t *rapid.T, label string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(fillers), 0, 5).Draw(t, label), "")
}

// disguise draws a way to write an identifier: separators at random places, each character in half or full width or, for a
// digit, in Chinese.
func disguise(t *rapid.T, id string, chinese bool) string {
	separator := rapid.SampledFrom(separators).Draw(t, "separator")
	style := rapid.IntRange(0, 3).Draw(t, "style")
	var b strings.Builder
	for i, r := range id {
		if i > 0 && rapid.IntRange(0, 3).Draw(t, "cut") == 0 {
			b.WriteString(separator)
		}
		switch {
		case style == 1 || style == 2 && rapid.Bool().Draw(t, "wide"):
			b.WriteRune(r - '0' + '０')
		case style == 3 && chinese && isDigit(r):
			b.WriteString(string([]rune("零一二三四五六七八九")[r-'0']))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func drawDigits(t *rapid.T, n int, label string) string {
	var b strings.Builder
	for range n {
		b.WriteByte(byte('0' + rapid.IntRange(0, 9).Draw(t, label)))
	}
	return b.String()
}

func drawMobile(t *rapid.T) string {
	return "1" + rapid.SampledFrom([]string{"3", "4", "5", "6", "7", "8", "9"}).Draw(t, "operator") + drawDigits(t, 9, "mobile")
}

func drawIdentity(t *rapid.T) string {
	d := "110105" + fmt.Sprintf("%04d%02d%02d", rapid.IntRange(1930, 2020).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"),
		rapid.IntRange(1, 28).Draw(t, "day")) + drawDigits(t, 3, "order")
	for _, check := range "0123456789x" {
		if identityCheck(d + string(check)) {
			return strings.ToUpper(d + string(check))
		}
	}
	panic("no check character")
}

func drawName(t *rapid.T) string {
	family := rapid.SampledFrom([]string{"张", "李", "欧阳", "陈", "司马", "黄", "吴", "郑", "谢", "诸葛"}).Draw(t, "family")
	given := rapid.SliceOfN(rapid.SampledFrom([]rune("伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂晨宇轩涵梓彤")), 1, 2).Draw(t, "given")
	return family + string(given)
}

// folded returns what is left of s when every disguise is undone: digits in ASCII, nothing between.
func folded(s string) string {
	var b strings.Builder
	for _, r := range text.Fold(s).Plain {
		switch d := chineseDigit(r); {
		case d != 0:
			b.WriteByte(d)
		case isHan(r) || isDigit(r) || isLetter(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// A number that is planted in any disguise is not in what leaves.
func TestNumbersDoNotLeak(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.OneOf(rapid.Custom(drawMobile), rapid.Custom(drawIdentity)).Draw(t, "id")
		planted := disguise(t, id, true)
		raw := prose(t, "before") + "号" + planted + "，" + prose(t, "after")
		got := Masker{}.Text(raw)
		if strings.Contains(got, planted) || strings.Contains(folded(got), strings.ToLower(id)) {
			t.Fatalf("%q leaves as %q", raw, got)
		}
	})
}

// A name that introduces itself is not in what leaves.
func TestNamesDoNotLeak(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := drawName(t)
		cue := rapid.SampledFrom([]string{"我叫", "我叫 ", "姓名：", "姓名:", "姓 名：", "联系人：", "举报人：", "本人", "我是家长", "我是", "我的名字叫", "署名："}).Draw(t, "cue")
		end := rapid.SampledFrom([]string{"，", "。", "\n", "", " ", "13800138000", "电话", "，女"}).Draw(t, "end")
		raw := prose(t, "before") + "。" + cue + name + end
		if rapid.Bool().Draw(t, "more") && end != "" {
			raw += prose(t, "after")
		}
		if got := (Masker{}).Text(raw); strings.Contains(folded(got), name) {
			t.Fatalf("%q leaves as %q", raw, got)
		}
	})
}

// The reporter's own name and number are not in what leaves, whatever stands around and between.
func TestReporterDoesNotLeak(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Reporter{Name: drawName(t), Phone: drawMobile(t)}
		name := strings.Join(strings.Split(r.Name, ""), rapid.SampledFrom([]string{"", " ", "　", "\u200b", "·"}).Draw(t, "joint"))
		phone := disguise(t, r.Phone[rapid.IntRange(0, 3).Draw(t, "from"):], true)
		raw := prose(t, "a") + name + prose(t, "b") + rapid.SampledFrom([]string{"9", "", "a", "号"}).Draw(t, "glue") + phone + prose(t, "c")
		got := New(r).Text(raw)
		if left := folded(got); strings.Contains(left, r.Name) || strings.Contains(left, r.Phone[3:]) {
			t.Fatalf("%q leaves as %q", raw, got)
		}
	})
}

// drawText draws a text with and without personal data, whole and broken.
func drawText(t *rapid.T) string {
	parts := slices.Concat(fillers, []string{"13800138000", "138 0013 8000", "11010519491231002X", "我叫", "张三", "姓名：", "本人", "敬礼", "我住", "翠湾花园6栋",
		"微信号", "vx", "abc_123", "QQ", "京A12345", "a@qq.com", "〔电话〕", "〔姓名〕", "〔", "〕", "8", "零", "x", "我是", "家长", "\n李四", "91350100M000100Y43", "6222020200112233453",
		"010-88886666", "电话", "\xff"})
	return strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(parts), rapid.SampledFrom(parts), rapid.StringN(0, 5, -1)), 0, 14).Draw(t, "parts"), "")
}

// Masking twice is masking once; what is masked is clean, and clean text is not changed.
func TestMaskingTwiceIsMaskingOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New(rapid.SampledFrom([]Reporter{{}, {Name: "张三", Phone: "13800138000"}, {Name: "电话", Phone: "0"}, {Name: "〔姓", Phone: "〔"}}).Draw(t, "reporter"))
		raw := drawText(t)
		once := m.Text(raw)
		if twice := m.Text(once); twice != once {
			t.Fatalf("%q becomes %q becomes %q", raw, once, twice)
		}
		if !m.Clean(once) || m.Clean(raw) != (once == raw) {
			t.Fatalf("Clean(%q) = %v, Clean(%q) = %v", raw, m.Clean(raw), once, m.Clean(once))
		}
	})
}

// Spans are in order, apart and on rune boundaries.
func TestSpansAreInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw, end := drawText(t), 0
		boundary := map[int]bool{len(raw): true}
		for i := range raw {
			boundary[i] = true
		}
		for _, s := range Find(raw) {
			if s.From < end || s.To <= s.From || !boundary[s.From] || !boundary[s.To] {
				t.Fatalf("span %v of %q", s, raw)
			}
			end = s.To
		}
	})
}

// An attachment that travels tells neither name nor number, encoded or not.
func TestAttachmentsDoNotLeak(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Reporter{Name: drawName(t), Phone: drawMobile(t)}
		secret := rapid.SampledFrom([]string{r.Name, r.Phone, disguise(t, r.Phone, false)}).Draw(t, "secret")
		encoded := secret
		for range rapid.IntRange(0, 3).Draw(t, "times") {
			encoded = percent(encoded)
		}
		name, uri, travels := New(r).Attachment("照片"+encoded+".jpg", "https://h/"+encoded+"/x.jpg?n="+encoded, "image/jpeg")
		if left := folded(decoded(name) + decoded(uri)); !travels || strings.Contains(left, r.Name) || strings.Contains(left, r.Phone) {
			t.Fatalf("%q travels as %q, %q", encoded, name, uri)
		}
	})
}

func percent(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

// No bytes make it panic.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "\xff", "我叫", "我叫张", "姓名：张·", "我住", "138\xff0013\xe88000", "〔姓名〕", "微信号", "qq1", "京a", "a@b", "+", "一三八", "\n张三", "本人"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m := New(Reporter{Name: s, Phone: s})
		if got := m.Text(s); !m.Clean(got) {
			t.Fatalf("Text(%q) = %q is not clean", s, got)
		}
		m.Attachment(s, s, s)
	})
}
