package institutions

import (
	"slices"
	"strings"
	"testing"
)

// at is a lead that has an address and no more.
func at(address string) Subject { return Subject{Kind: OfLead, ID: "l", Address: address} }

func in(id, name, address string) Institution {
	return Institution{ID: id, Details: Details{Name: name, Places: []Place{{Address: address}}}}
}

// Addresses of one place are one; tenants of one house, towers of one centre and numbers of one road are apart.
func TestAddressesTellPlacesApart(t *testing.T) {
	same := [][2]string{
		{"云汀区东岗街道朝阳路120号4层", "云汀区朝阳路120号四楼"}, // C014, C028
		{"云汀区东岗街道星河路33号", "星河路33号"},          // C017, C031
		{"云汀区新桥街道枫林路72号2层", "枫林路72号二层"},      // C038, C050: for officers only
		{"金穗大厦B座907", "云汀区东岗街道金穗大厦B座907室"},
		{"学府路5号百汇商场4F-12", "百汇商场4层12号"},
		{"云汀区石湖镇工业路7号3号楼", "工业路7号三号楼"},
	}
	apart := [][2]string{
		{"云汀区东岗街道金穗大厦B座907", "云汀区东岗街道金穗大厦A座1203"}, // C003, C025
		{"云汀区东岗街道金穗大厦B座907", "云汀区东岗街道金穗大厦B座1101"}, // C003, C034
		{"云汀区东岗街道金穗大厦A座1203", "云汀区东岗街道金穗大厦B座1101"},
		{"云汀区石湖镇工业路7号3号楼", "云汀区石湖镇工业路2号原纺织厂仓库"}, // C018, C020
		{"云汀区新桥街道国贸中心A座15层", "云汀区新桥街道国贸中心B座3层"}, // C016, C030
		{"云汀区新桥街道国贸中心A座15层", "云汀区新桥街道国贸中心A座9层"}, // C016, C045
		{"云汀区新桥街道国贸中心B座3层", "云汀区新桥街道国贸中心A座9层"},
		{"云汀区柳塘街道学府路5号百汇商场4F-12", "云汀区柳塘街道学府路5号百汇商场4F"}, // C008, C027
		{"云汀区柳塘街道学府路5号百汇商场4F-12", "云汀区柳塘街道学府路5号后楼3层"},
		{"云汀区柳塘街道学府路5号百汇商场4F", "云汀区柳塘街道学府路5号后楼3层"},
		{"金穗大厦", "金穗大厦"}, // a whole house is nobody's
		{"云汀区东岗街道", "云汀区东岗街道"},
		{"东岗街道朝阳路120号", "柳塘街道朝阳路120号"},
		{"", ""},
	}
	for _, pair := range same {
		if got := Match(at(pair[1]), []Institution{in("i", "x", pair[0])}); len(got) != 1 || got[0].Certain || !slices.Equal(got[0].Hows, []How{ByAddress}) {
			t.Errorf("%v: %+v", pair, got)
		}
		if !slices.ContainsFunc(SpotOf(pair[1]).Keys(), func(key string) bool { return slices.Contains(SpotOf(pair[0]).Keys(), key) }) {
			t.Errorf("%v are not found by one key", pair)
		}
	}
	for _, pair := range apart {
		for _, p := range [][2]string{pair, {pair[1], pair[0]}} {
			if got := Match(at(p[1]), []Institution{in("i", "x", p[0])}); len(got) != 0 {
				t.Errorf("%v: %+v", p, got)
			}
		}
	}
}

// The street is read from an address that names one; the same street is the same, however much of its name was read.
func TestStreetOfAnAddress(t *testing.T) {
	for address, want := range map[string]string{"云汀区东岗街道朝阳路120号4层": "东岗街道", "新华门街道星河路33号": "新华门街道", "江北市云汀区石湖镇工业路2号": "石湖镇", "朝阳路120号": ""} {
		if got := streetOf(address); got != want {
			t.Errorf("%s: %q", address, got)
		}
	}
	i := Institution{ID: "i", Details: Details{Name: "x", Places: []Place{{Address: "星河路33号", Street: "新华门街道"}}}}
	if len(Match(at("云汀区新华门街道星河路33号"), []Institution{i})) != 1 || len(Match(at("云汀区东岗街道星河路33号"), []Institution{i})) != 0 {
		t.Error("streets of three characters")
	}
}

// Whatever the address matches, an index finds too.
func TestMatchIsFoundByAKey(t *testing.T) {
	i := in("i", "云汀区晨星文化艺术培训学校有限公司", "云汀区东岗街道朝阳路120号4层")
	i.Registration.USCC = codeOf("91990101MA0000001")
	i.Licences = []Licence{{Number: "教民199010170000011"}}
	for _, s := range []Subject{at("朝阳路120号四楼"), {Name: "晨星文化艺术"}, {USCC: i.Registration.USCC}, {Licence: "教民 199010170000011 号"},
		{Text: "我在晨星文化艺术报的班"}, {Text: "执照上写的是" + i.Registration.USCC + "。"}} {
		if len(Match(s, []Institution{i})) != 1 {
			t.Errorf("%+v does not match", s)
		}
		if !slices.ContainsFunc(s.Keys(), func(k Key) bool { return slices.Contains(i.Keys(), k) }) {
			t.Errorf("%+v is not found: %v", s, s.Keys())
		}
	}
}

// Beginnings of names are taken from running text wherever three letters or digits follow each other, and not across marks.
func TestHeadsInText(t *testing.T) {
	for plain, want := range map[string][]string{"": nil, "晨星": nil, "晨星a，启明9号学": {"晨星a", "启明9", "明9号", "9号学"}, "晨 星a": nil} {
		if got := headsIn(plain); !slices.Equal(got, want) {
			t.Errorf("%s: %q", plain, got)
		}
	}
	if n := len(headsIn(strings.Repeat("晨", 2*maxGrams))); n != maxGrams-headLength+1 {
		t.Errorf("%d of a long text", n)
	}
}

// Names are compared without typography, district, brackets and endings, and not over-eagerly.
func TestNameKey(t *testing.T) {
	for name, same := range map[string][]string{
		"云汀区晨星文化艺术培训学校有限公司": {"晨星文化艺术培训学校", "晨星文化艺術", "云汀区晨星文化艺术培训学校（东岗校区）", "晨星 文化艺术 培训学校"},
		"博学教育科技有限公司":        {"博学教育", "博學教育科技有限責任公司", "博学教育科技有限公司云汀分公司"},
		"小博士托管中心":           {"云汀区小博士托管中心", "“小博士托管中心”"},
	} {
		for _, s := range same {
			if NameKey(s) != NameKey(name) || NameKey(s) == "" {
				t.Errorf("%s is %q, %s is %q", name, NameKey(name), s, NameKey(s))
			}
		}
	}
	for _, pair := range [][2]string{{"博学教育", "博学艺术培训学校"}, {"小博士托管中心", "小博士英语"}, {"晨星美术", "晨星舞蹈"}, {"阳光社区学堂", "学堂"}} {
		if a, b := NameKey(pair[0]), NameKey(pair[1]); a == b && a != "" {
			t.Errorf("%v are both %q", pair, a)
		}
	}
	for _, nobody := range []string{"", "某某英语", "某某高中辅导学校", "英语培训机构", "托管中心", "张老师", "教育培训有限公司", "×××学堂"} {
		if key := NameKey(nobody); key != "" {
			t.Errorf("%s is %q", nobody, key)
		}
	}
}

// A match by code is certain only when the check character is right and the code is exactly one institution's; any other is a proposal.
func TestOnlyACodeIsCertain(t *testing.T) {
	a := in("a", "晨星艺术", "朝阳路120号4层")
	a.Registration.USCC = codeOf("91990101MA0000001")
	b := in("b", "启明艺术", "朝阳路120号5层")
	b.Registration.USCC = a.Registration.USCC
	exact := Subject{USCC: " " + a.Registration.USCC, Name: "启明艺术"}
	if got := Match(exact, []Institution{a}); len(got) != 1 || !got[0].Certain {
		t.Errorf("one owner: %+v", got)
	}
	for _, p := range Match(exact, []Institution{a, b}) {
		if p.Certain {
			t.Errorf("two owners: %+v", p)
		}
	}
	wrong := a.Registration.USCC[:17] + map[bool]string{true: "1", false: "0"}[a.Registration.USCC[17] == '0']
	if got := Match(Subject{USCC: wrong}, []Institution{a}); len(got) > 0 {
		t.Errorf("a wrong check character: %+v", got)
	}
	for _, s := range []Subject{{Name: "晨星艺术"}, at("朝阳路120号4层"), {Text: "晨星艺术天天上课"}, {Text: "代码" + a.Registration.USCC}} {
		if got := Match(s, []Institution{a}); len(got) != 1 || got[0].Certain {
			t.Errorf("%+v: %+v", s, got)
		}
	}
	a.Removed = "误录"
	if got := Match(exact, []Institution{a}); len(got) > 0 {
		t.Error("what was removed is matched")
	}
}

// A match is decided by the department whose matter it is or the taskforce, and every word is a record.
func TestLinkWords(t *testing.T) {
	l := Proposal{Institution: "i", Hows: []How{ByName}}.Begin("m", Subject{Kind: OfLead, ID: "l"}, noon(t, "2026-07-01"))
	l.Departments = append(l.Departments, "education")
	if l.SeenBy(market) || !l.SeenBy(education) || !l.SeenBy(taskforce) {
		t.Error("seen by others")
	}
	refusedAs(t, l.Say(ToConfirm, false, false, by(t, market, "2026-07-02")), Forbidden)
	refusedAs(t, l.Say(ToConfirm, true, false, by(t, education, "2026-07-02")), MatchTaken)
	refusedAs(t, l.Say(ToUndo, false, false, by(t, education, "2026-07-02")), MatchState)
	refusedAs(t, l.Say("praise", false, false, by(t, education, "2026-07-02")), Invalid)
	for n, step := range []struct {
		word string
		want LinkState
	}{{ToConfirm, Confirmed}, {ToUndo, Proposed}, {ToReject, Rejected}, {ToUndo, Proposed}} {
		if err := l.Say(step.word, false, false, by(t, education, "2026-07-02")); err != nil || l.State != step.want || l.Records != n+2 || l.Fresh[n+1].By.Name != "education" {
			t.Fatalf("%s: %v %+v", step.word, err, l)
		}
	}
	certain := Proposal{Institution: "i", Hows: []How{ByCode}, Certain: true}.Begin("m", Subject{}, noon(t, "2026-07-01"))
	if certain.State != Certain || !certain.State.Holds() || Proposed.Holds() || Rejected.Holds() {
		t.Error("what holds")
	}
}
