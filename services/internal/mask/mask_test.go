package mask

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Personal data is masked in whatever disguise, and the rest of the text stays as it came.
func TestText(t *testing.T) {
	for name, tt := range map[string]struct{ raw, want string }{
		"mobile":                     {"电话13800138000，孩子", "电话〔电话〕，孩子"},
		"mobile with blanks":         {"打138 0013 8000找我", "打〔电话〕找我"},
		"mobile with dashes":         {"138-0013-8000", "〔电话〕"},
		"mobile with dots":           {"138.0013.8000", "〔电话〕"},
		"mobile, digit by digit":     {"1 3 8 0 0 1 3 8 0 0 0", "〔电话〕"},
		"mobile, full width":         {"１３８００１３８０００", "〔电话〕"},
		"mobile, mixed width":        {"１３8 ００13-８０００", "〔电话〕"},
		"mobile with country code":   {"+86 138 0013 8000", "〔电话〕"},
		"mobile with 0086":           {"008613800138000", "〔电话〕"},
		"mobile, bracketed code":     {"(+86)13800138000", "〔电话〕"},
		"mobile with long prefix":    {"013800138000", "〔电话〕"},
		"mobile in Chinese":          {"一三八零零一三八零零零", "〔电话〕"},
		"mobile in Chinese, yao":     {"幺三八 洞洞", "幺三八 洞洞"},
		"mobile half Chinese":        {"138零零一三八000", "〔电话〕"},
		"mobile, circled":            {"①③⑧００①③⑧０００", "〔电话〕"},
		"mobile, zero width":         {"138\u200b0013\u200b8000", "〔电话〕"},
		"mobile with letters o":      {"138oo138OOO", "〔电话〕"},
		"mobile, then a count":       {"13800138000一个人", "〔电话〕一个人"},
		"two mobiles":                {"13800138000 13900139000", "〔电话〕 〔电话〕"},
		"two mobiles with a slash":   {"13800138000/13900139000", "〔电话〕/〔电话〕"},
		"mobile over a line break":   {"1380013\n8000", "〔电话〕"},
		"ticket number stays":        {"工单20260704138001380001", "工单20260704138001380001"},
		"amount stays":               {"共13800138000元", "共13800138000元"},
		"dates stay":                 {"1998.10.12-2001.3.4和2026-07-17 10:30", "1998.10.12-2001.3.4和2026-07-17 10:30"},
		"prices stay":                {"1380、1580、1780三档", "1380、1580、1780三档"},
		"services stay":              {"拨打12345和12315，电话4008001234", "拨打12345和12315，电话4008001234"},
		"landline":                   {"010-88886666", "〔电话〕"},
		"landline in brackets":       {"(0731)8888 6666", "〔电话〕"},
		"landline together":          {"073188886666转", "〔电话〕转"},
		"landline with country code": {"+86 10 8888 6666", "〔电话〕"},
		"local number":               {"电话：88886666，", "电话：〔电话〕，"},
		"mistyped mobile":            {"手机1380013800，", "手机〔电话〕，"},
		"identity":                   {"身份证号11010519491231002X他们", "身份证号〔身份证号〕他们"},
		"identity in lower case":     {"11010519491231002x", "〔身份证号〕"},
		"identity with blanks":       {"110105 19491231 002X", "〔身份证号〕"},
		"identity, full width":       {"１１０１０５１９４９１２３１００２Ｘ", "〔身份证号〕"},
		"identity, check wrong":      {"身份证110105194912310021", "身份证〔身份证号〕"},
		"no identity":                {"编号110105194912310021", "编号110105194912310021"},
		"identity of 15":             {"110105491231002", "〔身份证号〕"},
		"licence of 15":              {"教民110105491231002号", "教民110105491231002号"},
		"social credit code":         {"代码91350100M000100Y43。", "代码91350100M000100Y43。"},
		"card":                       {"打到6222020200112233451", "打到6222020200112233451"},
		"card, check right":          {"打到6222 0202 0011 2233 453", "打到〔银行卡〕"},
		"card, named":                {"卡号6222020200112233451", "卡号〔银行卡〕"},
		"plate":                      {"车牌京A12345停", "车牌〔车牌〕停"},
		"plate with dot":             {"粤Ｂ·12Ｄ34", "〔车牌〕"},
		"plate of new energy":        {"湘AD12345和湘A12345F", "〔车牌〕和〔车牌〕"},
		"plate, spaced":              {"苏 E 1 2 3 4 5", "〔车牌〕"},
		"no plate":                   {"汇川A1-2305和创新B12305室", "汇川A1-2305和创新B12305室"},
		"e-mail":                     {"发到zhang.san@qq.com。", "发到〔邮箱〕。"},
		"e-mail, disguised":          {"zhang (at) 163 。com", "〔邮箱〕"},
		"WeChat id":                  {"微信号：abc_12345，", "微信号：〔微信号〕，"},
		"WeChat id, disguised":       {"加Ｖ信abc12345", "加Ｖ信〔微信号〕"},
		"WeChat id, vx":              {"vx:abc-12345", "vx:〔微信号〕"},
		"wxid":                       {"wxid_a1b2c3d4", "〔微信号〕"},
		"no WeChat id":               {"微信收款26800，微信公众号", "微信收款26800，微信公众号"},
		"QQ":                         {"QQ：12345678", "QQ：〔QQ号〕"},
		"QQ, disguised":              {"加扣扣 12345678", "加扣扣 〔QQ号〕"},
		"QQ group stays":             {"QQ群12345678", "QQ群12345678"},
		"address":                    {"我住柳塘街道翠湾花园6栋，楼上602", "我住〔住址〕，楼上602"},
		"address with blanks":        {"家住翠湾花园 6栋 602 老师在家补课", "家住〔住址〕 老师在家补课"},
		"address, then something":    {"我家住翠湾花园6栋天天有人", "我家住〔住址〕天天有人"},
		"address as a field":         {"家庭住址：云汀区柳塘街道1号\n电话", "家庭住址：〔住址〕\n电话"},
		"no address":                 {"我住院了，我住不起", "我住院了，我住不起"},
		"both sides of a mark":       {"13800138000139001390001", "13800138000139001390001"},
		"not UTF-8":                  {"电话\xff13800\xff138000\xe8", "电话\xff〔电话〕\xe8"},
		"empty":                      {"", ""},
	} {
		t.Run(name, func(t *testing.T) { checkText(t, Masker{}, tt.raw, tt.want) })
	}
}

// Whoever introduces themselves by name is masked; a word that begins like a name is not.
func TestTextNames(t *testing.T) {
	for raw, want := range map[string]string{
		"我叫陈某某，电话":         "我叫〔姓名〕，电话",
		"我叫张伟今年35岁":        "我叫〔姓名〕今年35岁",
		"我叫欧阳小红，":          "我叫〔姓名〕，",
		"我叫　張　三　丰":         "我叫　〔姓名〕",
		"我叫高一鸣，":           "我叫〔姓名〕，",
		"我叫王老师退费":          "我叫王老师退费",
		"我叫他们退费":           "我叫他们退费",
		"姓名：张三":            "姓名：〔姓名〕",
		"姓名：张　三　电话":        "姓名：〔姓名〕　电话",
		"姓名 李小龙\n":         "姓名 〔姓名〕\n",
		"姓名：阿依古丽·买买提":      "姓名：〔姓名〕",
		"姓名: Zhang San, ":  "姓名: 〔姓名〕, ",
		"姓名权受到侵害":          "姓名权受到侵害",
		"联系人：高兴，":          "联系人：〔姓名〕，",
		"联系人王芳13800138000": "联系人〔姓名〕〔电话〕",
		"举报人是李雷。":          "举报人是〔姓名〕。",
		"举报人方便时":           "举报人方便时",
		"反映人匿名":            "反映人匿名",
		"本人张三，是业主":         "本人〔姓名〕，是业主",
		"本人于昨晚，":           "本人于昨晚，",
		"本人曾多次":            "本人曾多次",
		"我是家长，怕":           "我是家长，怕",
		"我是家长李梅，":          "我是家长〔姓名〕，",
		"我是二小三年级家长李梅，":     "我是二小三年级家长〔姓名〕，",
		"我是高中老师，":          "我是高中老师，",
		"孩子都喊她“李老师”":       "孩子都喊她“李老师”",
		"老板姓周":             "老板姓周",
		"我姓李名小红，":          "我姓〔姓名〕，", "我姓李，": "我姓〔姓名〕，", "我姓什么": "我姓什么", "本人尹影实名举报": "本人〔姓名〕实名举报",
		"请查处。\n此致\n敬礼！\n张三":    "请查处。\n此致\n敬礼！\n〔姓名〕",
		"请查处。\n张三丰\n2026年7月1日": "请查处。\n〔姓名〕\n2026年7月1日",
		"签名：刘正先 蔡桂枚、胡建，都":      "签名：〔姓名〕 〔姓名〕、〔姓名〕，都",
		"请查处。\n谢谢":             "请查处。\n谢谢",
	} {
		checkText(t, Masker{}, raw, want)
	}
}

// The reporter's own name and number are masked wherever they stand.
func TestTextReporter(t *testing.T) {
	m := New(Reporter{Name: "李小红", Phone: "+86 138-0013-8000"})
	for raw, want := range map[string]string{
		"老师认识李小红的孩子":         "老师认识〔姓名〕的孩子",
		"老师认识 李 小　紅":         "老师认识 〔姓名〕",
		"李·小·红":              "〔姓名〕",
		"尾号00138000":         "尾号〔电话〕",
		"单号9913800138000999": "单号99〔电话〕999",
		"138，0013，8000":      "〔电话〕",
		"138/0013/8000":      "〔电话〕",
		"8000":               "8000",
	} {
		checkText(t, m, raw, want)
	}
	checkText(t, New(Reporter{Name: "Zhang San"}), "zhangsan找ZHANG  SAN，zhangsang", "〔姓名〕找〔姓名〕，zhangsang")
	checkText(t, New(Reporter{Name: "匿名", Phone: "无"}), "匿名电话", "匿名电话")
	checkText(t, New(Reporter{Name: "姓名", Phone: "8000"}), "姓名8000", "姓名8000")
	checkText(t, New(Reporter{Phone: "13800138000 / 13900139000"}), "x13900139000y", "x〔电话〕y")
}

func checkText(t *testing.T, m Masker, raw, want string) {
	t.Helper()
	got := m.Text(raw)
	if got != want {
		t.Errorf("Text(%q) = %q, want %q", raw, got, want)
	}
	if m.Clean(raw) != (got == raw) {
		t.Errorf("Clean(%q) = %v, but Text = %q", raw, m.Clean(raw), got)
	}
	if !m.Clean(got) {
		t.Errorf("Text(%q) = %q is not clean", raw, got)
	}
}

// A span names its kind and the raw bytes; an organisation's code is found and is not personal.
func TestFind(t *testing.T) {
	raw := "张三：１３８ 0013 8000，代码91350100M000100Y43，京A12345"
	var got []string
	for _, s := range Find(raw) {
		got = append(got, string(s.Kind)+" "+raw[s.From:s.To])
	}
	want := []string{"phone １３８ 0013 8000", "social_credit 91350100M000100Y43", "plate 京A12345"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The check characters follow the standards' own examples.
func TestCheckCharacters(t *testing.T) {
	for id, want := range map[string]bool{"11010519491231002x": true, "440524188001010014": true, "110105194912310021": false} {
		if got := identityCheck(id); got != want {
			t.Errorf("identityCheck(%s) = %v", id, got)
		}
	}
	for code, want := range map[string]bool{"91350100m000100y43": true, "91350100m000100y44": false, "91350100i000100y43": false} {
		if got := socialCreditCheck(code); got != want {
			t.Errorf("socialCreditCheck(%s) = %v", code, got)
		}
	}
	if !luhn("4111111111111111") || luhn("4111111111111112") {
		t.Error("luhn")
	}
}

// Of our own sixty cases, exactly those change that hold something personal.
func TestSampleCasesStayAsTheyAre(t *testing.T) {
	file, err := os.Open("../../xiansuo/samples/cases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	changed, n := map[string][]string{}, 0
	for lines := bufio.NewScanner(file); lines.Scan(); n++ {
		var c struct{ ID, Text string }
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		for _, s := range Find(c.Text) {
			changed[c.ID] = append(changed[c.ID], string(s.Kind)+" "+c.Text[s.From:s.To])
		}
	}
	want := map[string][]string{
		"C001": {"address 柳塘街道翠湾花园6栋"},
		"C029": {"name 陈某某", "phone 13800138000"},
		"C035": {"identity 11010519491231002X"},
	}
	if diff := cmp.Diff(want, changed); diff != "" || n != 60 {
		t.Errorf("%d cases; %s", n, diff)
	}
}
