package institutions

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"xiansuo/services/internal/text"
)

// Words of names. Order matters: the longer first.
var (
	// firm are endings that say what an institution is in law, taught those that say that it teaches.
	firm   = []string{"股份有限公司", "有限责任公司", "有限公司", "分公司", "公司", "个体工商户"}
	taught = []string{"培训学校", "培训中心", "培训机构", "培训班"}
	// trade are words before 公司 that a shop sign leaves out.
	trade = []string{"文化传播", "文化发展", "信息咨询", "信息科技", "网络科技", "科技发展", "科技", "咨询", "传媒", "管理", "发展", "服务"}
	// generic are words that name nobody alone.
	generic = []string{"教育", "培训", "辅导", "托管", "学校", "机构", "中心", "公司", "英语", "数学", "语文", "物理", "化学", "舞蹈", "美术", "音乐", "钢琴", "书法",
		"艺术", "体育", "篮球", "足球", "游泳", "中小学", "高中", "初中", "小学", "幼儿", "少儿", "儿童", "学堂", "学习", "课外", "校外", "补习班", "补习", "兴趣班", "家教",
		"老师", "教室", "工作室", "晚托", "午托", "暑托", "一对一", "思维", "作文", "编程", "自习室", "夏令营", "研学", "培优", "提优", "全科", "学科"}
	branch    = regexp.MustCompile(`\([^()]*(校区|分校|店|部|教学点|个体工商户)\)`)
	affiliate = regexp.MustCompile(`(股份有限公司|有限责任公司|有限公司)\p{Han}{1,8}分公司$`)
	region    = regexp.MustCompile(`^(\p{Han}{2,4}省)?(\p{Han}{2,4}市)?(\p{Han}{2,3}[区县])?`)
	brackets  = strings.NewReplacer("（", "(", "）", ")", "【", "(", "】", ")", "〔", "(", "〕", ")")
	noRegion  = regexp.MustCompile(`(社区|小区|校区|园区|景区)$`)
)

// NameKey returns a name as it is compared: in simplified characters and lower case, without brackets and marks, the district before it, and
// the endings that a shop sign leaves out. It is empty for a name that names nobody: a person, 某某, or nothing but common words.
func NameKey(name string) string {
	if name == "" {
		return ""
	}
	plain := text.Fold(name).Plain
	if strings.ContainsAny(plain, "某×*") {
		return ""
	}
	plain = branch.ReplaceAllString(brackets.Replace(plain), "")
	whole := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, plain)
	core := withoutRegion(whole)
	if loc := affiliate.FindStringSubmatchIndex(core); loc != nil {
		core = core[:loc[3]] // up to the end of 有限公司
	}
	company := strings.HasSuffix(core, "公司")
	core = withoutEnding(core, firm)
	if company {
		core = withoutEnding(core, trade)
	}
	core = withoutEnding(core, taught)
	if utf8.RuneCountInString(core) < 2 {
		core = whole
	}
	if !distinctive(core) {
		return ""
	}
	return core
}

func withoutRegion(s string) string {
	found := region.FindString(s)
	rest := s[len(found):]
	if found == "" || noRegion.MatchString(found) || utf8.RuneCountInString(rest) < 2 {
		return s
	}
	return rest
}

// withoutEnding takes the first ending that fits off, if two characters stay.
func withoutEnding(s string, endings []string) string {
	for _, e := range endings {
		if rest, ok := strings.CutSuffix(s, e); ok && utf8.RuneCountInString(rest) >= 2 {
			return rest
		}
	}
	return s
}

// distinctive reports whether a name has two characters that are no common words.
func distinctive(s string) bool {
	for _, g := range generic {
		s = strings.ReplaceAll(s, g, "")
	}
	return utf8.RuneCountInString(s) >= 2
}

// headLength is how many characters of a name are looked for in running text.
const headLength = 3

// head returns the beginning of a name's key by which it is found in running text, "" for one too short for that.
func head(key string) string {
	r := []rune(key)
	if len(r) < headLength {
		return ""
	}
	return string(r[:headLength])
}

// maxGrams is how much of a text is searched for names, in characters.
const maxGrams = 1500

// headsIn returns what names could begin with in a text, in order; what stands twice comes twice. Names begin with letters and digits alone.
func headsIn(plain string) (out []string) {
	var starts [headLength]int // of the last characters
	run, n := 0, 0
	for i, r := range plain {
		if n++; n > maxGrams {
			break
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			run = 0
			continue
		}
		starts[run%headLength] = i
		if run++; run >= headLength {
			out = append(out, plain[starts[run%headLength]:i+utf8.RuneLen(r)])
		}
	}
	return out
}
