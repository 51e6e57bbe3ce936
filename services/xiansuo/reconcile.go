package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure"
	"xiansuo/services/enforcement"
	"xiansuo/services/intake"
	"xiansuo/services/internal/reconcile"
	"xiansuo/services/internal/run"
	"xiansuo/services/ledger"
	"xiansuo/services/routing"
)

// settle is how long what differs may be on its way.
const settle = 3 * time.Second

func reconcileCommand(o *options) *cobra.Command {
	var broker, file string
	cmd := &cobra.Command{
		Use:   "reconcile A B",
		Short: "Compare what two parties have, and name the leads that differ",
		Long: "Compares intake, routing, enforcement or disclosure with ledger (the log with its copy), intake with routing (the leads), and routing with a\n" +
			"department or unit (what it has not acknowledged with what the broker holds for it). With --file the department's own list is compared with\n" +
			"what it was sent: lines of a lead and the number of its newest record, or of ids of events; - is standard input. Digests of blocks are\n" +
			"compared first, so that it is fast. Exit code 0 says that they agree, 1 that they differ.",
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := operator(o, broker, nil)
			if err != nil {
				return failed(err)
			}
			r, err := compare(cmd.Context(), p, args[0], args[1], file)
			if err != nil {
				return failed(err)
			}
			if err := printResult(os.Stdout, o.output, r); err != nil {
				return failed(err)
			}
			if len(r.Differ) > 0 {
				return failed(fmt.Errorf("%s and %s differ about %d leads", r.A, r.B, len(r.Leads())))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&broker, "nats", os.Getenv("XIANSUO_NATS"), "the broker's address; that of the data folder by default")
	cmd.Flags().StringVar(&file, "file", "", "the department's own list; - is standard input")
	return cmd
}

// logs are the services whose logs the ledger copies.
var logs = map[string]func(context.Context, *run.Process) (run.Books, error){
	intake.Name: intake.LogBooks, routing.Name: routing.LogBooks, enforcement.Name: enforcement.LogBooks, disclosure.Name: disclosure.LogBooks,
}

func compare(ctx context.Context, p *run.Process, a, b, file string) (reconcile.Result, error) {
	pair := []string{a, b}
	other := func(name string) string { return pair[1-slices.Index(pair, name)] }
	has := func(name string) bool { return slices.Contains(pair, name) }
	switch {
	case has(ledger.Name) && logs[other(ledger.Name)] != nil:
		source := other(ledger.Name)
		return compareBooks(ctx, func() (run.Books, error) { return logs[source](ctx, p) }, func() (run.Books, error) { return ledger.CopyBooks(ctx, p, source) })
	case has(intake.Name) && has(routing.Name):
		return compareBooks(ctx, func() (run.Books, error) { return intake.LeadBooks(ctx, p) }, func() (run.Books, error) { return routing.LeadBooks(ctx, p) })
	case has(routing.Name) && (lead.Department(other(routing.Name)).Valid() || lead.ValidUnit(other(routing.Name))):
		return compareQueue(ctx, p, lead.Department(other(routing.Name)), file)
	}
	return reconcile.Result{}, errors.New("these can be compared: a service with ledger, intake with routing, routing with a department or unit")
}

func compareBooks(ctx context.Context, openA, openB func() (run.Books, error)) (r reconcile.Result, err error) {
	a, err := openA()
	if err != nil {
		return r, err
	}
	defer a.Close()
	b, err := openB()
	if err != nil {
		return r, err
	}
	defer b.Close()
	return reconcile.Compare(ctx, a.Party, b.Party, settle)
}

func compareQueue(ctx context.Context, p *run.Process, d lead.Department, file string) (r reconcile.Result, err error) {
	var a, b reconcile.Party
	var closed func()
	if file == "" {
		a, b, closed, err = routing.QueueBooks(ctx, p, d)
	} else {
		var in io.Reader = os.Stdin
		if file != "-" {
			f, err := os.Open(file)
			if err != nil {
				return r, err
			}
			defer f.Close()
			in = f
		}
		a, b, closed, err = routing.FileBooks(ctx, p, d, in)
	}
	if err != nil {
		return r, err
	}
	defer closed()
	return reconcile.Compare(ctx, a, b, settle)
}

func printResult(out io.Writer, output string, r reconcile.Result) error {
	if output == "json" {
		return printJSON(r)
	}
	fmt.Fprintf(out, "%s and %s: %d compared in %d blocks, %d looked into, %.1f s\n", r.A, r.B, r.Compared, r.Blocks, r.Looked, r.Seconds)
	if len(r.Differ) == 0 {
		fmt.Fprintln(out, "they agree")
		return nil
	}
	t := newTable("lead", "what", "number or id")
	for _, d := range r.Differ {
		t.AppendRow(table.Row{d.Lead, d.What, strings.TrimPrefix(d.Key, d.Lead)})
	}
	t.Render()
	return nil
}
