package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing"
)

func rulesCommand(o *options) *cobra.Command {
	var dir string
	cmd := &cobra.Command{Use: "rules", Short: "Check the routing rules, explain a decision, measure accuracy, learn"}
	cmd.PersistentFlags().StringVar(&dir, "rules", "", "folder with rule files instead of the shipped ones")
	cmd.AddCommand(rulesCheckCommand(&dir), rulesExplainCommand(o, &dir), rulesAccuracyCommand(&dir), rulesLearnCommand(&dir))
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
	w.Render()
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
