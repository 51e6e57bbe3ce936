package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

// officeCommand lists what waits for an office.
func officeCommand(o *options, name, short string) *cobra.Command {
	return &cobra.Command{Use: name, Short: short, Args: cobra.NoArgs,
		Long: "Lists what waits, the earliest deadline first. Decisions are given with xiansuo say.",
		RunE: func(cmd *cobra.Command, _ []string) error { return officeList(cmd.Context(), o, name) }}
}

// officeRow is a lead in the list of an office.
type officeRow struct {
	Lead       string          `json:"lead"`
	Number     string          `json:"number"`
	State      string          `json:"state"`
	Stage      string          `json:"stage"`
	Category   lead.Category   `json:"category"`
	Urgency    lead.Urgency    `json:"urgency"`
	Department lead.Department `json:"department"`
	Why        string          `json:"why"`
	Title      string          `json:"title"`
	Due        *time.Time      `json:"due"`
}

// waits says why something waits for an office, by its stage in the list; what is new waits for the reason that the rules gave.
var waits = map[string]string{
	"return-asked": "return asked by ", "extension": "more time asked by ", "review": "submitted as done by ", "revisit": "ask the reporter again",
	"receipt": "letter out, no receipt yet", "answer": "the reporter was asked", "disputed": "dispute, brought by ", "escalated": "silence of ",
	"reviewing": "review of the ruling asked by ",
}

func officeList(ctx context.Context, o *options, name string) error {
	c, err := newClient(o.data, name)
	if err != nil {
		return err
	}
	var list struct {
		Leads []officeRow `json:"leads"`
	}
	if err := c.get(ctx, "/routing/api/v1/"+name, &list); err != nil {
		return err
	}
	if o.output == "json" {
		return printJSON(list)
	}
	if len(list.Leads) == 0 {
		fmt.Println("nothing waits for the", name)
		return nil
	}
	w := newTable("lead", "ticket", "urgency", "proposed", "waits because", "due", "about")
	for _, r := range list.Leads {
		why := r.Why
		if says, ok := waits[r.Stage]; ok {
			why = strings.TrimSuffix(says+string(r.Department), " by ")
		}
		due := ""
		if r.Due != nil {
			due = r.Due.In(calendar.China).Format("01-02 15:04")
		}
		w.AppendRow(table.Row{r.Lead, r.Number, r.Urgency.Name().ZH, fmt.Sprintf("%s %s", r.Category, r.Category.Name().ZH), why, due, shorten(r.Title, 24)})
	}
	w.Render()
	return nil
}

func shorten(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes]) + "…"
	}
	return s
}
