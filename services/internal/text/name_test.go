package text_test

import (
	"testing"

	"xiansuo/services/internal/text"
)

// Blanks, what cannot be seen, width and traditional characters make no other person of somebody; nobody is no person.
func TestSameName(t *testing.T) {
	for _, written := range []string{"张 三", "张\u200b三", "張三", "张\u3000三", " 张\u2060三"} {
		if !text.SameName("张三", written) {
			t.Errorf("%q is another", written)
		}
	}
	if text.SameName("张三", "张四") || text.SameName("", "\u200b") {
		t.Error("two are taken for one")
	}
}
