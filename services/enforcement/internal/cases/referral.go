package cases

import (
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
)

// Follow takes up what routing recorded about a lead of the case, where that is about a referral of the case's department to the police
// (docs/handoff.md, a suspected crime). It reports whether it was.
func Follow(was Case, w World, r lead.Record, cause string) (Case, Done, bool) {
	own := string(was.Department)
	state := map[lead.Kind]string{
		lead.KindProposed: "proposed", lead.KindApproved: "approved", lead.KindDisapproved: "", lead.KindReferred: "referred", lead.KindSigned: "signed",
		lead.KindFiled: "filed", lead.KindNotFiled: "not-filed", lead.KindObjected: "objected", lead.KindRejected: "", lead.KindRecalled: "", lead.KindIncomplete: "same",
	}
	next, known := state[r.Kind]
	back := r.Kind == lead.KindSigned && r.From == own && r.To == string(lead.Police) && was.Referral != nil
	if !known || r.No <= was.Routing || was.Stage == Closed && !back {
		return was, Done{}, false
	}
	gives := r.Kind == lead.KindProposed || r.Kind == lead.KindApproved || r.Kind == lead.KindDisapproved || r.Kind == lead.KindReferred
	switch {
	case back:
		next = "returned"
	case gives:
		known = r.From == own
	case was.Referral == nil:
		known = false
	case r.Kind == lead.KindSigned:
		known = was.Referral.State == "referred" && r.From == string(lead.Police) && own != r.From
	case r.Kind == lead.KindObjected:
		known = r.From == own
	case r.Kind == lead.KindRecalled:
		known = was.Referral.State == "referred" && r.From == own
	default:
		known = r.To == own
	}
	if !known {
		return was, Done{}, false
	}
	c := &change{Case: was.clone(), w: w, by: actor.Actor{Name: r.By, Role: actor.Of(r.By).Role, Unit: r.Unit, Person: r.Person}, on: Day(r.At)}
	c.Routing = r.No
	c.refer(next, r)
	step := "referral-" + string(r.Kind)
	if back {
		c.From, step = lead.Police, "referral-returned"
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
