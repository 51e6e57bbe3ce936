package rounds

import (
	"strings"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
)

// State is how far a promise is.
type State string

// The states.
const (
	Open   State = "open"
	Mended State = "mended"
	Closed State = "closed" // 销号
	Void   State = "void"   // written down by mistake
)

// Why a promise was announced.
const (
	Lapsed = "lapsed" // its day passed
	Handed = "handed" // a patrol cannot deal with it
)

// Promise is a finding of a patrol or a problem that an institution named itself, and by when it is mended.
type Promise struct {
	ID      string       `json:"id"`
	Channel lead.Channel `json:"channel"`
	// Parent is the round or the statement that it belongs to; Visit, or Item, says where in it.
	Parent   string        `json:"parent"`
	Visit    int           `json:"visit,omitempty"`
	Item     string        `json:"item,omitempty"`
	Category lead.Category `json:"category,omitempty"`
	Text     string        `json:"text"`
	Target   lead.Target   `json:"target"`
	Place    lead.Place    `json:"place"`
	// Institution is the id in the register, where one is known.
	Institution string `json:"institution,omitempty"`
	// Measure is what will be done, Responsible who does it.
	Measure     string `json:"measure,omitempty"`
	Responsible string `json:"responsible,omitempty"`
	Due         string `json:"due"`
	Recheck     string `json:"recheck,omitempty"`
	State       State  `json:"state"`
	MendedOn    string `json:"mendedOn,omitempty"`
	RecheckedOn string `json:"recheckedOn,omitempty"`
	// Passed is what the last recheck said.
	Passed   *bool  `json:"passed,omitempty"`
	ClosedOn string `json:"closedOn,omitempty"`
	// Announced says why it was announced, if it was; Lead is what intake made of it.
	Announced   string     `json:"announced,omitempty"`
	AnnouncedAt *time.Time `json:"announcedAt,omitempty"`
	Lead        string     `json:"lead,omitempty"`
	Version     int        `json:"version"`
}

// LapsesAt returns the first moment at which the promise has lapsed: its day is over in China.
func (p Promise) LapsesAt() time.Time {
	at, err := onsite.After(p.Due)
	if err != nil { // checked when it was made
		return time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return at
}

// Finding returns the promise that a finding of a patrol makes.
func Finding(r Round, p Point, v Visit, f NewFinding) Promise {
	out := Promise{Channel: lead.Patrol, Parent: r.ID, Visit: v.No, Category: f.Category, Text: f.Text, Institution: p.Institution, Due: f.Due, Recheck: f.Recheck,
		State: Open, Version: 1, Target: lead.Target{Name: p.Name, USCC: p.USCC},
		Place: lead.Place{Address: p.Address, Street: p.Street, Community: p.Community, Grid: p.Grid}}
	if f.MendedOn != "" {
		out.State, out.MendedOn = Mended, f.MendedOn
	}
	if f.ClosedOn != "" {
		passed := true
		out.State, out.ClosedOn, out.RecheckedOn, out.Passed = Closed, f.ClosedOn, f.ClosedOn, &passed
	}
	return out
}

func (p *Promise) standing() error {
	if p.State == Void || p.State == Closed {
		return onsite.Refuse(onsite.NotNow, "not-open", "this item is closed or void", "nothing is to be done")
	}
	return nil
}

// Mend says that it is done.
func (p *Promise) Mend(note string, act Act) (string, error) {
	if err := p.standing(); err != nil {
		return "", err
	}
	if p.State == Mended {
		return "", onsite.Refuse(onsite.NotNow, "mended-before", "this item is mended", "nothing is to be done")
	}
	var f onsite.Form
	f.Past("on", act.On, act.Now)
	f.May("note", note, onsite.MaxText)
	if err := f.Err(); err != nil {
		return "", err
	}
	p.State, p.MendedOn = Mended, act.On
	return "mended", nil
}

// Look says what somebody saw who looked again (复查). Passed, the item is closed; failed, it is open, and may get a last day.
func (p *Promise) Look(passed bool, due, note string, act Act) (string, error) {
	if err := p.standing(); err != nil {
		return "", err
	}
	var f onsite.Form
	f.Past("on", act.On, act.Now)
	f.May("note", note, onsite.MaxText)
	f.That(p.MendedOn == "" || act.On >= p.MendedOn, "on", "must not lie before the day it was mended")
	if due != "" {
		f.Day("due", due)
		f.That(!passed && due >= act.On && due > p.Due, "due", "may only be given with a failed recheck, and must be later than before")
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	p.RecheckedOn, p.Passed = act.On, &passed
	if !passed {
		p.State, p.MendedOn = Open, ""
		if due != "" {
			p.Due = due
		}
		return "recheck-failed", nil
	}
	if p.MendedOn == "" {
		p.MendedOn = act.On
	}
	p.State, p.ClosedOn = Closed, act.On
	return "recheck-passed", nil
}

// Annul takes out what was written down by mistake.
func (p *Promise) Annul(reason string, _ Act) (string, error) {
	if err := p.standing(); err != nil {
		return "", err
	}
	if p.Announced != "" {
		return "", onsite.Refuse(onsite.NotNow, "announced", "this item is a lead already", "say in the lead that it was a mistake")
	}
	var f onsite.Form
	f.Need("reason", reason, onsite.MaxText)
	if err := f.Err(); err != nil {
		return "", err
	}
	p.State = Void
	return "void", nil
}

// HandOver announces at once what is dangerous or beyond what a patrol may do.
func (p *Promise) HandOver(urgency lead.Urgency, reason string, act Act) (lead.PromiseLapsed, error) {
	if p.State != Open {
		return lead.PromiseLapsed{}, onsite.Refuse(onsite.NotNow, "not-open", "only what is open is handed over", "nothing is to be done")
	}
	if p.Announced != "" {
		return lead.PromiseLapsed{}, onsite.Refuse(onsite.NotNow, "announced", "this item is a lead already", "nothing is to be done")
	}
	if p.Channel != lead.Patrol {
		return lead.PromiseLapsed{}, onsite.Refuse(onsite.NotNow, "not-a-patrol", "what an institution said of itself is handed over only when it lapses", "visit the institution")
	}
	var f onsite.Form
	f.That(urgency.Valid() && urgency != lead.Low, "urgency", "must be normal, urgent or critical")
	f.Need("reason", reason, onsite.MaxText)
	if err := f.Err(); err != nil {
		return lead.PromiseLapsed{}, err
	}
	at := act.Now.UTC()
	p.Announced, p.AnnouncedAt = Handed, &at
	return p.fact("现场排查发现，需有关部门立即处理："+p.Text+"。"+onsite.Clean(reason), urgency), nil
}

// Lapse announces a promise that nobody kept, if its day is over.
func (p *Promise) Lapse(now time.Time) (lead.PromiseLapsed, bool) {
	if p.State != Open || p.Announced != "" || now.Before(p.LapsesAt()) {
		return lead.PromiseLapsed{}, false
	}
	at := now.UTC()
	p.Announced, p.AnnouncedAt = Lapsed, &at
	p.Version++
	said := "现场排查发现的问题逾期未整改："
	if p.Channel == lead.SelfCheck {
		said = "机构自查承诺整改的问题逾期未完成："
	}
	return p.fact(said+p.Text, ""), true
}

func (p *Promise) fact(said string, urgency lead.Urgency) lead.PromiseLapsed {
	out := lead.PromiseLapsed{Promise: p.ID, Channel: p.Channel, Text: said, Due: p.Due, Urgency: urgency}
	if !strings.HasSuffix(said, "。") {
		out.Text += "。"
	}
	out.Text += "整改期限" + p.Due + "。"
	if p.Target != (lead.Target{}) {
		t := p.Target
		out.Target = &t
	}
	if p.Place != (lead.Place{}) {
		pl := p.Place
		out.Place = &pl
	}
	return out
}
