package pages

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/enforcement/internal/rounds"
	"xiansuo/services/internal/actor"
)

func (p *Pages) promiseRoutes() []route {
	return slices.Concat([]route{{http.MethodGet, "/promises/:id", checks(p.promise)}}, p.asks("/promises/:id/:act", p.promiseForm))
}

func promisePath(id string) string { return prefix + "promises/" + url.PathEscape(id) }

// promiseView is something that was found, or that an institution promised, with what became of it.
type promiseView struct {
	promised
	Back string
	Acts []postgres.PromiseActed
	Can  []action
	Told string
}

// promiseOf is a promise that the reader may see, where it belongs, and what the reader can do with it.
func (p *Pages) promiseOf(c echo.Context) (one rounds.Promise, back string, can []string, err error) {
	if one, err = p.Store.Promise(c.Request().Context(), c.Param("id")); err != nil {
		return one, "", nil, err
	}
	by := who(c)
	acts, annuls := enters(by), by.Department != "" || by.Role == actor.Taskforce
	back = statementPath(one.Parent)
	if one.Channel == lead.Patrol {
		r, err := p.Store.Round(c.Request().Context(), one.Parent)
		if err != nil || !r.Sees(by) {
			return one, "", nil, unseen(err)
		}
		acts, annuls, back = r.Works(by), r.Orders(by), roundPath(r.ID)
	} else if !acts && !by.Oversees() {
		return one, "", nil, unseen(nil)
	}
	if acts {
		can = p.promiseActs(one, by, annuls)
	}
	return one, back, can, nil
}

// promiseActs is what can be done with a promise: the heart says so of a trial.
func (p *Pages) promiseActs(one rounds.Promise, by actor.Actor, annuls bool) (can []string) {
	act := rounds.Act{By: by, On: dayOf(p.Now()), Now: p.Now()}
	tries := []struct {
		name string
		do   func(rounds.Promise) error
	}{
		{"mend", func(o rounds.Promise) error { _, err := o.Mend("", act); return err }},
		{"recheck", func(o rounds.Promise) error { _, err := o.Look(true, "", "", act); return err }},
		{"hand-over", func(o rounds.Promise) error { _, err := o.HandOver(lead.Normal, "trial", act); return err }},
		{"void", func(o rounds.Promise) error { _, err := o.Annul("trial", act); return err }},
	}
	for _, try := range tries {
		if try.do(one) == nil && (try.name != "void" || annuls) {
			can = append(can, try.name)
		}
	}
	return can
}

func (p *Pages) promise(c echo.Context) error {
	one, back, can, err := p.promiseOf(c)
	if err != nil {
		return unseen(err)
	}
	v := promiseView{promised: p.promised(one), Back: back, Told: p.told(c)}
	for _, name := range can {
		v.Can = append(v.Can, action{words["promise.act."+name], promisePath(one.ID) + "/" + name})
	}
	if v.Acts, err = p.Store.PromiseActs(c.Request().Context(), one.ID); err != nil {
		return err
	}
	return p.site.Render(c, http.StatusOK, "promise", v)
}

func (p *Pages) promised(one rounds.Promise) promised {
	return promised{one, one.State == rounds.Open && one.Due < dayOf(p.Now())}
}

func (p *Pages) promiseForm(c echo.Context) (asked, error) {
	one, _, can, err := p.promiseOf(c)
	if err != nil {
		return asked{}, err
	}
	name := c.Param("act")
	if !slices.Contains(can, name) {
		return asked{}, onsite.Refuse(onsite.NotNow, "not-open", "this cannot be done now, or not by this reader", "look at it as it is")
	}
	note, evidence := asking("note", long, 4000), asking("evidence", text, 64).labelledAs("field.evidence-id")
	reason := needing("reason", long, 4000)
	fields := map[string][]field{"mend": {note, evidence}, "void": {reason},
		"recheck":   {needing("passed", answer, 0), asking("due", day, 0).labelledAs("field.newDue"), note, evidence},
		"hand-over": {needing("urgency", choice, 0, urgencies()...), reason}}[name]
	return asked{sheet{Says: words["promise.act."+name], About: one.Text, Back: promisePath(one.ID), Fields: doneBy(fields...), Seen: one.Version}, "promise.act." + name,
		func(c echo.Context, s sent) (string, error) {
			act := s.act(p)
			_, err := p.Store.ActOnPromise(c.Request().Context(), postgres.PromiseAct{ID: one.ID, Version: s.version, Act: act, Note: s.text("note") + s.text("reason"), Evidence: s.text("evidence"),
				Do: func(o *rounds.Promise) (string, *lead.PromiseLapsed, error) { return doPromise(name, o, s, act) }})
			return promisePath(one.ID), err
		}}, nil
}

func doPromise(name string, o *rounds.Promise, s sent, act rounds.Act) (what string, fact *lead.PromiseLapsed, err error) {
	switch name {
	case "mend":
		what, err = o.Mend(s.text("note"), act)
	case "recheck":
		passed, _ := s.data["passed"].(bool)
		what, err = o.Look(passed, s.text("due"), s.text("note"), act)
	case "void":
		what, err = o.Annul(s.text("reason"), act)
	default:
		var announced lead.PromiseLapsed
		announced, err = o.HandOver(lead.Urgency(s.text("urgency")), s.text("reason"), act)
		what, fact = rounds.Handed, &announced
	}
	return what, fact, err
}

func urgencies() (out []option) {
	for _, u := range []lead.Urgency{lead.Normal, lead.Urgent, lead.Critical} {
		out = append(out, option{string(u), u.Name()})
	}
	return out
}
