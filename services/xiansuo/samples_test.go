package main

import (
	"strings"
	"testing"
	"time"

	"xiansuo/services/internal/mask"
	"xiansuo/services/internal/web"
)

// Every story can be read, each step is one request of somebody who has a token, keeps are used after they are made, and no step holds
// anything personal. That each is told to its end is seen wherever the samples run.
func TestStories(t *testing.T) {
	all, err := readSamples()
	if err != nil {
		t.Fatal(err)
	}
	teller := &teller{today: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), kept: map[string]any{}}
	for _, s := range all {
		teller.kept[s.ID] = "990101-2026-000001"
	}
	for _, name := range stories {
		s, err := readStory(name)
		if err != nil {
			t.Fatal(err)
		}
		if s.Says == "" || len(s.Steps) == 0 {
			t.Errorf("%s says nothing", name)
		}
		for i, one := range s.Steps {
			if (one.Post == "") == (one.Get == "") || !web.Principal(one.As).Enters() {
				t.Errorf("%s, step %d: %+v", name, i+1, one)
			}
			path, err := teller.text(one.Post + one.Get)
			if err != nil || strings.Contains(path, "$") {
				t.Errorf("%s, step %d: %s %v", name, i+1, path, err)
			}
			body, err := teller.fill(one.Body)
			if err != nil {
				t.Errorf("%s, step %d: %v", name, i+1, err)
			}
			walk(body, func(text string) {
				for _, span := range mask.Find(text) {
					if span.Kind != mask.SocialCredit {
						t.Errorf("%s, step %d: %q holds something personal", name, i+1, text)
					}
				}
			})
			for kept := range one.Keep {
				teller.kept[kept] = "kept"
			}
		}
	}
}

// walk visits every text of a JSON value.
func walk(value any, visit func(string)) {
	switch v := value.(type) {
	case string:
		visit(v)
	case []any:
		for _, one := range v {
			walk(one, visit)
		}
	case map[string]any:
		for _, one := range v {
			walk(one, visit)
		}
	}
}

// Days and years are counted from today in China, and what an answer gave is found by its way.
func TestStoryWords(t *testing.T) {
	teller := &teller{today: time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC), kept: map[string]any{"case": "990101-fire-2026-000001", "v": 3.0}}
	for in, want := range map[string]string{"$-20": "2025-12-26", "$+3": "2026-01-18", "号〔$year-20〕9号": "号〔2025〕9号", "$month-1": "2025-12", "/cases/$case/file": "/cases/990101-fire-2026-000001/file"} {
		if got, err := teller.text(in); err != nil || got != want {
			t.Errorf("%s is %s, %v", in, got, err)
		}
	}
	if _, err := teller.text("$nobody"); err == nil {
		t.Error("a name that nothing gave")
	}
	if got, err := teller.fill("$v"); err != nil || got != 3.0 {
		t.Errorf("a number stays one: %v %v", got, err)
	}
	answer := map[string]any{"list": []any{map[string]any{"id": "a", "number": "1"}, map[string]any{"id": "b", "number": "2"}}}
	for way, want := range map[string]any{"list.0.id": "a", "list.number=2.id": "b", "list.2.id": nil, "list.id.x": nil, "none": nil} {
		if got, ok := member(answer, way); ok != (want != nil) || ok && got != want {
			t.Errorf("%s is %v", way, got)
		}
	}
}
