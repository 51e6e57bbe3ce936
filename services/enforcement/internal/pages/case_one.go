package pages

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/enforcement/internal/evidence"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/web"
)

// caseView is one case.
type caseView struct {
	cases.View
	Path        string
	LeadPath    string
	Measured    map[string]lead.Name // what measures are called
	Outcome     lead.Name
	Dues        []due
	Steps       []step
	Broken      bool
	MoreRecords bool
	Evidence    []evidence.Chain
	Upload      string // address of the form for evidence, where the reader may register some
	Can         []action
	Others      []cases.Other
	Warned      []warned
	Percent     int // of the refunds
	Told        string
}

// warned is what the reader should look at.
type warned struct {
	Says  lead.Name
	Other *cases.Other
}

// Yuan writes a sum in fen as yuan.
func (v caseView) Yuan(fen int64) string { return yuanOf(fen) }

// Chosen is what a choice of an act is called.
func (v caseView) Chosen(act, field, value string) lead.Name { return chosen(act, field, value) }

// due is a sum that a party owes, with what may be added to it.
type due struct {
	cases.Payable
	Surcharge int64
}

var errNoCase = web.NotFound("this case")

// caseOf is a case that the reader may see.
func (p *Pages) caseOf(c echo.Context) (cases.View, cases.World, []postgres.KeptRecord, error) {
	by := who(c)
	one, w, records, err := p.Store.Case(c.Request().Context(), c.Param("number"), p.Now())
	if errors.Is(err, postgres.ErrNoCase) || err == nil && !by.Works(one.Department) && !by.Oversees() {
		err = errNoCase
	}
	if err != nil {
		return cases.View{}, w, nil, err
	}
	return cases.Look(one, w, by), w, records, nil
}

func (p *Pages) oneCase(c echo.Context) error {
	one, w, records, err := p.caseOf(c)
	if err != nil {
		return err
	}
	v := caseView{View: one, Path: casePath(one.Number), Measured: map[string]lead.Name{}, Others: w.Others, MoreRecords: len(records) == postgres.MaxRecords, Told: p.told(c)}
	if one.Lead != "" && seesLeads(web.Caller(c)) {
		v.LeadPath = "/routing/leads/" + url.PathEscape(one.Lead)
	}
	for _, m := range w.Measures.All() {
		v.Measured[m.Code] = lead.Name(m.Name)
	}
	for _, warning := range one.Warnings {
		v.Warned = append(v.Warned, warned{lead.Name(warning.Detail), warning.Other})
	}
	for i, d := range one.Dues {
		v.Dues = append(v.Dues, due{d, one.Surcharges[i]})
	}
	if one.Refund.Ordered > 0 {
		v.Percent = int(one.Refund.Paid * 100 / one.Refund.Ordered)
	}
	v.Outcome = chosen("close", "outcome", one.Outcome)
	if v.Steps, v.Broken, err = stepsOf(records); err != nil {
		return err
	}
	for _, a := range one.Acts {
		v.Can = append(v.Can, action{lead.Name(a.Label), v.Path + "/acts/" + a.Name})
	}
	if v.Evidence, err = p.evidenceList(c, evidence.About{Kind: evidence.Case, ID: one.Number}); err != nil {
		return err
	}
	if who(c).Works(one.Department) {
		v.Upload = v.Path + "/evidence"
	}
	return p.site.Render(c, http.StatusOK, "case", v)
}

// step is a record of a case as it reads.
type step struct {
	cases.Record
	Says   lead.Name
	Why    lead.Name // it was refused
	Pairs  []pair
	SHA256 string
}

// pair is something that a record says.
type pair struct {
	Label lead.Name
	Text  string    // data, or
	Name  lead.Name // a word
}

// stepsOf reads records, newest first, and reports whether one does not fit the one before it.
func stepsOf(records []postgres.KeptRecord) (steps []step, broken bool, err error) {
	var bodies [][]byte
	for _, r := range records {
		s := step{SHA256: r.SHA256}
		if err := json.Unmarshal(r.Record, &s.Record); err != nil {
			return nil, false, err
		}
		s.read()
		steps = append([]step{s}, steps...)
		bodies = append(bodies, r.Record)
		broken = broken || cases.Digest(r.Record) != r.SHA256
	}
	return steps, broken || cases.Verify(bodies) != nil, nil
}

func (s *step) read() {
	name := s.Step
	if s.Refused != nil {
		name = s.Act
		s.Why = caseRefusal(s.Refused.Code)
	}
	s.Says = words["step."+name]
	act := cases.Find(name)
	if act == nil {
		if s.Says.ZH == "" {
			s.Says = lead.Name{ZH: name, EN: name}
		}
		return
	}
	s.Says = lead.Name(act.Label)
	s.Pairs = append(pairsOf(act.AllFields(), s.Data), pairsOf(results, s.Result)...)
}

// chosen is what a choice of an act is called.
func chosen(act, field, value string) lead.Name {
	a := cases.Find(act)
	if a == nil || value == "" {
		return lead.Name{}
	}
	for _, f := range a.AllFields() {
		if f.Name == field {
			return choiceName(f, value)
		}
	}
	return lead.Name{ZH: value, EN: value}
}

func choiceName(f cases.Field, value string) lead.Name {
	for _, o := range f.Choices {
		if o.Value == value {
			return lead.Name(o.Label)
		}
	}
	return lead.Name{ZH: value, EN: value}
}
