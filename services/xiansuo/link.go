package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/page"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/run"
	"xiansuo/services/internal/web"
)

// home is the page that people see first: the public its own, and whoever entered where the work is.
func home(as web.Principal) string {
	switch a := as.Actor(); {
	case as == "":
		return "/public/"
	case a.Role == actor.Head:
		return "/enforcement/"
	case a.Role == actor.Legal, a.Role == actor.Editor, a.Role == actor.Approver:
		return "/disclosure/"
	}
	return "/routing/"
}

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

// linkAs asks a running xiansuo up for a link, with somebody's token.
func linkAs(ctx context.Context, data string, as web.Principal) (string, error) {
	c, err := newClient(data, string(as))
	if err != nil {
		return "", err
	}
	var answer struct{ Link string }
	err = c.post(ctx, "/enter/link", nil, &answer)
	return answer.Link, err
}

func linkCommand(o *options) *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use:   "link",
		Short: "Print another link into the pages of a running xiansuo up: good for one entry on this machine, within an hour",
		Long: "Prints a link that opens the pages as somebody: the desk, a department, its head (education-head), legal, disclosure-editor,\n" +
			"disclosure-approver, a unit of the district by its code, taskforce, justice or auditor.\n" +
			"It is made with that one's token, so only whoever can read the token in the data folder gets it.",
		Example: "  xiansuo link\n  xiansuo link --as education\n  xiansuo link --as disclosure-editor",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !web.Principal(as).Enters() {
				return fmt.Errorf("nobody enters the pages as %q: desk, taskforce, justice, auditor, one of the six departments, its head such as education-head, legal, disclosure-editor, disclosure-approver or the code of a unit do", as)
			}
			link, err := linkAs(cmd.Context(), o.data, web.Principal(as))
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(os.Stdout, link)
			return failed(err)
		},
	}
	cmd.Flags().StringVar(&as, "as", string(web.DeskPrincipal), "who enters")
	return cmd
}
