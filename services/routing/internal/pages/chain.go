package pages

import (
	"fmt"
	"strings"
	"time"

	"xiansuo/pkg/lead"
)

// step is a record of a lead's chain as a page shows it.
type step struct {
	lead.Record
	From, To, By lead.Name
	Competent    lead.Name
	Reason       lead.Name // what the reason is called, if it has a name,
	Code         string    // and its code, if people know that
	Outcome      bool      // the reason is how it ended
	Refused      bool      // the reason is the code of a refusal
	Rule         string    // without the version of its set
	Why          string    // code of why the rules left it to the desk
	Held         time.Duration
	Last         bool
	Ends         bool // the lead ends with it
}

// share is how long a holder had a lead altogether.
type share struct {
	Holder lead.Holder
	Time   time.Duration
}

// chainOf returns a lead's records, each with how long the lead stayed as it left it, and how long every holder had it. The
// times are of whole seconds and add up to that from the first record to the end, or to now: nobody holds what has ended.
func chainOf(records []lead.Record, now time.Time) (steps []step, shares []share, whole time.Duration) {
	held := map[lead.Holder]time.Duration{}
	var holders []lead.Holder
	for i, r := range records {
		s := stepOf(r)
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

func stepOf(r lead.Record) step {
	s := step{Record: r, From: partyOf(r.From), To: partyOf(r.To), By: partyOf(r.By), Refused: r.Kind == lead.KindRefused}
	s.Reason, s.Outcome = reasonName(r.Reason), lead.Outcome(r.Reason).Name().ZH != ""
	if !s.Outcome {
		s.Code = r.Reason
	}
	if s.Rule, _, _ = strings.Cut(r.Rule, "@"); s.Rule == "none" {
		s.Rule = ""
	}
	if r.Competent != "" {
		s.Competent = partyOf(r.Competent)
	}
	if r.Kind == lead.KindUnrouted {
		s.Why, s.Note = r.Note, ""
	}
	return s
}

// reasonName is what a record's reason is called: of a return, of an end, or the category for which it was sent back.
func reasonName(code string) lead.Name {
	for _, n := range []lead.Name{lead.Reason(code).Name(), lead.Outcome(code).Name(), lead.Category(code).Name()} {
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
