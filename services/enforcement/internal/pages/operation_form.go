package pages

import (
	"fmt"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/operations"
)

// operationFields are what the form of an act on an operation asks for.
func operationFields(c echo.Context, o operations.Operation, name string) []field {
	reason, note := needing("reason", long, 4000), asking("note", long, 4000)
	switch name {
	case "confirm":
		return draftFields(c)
	case "reply":
		return doneBy(needing("accept", answer, 0), asking("reason", long, 4000).labelledAs("field.whynot"))
	case "rule":
		return doneBy(needing("party", choice, 0, refusals(o)...), needing("release", answer, 0), reason)
	case "invite":
		return doneBy(append(partyFields(), needing("task", long, 4000))...)
	case "postpone":
		return doneBy(needing("rallyDay", day, 0), needing("rallyTime", clock, 0), needing("rallyPlace", text, 500), reason)
	case "site":
		kinds := coded("partykind", string(lead.Organisation), string(lead.Business), string(lead.Person))
		return doneBy(needing("time", clock, 0), needing("name", text, 200).labelledAs("field.site"), needing("address", text, 500), asking("street", text, 100),
			asking("partyName", text, 200), asking("partyKind", choice, 0, kinds...), asking("partyUSCC", text, 18), asking("partyInstitution", text, 64).labelledAs("field.institution-id"))
	case "finding":
		return doneBy(needing("site", choice, 0, sites(o)...), needing("category", choice, 0, categories()...), needing("department", choice, 0, came(o)...), needing("found", long, 4000), officers(),
			asking("disposals", many, 0, disposals()...), asking("conduct", text, 64), asking("evidence", list, 0).labelledAs("field.evidence-id"))
	case "assign":
		return doneBy(needing("department", choice, 0, came(o)...), reason)
	case "sign":
		return doneBy(note)
	case "split":
		into := asking("into", rows, 0).of(needing("site", choice, 0, sites(o)...), needing("department", choice, 0, came(o)...), needing("case", text, 64))
		reason.Required = len(o.Unsigned()) > 0
		return doneBy(into, reason)
	case "start", "finish":
		return doneBy()
	}
	return doneBy(reason) // dismiss, cancel, strike
}

func refusals(o operations.Operation) (out []option) {
	for _, p := range o.Participants {
		if p.Reply == operations.Refused {
			out = append(out, option{p.Party, partyName(p.Party)})
		}
	}
	return out
}

// came are the departments that came.
func came(o operations.Operation) (out []option) {
	for _, p := range o.Participants {
		if d := lead.Department(p.Party); p.Comes() && d.Valid() {
			out = append(out, option{p.Party, d.Name()})
		}
	}
	return out
}

func sites(o operations.Operation) (out []option) {
	for _, s := range o.Sites {
		says := strconv.Itoa(s.No) + " " + s.Name
		out = append(out, option{strconv.Itoa(s.No), lead.Name{ZH: says, EN: says}})
	}
	return out
}

type operationDoing = func(*operations.Operation, operations.Act) (operations.Record, error)

// operationDo is what a form does to an operation.
func operationDo(name string, no int, s sent) (operationDoing, error) {
	reason := s.text("reason")
	partyIn(s.data)
	yes := func(name string) bool { v, _ := s.data[name].(bool); return v }
	switch name {
	case "confirm":
		d, err := s.draft()
		return func(o *operations.Operation, a operations.Act) (operations.Record, error) { return o.Confirm(d, a) }, err
	case "site":
		site := operations.NewSite{Name: s.text("name"), Address: s.text("address"), Street: s.text("street"), At: moment(s.on, s.text("time")),
			Party: operations.Party{Name: s.text("partyName"), Kind: lead.PartyKind(s.text("partyKind")), USCC: s.text("partyUSCC"), Institution: s.text("partyInstitution")}}
		return func(o *operations.Operation, a operations.Act) (operations.Record, error) { return o.Visit(site, a) }, nil
	case "finding":
		return findingOf(s)
	case "split":
		return splitOf(s)
	}
	return map[string]operationDoing{
		"dismiss": func(o *operations.Operation, a operations.Act) (operations.Record, error) {
			return o.Dismiss(reason, a)
		},
		"reply": func(o *operations.Operation, a operations.Act) (operations.Record, error) {
			return o.Reply(yes("accept"), reason, a)
		},
		"rule": func(o *operations.Operation, a operations.Act) (operations.Record, error) {
			return o.Rule(s.text("party"), yes("release"), reason, a)
		},
		"start":  func(o *operations.Operation, a operations.Act) (operations.Record, error) { return o.Start(a) },
		"finish": func(o *operations.Operation, a operations.Act) (operations.Record, error) { return o.Finish(a) },
		"sign": func(o *operations.Operation, a operations.Act) (operations.Record, error) {
			return o.Sign(s.text("note"), a)
		},
		"invite": func(o *operations.Operation, a operations.Act) (operations.Record, error) {
			return o.Invite(operations.Division{Party: s.text("party"), Task: s.text("task")}, a)
		},
		"postpone": func(o *operations.Operation, a operations.Act) (operations.Record, error) {
			return o.Postpone(s.rally(), reason, a)
		},
		"cancel": func(o *operations.Operation, a operations.Act) (operations.Record, error) { return o.Cancel(reason, a) },
		"strike": func(o *operations.Operation, a operations.Act) (operations.Record, error) {
			return o.Strike(no, reason, a)
		},
		"assign": func(o *operations.Operation, a operations.Act) (operations.Record, error) {
			return o.Assign(no, lead.Department(s.text("department")), reason, a)
		},
	}[name], nil
}

func findingOf(s sent) (operationDoing, error) {
	officersIn(s.data)
	s.data["site"] = number(s.text("site"))
	var n operations.NewFinding
	err := recast(s.data, &n)
	return func(o *operations.Operation, a operations.Act) (operations.Record, error) { return o.Find(n, a) }, err
}

func splitOf(s sent) (operationDoing, error) {
	all, _ := s.data["into"].([]any)
	for _, one := range all {
		if line, ok := one.(map[string]any); ok {
			site, _ := line["site"].(string)
			line["site"] = number(site)
		}
	}
	var in struct{ Into []operations.Into }
	err := recast(s.data, &in)
	return func(o *operations.Operation, a operations.Act) (operations.Record, error) {
		return o.Split(in.Into, s.text("reason"), a)
	}, err
}

// proposed is a form of a plan with what the rule found.
func proposed(o operations.Operation) url.Values {
	in := url.Values{"street": {o.Street}, "reason": {o.Reason}, "title": {o.Title}, "participants.rows": {numbered(max(2, len(o.Participants)))}}
	for i, p := range o.Participants {
		name := "other"
		if lead.Department(p.Party).Valid() {
			name = "party"
		}
		in.Set(fmt.Sprintf("participants.%d.%s", i, name), p.Party)
		in.Set(fmt.Sprintf("participants.%d.task", i), p.Task)
	}
	for _, l := range o.Leads {
		in.Set("leads", in.Get("leads")+l+"\n")
	}
	return in
}
