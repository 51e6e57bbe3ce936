package pages

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/web"
)

// institutionView is one institution of the register.
type institutionView struct {
	*institutions.State
	Papers   lead.Papers
	Standing lead.Standing
	Listed   bool
	InForce  []institutions.Licence // licences that hold today
	Orders   []orderShown
	History  []institutions.Record
	Matches  []match
	Acts     []action
	Ends     map[string]string // by entry: path of the form that ends it
	Path     string
	Told     string
}

// orderShown is an order with the page of its case.
type orderShown struct {
	institutions.Order
	Path string
}

func (p *Pages) institution(c echo.Context) error {
	ctx, day := c.Request().Context(), dayOf(p.Now())
	s, err := p.Store.Institution(ctx, c.Param("id"))
	if err != nil {
		return noInstitution(err)
	}
	s.Mark(day)
	v := institutionView{State: s, Papers: s.Papers(day), Standing: s.Standing(day), Listed: s.Listed(day), Path: institutionPath(s.ID), Told: p.told(c), Ends: map[string]string{}}
	if v.History, err = p.Store.History(ctx, s.ID, max(0, s.Records-pageSize), pageSize); err != nil {
		return err
	}
	slices.Reverse(v.History)
	if v.Matches, _, err = p.matchesOf(c, postgres.Matches{Institution: s.ID}); err != nil {
		return err
	}
	for _, l := range s.Licences {
		if l.In(day) {
			v.InForce = append(v.InForce, l)
		}
	}
	for _, o := range s.Orders {
		v.Orders = append(v.Orders, orderShown{o, casePath(o.Case)})
	}
	p.offer(c, &v)
	return p.site.Render(c, http.StatusOK, "institution", v)
}

// offer adds what the reader may do: it keeps the register, and the institution is in it.
func (p *Pages) offer(c echo.Context, v *institutionView) {
	if v.Removed == "" && registers(who(c)) {
		v.Acts = append(v.Acts, action{words["register.change"], v.Path + "/acts/change"})
	}
	if !institutions.Keeps(who(c)) || v.Removed != "" {
		return
	}
	if v.ClosedOn == "" {
		v.Acts = append(v.Acts, action{words["register.close"], v.Path + "/acts/close"})
	}
	for _, act := range []string{"white", "watch"} {
		v.Acts = append(v.Acts, action{words["register."+act+".enter"], v.Path + "/acts/" + act})
	}
	for _, e := range v.White {
		if e.EndedOn == "" {
			v.Ends[e.ID] = v.Path + "/acts/white-end/" + e.ID
		}
	}
	for _, e := range v.Watch {
		if e.EndedOn == "" {
			v.Ends[e.ID] = v.Path + "/acts/watch-end/" + e.ID
		}
	}
}

func noInstitution(err error) error {
	if errors.Is(err, postgres.ErrNoInstitution) {
		return web.NotFound("this institution")
	}
	return err
}

// institutionSheet is the form of an act on the lists.
func (p *Pages) institutionSheet(c echo.Context) (sheet, error) {
	s, err := p.Store.Institution(c.Request().Context(), c.Param("id"))
	if err != nil {
		return sheet{}, noInstitution(err)
	}
	change := c.Param("act") == "change"
	if !institutions.Keeps(who(c)) && !(change && registers(who(c))) {
		return sheet{}, web.Forbidden("this is for who keeps the register", "enter as who does")
	}
	out := sheet{About: s.Name, Back: institutionPath(s.ID), Seen: s.Records}
	reason := field{Name: "reason", Kind: long, Label: words["field.reason"], Required: true, Max: 500}
	switch c.Param("act") {
	case "change":
		out.Says, out.Fields, out.Filled = words["register.change"], changeFields(who(c)), filledWith(s.Details)
		return out, nil
	case "close":
		out.Says, out.Fields = words["register.close"], []field{onField(), reason}
	case "white":
		f := field{Name: "licence", Kind: choice, Label: words["field.licence"], Required: true}
		for _, l := range s.Licences {
			if l.In(dayOf(p.Now())) {
				f.Choices = append(f.Choices, option{l.Number, lead.Name{ZH: l.Number + " " + l.Scope, EN: l.Number + " " + l.Scope}})
			}
		}
		out.Says, out.Fields = words["register.white.enter"], []field{f, onField(), reason}
	case "watch":
		out.Says, out.Fields = words["register.watch.enter"], []field{onField(), reason, {Name: "basis", Kind: text, Label: words["field.basis"], Max: 200},
			{Name: "decision", Kind: text, Label: words["field.decision"], Max: 100}, {Name: "from", Kind: day, Label: words["field.from"]}, {Name: "until", Kind: day, Label: words["field.until"]}}
	case "white-end", "watch-end":
		out.Says, out.Fields = words["register."+strings.Replace(c.Param("act"), "-", ".", 1)], []field{onField(), reason}
	default:
		return sheet{}, web.NotFound("this act")
	}
	out.Fields = append(out.Fields, byFields()...)
	return out, nil
}

func (p *Pages) institutionForm(c echo.Context) error {
	s, err := p.institutionSheet(c)
	if err != nil {
		return err
	}
	return p.begin(c, s)
}

func (p *Pages) institutionAct(c echo.Context) error {
	s, err := p.institutionSheet(c)
	if err != nil {
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
	w, get := p.why(c, in), func(name string) string { return strings.TrimSpace(in.Get(name)) }
	id := uuid.Must(uuid.NewV7()).String()
	act := map[string]func(*institutions.State) error{
		"change": func(s *institutions.State) error {
			d, err := changedBy(s, w.By, data)
			if err != nil {
				return err
			}
			return s.Change(d, number(in.Get(inSeen)), w)
		},
		"close": func(s *institutions.State) error {
			d := s.Details
			d.ClosedOn = w.On
			return s.Change(d, number(in.Get(inSeen)), w)
		},
		"white": func(s *institutions.State) error { return s.EnterWhite(id, get("licence"), w) },
		"watch": func(s *institutions.State) error {
			return s.EnterWatch(institutions.WatchEntry{ID: id, Basis: get("basis"), Decision: get("decision"), From: get("from"), Until: get("until")}, w)
		},
		"white-end": func(s *institutions.State) error { return s.LeaveWhite(c.Param("entry"), w) },
		"watch-end": func(s *institutions.State) error { return s.LeaveWatch(c.Param("entry"), w) },
	}[c.Param("act")]
	_, err = p.Store.ChangeInstitution(c.Request().Context(), c.Param("id"), once(c, in), p.Now(), act)
	if handled, err := p.institutionTrouble(c, s, in, err); handled || err != nil {
		return err
	}
	return p.taken(c, in, "register.told", s.Back)
}
