package district

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"xiansuo/pkg/lead"
)

// loaded loads the duty list of the fire department with contacts of these names.
func loaded(names ...string) (*District, error) {
	list := ""
	for _, name := range names {
		list += fmt.Sprintf("    - {name: %q, url: \"https://a.example/\"}\n", name)
	}
	return New([]Document{{Kind: KindDistrict, Content: "duty:\n  fire:\n" + list}}, func(string) error { return nil })
}

// A district knows the version of its document, by which who is on duty is called again after being gone.
func TestVersion(t *testing.T) {
	d, err := New([]Document{{Kind: KindDistrict, Version: 7}, {Kind: KindClocks, Version: 9}}, nil)
	if err != nil || d.Version != 7 {
		t.Errorf("%+v, %v", d, err)
	}
}

// Whoever is on duty has a name of letters, digits and - _ . that can stand in a command, and no other contact of the holder has it.
func TestNamesOfContacts(t *testing.T) {
	for _, good := range [][]string{{"duty-room", "officer"}, {"值班室", "值班室 2"}, {"a_b.c"}, {strings.Repeat("长", 64)}} {
		if d, err := loaded(good...); err != nil || len(d.Duty[lead.Holder("fire")]) != len(good) {
			t.Errorf("%q: %v", good, err)
		}
	}
	for want, bad := range map[string][]string{"rename": {"", " ", " a", "a ", "a/b", "a\tb", "a\nb", "a\u0000", "a\u200bb", "a\u3000b", "a:b", "张三（值班）", strings.Repeat("长", 65)}, "another name": {"a"}} {
		for _, name := range bad {
			if _, err := loaded("a", name); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %v", name, err)
			}
		}
	}
	if _, err := New([]Document{{Kind: KindDistrict, Content: "duty: {fire: [{name: a, url: x}], market: [{name: a, url: x}]}"}}, func(string) error { return nil }); err != nil {
		t.Errorf("the same name with two holders: %v", err)
	}
	_, err := New([]Document{{Kind: KindDistrict, Content: "duty: {fire: [{name: a, url: x, generation: -1}]}"}}, func(string) error { return errors.New("it is none") })
	if err == nil || !strings.Contains(err.Error(), "generation") || !strings.Contains(err.Error(), "may be called: it is none") {
		t.Errorf("a generation and a url that are none: %v", err)
	}
}
