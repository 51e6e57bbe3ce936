package likeness_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"xiansuo/services/routing/internal/likeness"
	"xiansuo/services/routing/internal/rules"
)

// editor changes a complaint as another reporter, or the same one again, would.
type editor struct{ *rand.Rand }

func (e editor) edit(text, address string) (string, string) {
	for range 1 + e.IntN(4) {
		switch e.IntN(6) {
		case 0:
			text = e.typo(text)
		case 1:
			text = e.dropClause(text)
		case 2:
			text = e.swapClauses(text)
		case 3:
			text = e.pick("您好，", "尊敬的领导：", "我要举报，", "麻烦你们管一管，", "投诉！", "本人实名反映：") + text
		case 4:
			text += e.pick("请尽快处理，谢谢！", "希望有关部门查处。", "盼回复", "打扰了，辛苦你们", "请替我保密。")
		case 5:
			text, address = chineseDigits(text), e.pick(address, chineseDigits(address))
		}
	}
	return text, address
}

func (e editor) pick(of ...string) string { return of[e.IntN(len(of))] }

func (e editor) typo(text string) string {
	r := []rune(text)
	i := e.IntN(len(r))
	switch e.IntN(3) {
	case 0:
		r[i] = []rune("的地得在再做作座以已哪那")[e.IntN(11)]
	case 1:
		r = slices.Delete(r, i, i+1)
	default:
		r = slices.Insert(r, i, r[i])
	}
	return string(r)
}

func (e editor) dropClause(text string) string {
	clauses := strings.SplitAfter(text, "，")
	if len(clauses) < 3 {
		return text
	}
	i := e.IntN(len(clauses))
	return strings.Join(slices.Delete(clauses, i, i+1), "")
}

func (e editor) swapClauses(text string) string {
	clauses := strings.SplitAfter(text, "，")
	i, j := e.IntN(len(clauses)), e.IntN(len(clauses))
	clauses[i], clauses[j] = clauses[j], clauses[i]
	return strings.Join(clauses, "")
}

// chineseDigits writes every digit in Chinese, one by one.
func chineseDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return []rune("零一二三四五六七八九")[r-'0']
		}
		return r
	}, s)
}

func sharesKey(a, b likeness.Print) bool {
	keys := a.Keys()
	return slices.ContainsFunc(b.Keys(), func(k int64) bool { return slices.Contains(keys, k) })
}

// Of 500 complaints that are told again about the same place, with slips, courtesies, clauses dropped and swapped and digits in
// Chinese, in whatever category the rules then see them, at least 99 in 100 are found and folded or proposed.
func TestEditedComplaintsAreFound(t *testing.T) {
	set, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	ask := func(text, address string) likeness.Print {
		return likeness.Of(matter(text, address), set.Decide(rules.Input{Text: text, Address: address}).Category)
	}
	all := slices.DeleteFunc(samples(t), func(s sample) bool { return s.Address == "" || strings.HasSuffix(s.Address, "街道") })
	e, found, certain := editor{rand.New(rand.NewPCG(1, 2))}, 0, 0
	const edits = 500
	for n := range edits {
		s := all[n%len(all)]
		text, address := e.edit(s.Text, s.Address)
		a, b := ask(s.Text, s.Address), ask(text, address)
		v := likeness.Compare(a, b)
		if v.How == likeness.Certain {
			certain++
		}
		if (v.How == likeness.Certain || v.How == likeness.Likely) && sharesKey(a, b) {
			found++
			continue
		}
		t.Logf("missed: %s %s %s %+v", s.ID, text, address, v)
	}
	t.Logf("%d of %d found, %d of them certain", found, edits, certain)
	if found*100 < edits*99 {
		t.Errorf("%d of %d found, want at least 99 in 100", found, edits)
	}
}

// A burst of 600 complaints about one institution that closed, by parents with other sums and other words, is folded into its
// first: every one is certain.
func TestBurstFolds(t *testing.T) {
	e := editor{rand.New(rand.NewPCG(3, 4))}
	first := likeness.Print{}
	for n := range 600 {
		text := fmt.Sprintf("%s“%s舞蹈艺术中心”%s，我家孩子%s，还剩%d节课没上，一共%d元，%s，%s",
			e.pick("万和城三楼的", "我孩子在", "举报"), "星海",
			e.pick("突然关门了", "昨天开始大门紧锁", "老板跑路了", "人去楼空"), e.pick("学中国舞", "学了两年舞蹈", "今年才报的名", "刚续的费"),
			10+e.IntN(90), 1000+e.IntN(9000), e.pick("电话打不通", "老师也联系不上", "微信群被解散"), e.pick("请政府帮我们追回学费", "要求退钱", "希望尽快立案"))
		address := e.pick("云汀区柳塘街道万和城3层", "柳塘街道万和城3楼", "云汀区万和城", "")
		p := likeness.Of(matter(text, address), "D08")
		if n == 0 {
			first = p
		}
		if v := likeness.Compare(first, p); v.How != likeness.Certain || !sharesKey(first, p) {
			t.Errorf("%s (%s): %+v", text, address, v)
		}
	}
}

// Complaints after one pattern about different addresses are never folded, and those that give their address are not even proposed.
func TestTemplatesStayApart(t *testing.T) {
	e := editor{rand.New(rand.NewPCG(5, 6))}
	type one struct {
		where string
		given bool
		print likeness.Print
	}
	var all []one
	for n := range 150 {
		where := e.pick("翠湾花园", "锦云府", "和平里", "枫林苑") + fmt.Sprintf("%d栋%d0%d", 1+e.IntN(20), 1+e.IntN(17), 1+e.IntN(4))
		if n%2 == 0 {
			where = e.pick("工业路", "朝阳路", "文昌街", "云汀大道") + fmt.Sprintf("%d号%d楼", 1+e.IntN(200), 1+e.IntN(6))
		}
		if n%5 == 0 {
			where = e.pick("金穗大厦A座", "金穗大厦B座", "国贸中心A座", "国贸中心B座") + fmt.Sprintf("%d%02d", 1+e.IntN(30), 1+e.IntN(20))
		}
		text, address := "举报"+where+"有人无证办补习班，每天下午和晚上有二三十个小学生进出，教语文数学，没有营业执照也没有办学许可证，严重扰民，请尽快查处取缔。", ""
		if n%3 > 0 {
			text, address = strings.Replace(text, where, "这里", 1), "云汀区新桥街道"+where
		}
		if !slices.ContainsFunc(all, func(o one) bool { return o.where == where }) {
			all = append(all, one{where, address != "", likeness.Of(matter(text, address), "C03")})
		}
	}
	for i, a := range all {
		for _, b := range all[:i] {
			v := likeness.Compare(a.print, b.print)
			if v.How == likeness.Certain || v.How == likeness.Likely && a.given && b.given {
				t.Errorf("%s and %s: %+v", a.where, b.where, v)
			}
		}
	}
}

// No edited complaint is folded into another sample than its own or proposed for it, but C001 and C056.
func TestEditedComplaintsAreFoldedIntoNoOther(t *testing.T) {
	all, e := samples(t), editor{rand.New(rand.NewPCG(7, 8))}
	for n := range 600 {
		s := all[n%len(all)]
		text, address := e.edit(s.Text, s.Address)
		edited := likeness.Of(matter(text, address), s.Category)
		for _, o := range all {
			pair := s.ID + " " + o.ID
			if o.ID == s.ID || pair == "C001 C056" || pair == "C056 C001" {
				continue
			}
			if v := likeness.Compare(edited, o.print()); v.How == likeness.Certain || v.How == likeness.Likely {
				t.Errorf("%s: %s (%s): %+v", pair, text, address, v)
			}
		}
	}
}
