package text

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// Chinese numerals with a unit are written in digits; words, approximations, dates and counts are left alone.
func TestNormaliseNumerals(t *testing.T) {
	for raw, want := range map[string]string{
		// amounts as they are said
		"两万六千八": "26800", "一万二": "12000", "三千": "3000", "两百八": "280", "一百六十": "160", "十五": "15", "二十": "20",
		"一百零五": "105", "一百一": "110", "一百一十": "110", "三千零五十": "3050", "三千零五": "3005", "一万零三百": "10300",
		"两千五": "2500", "十万": "100000", "十二万五": "125000", "三千五百万": "35000000", "一亿二": "120000000", "两万亿": "2000000000000",
		"一百十五": "115", "二十五": "25", "九十九": "99", "两百五十块": "250块",
		// capitals of finance
		"壹万贰仟叁佰圆": "12300圆", "伍佰元整": "500元整", "叁拾伍": "35", "貳萬": "20000", "拾万": "100000",
		// Arabic with Chinese
		"2千8": "2800", "2千8微信": "2800微信", "3万": "30000", "1.5万元": "15000元", "2w": "20000", "2.68w": "26800", "3k一期": "3000一期", "2万6千8": "26800",
		"1万2000": "12000", "12万": "120000", "3百": "300", "4k电视": "4k电视", "1.23456万": "1.23456万", "b1万和": "b1万和", "2024年": "2024年",
		"2千8月": "2千8月", "12345万": "12345万", "3万2个月": "3万2个月",
		// telephone numbers said aloud
		"一三八零零一三八零零零": "13800138000", "幺三八〇〇幺三八〇〇〇": "13800138000", "一三八 零零一三 八零零零": "13800138000",
		"一三八零零一三八零零零一个": "13800138000一个", "138零零138零零零": "13800138零零零", "拨打一二三四五": "拨打12345", "一二三四五六年级": "一二三四五六年级",
		"一三八零零一三八零零零十分": "13800138000十分", "一三八零零一三八零零零一百": "13800138000一百",
		// words
		"一对一": "一对一", "一对多": "一对多", "千万不要": "千万不要", "万一": "万一", "万一三千": "万一3000", "十分": "十分", "百分之九十五": "百分之95",
		"周一三五": "周一三五", "三三两两": "三三两两", "万和城": "万和城", "一百多万": "100多万", "双十一": "双十一", "收拾一下": "收拾一下", "陆续": "陆续",
		"大陆三十个": "大陆30个", "一五一十": "一五一十", "千千万万": "千千万万", "一家": "一家", "十": "十", "五一": "五一", "二〇一二年": "二〇一二年",
		"第二十五条": "第25条", "百万": "百万", "一百汇": "100汇",
		// approximations
		"三四百": "三四百", "七八十个": "七八十个", "三五千": "三五千", "一二十": "一二十", "十二三岁": "十二三岁", "一百五六": "一百五六", "几十万": "几十万", "十几万": "十几万",
		"数十家": "数十家", "一百多": "100多", "二十几": "20几", "两三万": "两三万",
		// counts that are no end of a number
		"两百一节课": "200一节课", "一百八一节": "180一节", "八百一学期": "800一学期", "三千两年": "3000两年", "一百一块": "110块", "五千一个月": "5000一个月", "四十一节": "41节",
		// days and grades
		"周二十点": "周二十点", "周二十五点": "周二15点", "周二二十点": "周二20点", "星期三三十个": "星期三30个", "每周二十节": "每周20节", "初三十五班": "初三15班", "高二十八班": "高二18班",
		"初一三千": "初一3000", "暑期二十节": "暑期20节",
		// not over a break
		"第一 三千": "第一3000",
	} {
		if got := Normalise(raw).Plain; got != want {
			t.Errorf("Normalise(%q) = %q, want %q", raw, got, want)
		}
	}
}

// spell writes n, from 10 to 99999999, as it is written in Chinese.
func spell(n int) string {
	if n >= 1e4 {
		s := spell(n/1e4) + "万"
		if n%1e4 == 0 {
			return s
		}
		if n%1e4 < 1000 {
			s += "零"
		}
		return s + spell(n%1e4)
	}
	digits, units := []rune("零一二三四五六七八九"), []string{"", "十", "百", "千"}
	s, zero := "", false
	for place, scale := 3, 1000; place >= 0; place, scale = place-1, scale/10 {
		switch d := n / scale % 10; {
		case d == 0:
			zero = s != ""
		default:
			if zero {
				s += "零"
			}
			s, zero = s+string(digits[d])+units[place], false
		}
	}
	return s
}

// Every number that is written out in full is read as itself.
func TestNumeralsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.IntRange(10, 9999), rapid.IntRange(1e4, 99999999)).Draw(t, "n")
		raw := "收" + spell(n) + "元"
		if got, want := Normalise(raw).Plain, "收"+strconv.Itoa(n)+"元"; got != want {
			t.Fatalf("Normalise(%q) = %q, want %q", raw, got, want)
		}
	})
}
