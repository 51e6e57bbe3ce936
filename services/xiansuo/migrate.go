package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"xiansuo/services/internal/local"
	"xiansuo/services/internal/pg"
)

func migrateCommand(o *options) *cobra.Command {
	var postgres, natsListen, natsStore, code string
	cmd := &cobra.Command{
		Use:   "migrate",
		Short: "Make schemas, owners, login roles and credentials in given servers' places",
		Long: "Makes one schema, one owner and one login role per service in the database, applies what is missing, and fills the data folder\n" +
			"with what is missing there: credentials, keys, each service's database address, and nats.conf for a nats-server of its own.\n" +
			"It may run again at any time.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if postgres == "" {
				return errors.New("--postgres URL, as an administrator, is required")
			}
			folder, err := local.OpenFolder(o.data, code, serviceNames())
			if err != nil {
				return failed(err)
			}
			if err := migrateAll(cmd.Context(), folder, postgres); err != nil {
				return failed(err)
			}
			return failed(writeBrokerConfig(folder, natsListen, natsStore))
		},
	}
	cmd.Flags().StringVar(&postgres, "postgres", os.Getenv("XIANSUO_ADMIN_POSTGRES"), "administrator's URL")
	cmd.Flags().StringVar(&code, "district", district, "six-digit division code")
	cmd.Flags().StringVar(&natsListen, "nats-listen", "127.0.0.1:4222", "address in nats.conf")
	cmd.Flags().StringVar(&natsStore, "nats-store", "", "store folder in nats.conf (default <data>/nats)")
	return cmd
}

func writeBrokerConfig(folder *local.Folder, listen, store string) error {
	trust, err := folder.Keys.Trust()
	if err != nil {
		return err
	}
	if store == "" {
		store = folder.Broker()
	}
	return local.WriteBrokerConfig(filepath.Join(folder.Dir, "nats.conf"), trust, listen, store)
}

// migrateAll migrates every service's schema and keeps where each finds it.
func migrateAll(ctx context.Context, folder *local.Folder, adminURL string) error {
	for _, s := range services() {
		password, err := folder.DatabasePassword(s.name)
		if err != nil {
			return err
		}
		if err := pg.Migrate(ctx, adminURL, s.schema(), password); err != nil {
			return err
		}
		login, err := loginURL(adminURL, s.name, password)
		if err != nil {
			return err
		}
		if err := folder.WriteDatabaseURL(s.name, login); err != nil {
			return err
		}
	}
	return nil
}

func loginURL(adminURL, service, password string) (string, error) {
	u, err := url.Parse(adminURL)
	if err != nil {
		return "", fmt.Errorf("the URL of --postgres is not valid")
	}
	u.User = url.UserPassword(pg.Role(service), password)
	return u.String(), nil
}
