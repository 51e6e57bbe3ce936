package rules_test

import (
	"testing"
	"unicode/utf8"

	"xiansuo/services/routing/internal/rules"
)

const ordinary = "尊敬的领导，您好！我是一名普通的家长，孩子在城区一所小学读三年级。从去年下半年开始，孩子的班主任在学校旁边的小区里租了一套房子，" +
	"放学以后把班上二十多个孩子带过去写作业、补数学，每个孩子每个月收六百元，没有任何收据。一开始说是自愿，后来没有去的孩子座位被调到了最后一排，" +
	"作业也不认真批改，我们做家长的敢怒不敢言，只好都交了钱。那套房子在六楼，只有一个出口，楼道里停着电动车，一到傍晚孩子们上上下下，邻居也很有意见。" +
	"我们向学校反映过一次，校领导说会调查，过了一个月还是老样子。听说学校里还有几位老师也在外面这样办班，有的还把学生介绍到培训机构去。" +
	"希望教育局派人下来核实，还孩子一个公平的学习环境，也请不要透露我的电话。"

// A complaint of 300 characters is decided in well under 100 microseconds.
func BenchmarkDecide(b *testing.B) {
	if n := utf8.RuneCountInString(ordinary); n < 300 {
		b.Fatalf("%d characters, want 300", n)
	}
	set := defaultSet(b)
	b.ReportAllocs()
	for b.Loop() {
		set.Decide(rules.Input{Text: ordinary})
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
