package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

func traceCommand(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "trace LEAD",
		Short: "Show a lead's whole way: every record, who held it, how long, and the events",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := newClient(o.data, "auditor")
			if err != nil {
				return err
			}
			var raw json.RawMessage
			if err := c.get(cmd.Context(), "/ledger/api/v1/leads/"+args[0]+"/trace", &raw); err != nil {
				return err
			}
			if o.output == "json" {
				return printJSON(raw)
			}
			return printTrace(raw)
		},
	}
}

func printJSON(v any) error {
	body, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return failed(err)
	}
	_, err = fmt.Fprintln(os.Stdout, string(body))
	return failed(err)
}

func printTrace(raw []byte) error {
	var t struct {
		Lead    string
		Holder  lead.Holder
		Records []struct {
			lead.Record
			HeldSeconds float64
		}
		Events []struct{ Type string }
	}
	if err := json.Unmarshal(raw, &t); err != nil {
		return failed(err)
	}
	w := newTable("no", "time", "record", "from", "to", "by", "reason", "rule", "holder then", "held")
	for _, r := range t.Records {
		w.AppendRow(table.Row{r.No, r.At.In(calendar.China).Format("01-02 15:04:05"), r.Kind.Name().ZH + " " + string(r.Kind), r.From, r.To, r.By, reasonText(r.Record), r.Rule,
			holderText(r.Holder), heldText(r.HeldSeconds)})
	}
	fmt.Printf("lead %s, held by %s, %d events\n", t.Lead, holderText(t.Holder), len(t.Events))
	w.Render()
	return nil
}

func newTable(columns ...any) table.Writer {
	w := table.NewWriter()
	w.SetOutputMirror(os.Stdout)
	w.SetStyle(table.StyleLight)
	w.AppendHeader(table.Row(columns))
	return w
}

func reasonText(r lead.Record) string {
	text := r.Reason
	if n := lead.Reason(r.Reason).Name(); n.ZH != "" {
		text += " " + n.ZH
	} else if n := lead.Category(r.Reason).Name(); n.ZH != "" {
		text += " " + n.ZH
	}
	if r.Competent != "" {
		text += " → " + r.Competent
	}
	if r.Note != "" {
		text += " " + shorten(r.Note, 24)
	}
	return strings.TrimSpace(text)
}

func holderText(h lead.Holder) string {
	if h == lead.Nobody {
		return "nobody (ended)"
	}
	return string(h)
}

func heldText(seconds float64) string {
	return (time.Duration(seconds * float64(time.Second))).Round(time.Second / 10).String()
}
