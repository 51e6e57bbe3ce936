package mask

import (
	"strings"
	"unicode/utf8"

	"xiansuo/services/internal/text"
)

// generic are words that senders give in place of a name.
var generic = []string{"匿名", "家长", "市民", "群众", "居民", "业主", "学生", "老师", "反映人", "举报人", "投诉人", "来电人", "网友", "先生", "女士",
	"无", "不详", "未知", "保密", "不愿透露", "姓名", "电话", "学生家长", "热心市民", "热心群众", "匿名举报", "匿名群众", "匿名市民", "某某", "某某某", "本人"}

const nameJoints = " ·.-*_•" // may stand between the characters of a name

// reporterNames returns what to look for: the name and, where that has two characters or more, the given name alone; nothing if
// name is no name: generic, or of one character.
func reporterNames(name string) [][]rune {
	plain := text.Fold(name).Plain
	var runes []rune
	for _, r := range plain {
		if !strings.ContainsRune(nameJoints, r) {
			runes = append(runes, r)
		}
	}
	for _, word := range generic {
		if string(runes) == word {
			return nil
		}
	}
	if len(runes) < 2 {
		return nil
	}
	names := [][]rune{runes}
	for n := min(2, len(runes)-2); n > 0; n-- {
		if isHan(runes[0]) && loaded().surnames[string(runes[:n])] {
			return append(names, runes[n:])
		}
	}
	return names
}

// reporterPhones returns the numbers of at least seven digits that phone holds, without country code.
func reporterPhones(phone string) []string {
	p := page{Text: text.Fold(phone)}
	p.figures = readFigures(p.Plain)
	p.numbers()
	if len(p.spans) == 0 {
		p.found(Phone, 0, len(p.Plain))
	}
	var phones []string
	for _, span := range p.spans {
		var number []byte
		for _, f := range p.figures {
			if span.From <= f.from && f.to <= span.To {
				number = append(number, f.digit)
			}
		}
		n := string(number)
		for _, country := range []string{"0086", "86"} {
			if len(n) >= len(country)+10 {
				n = strings.TrimPrefix(n, country)
			}
		}
		if len(n) >= 7 {
			phones = append(phones, n)
		}
	}
	return phones
}

// reporter finds the reporter's own name and numbers, wherever they stand.
func (m Masker) reporter(p *page) {
	for _, name := range m.names {
		first := string(name[0])
		for i := p.after(first, 0); i > 0; i = p.after(first, i) {
			if end := nameAt(p.Plain, i, name); end > 0 {
				p.found(Name, i-len(first), end)
			}
		}
	}
	for _, phone := range m.phones {
		p.ownPhone(phone)
	}
}

// nameAt returns where name ends whose first character ends at i, or 0. Latin letters must not be part of a longer word.
func nameAt(plain string, i int, name []rune) int {
	first := utf8.RuneLen(name[0])
	if isLetter(name[0]) && isLetter(rune(byteAt(plain, i-first-1))) {
		return 0
	}
	for _, want := range name[1:] {
		for n := 0; n < 3; n++ {
			r, size := utf8.DecodeRuneInString(plain[i:])
			if r == want || size == 0 || !strings.ContainsRune(nameJoints, r) {
				break
			}
			i += size
		}
		r, size := utf8.DecodeRuneInString(plain[i:])
		if r != want {
			return 0
		}
		i += size
	}
	if isLetter(name[len(name)-1]) && isLetter(rune(byteAt(plain, i))) {
		return 0
	}
	return i
}

// ownPhone finds the number phone, or at least its last eight digits, whatever stands before, behind and between.
func (p *page) ownPhone(phone string) {
	tail := phone[max(0, len(phone)-8):]
	for i := range p.figures {
		if p.figures[i].digit != tail[0] || digits(p.figures, i, len(tail), loosely) != tail {
			continue
		}
		first := i
		for k := len(phone) - len(tail) - 1; k >= 0 && first > 0 && p.figures[first].joined >= loosely && p.figures[first-1].digit == phone[k]; k-- {
			first--
		}
		p.found(Phone, p.figures[first].from, p.figures[i+len(tail)-1].to)
	}
}

// after returns the end of the next word at i or later, or 0.
func (p *page) after(word string, i int) int {
	at := strings.Index(p.Plain[i:], word)
	if at < 0 {
		return 0
	}
	return i + at + len(word)
}
