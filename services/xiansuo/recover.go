package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/nats-io/nats.go"
	"github.com/spf13/cobra"

	"xiansuo/services/disclosure"
	"xiansuo/services/enforcement"
	"xiansuo/services/intake"
	"xiansuo/services/internal/local"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/run"
	"xiansuo/services/routing"
)

// recovered is a service that has a log of its own.
type recovered struct {
	name    string
	recover func(context.Context, *run.Process, outbox.Recovery) (*outbox.Report, error)
}

// recoverable are all of them, in the order in which they are recovered: each reads those before it.
var recoverable = []recovered{
	{intake.Name, intake.Recover}, {routing.Name, routing.Recover}, {enforcement.Name, enforcement.Recover}, {disclosure.Name, disclosure.Recover},
}

func recoverCommand(o *options) *cobra.Command {
	var broker, by, reason string
	var anew bool
	cmd := &cobra.Command{
		Use:   "recover [SERVICE]",
		Short: "After a database was restored from an older copy: bring back what other copies hold, and open a new epoch of the log",
		Long: "A service whose database was restored from an older copy accepts, numbers and publishes nothing. This takes the events that are missing\n" +
			"from its streams and from the ledger's copy, byte for byte and under their numbers, makes leads of them again, names the numbers that nobody\n" +
			"can give back, and opens a new epoch of the log above every number that anybody has seen. The services may run meanwhile; the ledger must.\n" +
			"Without SERVICE all of intake, routing, enforcement and disclosure are recovered, in this order. A second run does nothing.\n" +
			"With the XIANSUO_... of `xiansuo serve` in the environment it recovers that service; else it works on the data folder.",
		Args: cobra.MaximumNArgs(1), ValidArgs: serviceNames(),
		RunE: func(cmd *cobra.Command, args []string) error {
			r := outbox.Recovery{By: by, Reason: reason, Now: time.Now, Anew: anew}
			reports, err := recoverAll(cmd.Context(), o, broker, args, r)
			if err != nil {
				return err
			}
			return failed(printReports(os.Stdout, o.output, reports))
		},
	}
	cmd.Flags().StringVar(&broker, "nats", os.Getenv("XIANSUO_NATS"), "the broker's address; that of the data folder by default")
	cmd.Flags().StringVar(&by, "by", os.Getenv("USER"), "who recovers, for the record")
	cmd.Flags().StringVar(&reason, "reason", "", "why the database was restored, for the record")
	cmd.Flags().BoolVar(&anew, "anew", false, "open a new epoch even though no copy holds more than the log")
	return cmd
}

func recoverAll(ctx context.Context, o *options, broker string, only []string, r outbox.Recovery) (reports []*outbox.Report, err error) {
	if len(only) > 0 && !slices.ContainsFunc(recoverable, func(s recovered) bool { return s.name == only[0] }) {
		return nil, fmt.Errorf("%q has no log to recover: intake, routing, enforcement and disclosure have", only[0])
	}
	p, err := operator(o, broker, only)
	if err != nil {
		return nil, failed(err)
	}
	for _, s := range recoverable {
		if len(only) > 0 && only[0] != s.name {
			continue
		}
		report, err := s.recover(ctx, p, r)
		if err != nil {
			return reports, failed(err)
		}
		reports = append(reports, report)
	}
	return reports, nil
}

// operator is a process with the services' own credentials: of the environment, or of the data folder.
func operator(o *options, broker string, only []string) (*run.Process, error) {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	if os.Getenv("XIANSUO_NATS_CREDS") != "" {
		if len(only) == 0 {
			return nil, errors.New("the environment is that of one service: name it")
		}
		cfg, err := env.ParseAs[run.Config]()
		if err != nil {
			return nil, fmt.Errorf("configuration: %w", err)
		}
		return cfg.Process(log)
	}
	code := district
	if a, err := local.ReadAddresses(o.data); err == nil {
		code = a.District
		if broker == "" {
			broker = a.NATS
		}
	}
	if broker == "" {
		return nil, errors.New("--nats is required: the data folder does not say where the broker is")
	}
	folder, err := local.OpenFolder(o.data, code, serviceNames())
	if err != nil {
		return nil, err
	}
	key, err := run.ReadKey(folder.WebhookKey())
	if err != nil {
		return nil, err
	}
	return &run.Process{Log: log, Now: time.Now, District: code, Services: 1, Postgres: folder.DatabaseURL, Webhook: run.Webhook{Key: key},
		Connect: func(service string) (*nats.Conn, error) {
			return run.Connect(broker, service, log, nats.UserCredentials(folder.ServiceCreds(service)))
		}}, nil
}

func printReports(out io.Writer, output string, reports []*outbox.Report) error {
	if output == "json" {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(reports)
	}
	t := table.NewWriter()
	t.SetOutputMirror(out)
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"service", "epoch", "restored to", "known up to", "came back", "lost", "found in"})
	for _, r := range reports {
		epoch := "nothing was missing"
		if r.Epoch > 0 {
			epoch = fmt.Sprint(r.Epoch)
		}
		t.AppendRow(table.Row{r.Service, epoch, r.Restored, r.Known, r.Recovered, lostNumbers(r), r.Copies})
	}
	t.Render()
	for _, r := range reports {
		for _, what := range slices.Sorted(maps.Keys(r.Notes)) {
			fmt.Fprintf(out, "%s: %s: %s\n", r.Service, what, strings.Join(r.Notes[what], " "))
		}
	}
	return nil
}

func lostNumbers(r *outbox.Report) string {
	var out []string
	for _, n := range r.Lost {
		if n.From == n.To {
			out = append(out, fmt.Sprint(n.From))
		} else {
			out = append(out, fmt.Sprintf("%d-%d", n.From, n.To))
		}
	}
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, " ")
}
