package text

import "testing"

// complaint has about 290 characters.
const complaint = "举抱一下，新桥街道建没路那边有个黑作坊补可的，教数血和物里，暑價班一期2千8，微信转帐，老扳姓周，门口写的是“阅读吧”，实际天天补刻。" +
	"就那个桂花路四楼的补习班，一天到晚乱哄哄，孩子在里面上数学上到晚上九点多；楼梯上全是电动车，后门拿锁锁着；中午给孩子吃的不知道哪儿送的盒饭，" +
	"一股馊味；我交了八千想退也不给退，老板还说你去告啊看谁管得了我。少儿英语一次性让我们交了两年的钱，两万六千八，说“不限课时”更划算，合同写的是" +
	"“充值金额不予退还”。我后来才知道不能一次收这么多。电话１３８ ００１３ ８０００，请尽快处理，群里统计了一下有一百六十多个家长，没上完的课加起来九十多万。"

func BenchmarkNormalise(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Normalise(complaint)
	}
}

func BenchmarkFold(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Fold(complaint)
	}
}
