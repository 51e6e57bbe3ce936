// Package pgtest gives each test a PostgreSQL database of its own, on one throwaway cluster per test binary.
package pgtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"xiansuo/services/internal/local"
	"xiansuo/services/internal/pg"
)

// Password is that of every login role on the throwaway cluster.
const Password = "test"

// Database is one test's database.
type Database struct {
	// Admin is the administrator's URL.
	Admin string
}

var cluster struct {
	once      sync.Once
	url       string
	err       error
	count     atomic.Int64
	mu        sync.Mutex
	templates map[string]error // by name: what came of making it
}

// New returns a fresh database with the given schemas. A machine without PostgreSQL fails the test with the cure.
func New(t testing.TB, schemas ...pg.Schema) *Database {
	t.Helper()
	cluster.once.Do(start)
	if cluster.err != nil {
		t.Fatalf("a test database: %v", cluster.err)
	}
	template, err := templateOf(t.Context(), schemas)
	if err != nil {
		t.Fatalf("a test database: %v", err)
	}
	name := fmt.Sprintf("test_%d", cluster.count.Add(1))
	if err := execute(t.Context(), cluster.url, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, template)); err != nil {
		t.Fatalf("a test database: %v", err)
	}
	t.Cleanup(func() { drop(name) })
	return &Database{Admin: withDatabase(cluster.url, name)}
}

// Copy returns a copy of the database as it is now: a backup. Whoever is connected to it is thrown out.
func (d *Database) Copy(t testing.TB) *Database {
	t.Helper()
	u, err := url.Parse(d.Admin)
	if err != nil {
		t.Fatal(err)
	}
	from, name := strings.TrimPrefix(u.Path, "/"), fmt.Sprintf("test_%d", cluster.count.Add(1))
	for _, sql := range []string{
		fmt.Sprintf("ALTER DATABASE %s ALLOW_CONNECTIONS false", from),
		fmt.Sprintf("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '%s'", from),
		fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, from),
		fmt.Sprintf("ALTER DATABASE %s ALLOW_CONNECTIONS true", from),
	} {
		if err := execute(t.Context(), cluster.url, sql); err != nil {
			t.Fatalf("copy a test database: %v", err)
		}
	}
	t.Cleanup(func() { drop(name) })
	return &Database{Admin: withDatabase(cluster.url, name)}
}

func drop(name string) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_ = execute(ctx, cluster.url, fmt.Sprintf("DROP DATABASE IF EXISTS %s WITH (FORCE)", name))
}

// Exchange puts another database in the place of this one, as a restore under running services would. Whoever is connected is thrown out.
func (d *Database) Exchange(t testing.TB, other *Database) {
	t.Helper()
	name := func(db *Database) string {
		u, err := url.Parse(db.Admin)
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimPrefix(u.Path, "/")
	}
	own := name(d)
	for _, sql := range []string{
		fmt.Sprintf("ALTER DATABASE %s ALLOW_CONNECTIONS false", own),
		fmt.Sprintf("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '%s'", own),
		fmt.Sprintf("ALTER DATABASE %s RENAME TO %s_gone", own, own),
		fmt.Sprintf("ALTER DATABASE %s RENAME TO %s", name(other), own),
	} {
		if err := execute(t.Context(), cluster.url, sql); err != nil {
			t.Fatalf("exchange a test database: %v", err)
		}
	}
	t.Cleanup(func() { drop(own + "_gone") })
}

// Pool returns a pool as the schema's login role.
func (d *Database) Pool(t testing.TB, schema string) *pgxpool.Pool {
	t.Helper()
	pool, err := pg.Open(t.Context(), d.URL(schema), schema, 8)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// Exec runs a statement as the administrator.
func (d *Database) Exec(t testing.TB, sql string) error {
	t.Helper()
	return execute(t.Context(), d.Admin, sql)
}

// URL is that of a schema's login role.
func (d *Database) URL(schema string) string {
	u, _ := url.Parse(d.Admin)
	u.User = url.UserPassword(pg.Role(schema), Password)
	return u.String()
}

// start makes the cluster in a folder that the next run of the same binary's tests clears: the server ends with this process.
func start() {
	dir, err := os.MkdirTemp("", "xiansuo-test-")
	if err != nil {
		cluster.err = err
		return
	}
	sweep(dir)
	if err := os.Chmod(dir, 0o755); err != nil {
		cluster.err = err
		return
	}
	server, err := local.StartPostgres(context.Background(), local.PostgresOptions{Dir: filepath.Join(dir, "pg"), Throwaway: true})
	if err != nil {
		cluster.err = err
		return
	}
	cluster.url, cluster.templates = server.URL, map[string]error{}
}

// sweep removes what test runs left that have ended.
func sweep(own string) {
	old, _ := filepath.Glob(filepath.Join(filepath.Dir(own), "xiansuo-test-*"))
	for _, dir := range old {
		_, running := os.Stat(filepath.Join(dir, "pg", "cluster", "postmaster.pid"))
		info, err := os.Stat(dir)
		if err == nil && dir != own && running != nil && time.Since(info.ModTime()) > 5*time.Minute {
			_ = os.RemoveAll(dir)
		}
	}
}

// templateOf migrates a set of schemas once; databases are copied from it.
func templateOf(ctx context.Context, schemas []pg.Schema) (string, error) {
	cluster.mu.Lock()
	defer cluster.mu.Unlock()
	var names []string
	for _, s := range schemas {
		names = append(names, s.Name)
	}
	key := "template_" + strings.Join(names, "_")
	err, made := cluster.templates[key]
	if !made {
		err = makeTemplate(ctx, key, schemas)
		cluster.templates[key] = err
	}
	return key, err
}

func makeTemplate(ctx context.Context, name string, schemas []pg.Schema) error {
	if err := execute(ctx, cluster.url, "CREATE DATABASE "+name); err != nil {
		return err
	}
	for _, s := range schemas {
		if err := pg.Migrate(ctx, withDatabase(cluster.url, name), s, Password); err != nil {
			return err
		}
	}
	return nil
}

func execute(ctx context.Context, url, sql string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, sql)
	return err
}

func withDatabase(rawURL, name string) string {
	u, _ := url.Parse(rawURL)
	u.Path = "/" + name
	return u.String()
}
