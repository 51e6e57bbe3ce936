package institutions

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// code draws a code with the right check character.
func code(t *rapid.T) string {
	letters := rapid.SampledFrom([]byte(codeDigits))
	var b strings.Builder
	for i := range 17 {
		if i >= 2 && i < 8 {
			b.WriteByte(codeDigits[rapid.IntRange(0, 9).Draw(t, "digit")])
			continue
		}
		b.WriteByte(letters.Draw(t, "character"))
	}
	return b.String() + string(CheckCharacter(b.String()))
}

// A code with the right check character is taken, every single wrong character and every swap of unequal neighbours is found.
func TestCheckCharacterFindsEveryMistype(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		right := code(t)
		if err := CheckCode(right); err != nil {
			t.Fatalf("a right code is refused: %v", err)
		}
		for i := range codeLength {
			for n := range len(codeDigits) {
				wrong := right[:i] + string(codeDigits[n]) + right[i+1:]
				if wrong != right && CheckCode(wrong) == nil {
					t.Fatalf("%s for %s is taken", wrong, right)
				}
			}
			if i+1 < codeLength && right[i] != right[i+1] {
				swapped := right[:i] + string(right[i+1]) + string(right[i]) + right[i+2:]
				if CheckCode(swapped) == nil {
					t.Fatalf("%s for %s is taken", swapped, right)
				}
			}
		}
	})
}

// The code by which GB 32100-2015 explains its rule is taken.
func TestCheckCharacterOfTheStandard(t *testing.T) {
	if err := CheckCode("91350100M000100Y43"); err != nil {
		t.Error(err)
	}
}

// A wrong code is refused with the character that it should end in, and is not repeated.
func TestWrongCodeIsNotRepeated(t *testing.T) {
	first := "91990101MA0000001"
	right := CheckCharacter(first)
	wrong := byte('0')
	if right == wrong {
		wrong = '1'
	}
	err := CheckCode(first + string(wrong))
	if err == nil || !strings.Contains(err.Error(), "it is "+string(right)) || strings.Contains(err.Error(), first) {
		t.Fatalf("said %v", err)
	}
	for name, bad := range map[string]string{"short": "91990101", "a letter that none has": "91990101MA000000I0", "a letter in the area": "9199A101MA00000010", "Chinese": "九一九九零一"} {
		if err := CheckCode(bad); err == nil || strings.Contains(err.Error(), bad) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if CleanCode(" 91990101-ma0000001x ") != "91990101MA0000001X" {
		t.Error("blanks, hyphens and small letters stay")
	}
}
