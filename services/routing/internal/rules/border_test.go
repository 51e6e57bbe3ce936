package rules_test

import (
	"slices"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/rules"
)

// Who teaches whom, where and for whose money decides: the school inside the school is its own matter, a teacher who tutors for
// pay or an institution is a lead.
func TestBorders(t *testing.T) {
	set := defaultSet(t)
	for name, c := range map[string]struct{ text, lead string }{
		"A school that makes pupils come on weekends is its own matter.":   {"县三中周末强制学生补课，每人收三百元，不去就算旷课，请教育局制止。", rules.None},
		"Pupils who want their holidays are a school's matter.":            {"我是高二学生，我们学校国庆节只放三天假，其余时间全部上课。", rules.None},
		"A canteen is a school's matter.":                                  {"学校食堂饭菜又贵又难吃，还不准学生出校门。", rules.None},
		"A kindergarten's own interest classes are its own matter.":        {"我们幼儿园白天开收费的画画课和轮滑课，没交费用的孩子只能坐着看。", rules.None},
		"A teacher who tutors at home for pay is a lead.":                  {"我孩子的英语老师周末在自己家里补课，一个月收八百，班上大半同学都去了。", "education"},
		"A teacher who runs a class outside is a lead.":                    {"县一中有几位老师在校外租了门面办补习班，让家长微信转账。", "education"},
		"A teacher who moonlights at an institution is a lead.":            {"公办教师在培训机构兼职上课拿高薪，请管管在职教师有偿补课。", "education"},
		"A school that shares with an institution is a lead.":              {"某中学把教室租给培训机构办班，用学校名义招生，学生交钱给机构。", "education"},
		"A class teacher who sends pupils to an institution is a lead.":    {"班主任在家长群里推荐某培训机构，还统计报名人数，怀疑有回扣。", "education"},
		"A licence that is missing is a lead.":                             {"我们小区二楼有个补习班没有办学许可证，几十个孩子挤在三室一厅里。", "education"},
		"A refund for an arts class goes to culture.":                      {"孩子学舞蹈，交了一年学费，舞蹈学校换了老师我们要退费，校长一直推脱。", "culture"},
		"An adult's driving lessons are not ours, refund or not.":          {"我在驾校报名一年多了，教练一直不安排考试，要求退学费也不退。", rules.None},
		"An adult's examination class is not ours.":                        {"考研培训机构承诺考不上退款，现在不兑现。", rules.None},
		"Staff who were not paid are not ours, institution or not.":        {"我在一家培训机构当老师，机构拖欠三个月工资，也没有交社保。", rules.None},
		"Noise in the street is not ours, pupils or not.":                  {"楼下广场舞噪音太大，孩子没法写作业。", rules.None},
		"A hospital that hands over its pharmacy (托管) is not child care.":  {"医院把药房托管给公司经营，职工都反对，医药代表说了算。", rules.None},
		"Praise that describes paid lessons at home is a lead.":            {"王老师太无私了，天天在家里给十几个孩子“义务”补数学，只收三百元茶水费，建议表彰。", "education"},
		"Evasive spelling does not help.":                                  {"某小区三栋有人办黑班补刻，教数血和英🐔，一节课v我两百，没有办学许可证", "education"},
		"A fire exit is for the fire brigade, whatever the class teaches.": {"补习班的安全出口被铁链锁住，楼梯口也堵塞了。", "fire"},
		"A pool is for health, an unlicensed one too.":                     {"游泳培训班的泳池水很浑浊，没有卫生许可证，也没有消毒。", "health"},
	} {
		t.Run(name, func(t *testing.T) {
			if d := set.Decide(rules.Input{Text: c.text}); d.Lead != c.lead || !d.Decided {
				t.Errorf("got %q, category %s, decided %v because %q; want %q", d.Lead, d.Category, d.Decided, d.Why, c.lead)
			}
		})
	}
}

// The same matters in everyday words: dialect, avoidance spellings, brand names and guises instead of the words of the law.
func TestBordersInEverydayWords(t *testing.T) {
	set := defaultSet(t)
	for name, c := range map[string]struct{ text, lead string }{
		"A class teacher who calls pupils to her flat.":         {"班主任喊班里十几个伢子晚上到她屋里补课，一个月收六百，没去的调到后排。", "education"},
		"A teacher who trains his own pupils for money.":        {"体育老师放学后在校外租房教学生补英语，每次收一百二，都是转给他个人。", "education"},
		"A coaching shop in a dwelling, spelt to avoid.":        {"居民楼三楼有人补棵，七八个初中生挤在客厅学数学，一节课一百八。", "education"},
		"A shop that minds children, and teaches.":              {"菜场边上的晚辅班打着看护的名义给二年级小孩补语文数学，什么证都没有。", "education"},
		"A reading shop with a licence for books.":              {"楼下绘本馆只有一张执照，没有办学许可，天天给幼儿园大班孩子上拼音班。", "education"},
		"A coaching firm that closed overnight.":                {"少儿编程中心昨晚上了大锁，老板失踪，我家娃还有六十个课时没上。", "education"},
		"A refund that is put off.":                             {"给闺女报的数学一对一，剩余课时要退，机构一直说等总部审批，三个月一分没退。", "education"},
		"A refund of an arts class goes to culture.":            {"孩子在书画社报了国画和书法课，老师走了要退费，店长一拖再拖不给退。", "culture"},
		"An arts class without a licence goes to culture.":      {"巷口的舞蹈馆没有办学许可证，招了四十个小孩跳民族舞。", "culture"},
		"A school that hands a whole class to a coaching firm.": {"中学把初三整班送到校外的补习学校上课，年级主任点名，学校从中拿返点。", "education"},
		"A firm that teaches inside the kindergarten for pay.":  {"幼儿园和校外培训机构合作，机构的老师进园收费教拼音，园里拿提成。", "education"},
		"Leaflets at the school gate.":                          {"每天放学的时候，校门外有补习班的人发传单、扫码送文具。", "market"},
		"Small cards of a coaching firm.":                       {"电梯和楼道里到处是某培训机构的小卡片、招生广告，撕了又贴。", "market"},
		"Prices that nobody can see.":                           {"培训机构没有价格表，报名以后巧立名目，空调取暖和服装钱另收。", "market"},
		"Children who fell ill after lunch.":                    {"托管班中午吃完饭，陆续有孩子吐，肚子疼得打滚，已经有多名孩子送医院。", "market"},
		"Cables and scooters in the corridor of a class.":       {"围棋班的走廊里停满电瓶车，飞线充电，私拉电线，家长看了心惊。", "fire"},
		"Pupils' data sold to a coaching firm.":                 {"培训机构打来电话，报得出我儿子的班级和分数，怀疑有人卖名单，学生信息泄露。", "police"},
		"A beating in a class.":                                 {"跆拳道馆的教练用棍子打学生，我家孩子腿上都是青的。", "police"},
		"Pay of a school's staff.":                              {"中学职工反映：绩效工资和班主任津贴拖欠半年，社保也没有交。", rules.None},
		"Pay of a coaching firm's staff.":                       {"我在培训机构做助教，老板扣工资，底薪不发，社保没交，还要辞退。", rules.None},
		"A school's own lunch and uniform.":                     {"小学食堂涨价，校服也换了三套，家长会上又收班费，账目不公布。", rules.None},
		"A school's own day care.":                              {"学校的课后服务收费太贵，延时服务只是让学生写家庭作业。", rules.None},
		"A repair of a lift that mentions a tutor in passing.":  {"小区物业不修电梯，停水停电也没人管，孩子放学只能爬楼，业委会不开会。", rules.None},
		"Somebody who wants to open a class asks how.":          {"我想开办一家少儿书法培训班，请问办证需要什么材料，到哪里办理手续？", rules.None},
		"An adult who paid for a trade.":                        {"我报了短视频运营培训，说学会以后月入过万，交了一万二才知道是骗局。", rules.None},
		"An adult's certificate class.":                         {"一建保过班考不上不退钱，我是工地上的，课程顾问把我拉黑了。", rules.None},
	} {
		t.Run(name, func(t *testing.T) {
			if d := set.Decide(rules.Input{Text: c.text}); d.Lead != c.lead || !d.Decided {
				t.Errorf("got %q, category %s, decided %v because %q; want %q", d.Lead, d.Category, d.Decided, d.Why, c.lead)
			}
		})
	}
}

// A sign of paid tutoring that the rest does not explain keeps a complaint about a school from being sent away.
func TestUnexplainedSignsAreNotSentAway(t *testing.T) {
	set := defaultSet(t)
	for name, text := range map[string]string{
		"an institution beside the school": "我们中学期末考试一结束，机构的老师就拿着分数和排名给家长打电话。",
		"a teacher and money":              "三中在编老师一个月另外收学生八百，琴房是公家的。",
		"a firm inside the school":         "小学请来一家科技公司进校上课，每人一学期一千二，孩子不报就坐走廊。",
	} {
		if d := set.Decide(rules.Input{Text: text}); d.Decided && d.Lead == rules.None {
			t.Errorf("%s: sent away as %s", name, d.Category)
		}
	}
}

// What is out of scope goes to the desk, not away, if a child may have come to harm; the police know at once.
func TestHarmIsNeverSentAway(t *testing.T) {
	set := defaultSet(t)
	for name, text := range map[string]string{
		"a beating at school":  "某小学食堂又贵又难吃，课后服务乱收费，班主任还经常体罚学生、打学生耳光。",
		"self-harm":            "学校天天晚自习到十点，不准放假，作业多，有孩子压力太大想跳楼。",
		"indecency at school":  "某中学宿舍条件差，食堂也贵，还有老师猥亵女学生，没有人管。",
		"a beating and adults": "驾校教练员态度恶劣，我带孩子去，他殴打我的孩子。",
	} {
		d := set.Decide(rules.Input{Text: text})
		if !d.Safety || len(d.Alerts) == 0 || d.Decided && d.Lead == rules.None {
			t.Errorf("%s: safety %v, alerts %v, lead %q decided %v because %q", name, d.Safety, d.Alerts, d.Lead, d.Decided, d.Why)
		}
	}
}

// A complaint of several matters has one lead, by precedence; the owners of the others assist, and fire is alerted.
func TestSeveralMatters(t *testing.T) {
	text := "小区里的补习班周末给孩子上数学课，后门拿锁锁着，走廊全是电动车，盒饭一股馊味，学费八千不给退。"
	d := defaultSet(t).Decide(rules.Input{Text: text})
	want := []lead.Department{lead.Market, lead.Health, lead.Fire}
	for _, department := range want {
		if !slices.Contains(d.Assist, department) {
			t.Errorf("%s does not assist: %v", department, d.Assist)
		}
	}
	if d.Lead != string(lead.Education) || d.Urgency != lead.Urgent || !slices.Contains(d.Alerts, lead.Fire) {
		t.Errorf("lead %s, urgency %s, alerts %v; want education, urgent, fire", d.Lead, d.Urgency, d.Alerts)
	}
}

// A complaint without words goes to the desk, and nothing is said of it.
func TestSilence(t *testing.T) {
	d := defaultSet(t).Decide(rules.Input{Text: "？？？", Address: "云汀区"})
	if d.Decided || d.Category != lead.Uncategorised || d.Lead != "" || d.Why != rules.WhySilent || d.Scope != rules.Unsure {
		t.Errorf("got %+v, want the desk because %q", d, rules.WhySilent)
	}
}
