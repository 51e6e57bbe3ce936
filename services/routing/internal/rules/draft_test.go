package rules

import (
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/lead"
)

// A rule that is drafted from a ruling is in order, gives the complaint that was ruled about to the department that the ruling named,
// and leaves a complaint of another kind where it was.
func TestDraft(t *testing.T) {
	shipped, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	set, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	in := Input{Text: "楼上602每周一三五下午有五六个初中生上去，听说是退休老师在家里教数学，一节课收两百。", Channel: lead.Hotline, At: time.Date(2026, 7, 2, 0, 0, 0, 0, time.UTC)}
	before := set.Decide(in)
	if before.Lead != "education" {
		t.Fatalf("the rules say %s", before.Lead)
	}
	ruling := Ruling{Lead: "990101-2026-000001", Input: in, Category: before.Category, Department: lead.Police, Reason: "属治安管理", Basis: "行政执法监督条例第十三条",
		At: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)}
	for _, f := range before.Fired {
		ruling.Fired = append(ruling.Fired, f.Rule)
	}
	file, err := set.Draft(ruling)
	if err != nil {
		t.Fatal(err)
	}
	with, err := Load(With(shipped, "ruling.yaml", file))
	if err != nil {
		t.Fatalf("the draft is out of order: %v\n%s", err, file)
	}
	if after := with.Decide(in); after.Lead != "police" || after.Category != before.Category || with.Version() == set.Version() {
		t.Errorf("with the draft: %s %s\n%s", after.Category, after.Lead, file)
	}
	other := Input{Text: "广告写原价9800，暑期立减到2980，最后三天，可去年的海报也是2980。", Channel: lead.WeChat, At: in.At}
	if set.Decide(other).Lead != with.Decide(other).Lead {
		t.Error("it speaks of other matters too")
	}
	early := in
	early.At = ruling.At.AddDate(0, 0, -2)
	if with.Decide(early).Lead != "education" {
		t.Error("it speaks of what came before it")
	}
	for _, text := range []string{"only_for: [" + string(before.Category) + "]", "lead: police", "ruling-990101-2026-000001"} {
		if !strings.Contains(string(file), text) {
			t.Errorf("the draft lacks %q:\n%s", text, file)
		}
	}
	if _, err := set.Draft(Ruling{Category: "X01", Department: lead.Police}); err == nil {
		t.Error("a rule was made of what no department leads")
	}
}
