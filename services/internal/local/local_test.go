package local_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/internal/local"
)

// place is a folder that PostgreSQL's own user can reach.
func place(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "xiansuo-local-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return filepath.Join(dir, "postgres")
}

func execute(t *testing.T, url, sql string) error {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	_, err = conn.Exec(context.Background(), sql)
	return err
}

// A private cluster is made once, keeps what was committed through a crash, and is started again at once after one.
func TestPrivatePostgres(t *testing.T) {
	dir := place(t)
	p, err := local.StartPostgres(t.Context(), local.PostgresOptions{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := execute(t, p.URL, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)"); err != nil {
		t.Fatal(err)
	}
	p.Kill()
	if p, err = local.StartPostgres(t.Context(), local.PostgresOptions{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	if err := execute(t, p.URL, "SELECT 1 / count(*) FROM kept"); err != nil {
		t.Fatal(err)
	}
	if err := p.Stop(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Fatalf("the cluster's folder is open to others: %v %v", info, err)
	}
}

// A cluster whose making was cut off is made anew.
func TestHalfMadeCluster(t *testing.T) {
	dir := place(t)
	if err := os.MkdirAll(filepath.Join(dir, "cluster.new", "base"), 0o700); err != nil {
		t.Fatal(err)
	}
	p, err := local.StartPostgres(t.Context(), local.PostgresOptions{Dir: dir, Throwaway: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Stop(); err != nil {
		t.Fatal(err)
	}
}

// Keys, tokens and credentials stay the same from one start to the next, and a second process is kept out.
func TestFolderStaysTheSame(t *testing.T) {
	dir := t.TempDir()
	first, err := local.OpenFolder(dir, "990101", []string{"intake"})
	if err != nil || !first.New {
		t.Fatalf("%v, new %t", err, first.New)
	}
	tokens, _ := first.Tokens()
	creds, _ := os.ReadFile(filepath.Join(dir, "credentials", "market.creds"))
	if failed, err := local.OpenFolder(dir, "990101", []string{"intake"}); err != nil || !failed.New {
		t.Fatalf("%v, new %t after a start that got no further", err, failed.New)
	}
	if err := first.WriteAddresses(local.Addresses{HTTP: "http://127.0.0.1:1"}); err != nil {
		t.Fatal(err)
	}
	second, err := local.OpenFolder(dir, "990101", []string{"intake"})
	if err != nil || second.New {
		t.Fatalf("%v, new %t", err, second.New)
	}
	again, _ := second.Tokens()
	credsAgain, _ := os.ReadFile(filepath.Join(dir, "credentials", "market.creds"))
	if len(tokens) != len(local.Principals()) || tokens["market"] != again["market"] || string(creds) != string(credsAgain) || len(tokens["market"]) < 32 {
		t.Fatal("tokens or credentials changed")
	}
	if err := first.Lock(); err != nil {
		t.Fatal(err)
	}
	if err := second.Lock(); !errors.Is(err, local.ErrInUse) {
		t.Fatalf("a second process gets in: %v", err)
	}
}
