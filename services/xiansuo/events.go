package main

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"xiansuo/pkg/calendar"
	"xiansuo/services/internal/outbox"
)

func eventsCommand(o *options) *cobra.Command {
	cmd := &cobra.Command{Use: "events", Short: "Events that a service could not apply"}
	aside := &cobra.Command{Use: "aside", Short: "List what was set aside, and what waits behind it", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return listAsides(cmd, o) }}
	aside.AddCommand(&cobra.Command{
		Use: "replay SERVICE ID", Short: "Apply an event again, and those of its lead that wait behind it", Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error { return replayAside(cmd, o, args[0], args[1]) },
	})
	cmd.AddCommand(aside)
	return cmd
}

func listAsides(cmd *cobra.Command, o *options) error {
	c, err := newClient(o.data, "desk")
	if err != nil {
		return err
	}
	all := map[string][]outbox.Aside{}
	n := 0
	for _, service := range serviceNames() {
		var list struct {
			Events []outbox.Aside `json:"events"`
		}
		if err := c.get(cmd.Context(), "/"+service+"/api/v1/aside", &list); err != nil {
			return err
		}
		all[service] = list.Events
		n += len(list.Events)
	}
	if o.output == "json" {
		return printJSON(all)
	}
	if n == 0 {
		fmt.Println("nothing is set aside")
		return nil
	}
	w := newTable("service", "id", "from", "number", "lead", "type", "why", "since")
	for _, service := range serviceNames() {
		for _, a := range all[service] {
			w.AppendRow(table.Row{service, a.ID, a.Source, a.Sequence, a.Lead, a.Type, shorten(a.Reason, 60), a.At.In(calendar.China).Format("01-02 15:04:05")})
		}
	}
	w.Render()
	return nil
}

func replayAside(cmd *cobra.Command, o *options, service, id string) error {
	if !slices.Contains(serviceNames(), service) {
		return fmt.Errorf("there is no service %q; there are %v", service, serviceNames())
	}
	if _, err := strconv.ParseInt(id, 10, 64); err != nil {
		return fmt.Errorf("ID must be a number, as `xiansuo events aside` lists it")
	}
	c, err := newClient(o.data, "desk")
	if err != nil {
		return err
	}
	var out struct {
		Replayed int `json:"replayed"`
	}
	if err := c.post(cmd.Context(), "/"+service+"/api/v1/aside/"+id+"/replay", nil, &out); err != nil {
		return err
	}
	fmt.Printf("%d events applied\n", out.Replayed)
	return nil
}
