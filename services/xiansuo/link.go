package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"xiansuo/services/internal/page"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/run"
)

// home is the page that people see first.
const home = "/routing/"

// openPages opens the way into the pages, where there is one.
func openPages(p *run.Process) error {
	if p.Sessions == nil {
		return nil
	}
	options := page.Options{District: p.District, Sessions: p.Sessions, Now: p.Now, Log: p.Log, Transient: pg.Transient}
	entrance, err := page.Entrance(options, p.Tokens, home)
	if err != nil {
		return fmt.Errorf("pages: %w", err)
	}
	for _, path := range page.EntrancePaths() {
		p.Handle(path, entrance)
	}
	return nil
}

func linkCommand(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "link",
		Short: "Print another link into the pages of a running xiansuo up: good for one entry on this machine, within an hour",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := newClient(o.data, "desk")
			if err != nil {
				return err
			}
			var answer struct{ Link string }
			if err := c.post(cmd.Context(), "/enter/link", nil, &answer); err != nil {
				return err
			}
			_, err = fmt.Fprintln(os.Stdout, answer.Link)
			return failed(err)
		},
	}
}
