package likeness_test

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/likeness"
)

// anyPrint draws prints of leads that often have something in common.
func anyPrint(t *rapid.T, label string) likeness.Print {
	some := func(of ...string) string { return rapid.SampledFrom(of).Draw(t, label) }
	text := ""
	for range rapid.IntRange(0, 5).Draw(t, label) {
		text += some("", "举报", "我住", "在", "“青槐学堂”", "翠湾花园6栋602", "工业路7号", "金穗大厦B座九层", "云汀第二小学", lessons, lessons2, refund, refund2,
			"王老师", "一共3600元", rapid.String().Draw(t, label))
	}
	m := matter(text, some("", "云汀区柳塘街道", "云汀区柳塘街道翠湾花园6栋602", "翠湾花园6栋", "翠湾花园", "新桥街道工业路7号", "石湖镇工业路7号", "工业路", "金穗大厦B座907",
		rapid.String().Draw(t, label)))
	if name := some("", "", "青槐学堂", "启明星教育", "王老师", "云汀第二小学", rapid.String().Draw(t, label)); name != "" {
		m.Target = &lead.Target{Name: name}
	}
	return likeness.Of(m, lead.Category(some("", "A01", "A05", "C01", "D07", "D08", "G06", "G08", "X01", "X05")))
}

// The order of two leads does not matter, a lead is itself for certain, an empty one is like nothing, what is not different shares
// a key, and a print is the same after it was kept.
func TestCompareIsSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyPrint(t, "a"), anyPrint(t, "b")
		v, w := likeness.Compare(a, b), likeness.Compare(b, a)
		if v.How != w.How || v.Similarity != w.Similarity || !slices.Equal(v.Why, w.Why) {
			t.Fatalf("one way %+v, the other %+v", v, w)
		}
		self := likeness.Compare(a, a)
		if a.Empty() != (self.How == likeness.Different) || !a.Empty() && self.How != likeness.Certain {
			t.Fatalf("empty %v, with itself %+v", a.Empty(), self)
		}
		if (a.Empty() || b.Empty()) && v.How != likeness.Different {
			t.Fatalf("an empty print is %+v", v)
		}
		if v.How != likeness.Different && !sharesKey(a, b) {
			t.Fatalf("%+v without a key in common", v)
		}
		if n := len(a.Keys()); n > 16 || a.Empty() && n > 0 {
			t.Fatalf("%d keys", n)
		}
		if again := kept(t, a); again != a {
			t.Fatalf("kept: %+v, read: %+v", a, again)
		}
	})
}

func kept(t *rapid.T, p likeness.Print) (again likeness.Print) {
	raw, err := p.MarshalBinary()
	if err != nil || len(raw) > 400 {
		t.Fatalf("%d bytes, %v", len(raw), err)
	}
	if err := again.UnmarshalBinary(raw); err != nil {
		t.Fatal(err)
	}
	return again
}

// A print of another version, or no print at all, is refused.
func TestOtherVersionsAreRefused(t *testing.T) {
	raw, err := likeness.Of(matter(lessons, ""), "A01").MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var p likeness.Print
	for name, b := range map[string][]byte{"short": raw[:len(raw)-1], "long": append(slices.Clone(raw), 0), "nothing": nil} {
		if err := p.UnmarshalBinary(b); err == nil || errors.Is(err, likeness.ErrVersion) {
			t.Errorf("%s: %v", name, err)
		}
	}
	raw[0]++
	if err := p.UnmarshalBinary(raw); !errors.Is(err, likeness.ErrVersion) {
		t.Errorf("another version: %v", err)
	}
	if !p.Empty() {
		t.Error("what was refused left a trace")
	}
}

// Nothing said is nothing compared: the zero print and the print of nothing are empty.
func TestNothingIsEmpty(t *testing.T) {
	for _, p := range []likeness.Print{{}, likeness.Of(lead.Matter{}, ""), likeness.Of(matter("老师补课", ""), "A09")} {
		if !p.Empty() || len(p.Keys()) > 0 {
			t.Errorf("%+v", p)
		}
	}
}
