package pages

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/web"
)

func (p *Pages) institutionRoutes() []route {
	return []route{
		{http.MethodGet, "/institutions", reads(p.institutions)}, {http.MethodGet, "/institutions/white", reads(p.white)},
		{http.MethodGet, "/institutions/watch", reads(p.watch)}, {http.MethodGet, "/institutions/matches", reads(p.matches)},
		{http.MethodGet, "/institutions/matches/:match/:word", reads(p.matchForm)}, {http.MethodPost, "/institutions/matches/:match/:word", reads(p.sayOfMatch)},
		{http.MethodGet, "/institutions/new", reads(p.newInstitution)}, {http.MethodPost, "/institutions/new", reads(p.enterInstitution)},
		{http.MethodGet, "/institutions/import", reads(p.importForm)}, {http.MethodPost, "/institutions/import", reads(p.lookAtList)},
		{http.MethodPost, "/institutions/import/apply", reads(p.importList)},
		{http.MethodGet, "/institutions/:id", reads(p.institution)},
		{http.MethodGet, "/institutions/:id/acts/:act", reads(p.institutionForm)}, {http.MethodPost, "/institutions/:id/acts/:act", reads(p.institutionAct)},
		{http.MethodGet, "/institutions/:id/acts/:act/:entry", reads(p.institutionForm)}, {http.MethodPost, "/institutions/:id/acts/:act/:entry", reads(p.institutionAct)},
	}
}

const institutionsPath = prefix + "institutions"

func institutionPath(id string) string { return institutionsPath + "/" + url.PathEscape(id) }

// reads shows the register to departments and who oversees; others do not learn that it is there.
func reads(show echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !institutions.Reads(who(c)) {
			return web.NotFound("this page")
		}
		return show(c)
	}
}

// registerView is one of the lists of the register.
type registerView struct {
	Tab      string
	Text     string // what was searched for
	Found    []foundInstitution
	White    []postgres.ListEntry[institutions.WhiteEntry]
	Watch    []postgres.ListEntry[institutions.WatchEntry]
	Matches  []match
	Next     string
	Told     string
	Sections []string
	Can      []action
}

// foundInstitution is an institution of a list.
type foundInstitution struct {
	postgres.FoundInstitution
	Path string
}

// sections are the lists of the register, the search first.
var sections = []string{"", "white", "watch", "matches"}

const (
	pageSize   = 100
	mostSought = 200
)

// institutions searches the register by name, address, code or licence, or lists all of it.
func (p *Pages) institutions(c echo.Context) error {
	v := registerView{Text: strings.TrimSpace(c.QueryParam("text")), Sections: sections}
	if institutions.Keeps(who(c)) {
		v.Can = append(v.Can, action{words["register.new"], institutionsPath + "/new"})
	}
	if registers(who(c)) {
		v.Can = append(v.Can, action{words["register.import"], institutionsPath + "/import"})
	}
	if len([]rune(v.Text)) > mostSought {
		return web.NewProblem(http.StatusBadRequest, "bad-query", "the text is too long", "shorten it")
	}
	list, err := p.Store.Search(c.Request().Context(), v.Text, postgres.Cursor{Name: c.QueryParam("afterName"), ID: c.QueryParam("after")}, pageSize)
	if err != nil {
		return err
	}
	for _, f := range list {
		v.Found = append(v.Found, foundInstitution{f, institutionPath(f.ID)})
	}
	if len(list) == pageSize {
		last := list[pageSize-1]
		v.Next = institutionsPath + "?" + url.Values{"text": {v.Text}, "afterName": {last.Name}, "after": {last.ID}}.Encode()
	}
	return p.site.Render(c, http.StatusOK, "register", v)
}

func (p *Pages) white(c echo.Context) (err error) {
	v := registerView{Tab: "white", Sections: sections}
	if v.White, err = p.Store.WhiteList(c.Request().Context(), c.QueryParam("after"), pageSize); err != nil {
		return err
	}
	if len(v.White) == pageSize {
		v.Next = institutionsPath + "/white?after=" + v.White[pageSize-1].Entry.ID
	}
	return p.site.Render(c, http.StatusOK, "register", v)
}

func (p *Pages) watch(c echo.Context) (err error) {
	v := registerView{Tab: "watch", Sections: sections}
	if v.Watch, err = p.Store.WatchList(c.Request().Context(), c.QueryParam("after"), dayOf(p.Now()), pageSize); err != nil {
		return err
	}
	if len(v.Watch) == pageSize {
		v.Next = institutionsPath + "/watch?after=" + v.Watch[pageSize-1].Entry.ID
	}
	return p.site.Render(c, http.StatusOK, "register", v)
}

// match is a match of a lead, case or patrol with what may be said of it.
type match struct {
	institutions.Link
	Of   string // path of the subject, where the reader may have one
	To   string // path of the institution
	Acts []action
}

func (p *Pages) matchesOf(c echo.Context, q postgres.Matches) (out []match, next string, err error) {
	by := who(c)
	if !by.Oversees() {
		q.Department = by.Department
	}
	q.Limit = pageSize
	list, err := p.Store.ListMatches(c.Request().Context(), q)
	if err != nil {
		return nil, "", err
	}
	for _, l := range list {
		m := match{Link: l, To: institutionPath(l.Institution)}
		switch l.Kind {
		case institutions.OfLead:
			m.Of = "/routing/leads/" + url.PathEscape(l.Subject)
		case institutions.OfCase:
			m.Of = casePath(l.Subject)
		}
		for _, word := range wordsOf(l.State) {
			trial := l // the heart says whether the reader may
			if trial.Say(word, false, false, institutions.Why{By: by, At: p.Now(), On: dayOf(p.Now()), Reason: "trial"}) == nil {
				m.Acts = append(m.Acts, action{words["match."+word], institutionsPath + "/matches/" + l.ID + "/" + word})
			}
		}
		out = append(out, m)
	}
	if len(list) == pageSize {
		next = list[pageSize-1].ID
	}
	return out, next, nil
}

// wordsOf are the words that fit a match.
func wordsOf(s institutions.LinkState) []string {
	if s == institutions.Confirmed || s == institutions.Rejected {
		return []string{institutions.ToUndo}
	}
	return []string{institutions.ToConfirm, institutions.ToReject}
}

func (p *Pages) matches(c echo.Context) error {
	list, next, err := p.matchesOf(c, postgres.Matches{Behind: c.QueryParam("after")})
	if err != nil {
		return err
	}
	v := registerView{Tab: "matches", Matches: list, Sections: sections, Told: p.told(c)}
	if next != "" {
		v.Next = institutionsPath + "/matches?after=" + next
	}
	return p.site.Render(c, http.StatusOK, "register", v)
}

// matchSheet is the form of a word about a match.
func matchSheet(c echo.Context) (sheet, error) {
	word := c.Param("word")
	says, ok := words["match."+word]
	if !ok {
		return sheet{}, web.NotFound("this word")
	}
	return sheet{Says: says, Back: institutionsPath + "/matches", Fields: append([]field{onField(),
		{Name: "reason", Kind: long, Label: words["field.reason"], Required: word != institutions.ToConfirm, Max: 500}}, byFields()...)}, nil
}

func onField() field { return field{Name: "on", Kind: day, Label: words["field.on"], Required: true} }

// byFields are who in the department acts.
func byFields() []field {
	return []field{{Name: "unit", Kind: text, Label: words["field.unit"], Max: 100}, {Name: "person", Kind: text, Label: words["field.person"], Max: 100}}
}

func (p *Pages) matchForm(c echo.Context) error {
	s, err := matchSheet(c)
	if err != nil {
		return err
	}
	return p.begin(c, s)
}

func (p *Pages) sayOfMatch(c echo.Context) error {
	s, err := matchSheet(c)
	if err != nil {
		return err
	}
	in, _, err := filled(c, s)
	if err != nil {
		return err
	}
	if _, trouble := read(s.Fields, "", in); len(trouble) > 0 {
		return p.fill(c, http.StatusUnprocessableEntity, s, in, trouble)
	}
	_, err = p.Store.SayOfMatch(c.Request().Context(), c.Param("match"), c.Param("word"), p.why(c, in))
	if handled, err := p.institutionTrouble(c, s, in, err); handled || err != nil {
		return err
	}
	return p.taken(c, in, "match."+c.Param("word"), s.Back)
}

func (p *Pages) why(c echo.Context, in url.Values) institutions.Why {
	by := who(c).As(&lead.By{Unit: strings.TrimSpace(in.Get("unit")), Person: strings.TrimSpace(in.Get("person"))})
	return institutions.Why{By: by, At: p.Now(), On: in.Get("on"), Reason: strings.TrimSpace(in.Get("reason"))}
}

// institutionTrouble shows the form again where the register refuses, and reports whether it did.
func (p *Pages) institutionTrouble(c echo.Context, s sheet, in url.Values, err error) (bool, error) {
	var refusal *institutions.Refusal
	switch {
	case err == nil:
		return false, nil
	case errors.Is(err, postgres.ErrNoInstitution) || errors.Is(err, postgres.ErrNoMatch):
		return false, web.NotFound("this")
	case !errors.As(err, &refusal):
		return false, err
	}
	says, ok := words["refused.institution."+refusal.Code]
	if !ok {
		says = words["refused.other"]
	}
	path, _, _ := strings.Cut(refusal.Detail, ":")
	return true, p.fill(c, http.StatusUnprocessableEntity, s, in, []problem{{Path: institutionField(path), Says: says, Detail: refusal.Detail + " — " + refusal.Cure}})
}
