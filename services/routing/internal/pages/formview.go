package pages

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/form"
	"xiansuo/services/routing/internal/handoff"
)

// formView is the form of a word, beside the lead that it is about.
type formView struct {
	Lead    leadView
	Word    string
	Says    lead.Name
	Inner   *lead.Word // the word that is registered, and
	For     lead.Name  // for whom
	Does    lead.Name
	Grave   bool
	Uploads bool
	Inputs  []input
	Key     string
	Seen    string
	Trouble []problem
	Since   []step // records that came since the form was opened
	Hidden  []hidden
	Shown   []shown // what is about to be given, to be confirmed
	Changes string  // address of this form, for what is confirmed
}

// hidden is an input that is carried along.
type hidden struct{ Name, Value string }

// show answers with the form as it is filled in and what is wrong with it.
func (p *Pages) show(c echo.Context, status int, d *deed, in url.Values, trouble []problem) error {
	d.presetRows(in)
	v, err := p.formOf(c, d, in, trouble)
	if err != nil {
		return err
	}
	return p.site.Render(c, status, "form", v)
}

func (p *Pages) formOf(c echo.Context, d *deed, in url.Values, trouble []problem) (formView, error) {
	trouble = d.located(trouble)
	v := formView{Word: d.word.Name, Says: d.word.Says, Inner: d.inner, Does: words["does."+d.word.Name], Grave: slices.Contains(grave, d.word.Name),
		Uploads: form.Uploads(d.fields), Key: in.Get(inKey), Seen: in.Get(inSeen), Trouble: trouble}
	if d.inner != nil {
		v.For = p.partyOf(d.party)
	}
	v.Inputs = p.inputs(d, d.fields, "", in, trouble)
	var err error
	if v.Lead, err = p.leadOf(c.Request().Context(), d.who, d.view); err != nil {
		return v, err
	}
	for _, t := range trouble {
		for _, s := range v.Lead.Chain {
			if t.Since > 0 && s.No > t.Since && s.Kind != lead.KindRefused {
				v.Since = append(v.Since, s)
			}
		}
	}
	return v, nil
}

// shown is a field as it was filled in.
type shown struct {
	Label  lead.Name
	Text   string
	Names  []lead.Name
	Inside []shown
}

// confirm shows what is about to be given, once more.
func (p *Pages) confirm(c echo.Context, d *deed, in url.Values) error {
	v, err := p.formOf(c, d, in, nil)
	if err != nil {
		return err
	}
	v.Shown = shownOf(v.Inputs)
	v.Changes = c.Request().URL.Path
	for key, values := range in {
		if key == inConfirm || key == inKey || key == inSeen {
			continue
		}
		for _, value := range values {
			v.Hidden = append(v.Hidden, hidden{key, value})
		}
	}
	slices.SortStableFunc(v.Hidden, func(a, b hidden) int { return strings.Compare(a.Name, b.Name) })
	return p.site.Render(c, http.StatusOK, "confirm", v)
}

// shownOf returns what was filled in, without what was left empty.
func shownOf(inputs []input) (out []shown) {
	for _, i := range inputs {
		s := shown{Label: i.Label}
		switch i.Kind {
		case form.Group:
			s.Inside = shownOf(i.Fields)
		case form.Rows:
			for _, row := range i.Rows {
				out = append(out, shown{Label: i.Label, Inside: shownOf(row.Fields)})
			}
			continue
		case form.Choice, form.Many, form.Competent, form.External:
			s.Names = i.pickedNames()
		case form.Decision:
			if i.Value != "" {
				s.Names = []lead.Name{map[string]lead.Name{form.Yes: i.Yes, form.No: i.No}[i.Value]}
			}
		case form.Mark:
			if i.Value != "" {
				s.Names = []lead.Name{words["yes"]}
			}
		case form.When:
			s.Text = strings.Replace(i.Value, "T", " ", 1)
		default:
			s.Text = i.Value
		}
		if s.Text != "" || len(s.Names) > 0 || len(s.Inside) > 0 {
			out = append(out, s)
		}
	}
	return out
}

func (i input) pickedNames() (names []lead.Name) {
	for _, group := range i.Picks {
		for _, o := range group.Of {
			if o.Picked && i.Outside == "" || o.Picked && i.Kind == form.Many {
				names = append(names, o.Name)
			}
		}
	}
	for _, text := range strings.Split(i.Outside, "\n") {
		if text = strings.TrimPrefix(strings.TrimSpace(text), lead.External); text != "" {
			names = append(names, lead.Name{ZH: text, EN: text})
		}
	}
	return names
}

// notNowView says why a word cannot be given now.
type notNowView struct {
	Lead leadView
	Says lead.Name
	Why  problem
}

// notNow says why a word cannot be given now. It gives nothing.
func (p *Pages) notNow(c echo.Context, d *deed) error {
	v := notNowView{Says: d.word.Says, Why: problem{Says: words["refused."+handoff.NotYours]}}
	var err error
	if v.Lead, err = p.leadOf(c.Request().Context(), d.who, d.view); err != nil {
		return err
	}
	switch {
	case !d.who.speaks():
	case slices.Contains(handoff.Allowed(&d.view.Lead, string(d.who.as), p.word()), d.word.Name):
		v.Why.Says = words["act.idle"]
	default:
		cmd := handoff.Command{Type: d.word.Fact.EventType(), Party: string(d.who.as), Fact: d.word.Fact}
		if _, refusal := handoff.Take(&d.view.Lead, cmd, p.word()); refusal != nil {
			v.Why = p.problemOf(refusal)
		}
	}
	return p.site.Render(c, http.StatusConflict, "notnow", v)
}

// chooseView lists what may be registered for whom.
type chooseView struct {
	Lead leadView
	Says lead.Name
	Does lead.Name
	Of   []chosen
}

type chosen struct {
	For     lead.Name
	Actions []action
}

// chooseRegistered lists the words that others could give now and that may be registered for them.
func (p *Pages) chooseRegistered(c echo.Context, d *deed) error {
	v := chooseView{Says: d.word.Says, Does: words["does."+d.word.Name], Of: p.registrable(d.who, &d.view.Lead)}
	var err error
	if v.Lead, err = p.leadOf(c.Request().Context(), d.who, d.view); err != nil {
		return err
	}
	return p.site.Render(c, http.StatusOK, "register", v)
}

// innerData is the data of the word that is registered.
func innerData(f lead.AnswerRegistered) []byte {
	raw, _ := json.Marshal(f.Data) // it was read from JSON
	return raw
}
