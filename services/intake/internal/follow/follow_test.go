package follow_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	. "xiansuo/services/intake/internal/follow"
	"xiansuo/services/intake/internal/ticket"
)

const own, other = "990101-2026-000002", "990101-2026-000001"

// Wednesday 2026-07-01, 12:00 in China.
var noon = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

var window = Window{Calendar: calendar.Default(), Limit: calendar.Limit{N: 30, Unit: calendar.NaturalDays}}

func at(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }

// told is a report that was told of updates, one a minute.
func told(updates ...ticket.Update) Report {
	r := Report{Lead: own, In: own, ReceivedAt: noon}
	var plain []ticket.Update
	for i, u := range updates {
		u.Lead, u.At = own, at(i+1)
		if u.About == "" {
			u.About = own
		}
		r.Updates = append(r.Updates, Update{int64(i + 1), u})
		plain = append(plain, u)
	}
	r.Status = ticket.Status(plain, time.Time{})
	return r
}

func word(k ticket.Kind) ticket.Update { return ticket.Update{Kind: k, Role: lead.RoleLead} }

var done = ticket.Update{Kind: ticket.Done, Reason: "substantiated", Text: "已退费"}

func steps(v View) string {
	var out []string
	for _, s := range v.Steps {
		out = append(out, string(s.State))
	}
	return strings.Join(out, " ")
}

// A report is at one of five steps, whatever happens to it.
func TestFiveSteps(t *testing.T) {
	for want, r := range map[string]Report{
		"now ahead ahead ahead ahead":          told(word(ticket.Accepted)),
		"done now ahead ahead ahead":           told(word(ticket.Accepted), word(ticket.Sent)),
		"done done now ahead ahead":            told(word(ticket.Accepted), word(ticket.Sent), word(ticket.Signed)),
		"done done done done now":              told(word(ticket.Accepted), word(ticket.Sent), word(ticket.Signed), done),
		"done skipped skipped done now":        told(word(ticket.Accepted), done),
		"done skipped skipped done skipped":    told(word(ticket.Accepted), ticket.Update{Kind: ticket.Returned, Reason: "X02"}),
		"done done done done done":             answered(told(word(ticket.Sent), word(ticket.Signed), done)),
		"done done now ahead ahead (question)": told(word(ticket.Sent), word(ticket.Signed), ticket.Update{Kind: ticket.Question}),
	} {
		if got := steps(Of(r, window, at(99))); got != strings.TrimSuffix(want, " (question)") {
			t.Errorf("%q, want %q", got, want)
		}
	}
	again := told(word(ticket.Sent), word(ticket.Signed), done, ticket.Update{Kind: ticket.Redone})
	if got := steps(Of(again, window, at(99))); got != "done done now ahead ahead" {
		t.Errorf("done again: %q", got)
	}
}

func answered(r Report) Report {
	r.Answers = append(r.Answers, Answer{Ended: r.Updates[len(r.Updates)-1].N, Satisfied: lead.Yes, At: at(50)})
	return r
}

// It shows who holds the report since when, whom it was offered to, and what is due next; what has ended is held by nobody.
func TestWhoHoldsItAndWhatIsDue(t *testing.T) {
	r := told(word(ticket.Accepted), word(ticket.Sent))
	r.Where = []ticket.Standing{{Lead: own, Holder: lead.Desk, Since: noon, Offered: lead.Market, Dues: []ticket.Due{
		{ID: "HL-02", Step: lead.StepSign, Against: "market", At: at(60)}, {ID: "HL-05", Step: lead.StepHandle, Against: "market", At: at(600)},
		{ID: "TICKET", Step: lead.StepHandle, Against: "market", At: at(500)}, {ID: "HL-05", Step: lead.StepHandle, Against: "fire", At: at(10)}}}}
	h := Of(r, window, at(100)).Holders
	if len(h) != 1 || h[0].Party != "desk" || h[0].Asked != "market" || !h[0].Since.Equal(noon) || len(h[0].Dues) != 2 {
		t.Fatalf("%+v", h)
	}
	if d := h[0].Dues; !d[0].Late || d[1].Late || !d[1].At.Equal(at(500)) {
		t.Fatalf("due %+v", d)
	}
	r.Where[0].Holder = lead.Nobody
	if h := Of(r, window, at(100)).Holders; len(h) != 0 {
		t.Fatalf("%+v", h)
	}
}

// Whoever's report was folded sees the lead that goes on, and is not told the number of somebody else's report.
func TestAFoldedReportShowsWhatGoesOn(t *testing.T) {
	r := told(word(ticket.Accepted), ticket.Update{Kind: ticket.Folded, Into: other}, ticket.Update{Kind: ticket.Signed, Role: lead.RoleLead, About: other, Department: lead.Education})
	r.In = other
	r.Where = []ticket.Standing{{Lead: other, Holder: "education", Since: at(3)}, {Lead: other + "-2", Holder: "fire", Since: at(3)}}
	v := Of(r, window, at(9))
	if len(v.Holders) != 2 || v.Holders[0].Party != "education" || v.Holders[0].Part != "" || v.Holders[1].Part != "2" || !v.Happened[2].Folded {
		t.Fatalf("%+v", v)
	}
	body, _ := json.Marshal(v)
	if strings.Contains(string(body), other) {
		t.Fatalf("it names another report: %s", body)
	}
}

// Who is refused is told why, and where else to go.
func TestARefusalSaysWhereToGo(t *testing.T) {
	x := lead.Bilingual{ZH: "请转12315", EN: "go to 12315"}
	for name, r := range map[string]Report{
		"sent back":            told(word(ticket.Accepted), ticket.Update{Kind: ticket.Returned, Reason: "X02", Explanation: &x}),
		"ended, not accepted":  told(word(ticket.Accepted), ticket.Update{Kind: ticket.Done, Reason: string(lead.NotAcceptedOut)}),
		"refused, goes on yet": told(word(ticket.Sent), word(ticket.Signed), ticket.Update{Kind: ticket.Refused, Department: lead.Market}),
	} {
		v := Of(r, window, at(9))
		if v.Elsewhere == nil || v.Elsewhere.Name.ZH == "" || len(v.Elsewhere.Routes) != 5 {
			t.Errorf("%s: %+v", name, v.Elsewhere)
		}
	}
	if v := Of(told(word(ticket.Sent), word(ticket.Signed), done), window, at(9)); v.Elsewhere != nil {
		t.Error("what is done is not refused")
	}
	if v := Of(told(ticket.Update{Kind: ticket.Returned, Reason: "X02", Explanation: &x}, ticket.Update{Kind: ticket.TakenBack}), window, at(9)); v.Elsewhere != nil {
		t.Error("what was taken back is not refused any more")
	}
}

var satisfied = Said{Responded: lead.Yes, Solved: lead.Yes, Satisfied: lead.Yes}

// An end is answered once, and once more to ask for a redo, with a reason and in time; what is not done is not answered.
func TestAnEndIsAnsweredOnce(t *testing.T) {
	redo := Said{Responded: lead.Yes, Solved: lead.No, Satisfied: lead.No, Redo: true, Note: "仍在上课"}
	silent := redo
	silent.Note = ""
	long := satisfied
	long.Note = strings.Repeat("好", MaxNote+1)
	late := noon.AddDate(0, 0, 31)
	open, ended := told(word(ticket.Sent), word(ticket.Signed)), told(word(ticket.Sent), word(ticket.Signed), done)
	once := answered(ended)
	both := once
	both.Answers = append(both.Answers, Answer{Ended: 3, Redo: true})
	onceAgain := answered(told(word(ticket.Sent), word(ticket.Signed), done))
	onceAgain.Updates = append(onceAgain.Updates, Update{4, ticket.Update{Lead: own, About: own, Kind: ticket.Redone, At: at(4)}}, Update{5, ticket.Update{Lead: own, About: own, Kind: ticket.Done, At: at(5)}})
	for name, c := range map[string]struct {
		r    Report
		s    Said
		at   time.Time
		want error
	}{
		"not done":              {open, satisfied, at(9), ErrNotDone},
		"done":                  {ended, satisfied, at(9), nil},
		"twice":                 {once, satisfied, at(9), ErrAnswered},
		"redo after an answer":  {once, redo, at(9), nil},
		"redo twice":            {both, redo, at(9), ErrAnswered},
		"an answer after redo":  {both, satisfied, at(9), ErrAnswered},
		"redo without a reason": {ended, silent, at(9), ErrUnclear},
		"redo too late":         {ended, redo, late, ErrTooLate},
		"an answer late":        {ended, satisfied, late, nil},
		"no verdict":            {ended, Said{}, at(9), ErrUnclear},
		"too long":              {ended, long, at(9), ErrUnclear},
		"the next end":          {onceAgain, satisfied, at(9), nil},
	} {
		if _, err := c.r.Answering(c.s, window, c.at); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// A question is shown until something is added.
func TestAQuestionIsShown(t *testing.T) {
	r := told(word(ticket.Sent), word(ticket.Signed), ticket.Update{Kind: ticket.Question, Text: "几楼？"})
	if r.Question() != "几楼？" {
		t.Fatal("not shown")
	}
	r.Status = ticket.Signed
	if r.Question() != "" {
		t.Fatal("shown after it was answered")
	}
}

// Texts with control characters, broken characters or too many are not taken.
func TestWhatMayBeSaid(t *testing.T) {
	for text, want := range map[string]bool{"好\n\t的": true, "a\x00": false, "\xff": false, "a\x1b[0m": false, strings.Repeat("好", 11): false} {
		if Sayable(text, 10) != want {
			t.Errorf("%q", text)
		}
	}
}
