package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"xiansuo/services/routing"
)

// supervising is what the commands of supervision share.
type supervising struct {
	*options
	as string
}

func superviseCommand(o *options) *cobra.Command {
	s := &supervising{options: o}
	cmd := &cobra.Command{Use: "supervise", Short: "What the supervising offices count, list and ask", Args: cobra.NoArgs,
		Long: "What the supervising offices count, list and ask. -o csv writes a sheet for Excel.\n\nWithout a further word: the indicators of this month by department."}
	cmd.PersistentFlags().StringVar(&s.as, "as", "taskforce", "whose token asks: desk, taskforce, justice or auditor")
	indicators := s.indicatorsCommand()
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return s.indicators(cmd.Context(), url.Values{"by": {"department"}})
	}
	cmd.AddCommand(indicators, s.command("held [LEAD]", "For how long each holder had leads, or one lead", "/held", s.printHeld, true),
		s.command("overdue", "Clocks that have run out, the longest overdue first", "/overdue", printOverdue, false, "against"),
		s.command("returned", "Leads that were said twice or more not to be somebody's", "/returned", printReturned, false, "times"),
		s.command("looping", "Leads that a department had, lost and got again", "/looping", printLooping, true),
		s.command("moved", "Leads that came to most departments", "/moved", printMoved, true),
		s.command("escalated", "Leads that are before the taskforce", "/escalated", printPressed, false),
		s.command("listed", "Leads under listed supervision (挂牌督办)", "/listed", printPressed, true),
		s.command("cards", "Yellow and red cards of each month, where the district has them on", "/cards", printCards, true),
		s.command("audit [LEAD]", "What an auditor asks, one answer a question", "/audit", printAudit, true))
	return cmd
}

func (s *supervising) indicatorsCommand() *cobra.Command {
	values := map[string]*string{}
	cmd := &cobra.Command{Use: "indicators", Short: "The indicators of a period", Args: cobra.NoArgs,
		Long: "The indicators of a period, each with its numerator and denominator. 指标定义：\n\n" + routing.IndicatorHelp()}
	for name, help := range map[string]string{"by": "split by department, street, grid, channel, category, class; several separated by commas", "from": "first day, such as 2026-07-01; absent: of this month",
		"to": "the day after the last", "bucket": "cut the period by day, week or month", "department": "only of this one", "street": "only of this one", "grid": "only of this one",
		"channel": "only of this one", "category": "only of this code", "class": "only of this first letter", "least": "how large a denominator must be not to be flagged"} {
		values[name] = cmd.Flags().String(name, map[string]string{"by": "department"}[name], help)
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		q := url.Values{}
		for name, value := range values {
			if *value != "" {
				q.Set(name, *value)
			}
		}
		return s.indicators(cmd.Context(), q)
	}
	return cmd
}

// command is a list or report at an address; its flags are parameters.
func (s *supervising) command(use, short, path string, print func([]byte) error, ofPeriod bool, flags ...string) *cobra.Command {
	values := map[string]*string{}
	cmd := &cobra.Command{Use: use, Short: short, Args: cobra.NoArgs}
	if strings.Contains(use, "[LEAD]") {
		cmd.Args = cobra.MaximumNArgs(1)
	}
	if ofPeriod {
		values["from"], values["to"] = cmd.Flags().String("from", "", "first day, such as 2026-07-01"), cmd.Flags().String("to", "", "the day after the last")
	}
	for _, name := range flags {
		values[name] = cmd.Flags().String(name, "", "only of this "+name)
	}
	values["limit"], values["after"] = cmd.Flags().String("limit", "", "how many at most"), cmd.Flags().String("after", "", "where the part before ended")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		q := url.Values{}
		for name, value := range values {
			if *value != "" {
				q.Set(name, *value)
			}
		}
		if len(args) > 0 {
			q.Set("lead", args[0])
		}
		return s.read(cmd.Context(), path, q, print)
	}
	return cmd
}

// read asks for a report and prints it as it is wanted.
func (s *supervising) read(ctx context.Context, path string, q url.Values, print func([]byte) error) error {
	c, err := newClient(s.data, s.as)
	if err != nil {
		return err
	}
	if s.output == "csv" {
		q.Set("format", "csv")
	}
	body, err := c.read(ctx, "/routing/api/v1/supervision"+path+"?"+q.Encode())
	switch {
	case err != nil:
		return err
	case s.output == "csv":
		_, err = os.Stdout.Write(body)
		return failed(err)
	case s.output == "json":
		return printJSON(json.RawMessage(body))
	}
	return print(body)
}

// read reads an answer as it is.
func (c *client) read(ctx context.Context, path string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return nil, failed(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	resp, err := c.http.Do(r)
	if err != nil {
		return nil, failed(fmt.Errorf("%s does not answer: %w", c.base, errors.Unwrap(err)))
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, failed(err)
	}
	if resp.StatusCode >= http.StatusMultipleChoices {
		return nil, refusalOf(resp.StatusCode, body)
	}
	return body, nil
}

func (s *supervising) indicators(ctx context.Context, q url.Values) error {
	return s.read(ctx, "/indicators", q, printIndicators)
}
