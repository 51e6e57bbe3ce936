package pages

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/enforcement/internal/evidence"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/web"
)

// notNowView says that an act cannot be done now.
type notNowView struct {
	Says   lead.Name
	Number string
	Back   string
	Stage  lead.Name
	Can    []action
}

// actSheet is the form of an act that the reader may do now. Where it may not, the answer is given already and done is true.
func (p *Pages) actSheet(c echo.Context) (s sheet, done bool, err error) {
	one, _, _, err := p.caseOf(c)
	if err != nil {
		return s, false, err
	}
	path := casePath(one.Number)
	at := slices.IndexFunc(one.Acts, func(a cases.ActView) bool { return a.Name == c.Param("act") })
	if at < 0 {
		act := cases.Find(c.Param("act"))
		if act == nil {
			return s, false, web.NotFound("this act")
		}
		v := notNowView{Says: lead.Name(act.Label), Number: one.Number, Back: path, Stage: lead.Name(one.StageName)}
		for _, a := range one.Acts {
			v.Can = append(v.Can, action{lead.Name(a.Label), path + "/acts/" + a.Name})
		}
		return s, true, p.site.Render(c, http.StatusConflict, "notnow", v)
	}
	items, err := p.evidenceList(c, evidence.About{Kind: evidence.Case, ID: one.Number})
	if err != nil {
		return s, false, err
	}
	act := one.Acts[at]
	s = sheet{Says: lead.Name(act.Label), About: one.Number, Back: path, Seen: one.Last}
	for _, f := range act.Fields {
		s.Fields = append(s.Fields, fieldOf(f, items))
	}
	slices.SortStableFunc(s.Fields, func(a, b field) int { return place(a) - place(b) })
	return s, false, nil
}

// place puts what every act has behind what is its own, but for the day.
func place(f field) int {
	switch f.Name {
	case "on":
		return 0
	case "note", "officers", "shown":
		return 2
	case "unit", "person", "papers":
		return 3
	}
	return 1
}

// fieldOf is a field of an act as a form asks for it. Papers may be evidence of the case.
func fieldOf(f cases.Field, items []evidence.Chain) field {
	out := field{Name: f.Name, Label: labelled(f), Required: f.Required, Max: f.Max, Kind: text}
	for _, o := range f.Choices {
		out.Choices = append(out.Choices, option{o.Value, lead.Name(o.Label)})
	}
	switch f.Type {
	case cases.Text:
		if f.Max > 300 || f.Max == 0 && f.Name == "reason" {
			out.Kind = long
		}
		if f.Name == "evidence" {
			for _, i := range items {
				title := i.Item.Title
				if title == "" {
					title = i.Item.On
				}
				says := words["type."+string(i.Item.Type)].ZH + " " + title // data: the same in both languages
				out.Choices = append(out.Choices, option{i.Item.ID, lead.Name{ZH: says, EN: says}})
			}
		}
	case cases.Date:
		out.Kind = day
	case cases.Fen:
		out.Kind = yuan
	case cases.Count:
		out.Kind, out.Numeric = count, true
	case cases.YesNo:
		out.Kind = mark
		if f.Required {
			out.Kind = answer
		}
	case cases.List:
		out.Kind = list
	case cases.Rows:
		out.Kind = rows
		for _, r := range f.Rows {
			out.Rows = append(out.Rows, fieldOf(r, items))
		}
	}
	if len(out.Choices) > 0 || f.Type == cases.Choice {
		out.Kind = choice
	}
	return out
}

func (p *Pages) actForm(c echo.Context) error {
	s, done, err := p.actSheet(c)
	if done || err != nil {
		return err
	}
	return p.begin(c, s)
}

// act does an act as it was filled in. What a form lacks is said beside it before anything is recorded; a refusal is a record.
func (p *Pages) act(c echo.Context) error {
	s, done, err := p.actSheet(c)
	if done || err != nil {
		return err
	}
	in, more, err := filled(c, s)
	if err != nil {
		return err
	}
	if more {
		return p.fill(c, http.StatusOK, s, in, nil)
	}
	data, trouble := read(s.Fields, "", in)
	if len(trouble) > 0 {
		return p.fill(c, http.StatusUnprocessableEntity, s, in, trouble)
	}
	raw, err := json.Marshal(data)
	if err != nil {
		return err
	}
	seen, _ := strconv.Atoi(in.Get(inSeen))
	out, err := p.Store.Act(c.Request().Context(), postgres.Given{Case: c.Param("number"), Act: c.Param("act"), By: who(c), Input: data, Raw: raw, Key: in.Get(inKey), Seen: seen, At: p.Now()})
	switch {
	case errors.Is(err, postgres.ErrNoCase):
		return errNoCase
	case err != nil && pg.Transient(err): // whether it was done is not known: under the same key it is done once
		return p.fill(c, http.StatusServiceUnavailable, s, in, []problem{{Says: words["act.busy"]}})
	case err != nil:
		return err
	case out.Refusal != nil:
		return p.actRefused(c, in, out.Refusal, out.Record != nil)
	}
	return p.taken(c, in, "act.done", s.Back)
}

// actRefused shows the form again on the case as it is now, with why the act had no effect, and whether that is recorded.
func (p *Pages) actRefused(c echo.Context, in url.Values, r *cases.Refusal, recorded bool) error {
	s, done, err := p.actSheet(c)
	if done || err != nil {
		return err
	}
	in.Set(inKey, rand.Text())
	v := filledIn(s, in, []problem{{Path: refusedAt(r), Says: caseRefusal(r.Code), Detail: r.Detail + " — " + r.Cure}})
	v.Kept = recorded
	return p.site.Render(c, http.StatusConflict, "form", v)
}

var inDetail = regexp.MustCompile(`^([a-zA-Z]+)(?:\[(\d+)\]\.([a-zA-Z]+))? `)

// refusedAt is the field that a refusal names first, where it names one.
func refusedAt(r *cases.Refusal) string {
	m := inDetail.FindStringSubmatch(r.Detail)
	switch {
	case m == nil:
		return ""
	case m[2] != "":
		return strings.Join(m[1:], ".")
	}
	return m[1]
}

func caseRefusal(code string) lead.Name {
	if says, ok := words["refused.case."+code]; ok {
		return says
	}
	return words["refused.other"]
}
