package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"

	"github.com/caarlos0/env/v11"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"xiansuo/services/disclosure"
	"xiansuo/services/enforcement"
	"xiansuo/services/intake"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/run"
	"xiansuo/services/ledger"
	"xiansuo/services/routing"
)

// service is one of the services as this binary runs it.
type service struct {
	name   string
	schema func() pg.Schema
	serve  func(context.Context, *run.Process) error
}

// configured returns a service's Serve with its configuration read from the environment.
func configured[C any](serve func(context.Context, C, *run.Process) error) func(context.Context, *run.Process) error {
	return func(ctx context.Context, p *run.Process) error {
		cfg, err := env.ParseAs[C]()
		if err != nil {
			return fmt.Errorf("configuration: %w", err)
		}
		return serve(ctx, cfg, p)
	}
}

// services lists all of them, in the order of a lead's way.
func services() []service {
	return []service{
		{intake.Name, intake.Schema, configured(intake.Serve)},
		{routing.Name, routing.Schema, configured(routing.Serve)},
		{enforcement.Name, enforcement.Schema, configured(enforcement.Serve)},
		{disclosure.Name, disclosure.Schema, configured(disclosure.Serve)},
		{ledger.Name, ledger.Schema, configured(ledger.Serve)},
	}
}

func serviceNames() (names []string) {
	for _, s := range services() {
		names = append(names, s.name)
	}
	return names
}

func serveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "serve SERVICE",
		Short: "Run one service against given servers (configured by XIANSUO_... in the environment)",
		Long: "Runs intake, routing, enforcement, disclosure or ledger. It migrates nothing and refuses a schema that is older than it.\n" +
			"XIANSUO_DISTRICT, XIANSUO_POSTGRES or XIANSUO_POSTGRES_FILE, XIANSUO_NATS, XIANSUO_NATS_CREDS and XIANSUO_TOKENS say where everything is;\n" +
			"XIANSUO_WEBHOOK_KEY_FILE, XIANSUO_WEBHOOK_ALLOW and XIANSUO_PUBLIC_URL how others are called.",
		Args:      cobra.ExactArgs(1),
		ValidArgs: serviceNames(),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, s := range services() {
				if s.name == args[0] {
					return failed(serveOne(cmd.Context(), s))
				}
			}
			return fmt.Errorf("there is no service %q; there are %v", args[0], serviceNames())
		},
	}
}

// serveOne runs a service in a process of its own, on loopback unless the environment says otherwise.
func serveOne(ctx context.Context, s service) error {
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil)).With("service", s.name)
	cfg, err := env.ParseAs[run.Config]()
	if err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	stopTelemetry, err := run.StartTelemetry(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = stopTelemetry(context.WithoutCancel(ctx)) }()
	p, err := cfg.Process(log)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	log.Info("service starts", "address", listener.Addr().String())
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return s.serve(ctx, p) })
	group.Go(func() error { return p.Listen(ctx, listener) })
	err = group.Wait()
	log.Info("service stops")
	return err
}
