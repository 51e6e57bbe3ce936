// Package postgres is all SQL of enforcement.
package postgres

import (
	"context"
	"embed"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/setting"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is enforcement's part of the database.
func Schema() pg.Schema {
	s := pg.Schema{
		Name:   "enforcement",
		Parts:  []pg.Part{outbox.Part(), setting.Part(), {Name: "enforcement", Files: pg.Sub(migrations, "migrations")}},
		Update: outbox.Updated(),
	}
	for _, tables := range [][]string{caseTables, institutionTables, operationTables, roundTables, evidenceTables} {
		s.Update = append(s.Update, tables...)
	}
	return s
}

// Store keeps what enforcement knows.
type Store struct {
	Log *outbox.Log
	// World is what acts on cases go by at a moment: measures, limits, the calendar. Nil is what xiansuo ships.
	World func(time.Time) cases.World
}

// querier is a pool or a transaction.
type querier interface {
	batcher
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}
