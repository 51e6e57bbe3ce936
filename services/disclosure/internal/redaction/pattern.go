package redaction

import (
	"regexp"
	"slices"
	"strings"

	"xiansuo/services/internal/mask"
	"xiansuo/services/internal/text"
)

// kinds are what package mask finds, as kinds of this package. A unified social credit code is public, and an announced name is in doubt.
var kinds = map[mask.Kind]Kind{mask.Phone: Phone, mask.Identity: Identity, mask.BankCard: Bank, mask.Plate: Plate, mask.Email: Other, mask.WeChat: Other,
	mask.QQ: Other, mask.Name: Person, mask.Address: Address}

// patterned is what looks like something that must not be told, in a folded text.
type patterned struct {
	kind  Kind
	how   How
	re    *regexp.Regexp
	human bool // only where a natural person is concerned
	doubt bool
}

const (
	digitHan = `[0-9一二三四五六七八九十]`
	who      = `(?:举报人|投诉人|举报者|投诉者|反映人|来电人|来信人|来访人|信访人|爆料人|报料人|检举人|控告人)`
)

var patterns = []patterned{
	{kind: Reporter, how: Pattern, re: regexp.MustCompile(who), doubt: true},
	{kind: Reporter, how: Pattern, re: regexp.MustCompile(`(?:家长|市民|群众|居民|业主|邻居|学生|员工|老师|教师|同行)?[\p{Han}](?:某某?|先生|女士|同学|\*{1,3})(?:\(化名\))?(?:来电|来信|实名)?(?:反映|投诉|举报|检举)`)},
	{kind: Minor, how: Pattern, re: regexp.MustCompile(`(?:小学|中学|初中|高中|学校|幼儿园|附小|附中|实验)(?:` + digitHan + `年级|[初高][一二三]|[0-9]{4}级|[大中小](?:[0-9一二三四五六]?))?\(?` + digitHan + `{1,3}\)?班`)},
	{kind: Minor, how: Pattern, re: regexp.MustCompile(`(?:学生|学员|孩子|儿童|未成年人)[\p{Han}](?:某某?|\*{1,3}|小[\p{Han}])`), doubt: true},
	{kind: Minor, how: Pattern, re: regexp.MustCompile(`性侵|猥亵|强奸|性骚扰|性虐待|奸淫|侵犯隐私部位`), doubt: true}, // of such cases only numbers are ever told
	{kind: Address, how: Pattern, human: true, re: regexp.MustCompile(`[0-9]{1,4}(?:栋|幢|座|号楼|#楼|#)[-\s]?(?:[0-9]{1,2}单元)?[-\s]?(?:[0-9]{1,2}[层楼])?[-\s]?[0-9]{2,5}(?:室|号房|号|房|户)?|[0-9]{1,2}单元[-\s]?[0-9]{2,5}|[0-9]{3,5}(?:室|号房|房间)`)},
	{kind: Certificate, how: Pattern, re: regexp.MustCompile(`(?:执法证件?|工作证|警官证|警号)(?:号码?|编号)?(?:分别)?(?:为|是|:|\()*\s*[0-9a-z-]{5,}`)},
	{kind: Phone, how: WeakMask, re: regexp.MustCompile(`[0-9*]*[0-9]\*+[0-9*]*`)},
	{kind: Other, how: Pattern, re: regexp.MustCompile(`准考证号?:?\s*[0-9a-z]{6,}|学籍号:?\s*[0-9a-z]{6,}|护照号?码?:?\s*[a-z][0-9]{7,8}`)},
}

// longNumber is as long as the number of an account; a unified social credit code of digits only is none.
var longNumber = regexp.MustCompile(`[0-9]{16,19}`)

// patterns finds what nobody listed.
func (c *checker) patterns(p Part, folded text.Text) {
	var codes []mask.Span
	for _, s := range mask.Find(p.Text) {
		if s.Kind == mask.SocialCredit {
			codes = append(codes, s)
		}
		if k, ok := kinds[s.Kind]; ok {
			c.add(Finding{Kind: k, How: Pattern, Doubt: s.Kind != mask.Identity && s.Kind != mask.BankCard}, p, s.From, s.To)
		}
	}
	for _, at := range longNumber.FindAllStringIndex(folded.Plain, 200) {
		from, to := folded.RawSpan(at[0], at[1])
		if !slices.ContainsFunc(codes, func(s mask.Span) bool { return s.From <= from && to <= s.To }) {
			c.add(Finding{Kind: Bank, How: Pattern, Doubt: true}, p, from, to)
		}
	}
	for _, one := range patterns {
		if one.human && !c.human {
			continue
		}
		for _, at := range one.re.FindAllStringIndex(folded.Plain, 200) {
			found := folded.Plain[at[0]:at[1]]
			kind := one.kind
			if one.how == WeakMask {
				if kind = weak(found); kind == "" {
					continue
				}
			}
			from, to := folded.RawSpan(at[0], at[1])
			c.add(Finding{Kind: kind, How: one.how, Doubt: one.doubt}, p, from, to)
		}
	}
}

// weak returns of what kind a number with stars is that shows more than it may, or "".
func weak(number string) Kind {
	shown := len(number) - strings.Count(number, "*")
	switch n := len(number); {
	case n == 11 && number[0] == '1' && shown > 4:
		return Phone
	case n >= 15 && n <= 18 && shown > 9:
		return Identity
	}
	return ""
}
