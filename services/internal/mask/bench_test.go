package mask

import "testing"

// complaint has about 300 characters.
const complaint = "我是家长，孩子班里好多同学晚上八点半进一个会议链接上“数学直播提升”，课件上有机构logo，学费转给个人微信，说是暑期线上陪学营，四十次课五千八。" +
	"就那个桂花路四楼的补习班，一天到晚乱哄哄，孩子在里面上数学上到晚上九点多；楼梯上全是电动车，后门拿锁锁着；中午给孩子吃的不知道哪儿送的盒饭，" +
	"一股馊味；我交了八千想退也不给退，老板还说你去告啊看谁管得了我。少儿英语一次性让我们交了两年的钱，两万六千八，说“不限课时”更划算，合同写的是" +
	"“充值金额不予退还”。我后来才知道不能一次收这么多。请尽快处理，群里统计了一下有一百六十多个家长，没上完的课加起来九十多万。"

func BenchmarkClean(b *testing.B) {
	m := New(Reporter{Name: "李小红", Phone: "13800138000"})
	b.ReportAllocs()
	for b.Loop() {
		m.Clean(complaint)
	}
}

func BenchmarkText(b *testing.B) {
	m := New(Reporter{Name: "李小红", Phone: "13800138000"})
	personal := complaint + "我叫李小红，电话138 0013 8000，微信号abc_12345，家住翠湾花园6栋。"
	b.ReportAllocs()
	for b.Loop() {
		m.Text(personal)
	}
}
