package redaction

import (
	"strings"
	"unicode"
)

// Mask returns what stands in place of a value by the rule of its kind.
func Mask(k Kind, value string) string {
	switch k {
	case Person:
		return PersonMask(value)
	case Identity:
		return Partly(value, 8, 1)
	case Code:
		return Partly(value, 8, 1)
	case Phone, Bank:
		return Partly(value, 0, 4)
	case Address:
		return Road(value)
	case Institution:
		return InstitutionMask(value)
	}
	return "***"
}

// compound are the family names of two characters that occur.
var compound = strings.Fields("欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 司徒 令狐 夏侯 端木 宇文 长孙 独孤 南宫 钟离 百里 呼延 闻人 澹台 公羊 赫连 申屠 太史 轩辕")

// PersonMask returns the family name and two stars; of what is no Chinese name, the first letter.
func PersonMask(name string) string {
	for _, family := range compound {
		if strings.HasPrefix(name, family) && len([]rune(name)) > 2 {
			return family + "**"
		}
	}
	for _, r := range name {
		if unicode.IsLetter(r) {
			return string(r) + "**"
		}
	}
	return "***"
}

// Partly keeps the first and last letters and digits of a number and writes a star for each other; what is a star stays one. Of a number
// that is no longer than what would be kept, nothing is.
func Partly(value string, first, last int) string {
	var runes []rune
	for _, r := range value {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '*' {
			runes = append(runes, r)
		}
	}
	if len(runes) <= first+last+2 {
		return "***"
	}
	for i := range runes {
		if i >= first && i < len(runes)-last {
			runes[i] = '*'
		}
	}
	return string(runes)
}

// roads end the name of a road.
const roads = "路街道巷弄"

// Road returns an address up to its road, and stars; without a road, up to its district or street.
func Road(address string) string {
	runes := []rune(address)
	end := 0
	for i, r := range runes {
		if unicode.IsDigit(r) && end > 0 {
			break
		}
		if strings.ContainsRune(roads, r) || end == 0 && strings.ContainsRune("区县镇乡", r) {
			end = i + 1
		}
	}
	return string(runes[:end]) + "***"
}

// forms end the name of an institution.
var forms = []string{"教育科技有限公司", "教育咨询有限公司", "培训学校有限公司", "托管服务有限公司", "家政有限公司", "科技有限公司", "文化传播有限公司", "有限责任公司", "股份有限公司", "有限公司",
	"培训学校", "艺术培训中心", "教育培训中心", "校外托管服务中心", "培训中心", "托管中心", "服务中心", "服务部", "工作室", "托管班", "辅导班", "学校", "中心", "公司", "经营部", "店"}

// InstitutionMask keeps the place that a name begins with and the form that it ends with: 云汀区***托管中心.
func InstitutionMask(name string) string {
	place, _, form := partsOf(name)
	return place + "***" + form
}

// middle returns what of an institution's name its mask hides: what everybody calls it by.
func middle(name string) string {
	_, called, _ := partsOf(name)
	return called
}

func partsOf(name string) (place, called, form string) {
	for _, one := range forms {
		if strings.HasSuffix(name, one) && len(one) > len(form) {
			form = one
		}
	}
	body := []rune(strings.TrimSuffix(name, form))
	keep := 0
	for i, r := range body {
		if strings.ContainsRune("省市区县镇", r) && i > 0 && i < len(body)-1 {
			keep = i + 1
		}
	}
	return string(body[:keep]), string(body[keep:]), form
}
