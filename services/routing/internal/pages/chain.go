package pages

import (
	"fmt"
	"strings"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/handoff"
)

// step is a record of a lead's chain as a page shows it.
type step struct {
	lead.Record
	From, To, By lead.Name
	Competent    lead.Name
	Reason       lead.Name // what the reason is called, if it has a name,
	Code         string    // its code, if people know that,
	ReasonIs     string    // and what it is a reason of: outcome, stage, reason
	Refused      bool      // the reason is the code of a refusal
	Rule         string    // without the version of its set
	Why          []string  // codes in place of words: why the rules left it to the desk, or what two leads have in common
	WhyIs        string    // of which group they are
	Started      []clock
	Via          *via
	OtherPath    string
	Held         time.Duration
	Last         bool
	Ends         bool // the lead ends with it
}

// via is how an answer came that somebody registered.
type via struct {
	lead.Registered
	Name lead.Name
}

// share is how long a holder had a lead altogether.
type share struct {
	Holder lead.Holder
	Time   time.Duration
}

// chainOf returns a lead's records, each with how long the lead stayed as it left it, and how long every holder had it. The
// times are of whole seconds and add up to that from the first record to the end, or to now: nobody holds what has ended.
func (p *Pages) chainOf(records []lead.Record, now time.Time, word handoff.Word, paths map[string]string) (steps []step, shares []share, whole time.Duration) {
	held := map[lead.Holder]time.Duration{}
	var holders []lead.Holder
	for i, r := range records {
		s := p.stepOf(r, word, now)
		s.OtherPath = paths[r.Other]
		s.Ends = r.Holder == lead.Nobody && (i == 0 || records[i-1].Holder != lead.Nobody)
		until := now
		if s.Last = i == len(records)-1; !s.Last {
			until = records[i+1].At
		}
		if r.Holder != lead.Nobody {
			s.Held = max(0, until.Truncate(time.Second).Sub(r.At.Truncate(time.Second)))
			if _, known := held[r.Holder]; !known {
				holders = append(holders, r.Holder)
			}
			held[r.Holder] += s.Held
			whole += s.Held
		}
		steps = append(steps, s)
	}
	for _, h := range holders {
		shares = append(shares, share{h, held[h]})
	}
	return steps, shares, whole
}

func (p *Pages) stepOf(r lead.Record, word handoff.Word, now time.Time) step {
	s := step{Record: r, From: p.partyOf(r.From), To: p.partyOf(r.To), By: p.partyOf(r.By), Refused: r.Kind == lead.KindRefused}
	s.Reason, s.ReasonIs = reasonName(r), reasonIs(r)
	if s.Reason.ZH != "" && s.ReasonIs == "reason" && !strings.ContainsAny(r.Reason, "-abcdefghijklmnopqrstuvwxyz") {
		s.Code = r.Reason
	}
	if s.Rule, _, _ = strings.Cut(r.Rule, "@"); s.Rule == "none" {
		s.Rule = ""
	}
	if r.Competent != "" {
		s.Competent = p.partyOf(r.Competent)
	}
	switch {
	case r.Kind == lead.KindUnrouted:
		s.Why, s.WhyIs, s.Note = []string{r.Note}, "why", ""
	case r.By == handoff.ByRules && (r.Kind == lead.KindAlike || r.Kind == lead.KindMerged) && r.Note != "":
		s.Why, s.WhyIs, s.Note = strings.Split(r.Note, "、"), "alike", ""
	case r.By == handoff.ByClock && words["step."+r.Note].ZH != "":
		s.Why, s.WhyIs, s.Note = []string{r.Note}, "step", ""
	}
	for _, k := range r.Clocks {
		c := clock{Name: clockName(word, k)}
		c.Clock = k
		s.Started = append(s.Started, c)
	}
	if r.Via != nil {
		s.Via = &via{*r.Via, p.partyOf(r.Via.By)}
	}
	return s
}

// reasonIs says what the reason of a record is.
func reasonIs(r lead.Record) string {
	switch {
	case r.Kind == lead.KindFedback:
		return "stage"
	case r.Kind == lead.KindProposed:
		return "crime"
	case r.Kind == lead.KindReporterRead:
		return "purpose"
	case lead.Outcome(r.Reason).Name().ZH != "":
		return "outcome"
	}
	return "reason"
}

// reasonName is what a record's reason is called: of a return, of an end, the category for which it was sent back, a stage, a rest.
func reasonName(r lead.Record) lead.Name {
	switch r.Kind {
	case lead.KindFedback:
		return words["progress."+r.Reason]
	case lead.KindSuspended:
		return words["rest."+r.Reason]
	case lead.KindReporterRead:
		return words["purpose."+r.Reason]
	case lead.KindSupervised:
		if r.Reason == "listed" {
			return words["listed.short"]
		}
	case lead.KindRevisited:
		if r.Reason == handoff.RedoAsked {
			return words["record.redo-asked"]
		}
	case lead.KindRefused:
		return words["refusal."+r.Reason]
	}
	for _, n := range []lead.Name{lead.Reason(r.Reason).Name(), lead.Outcome(r.Reason).Name(), lead.Category(r.Reason).Name()} {
		if n.ZH != "" {
			return n
		}
	}
	return lead.Name{}
}

// since returns from when on the last record's holder has been answerable without a break, and how long that is.
func since(records []lead.Record, now time.Time) (*time.Time, time.Duration) {
	if len(records) == 0 {
		return nil, 0
	}
	first := len(records) - 1
	for first > 0 && records[first-1].Holder == records[first].Holder {
		first--
	}
	return &records[first].At, max(0, now.Sub(records[first].At))
}

// yuan is an amount of money, or nothing for none.
func yuan(fen int64) string {
	if fen == 0 {
		return ""
	}
	return fmt.Sprintf("%d.%02d", fen/100, fen%100)
}
