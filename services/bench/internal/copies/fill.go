package copies

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
)

// render makes the rows of every block, and gives each table its own.
func (s *seed) render(ctx context.Context, blocks []block) error {
	defer func() {
		for _, t := range s.tables {
			close(t.blocks)
		}
	}()
	for i := range blocks {
		b := &blocks[i]
		b.digests = make([][64]byte, s.links)
		for _, t := range s.tables {
			select {
			case t.blocks <- t.render(b):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		b.digests = nil
	}
	return nil
}

func (t *table) render(b *block) []byte {
	size := 0
	for _, r := range t.rows {
		size += len(r.bytes)
	}
	out := make([]byte, 0, size)
	for i := range t.rows {
		r := &t.rows[i]
		at := len(out)
		out = append(out, r.bytes...)
		row := out[at:]
		for _, p := range r.patches {
			p.apply(row, b)
		}
		if r.link {
			sum := sha256.Sum256(row[r.from:r.to])
			hex.Encode(b.digests[r.slot][:], sum[:])
		}
		for _, p := range r.last {
			p.apply(row, b)
		}
	}
	return out
}

// fill replaces what a table holds by what is rendered, in one transaction: its pages are written once, without a log, and frozen. Indexes
// that are not a constraint's are made behind it. Then it is analysed.
func (t *table) fill(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	tx, err := conn.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	empty, how := "TRUNCATE "+t.name, "FORMAT binary, FREEZE"
	if t.referred {
		empty, how = "DELETE FROM "+t.name, "FORMAT binary"
	}
	indexes, err := t.indexes(ctx, tx)
	if err != nil {
		return err
	}
	before := []string{"SET LOCAL session_replication_role = replica", "SET LOCAL maintenance_work_mem = '256MB'", "SET LOCAL statement_timeout = 0", empty}
	for name := range indexes {
		before = append(before, "DROP INDEX "+name)
	}
	for _, statement := range before {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	if _, err := conn.PgConn().CopyFrom(ctx, &reader{ctx: ctx, blocks: t.blocks, rest: []byte(header)}, fmt.Sprintf("COPY %s FROM STDIN (%s)", t.name, how)); err != nil {
		return err
	}
	for _, definition := range indexes {
		if _, err := tx.Exec(ctx, definition); err != nil {
			return err
		}
	}
	if err := tx.Commit(ctx); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "VACUUM (ANALYZE) "+t.name) // so that nothing is due as soon as the server runs, as where the rows came in the course of years
	return err
}

// indexes returns the definitions of a table's indexes that are no constraint's, by name.
func (t *table) indexes(ctx context.Context, tx pgx.Tx) (map[string]string, error) {
	rows, err := tx.Query(ctx, `SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
		WHERE i.indrelid = $1::text::regclass AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)`, t.name)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	var name, definition string
	_, err = pgx.ForEachRow(rows, []any{&name, &definition}, func() error { out[name] = definition; return nil })
	return out, err
}

// What COPY's binary format begins and ends with.
const (
	header  = "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	trailer = "\xff\xff"
)

// reader reads blocks as one stream.
type reader struct {
	ctx    context.Context
	blocks <-chan []byte
	rest   []byte
	ended  bool
}

func (r *reader) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		if r.ended {
			return 0, io.EOF
		}
		select {
		case <-r.ctx.Done():
			return 0, r.ctx.Err()
		case next, more := <-r.blocks:
			if r.rest = next; !more {
				r.rest, r.ended = []byte(trailer), true
			}
		}
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// finish lets sources, floors and sequences stand where they would, and everything in queues be fetched.
func (s *seed) finish(ctx context.Context, url string, blocks []block) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	last := blocks[len(blocks)-1]
	var sql bytes.Buffer
	for service, events := range s.logs {
		total := events * int64(len(blocks))
		fmt.Fprintf(&sql, "UPDATE %s.source SET next = %d;\n", service, total+1)
		for _, reader := range []string{"intake", "routing", "enforcement", "disclosure", "ledger"} {
			fmt.Fprintf(&sql, "UPDATE %s.floor SET sequence = %d WHERE source = '%s';\n", reader, total, service)
		}
	}
	fmt.Fprintf(&sql, "SELECT setval('intake.lead_number', %d), setval('enforcement.case_number', %d);\n", (last.before+1)*s.leads, max(1, (last.before+1)*s.cases))
	for column, step := range s.serials {
		at := strings.LastIndex(column, ".")
		fmt.Fprintf(&sql, "SELECT setval(pg_get_serial_sequence('%s', '%s'), %d);\n", column[:at], column[at+1:], max(1, step*int64(len(blocks))))
	}
	for _, d := range lead.Departments() {
		fmt.Fprintf(&sql, "INSERT INTO routing.queue_floor (queue, sequence) VALUES ('%s', 0) ON CONFLICT DO NOTHING;\n", d)
	}
	fmt.Fprintf(&sql, "UPDATE routing.queue_floor SET sequence = %d;\n", s.logs["routing"]*int64(len(blocks)))
	if _, err := conn.Exec(ctx, sql.String()); err != nil {
		return fmt.Errorf("where everything stands: %w", err)
	}
	_, err = conn.Exec(ctx, "CHECKPOINT")
	return err
}
