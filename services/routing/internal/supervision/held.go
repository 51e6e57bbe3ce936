package supervision

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"xiansuo/pkg/lead"
)

// Holding is a time during which one holder was answerable for a lead without a break; of nobody, while it had ended.
type Holding struct {
	Holder   lead.Holder
	From, To time.Time
	// Record is the number of the record that made it the holder, Kind what that records.
	Record int
	Kind   lead.Kind
	// Document, Basis and Note are of the offer that it took, or of the record itself.
	Document    lead.Movement
	Basis, Note string
	// Rests are the times during which the handling clock rested, within From and To.
	Rests []Resting
}

// Resting is a time during which nothing was owed, and why.
type Resting struct {
	Reason   lead.Rest
	From, To time.Time
}

// RestLetter is the rest of a lead that was handed out by a letter whose receipt is not in.
const RestLetter lead.Rest = "letter"

var restNames = map[lead.Rest]lead.Name{
	lead.RestTest: zh("检测检验", "Test"), lead.RestAppraisal: zh("鉴定", "Appraisal"), lead.RestHearing: zh("听证", "Hearing"), lead.RestAnnouncement: zh("公告", "Announcement"),
	lead.RestSuspension: zh("中止调查", "Investigation suspended"), lead.RestRefundOrder: zh("责令退款", "Refund ordered"), lead.RestCourt: zh("待法院仲裁", "Court"),
	lead.RestQuestion: zh("待诉求人补正", "Waiting for the reporter"), lead.RestReview: zh("办结待审核", "Being reviewed"), RestLetter: zh("待外部回执", "Waiting for a receipt"),
}

// RestName returns what a rest is called.
func RestName(r lead.Rest) lead.Name { return restNames[r] }

// Held returns who held a lead between two instants, in order, from its chain. The times add up to the wall clock: from the first record,
// or from, to to.
func Held(records []lead.Record, from, to time.Time) (out []Holding) {
	offers, rest := map[string]lead.Record{}, Resting{}
	for i, r := range records {
		until := to
		if i+1 < len(records) && records[i+1].At.Before(to) {
			until = records[i+1].At
		}
		if offering(r.Kind) {
			offers[r.To] = r
		}
		changed := len(out) == 0 || out[len(out)-1].Holder != r.Holder
		rest.Reason = restAfter(rest.Reason, r, changed)
		if changed {
			out = append(out, holdingOf(r, offers[string(r.Holder)]))
		}
		out[len(out)-1].extend(later(r.At, from), until, rest.Reason)
	}
	out = slices.DeleteFunc(out, func(h Holding) bool { return !h.From.Before(h.To) })
	return join(out)
}

// join makes one of two times of one holder between which another had it for no time at all.
func join(held []Holding) (out []Holding) {
	for _, h := range held {
		if n := len(out); n > 0 && out[n-1].Holder == h.Holder {
			out[n-1].To, out[n-1].Rests = h.To, append(out[n-1].Rests, h.Rests...)
			continue
		}
		out = append(out, h)
	}
	return out
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func offering(k lead.Kind) bool {
	switch k {
	case lead.KindDispatched, lead.KindTransferred, lead.KindReferred, lead.KindDesignated, lead.KindProvisional, lead.KindReviewed:
		return true
	}
	return false
}

func holdingOf(r, offer lead.Record) Holding {
	h := Holding{Holder: r.Holder, Record: r.No, Kind: r.Kind, Document: r.Document, Basis: r.Basis, Note: r.Note}
	if r.Kind == lead.KindSigned && offer.No > 0 {
		h.Document, h.Basis, h.Note = offer.Document, offer.Basis, offer.Note
	}
	return h
}

// extend adds the time from a record to the next.
func (h *Holding) extend(from, to time.Time, reason lead.Rest) {
	if !from.Before(to) {
		return
	}
	if h.From.IsZero() {
		h.From = from
	}
	h.To = to
	if reason == "" || h.Holder == lead.Nobody {
		return
	}
	if n := len(h.Rests); n > 0 && h.Rests[n-1].Reason == reason && h.Rests[n-1].To.Equal(from) {
		h.Rests[n-1].To = to
		return
	}
	h.Rests = append(h.Rests, Resting{reason, from, to})
}

// restAfter returns why nothing is owed from a record on. Whoever takes the lead over does not inherit a rest.
func restAfter(before lead.Rest, r lead.Record, changed bool) lead.Rest {
	if changed {
		before = ""
	}
	switch r.Kind {
	case lead.KindSuspended:
		return lead.Rest(r.Reason)
	case lead.KindQuestion:
		return lead.RestQuestion
	case lead.KindSubmitted:
		return lead.RestReview
	case lead.KindLettered:
		return RestLetter
	case lead.KindResumed, lead.KindReworked:
		return ""
	case lead.KindSupplemented:
		if before == lead.RestQuestion && strings.HasPrefix(r.From, "/") { // by the sender, who answers
			return ""
		}
	}
	return before
}

// Length is for how long it was held.
func (h Holding) Length() time.Duration { return h.To.Sub(h.From) }

// Rested is for how long of it nothing was owed.
func (h Holding) Rested() (d time.Duration) {
	for _, r := range h.Rests {
		d += r.To.Sub(r.From)
	}
	return d
}

// Balance is for how long each holder had leads. Whatever is added is in exactly one share.
type Balance struct{ shares map[lead.Holder]*Time }

// Time is how long a holder had leads in all, for how long of it they rested and why, and how many leads they were.
type Time struct {
	Holder lead.Holder
	Held   time.Duration
	Rested map[lead.Rest]time.Duration
	Leads  int
}

// Active is for how long something was owed.
func (t Time) Active() time.Duration {
	active := t.Held
	for _, d := range t.Rested {
		active -= d
	}
	return active
}

// Add adds what holders had of a lead. Nobody's time is left out: a lead that has ended is held by nobody for ever.
func (b *Balance) Add(held []Holding) {
	if b.shares == nil {
		b.shares = map[lead.Holder]*Time{}
	}
	counted := map[lead.Holder]bool{}
	for _, h := range held {
		if h.Holder == lead.Nobody {
			continue
		}
		t := b.shares[h.Holder]
		if t == nil {
			t = &Time{Holder: h.Holder, Rested: map[lead.Rest]time.Duration{}}
			b.shares[h.Holder] = t
		}
		t.Held += h.Length()
		for _, r := range h.Rests {
			t.Rested[r.Reason] += r.To.Sub(r.From)
		}
		if !counted[h.Holder] {
			counted[h.Holder], t.Leads = true, t.Leads+1
		}
	}
}

// Times returns the shares, departments in their customary order first.
func (b *Balance) Times() (out []Time) {
	for _, t := range b.shares {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b Time) int {
		return cmp.Or(cmp.Compare(place(a.Holder), place(b.Holder)), cmp.Compare(a.Holder, b.Holder))
	})
	return out
}
