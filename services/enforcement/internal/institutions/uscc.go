package institutions

import (
	"fmt"
	"strings"
)

// codeDigits are the 31 characters of a unified social credit code in the order of their values (GB 32100-2015, table 3): no I, O, S, V, Z.
const codeDigits = "0123456789ABCDEFGHJKLMNPQRTUWXY"

const codeLength = 18

// CleanCode returns a unified social credit code as it is kept: upper case, without blanks and hyphens.
func CleanCode(code string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\t' || r == '　' {
			return -1
		}
		return r
	}, code))
}

// CheckCode says what is wrong with a unified social credit code, nil for nothing: 18 characters of the table, digits of an area in the
// third to eighth, and the check character of GB 32100-2015, annex A, in the last. It never repeats the code.
func CheckCode(code string) error {
	if len(code) != codeLength {
		return fmt.Errorf("a unified social credit code has %d characters", codeLength)
	}
	for i := range codeLength {
		switch n := strings.IndexByte(codeDigits, code[i]); {
		case n < 0:
			return fmt.Errorf("character %d is none of a unified social credit code: digits and capital letters but I, O, S, V and Z", i+1)
		case i >= 2 && i < 8 && n > 9:
			return fmt.Errorf("character %d must be a digit: the third to eighth name an area", i+1)
		}
	}
	if right := CheckCharacter(code[:codeLength-1]); code[codeLength-1] != right {
		return fmt.Errorf("the check character does not fit the others: behind them it is %c; one of the 18 was mistyped", right)
	}
	return nil
}

// CheckCharacter returns the last character of the code that begins with the given 17: 31 less the sum of their values, each weighted by a
// power of 3, modulo 31 (GB 32100-2015, annex A).
func CheckCharacter(first17 string) byte {
	sum, weight := 0, 1
	for i := range len(first17) {
		sum += strings.IndexByte(codeDigits, first17[i]) * weight
		weight = weight * 3 % 31
	}
	return codeDigits[(31-sum%31)%31]
}

// kindOfCode returns the kind of registration that the first two characters of a code say (GB 32100-2015, table 1), "" for another.
func kindOfCode(code string) RegistrationKind {
	switch {
	case strings.HasPrefix(code, "91"):
		return Company
	case strings.HasPrefix(code, "92"):
		return IndividualBusiness
	case strings.HasPrefix(code, "52"):
		return NonEnterprise
	}
	return ""
}
