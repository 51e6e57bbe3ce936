package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

// How reports of supervision are printed.

type name struct{ ZH string }

// indicatorsRead is what the indicators are read as.
type indicatorsRead struct {
	By          []string
	From, To    string
	Least       int
	Groups      []groupRead
	Definitions []struct {
		Code string
		Kind string
		Name name
		Left map[string]name
	}
}

type groupRead struct {
	Bucket, Department, Street, Grid, Channel, Category, Class string
	DepartmentName                                             name
	Values                                                     map[string]struct {
		Over, Under            int64
		Share                  *float64
		Small                  bool
		N                      *int64
		P50Seconds, P90Seconds int64
	}
}

// title is what a group is called: its part of the period and its value in each dimension.
func (g groupRead) title(split bool) string {
	department := g.DepartmentName.ZH
	if department == "" {
		department = g.Department
	}
	parts := []string{}
	for _, p := range []string{g.Bucket, department, g.Street, g.Grid, lead.Channel(g.Channel).Name().ZH, g.Category, g.Class} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	switch {
	case !split:
		parts = append(parts, "全区")
	case len(parts) == 0:
		return "（无）"
	}
	return strings.Join(parts, " ")
}

// widest is how many groups are shown side by side; more are shown one below the other.
const widest = 8

func printIndicators(body []byte) error {
	var r indicatorsRead
	if err := json.Unmarshal(body, &r); err != nil {
		return failed(err)
	}
	fmt.Printf("%s 至 %s（不含）；* 分母不足 %d；时长为中位／P90\n", r.From, r.To, r.Least)
	if len(r.Groups) == 0 {
		fmt.Println("nothing was counted")
		return nil
	}
	for begin := 0; begin < len(r.Groups); begin += widest {
		end := min(begin+widest, len(r.Groups))
		head := []any{"指标"}
		for _, g := range r.Groups[begin:end] {
			head = append(head, g.title(len(r.By) > 0))
		}
		w := newTable(head...)
		for _, d := range r.Definitions {
			row := table.Row{d.Name.ZH}
			for i := begin; i < end; i++ {
				row = append(row, r.cell(i, d.Code, d.Kind))
			}
			w.AppendRow(row)
		}
		w.Render()
	}
	return nil
}

func (r indicatorsRead) cell(group int, code, kind string) string {
	v := r.Groups[group].Values[code]
	switch {
	case kind == "number":
		return fmt.Sprint(*v.N)
	case kind == "time" && *v.N == 0:
		return "–"
	case kind == "time":
		return fmt.Sprintf("%s／%s (%d)", hoursText(v.P50Seconds), hoursText(v.P90Seconds), *v.N)
	case v.Share == nil:
		return "–"
	}
	mark := ""
	if v.Small {
		mark = "*"
	}
	return fmt.Sprintf("%.1f%% %d/%d%s", 100**v.Share, v.Over, v.Under, mark)
}

func hoursText(seconds int64) string { return fmt.Sprintf("%.1fh", float64(seconds)/3600) }

func printHeldLead(body []byte) error {
	var r struct {
		Lead     string
		Seconds  int64
		Holdings []struct {
			Name     name
			From, To time.Time
			Seconds  int64
			Document lead.Movement
			Kind     lead.Kind
			Basis    string
			Record   int
			Rests    []struct {
				Name    name
				Seconds int64
			}
		}
	}
	if err := json.Unmarshal(body, &r); err != nil {
		return failed(err)
	}
	w := newTable("责任单位", "自", "至", "时长", "挂起", "经由", "依据", "记录")
	for _, h := range r.Holdings {
		var rests []string
		for _, rest := range h.Rests {
			rests = append(rests, rest.Name.ZH+" "+hoursText(rest.Seconds))
		}
		w.AppendRow(table.Row{h.Name.ZH, china(h.From), china(h.To), hoursText(h.Seconds), strings.Join(rests, " "), h.Kind.Name().ZH + " " + string(h.Document), shorten(h.Basis, 24), h.Record})
	}
	fmt.Printf("%s，合计 %s\n", r.Lead, hoursText(r.Seconds))
	w.Render()
	return nil
}

func china(t time.Time) string { return t.In(calendar.China).Format("01-02 15:04") }

func (s *supervising) printHeld(body []byte) error {
	var r struct {
		Lead    string
		Seconds int64
		Holders []struct {
			Name                   name
			Seconds, ActiveSeconds int64
			Leads                  int
		}
	}
	if err := json.Unmarshal(body, &r); err != nil {
		return failed(err)
	}
	if r.Lead != "" {
		return printHeldLead(body)
	}
	w := newTable("责任单位", "件数", "持有", "其中应办", "其中挂起")
	for _, h := range r.Holders {
		w.AppendRow(table.Row{h.Name.ZH, h.Leads, hoursText(h.Seconds), hoursText(h.ActiveSeconds), hoursText(h.Seconds - h.ActiveSeconds)})
	}
	fmt.Printf("合计 %s\n", hoursText(r.Seconds))
	w.Render()
	return nil
}

// watchedRead is a lead in a list of supervision.
type watchedRead struct {
	Lead, Number string
	State        string
	HolderName   name
	Category     lead.Category
	Urgency      lead.Urgency
	Since        time.Time
	Note         string
	Moves        int
	NotOurs      int
	Claims       []lead.Claim
	Clock        lead.Clock
	ClockName    name
	AgainstName  name
	Basis        []string
	LateSeconds  int64
	Extended     int
	Loops        []struct {
		Department lead.Department
		Between    []lead.Holder
		Kind       lead.Kind
		At         time.Time
	}
}

func (l watchedRead) cells() table.Row {
	return table.Row{l.Lead, l.Number, l.HolderName.ZH, fmt.Sprintf("%s %s", l.Category, shorten(l.Category.Name().ZH, 10)), l.Urgency.Name().ZH}
}

// printList prints a list of leads or clocks with columns of its own.
func printList(body []byte, columns []any, row func(watchedRead) table.Row) error {
	var r struct {
		Leads, Clocks []watchedRead
		Next          string
	}
	if err := json.Unmarshal(body, &r); err != nil {
		return failed(err)
	}
	all := append(r.Leads, r.Clocks...)
	if len(all) == 0 {
		fmt.Println("there is none")
		return nil
	}
	w := newTable(append([]any{"线索", "工单", "责任单位", "类别", "紧急"}, columns...)...)
	for _, l := range all {
		w.AppendRow(append(l.cells(), row(l)...))
	}
	w.Render()
	if r.Next != "" {
		fmt.Println("more: --after", r.Next)
	}
	return nil
}

func printOverdue(body []byte) error {
	return printList(body, []any{"计时对象", "时限", "应完成", "超期", "依据"}, func(l watchedRead) table.Row {
		basis := strings.Join(l.Basis, "；")
		if basis == "" {
			basis = "本地"
		}
		return table.Row{l.AgainstName.ZH, l.Clock.ID + " " + shorten(l.ClockName.ZH, 12), china(l.Clock.Due), hoursText(l.LateSeconds), shorten(basis, 20)}
	})
}

func printReturned(body []byte) error {
	return printList(body, []any{"次数", "各方主张"}, func(l watchedRead) table.Row {
		var claims []string
		for _, c := range l.Claims {
			claims = append(claims, c.Party+"→"+c.Competent)
		}
		return table.Row{l.NotOurs, strings.Join(claims, "，")}
	})
}

func printLooping(body []byte) error {
	return printList(body, []any{"循环", "回到", "经由"}, func(l watchedRead) table.Row {
		var paths []string
		for _, k := range l.Loops {
			path := []string{string(k.Department)}
			for _, h := range k.Between {
				path = append(path, string(h))
			}
			paths = append(paths, strings.Join(append(path, string(k.Department)), "→"))
		}
		last := l.Loops[len(l.Loops)-1]
		return table.Row{strings.Join(paths, "；"), china(last.At), last.Kind.Name().ZH}
	})
}

func printMoved(body []byte) error {
	return printList(body, []any{"流转次数"}, func(l watchedRead) table.Row { return table.Row{l.Moves} })
}

func printPressed(body []byte) error {
	return printList(body, []any{"自", "事由"}, func(l watchedRead) table.Row { return table.Row{china(l.Since), shorten(l.Note, 30)} })
}

func printCards(body []byte) error {
	var r struct {
		On    bool
		Cards []struct {
			Month          string
			DepartmentName name
			Card           string
			Reasons        map[string]name
			Running        bool
		}
	}
	if err := json.Unmarshal(body, &r); err != nil {
		return failed(err)
	}
	if !r.On {
		fmt.Println("the district has cards switched off; its settings switch them on: cards: {on: true}")
		return nil
	}
	w := newTable("月份", "单位", "牌", "事由", "")
	for _, c := range r.Cards {
		var why []string
		for _, n := range c.Reasons {
			why = append(why, n.ZH)
		}
		w.AppendRow(table.Row{c.Month[:7], c.DepartmentName.ZH, map[string]string{"yellow": "黄牌", "red": "红牌", "": "–"}[c.Card], strings.Join(why, "；"), map[bool]string{true: "本月未完"}[c.Running]})
	}
	w.Render()
	return nil
}

func printAudit(body []byte) error {
	var r struct {
		Answers []struct {
			No, Total, ToLookAt int
			Question, Elsewhere name
			Answered            bool
			Findings            []struct {
				Lead, Other, What, Basis, Note string
				At                             time.Time
				WhoName                        name
				Seconds                        int64
				OK                             bool
			}
		}
	}
	if err := json.Unmarshal(body, &r); err != nil {
		return failed(err)
	}
	for _, a := range r.Answers {
		fmt.Printf("\n%d. %s\n", a.No, a.Question.ZH)
		if !a.Answered {
			fmt.Printf("   见%s\n", a.Elsewhere.ZH)
			continue
		}
		fmt.Printf("   %d 项，列出的有 %d 项需核查\n", a.Total, a.ToLookAt)
		if len(a.Findings) == 0 {
			continue
		}
		w := newTable("线索", "时间", "单位", "相对方", "事项", "依据", "时长", "核查", "说明")
		for _, f := range a.Findings {
			w.AppendRow(table.Row{f.Lead, china(f.At), f.WhoName.ZH, f.Other, f.What, shorten(f.Basis, 20), hoursText(f.Seconds), map[bool]string{false: "是"}[f.OK], shorten(f.Note, 30)})
		}
		w.Render()
	}
	return nil
}
