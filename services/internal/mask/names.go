package mask

import (
	"strings"

	"xiansuo/services/internal/text"
)

// certainty is how sure a word makes that a name follows.
type certainty int

const (
	weak   certainty = iota // 本人, 举报人: a name only if the clause ends after it
	spoken                  // 我叫: a name, or a verb: 我叫王老师退费
	label                   // 姓名: nothing else follows
)

// introduction is a word after which somebody's name stands.
type introduction struct {
	word     string
	sure     certainty
	colon    bool   // only before a colon
	skipping string // what may stand between, besides a colon and blanks
}

var introductions = []introduction{
	{"我叫", spoken, false, ""}, {"我名叫", spoken, false, ""}, {"本人名叫", spoken, false, ""}, {"名字叫", spoken, false, ""}, {"名字是", spoken, false, ""},
	{"本人叫", spoken, false, ""}, {"孩子叫", spoken, false, ""}, {"儿子叫", spoken, false, ""}, {"女儿叫", spoken, false, ""},
	{"爱人叫", spoken, false, ""}, {"老公叫", spoken, false, ""}, {"老婆叫", spoken, false, ""}, {"母亲叫", spoken, false, ""},
	{"父亲叫", spoken, false, ""}, {"妈妈叫", spoken, false, ""}, {"爸爸叫", spoken, false, ""},
	{"姓名", label, false, "是为叫"}, {"署名", label, false, "是为"}, {"落款", label, false, "是为"}, {"名字", label, true, ""},
	{"联系人", weak, false, "是为叫"}, {"举报人", weak, false, "是为叫"}, {"投诉人", weak, false, "是为叫"}, {"反映人", weak, false, "是为叫"},
	{"来电人", weak, false, "是为叫"}, {"来信人", weak, false, "是为叫"}, {"来访人", weak, false, "是为叫"}, {"申请人", weak, false, "是为叫"},
	{"诉求人", weak, false, "是为叫"}, {"报料人", weak, false, "是为叫"}, {"爆料人", weak, false, "是为叫"}, {"信访人", weak, false, "是为叫"},
	{"签名", weak, false, "是为"}, {"家长", weak, true, ""}, {"学生", weak, true, ""}, {"业主", weak, true, ""}, {"居民", weak, true, ""},
	{"村民", weak, true, ""}, {"市民", weak, true, ""}, {"孩子", weak, true, ""}, {"儿子", weak, true, ""}, {"女儿", weak, true, ""},
	{"此致敬礼", weak, false, "!.,。"}, {"致敬", weak, false, "!.,。"},
}

var (
	selves     = []string{"我是", "我系", "本人"}
	familyCues = []string{"我姓", "本人姓", "免贵姓"}
	roles      = []string{"家长", "业主", "居民", "村民", "市民", "员工", "职工", "老师", "教师", "妈妈", "爸爸", "母亲", "父亲", "奶奶", "爷爷",
		"外婆", "外公", "网格员", "志愿者", "群众", "学生", "住户", "租户", "店主", "的"}
	titles = []string{"老师", "先生", "女士", "小姐", "老板", "校长", "主任", "师傅", "阿姨", "同学", "大爷", "大妈", "经理", "院长", "园长", "教练"}
	// afterNames are words that end a name before them.
	afterNames = []string{"电话", "手机", "联系", "身份", "住址", "地址", "家住", "住在", "现住", "今年", "现年", "性别", "年龄", "现在", "目前",
		"来自", "来电", "举报", "投诉", "反映", "希望", "请", "实名", "孩子", "儿子", "女儿", "小孩", "家长", "学生", "老师", "有个", "有一", "有人", "和我",
		"昨天", "昨晚", "今天", "明天", "已经", "因为", "由于", "于20", "并且", "以及", "因此", "一直", "一个", "一名", "一位", "微信", "邮箱",
		"号码", "报名", "上课", "补课", "交了", "退费", "是", "的", "在", "我", "你", "您", "他", "她", "它", "们", "要", "想", "向", "因", "把", "被",
		"给", "从", "了", "着", "过", "吗", "呢", "吧", "啊", "就", "都", "也", "还", "很", "不", "没", "这", "那", "说", "做", "得", "个", "接", "听",
		"看", "买", "退", "男", "女"}
)

// nameAfter finds the name that in introduces before i.
func (p *page) nameAfter(i int, in introduction) {
	from := len(p.Plain) - len(strings.TrimLeft(p.Plain[i:], " :=(“\""+in.skipping))
	between := p.Plain[i:from]
	if in.colon && !strings.Contains(between, ":") {
		return
	}
	sure := in.sure
	switch {
	case strings.ContainsAny(between, ":=叫"):
		sure = max(sure, label)
	case sure == label && between == "" && !p.gapBefore(from):
		sure = weak // 姓名权
	}
	for end := p.nameEnd(from, sure); end > 0; end = p.nameEnd(from, weak) {
		p.found(Name, from, end)
		if from = p.nextInList(end); from == 0 {
			return
		}
	}
}

// nextInList returns where the next name of a list may begin after one that ends at i: 刘正先、蔡桂枚 胡建; 0: there is no list.
func (p *page) nextInList(i int) int {
	for _, comma := range []string{"、", " "} {
		if strings.HasPrefix(p.Plain[i:], comma) {
			return i + len(comma)
		}
	}
	if p.gapBefore(i) {
		return i
	}
	return 0
}

// familyNameAfter finds the name, or the family name alone, that follows 我姓 before i: 我姓李名小红, 我姓李.
func (p *page) familyNameAfter(i int) {
	letters := p.letters(i)
	n := p.familyName(letters)
	if n == 0 {
		return
	}
	end := letters[n-1].to
	if hasAnyPrefix(p.Plain[end:], []string{"名", "叫"}) {
		n++
		end = letters[n-1].to
		if given := p.givenName(letters, n); given > 0 {
			end = letters[n+given-1].to
		}
	} else if !p.endsClause(end) {
		return
	}
	p.found(Name, i, end)
}

// selfIntroduction finds the name in the clause that begins at i after 我是: at once, or after a role (我是二班家长李梅).
func (p *page) selfIntroduction(i int) {
	from := len(p.Plain) - len(strings.TrimLeft(p.Plain[i:], " :是("))
	if end := p.nameEnd(from, weak); end > 0 {
		p.found(Name, from, end)
		return
	}
	clause := p.Plain[from:p.clauseEnd(from, 30)]
	for _, role := range roles {
		if at := strings.LastIndex(clause, role); at >= 0 {
			start := from + at + len(role)
			start += len(p.Plain[start:]) - len(strings.TrimLeft(p.Plain[start:], " :("))
			if end := p.nameEnd(start, weak); end > 0 {
				p.found(Name, start, end)
			}
		}
	}
}

// clauseEnd returns where the clause at i ends: at punctuation, or after n characters.
func (p *page) clauseEnd(i, n int) int {
	for at, r := range p.Plain[i:] {
		if n == 0 || strings.ContainsRune(clauseMarks, r) {
			return i + at
		}
		n--
	}
	return len(p.Plain)
}

const clauseMarks = ",.。;!?、:()[]{}<>〔〕《》【】“”\"'"

// signature finds a name that is a line of its own at the end of a letter, before at most a date and a number.
func (p *page) signature() {
	end := len(p.Raw)
	for range 4 {
		start := strings.LastIndexByte(p.Raw[:end], '\n') + 1
		if start == 0 {
			return
		}
		line := page{Text: text.Fold(p.Raw[start:end])}
		if n := line.nameEnd(0, weak); n > 0 && n == len(line.Plain) {
			p.rawSpans = append(p.rawSpans, Span{Name, start, end})
			return
		}
		if strings.Trim(line.Plain, "0123456789年月日号时分电话手机:-./ 〔〕〇一二三四五六七八九十") != "" {
			return
		}
		end = start - 1
	}
}
