package redaction

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// secrets are what the notice of the tests must not tell: a person who taught, one who is named in the narrative only, numbers, a room.
var secrets = Map{Entries: []Entry{
	{Kind: Person, Value: "欧阳晓萌", Aliases: []string{"萌萌姐"}, Fixed: true},
	{Kind: Person, Value: "雷振国", Fixed: true},
	{Kind: Person, Value: "王尚"},
	{Kind: Phone, Value: "13800138000"},
	{Kind: Identity, Value: "11010519491231002X"},
	{Kind: Bank, Value: "6222021001122334455"},
	{Kind: Address, Value: "翠湾路18号翠湾花园6栋602"},
	{Kind: Minor, Value: "李糖糖"},
	{Kind: Code, Value: "91990101MA00000022"},
	{Kind: Institution, Value: "云汀区小太阳托管中心"},
}}

func base(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func spread(s, by string) string { return strings.Join(strings.Split(s, ""), by) }

// Every planted leak is found, in whatever disguise.
func TestPlantedLeaksAreFound(t *testing.T) {
	for name, planted := range map[string]string{
		"a name in the narrative":           "经查，雷振国未取得办学许可。",
		"a compound name":                   "负责人欧阳晓萌到场。",
		"an alias":                          "家长称其为萌萌姐。",
		"a name with blanks":                "经查，雷 振 国未取得办学许可。",
		"a name with zero width":            "经查，" + spread("雷振国", "\u200b") + "在场。",
		"a name with dots":                  "经查，雷·振·国在场。",
		"a name with single stars":          "经查，雷*振*国在场。",
		"a name over lines":                 "经查，雷振\n国在场。",
		"a name in brackets":                "经查，雷（振国）在场。",
		"traditional characters":            "經查，雷振國在場。",
		"a traditional compound name":       "歐陽曉萌開辦。",
		"the same sound":                    "雷震果在场教学。",
		"the same sound, one character off": "王上在场教学。",
		"the given name alone":              "振国老师每周六授课。",
		"name and family name apart":        "雷老师，名振国。",
		"a short name, one by one":          "此人姓王，单名一个尚字。",
		"a short name after its family":     "负责人王老师名尚。",
		"a code with blanks":                "代码 9199 0101 MA00 0000 22。",
		"a code in full width":              "代码９１９９０１０１ＭＡ００００００２２。",
		"a code in small letters":           "代码91990101ma00000022。",
		"a code with dashes":                "代码91-990101-MA0000002-2。",
		"a code from back to front":         "22000000AM10109919",
		"from back to front":                "国振雷在场教学。",
		"in pinyin":                         "教师 leizhenguo 在场。",
		"in pinyin with tones as digits":    "教师 lei2zhen4guo2 在场。",
		"half in pinyin":                    "教师雷zhen国在场。",
		"the given name in pinyin":          "教师雷 zhenguo 在场。",
		"the family name in pinyin":         "教师lei震国、Lei振国在场。",
		"behind more stars":                 "教师雷**振**国在场。",
		"in radicals and compatible forms":  "教师\uF949振国在场。",
		"a phone with words between":        "前三位138，中间0013，末四位8000。",
		"in pinyin with blanks":             "教师 Lei Zhen Guo 在场。",
		"in pinyin, given name first":       "教师 Zhenguo Lei 在场。",
		"in pinyin with tones":              "教师 Léi Zhènguó 在场。",
		"in initials":                       "教师 LZG 在场。",
		"in initials with dots":             "教师 L.Z.G. 在场。",
		"in Base64":                         "附注 " + base("雷振国") + " 备查",
		"in Base64 within a sentence":       "附注 " + base("当事人是雷振国。") + " 备查",
		"percent-encoded":                   "见 file_" + url.PathEscape("雷振国") + ".jpg",
		"percent-encoded twice":             "见 " + url.QueryEscape(url.QueryEscape("雷振国")),
		"HTML entities":                     "见 &#38647;&#25391;&#22269;",
		"escapes of a program":              `见 \u96f7\u632f\u56fd`,
		"hexadecimal":                       "见 " + hex.EncodeToString([]byte("雷振国")),
		"quoted-printable":                  "见 =E9=9B=B7=E6=8C=AF=E5=9B=BD",
		"a phone":                           "联系电话13800138000。",
		"a phone in full width":             "联系电话１３８００１３８０００。",
		"a phone with blanks":               "联系电话138 0013 8000。",
		"a phone in Chinese digits":         "电话一三八〇〇一三八〇〇〇。",
		"a phone in capital digits":         "电话壹叁捌零零壹叁捌零零零。",
		"a phone in mixed digits":           "电话幺三八00一3八〇零0。",
		"a phone with o for zero":           "电话138oo138ooo。",
		"a phone from back to front":        "号码00083100831。",
		"the tail of a phone":               "尾号00138000。",
		"a phone in Base64":                 "备注 " + base("13800138000") + "。",
		"a phone that nobody listed":        "联系电话13912345678。",
		"a phone masked too little":         "联系电话18229****33。",
		"an identity number":                "身份证号11010519491231002X。",
		"an identity number with blanks":    "身份证号110105 19491231 002x。",
		"an identity number masked little":  "身份证号430522199111****78。",
		"date of birth and last four":       "生于1949年12月31日，证件末四位002X。",
		"another identity number":           "身份证号11010519491231002X",
		"a bank card":                       "卡号6222021001122334455。",
		"a bank card in groups":             "卡号6222 0210 0112 2334 455。",
		"an exact address":                  "在翠湾路18号翠湾花园6栋602授课。",
		"an exact address, other digits":    "在翠湾路十八号翠湾花园六栋六〇二授课。",
		"another room":                      "在云汀区柳塘街道景苑小区3栋2单元1102室授课。",
		"an account that nobody listed":     "付款至9558820001234567890。",
		"a plate":                           "驾驶京A·12345到场。",
		"a minor":                           "学生李糖糖在场。",
		"a minor by nickname":               "学生张某某在场听课。",
		"school and class":                  "均为柳塘小学三年级2班学生。",
		"who reported":                      "举报人称其每晚授课。",
		"which citizen reported":            "近日，市民吴先生（化名）反映该处授课。",
		"an officer's certificate":          "执法人员出示执法证号：990101023。",
		"between tags":                      "教师<b>雷</b><i class=x>振</i>国在场。",
		"between tags that are entities":    "教师雷&lt;br&gt;振&lt;/br&gt;国在场。",
		"a name between digits":             "教师雷1振2国3在场。",
		"a phone as it is called out":       "电话幺三八洞洞幺三八洞洞洞。",
		"a birth date in Chinese numerals":  "生于一九四九年十二月三十一日，证件末四位002X。",
		"what an institution is called":     "家长说小太阳每晚都开班。",
		"harm that only numbers tell of":    "该机构教师猥亵学员被刑事拘留。",
		"an e-mail address":                 "邮箱 someone@example.com。",
		"a WeChat id":                       "微信号：abc_12345。",
	} {
		t.Run(name, func(t *testing.T) {
			if found := secrets.Check([]Part{{Name: "text/1", Text: planted}}, true); len(found) == 0 {
				t.Errorf("not found in %q", planted)
			}
		})
	}
}

// A value cut over two fields is found.
func TestSplitOverTwoFieldsIsFound(t *testing.T) {
	for name, parts := range map[string][]Part{
		"a name":  {{Name: "field/BZ/1", Text: "当事人雷振"}, {Name: "field/CF_NR/1", Text: "国，罚款3000元"}},
		"a phone": {{Name: "field/BZ/1", Text: "见1380013"}, {Name: "field/CF_NR/1", Text: "8000"}},
	} {
		found := secrets.Check(parts, true)
		if len(found) == 0 || found[0].How != Split {
			t.Errorf("%s: %v", name, found)
		}
	}
}

// What is cut between a family name that stays and a mask is no name.
func TestMaskedTextIsSilent(t *testing.T) {
	served := "经查，雷振国（电话13800138000，身份证号11010519491231002X）伙同王尚在翠湾路18号翠湾花园6栋602授课，收款卡号6222021001122334455。"
	masked := secrets.Apply(served)
	want := "经查，雷**（电话*******8000，身份证号11010519*********X）伙同王**在翠湾路***授课，收款卡号***************4455。"
	if masked != want {
		t.Fatalf("masked: %s", masked)
	}
	if found := secrets.Check([]Part{{Name: "text/1", Text: masked}}, true); len(found) > 0 {
		t.Errorf("found %v", found)
	}
}

// Notices as they are really published, with nothing in them that must not be told, pass without a word.
func TestCleanNoticesAreSilent(t *testing.T) {
	for _, text := range []string{
		"2025年12月10日，云汀区教育局接到公安机关协查函，反映某校外托管服务中心晚间和周末招收三十名以上学生进行文化课培训。教育局会同公安、市场监管部门突击检查，责令立即停止，退还已收费用，纳入重点监管名单。",
		"当事人未取得办学许可，在居民住宅组织16名小学生开展书法、绘画培训。现责令停止举办，退还所收费用46580元，其中立案前已退还43580元，没收违法所得3000元。",
		"根据《中华人民共和国广告法》第四条、第二十八条第二款第二项，依据第五十五条第一款，责令停止发布违法广告，罚款人民币149700元。",
		"云教罚字〔2026〕第2号，当事人：云汀区星河教育咨询有限公司，统一社会信用代码91990101MA00000A06，法定代表人：李**，2026年7月18日作出决定，7月20日送达。",
		"该培训机构在三楼设置教室8间，二层室内消火栓水压不足，走道长度超过20米未设置排烟设施，依据消防法第六十条第一款第一项罚款5100元。",
		"检查发现灭火器两具无保险装置，责令9月28日前整改完毕；9月29日复查仍未整改，对该单位罚款5500元，对直接负责人罚款600元。",
		"悬挂“12周年盛典开启，钜惠来袭”横幅，实际办学仅8年，广告费用300元，处广告费用四倍罚款1200元。",
		"张**在未取得办学许可证的情况下擅自开展有组织的学科类培训，依据《校外培训行政处罚暂行办法》第十七条，责令停止、退还所收费用，罚款3000元。",
		"综合执法、市场监管、消防救援等部门开展联合检查，共检查校外培训机构34家，取缔4家，下发停办通知书27份，现场纠改问题38个，退还费用392000元。",
		"每课时60元，共9名学生上课5次，收取2700元，已于2026年10月8日全部退还，网上公示的收费标准与实际不符。",
		"对提供场所的步**予以警告；两年内不得担任民办学校决策机构负责人或者校长，自2026年7月20日起至2028年7月19日止。",
		"区教育局公布艺术类培训机构名单97家，体育类40家，科技类12家，举报电话请拨打政务服务便民热线12345，晚上8点30分后不得培训。",
		"经群众举报线索查实，该处以暑期一对一名义违规开展数学、英语培训，初一至初三学生共11人，一节课收费200元。",
		"QQ群和微信公众号发布招生广告，宣称“提分快、保过”，经核实无依据，属虚假宣传，PPT课件和VIP课表已登记保存。",
	} {
		if found := secrets.Check([]Part{{Name: "text/1", Text: text}}, true); len(found) > 0 {
			t.Errorf("%s\nfound %+v", text, found)
		}
	}
}

// A finding in doubt may be allowed with a reason; a sure one may not.
func TestOnlyDoubtIsAllowed(t *testing.T) {
	m := secrets
	m.Allowed = []Allowance{{"12345678", "流水号"}, {"雷振国", "本人同意"}, {"13800138000", "对外电话"}, {"电话:087-6543210", "x"}}
	if found := m.Check([]Part{{Name: "text/1", Text: "雷振国，13800138000"}}, false); len(found) < 2 {
		t.Errorf("a listed value was allowed: %v", found)
	}
	office := "咨询电话：010-66096114"
	found := m.Check([]Part{{Name: "text/1", Text: office}}, false)
	if len(found) != 1 || !found[0].Doubt {
		t.Fatalf("found %v", found)
	}
	m.Allowed = append(m.Allowed, Allowance{found[0].Excerpt, "机关对外公开的办公电话"})
	if found := m.Check([]Part{{Name: "text/1", Text: office}}, false); len(found) > 0 {
		t.Errorf("still found %v", found)
	}
}

// Whatever is masked and then checked never passes with the value in it.
func TestMaskedNeverHoldsTheValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := rapid.SampledFrom(secrets.Entries).Draw(t, "entry")
		joint := rapid.SampledFrom([]string{"", " ", "·", "\u200b", "-", "　", "*", "**", "\n"}).Draw(t, "joint")
		noise := rapid.StringOf(rapid.SampledFrom([]rune("雷振国王尚欧阳晓萌的在云汀区教育局138000 ,.-*一〇"))).Draw(t, "noise")
		text := noise + spread(e.Value, joint) + rapid.StringOf(rapid.SampledFrom([]rune("雷振国王尚138X*路号"))).Draw(t, "after")
		m := Map{Entries: []Entry{e}}
		masked := m.Apply(text)
		if stands(masked, e.Value) && len(m.Check([]Part{{Name: "text/1", Text: masked}}, true)) == 0 {
			t.Fatalf("%q became %q, which still says %q", text, masked, e.Value)
		}
		if strings.Contains(masked, e.Value) && len(m.Check([]Part{{Name: "text/1", Text: masked}}, true)) == 0 {
			t.Fatalf("%q passes", masked)
		}
	})
}

// The work of a check grows with the text, not with its square: a text ten times as long takes no hundred times as long.
func TestCheckIsBounded(t *testing.T) {
	m := Map{}
	for i := range 250 {
		m.Entries = append(m.Entries, Entry{Kind: Person, Value: string([]rune{'赵', rune(0x4E00 + i*7), rune(0x5000 + i*11)})})
	}
	text := strings.Repeat("云汀区教育局会同公安、市场监管等部门对该场所进行了检查，当事人开展文化课辅导，罚款3000元。", 4000)
	start := time.Now()
	m.Check([]Part{{Name: "text/1", Text: text}}, true)
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("%d bytes took %v", len(text), took)
	}
	if Bounded([]Part{{Name: "text/1", Text: strings.Repeat("x", MostText+1)}}) {
		t.Error("a text without bounds is taken")
	}
}

// A map without sense is refused, and no mask may hold what it masks.
func TestMapIsValidated(t *testing.T) {
	for name, m := range map[string]Map{
		"one character":      {Entries: []Entry{{Kind: Person, Value: "王"}}},
		"no kind":            {Entries: []Entry{{Value: "王尚"}}},
		"a mask that tells":  {Entries: []Entry{{Kind: Person, Value: "王尚", Mask: "王 尚（化名）"}}},
		"allowed for no why": {Allowed: []Allowance{{Text: "12345"}}},
	} {
		if m.Validate() == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if err := secrets.Validate(); err != nil {
		t.Error(err)
	}
	if secrets.Keeps(secrets) == false || (Map{}).Keeps(secrets) {
		t.Error("a fixed entry may be taken out")
	}
}

// Masks follow the rule of their kind.
func TestMasks(t *testing.T) {
	for want, got := range map[string]string{
		"欧阳**": Mask(Person, "欧阳晓萌"), "雷**": Mask(Person, "雷振国"), "110105***********X": Mask(Identity, "110105**********1X"),
		"湘潭县***托管中心": Mask(Institution, "湘潭县小太阳托管中心"), "91430321*********3": Mask(Code, "914303210000000003"), "新联路***": Mask(Address, "新联路319号湘水熙园8栋106号"),
		"云汀区柳塘街道***": Mask(Address, "云汀区柳塘街道6栋602"),
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
