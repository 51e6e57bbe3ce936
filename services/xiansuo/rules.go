package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/routing"
)

func rulesCommand(o *options) *cobra.Command {
	var dir string
	cmd := &cobra.Command{Use: "rules", Short: "Check the routing rules, explain a decision, measure accuracy, learn"}
	cmd.PersistentFlags().StringVar(&dir, "rules", "", "folder with rule files instead of the shipped ones")
	cmd.AddCommand(rulesCheckCommand(&dir), rulesExplainCommand(o, &dir), rulesAccuracyCommand(&dir), rulesLearnCommand(&dir),
		rulesPrecedentsCommand(o), rulesAdoptCommand(o, &dir))
	return cmd
}

func rulesCheckCommand(dir *string) *cobra.Command {
	return &cobra.Command{
		Use: "check", Short: "Read all rules and say everything that is wrong with them", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			rules, err := routing.LoadRules(*dir)
			if err != nil {
				return failed(err)
			}
			fmt.Println("rules", rules.Version(), "are in order")
			return nil
		},
	}
}

func rulesExplainCommand(o *options, dir *string) *cobra.Command {
	var channel, address string
	cmd := &cobra.Command{
		Use: "explain TEXT", Short: "Say what the rules decide about a text, and why (- reads it from standard input)", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			text := args[0]
			if text == "-" {
				all, err := io.ReadAll(os.Stdin)
				if err != nil {
					return failed(err)
				}
				text = string(all)
			}
			if channel != "" && !lead.Channel(channel).Valid() {
				return fmt.Errorf("--channel must be one of %v", lead.Channels())
			}
			rules, err := routing.LoadRules(*dir)
			if err != nil {
				return failed(err)
			}
			e := rules.Explain(text, lead.Channel(channel), address, time.Now())
			if o.output == "json" {
				return printJSON(e)
			}
			printExplanation(e)
			return nil
		},
	}
	cmd.Flags().StringVar(&channel, "channel", "", "channel that the text came through")
	cmd.Flags().StringVar(&address, "address", "", "address of the matter")
	return cmd
}

func printExplanation(e routing.Explanation) {
	w := newTable("what", "decision")
	decided := "yes"
	if !e.Decided {
		decided = "no, the desk decides"
	}
	w.AppendRows([]table.Row{
		{"rules", e.Rules}, {"decided", fmt.Sprintf("%s (%s)", decided, e.Why)}, {"scope", e.Scope},
		{"category", fmt.Sprintf("%s %s", e.Category, e.Category.Name().ZH)}, {"lead 主办", e.Lead}, {"assist 协办", join(e.Assist)},
		{"urgency", fmt.Sprintf("%s %s", e.Urgency, e.Urgency.Name().ZH)}, {"confidence", fmt.Sprintf("%.2f", e.Confidence)},
	})
	if len(e.Alerts) > 0 {
		w.AppendRow(table.Row{"at once", join(e.Alerts)})
	}
	for _, f := range e.Fired {
		w.AppendRow(table.Row{"rule " + f.Rule, strings.Join(f.Words, " · ")})
	}
	if e.RunnerUp != nil {
		w.AppendRow(table.Row{"runner-up", fmt.Sprintf("%s %s → %s", e.RunnerUp.Category, e.RunnerUp.Category.Name().ZH, e.RunnerUp.Lead)})
	}
	for i, p := range e.Parts {
		w.AppendRow(table.Row{fmt.Sprintf("part %d of %d", i+1, len(e.Parts)), describePart(p)})
	}
	w.Render()
}

// describePart says a part in one line: what it is, who leads and assists, and the rules that speak for it.
func describePart(p lead.DecidedPart) string {
	s := fmt.Sprintf("%s %s %s → %s", p.Appeal, p.Category, p.Category.Name().ZH, p.Lead)
	if len(p.Assist) > 0 {
		s += " + " + join(p.Assist)
	}
	return fmt.Sprintf("%s, %s (%s)", strings.TrimSpace(s), p.Urgency, strings.Join(p.Rules, ", "))
}

func join(departments []lead.Department) string {
	var out []string
	for _, d := range departments {
		out = append(out, string(d))
	}
	return strings.Join(out, ", ")
}

func rulesAccuracyCommand(dir *string) *cobra.Command {
	return &cobra.Command{
		Use: "accuracy [FILE]", Short: "Measure the rules against labelled messages, the 60 samples without FILE", Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			var content []byte
			var err error
			if len(args) == 1 {
				content, err = os.ReadFile(args[0])
			} else {
				content, err = samples.ReadFile("samples/cases.jsonl")
			}
			if err != nil {
				return failed(err)
			}
			rules, err := routing.LoadRules(*dir)
			if err != nil {
				return failed(err)
			}
			return failed(rules.Measure(bytes.NewReader(content), os.Stdout))
		},
	}
}

func rulesLearnCommand(dir *string) *cobra.Command {
	return &cobra.Command{
		Use: "learn FILE...", Short: "Learn from labelled messages how those about off-campus training read (the text of resemblance.yaml)", Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			var all []io.Reader
			for _, name := range args {
				content, err := os.ReadFile(name)
				if err != nil {
					return failed(err)
				}
				all = append(all, bytes.NewReader(content), strings.NewReader("\n"))
			}
			rules, err := routing.LoadRules(*dir)
			if err != nil {
				return failed(err)
			}
			return failed(rules.Learn(io.MultiReader(all...), os.Stdout))
		},
	}
}

// precedent is a ruling that the rules may learn from.
type precedent struct {
	Lead       string          `json:"lead"`
	Record     int             `json:"record"`
	At         time.Time       `json:"at"`
	By         string          `json:"by"`
	Department lead.Department `json:"department"`
	Category   lead.Category   `json:"category"`
	Reason     string          `json:"reason"`
	Basis      string          `json:"basis"`
	Claims     []lead.Claim    `json:"claims"`
	Decision   lead.Decision   `json:"decision"`
}

func precedents(ctx context.Context, o *options) ([]precedent, *client, error) {
	c, err := newClient(o.data, "taskforce")
	if err != nil {
		return nil, nil, err
	}
	var answer struct {
		Precedents []precedent `json:"precedents"`
	}
	err = c.get(ctx, "/routing/api/v1/precedents", &answer)
	return answer.Precedents, c, err
}

func rulesPrecedentsCommand(o *options) *cobra.Command {
	return &cobra.Command{
		Use: "precedents", Short: "List the taskforce's rulings, which rules can be made of", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			all, _, err := precedents(cmd.Context(), o)
			if err != nil {
				return err
			}
			if o.output == "json" {
				return printJSON(all)
			}
			w := newTable("lead", "ruled by", "on", "category", "rules said", "ruled", "because")
			for _, p := range all {
				w.AppendRow(table.Row{p.Lead, p.By, p.At.In(calendar.China).Format(time.DateOnly), fmt.Sprintf("%s %s", p.Category, p.Category.Name().ZH),
					p.Decision.Lead, p.Department, shorten(p.Reason, 30)})
			}
			w.Render()
			return nil
		},
	}
}

func rulesAdoptCommand(o *options, dir *string) *cobra.Command {
	return &cobra.Command{
		Use: "adopt LEAD", Short: "Draft a rule from the ruling about a lead (a rule file, to check and put into the folder of rules)", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			all, c, err := precedents(cmd.Context(), o)
			if err != nil {
				return err
			}
			i := slices.IndexFunc(all, func(p precedent) bool { return p.Lead == args[0] })
			if i < 0 {
				return &exitError{exitNotFound, fmt.Errorf("nobody ruled about %s; xiansuo rules precedents lists the rulings", args[0])}
			}
			var v struct {
				Matter lead.Matter `json:"matter"`
			}
			if err := c.get(cmd.Context(), "/routing/api/v1/leads/"+args[0], &v); err != nil {
				return err
			}
			rules, err := routing.LoadRules(*dir)
			if err != nil {
				return failed(err)
			}
			p := all[i]
			draft, before, after, err := rules.Draft(p.Lead, v.Matter, p.Category, p.Department, p.Reason, p.Basis, p.At, p.Decision.Fired)
			if err != nil {
				return failed(err)
			}
			fmt.Fprintf(os.Stderr, "of this lead the rules say %s %s; with the draft %s %s\n", before.Category, before.Lead, after.Category, after.Lead)
			_, err = os.Stdout.Write(draft)
			return failed(err)
		},
	}
}
