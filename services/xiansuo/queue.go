package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/nats-io/nats.go"
	"github.com/spf13/cobra"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/local"
)

func queueCommand(o *options) *cobra.Command {
	var follow bool
	var limit int
	cmd := &cobra.Command{
		Use: "queue DEPARTMENT", Short: "Look into the queue of a department or unit; --follow consumes that of a department", Args: cobra.ExactArgs(1),
		Long: "Without --follow it only looks: nothing is taken, nothing is acknowledged.\nWith --follow it consumes: what it prints is acknowledged and does not come again.",
		RunE: func(cmd *cobra.Command, args []string) error {
			d := lead.Department(args[0])
			if !d.Valid() && !lead.ValidUnit(args[0]) {
				return fmt.Errorf("there is no queue %q; there are %v, and those of the district's units", args[0], lead.Departments())
			}
			if follow && !d.Valid() {
				return fmt.Errorf("units pull their queues over HTTP, as docs/consume.md says; without --follow this looks into it")
			}
			if follow {
				return failed(followQueue(cmd.Context(), o, d))
			}
			return lookIntoQueue(cmd.Context(), o, d, limit)
		},
	}
	cmd.Flags().BoolVar(&follow, "follow", false, "consume and acknowledge until Ctrl-C")
	cmd.Flags().IntVar(&limit, "max", 20, "how many to show")
	return cmd
}

// message is what a line about an event in a queue needs.
type message struct {
	Type    string `json:"type"`
	Subject string `json:"subject"`
	Data    struct {
		Role     lead.Role     `json:"role"`
		Record   lead.Record   `json:"record"`
		Decision lead.Decision `json:"decision"`
		Matter   lead.Matter   `json:"matter"`
	} `json:"data"`
}

func (m message) row() table.Row {
	return table.Row{m.Subject, m.Type[len("xiansuo."):], m.Data.Role, m.Data.Decision.Urgency.Name().ZH,
		fmt.Sprintf("%s %s", m.Data.Decision.Category, m.Data.Decision.Category.Name().ZH), m.Data.Record.Rule, shorten(m.Data.Matter.Text, 20)}
}

func lookIntoQueue(ctx context.Context, o *options, d lead.Department, limit int) error {
	c, err := newClient(o.data, string(d))
	if err != nil {
		return err
	}
	var look struct {
		Waiting int64             `json:"waiting"`
		Events  []json.RawMessage `json:"events"`
	}
	if err := c.get(ctx, fmt.Sprintf("/routing/api/v1/queues/%s?look=1&max=%d", d, limit), &look); err != nil {
		return err
	}
	if o.output == "json" {
		return printJSON(look)
	}
	fmt.Printf("%d messages wait in the queue of %s; this only looks, --follow consumes\n", look.Waiting, d)
	w := newTable("lead", "message", "role", "urgency", "category", "rule", "about")
	for _, raw := range look.Events {
		var m message
		if err := json.Unmarshal(raw, &m); err != nil {
			return failed(err)
		}
		w.AppendRow(m.row())
	}
	w.Render()
	return nil
}

// followQueue consumes with the department's own credentials, as its software would.
func followQueue(ctx context.Context, o *options, d lead.Department) error {
	a, err := local.ReadAddresses(o.data)
	if err != nil {
		return err
	}
	nc, err := nats.Connect(a.NATS, nats.UserCredentials(filepath.Join(o.data, "credentials", string(d)+".creds")), nats.MaxReconnects(-1))
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer nc.Close()
	q, err := bus.OpenQueue(ctx, nc, a.District, d)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "consuming the queue of %s: what is printed is acknowledged and does not come again; Ctrl-C ends\n", d)
	return q.Consume(ctx, func(_ context.Context, e event.Event) error {
		body, err := e.MarshalJSON()
		if err != nil {
			return err
		}
		if o.output == "json" {
			_, err := fmt.Println(string(body))
			return err
		}
		var m message
		if err := json.Unmarshal(body, &m); err != nil {
			return err
		}
		_, err = fmt.Println(m.row()...)
		return err
	})
}
