// Package postgres is all SQL of disclosure.
package postgres

import (
	"embed"

	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is disclosure's part of the database.
func Schema() pg.Schema {
	s := pg.Schema{
		Name:   "disclosure",
		Parts:  []pg.Part{outbox.Part(), {Name: "disclosure", Files: pg.Sub(migrations, "migrations")}},
		Update: outbox.Updated(),
	}
	for _, tables := range [][]string{statisticsTables, publicationTables, siteTables} {
		s.Update = append(s.Update, tables...)
	}
	return s
}

// Store keeps what disclosure knows.
type Store struct{ Log *outbox.Log }
