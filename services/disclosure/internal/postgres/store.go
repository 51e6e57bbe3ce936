// Package postgres is all SQL of disclosure.
package postgres

import (
	"embed"

	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/setting"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is disclosure's part of the database.
func Schema() pg.Schema {
	s := pg.Schema{
		Name:   "disclosure",
		Parts:  []pg.Part{outbox.Part(), setting.Part(), {Name: "disclosure", Files: pg.Sub(migrations, "migrations")}},
		Update: outbox.Updated(),
	}
	for _, tables := range [][]string{statisticsTables, publicationTables, siteTables} {
		s.Update = append(s.Update, tables...)
	}
	return s
}

// Store keeps what disclosure knows.
type Store struct {
	Log *outbox.Log
	// Rules are those of publications that are in force; nil: as they are shipped.
	Rules func() publication.Rules
}
