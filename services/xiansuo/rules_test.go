package main

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing"
)

// What `xiansuo rules explain -o json` says of the 60 samples is what was expected of them, in a form with no holes: lists are
// lists also when they are empty, and what is out of scope has the lead none.
func TestExplainSamples(t *testing.T) {
	content, err := samples.Open("samples/cases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := routing.LoadRules("")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for d := json.NewDecoder(content); d.More(); n++ {
		var want struct {
			ID, Text, Address string
			Channel           lead.Channel
			Category          lead.Category
			Lead              string            `json:"expected_lead"`
			Assist            []lead.Department `json:"expected_assist"`
		}
		if err := d.Decode(&want); err != nil {
			t.Fatal(err)
		}
		e := rules.Explain(want.Text, want.Channel, want.Address, time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))
		slices.Sort(e.Assist)
		slices.Sort(want.Assist)
		if e.Lead != want.Lead || e.Category != want.Category || !slices.Equal(e.Assist, want.Assist) {
			t.Errorf("%s: %s %s %v, want %s %s %v", want.ID, e.Category, e.Lead, e.Assist, want.Category, want.Lead, want.Assist)
		}
		whole, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var form struct {
			Assist, Fired, Alerts, Parts []any
		}
		if err := json.Unmarshal(whole, &form); err != nil || form.Assist == nil || form.Fired == nil || form.Alerts == nil || form.Parts == nil {
			t.Errorf("%s: %s", want.ID, whole)
		}
		for _, f := range e.Fired {
			if f.Words == nil {
				t.Errorf("%s: words of %s are null", want.ID, f.Rule)
			}
		}
	}
	if n != 60 {
		t.Errorf("%d samples", n)
	}
}

// A text with several matters is explained by its parts, a claim apart from reports.
func TestExplainParts(t *testing.T) {
	rules, err := routing.LoadRules("")
	if err != nil {
		t.Fatal(err)
	}
	e := rules.Explain("楼上补习班的安全出口拿铁链锁着，几十个孩子正在里面上课。我交的课时费要退，老板一直不退，孩子还有二十节课没上完。", lead.Hotline, "", time.Time{})
	var got []string
	for _, p := range e.Parts {
		got = append(got, describePart(p))
	}
	want := []string{
		"举报 F02 疏散通道、安全出口锁闭堵塞 → fire, critical (exit-locked-occupied, exit-locked)",
		"投诉 D07 退费难 → education + market, normal (refund, refund-minors, refund-of-lessons)",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
