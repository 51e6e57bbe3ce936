package run

import (
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/nats-io/nats.go"

	"xiansuo/services/internal/web"
)

// Config is what the environment decides for a service that runs in a process of its own.
type Config struct {
	District string `env:"XIANSUO_DISTRICT,required,notEmpty"`
	Listen   string `env:"XIANSUO_LISTEN" envDefault:"127.0.0.1:8080"`
	// PostgreSQL as the service's login role: the URL, or a file that holds it.
	Postgres     string `env:"XIANSUO_POSTGRES"`
	PostgresFile string `env:"XIANSUO_POSTGRES_FILE"`
	NATS         string `env:"XIANSUO_NATS,required,notEmpty"`
	NATSCreds    string `env:"XIANSUO_NATS_CREDS,required,notEmpty"`
	// How many brokers of a cluster keep each stream.
	Replicas int `env:"XIANSUO_REPLICAS" envDefault:"1"`
	// File with the digests of the tokens, as xiansuo migrate writes it.
	Tokens string `env:"XIANSUO_TOKENS,required,notEmpty"`
	// File with the master secret of webhooks, as xiansuo migrate makes it; without it nobody is called.
	WebhookKey string `env:"XIANSUO_WEBHOOK_KEY_FILE"`
	// Inward networks that webhooks may call, as prefixes with commas between them.
	WebhookAllow string `env:"XIANSUO_WEBHOOK_ALLOW"`
	// Where others reach this service, for the links that webhooks carry, and for whole addresses on the public site.
	PublicURL string `env:"XIANSUO_PUBLIC_URL"`
	// Folder for what is kept outside the database: evidence. Every process of enforcement must see the same one.
	Files string `env:"XIANSUO_FILES"`
}

// Process returns the process that the configuration describes.
func (c Config) Process(log *slog.Logger) (*Process, error) {
	tokens, err := web.ReadTokens(c.Tokens)
	if err != nil {
		return nil, err
	}
	calls, err := c.webhook()
	if err != nil {
		return nil, err
	}
	return &Process{
		Log: log, Now: time.Now, District: c.District, Files: c.Files, Replicas: c.Replicas, Services: 1, Tokens: tokens, Webhook: calls,
		Postgres: func(string) (string, error) { return c.postgres() },
		Connect: func(service string) (*nats.Conn, error) {
			return Connect(c.NATS, service, log, nats.UserCredentials(c.NATSCreds))
		},
	}, nil
}

func (c Config) webhook() (w Webhook, err error) {
	if c.WebhookKey != "" {
		if w.Key, err = ReadKey(c.WebhookKey); err != nil {
			return w, err
		}
	}
	if w.Allow, err = ParseNetworks(c.WebhookAllow); err != nil {
		return w, fmt.Errorf("XIANSUO_WEBHOOK_ALLOW: %w", err)
	}
	if w.Link, err = ParseLink(c.PublicURL); err != nil {
		return w, fmt.Errorf("XIANSUO_PUBLIC_URL: %w", err)
	}
	return w, nil
}

func (c Config) postgres() (string, error) {
	if c.Postgres != "" {
		return c.Postgres, nil
	}
	if c.PostgresFile == "" {
		return "", fmt.Errorf("set XIANSUO_POSTGRES or XIANSUO_POSTGRES_FILE")
	}
	content, err := os.ReadFile(c.PostgresFile)
	if err != nil {
		return "", fmt.Errorf("postgres url: %w", err)
	}
	return strings.TrimSpace(string(content)), nil
}

// Connect opens a connection to the broker that comes back by itself for as long as the process lives.
func Connect(url, name string, log *slog.Logger, options ...nats.Option) (*nats.Conn, error) {
	options = append(options,
		nats.Name("xiansuo-"+name), nats.MaxReconnects(-1), nats.ReconnectWait(200*time.Millisecond), nats.RetryOnFailedConnect(true),
		nats.PingInterval(10*time.Second), nats.MaxPingsOutstanding(2), // a broker whose network was pulled out says no more that it has gone
		nats.ReconnectBufSize(-1), // what was not sent is not kept: the log is sent again from where the stream ends
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			log.Warn("broker connection reports", "service", name, "error", err)
		}),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				log.Warn("broker connection lost, coming back", "service", name, "error", err)
			}
		}))
	nc, err := nats.Connect(url, options...)
	if err != nil {
		return nil, fmt.Errorf("connect %s to the broker: %w", name, err)
	}
	return nc, nil
}
