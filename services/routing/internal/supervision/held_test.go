package supervision_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/supervision"
)

// Wednesday 2026-07-01, 12:00 in China.
var noon = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

// chain makes records of kinds and holders, an hour apart.
func chain(steps ...[2]string) (records []lead.Record) {
	for i, s := range steps {
		records = append(records, lead.Record{No: i + 1, Kind: lead.Kind(s[0]), Holder: lead.Holder(s[1]), From: s[1], At: noon.Add(time.Duration(i) * time.Hour)})
	}
	return records
}

func after(hours int) time.Time { return noon.Add(time.Duration(hours) * time.Hour) }

// chains are random: any kinds, any holders, times that stand still or go on.
func chains(rt *rapid.T) (records []lead.Record) {
	kinds := []lead.Kind{lead.KindRouted, lead.KindSigned, lead.KindSuspended, lead.KindResumed, lead.KindQuestion, lead.KindSupplemented, lead.KindSubmitted, lead.KindReworked,
		lead.KindLettered, lead.KindDone, lead.KindRedone, lead.KindMerged, lead.KindUnmerged, lead.KindDisputed, lead.KindDesignated, lead.KindRehomed}
	holders := []lead.Holder{lead.Desk, lead.Taskforce, "education", "market", "police", lead.Nobody}
	at := noon
	for i := range rapid.IntRange(1, 30).Draw(rt, "records") {
		at = at.Add(time.Duration(rapid.IntRange(0, 5000).Draw(rt, "minutes")) * time.Minute)
		r := lead.Record{No: i + 1, Kind: rapid.SampledFrom(kinds).Draw(rt, "kind"), Holder: rapid.SampledFrom(holders).Draw(rt, "holder"), At: at}
		r.From = rapid.SampledFrom([]string{"/990101/grid", "education"}).Draw(rt, "from")
		if r.Kind == lead.KindSuspended {
			r.Reason = string(lead.RestAppraisal)
		}
		records = append(records, r)
	}
	return records
}

// Whatever happened to a lead, and wherever a period cuts it: the times with each holder are in order and without a gap, add up to the wall
// clock, and what rested is a part of them.
func TestHeldAddsUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		records := chains(rt)
		from := noon.Add(time.Duration(rapid.IntRange(-5000, 50000).Draw(rt, "from")) * time.Minute)
		to := from.Add(time.Duration(rapid.IntRange(0, 90000).Draw(rt, "length")) * time.Minute)
		begin := from
		if records[0].At.After(begin) {
			begin = records[0].At
		}
		held := supervision.Held(records, from, to)
		if begin.Before(to) != (len(held) > 0) {
			rt.Fatalf("%d holdings from %s to %s", len(held), begin, to)
		}
		at := begin
		for i, h := range held {
			if !h.From.Equal(at) || !h.From.Before(h.To) || i > 0 && held[i-1].Holder == h.Holder {
				rt.Fatalf("holding %d of %q is from %s to %s, after %s", i, h.Holder, h.From, h.To, at)
			}
			at = h.To
			rested := h.From
			for _, r := range h.Rests {
				if r.From.Before(rested) || !r.From.Before(r.To) || r.To.After(h.To) || r.Reason == "" || h.Holder == lead.Nobody {
					rt.Fatalf("holding %d of %q rests from %s to %s", i, h.Holder, r.From, r.To)
				}
				rested = r.To
			}
		}
		if len(held) > 0 && !at.Equal(to) {
			rt.Fatalf("held until %s of %s", at, to)
		}
	})
}

// A period that is cut in two gives each holder together what the whole gives it.
func TestHeldCanBeCut(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		records := chains(rt)
		from, to := noon.Add(-time.Hour), noon.AddDate(0, 4, 0)
		cut := from.Add(time.Duration(rapid.IntRange(0, 170_000).Draw(rt, "cut")) * time.Minute)
		var whole, parts supervision.Balance
		whole.Add(supervision.Held(records, from, to))
		parts.Add(supervision.Held(records, from, cut))
		parts.Add(supervision.Held(records, cut, to))
		a, b := whole.Times(), parts.Times()
		if len(a) != len(b) {
			rt.Fatalf("%v, in parts %v", a, b)
		}
		for i := range a {
			if a[i].Holder != b[i].Holder || a[i].Held != b[i].Held || a[i].Active() != b[i].Active() {
				rt.Fatalf("%v, in parts %v", a[i], b[i])
			}
		}
	})
}

// Each rest is named, and ends when the holder goes on, the reporter answers, the desk sends it back, or another takes the lead over.
func TestRests(t *testing.T) {
	answered := lead.Record{Kind: lead.KindSupplemented, From: "/990101/grid"}
	cases := map[string]struct {
		ends   lead.Record
		begins lead.Record
		reason lead.Rest
		hours  int // of the five that follow
	}{
		"resumed":                   {lead.Record{Kind: lead.KindResumed}, lead.Record{Kind: lead.KindSuspended, Reason: "hearing"}, lead.RestHearing, 2},
		"answered":                  {answered, lead.Record{Kind: lead.KindQuestion}, lead.RestQuestion, 2},
		"supplemented by another":   {lead.Record{Kind: lead.KindSupplemented, From: "market"}, lead.Record{Kind: lead.KindQuestion}, lead.RestQuestion, 5},
		"supplemented while heard":  {answered, lead.Record{Kind: lead.KindSuspended, Reason: "hearing"}, lead.RestHearing, 5},
		"sent back by the desk":     {lead.Record{Kind: lead.KindReworked}, lead.Record{Kind: lead.KindSubmitted}, lead.RestReview, 2},
		"taken over":                {lead.Record{Kind: lead.KindSigned, Holder: "police"}, lead.Record{Kind: lead.KindQuestion}, lead.RestQuestion, 2},
		"a letter without receipt":  {lead.Record{Kind: lead.KindReminded}, lead.Record{Kind: lead.KindLettered}, supervision.RestLetter, 5},
		"ended while it was rested": {lead.Record{Kind: lead.KindDone, Holder: "-"}, lead.Record{Kind: lead.KindSubmitted}, lead.RestReview, 2},
	}
	for name, c := range cases {
		records := chain([2]string{"routed", "desk"}, [2]string{"signed", "education"}, [2]string{"x", "education"}, [2]string{"fedback", "education"}, [2]string{"y", "education"})
		put := func(i int, r lead.Record) {
			r.No, r.At = records[i].No, records[i].At
			if r.Holder == "" {
				r.Holder = "education"
			}
			if r.Holder == "-" {
				r.Holder = lead.Nobody
			}
			records[i] = r
		}
		put(2, c.begins)
		put(4, c.ends)
		held := supervision.Held(records, noon, after(7))
		h := held[1]
		if h.Holder != "education" || len(h.Rests) != 1 || h.Rests[0].Reason != c.reason || h.Rested() != time.Duration(c.hours)*time.Hour {
			t.Errorf("%s: %+v", name, h)
		}
	}
}

// A holding says by which document and on which basis the lead was handed over.
func TestHoldingNamesItsBasis(t *testing.T) {
	records := chain([2]string{"routed", "desk"}, [2]string{"dispatched", "desk"}, [2]string{"signed", "education"}, [2]string{"transferred", "education"}, [2]string{"signed", "market"})
	records[1].To, records[1].Document = "education", lead.Dispatch
	records[3].To, records[3].Document, records[3].Basis = "market", lead.LeadTransfer, "广告法 art. 6"
	held := supervision.Held(records, noon, after(10))
	if len(held) != 3 || held[1].Document != lead.Dispatch || held[2].Document != lead.LeadTransfer || held[2].Basis != "广告法 art. 6" || held[2].Record != 5 {
		t.Errorf("%+v", held)
	}
}

// What was lost and came back is a loop, with who had it meanwhile; what was done again, folded or succeeded is none.
func TestLoops(t *testing.T) {
	cases := map[string]struct {
		steps [][2]string
		want  string
	}{
		"straight":              {[][2]string{{"routed", "desk"}, {"signed", "education"}, {"signed", "market"}}, ""},
		"A, B, A":               {[][2]string{{"routed", "desk"}, {"signed", "education"}, {"signed", "police"}, {"not-filed", "education"}}, "education 2 3 4 not-filed [police]"},
		"returned and ruled":    {[][2]string{{"signed", "education"}, {"returned", "desk"}, {"disputed", "taskforce"}, {"signed", "education"}}, "education 1 2 4 signed [desk taskforce]"},
		"done again":            {[][2]string{{"signed", "education"}, {"done", ""}, {"redone", "education"}}, ""},
		"folded, unfolded":      {[][2]string{{"signed", "education"}, {"merged", ""}, {"unmerged", "education"}}, ""},
		"succeeded by another":  {[][2]string{{"signed", "education"}, {"rehomed", "market"}, {"signed", "police"}, {"not-filed", "market"}}, "market 2 3 4 not-filed [police]"},
		"after it was reopened": {[][2]string{{"signed", "education"}, {"done", ""}, {"taken-back", "desk"}, {"signed", "market"}}, ""},
	}
	for name, c := range cases {
		got := ""
		for _, l := range supervision.Loops(chain(c.steps...)) {
			got += text(l)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
