package pg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/pressly/goose/v3/lock"
)

// Schema is a service's part of the database.
type Schema struct {
	Name string
	// Parts are sets of goose migrations, each with a version table of its own in the schema, applied in this order.
	Parts []Part
	// Update and Delete name the tables whose rows the login role may change or delete. Every other table is insert only.
	Update, Delete []string
}

// Part is a set of migrations.
type Part struct {
	Name  string
	Files fs.FS
}

// ErrOldSchema says that the database lacks migrations that this program needs.
var ErrOldSchema = errors.New("schema is older than this program: run xiansuo migrate")

// Role returns the login role of a schema's service.
func Role(schema string) string { return "xiansuo_" + schema }

func owner(schema string) string { return Role(schema) + "_owner" }

// Migrate makes the schema, its owner and its login role with the given password, applies what is missing under a lock, and
// grants the login role its rights: no DDL, and no UPDATE or DELETE but where the schema says so.
func Migrate(ctx context.Context, adminURL string, s Schema, password string) error {
	if err := makeRoles(ctx, adminURL, s.Name, password); err != nil {
		return fmt.Errorf("roles of %s: %w", s.Name, err)
	}
	if err := applyParts(ctx, adminURL, s); err != nil {
		return err
	}
	return grant(ctx, adminURL, s)
}

func makeRoles(ctx context.Context, adminURL, schema, password string) error {
	conn, err := pgx.Connect(ctx, adminURL)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	tx, err := conn.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback(ctx)
	if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtext('xiansuo roles'))"); err != nil {
		return err
	}
	for role, options := range map[string]string{owner(schema): "NOLOGIN", Role(schema): "LOGIN"} {
		var exists bool
		if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", role).Scan(&exists); err != nil {
			return err
		}
		verb := "CREATE"
		if exists {
			verb = "ALTER"
		}
		if options == "LOGIN" {
			options += " NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD " + quote(password)
		}
		if _, err := tx.Exec(ctx, fmt.Sprintf("%s ROLE %s WITH %s", verb, role, options)); err != nil {
			return errors.New(strings.ReplaceAll(err.Error(), password, "…"))
		}
	}
	if _, err := tx.Exec(ctx, fmt.Sprintf("CREATE SCHEMA IF NOT EXISTS %s AUTHORIZATION %s", schema, owner(schema))); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func applyParts(ctx context.Context, adminURL string, s Schema) error {
	cfg, err := pgx.ParseConfig(adminURL)
	if err != nil {
		return errors.New("postgres url is not valid")
	}
	cfg.RuntimeParams["search_path"] = s.Name
	cfg.RuntimeParams["role"] = owner(s.Name)
	db := stdlib.OpenDB(*cfg)
	defer db.Close()
	for _, part := range s.Parts {
		provider, err := partProvider(db, s.Name, part)
		if err != nil {
			return fmt.Errorf("migrations %s of %s: %w", part.Name, s.Name, err)
		}
		if _, err := provider.Up(ctx); err != nil {
			return fmt.Errorf("migrate %s of %s: %w", part.Name, s.Name, err)
		}
	}
	return nil
}

func partProvider(db *sql.DB, schema string, part Part) (*goose.Provider, error) {
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, err
	}
	store, err := database.NewStore(database.DialectPostgres, versionTable(schema, part))
	if err != nil {
		return nil, err
	}
	return goose.NewProvider("", db, part.Files, goose.WithStore(store), goose.WithSessionLocker(locker))
}

func versionTable(schema string, part Part) string { return schema + "." + part.Name + "_version" }

func grant(ctx context.Context, adminURL string, s Schema) error {
	conn, err := pgx.Connect(ctx, adminURL)
	if err != nil {
		return fmt.Errorf("grant in %s: %w", s.Name, err)
	}
	defer conn.Close(ctx)
	role := Role(s.Name)
	statements := []string{
		fmt.Sprintf("REVOKE ALL ON ALL TABLES IN SCHEMA %s FROM %s", s.Name, role),
		fmt.Sprintf("GRANT USAGE ON SCHEMA %s TO %s", s.Name, role),
		fmt.Sprintf("GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA %s TO %s", s.Name, role),
		fmt.Sprintf("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %s TO %s", s.Name, role),
	}
	for _, part := range s.Parts {
		statements = append(statements, fmt.Sprintf("REVOKE INSERT ON %s FROM %s", versionTable(s.Name, part), role))
	}
	for right, tables := range map[string][]string{"UPDATE": s.Update, "DELETE": s.Delete} {
		for _, table := range tables {
			statements = append(statements, fmt.Sprintf("GRANT %s ON %s.%s TO %s", right, s.Name, table, role))
		}
	}
	tx, err := conn.Begin(ctx)
	if err != nil {
		return fmt.Errorf("grant in %s: %w", s.Name, err)
	}
	defer tx.Rollback(ctx)
	for _, statement := range statements {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return fmt.Errorf("grant in %s: %w", s.Name, err)
		}
	}
	return tx.Commit(ctx)
}

// CheckVersion wraps ErrOldSchema when the database that the connection reaches lacks a migration of s. A newer schema is
// fine: old code must run on it.
func CheckVersion(ctx context.Context, q interface {
	QueryRow(context.Context, string, ...any) pgx.Row
}, s Schema) error {
	for _, part := range s.Parts {
		want, err := newest(part.Files)
		if err != nil {
			return fmt.Errorf("migrations %s of %s: %w", part.Name, s.Name, err)
		}
		var have int64
		query := fmt.Sprintf("SELECT coalesce(max(version_id), 0) FROM %s WHERE is_applied", versionTable(s.Name, part))
		if err := q.QueryRow(ctx, query).Scan(&have); err != nil {
			if Transient(err) {
				return fmt.Errorf("schema version of %s: %w", s.Name, err)
			}
			return fmt.Errorf("%s: %w (%w)", s.Name, ErrOldSchema, err)
		}
		if have < want {
			return fmt.Errorf("%s %s: %w (has %d, needs %d)", s.Name, part.Name, ErrOldSchema, have, want)
		}
	}
	return nil
}

func newest(files fs.FS) (int64, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil || len(names) == 0 {
		return 0, errors.Join(err, errors.New("no migrations"))
	}
	return goose.NumericComponent(names[len(names)-1])
}

// Sub returns the folder of an embedded file system; it panics when the folder is not embedded, which no test survives.
func Sub(files fs.FS, dir string) fs.FS {
	sub, err := fs.Sub(files, dir)
	if err != nil {
		panic(err)
	}
	return sub
}
