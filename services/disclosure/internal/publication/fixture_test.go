package publication

import (
	"errors"
	"slices"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/redaction"
	"xiansuo/services/internal/actor"
)

// now is a Monday at ten in China.
var now = time.Date(2026, 7, 20, 10, 0, 0, 0, calendar.China)

// by is an act of the holder of a token, today.
func by(name string) Act { return Act{Actor: actor.Of(name), At: now} }

func saying(name, note string) Act {
	a := by(name)
	a.Note = note
	return a
}

// at moves an act to another day.
func (a Act) at(day string) Act {
	t, err := time.ParseInLocation(time.DateOnly, day, calendar.China)
	if err != nil {
		panic(err)
	}
	a.At, a.On = t.Add(10*time.Hour), ""
	return a
}

// fined is a decision of education about a company and the person who ran it.
func fined() lead.CaseDecided {
	return lead.CaseDecided{Case: "990101-education-2026-000001", Department: lead.Education, Number: "云教罚字〔2026〕第3号", Version: 1, On: "2026-07-17", Served: "2026-07-18",
		Agency: "云汀区教育局", AgencyCode: "11990101MB00000006", Violation: "超范围开展学科类培训", Category: "B01", Street: "柳塘街道",
		Facts: "云汀区星河教育咨询有限公司组织17名学生补习数学，法定代表人李长河到场。", Basis: "《校外培训行政处罚暂行办法》第十八条",
		Parties: []lead.PartyDecided{
			{Name: "云汀区星河教育咨询有限公司", Kind: lead.Organisation, USCC: "91990101MA00000A06", Representative: "李长河", Institution: "i-1",
				Measures: []lead.MeasureTaken{{Code: "fine", Fen: 1497_00}, {Code: "confiscate-gains", Fen: 83789_00}, {Code: "refund", Fen: 270000}}},
			{Name: "步月琴", Kind: lead.Person, MaskedID: "110105**********1X", Measures: []lead.MeasureTaken{{Code: "fine", Fen: 123456}, {Code: "restrict-employment", Text: "不得担任民办学校校长", Until: "2028-07-16"}}},
		}}
}

// drafted is the draft of a decision.
func drafted(t testing.TB, d lead.CaseDecided) (*Publication, Content) {
	t.Helper()
	p, c := Decided("p-1", "990101-2026-000001", nil, d, Default(), now)
	if p.Stage != Draft {
		t.Fatalf("stage %s, %s", p.Stage, p.Dropped)
	}
	return p, c
}

// published is a publication that went all the way.
func published(t testing.TB, d lead.CaseDecided) (*Publication, Content) {
	t.Helper()
	p, c := drafted(t, d)
	return p, approve(t, p, c)
}

func approve(t testing.TB, p *Publication, c Content) Content {
	t.Helper()
	c, err := p.Prepare(submitted(t, p), c, c, "行政处罚法第四十八条")
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"legal", "disclosure-approver"} {
		if err := p.Pass(by(who), Review{Content: c}); err != nil {
			t.Fatal(who, err)
		}
	}
	if err := p.Approve(by("education-head"), Review{Content: c}); err != nil {
		t.Fatal(err)
	}
	return c
}

func submitted(t testing.TB, p *Publication) Act {
	t.Helper()
	if err := p.Submit(by("education")); err != nil {
		t.Fatal(err)
	}
	return by("disclosure-editor")
}

// refused wants a refusal with a code.
func refused(t testing.TB, err error, code Code) {
	t.Helper()
	var r Refusal
	if !errors.As(err, &r) || r.Code != code {
		t.Errorf("%v, want %s", err, code)
	}
}

// kinds returns what was recorded since the last look.
func kinds(p *Publication) (out []Kind) {
	steps, _ := p.Drain()
	for _, s := range steps {
		out = append(out, s.Kind)
	}
	return out
}

func wantKinds(t testing.TB, p *Publication, want ...Kind) {
	t.Helper()
	if got := kinds(p); !slices.Equal(got, want) {
		t.Errorf("recorded %v, want %v", got, want)
	}
}

func entry(k redaction.Kind, value string) redaction.Entry {
	return redaction.Entry{Kind: k, Value: value}
}
