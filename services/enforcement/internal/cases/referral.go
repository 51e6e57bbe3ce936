package cases

import (
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
)

// referralStates are what a record makes of a referral; "" ends it, "same" only tells.
var referralStates = map[lead.Kind]string{
	lead.KindProposed: "proposed", lead.KindApproved: "approved", lead.KindDisapproved: "", lead.KindReferred: "referred", lead.KindSigned: "signed",
	lead.KindFiled: "filed", lead.KindNotFiled: "not-filed", lead.KindObjected: "objected", lead.KindRejected: "", lead.KindRecalled: "", lead.KindIncomplete: "same",
}

// returned is a referral that the police handed back as no crime (反向移送).
const returned = "returned"

// Follow takes up what routing recorded about a lead of the case, where that is about a referral of the case's department to the police
// (docs/handoff.md, a suspected crime). It reports whether it was.
func Follow(was Case, w World, r lead.Record, cause string) (Case, Done, bool) {
	next, ok := was.follows(r)
	if !ok {
		return was, Done{}, false
	}
	c := &change{Case: was.clone(), w: w, by: actor.Actor{Name: r.By, Role: actor.Of(r.By).Role, Unit: r.Unit, Person: r.Person}, on: Day(r.At)}
	c.Routing = r.No
	c.refer(next, r)
	step := "referral-" + string(r.Kind)
	if next == returned {
		c.From, step = lead.Police, "referral-"+returned
		if c.Stage == Closed {
			_ = reopen(c) // it refuses nothing
		}
	}
	in := Values{}
	for name, value := range map[string]string{"note": masker.Text(r.Note), "document": string(r.Document), "crime": r.Reason} {
		if value != "" {
			in[name] = value
		}
	}
	if papers := papersOf(r.Papers); len(papers) > 0 {
		in["papers"] = papers
	}
	c.seal(Record{Step: step, Number: r.Number, Data: in, Cause: cause})
	return *c.Case, c.done, true
}

// follows reports whether a record is about a referral of the case's department, and what becomes of that. A record that was told before is not.
func (c *Case) follows(r lead.Record) (next string, ok bool) {
	own := string(c.Department)
	next, known := referralStates[r.Kind]
	switch {
	case !known || r.No <= c.Routing:
		return "", false
	case r.Kind == lead.KindSigned && r.From == own:
		return returned, c.Referral.underWay() // whoever gave it: the police, or a ruling after they had it
	case c.Stage == Closed:
		return "", false
	case r.Kind == lead.KindProposed, r.Kind == lead.KindApproved, r.Kind == lead.KindDisapproved, r.Kind == lead.KindReferred:
		return next, r.From == own
	case c.Referral == nil:
		return "", false
	case r.Kind == lead.KindSigned:
		return next, c.Referral.State == "referred" && r.From == string(lead.Police)
	case r.Kind == lead.KindObjected:
		return next, r.From == own
	case r.Kind == lead.KindRecalled:
		return next, c.Referral.State == "referred" && r.From == own
	}
	return next, r.To == own
}

// papersOf are the written answers that came with a record: by digest, and by number where they have one.
func papersOf(all []lead.Document) (out []Values) {
	for _, d := range all {
		paper := Values{"kind": string(d.Kind)}
		for name, value := range map[string]string{"number": d.Number, "sha256": d.SHA256, "uri": d.URI} {
			if value != "" {
				paper[name] = value
			}
		}
		out = append(out, paper)
	}
	return out
}

// refer moves the referral; the decision waits while it does (Waits).
func (c *change) refer(next string, r lead.Record) {
	switch next {
	case "same":
		return
	case "":
		c.Referral = nil
	default:
		crime := r.Reason
		if c.Referral != nil && (r.Kind != lead.KindProposed || crime == "") {
			crime = c.Referral.Crime
		}
		c.Referral = &Referral{State: next, On: c.on, Crime: crime}
	}
}
