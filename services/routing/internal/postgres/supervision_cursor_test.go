package postgres

import (
	"errors"
	"math"
	"testing"
	"time"
)

// A position that a list cannot end with is refused before the database sees it.
func TestBadPosition(t *testing.T) {
	last := position{Times: math.MaxInt16, Lead: "L", Record: math.MaxInt32, Place: math.MaxInt16, Due: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)}
	if p, err := parsePosition(last.String(), beforeAll); err != nil || p != last {
		t.Errorf("the last position: %+v, %v", p, err)
	}
	for name, change := range map[string]func(*position){
		"no lead": func(p *position) { p.Lead = "" }, "a null": func(p *position) { p.Lead = "\x00" },
		"times": func(p *position) { p.Times++ }, "record": func(p *position) { p.Record++ }, "place": func(p *position) { p.Place++ },
		"below": func(p *position) { p.Record = -1 },
	} {
		bad := last
		change(&bad)
		if _, err := parsePosition(bad.String(), beforeAll); !errors.Is(err, ErrBadCursor) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
