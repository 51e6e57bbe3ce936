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

func (p *Pages) roundActRoutes() []route {
	return slices.Concat(p.asks("/rounds/new", p.newRound), p.asks("/rounds/:id/points", p.addPoints), p.asks("/rounds/:id/register", p.fromRegister),
		p.asks("/rounds/:id/points/:no", p.visitPoint), p.asks("/rounds/:id/close", p.closeRound), p.asks("/rounds/:id/import", p.importLedger),
		[]route{{http.MethodGet, "/rounds/:id/ledger.csv", goes(p.ledgerCSV)}})
}

func roundPath(id string) string { return roundsPath + "/" + url.PathEscape(id) }

// ordersRounds reports whether somebody may order a patrol.
func ordersRounds(by actor.Actor) bool {
	return by.Role == actor.Taskforce || patrols(by) && onsite.Known(onsite.Party(by))
}

// roundOf is a round that the reader may see.
func (p *Pages) roundOf(c echo.Context) (rounds.Round, error) {
	r, err := p.Store.Round(c.Request().Context(), c.Param("id"))
	if err == nil && !r.Sees(who(c)) {
		err = unseen(nil)
	}
	return r, err
}

// workedRound is a round in which the reader may work now.
func (p *Pages) workedRound(c echo.Context) (rounds.Round, error) {
	r, err := p.roundOf(c)
	if err == nil {
		err = r.May(who(c))
	}
	return r, err
}

// roundActs is what the reader can do in a round.
func roundActs(r rounds.Round, by actor.Actor) (out []action) {
	path := roundPath(r.ID)
	if r.May(by) == nil {
		out = append(out, action{words["patrol.points"], path + "/points"})
		if r.Area.HoldsInstitutions() {
			out = append(out, action{words["patrol.register"], path + "/register"})
		}
		out = append(out, action{words["patrol.import"], path + "/import"})
	}
	out = append(out, action{words["patrol.ledger"], path + "/ledger.csv"})
	if r.Orders(by) && r.ClosedOn == "" {
		out = append(out, action{words["patrol.close"], path + "/close"})
	}
	return out
}

func (s sent) act(p *Pages) rounds.Act {
	on := s.on
	if on == "" {
		on = dayOf(p.Now())
	}
	return rounds.Act{By: s.by, On: on, Now: p.Now()}
}

var placeKinds = []string{"commercial", "residential", "industrial", "near-school", "institution", "other"}

func (p *Pages) newRound(c echo.Context) (asked, error) {
	if !ordersRounds(who(c)) {
		return asked{}, onsite.Refuse(onsite.NotYours, "may-not-order", "only the taskforce, departments and units order patrols", "ask one of them")
	}
	fields := append([]field{needing("title", text, 200).labelledAs("field.round"), needing("from", day, 0), needing("to", day, 0).labelledAs("field.until"),
		needing("teams", many, 0, departments()...), asking("units", list, 0), asking("streets", list, 0), asking("communities", list, 0), asking("grids", list, 0),
		asking("kinds", many, 0, coded("place", placeKinds...)...)}, byFields()...)
	fields[3].Required = false
	return asked{sheet{Says: words["patrol.new"], Back: roundsPath, Fields: fields}, "patrol.new", func(c echo.Context, s sent) (string, error) {
		units, _ := s.data["units"].([]any)
		teams, _ := s.data["teams"].([]any)
		s.data["teams"] = append(teams, units...)
		s.data["area"] = map[string]any{"streets": s.data["streets"], "communities": s.data["communities"], "grids": s.data["grids"], "kinds": s.data["kinds"]}
		var r rounds.Round
		if err := recast(s.data, &r); err != nil {
			return "", err
		}
		r, err := rounds.Order(r, s.act(p))
		if err == nil {
			r, err = p.Store.NewRound(c.Request().Context(), r, s.act(p), s.key)
		}
		return roundPath(r.ID), err
	}}, nil
}

func (p *Pages) addPoints(c echo.Context) (asked, error) {
	r, err := p.workedRound(c)
	points := needing("points", rows, 0).of(needing("name", text, 200).labelledAs("field.point"), needing("address", text, 500), needing("street", text, 100),
		asking("community", text, 100), asking("grid", text, 64), needing("kind", choice, 0, coded("place", placeKinds...)...).labelledAs("field.premises"), asking("uscc", text, 18))
	return asked{sheet{Says: words["patrol.points"], About: r.Title, Back: roundPath(r.ID), Fields: append([]field{points}, byFields()...)}, "patrol.points",
		func(c echo.Context, s sent) (string, error) {
			var in struct{ Points []rounds.Point }
			if err := recast(s.data, &in); err != nil {
				return "", err
			}
			_, err := p.Store.AddPoints(c.Request().Context(), r.ID, in.Points, s.act(p), s.key)
			return roundPath(r.ID), err
		}}, err
}

func (p *Pages) fromRegister(c echo.Context) (asked, error) {
	r, err := p.workedRound(c)
	return asked{sheet{Says: words["patrol.register"], About: r.Title, Back: roundPath(r.ID), Fields: byFields()}, "patrol.register", func(c echo.Context, s sent) (string, error) {
		_, err := p.Store.FillFromRegister(c.Request().Context(), r.ID, s.act(p))
		return roundPath(r.ID), err
	}}, err
}

func (p *Pages) closeRound(c echo.Context) (asked, error) {
	r, err := p.roundOf(c)
	if err == nil {
		_, err = r.Close(rounds.Act{By: who(c), On: dayOf(p.Now()), Now: p.Now()})
	}
	return asked{sheet{Says: words["patrol.close"], About: r.Title, Back: roundPath(r.ID), Fields: doneBy()}, "patrol.close", func(c echo.Context, s sent) (string, error) {
		_, err := p.Store.CloseRound(c.Request().Context(), r.ID, s.act(p))
		return roundPath(r.ID), err
	}}, err
}

// visitPoint is the form of a visit to a point: a row of the ledger, with what was found.
func (p *Pages) visitPoint(c echo.Context) (asked, error) {
	r, err := p.workedRound(c)
	if err != nil {
		return asked{}, err
	}
	no := number(c.Param("no"))
	points, err := p.Store.Points(c.Request().Context(), r.ID, no-1, 1)
	if err == nil && (len(points) == 0 || points[0].No != no) {
		err = unseen(nil)
	}
	if err != nil {
		return asked{}, err
	}
	point := points[0]
	return asked{sheet{Says: words["patrol.visit"], About: point.Name + "，" + point.Address, Back: roundPath(r.ID), Fields: doneBy(visitFields()...)}, "patrol.visit",
		func(c echo.Context, s sent) (string, error) {
			officersIn(s.data)
			yesOrNo(s.data, "supervised", "parentApp")
			v := rounds.Visit{}
			if err := recast(s.data, &v); err != nil {
				return "", err
			}
			v.Point = no
			_, err := p.Store.KeepVisit(c.Request().Context(), r.ID, v, s.act(p), s.key)
			return roundPath(r.ID), err
		}}, nil
}

func visitFields() []field {
	yesNo := []option{{"yes", words["yes"]}, {"no", words["no"]}}
	findings := asking("findings", rows, 0).of(needing("category", choice, 0, categories()...), needing("text", long, 1000).labelledAs("field.found"), asking("due", day, 0), asking("recheck", day, 0),
		asking("mended", mark, 0))
	proofs := asking("evidence", rows, 0).of(needing("kind", choice, 0, coded("proof", "roster", "receipt", "material", "photo", "lease", "other")...).labelledAs("field.proof"), asking("id", text, 64))
	return []field{asking("from", clock, 0).labelledAs("field.began"), asking("to", clock, 0).labelledAs("field.left"), officers(), findings, asking("disposals", many, 0, disposals()...),
		asking("papers", choice, 0, coded("papers", string(lead.BothPapers), string(lead.OnlyRegistered), string(lead.NoPapers))...), asking("licenceKind", text, 100),
		asking("responsible", text, 50), asking("phone", text, 40), asking("teaches", text, 500), asking("subject", choice, 0, coded("subject", "subject", "other", "both")...),
		asking("classes", count, 0), asking("pupils", count, 0), asking("staff", count, 0), asking("qualified", count, 0), asking("feeMethod", text, 100), asking("feeFen", yuan, 0),
		asking("supervised", choice, 0, yesNo...), asking("parentApp", choice, 0, yesNo...), proofs, asking("transferred", many, 0, departments()...), asking("note", long, 4000)}
}

// pointShown is a point of the list, with where a visit to it is written down.
type pointShown struct {
	postgres.PointVisited
	Visit string
}

// pointsOf lists the points of a round behind a number.
func (p *Pages) pointsOf(c echo.Context, r rounds.Round) (out []pointShown, next string, err error) {
	after := max(0, number(c.QueryParam("after")))
	list, err := p.Store.Points(c.Request().Context(), r.ID, after, listLimit)
	for _, one := range list {
		shown := pointShown{PointVisited: one}
		if r.May(who(c)) == nil {
			shown.Visit = roundPath(r.ID) + "/points/" + numbered(one.No)
		}
		out = append(out, shown)
	}
	if len(list) == listLimit {
		next = roundPath(r.ID) + "?" + url.Values{"by": {c.QueryParam("by")}, "after": {numbered(list[listLimit-1].No)}}.Encode() + "#points"
	}
	return out, next, err
}
