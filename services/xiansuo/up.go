package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"xiansuo/pkg/bus"
	"xiansuo/services/internal/local"
	"xiansuo/services/internal/run"
	"xiansuo/services/internal/web"
)

// up runs everything in one process.
type up struct {
	*options
	listen, natsListen, postgres, nats string
	webhookAllow                       string
	samples                            bool
	began                              time.Time
	out                                io.Writer
	log                                *slog.Logger
	closers                            []func()
}

func upCommand(o *options) *cobra.Command {
	u := &up{options: o, out: os.Stdout}
	cmd := &cobra.Command{
		Use:   "up",
		Short: "Run everything in one process: services, broker, private PostgreSQL, sample leads",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return failed(u.run(cmd.Context())) },
	}
	cmd.Flags().StringVar(&u.listen, "listen", "127.0.0.1:8080", "address for HTTP; port 0 picks one")
	cmd.Flags().StringVar(&u.natsListen, "nats-listen", "127.0.0.1:4222", "address for NATS; port 0 picks one")
	cmd.Flags().StringVar(&u.postgres, "postgres", "", "use this PostgreSQL, as an administrator, instead of a private one")
	cmd.Flags().StringVar(&u.nats, "nats", "", "use this NATS server, which trusts <data>/nats.conf, instead of an embedded one")
	cmd.Flags().StringVar(&u.webhookAllow, "webhook-allow", "", "inward networks that webhooks may call, such as 10.8.0.0/16,127.0.0.1")
	cmd.Flags().BoolVar(&u.samples, "samples", true, "show a sample district when the data folder is new: 60 complaints and what became of some")
	return cmd
}

const readyWithin = 30 * time.Second

func (u *up) run(ctx context.Context) error {
	defer u.close()
	u.began = time.Now()
	folder, err := local.OpenFolder(u.data, district, serviceNames())
	if err != nil {
		return err
	}
	if err := folder.Lock(); err != nil {
		return err
	}
	if err := u.openLog(folder); err != nil {
		return err
	}
	stopTelemetry, err := run.StartTelemetry(ctx)
	if err != nil {
		return err
	}
	u.later(func() { _ = stopTelemetry(context.WithoutCancel(ctx)) })
	database, err := u.startPostgres(ctx, folder)
	if err != nil {
		return err
	}
	if err := migrateAll(ctx, folder, database); err != nil {
		return err
	}
	broker, connect, err := u.startBroker(ctx, folder)
	if err != nil {
		return err
	}
	listener, err := local.Listen(u.listen)
	if err != nil {
		return fmt.Errorf("listen: %w; choose another with --listen", err)
	}
	p, err := u.process(folder, database, connect)
	if err != nil {
		return err
	}
	p.Sessions = web.NewSessions(listener.Addr(), p.Tokens)
	if p.Webhook.Link, err = run.ParseLink("http://" + listener.Addr().String()); err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	addresses := addressesOf(listener, broker, database)
	if err := folder.WriteAddresses(addresses); err != nil {
		return err
	}
	u.log.Info("xiansuo starts", "http", addresses.HTTP, "nats", addresses.NATS)
	defer u.log.Info("xiansuo stops")
	group, ctx := errgroup.WithContext(ctx)
	for _, s := range services() {
		group.Go(func() error { return s.serve(ctx, p) })
	}
	group.Go(func() error { return p.Listen(ctx, listener) })
	group.Go(func() error { return u.greet(ctx, p, folder, addresses) })
	if err := group.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	fmt.Fprintln(u.out, "stopped")
	return nil
}

// process is what the services share.
func (u *up) process(folder *local.Folder, database string, connect func(string) (*nats.Conn, error)) (*run.Process, error) {
	tokens, err := web.ReadTokens(folder.TokenDigests())
	if err != nil {
		return nil, err
	}
	key, err := run.ReadKey(folder.WebhookKey())
	if err != nil {
		return nil, err
	}
	allow, err := run.ParseNetworks(u.webhookAllow)
	if err != nil {
		return nil, fmt.Errorf("--webhook-allow: %w", err)
	}
	login := func(service string) (string, error) {
		password, err := folder.DatabasePassword(service)
		if err != nil {
			return "", err
		}
		return loginURL(database, service, password)
	}
	return &run.Process{Log: u.log, Now: time.Now, District: district, Files: filepath.Join(folder.Dir, "files"), Services: len(services()), Tokens: tokens,
		Connect: connect, Postgres: login, Webhook: run.Webhook{Key: key, Allow: allow}}, nil
}

// later remembers what to end, last first.
func (u *up) later(f func()) { u.closers = append(u.closers, f) }

func (u *up) close() {
	for i := len(u.closers) - 1; i >= 0; i-- {
		u.closers[i]()
	}
}

// openLog sends the log to a file; what somebody must look at goes to the console too.
func (u *up) openLog(folder *local.Folder) error {
	file, err := os.OpenFile(filepath.Join(folder.Dir, "xiansuo.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("log: %w", err)
	}
	u.later(func() { _ = file.Close() })
	u.log = slog.New(slog.NewMultiHandler(slog.NewJSONHandler(file, nil), slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})))
	return nil
}

func (u *up) startPostgres(ctx context.Context, folder *local.Folder) (string, error) {
	if u.postgres != "" {
		return u.postgres, nil
	}
	place, err := folder.PostgresPlace()
	if err != nil {
		return "", err
	}
	server, err := local.StartPostgres(ctx, local.PostgresOptions{Dir: place})
	if err != nil {
		return "", err
	}
	u.later(func() {
		if err := server.Stop(); err != nil {
			u.log.Warn("private PostgreSQL did not stop cleanly", "error", err)
		}
	})
	if err := folder.Claim(place); err != nil {
		return "", err
	}
	if orphans := local.Orphans(); len(orphans) > 0 {
		fmt.Fprintf(u.out, "note: the data folders of %d databases are gone; remove those with: rm -r %s\n", len(orphans), strings.Join(orphans, " "))
	}
	return server.URL, nil
}

// startBroker starts the broker, looks after it, and returns where clients connect and how our services do.
func (u *up) startBroker(ctx context.Context, folder *local.Folder) (string, func(string) (*nats.Conn, error), error) {
	if u.nats != "" {
		return u.nats, func(service string) (*nats.Conn, error) {
			return run.Connect(u.nats, service, u.log, nats.UserCredentials(folder.ServiceCreds(service)))
		}, nil
	}
	trust, err := folder.Keys.Trust()
	if err != nil {
		return "", nil, err
	}
	broker, err := local.StartBroker(u.log, folder.Broker(), u.natsListen, trust)
	if err != nil {
		return "", nil, fmt.Errorf("%w; choose another address with --nats-listen", err)
	}
	ctx, stop := context.WithCancel(ctx)
	var keeper sync.WaitGroup
	keeper.Go(func() { broker.Keep(ctx, local.Patience) })
	u.later(func() {
		stop()
		keeper.Wait()
		broker.Stop()
	})
	connect := func(service string) (*nats.Conn, error) {
		return run.Connect("", service, u.log, nats.InProcessServer(broker), nats.UserCredentials(folder.ServiceCreds(service)))
	}
	return broker.URL(), connect, nil
}

func addressesOf(l net.Listener, broker, database string) local.Addresses {
	return local.Addresses{
		HTTP: "http://" + l.Addr().String(), NATS: broker, Postgres: withoutPassword(database), District: district,
		Stream: bus.Leads, Consumer: "<department>", APIPrefix: bus.APIPrefix, Answers: "answers.v1." + district + ".<department>",
	}
}
