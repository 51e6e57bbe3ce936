package likeness_test

import (
	"testing"
	"unicode/utf8"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/likeness"
)

const ordinary = "我住柳塘街道翠湾花园6栋，楼上602每周一三五下午两点准时有五六个初中生上去，四点多才下来，手里都拿着数学卷子。听邻居说是个退休老师在家里教数学和物理，" +
	"一节课收两百，已经从放暑假第一天搞到现在了。楼道里全是电动车，孩子们上上下下又吵又闹，我们几户邻居去说过两次，他说自己是“启明星教育”的老师，有证，" +
	"可是门口什么牌子也没有，收钱都是微信转给个人，一个暑假收了三千六。希望你们来查一查，也别说是我反映的。"

func matter(text, address string) lead.Matter {
	m := lead.Matter{Text: text}
	if address != "" {
		m.Place = &lead.Place{Address: address}
	}
	return m
}

// The print of a lead of 200 characters takes less than 60 microseconds.
func BenchmarkOf(b *testing.B) {
	if n := utf8.RuneCountInString(ordinary); n < 200 {
		b.Fatalf("%d characters, want 200", n)
	}
	m := matter(ordinary, "云汀区柳塘街道翠湾花园6栋602")
	b.ReportAllocs()
	for b.Loop() {
		likeness.Of(m, "A01")
	}
}

// A comparison takes less than two microseconds.
func BenchmarkCompare(b *testing.B) {
	one := likeness.Of(matter(ordinary, "云汀区柳塘街道翠湾花园6栋602"), "A01")
	two := likeness.Of(matter(ordinary[300:], "云汀区柳塘街道翠湾花园6栋"), "A09")
	b.ReportAllocs()
	for b.Loop() {
		likeness.Compare(one, two)
	}
}

func BenchmarkKeys(b *testing.B) {
	one := likeness.Of(matter(ordinary, "云汀区柳塘街道翠湾花园6栋602"), "A01")
	for b.Loop() {
		one.Keys()
	}
}
