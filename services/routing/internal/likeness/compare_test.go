package likeness_test

import (
	"slices"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/likeness"
)

// told is a complaint in short: text, address, party, category.
type told struct {
	text, address, party string
	category             lead.Category
}

func (c told) print() likeness.Print {
	m := matter(c.text, c.address)
	if c.party != "" {
		m.Target = &lead.Target{Name: c.party}
	}
	return likeness.Of(m, c.category)
}

const (
	lessons  = "有个老师在家里给七八个初中生补数学，一节课收两百，每天下午两点开始，放学的孩子在楼道里吵吵闹闹，邻居都很有意见。"
	lessons2 = "暑假天天有初中的孩子去那里上数学，听说要交不少钱，门口连个牌子都没有，也不知道有没有手续，请查一查是怎么回事。"
	refund   = "我家孩子在那里报的舞蹈课还剩三十节，搬家去不了，申请退费四个月，一直说财务在审批，余额三千六百元不给退，打电话也不接。"
	refund2  = "机构换了老师，女儿不愿意再学跳舞了，合同写着可以退，前台推给店长，店长推给总部，剩下的五千二百元到现在一分没有退。"
)

// What is folded, what is proposed, what is linked and what has nothing to do with each other.
func TestCompare(t *testing.T) {
	for name, c := range map[string]struct {
		a, b told
		want likeness.How
		why  string
	}{
		"One room and the same lessons are one matter.": {
			told{lessons, "翠湾花园6栋602", "", "A01"}, told{lessons2, "翠湾花园6栋602室", "", "A05"}, likeness.Certain, likeness.SameRoom},
		"A room that nothing else is known of is proposed.": {
			told{lessons, "翠湾花园6栋602", "", "A01"}, told{"这户又在办班，麻烦你们来一趟。", "翠湾花园6栋602", "", "A01"}, likeness.Likely, likeness.SameRoom},
		"The flat next door is another.": {
			told{lessons, "翠湾花园6栋602", "", "A01"}, told{lessons, "翠湾花园6栋601", "", "A01"}, likeness.Different, likeness.OtherRoom},
		"One floor of an office tower has many tenants: proposed.": {
			told{lessons, "金穗大厦B座9层", "", "A01"}, told{lessons2, "金穗大厦B座9楼", "", "A01"}, likeness.Likely, likeness.SameFloor},
		"A block without a flat is proposed.": {
			told{lessons, "翠湾花园6栋", "", "A01"}, told{lessons2, "翠湾花园6号楼", "", "A01"}, likeness.Likely, likeness.SamePlace},
		"An estate alone is not a place.": {
			told{lessons, "翠湾花园", "", "A01"}, told{lessons2, "翠湾花园6栋602", "", "A01"}, likeness.Different, likeness.SameArea},
		"At one house number lessons for others are others.": {
			told{lessons, "朝阳路120号", "", "A01"}, told{"三楼的补习班给小学生讲英语，一到周末就堵门。", "朝阳路120号", "", "A01"}, likeness.Linked, likeness.OtherLessons},
		"One party, one matter, much the same words.": {
			told{lessons, "", "启明星教育", "C01"}, told{lessons + "请处理。", "", "启明星教育咨询有限公司", "C02"}, likeness.Certain, likeness.SameParty},
		"One party, one matter, other words: proposed, for it may have branches.": {
			told{lessons, "", "启明星教育", "B02"}, told{lessons2, "", "启明星培训学校", "B02"}, likeness.Likely, likeness.SameParty},
		"A branch at another address is linked.": {
			told{lessons, "朝阳路120号4层", "启明星教育", "B02"}, told{lessons, "滨河路88号", "启明星教育", "B02"}, likeness.Linked, likeness.OtherPlace},
		"Two institutions at one house number are two, be the text the same.": {
			told{lessons, "朝阳路120号", "启明星教育", "B02"}, told{lessons, "朝阳路120号", "晨光书院", "B02"}, likeness.Likely, likeness.OtherParty},
		"Another matter at the same place is linked.": {
			told{lessons, "朝阳路120号4层", "", "B02"}, told{refund, "朝阳路120号4层", "", "D07"}, likeness.Linked, likeness.OtherMatter},
		"Gone is not the same as slow to pay: proposed.": {
			told{refund, "朝阳路120号4层", "", "D07"}, told{refund + "昨天开始关门失联。", "朝阳路120号4层", "", "D08"}, likeness.Likely, likeness.NearMatter},
		"A crowd is a new risk, not the closure again.": {
			told{"舞蹈店关门了，一百多个家长的钱没了。", "国贸中心B座3层", "", "D08"}, told{"一百多个家长明天去舞蹈店门口拉横幅。", "国贸中心B座3层", "", "G08"}, likeness.Linked, likeness.OtherMatter},
		"Banned and back must be seen by the desk.": {
			told{lessons, "建设路56号5层", "青槐学堂", "C01"}, told{lessons, "建设路56号5层", "青槐读书会", "C04"}, likeness.Likely, likeness.NearMatter},
		"Two parents' refunds from one institution are two claims: proposed.": {
			told{refund, "万和城3层", "星海舞蹈", "D07"}, told{refund2, "万和城3层", "星海舞蹈", "D07"}, likeness.Likely, likeness.OwnClaim},
		"Two parents with one pattern and other sums are two claims too.": {
			told{refund, "万和城3层", "星海舞蹈", "D07"}, told{"您好！" + refund[:len(refund)-60] + "余额八千一百元不退。", "万和城3层", "星海舞蹈", "D07"}, likeness.Likely, likeness.OtherSum},
		"One parent who writes twice has one claim.": {
			told{refund, "万和城3层", "星海舞蹈", "D07"}, told{"上次反映过没人管。" + refund, "万和城3楼", "星海舞蹈中心", "D07"}, likeness.Certain, likeness.SameText},
		"Two children harmed at one place are two, whatever is the same.": {
			told{"我女儿九岁，英语课的男老师摸了她。", "枫林路72号2层", "", "G06"}, told{"儿子八岁，被教英语的老师用尺子打伤。", "枫林路72号2层", "", "G06"}, likeness.Likely, likeness.OwnClaim},
		"The same text word for word, with no address.": {
			told{lessons + lessons2, "", "", "A01"}, told{lessons + lessons2 + "谢谢。", "", "", "A01"}, likeness.Certain, likeness.SameText},
		"The same text about two schools is about two matters.": {
			told{"桥口中学" + lessons + lessons2, "", "", "A09"}, told{"云塘中学" + lessons + lessons2, "", "", "A09"}, likeness.Different, likeness.SameText},
		"The same text with other institutions is a pattern.": {
			told{"举报“启明星教育”：" + lessons + lessons2, "", "", "C01"}, told{"举报“晨光书院”：" + lessons + lessons2, "", "", "C01"}, likeness.Different, likeness.OtherParty},
		"The same floor without an address, and another.": {
			told{"菜场旁边三楼，" + lessons + lessons2, "", "", "A01"}, told{"菜场旁边二楼，" + lessons + lessons2, "", "", "A01"}, likeness.Different, likeness.OtherFloor},
		"Where a neighbour lives is not where the matter is.": {
			told{"我住翠湾花园6栋302，" + lessons, "翠湾花园6栋402", "", "A01"}, told{"举报翠湾花园6栋302，" + lessons2, "", "", "A01"}, likeness.Different, likeness.SameArea},
		"Opposite a house is not in it.": {
			told{lessons, "朝阳路120号对面", "", "A01"}, told{lessons2, "朝阳路120号", "", "A01"}, likeness.Different, ""},
		"One name in two towns is two places.": {
			told{lessons, "新桥街道人民路12号", "", "A01"}, told{lessons2, "石湖镇人民路12号", "", "A01"}, likeness.Different, likeness.OtherTown},
		"What is out of scope is one matter only in the same words.": {
			told{"学校作业太多了，孩子写到十一点。", "云汀第二小学", "云汀第二小学", "X01"}, told{"食堂的饭菜不好吃，请管一管。", "云汀第二小学", "云汀第二小学", "X01"}, likeness.Different, likeness.SameArea},
		"Too vague is like nothing.": {
			told{"我要举报一家补课的，大家都知道。", "", "", "X05"}, told{"我要举报一家补课的，大家都知道。", "", "", "X05"}, likeness.Different, likeness.TooVague},
	} {
		t.Run(name, func(t *testing.T) {
			v := likeness.Compare(c.a.print(), c.b.print())
			if v.How != c.want || c.why != "" && !slices.Contains(v.Why, c.why) {
				t.Errorf("got %+v, want %s with %s", v, c.want, c.why)
			}
		})
	}
}

// A code, a licence or a page is one party, however it is called.
func TestPartiesByCode(t *testing.T) {
	for name, pair := range map[string][2]lead.Matter{
		"credit code":             {{Target: &lead.Target{Name: "启明星教育", USCC: "52990101MJ0000368D"}}, {Target: &lead.Target{USCC: "52990101mj0000368d"}}},
		"credit code in the text": {{Target: &lead.Target{USCC: "52990101MJ0000368D"}}, {Text: "统一社会信用代码５２990101MJ0000368D的机构"}},
		"licence":                 {{Target: &lead.Target{Licence: "教民199010170000036号"}}, {Target: &lead.Target{Licence: "教民１99010170000036号 "}}},
		"page":                    {{Place: &lead.Place{URL: "https://qimingxing.example/summer/"}}, {Place: &lead.Place{URL: "https://Qimingxing.example/summer"}}},
		"name in quotes":          {{Target: &lead.Target{Name: "云汀小蜂窝托管"}, Place: &lead.Place{Address: "云汀区育才巷"}}, {Text: "去过“小蜂窝”托管班"}},
	} {
		t.Run(name, func(t *testing.T) {
			pair[0].Text += "周六周日全天上课，从不停课。"
			pair[1].Text += "晚上经常到十点才放人。"
			if v := likeness.Compare(likeness.Of(pair[0], "B02"), likeness.Of(pair[1], "B02")); !slices.Contains(v.Why, likeness.SameParty) {
				t.Errorf("got %+v", v)
			}
		})
	}
	person := lead.Matter{Text: lessons, Target: &lead.Target{Name: "王老师", Kind: "个人"}}
	other := lead.Matter{Text: refund, Target: &lead.Target{Name: "王老师"}}
	if v := likeness.Compare(likeness.Of(person, "A01"), likeness.Of(other, "A01")); slices.Contains(v.Why, likeness.SameParty) {
		t.Errorf("two teachers called Wang are one: %+v", v)
	}
}
