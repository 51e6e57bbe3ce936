// Package pg is what the services share of PostgreSQL: pools, migrations with owners and login roles, and which errors pass
// by themselves.
package pg

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"xiansuo/pkg/event"
)

// Traced reports whether traces are sent anywhere; spans of statements nobody reads are not made.
func Traced() bool {
	return os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != ""
}

// Open returns a pool of at most size connections whose search path is the schema. Statements appear in traces without
// their parameters.
func Open(ctx context.Context, url, schema string, size int32) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("postgres url of %s is not valid", schema) // the parser's error would show the password
	}
	cfg.MaxConns = size
	cfg.ConnConfig.DialFunc = dialer().DialContext
	if Traced() {
		cfg.ConnConfig.Tracer = otelpgx.NewTracer()
	}
	params := cfg.ConnConfig.RuntimeParams
	params["search_path"] = schema
	params["application_name"] = "xiansuo-" + schema
	params["timezone"] = "UTC"
	params["statement_timeout"] = "60s"
	params["idle_in_transaction_session_timeout"] = "60s"
	params["jit"] = "off"
	// Every query has its index. A plan made while tables were empty would scan them whole for as long as the connection lives.
	for _, method := range []string{"enable_seqscan", "enable_hashjoin", "enable_mergejoin"} {
		params[method] = "off"
	}
	cfg.AfterConnect = fast
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open pool of %s: %w", schema, err)
	}
	return pool, nil
}

// fast has JSON of the database read as events are, in a third of the time that encoding/json takes, and slices written as arrays at once.
func fast(_ context.Context, conn *pgx.Conn) error {
	types := conn.TypeMap()
	fastArrays(types)
	codec := &pgtype.JSONCodec{Marshal: json.Marshal, Unmarshal: event.Unmarshal}
	types.RegisterType(&pgtype.Type{Name: "json", OID: pgtype.JSONOID, Codec: codec})
	types.RegisterType(&pgtype.Type{Name: "jsonb", OID: pgtype.JSONBOID, Codec: &pgtype.JSONBCodec{Marshal: codec.Marshal, Unmarshal: codec.Unmarshal}})
	return nil
}

// Transient reports whether the failure is the database's or the way's to it, so that trying again later is right: SQLSTATE
// classes 08 connection, 40 rollback, 53 resources, 57 operator, 58 system, everything that never got an answer, and an error that
// says so itself.
func Transient(err error) bool {
	if err == nil || errors.Is(err, pgx.ErrNoRows) {
		return false
	}
	var says interface{ Transient() bool }
	if errors.As(err, &says) {
		return says.Transient()
	}
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) { // whatever it says: what was to be done was not even asked
		return true
	}
	var answered *pgconn.PgError
	if errors.As(err, &answered) {
		switch answered.Code[:min(2, len(answered.Code))] {
		case "08", "40", "53", "57", "58":
			return true
		}
		// Lock not available; a database that others took over and that only reads now; a session that it ended.
		return slices.Contains([]string{"55P03", "25006", "25P03", "25P04"}, answered.Code)
	}
	var way *net.OpError
	return errors.As(err, &way) || pgconn.SafeToRetry(err) || pgconn.Timeout(err) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(err.Error(), "conn closed") ||
		strings.Contains(err.Error(), "closed pool") || strings.Contains(err.Error(), "unexpected EOF")
}

// Conflict reports whether a unique constraint refused the statement: somebody else was first.
func Conflict(err error) bool {
	var answered *pgconn.PgError
	return errors.As(err, &answered) && answered.Code == "23505"
}

// WaitReady waits until the database answers, for at most the given time.
func WaitReady(ctx context.Context, url string, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, url)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("postgres does not answer: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
