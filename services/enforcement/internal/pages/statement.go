package pages

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/rounds"
)

// itemName is what an item is called; a list that a district gave may have no English.
func itemName(s rounds.Section, i rounds.Item) lead.Name {
	return lead.Name{ZH: s.ZH + "：" + i.ZH, EN: cmp.Or(s.EN, s.ZH) + ": " + cmp.Or(i.EN, i.ZH)}
}

// handIn is the form of what an institution hands in: an answer to every item of the checklist, and its commitment.
func (p *Pages) handIn(c echo.Context) (asked, error) {
	campaign, err := p.Store.Campaign(c.Request().Context(), c.Param("id"))
	if err == nil && !enters(who(c)) {
		err = (&rounds.Statement{}).Check(campaign, rounds.Act{By: who(c)})
	}
	items := campaign.Checklist.Items()
	answers := needing("answers", rows, 0).of(needing("result", choice, 0, coded("result", "ok", "problem", "not-applicable")...), asking("problem", long, 1000), asking("measure", long, 1000),
		asking("responsible", text, 50).labelledAs("field.mender"), asking("promised", day, 0), asking("done", day, 0), asking("photo", text, 64))
	for _, section := range campaign.Checklist.Sections {
		for _, item := range section.Items {
			answers.Names = append(answers.Names, itemName(section, item))
		}
	}
	fields := slices.Concat(calledFields(), []field{asking("licence", text, 64), needing("responsible", text, 50), needing("signedBy", text, 50), needing("signedOn", day, 0), answers})
	return asked{sheet{Says: words["selfcheck.enter"], About: campaign.Title, Back: campaignPath(campaign.ID), Fields: doneBy(fields...)}, "selfcheck.enter",
		func(c echo.Context, s sent) (string, error) {
			for i, one := range s.data["answers"].([]any) {
				one.(map[string]any)["item"] = items[i]
			}
			s.data["commitment"] = map[string]any{"signedBy": s.data["signedBy"], "on": s.data["signedOn"]}
			var st rounds.Statement
			if err := recast(s.data, &st); err != nil {
				return "", err
			}
			if err := st.Check(campaign, s.act(p)); err != nil {
				return "", err
			}
			st, err := p.Store.KeepStatement(c.Request().Context(), campaign, st, s.act(p))
			return statementPath(st.ID), err
		}}, err
}

// statementView is what an institution handed in, with what it promised.
type statementView struct {
	rounds.Statement
	Title    string
	Sections []answered
	Promises []promised
	Told     string
}

// answered is a section of the checklist with what the institution said of its items.
type answered struct {
	rounds.Section
	Answers []itemAnswered
}

type itemAnswered struct {
	rounds.Item
	Answer rounds.Answer
}

// Says is what the section, or the item, is called.
func (a answered) Says() lead.Name     { return lead.Name{ZH: a.ZH, EN: cmp.Or(a.EN, a.ZH)} }
func (i itemAnswered) Says() lead.Name { return lead.Name{ZH: i.ZH, EN: cmp.Or(i.EN, i.ZH)} }

func (p *Pages) statement(c echo.Context) error {
	ctx := c.Request().Context()
	st, err := p.Store.Statement(ctx, c.Param("id"))
	if err != nil {
		return unseen(err)
	}
	campaign, err := p.Store.Campaign(ctx, st.Campaign)
	if err != nil {
		return unseen(err)
	}
	v := statementView{Statement: st, Title: campaign.Title, Told: p.told(c)}
	for _, section := range campaign.Checklist.Sections {
		a := answered{Section: section}
		for _, item := range section.Items {
			at := slices.IndexFunc(st.Answers, func(x rounds.Answer) bool { return x.Item == item.Code })
			if at >= 0 {
				a.Answers = append(a.Answers, itemAnswered{item, st.Answers[at]})
			}
		}
		v.Sections = append(v.Sections, a)
	}
	found, err := p.Store.Promises(ctx, st.ID, "", listLimit)
	for _, one := range found {
		v.Promises = append(v.Promises, p.promised(one))
	}
	if err != nil {
		return err
	}
	return p.site.Render(c, http.StatusOK, "statement", v)
}
