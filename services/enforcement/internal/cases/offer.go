package cases

import (
	"fmt"
	"slices"
	"strconv"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/measures"
)

// offered are the fields of an act with the choices that the case leaves: its parties, what is open, and the measures that the department may take.
func (c *Case) offered(a *Act, w World, day string) []Field {
	return c.choices(a.AllFields(), a.Name, w, day)
}

func (c *Case) choices(fields []Field, act string, w World, day string) []Field {
	out := slices.Clone(fields)
	for i := range out {
		f := &out[i]
		switch {
		case f.Name == "party":
			f.Choices = c.partyChoices()
		case f.Name == "order" && f.Type == Count:
			f.Choices = c.orderChoices()
		case f.Name == "hold":
			f.Choices = c.holdChoices()
		case f.Name == "code" && f.Type == Text:
			f.Choices = codeChoices(c.Department, act, w)
		case f.Type == Text && f.Name == "basis" && act == rowsOf:
			f.Choices = basisChoices(c.Department, w, day)
		case f.Name == "measures" && f.Type == Rows:
			f.Rows = c.choices(f.Rows, rowsOf, w, day)
		}
	}
	return out
}

// rowsOf says that the fields are those of the rows of a decision.
const rowsOf = "measures"

func option(value, zh, en string) Option { return Option{value, lead.Bilingual{ZH: zh, EN: en}} }

func (c *Case) partyChoices() (out []Option) {
	for _, p := range c.Parties {
		out = append(out, option(strconv.Itoa(p.No), p.Name, p.Name))
	}
	return out
}

func (c *Case) orderChoices() (out []Option) {
	for _, o := range c.Orders {
		if o.Lifted == "" && !o.refunds() {
			text := fmt.Sprintf("%s %s %s", o.Kind, o.Opened, o.Due)
			out = append(out, option(strconv.Itoa(o.No), text, text))
		}
	}
	return out
}

func (c *Case) holdChoices() (out []Option) {
	for _, h := range c.Holds {
		if h.Released == "" {
			out = append(out, option(strconv.Itoa(h.No), h.What, h.What))
		}
	}
	return out
}

func codeChoices(d lead.Department, act string, w World) (out []Option) {
	kinds := []measures.Kind{measures.Penalty, measures.Order}
	if act == "note-measure" {
		kinds = []measures.Kind{measures.Other}
	}
	for _, m := range w.Measures.All() {
		if slices.Contains(kinds, m.Kind) && m.May(d) && m.Code != measures.Preserve {
			out = append(out, option(m.Code, m.Name.ZH, m.Name.EN))
		}
	}
	return out
}

// basisChoices are the provisions for fines that hold on a day; one that is local is not shown as law.
func basisChoices(d lead.Department, w World, day string) (out []Option) {
	fine, _ := w.Measures.Measure(measures.Fine)
	for _, b := range fine.Basis {
		if !b.In(day) || len(b.Who) > 0 && !slices.Contains(b.Who, d) {
			continue
		}
		text := b.Cites()
		if text == "" {
			text = "（非法律条文）" + b.Law
		}
		out = append(out, option(b.ID, text, text))
	}
	return out
}
