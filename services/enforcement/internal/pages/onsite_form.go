package pages

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/web"
)

// asked is a form about patrols, self-checks or joint operations: what it asks for, and what sending it does.
type asked struct {
	sheet
	told string // key of words of what was done; act.done without one
	do   func(c echo.Context, sent sent) (to string, err error)
}

// sent is a form that was filled in: as what an act needs besides its own fields.
type sent struct {
	by      actor.Actor
	on      string
	version int
	key     postgres.Key
	data    map[string]any
	content []byte // of the file, where the form has one
}

// text is a field that is a text.
func (s sent) text(name string) string { v, _ := s.data[name].(string); return v }

// asks returns the routes of a form, which is made for who opens it.
func (p *Pages) asks(path string, make func(echo.Context) (asked, error)) []route {
	return []route{
		{http.MethodGet, path, checks(func(c echo.Context) error {
			a, err := make(c)
			if err != nil {
				return refusedPage(err)
			}
			return p.begin(c, a.sheet)
		})},
		{http.MethodPost, path, checks(func(c echo.Context) error {
			a, err := make(c)
			if err != nil {
				return refusedPage(err)
			}
			return p.ask(c, a)
		})},
	}
}

// ask does what a form says; what it lacks and what is refused is said beside its fields, and nothing of it is kept.
func (p *Pages) ask(c echo.Context, a asked) error {
	in, content, more, err := a.filled(c)
	if err != nil {
		return err
	}
	if more {
		return p.fill(c, http.StatusOK, a.sheet, in, nil)
	}
	data, trouble := read(a.Fields, "", in)
	for _, f := range a.Fields {
		if f.Kind == file && f.Required && len(content) == 0 {
			trouble = append(trouble, problem{Path: f.Name, Says: words["invalid.required"]})
		}
	}
	if len(trouble) > 0 {
		return p.fill(c, http.StatusUnprocessableEntity, a.sheet, in, trouble)
	}
	to, err := a.do(c, sentBy(c, in, data, content))
	if trouble := rowsTrouble(err); trouble != nil {
		return p.fill(c, http.StatusUnprocessableEntity, a.sheet, in, trouble)
	}
	if status, trouble := onsiteTrouble(err); trouble != nil {
		return p.fill(c, status, a.sheet, in, trouble)
	}
	if err != nil {
		return err
	}
	if a.told == "" {
		a.told = "act.done"
	}
	return p.taken(c, in, a.told, to)
}

// filled reads the form, with its file where it asks for one.
func (a asked) filled(c echo.Context) (in url.Values, content []byte, more bool, err error) {
	if !slices.ContainsFunc(a.Fields, func(f field) bool { return f.Kind == file }) {
		in, more, err = filled(c, a.sheet)
		return in, nil, more, err
	}
	in, part, err := parts(c)
	if err != nil || part == nil {
		return in, nil, false, err
	}
	content, err = wholeFile(part)
	return in, content, false, err
}

func sentBy(c echo.Context, in url.Values, data map[string]any, content []byte) sent {
	s := sent{data: data, content: content, version: number(in.Get(inSeen))}
	s.by, s.on = who(c).As(&lead.By{Unit: s.text("unit"), Person: s.text("person")}), s.text("on")
	for _, name := range []string{"on", "unit", "person"} {
		delete(data, name)
	}
	sum := sha256.Sum256(append([]byte(c.Request().URL.Path+"\n"+in.Encode()), content...))
	s.key = postgres.Key{Caller: string(web.Caller(c)), Key: "form " + in.Get(inKey), Digest: hex.EncodeToString(sum[:])}
	return s
}

// refusedPage says as a page why somebody may not open a form.
func refusedPage(err error) error {
	var r *onsite.Refusal
	if !errors.As(err, &r) || r.Kind == onsite.NotThere {
		return unseen(err)
	}
	return web.NewProblem(map[onsite.Kind]int{onsite.NotYours: http.StatusForbidden, onsite.NotNow: http.StatusConflict, onsite.Invalid: http.StatusBadRequest}[r.Kind], r.Code, r.Detail, r.Cure)
}

// onsiteTrouble says what is wrong with a form; nothing where that is no matter of the form.
func onsiteTrouble(err error) (status int, trouble []problem) {
	var r *onsite.Refusal
	switch {
	case errors.As(err, &r):
		status = map[onsite.Kind]int{onsite.Invalid: http.StatusUnprocessableEntity, onsite.NotYours: http.StatusForbidden, onsite.NotNow: http.StatusConflict, onsite.NotThere: http.StatusConflict}[r.Kind]
		return status, []problem{onsiteProblem(r)}
	case err != nil && pg.Transient(err):
		return http.StatusServiceUnavailable, []problem{{Says: words["act.busy"]}}
	}
	return 0, nil
}

func onsiteProblem(r *onsite.Refusal) problem {
	p := problem{Says: words["refused.onsite."+r.Code], Detail: r.Detail + " — " + r.Cure}
	if r.Kind == onsite.Invalid {
		member, must, _ := strings.Cut(r.Detail, " ")
		p.Path = onsiteField(member)
		for key, end := range musts {
			if strings.HasSuffix(must, end) {
				p.Says = words["must."+key]
			}
		}
	}
	if p.Says.ZH == "" {
		p.Says = words["refused.other"]
	}
	return p
}

// onsiteField is the field of a form for a member of the interface.
func onsiteField(member string) string {
	renamed := map[string]string{"rally.at": "rallyDay", "rally.place": "rallyPlace", "commitment.signedBy": "signedBy", "commitment.on": "signedOn", "party.name": "partyName",
		"party.uscc": "partyUSCC", "at": "time", "answers.responsible": "answers", "problem": "answers", "measure": "answers", "promised": "answers", "done": "answers", "result": "answers"}
	if name := renamed[member]; name != "" {
		return name
	}
	member, _, _ = strings.Cut(member, ".")
	return member
}

// musts are ends of what the hearts say in English, for which there are words in both languages.
var musts = map[string]string{
	"past": "must not lie in the future", "round": "must lie in the days of the round", "after-visit": "must not lie before the visit", "order": "must not lie before from",
	"two": "must name two officers at least (行政处罚法 art. 42)", "officer-twice": "must not name an officer twice", "area": "must lie in the area of the round",
	"staff": "must not be more than staff", "rally": "must be a moment from today on", "rally-year": "must lie within a year", "parties": "must be two to thirty",
	"initiator": "must hold the department that answers for the operation", "party-twice": "must not name anybody twice", "known": "must be departments or units such as a street",
	"after-rally": "must not lie before the day of the rally", "begun": "must not lie before the operation began", "since": "must be a moment since the operation began",
	"came": "must be a department that came", "why": "must say why it is refused", "campaign": "must not lie before the campaign", "promise": "must not promise anything where there is no problem",
	"statement": "must not lie before the statement", "mended": "must not lie before the day it was mended", "later": "must be later than before", "given": "must be given",
	"uscc": "must have 18 characters", "which": "must be an id of the register, or a name with its unified social credit code",
}
