package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"xiansuo/pkg/lead"
)

func sayCommand(o *options) *cobra.Command {
	var as, data string
	cmd := &cobra.Command{
		Use:   "say LEAD WORD [MEMBER=VALUE ...]",
		Short: "Say something about a lead: an answer of a department, or a decision of an office",
		Long: "Gives one of the words of the handoff protocol, as somebody whose token is in the data folder. Members of its data follow as\n" +
			"member=value; a value that is JSON is taken as such. Without a WORD it lists the words that may be given about the lead now.\n" +
			"docs/events.md says what the data of each word holds, docs/handoff.md what the word does.",
		Example: "  xiansuo say 990101-2026-000012 assign department=market reason=属价格违法\n" +
			"  xiansuo say 990101-2026-000012 sign --as market\n" +
			"  xiansuo say 990101-2026-000012 done --as market outcome=substantiated note=已责令退费 reply=已责令退费\n" +
			"  xiansuo say 990101-2026-000012 --as market",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				return listWords(cmd.Context(), o, as, args[0])
			}
			body, err := dataOf(data, args[2:])
			if err != nil {
				return err
			}
			return say(cmd.Context(), o, as, args[0], args[1], body)
		},
	}
	cmd.Flags().StringVar(&as, "as", "desk", "who says it: desk, taskforce, justice, a department, or the code of a unit")
	cmd.Flags().StringVar(&data, "json", "", "data as JSON, or @FILE; members on the command line are added to it")
	return cmd
}

// dataOf reads the data of a word.
func dataOf(data string, members []string) (map[string]any, error) {
	body := map[string]any{}
	if file, ok := strings.CutPrefix(data, "@"); ok {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, failed(err)
		}
		data = string(content)
	}
	if data != "" {
		if err := json.Unmarshal([]byte(data), &body); err != nil {
			return nil, fmt.Errorf("--json must be a JSON object: %w", err)
		}
	}
	for _, m := range members {
		name, value, ok := strings.Cut(m, "=")
		if !ok || name == "" {
			return nil, fmt.Errorf("%q is no member=value", m)
		}
		var read any
		if err := json.Unmarshal([]byte(value), &read); err != nil {
			read = value
		}
		body[name] = read
	}
	return body, nil
}

func say(ctx context.Context, o *options, as, id, word string, body any) error {
	if _, ok := lead.WordNamed(word); !ok {
		return errors.New("there is no word " + word + "; xiansuo say " + id + " lists those that may be given now")
	}
	c, err := newClient(o.data, as)
	if err != nil {
		return err
	}
	var out struct {
		Lead   string      `json:"lead"`
		Record lead.Record `json:"record"`
	}
	if err := c.post(ctx, "/routing/api/v1/leads/"+id+"/"+word, body, &out); err != nil {
		return err
	}
	if o.output == "json" {
		return printJSON(out)
	}
	fmt.Printf("%s: record %d, %s (%s)\n", out.Lead, out.Record.No, out.Record.Kind.Name().ZH, out.Record.Kind)
	return nil
}

// listWords lists what somebody may say about a lead now.
func listWords(ctx context.Context, o *options, as, id string) error {
	c, err := newClient(o.data, as)
	if err != nil {
		return err
	}
	var v struct {
		State string         `json:"state"`
		Stage lead.Bilingual `json:"stage"`
		Words []string       `json:"words"`
	}
	if err := c.get(ctx, "/routing/api/v1/leads/"+id, &v); err != nil {
		return err
	}
	if o.output == "json" {
		return printJSON(v.Words)
	}
	fmt.Printf("%s: %s (%s). %s may say:\n", id, v.Stage.ZH, v.State, as)
	w := newTable("word", "means", "")
	for _, name := range v.Words {
		word, _ := lead.WordNamed(name)
		w.AppendRow(table.Row{name, word.Says.ZH, word.Says.EN})
	}
	w.Render()
	return nil
}
