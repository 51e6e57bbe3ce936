package mask

import (
	"strings"
	"unicode/utf8"
)

var (
	dwellings = []string{"我住", "我家住", "我们住", "我们家住", "本人住", "家住", "现住", "暂住", "居住在", "居住于", "住址", "家庭住址", "居住地",
		"居住地址", "联系地址", "家庭地址", "通讯地址", "通信地址", "户籍地址", "收件地址", "我家在", "我家地址", "我的地址", "我的住址"}
	// notDwelling are words that make of 我住 something else.
	notDwelling = []string{"院", "宿", "不", "了", "过", "的", "得", "进", "户", "家教", "家老师", "家保姆", "楼上,", "楼下,"}
	// afterAddresses are words with which a clause about something else begins.
	afterAddresses = []string{"天天", "每天", "经常", "有人", "有个", "有一", "发现", "举报", "投诉", "反映", "晚上", "周末", "电话", "手机", "联系方式",
		"姓名", "楼下有", "楼下开", "楼下的", "楼下是", "楼上有", "楼上开", "楼上的", "楼上每", "隔壁有", "隔壁开", "隔壁的", "隔壁是", "对面有", "对面开", "附近有",
		"附近开", "旁边有", "旁边开"}
)

const (
	addressMarks = ",。;!?、(){}〔〕《》【】“”\"'"
	addressParts = "路街道巷弄号栋幢座楼单元室村组镇乡区市县小花园苑里院城庄大厦层户寓公馆湾府坊庭邸0123456789"
)

// addressAfter finds the address that begins at i, behind 我住, 家住, 住址 and the like: up to punctuation, a line break or a
// word with which something else begins, at most 60 characters; it names a part of an address.
func (p *page) addressAfter(i int) {
	from := len(p.Plain) - len(strings.TrimLeft(p.Plain[i:], " :=是为在于"))
	if hasAnyPrefix(p.Plain[from:], notDwelling) {
		return
	}
	if end := p.addressEnd(from); strings.ContainsAny(p.Plain[from:end], addressParts) {
		p.found(Address, from, end)
	}
}

// addressEnd returns where the address at i ends.
func (p *page) addressEnd(i int) int {
	n, end := 0, i
	for end < len(p.Plain) && n < 60 {
		r, size := utf8.DecodeRuneInString(p.Plain[end:])
		if strings.ContainsRune(addressMarks, r) || n > 0 && (hasAnyPrefix(p.Plain[end:], afterAddresses) || p.breaksBefore(end)) {
			break
		}
		n, end = n+1, end+size
	}
	return i + len(strings.TrimRight(p.Plain[i:end], " "))
}

// breaksBefore reports whether the character at i stands after blanks that do not go on with an address: after a line break,
// or before a word without a digit.
func (p *page) breaksBefore(i int) bool {
	blank := p.Plain[i] == ' '
	if !blank && !p.gapBefore(i) {
		return false
	}
	from, to := i, i
	if blank {
		to = i + 1
		_, size := utf8.DecodeRuneInString(p.Plain[to:])
		to += size
	} else {
		_, before := utf8.DecodeLastRuneInString(p.Plain[:i])
		from = i - before
	}
	rawFrom, rawTo := p.RawSpan(from, max(to, i+1))
	if strings.ContainsAny(p.Raw[rawFrom:rawTo], "\n\r") {
		return true
	}
	word := p.Plain[i:p.clauseEnd(i, 12)]
	return !strings.ContainsAny(word, "0123456789") && !strings.ContainsAny(word, "栋幢室号")
}
