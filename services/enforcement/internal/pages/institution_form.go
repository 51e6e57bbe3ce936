package pages

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/web"
)

// registers reports whether somebody may change something of an institution: who keeps the register, and market its registration.
func registers(by actor.Actor) bool { return institutions.Keeps(by) || by.Works(lead.Market) }

// onlyRegistration reports whether somebody changes nothing else.
func onlyRegistration(by actor.Actor) bool { return !institutions.Keeps(by) }

func registrationFields() []field {
	return []field{asking("kind", choice, 0, coded("registration", string(institutions.Company), string(institutions.IndividualBusiness), string(institutions.NonEnterprise))...).labelledAs("register.kind"),
		asking("uscc", text, 18), asking("registeredFrom", day, 0), asking("registeredUntil", day, 0)}
}

// detailFields are what is written down of an institution.
func detailFields() []field {
	places := asking("places", rows, 0).of(needing("address", text, 200), asking("street", text, 100), asking("community", text, 100), asking("grid", text, 64))
	givers := []option{{string(lead.Education), lead.Education.Name()}, {string(lead.Culture), lead.Culture.Name()}}
	licences := asking("licences", rows, 0).labelledAs("register.licences").of(needing("number", text, 64).labelledAs("field.licence"), asking("department", choice, 0, givers...).labelledAs("register.authority"),
		asking("authority", text, 100), needing("scope", text, 200).labelledAs("register.scope"), needing("from", day, 0), asking("until", day, 0), asking("endedOn", day, 0))
	operators := asking("operators", rows, 0).labelledAs("register.operators").of(needing("name", text, 100), asking("role", text, 50))
	return slices.Concat([]field{needing("name", text, 100).labelledAs("register.name"), asking("aliases", long, 2000).labelledAs("register.aliases").hinted("hint.names"), asking("former", long, 2000).labelledAs("register.former").hinted("hint.names")},
		registrationFields(), []field{places, licences, operators})
}

func reasonField() field { return needing("reason", long, 500) }

// changeFields are what the reader may change of an institution.
func changeFields(by actor.Actor) []field {
	if onlyRegistration(by) {
		return doneBy(append(registrationFields(), reasonField())...)
	}
	return doneBy(append(detailFields(), asking("closedOn", day, 0).labelledAs("register.closed"), reasonField())...)
}

// filledWith is a form as the details of an institution fill it in.
func filledWith(d institutions.Details) url.Values {
	in := url.Values{}
	set := func(path string, pairs ...string) {
		for i := 0; i < len(pairs); i += 2 {
			in.Set(path+pairs[i], pairs[i+1])
		}
	}
	set("", "name", d.Name, "aliases", strings.Join(d.Aliases, "\n"), "former", strings.Join(d.Former, "\n"), "kind", string(d.Registration.Kind), "uscc", d.Registration.USCC,
		"registeredFrom", d.Registration.From, "registeredUntil", d.Registration.Until, "closedOn", d.ClosedOn)
	set("", "places.rows", numbered(len(d.Places)), "licences.rows", numbered(len(d.Licences)), "operators.rows", numbered(len(d.Operators)))
	for i, p := range d.Places {
		set(fmt.Sprintf("places.%d.", i), "address", p.Address, "street", p.Street, "community", p.Community, "grid", p.Grid)
	}
	for i, l := range d.Licences {
		set(fmt.Sprintf("licences.%d.", i), "number", l.Number, "department", string(l.Department), "authority", l.Authority, "scope", l.Scope, "from", l.From, "until", l.Until, "endedOn", l.EndedOn)
	}
	for i, o := range d.Operators {
		set(fmt.Sprintf("operators.%d.", i), "name", o.Name, "role", o.Role)
	}
	return in
}

// detailsIn are the details that a form says; other names stand one a line, for a name may hold a comma.
func detailsIn(data map[string]any) (d institutions.Details, err error) {
	for _, name := range []string{"aliases", "former"} {
		if all, ok := data[name].(string); ok {
			data[name] = strings.FieldsFunc(all, func(r rune) bool { return r == '\n' })
		}
	}
	data["registration"] = map[string]any{"kind": data["kind"], "uscc": data["uscc"], "from": data["registeredFrom"], "until": data["registeredUntil"]}
	err = recast(data, &d)
	return d, err
}

// changedBy are the details of an institution after a form: market changes the registration and leaves the rest.
func changedBy(s *institutions.State, by actor.Actor, data map[string]any) (institutions.Details, error) {
	d, err := detailsIn(data)
	if onlyRegistration(by) {
		registration := d.Registration
		d = s.Details
		d.Registration = registration
	}
	return d, err
}

func newSheet() sheet {
	fields := append(detailFields(), asking("decision", text, 64).labelledAs("field.entered"), reasonField())
	return sheet{Says: words["register.new"], Back: institutionsPath, Fields: doneBy(fields...)}
}

func (p *Pages) keeps(c echo.Context) error {
	if !institutions.Keeps(who(c)) {
		return web.Forbidden("this is for who keeps the register", "enter as who does")
	}
	return nil
}

func (p *Pages) newInstitution(c echo.Context) error {
	if err := p.keeps(c); err != nil {
		return err
	}
	return p.begin(c, newSheet())
}

func (p *Pages) enterInstitution(c echo.Context) error {
	if err := p.keeps(c); err != nil {
		return err
	}
	s := newSheet()
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
	d, err := detailsIn(data)
	if err != nil {
		return err
	}
	w := p.why(c, in)
	made, err := p.Store.CreateInstitution(c.Request().Context(), once(c, in), w.At, func(id string) (*institutions.State, error) {
		return institutions.Create(id, d, strings.TrimSpace(in.Get("decision")), w)
	})
	if handled, err := p.institutionTrouble(c, s, in, err); handled || err != nil {
		return err
	}
	return p.taken(c, in, "register.new", institutionPath(made.ID))
}

// institutionField is the field of a form for a member that a refusal names.
func institutionField(member string) string {
	member = strings.ReplaceAll(member, "/", ".")
	if name, ok := strings.CutPrefix(member, "registration."); ok {
		if name == "from" || name == "until" {
			return "registered" + strings.ToUpper(name[:1]) + name[1:]
		}
		return name
	}
	name, rest, _ := strings.Cut(member, ".")
	if name == "aliases" || name == "former" || !strings.Contains(rest, ".") {
		return name
	}
	return member
}

// once is what makes a form one that is done once, however often it is sent.
func once(c echo.Context, in url.Values) postgres.Request {
	body := url.Values{}
	for key, values := range in {
		body[key] = values
	}
	return postgres.Request{Actor: who(c).Name, Key: in.Get(inKey), Digest: sha256.Sum256([]byte(c.Request().URL.Path + "\n" + body.Encode()))}
}
