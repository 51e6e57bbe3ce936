package mask

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"xiansuo/services/internal/text"
)

const (
	provinces    = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
	plateEndings = "挂学警港澳领使"
)

// plates finds vehicle plates (GA 36-2018): province, letter, then five letters or digits, six on a new-energy plate.
func (p *page) plates() {
	for i := 1; i < len(p.Plain); i++ {
		if !isLetter(rune(p.Plain[i])) {
			continue
		}
		head := strings.TrimSuffix(p.Plain[:i], " ")
		r, size := utf8.DecodeLastRuneInString(head)
		if size < 2 || !strings.ContainsRune(provinces, r) {
			continue
		}
		if end := plateEnd(p.Plain, i); end > 0 {
			p.found(Plate, len(head)-size, end)
		}
	}
}

// plateEnd returns where the plate ends whose letter stands at i, or 0 if there is none. Between the letter and the rest
// there may be a dot, a dash or a blank; or a blank between all characters.
func plateEnd(plain string, i int) int {
	i++
	for _, dot := range []string{" · ", "·", ".", "-", " ", "•"} {
		if strings.HasPrefix(plain[i:], dot) {
			i += len(dot)
			break
		}
	}
	return plateNumberEnd(plain, i)
}

// plateNumberEnd returns where the five or six characters from i on end that may be the number of a plate, or 0.
func plateNumberEnd(plain string, i int) int {
	n, numerals, end := 0, 0, i
	for n < 7 {
		c := rune(byteAt(plain, end))
		if !isDigit(c) && !isLetter(c) {
			r, size := utf8.DecodeRuneInString(plain[end:])
			if n == 4 && strings.ContainsRune(plateEndings, r) && size > 1 {
				n, end = n+1, end+size
			}
			break
		}
		if isDigit(c) {
			numerals++
		}
		n, end = n+1, end+1
		if byteAt(plain, end) == ' ' && end+1 < len(plain) && (n == 1 || plain[end-2] == ' ') {
			end++
		}
	}
	end = i + len(strings.TrimRight(plain[i:end], " "))
	next, _ := utf8.DecodeRuneInString(plain[end:])
	if n < 5 || n > 6 || numerals < 3 || strings.ContainsRune("室号栋幢座层楼", next) {
		return 0
	}
	return end
}

var emailPattern = regexp.MustCompile(
	`[a-z0-9][a-z0-9._%+-]{0,63} ?(?:@|\(at\)|\[at\]) ?[a-z0-9-]{1,63}(?: ?[.。] ?[a-z0-9-]{1,63}){0,4} ?[.。] ?[a-z]{2,10}`)

// emails finds e-mail addresses, also with (at) and with a Chinese full stop.
func (p *page) emails() {
	if !strings.Contains(p.Plain, "@") && !strings.Contains(p.Plain, "at)") && !strings.Contains(p.Plain, "at]") {
		return
	}
	for _, at := range emailPattern.FindAllStringIndex(p.Plain, -1) {
		p.found(Email, at[0], at[1])
	}
}

// account is a word after which the identifier of an account stands.
type account struct {
	word string
	kind Kind
}

var accountWords = []account{{"微信", WeChat}, {"qq", QQ}, {"wxid_", WeChat}}

// accounts finds WeChat ids and QQ numbers after those words, however they are spelled (薇信, vx, 扣扣).
func (p *page) accounts() {
	if !mayHoldAccount(p.Plain) {
		return
	}
	n := text.Normalise(p.Raw)
	for _, a := range accountWords {
		for i := 0; ; {
			at := strings.Index(n.Plain[i:], a.word)
			if at < 0 {
				break
			}
			i += at + len(a.word)
			if from, to := accountAt(n.Plain, i, a); to > 0 {
				p.foundIn(n, a.kind, from, to)
			}
		}
	}
}

// foundIn notes a span of another plain form of the same raw text.
func (p *page) foundIn(n text.Text, k Kind, from, to int) {
	from, to = n.RawSpan(from, to)
	p.rawSpans = append(p.rawSpans, Span{k, from, to})
}

// mayHoldAccount reports whether five ASCII letters, digits, _ or - stand together, or five Chinese digits.
func mayHoldAccount(plain string) bool {
	ascii, chinese := 0, 0
	for _, r := range plain {
		switch {
		case isAccountCharacter(r):
			ascii++
		case chineseDigit(r) != 0:
			chinese++
		case r == ' ':
		default:
			ascii, chinese = 0, 0
		}
		if ascii >= 5 || chinese >= 5 {
			return true
		}
	}
	return false
}

func isAccountCharacter(r rune) bool { return isLetter(r) || isDigit(r) || r == '_' || r == '-' }

// accountAt returns the span of the identifier that follows the word a before i; to is 0 if none does.
func accountAt(plain string, i int, a account) (from, to int) {
	from = i
	if a.word == "wxid_" {
		from -= len(a.word)
	} else {
		from += len(plain[i:]) - len(strings.TrimLeft(plain[i:], " :=是为号码id同的加我账户联系(\"“”'"))
	}
	to = from
	for to < len(plain) && to < from+40 && (isAccountCharacter(rune(plain[to])) || a.kind == QQ && plain[to] == ' ' && isDigit(rune(byteAt(plain, to+1)))) {
		to++
	}
	id, explicit := plain[from:to], from > i
	switch {
	case len(id) < 5, from-i > 24:
		return 0, 0
	case a.kind == QQ && strings.Trim(id, "0123456789 -") == "":
		return from, to
	case a.kind == WeChat && id != "wechat" && id != "weixin" && (explicit || strings.ContainsAny(id, "0123456789_-")):
		return from, to
	}
	return 0, 0
}
