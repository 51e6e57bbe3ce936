package load

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
)

// texts are complaints of the length that citizens write; the rules send each to another department, some to the desk. They take a place.
var texts = []string{
	"我住%s，楼上每周一三五下午两点准时有五六个初中生上去，四点多才下来，手里都拿着数学卷子。听邻居说是个退休老师在家里教数学和物理，一节课收两百，已经从放暑假第一天搞到现在了。",
	"%s的托管机构登记为午晚托，今日15时入户，四间教室均在讲授小学奥数与三年级英语，现场学生41人，有课程表，收费单写晚托加提优。负责人拒绝提供办学许可证。",
	"%s的机构报名时说三千包全期，上到一半又要收资料费三百、空调费一百、结营证书费八十，墙上一张价目表都没有。",
	"%s这家广告写“原价9800，暑期立减到2980，最后三天”，我翻了他们去年的海报，去年也是2980。这不是骗人吗。",
	"近期有人自称“区双减办巡查组”，拿着假证件到%s店里说要封店，让我交八千元“整改保证金”到个人账户就不上报，我没交，他说让我等着瞧。监控已保存。",
	"%s的英语机构走廊停放电动自行车6辆，其中两辆飞线充电，紧邻教室木门，走廊堆放纸箱，楼上为居民住宅。",
	"%s的街舞工作室招收6至12岁学员90余人，有营业执照，无文化艺术类校外培训办学许可，未接入预收费监管。",
	"%s的游泳培训班泳池水体浑浊，池边未公示当日水质检测结果，两名学员反映眼睛红痛，未见卫生许可证上墙。",
	"我要举报一家补课的，就在%s那片，你们去查查就知道了，大家都知道。",
}

// weights are how often each text comes.
var weights = []int{30, 15, 12, 10, 8, 8, 8, 7, 2}

func drawText(random *rand.Rand) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	n := random.IntN(total)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	return 0
}

// placeOf is a place of its own for each matter: what speaks of one place is folded.
func placeOf(matter string) string {
	h := fnv.New32a()
	h.Write([]byte(matter))
	return fmt.Sprintf("学府路%d号%d栋%d室", h.Sum32()%9973, h.Sum32()/9973%97, h.Sum32()/9973/97%4000)
}
