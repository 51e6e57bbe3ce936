package mask

import (
	"strings"
	"time"
)

// identity returns the length of the citizen identity number at i: 18 characters with a plausible date of birth and the
// check character of GB 11643-1999, or, called 身份证 by the text, with any; or the 15 digits used before 1999.
func (p *page) identity(i int, d string) int {
	if len(d) >= 18 && p.ends(i, 18) && isNumber(d[:17]) && region(d) && birthday(d[6:14]) {
		if identityCheck(d[:18]) || p.calledIdentity(i) {
			return 18
		}
	}
	if len(d) >= 15 && p.ends(i, 15) && isNumber(d[:15]) && region(d) && birthday("19"+d[6:12]) && p.oldIdentity(i) {
		return 15
	}
	return 0
}

// calledIdentity reports whether the text calls the figures from i on an identity number.
func (p *page) calledIdentity(i int) bool {
	at := p.figures[i].from
	return strings.Contains(p.Plain[max(0, at-24):at], "身份证")
}

// oldIdentity reports whether 15 figures at i are written as an identity number and not called something else.
func (p *page) oldIdentity(i int) bool {
	sizes := groups(p.figures, i, 15)
	if !(len(sizes) == 1 || len(sizes) == 15 || len(sizes) == 3 && sizes[0] == 6 && sizes[1] == 6) {
		return false
	}
	before := strings.TrimRight(p.Plain[:p.figures[i].from], " :号码是为第(")
	return !hasAnySuffix(before, "教民", "许可证", "注册", "执照", "编", "单", "文", "备案", "备案序")
}

// region reports whether d begins with the code of a province (GB/T 2260; 83 is Taiwan's in residence permits).
func region(d string) bool {
	switch d[0] {
	case '1':
		return d[1] >= '1' && d[1] <= '5'
	case '2':
		return d[1] >= '1' && d[1] <= '3'
	case '3':
		return d[1] >= '1' && d[1] <= '7'
	case '4', '5':
		return d[1] >= '0' && d[1] <= '6'
	case '6':
		return d[1] >= '1' && d[1] <= '5'
	case '7':
		return d[1] == '1'
	case '8':
		return d[1] >= '1' && d[1] <= '3'
	}
	return false
}

// birthday reports whether d, YYYYMMDD, is a date from 1900 to 2099.
func birthday(d string) bool {
	if d[:2] != "19" && d[:2] != "20" {
		return false
	}
	_, err := time.Parse("20060102", d)
	return err == nil
}

// identityCheck reports whether the last of 18 characters is the check character, ISO 7064 mod 11-2 (GB 11643-1999, 4.2).
func identityCheck(d string) bool {
	sum := 0
	for i := range 17 {
		sum = (sum + int(d[i]-'0')) * 2 % 11
	}
	check := (12 - sum) % 11
	return d[17] == "0123456789x"[check]
}

// luhn reports whether the last of the decimal digits d is the check digit (ISO/IEC 7812-1, annex B).
func luhn(d string) bool {
	sum := 0
	for i := range len(d) {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			n = n*2/10 + n*2%10
		}
		sum += n
	}
	return sum%10 == 0
}

const socialCreditDigits = "0123456789abcdefghjklmnpqrtuwxy" // GB 32100-2015, table 3, folded

// socialCredit finds unified social credit codes: 18 characters in one word, of which the last checks.
func (p *page) socialCredit() {
	for i := 0; i < len(p.Plain); i++ {
		end := i
		for end < len(p.Plain) && (isDigit(rune(p.Plain[end])) || isLetter(rune(p.Plain[end]))) {
			end++
		}
		if end-i == 18 && socialCreditCheck(p.Plain[i:end]) {
			p.found(SocialCredit, i, end)
		}
		i = max(i, end)
	}
}

// socialCreditCheck reports whether the 18 characters of s are a unified social credit code: modulus 31, weights 3 to the
// power of the position (GB 32100-2015, 4.2 and annex A).
func socialCreditCheck(s string) bool {
	sum, weight := 0, 1
	for i := range 17 {
		n := strings.IndexByte(socialCreditDigits, s[i])
		if n < 0 || i >= 2 && i < 8 && n > 9 {
			return false
		}
		sum += n * weight
		weight = weight * 3 % 31
	}
	return s[17] == socialCreditDigits[(31-sum%31)%31]
}
