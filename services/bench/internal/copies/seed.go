package copies

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// seed is what some hundreds of leads left.
type seed struct {
	leads, cases int
	logs         map[string]int64 // events of each service's log
	tables       []*table
	slots        map[string]int // of digests, by what they are in the seed: no two links may say the same
	links        int
	serials      map[string]int64
}

// kept are tables that are the same however many leads there are, or that finish writes.
var kept = []string{"setting", "source", "floor", "queue_floor", "release_draft", "release_member", "release"}

const tablesSQL = `SELECT n.nspname, c.relname, c.reltuples::float8, EXISTS (SELECT FROM pg_constraint f WHERE f.confrelid = c.oid AND f.contype = 'f'),
		coalesce((SELECT array_agg(a.attname ORDER BY array_position(i.indkey::int[], a.attnum::int)) FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
			WHERE i.indrelid = c.oid AND i.indisprimary), '{}'),
		coalesce((SELECT array_agg(a.attname) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attidentity <> ''), '{}')
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE c.relkind = 'r' AND n.nspname IN ('intake', 'routing', 'enforcement', 'disclosure', 'ledger') AND c.relname NOT LIKE '%\_version'
	ORDER BY n.nspname <> 'routing' OR c.relname <> 'record', n.nspname <> 'enforcement' OR c.relname <> 'case_record', n.nspname, c.relname`

func readSeed(ctx context.Context, conn *pgx.Conn) (*seed, error) {
	s := &seed{logs: map[string]int64{}, slots: map[string]int{}, serials: map[string]int64{}}
	err := conn.QueryRow(ctx, "SELECT (SELECT last_value FROM intake.lead_number), (SELECT last_value FROM enforcement.case_number)").Scan(&s.leads, &s.cases)
	if err != nil {
		return nil, err
	}
	for _, service := range []string{"intake", "routing", "enforcement", "disclosure", "ledger"} {
		var next int64
		if err := conn.QueryRow(ctx, "SELECT next FROM "+service+".source").Scan(&next); err != nil {
			return nil, err
		}
		s.logs[service] = next - 1
	}
	rows, err := conn.Query(ctx, tablesSQL)
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (*table, error) {
		var t table
		var schema, name string
		var size float64
		err := row.Scan(&schema, &name, &size, &t.referred, &t.key, &t.identities)
		t.schema, t.name = schema, schema+"."+name
		return &t, err
	})
	if err != nil {
		return nil, err
	}
	for _, t := range all { // records first: what others say of their digests is known then
		if slices.Contains(kept, strings.TrimPrefix(t.name, t.schema+".")) {
			continue
		}
		if err := s.read(ctx, conn, t); err != nil {
			return nil, fmt.Errorf("%s: %w", t.name, err)
		}
		if len(t.rows) > 0 {
			s.tables = append(s.tables, t)
		}
	}
	return s, nil
}

func (s *seed) rows() (n int) {
	for _, t := range s.tables {
		n += len(t.rows)
	}
	return n
}

func (s *seed) size() (n int) {
	for _, t := range s.tables {
		for _, r := range t.rows {
			n += len(r.bytes)
		}
	}
	return n
}

// table is a table that is filled.
type table struct {
	schema, name string
	referred     bool // others have foreign keys into it
	key          []string
	identities   []string
	rows         []row
	blocks       chan []byte
}

// row is a row in COPY's binary format, and what in it is another in each block.
type row struct {
	bytes   []byte
	patches []patch
	// A link of a chain: the digest of a part of it fills a slot, and is said by patches that are made last.
	link     bool
	slot     int
	from, to int
	last     []patch
}

// read makes templates of a table's rows.
func (s *seed) read(ctx context.Context, conn *pgx.Conn, t *table) error {
	order := "ctid"
	if len(t.key) > 0 {
		order = strings.Join(t.key, ", ")
	}
	for _, column := range t.identities {
		var most int64
		if err := conn.QueryRow(ctx, fmt.Sprintf("SELECT coalesce(max(%s), 0) FROM %s", column, t.name)).Scan(&most); err != nil {
			return err
		}
		s.serials[t.name+"."+column] = most
	}
	rows, err := conn.Query(ctx, fmt.Sprintf("SELECT * FROM %s ORDER BY %s", t.name, order), pgx.QueryResultFormats{pgx.BinaryFormatCode})
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		r, err := s.template(t, rows)
		if err != nil {
			return err
		}
		t.rows = append(t.rows, r)
	}
	t.blocks = make(chan []byte, 8)
	return rows.Err()
}

// digested says which column of a chain's table is what the next link, and its own digest, name.
var digested = map[string]string{"routing.record": "data", "enforcement.case_record": "body"}

func (s *seed) template(t *table, rows pgx.Rows) (r row, err error) {
	values, fields := rows.RawValues(), rows.FieldDescriptions()
	by := map[string][]byte{}
	r.bytes = binary.BigEndian.AppendUint16(nil, uint16(len(values)))
	at := make([]int, len(values))
	for i, v := range values {
		by[fields[i].Name] = v
		if v == nil {
			r.bytes = binary.BigEndian.AppendUint32(r.bytes, ^uint32(0))
			continue
		}
		r.bytes = binary.BigEndian.AppendUint32(r.bytes, uint32(len(v)))
		at[i] = len(r.bytes)
		r.bytes = append(r.bytes, v...)
	}
	if column := digested[t.name]; column != "" {
		i := slices.IndexFunc(fields, func(f pgFieldDescription) bool { return f.Name == column })
		digest := sha256.Sum256(values[i])
		r.link, r.slot, r.from, r.to = true, s.links, at[i], at[i]+len(values[i])
		s.links++
		s.slots[hex.EncodeToString(digest[:])] = r.slot
	}
	for i, v := range values {
		if v == nil {
			continue
		}
		found, err := s.patches(t, by, fields[i], v)
		if err != nil {
			return r, err
		}
		for _, p := range found {
			p.at += at[i]
			if p.kind == leaf {
				body := slices.IndexFunc(fields, func(f pgFieldDescription) bool { return f.Name == "body" })
				p.from, p.to = at[body], at[body]+len(values[body])
			}
			switch {
			case p.kind == leaf, r.link && p.kind == digest && p.arg == int64(r.slot):
				r.last = append(r.last, p)
			default:
				r.patches = append(r.patches, p)
			}
		}
	}
	r.bytes = bytes.Clone(r.bytes)
	return r, nil
}
