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
