package rules_test

import (
	"strings"
	"testing"

	"xiansuo/services/routing/internal/rules"
)

// A complaint of 300 characters is decided in well under 100 microseconds.
func BenchmarkDecide(b *testing.B) {
	text := strings.Repeat("我家孩子在某小学读三年级，班主任在校外小区里租房办补习班，周末给本班学生上数学和英语，一节课收两百元，"+
		"不去的孩子座位被调到最后一排。楼道里停满电动车，后门常年锁着，也没有看到办学许可证，请教育局查处。", 3)
	text = string([]rune(text)[:300])
	set := defaultSet(b)
	b.ReportAllocs()
	for b.Loop() {
		set.Decide(rules.Input{Text: text})
	}
}

// The sample cases, one after the other.
func BenchmarkDecideSampleCases(b *testing.B) {
	set, all := defaultSet(b), cases(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		set.Decide(all[i%len(all)].input())
	}
}
