package rules_test

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/rules"
)

const casesFile = "../../../xiansuo/samples/cases.jsonl"

var loadOnce = sync.OnceValues(rules.Default)

func defaultSet(t testing.TB) *rules.Set {
	t.Helper()
	set, err := loadOnce()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// sampleCase is one line of cases.jsonl.
type sampleCase struct {
	ID       string        `json:"id"`
	Channel  lead.Channel  `json:"channel"`
	Text     string        `json:"text"`
	Address  string        `json:"address"`
	Lead     string        `json:"expected_lead"`
	Category lead.Category `json:"category"`
	Urgency  lead.Urgency  `json:"urgency"`
}

func (c sampleCase) input() rules.Input {
	return rules.Input{Channel: c.Channel, Text: c.Text, Address: c.Address}
}

func cases(t testing.TB) []sampleCase {
	t.Helper()
	file, err := os.Open(casesFile)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var out []sampleCase
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var c sampleCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

// The 60 sample cases get the expected lead, category, urgency and assisting departments, and all but the vague one (C037)
// are decided without a person.
func TestSampleCases(t *testing.T) {
	file, err := os.Open(casesFile)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	report, err := rules.Measure(defaultSet(t), file)
	if err != nil {
		t.Fatal(err)
	}
	all := rules.Share{Of: 60, All: 60}
	got := map[string]rules.Share{"lead": report.Lead, "category": report.Category, "urgency": report.Urgency,
		"assist": report.Assist, "decided": report.Decided, "sent away": report.SentAway, "reached": report.Reached}
	want := map[string]rules.Share{"lead": all, "category": all, "urgency": all,
		"assist": all, "decided": {Of: 59, All: 60}, "sent away": {Of: 0, All: 56}, "reached": {Of: 0, All: 4}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sample cases (-want +got):\n%s", diff)
	}
}

// A critical complaint is critical at once, and its safety owner has it: alerted, or as the lead.
func TestCriticalCasesReachTheirSafetyOwner(t *testing.T) {
	owners := map[lead.Category]lead.Department{"D08": lead.Police, "F02": lead.Fire, "F06": lead.Market, "G01": lead.Police,
		"G06": lead.Police, "G08": lead.Police}
	set, n := defaultSet(t), 0
	for _, c := range cases(t) {
		if c.Urgency != lead.Critical {
			continue
		}
		n++
		d := set.Decide(c.input())
		owner := owners[c.Category]
		if d.Urgency != lead.Critical || !d.Safety || d.Lead != string(owner) && !slices.Contains(d.Alerts, owner) {
			t.Errorf("%s: urgency %s, safety %v, lead %s, alerts %v; want critical with %s", c.ID, d.Urgency, d.Safety, d.Lead, d.Alerts, owner)
		}
	}
	if n != 6 {
		t.Errorf("%d critical cases, want 6", n)
	}
}

// The same set and the same input give the same decision, from any number of goroutines and from a set loaded anew.
func TestReplay(t *testing.T) {
	set := defaultSet(t)
	again, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases(t) {
		want := set.Decide(c.input())
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				if diff := cmp.Diff(want, set.Decide(c.input())); diff != "" {
					t.Errorf("%s decided again (-first +second):\n%s", c.ID, diff)
				}
			})
		}
		wait.Wait()
		if diff := cmp.Diff(want, again.Decide(c.input())); diff != "" {
			t.Errorf("%s by a second copy of the set (-first +second):\n%s", c.ID, diff)
		}
	}
}

// A word that made a rule fire is marked where the reporter wrote it, in his own spelling; a word of another field is not.
func TestWordsAreMarkedInTheRawText(t *testing.T) {
	in := rules.Input{Title: "反映补习班", Text: "举抱：老师在家里 补 可，一节课收两百块，教數血"}
	var inText, elsewhere int
	for _, fired := range defaultSet(t).Decide(in).Fired {
		for _, w := range fired.Words {
			switch {
			case w.To == 0:
				elsewhere++
			case in.Text[w.From:w.To] != w.Text:
				t.Errorf("%s: %q is not at %d..%d", fired.Rule, w.Text, w.From, w.To)
			case strings.Contains(w.Text, "补"):
				inText++
			}
		}
	}
	if inText == 0 || elsewhere == 0 {
		t.Errorf("%d words of the text with 补 and %d of other fields were quoted, want some of both", inText, elsewhere)
	}
}

// A rule applies from its first day to its last, by the date of the complaint.
func TestRulesApplyOnTheDaysTheyAreInForce(t *testing.T) {
	set := defaultSet(t)
	for at, want := range map[string]bool{"2025-05-31T23:59:59+08:00": false, "2025-06-01T00:00:00+08:00": true, "": true} {
		in := rules.Input{Text: "培训机构办幼小衔接全天班，收五六岁的孩子"}
		if at != "" {
			in.At, _ = time.Parse(time.RFC3339, at)
		}
		got := slices.ContainsFunc(set.Decide(in).Fired, func(f rules.Fired) bool { return f.Rule == "preschool-whole-day" })
		if got != want {
			t.Errorf("at %q the rule of 1 June 2025 applies: %v, want %v", at, got, want)
		}
	}
}

// Urgency is raised by rules and never lowered below what the sender said.
func TestUrgencyIsNeverLowered(t *testing.T) {
	set := defaultSet(t)
	for sender, want := range map[lead.Urgency]lead.Urgency{"": lead.Low, lead.Low: lead.Low, lead.Urgent: lead.Urgent} {
		if d := set.Decide(rules.Input{Text: "建议政府多建几所公办幼儿园", Urgency: sender}); d.Urgency != want {
			t.Errorf("sender says %q: got %q, want %q", sender, d.Urgency, want)
		}
	}
}

// The first rule of a decision is the one that carried the chosen category most, wherever it stands in the set.
func TestFirstFiredRuleCarriesTheCategory(t *testing.T) {
	set := defaultSet(t)
	for category, want := range map[lead.Category]string{"A03": "pooled-tutor", "A06": "consulting", "B03": "materials",
		"C02": "registered-only", "C03": "neither", "D05": "price-fraud", "F02": "exit-locked", "X07": "wages"} {
		d := set.Decide(rules.Input{Text: examples[category]})
		if d.Category != category || d.Fired[0].Rule != want {
			t.Errorf("%s carried by %s, want %s by %s", d.Category, d.Fired[0].Rule, category, want)
		}
	}
}
