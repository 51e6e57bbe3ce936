package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

func deskCommand(o *options) *cobra.Command {
	cmd := &cobra.Command{Use: "desk", Short: "What the dispatch desk must decide, and its decisions", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return deskList(cmd.Context(), o) }}
	cmd.AddCommand(
		&cobra.Command{Use: "list", Short: "List what waits for a decision", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return deskList(cmd.Context(), o) }},
		assignCommand(o),
		decisionCommand(o, "refuse-return", "Leave the lead with the department that wants to give it back", "department"),
		decisionCommand(o, "excuse", "End the duty of a department that assists", "department"),
		decisionCommand(o, "send-back", "Send a lead that is not for this system back to its sender", "category"),
		decisionCommand(o, "take-back", "Undo that a lead was sent back", ""),
	)
	return cmd
}

// deskRow is a lead in the desk's list.
type deskRow struct {
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

func deskList(ctx context.Context, o *options) error {
	c, err := newClient(o.data, "desk")
	if err != nil {
		return err
	}
	var list struct {
		Leads []deskRow `json:"leads"`
	}
	if err := c.get(ctx, "/routing/api/v1/desk", &list); err != nil {
		return err
	}
	if o.output == "json" {
		return printJSON(list)
	}
	if len(list.Leads) == 0 {
		fmt.Println("nothing waits for the desk")
		return nil
	}
	w := newTable("lead", "ticket", "urgency", "proposed", "waits because", "due", "about")
	for _, r := range list.Leads {
		why := r.Why
		if r.Department != "" {
			why = "return asked by " + string(r.Department)
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

func assignCommand(o *options) *cobra.Command {
	var assist []string
	var category, urgency, reason string
	cmd := &cobra.Command{
		Use: "assign LEAD DEPARTMENT", Short: "Give a lead to a department; grants the return when one is asked for", Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return decide(cmd.Context(), o, args[0], "assign", map[string]any{"department": args[1], "assist": assist, "category": category, "urgency": urgency, "reason": reason})
		},
	}
	cmd.Flags().StringSliceVar(&assist, "assist", nil, "departments that assist, separated by commas")
	cmd.Flags().StringVar(&category, "category", "", "code of the taxonomy, when the rules were wrong")
	cmd.Flags().StringVar(&urgency, "urgency", "", "urgent or critical, when the rules were too calm")
	cmd.Flags().StringVar(&reason, "reason", "", "why (required)")
	_ = cmd.MarkFlagRequired("reason")
	return cmd
}

// decisionCommand is a decision of the desk about a lead, with one member besides the reason.
func decisionCommand(o *options, name, short, member string) *cobra.Command {
	var reason, value string
	cmd := &cobra.Command{
		Use: name + " LEAD", Short: short, Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			body := map[string]any{"reason": reason}
			if member != "" && value != "" {
				body[member] = value
			}
			return decide(cmd.Context(), o, args[0], name, body)
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why (required)")
	_ = cmd.MarkFlagRequired("reason")
	if member != "" {
		cmd.Flags().StringVar(&value, member, "", member+" that it is about")
	}
	return cmd
}

func decide(ctx context.Context, o *options, id, command string, body any) error {
	c, err := newClient(o.data, "desk")
	if err != nil {
		return err
	}
	var out struct {
		Lead   string      `json:"lead"`
		Record lead.Record `json:"record"`
	}
	if err := c.post(ctx, "/routing/api/v1/leads/"+id+"/"+command, body, &out); err != nil {
		return err
	}
	if o.output == "json" {
		return printJSON(out)
	}
	fmt.Printf("%s: record %d, %s (%s)\n", out.Lead, out.Record.No, out.Record.Kind.Name().ZH, out.Record.Kind)
	return nil
}
