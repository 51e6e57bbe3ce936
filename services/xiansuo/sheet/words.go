package sheet

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/text"
)

// channelWords tell a channel by a word within its name; the first that fits counts.
var channelWords = []struct {
	channel lead.Channel
	words   []string
}{
	{lead.SelfCheck, []string{"自查", "自报", "selfcheck"}},
	{lead.Grid, []string{"网格", "grid"}},
	{lead.Patrol, []string{"排查", "拉网", "patrol"}},
	{lead.WeChat, []string{"微信", "公众号", "小程序", "wechat"}},
	{lead.Mailbox, []string{"信箱", "信函", "邮件", "邮箱", "来信", "mailbox", "email"}},
	{lead.Hotline, []string{"12345", "12315", "热线", "电话", "来电", "hotline", "phone"}},
	{lead.Dept, []string{"移送", "交办", "转办", "转交", "部门", "dept"}},
	{lead.Grid, []string{"巡查", "走访"}},
}

// channelOf reads a channel: its code or a name such as 12345热线, 微信公众号, 网格巡查.
func channelOf(value string) (lead.Channel, bool) {
	plain := letters(plainText(value))
	for _, c := range channelWords {
		if slices.ContainsFunc(c.words, func(word string) bool { return strings.Contains(plain, word) }) {
			return c.channel, true
		}
	}
	return "", false
}

// urgencyWords are the hotline's grades and the grid's colours.
var urgencyWords = map[string]lead.Urgency{
	"特急": lead.Critical, "特别紧急": lead.Critical, "红": lead.Critical, "critical": lead.Critical,
	"紧急": lead.Urgent, "急": lead.Urgent, "加急": lead.Urgent, "橙": lead.Urgent, "黄": lead.Urgent, "urgent": lead.Urgent, "high": lead.Urgent,
	"一般": lead.Normal, "普通": lead.Normal, "常规": lead.Normal, "正常": lead.Normal, "平": lead.Normal, "蓝": lead.Normal, "normal": lead.Normal,
	"缓办": lead.Low, "缓": lead.Low, "不急": lead.Low, "low": lead.Low,
}

// urgencyOf reads an urgency.
func urgencyOf(value string) (lead.Urgency, bool) {
	plain := letters(text.Fold(value).Plain)
	for _, end := range []string{"", "件", "色", "级", "事件"} {
		if u, ok := urgencyWords[strings.TrimSuffix(plain, end)]; ok {
			return u, true
		}
	}
	return "", false
}

// yesOf reads 是 or 否.
func yesOf(value string) (yes, ok bool) {
	switch strings.TrimSpace(text.Fold(value).Plain) {
	case "是", "y", "yes", "true", "1", "匿名", "要求", "需要", "保密", "有", "√", "✓", "✔", "☑":
		return true, true
	case "否", "n", "no", "false", "0", "不", "实名", "署名", "不要求", "不需要", "不保密", "公开", "无", "不是", "×", "☐":
		return false, true
	}
	return false, false
}

func anonymousName(name string) bool {
	return slices.Contains([]string{"匿名", "匿名举报", "匿名群众", "未留名", "未留姓名", "不愿透露", "不愿透露姓名", "无名氏", "anonymous"}, letters(name))
}

// amount matches an amount: 26800, ¥26,800.00, 约2.68万元, 200块.
var amount = regexp.MustCompile(`^(?:约|大约|共|共计|合计|人民币|rmb|cny|¥|￥)*(\d{1,12}(?:\.\d{1,8})?)(万|千|百)?(元|块钱|块|圆|rmb|cny)?(?:人民币|整|左右)?$`)

// thousands matches a comma between digits.
var thousands = regexp.MustCompile(`(\d),(\d{3})`)

// fenOf reads an amount in fen; a number without a unit is in the unit of its heading.
func fenOf(value string, unit float64) (int64, bool) {
	plain := plainText(value)
	for thousands.MatchString(plain) {
		plain = thousands.ReplaceAllString(plain, "$1$2")
	}
	m := amount.FindStringSubmatch(plain)
	if m == nil {
		return 0, false
	}
	n, err := strconv.ParseFloat(m[1], 64)
	if strings.ContainsAny(text.Fold(value).Plain, "元块圆百千万佰仟") {
		unit = 100 // the value names its own
	}
	fen := math.Round(n * unit * map[string]float64{"": 1, "百": 100, "千": 1000, "万": 10000}[m[2]])
	return int64(fen), err == nil && fen <= 1e15
}

// unitOf is the fen that 1 means in a column: 金额（万元）, money.fen.
func unitOf(label string) float64 {
	switch plain := text.Fold(label).Plain; {
	case strings.Contains(plain, "万元"):
		return 100 * 10000
	case strings.Contains(plain, "分)"), strings.HasSuffix(plain, "fen"):
		return 1
	}
	return 100
}

// headCount matches a number of people: 30, 约30人, 30余名.
var headCount = regexp.MustCompile(`^(?:约|大约|共)?(\d{1,7})(?:\.0+)?(?:余|多)?(?:个|名|人|位)*(?:左右)?$`)

func headsOf(value string) (int, bool) {
	m := headCount.FindStringSubmatch(plainText(value))
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	return n, err == nil
}

// formulaError reports whether a spreadsheet shows a value where a formula failed.
func formulaError(value string) bool {
	return slices.Contains([]string{"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}, value)
}

// placeholder reports whether a value stands where nothing is to be said.
func placeholder(value string) bool {
	return slices.Contains([]string{"/", "\\", "-", "--", "---", "—", "——", "null", "none", "n/a", "无", "不详", "未知", "未提供"}, strings.ToLower(value))
}

// plainText is a value as it is compared with words: width, case, spelling and Chinese numerals undone.
func plainText(value string) string {
	return strings.ReplaceAll(text.Normalise(value).Plain, " ", "")
}
