package institutions

import (
	"errors"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/services/internal/actor"
)

var (
	education = actor.Of("education")
	culture   = actor.Of("culture-head")
	market    = actor.Of("market")
	police    = actor.Of("police")
	taskforce = actor.Of("taskforce")
)

// noon is a moment of a day in China.
func noon(t *testing.T, day string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation(time.DateOnly, day, calendar.China)
	if err != nil {
		t.Fatal(err)
	}
	return at.Add(12 * time.Hour)
}

// by is an act of somebody on the day on which it is entered.
func by(t *testing.T, a actor.Actor, day string) Why {
	return Why{By: a, At: noon(t, day), On: day, Reason: "据许可档案"}
}

// codeOf makes a code with the right check character.
func codeOf(first17 string) string { return first17 + string(CheckCharacter(first17)) }

func school() Details {
	return Details{Name: "云汀区晨星文化艺术培训学校有限公司", Registration: Registration{Kind: Company, USCC: codeOf("91990101MA0000001"), From: "2022-03-01"},
		Places:   []Place{{Address: "云汀区新桥街道国贸中心A座15层", Street: "新桥街道"}},
		Licences: []Licence{{Number: "教民199010170000011", Department: "education", Scope: "学科类", From: "2024-01-01", Until: "2026-12-31"}}}
}

func entered(t *testing.T, d Details) *State {
	t.Helper()
	s, err := Create("018f0000-0000-7000-8000-000000000001", d, "", by(t, education, "2026-07-01"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func refusedAs(t *testing.T, err error, code string) {
	t.Helper()
	var r *Refusal
	if !errors.As(err, &r) || r.Code != code {
		t.Fatalf("want a refusal as %s, got %v", code, err)
	}
}
