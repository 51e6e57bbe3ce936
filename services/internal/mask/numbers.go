package mask

import "strings"

// numbers finds telephone numbers, identity numbers and bank cards among the figures.
func (p *page) numbers() {
	for i := 0; i < len(p.figures); {
		if !p.figures[i].opens {
			i++
			continue
		}
		k, n := p.numberAt(i)
		if n == 0 {
			i++
			continue
		}
		from, to := p.figures[i].from, p.figures[i+n-1].to
		if from > 0 && p.Plain[from-1] == '+' {
			from--
		}
		if from > 0 && p.Plain[from-1] == '(' && strings.IndexByte(p.Plain[from:to], ')') >= 0 {
			from--
		}
		p.found(k, from, to)
		i += n
	}
}

// numberAt returns what number begins with the i-th figure and how many figures it has; 0: none.
func (p *page) numberAt(i int) (Kind, int) {
	d := digits(p.figures, i, 19, closely)
	if len(d) < 7 {
		return "", 0
	}
	if n := p.identity(i, d); n > 0 {
		return Identity, n
	}
	if n := p.bankCard(i, d); n > 0 {
		return BankCard, n
	}
	if n := p.mobile(i, d); n > 0 {
		return Phone, n
	}
	if n := p.landline(i, d); n > 0 {
		return Phone, n
	}
	if n := p.calledPhone(i, d); n > 0 {
		return Phone, n
	}
	return "", 0
}

// mobile returns the length of the mobile number (numbering plan of 工信部: 1, 3 to 9, nine digits) at i, with 0, 86 or 0086.
func (p *page) mobile(i int, d string) int {
	for _, prefix := range []string{"", "0", "86", "086", "0086"} {
		n := len(prefix) + 11
		if len(d) < n || d[:len(prefix)] != prefix || !p.ends(i, n) {
			continue
		}
		own := d[len(prefix):n]
		if own[0] == '1' && own[1] >= '3' && isNumber(own) && !p.dated(i, n) && !p.amount(i+n-1) {
			return n
		}
	}
	return 0
}

// dated reports whether n figures at i are two dates, each a year and a month, perhaps a day: 1998.1.12-2001.3
func (p *page) dated(i, n int) bool {
	sizes := groups(p.figures, i, n)
	years, at := 0, i
	for k, size := range sizes {
		group := digits(p.figures, at, size, closely)
		switch {
		case size == 4 && (group[:2] == "19" || group[:2] == "20") && k+1 < len(sizes) && sizes[k+1] <= 2:
			years++
		case size > 2, k == 0, strings.Trim(group, "0") == "", group > "31" && size == 2:
			return false
		}
		at += size
	}
	return years == 2
}

// amount reports whether the figure at i is followed by a unit of money.
func (p *page) amount(i int) bool {
	after := p.Plain[p.figures[i].to:]
	return strings.HasPrefix(after, "元") && !strings.HasPrefix(after, "元旦") && !strings.HasPrefix(after, "元月") ||
		strings.HasPrefix(after, "块")
}

// landline returns the length of the fixed-line number with area code at i: 010, 02x or 0xxx, then 7 or 8 digits, written
// together, digit by digit, or as groups of which the first is the area code. After 86 the area code stands without its 0.
func (p *page) landline(i int, d string) int {
	for _, country := range []string{"", "86", "0086"} {
		national, ok := strings.CutPrefix(d, country)
		extra := len(country) // figures of this text that the national number has not
		if ok && extra > 0 {
			national, extra = "0"+national, extra-1
		}
		area := areaCode(national)
		if !ok || area == 0 {
			continue
		}
		for n := min(area+8, len(national)); n >= area+7; n-- {
			own := n + extra
			if national[area] < '2' || !isNumber(national[:n]) || !p.ends(i, own) {
				continue
			}
			sizes := groups(p.figures, i, own)
			if country != "" || len(sizes) == 1 || len(sizes) == own || len(sizes) <= 5 && sizes[0] == area {
				return own
			}
		}
	}
	return 0
}

// areaCode returns the length of the area code that national begins with, or 0.
func areaCode(national string) int {
	switch {
	case len(national) < 10 || national[0] != '0' || national[1] == '0':
		return 0
	case national[1] == '1':
		if national[2] != '0' {
			return 0
		}
		return 3
	case national[1] == '2':
		return 3
	}
	return 4
}

// calledPhone returns the length of a number of 7 to 13 digits at i that the text calls a telephone number, or 0. Numbers of
// services (400, 800, 95, 96) are no person's.
func (p *page) calledPhone(i int, d string) int {
	before := strings.TrimRight(p.Plain[:p.figures[i].from], " :号码是为(+")
	if !hasAnySuffix(before, "电话", "手机", "座机", "固话", "联系方式", "tel", "phone") {
		return 0
	}
	for _, service := range []string{"400", "800", "95", "96"} {
		if strings.HasPrefix(d, service) {
			return 0
		}
	}
	if len(d) >= 8 && birthday(d[:8]) { // 电话 2026-07-04
		return 0
	}
	for n := min(len(d), 13); n >= 7; n-- {
		if p.ends(i, n) && isNumber(d[:n]) && (n == len(d) || p.figures[i+n].from > p.figures[i+n-1].to) {
			return n
		}
	}
	return 0
}

// bankCard returns the length of the card number at i: 16 to 19 digits with Luhn's check digit, of an issuer of bank cards
// (first digit 3 to 6, 9), written together, in groups of four and more, or digit by digit; with any check after 卡号.
func (p *page) bankCard(i int, d string) int {
	before := strings.TrimRight(p.Plain[:p.figures[i].from], " :码是为(")
	named := hasAnySuffix(before, "卡号", "银行卡", "储蓄卡", "银行账号", "银行帐号")
	for n := min(len(d), 19); n >= 16; n-- {
		if !p.ends(i, n) || !isNumber(d[:n]) || !named && (d[0] < '3' || d[0] > '6' && d[0] != '9' || !luhn(d[:n])) {
			continue
		}
		sizes := groups(p.figures, i, n)
		few := true
		for _, size := range sizes[:len(sizes)-1] {
			few = few && size >= 4
		}
		if few || len(sizes) == n {
			return n
		}
	}
	return 0
}

// ends reports whether a number that begins at i may have n figures.
func (p *page) ends(i, n int) bool { return p.figures[i+n-1].closes }

// isNumber reports whether d has decimal digits only.
func isNumber(d string) bool { return strings.IndexByte(d, 'x') < 0 }

func hasAnySuffix(s string, suffixes ...string) bool {
	for _, suffix := range suffixes {
		if strings.HasSuffix(s, suffix) {
			return true
		}
	}
	return false
}
