package pages

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/enforcement/internal/rounds"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/web"
)

func (p *Pages) selfCheckRoutes() []route {
	return slices.Concat([]route{{http.MethodGet, "/selfchecks", checks(p.selfChecks)}, {http.MethodGet, "/selfchecks/:id", checks(p.selfCheck)},
		{http.MethodGet, "/selfchecks/statements/:id", checks(p.statement)}},
		p.asks("/selfchecks/new", p.newCampaign), p.asks("/selfchecks/:id/institutions", p.addCalled), p.asks("/selfchecks/:id/statements", p.handIn))
}

const selfChecksPath = prefix + "selfchecks"

func campaignPath(id string) string  { return selfChecksPath + "/" + url.PathEscape(id) }
func statementPath(id string) string { return selfChecksPath + "/statements/" + url.PathEscape(id) }

// checks shows what institutions say of themselves, and forms about what happens on the spot, to departments, units, the desk and who oversees.
func checks(show echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if by := who(c); !enters(by) && !by.Oversees() {
			return web.NotFound("this page")
		}
		return show(c)
	}
}

// enters reports whether somebody may enter what institutions say of themselves.
func enters(by actor.Actor) bool { return rounds.Enters(by) && (patrols(by) || by.Role == actor.Desk) }

// calls reports whether somebody may call for self-checks.
func calls(by actor.Actor) bool { return by.Role == actor.Taskforce || by.Department != "" }

type selfChecksView struct {
	Campaigns []rounds.Campaign
	Next      string
	Can       []action
}

func (p *Pages) selfChecks(c echo.Context) error {
	list, err := p.Store.Campaigns(c.Request().Context(), c.QueryParam("before"), listLimit)
	if err != nil {
		return err
	}
	v := selfChecksView{Campaigns: list}
	if len(list) == listLimit {
		v.Next = selfChecksPath + "?before=" + url.QueryEscape(list[listLimit-1].ID)
	}
	if calls(who(c)) {
		v.Can = []action{{words["selfcheck.new"], selfChecksPath + "/new"}}
	}
	return p.site.Render(c, http.StatusOK, "selfchecks", v)
}

// selfCheckView is a campaign with who handed in and who did not.
type selfCheckView struct {
	rounds.Campaign
	Rate       []checkedStreet
	Whole      checkedStreet
	Missing    []silent
	MoreSilent string
	Statements []rounds.Statement
	Next       string
	Can        []action
	Told       string
}

// checkedStreet is how many institutions of a street handed in, in whole percents.
type checkedStreet struct {
	postgres.SelfChecked
	Percent int
}

// silent is who has not handed in, with where its statement is entered.
type silent struct {
	postgres.Silent
	Enter string
}

func shareChecked(one postgres.SelfChecked) checkedStreet {
	out := checkedStreet{SelfChecked: one}
	if one.Asked > 0 {
		out.Percent = one.HandedIn * 100 / one.Asked
	}
	return out
}

func (p *Pages) selfCheck(c echo.Context) error {
	ctx, by := c.Request().Context(), who(c)
	campaign, err := p.Store.Campaign(ctx, c.Param("id"))
	if err != nil {
		return unseen(err)
	}
	v := selfCheckView{Campaign: campaign, Told: p.told(c)}
	rate, err := p.Store.SelfCheckRate(ctx, campaign.ID)
	if err != nil {
		return err
	}
	whole := postgres.SelfChecked{}
	for _, one := range rate {
		whole.Asked, whole.HandedIn = whole.Asked+one.Asked, whole.HandedIn+one.HandedIn
		v.Rate = append(v.Rate, shareChecked(one))
	}
	v.Whole = shareChecked(whole)
	if err := p.silents(c, &v); err != nil {
		return err
	}
	if v.Statements, err = p.Store.Statements(ctx, campaign.ID, c.QueryParam("statements"), listLimit); err != nil {
		return err
	}
	if len(v.Statements) == listLimit {
		v.Next = campaignPath(campaign.ID) + "?statements=" + url.QueryEscape(v.Statements[listLimit-1].ID)
	}
	if by.Role == actor.Taskforce || partyOf(by) == campaign.OrderedBy {
		v.Can = append(v.Can, action{words["selfcheck.call"], campaignPath(campaign.ID) + "/institutions"})
	}
	if enters(by) {
		v.Can = append(v.Can, action{words["selfcheck.enter"], campaignPath(campaign.ID) + "/statements"})
	}
	return p.site.Render(c, http.StatusOK, "selfcheck", v)
}

func (p *Pages) silents(c echo.Context, v *selfCheckView) error {
	all, err := p.Store.Silents(c.Request().Context(), v.ID, c.QueryParam("after"), listLimit)
	for _, one := range all {
		s := silent{Silent: one}
		if enters(who(c)) {
			s.Enter = campaignPath(v.ID) + "/statements?" + url.Values{"institution": {one.Institution}, "name": {one.Name}, "uscc": {one.USCC}, "street": {one.Street}, "address": {one.Address}}.Encode()
		}
		v.Missing = append(v.Missing, s)
	}
	if len(all) == listLimit {
		v.MoreSilent = campaignPath(v.ID) + "?after=" + url.QueryEscape(all[listLimit-1].Key)
	}
	return err
}

func (p *Pages) newCampaign(c echo.Context) (asked, error) {
	var err error
	if !calls(who(c)) {
		_, err = rounds.Call(rounds.Campaign{}, rounds.Act{By: who(c)})
	}
	fields := append([]field{needing("title", text, 200).labelledAs("field.campaign"), needing("from", day, 0), needing("to", day, 0).labelledAs("field.until")}, byFields()...)
	return asked{sheet{Says: words["selfcheck.new"], Back: selfChecksPath, Fields: fields}, "selfcheck.new", func(c echo.Context, s sent) (string, error) {
		campaign, err := rounds.Call(rounds.Campaign{Title: s.text("title"), From: s.text("from"), To: s.text("to")}, s.act(p))
		if err == nil {
			campaign, err = p.Store.NewCampaign(c.Request().Context(), campaign, s.act(p), s.key)
		}
		return campaignPath(campaign.ID), err
	}}, err
}

// calledFields are by what an institution of a campaign is known.
func calledFields() []field {
	return []field{needing("name", text, 200).labelledAs("register.name"), asking("institution", text, 64).labelledAs("field.institution-id"), asking("uscc", text, 18),
		asking("street", text, 100), asking("address", text, 500)}
}

func (p *Pages) addCalled(c echo.Context) (asked, error) {
	campaign, err := p.Store.Campaign(c.Request().Context(), c.Param("id"))
	all := needing("institutions", rows, 0).of(calledFields()...)
	return asked{sheet{Says: words["selfcheck.call"], About: campaign.Title, Back: campaignPath(campaign.ID), Fields: append([]field{all}, byFields()...)}, "selfcheck.call",
		func(c echo.Context, s sent) (string, error) {
			var in struct{ Institutions []rounds.Called }
			if err := recast(s.data, &in); err != nil {
				return "", err
			}
			if err := rounds.CheckCalled(campaign, in.Institutions, s.act(p)); err != nil {
				return "", err
			}
			_, err := p.Store.AddCalled(c.Request().Context(), campaign.ID, in.Institutions)
			return campaignPath(campaign.ID), err
		}}, err
}
