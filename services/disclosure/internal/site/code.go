package site

import "strings"

// codeLength is that of a unified social credit code (GB 32100-2015).
const codeLength = 18

// codeSigns are the characters of a code in the order of their values: no I, O, S, V or Z.
const codeSigns = "0123456789abcdefghjklmnpqrtuwxy"

// codeLike reports whether a plain text can only be meant as a unified social credit code: as long as one, give or take a character,
// and of digits and Latin letters with more digits than letters.
func codeLike(plain string) bool {
	digits := 0
	for _, r := range plain {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r < 'a' || r > 'z':
			return false
		}
	}
	return len(plain) >= codeLength-1 && len(plain) <= codeLength+1 && digits*2 > len(plain)
}

// ValidCode reports whether a plain text is a unified social credit code with the right check character (GB 32100-2015).
func ValidCode(plain string) bool {
	if len(plain) != codeLength {
		return false
	}
	sum, weight := 0, 1
	for _, r := range plain[:codeLength-1] {
		value := strings.IndexRune(codeSigns, r)
		if value < 0 {
			return false
		}
		sum += value * weight
		weight = weight * 3 % 31
	}
	return strings.IndexByte(codeSigns, plain[codeLength-1]) == (31-sum%31)%31
}
