package reconcile

import (
	"context"
	"fmt"
	"regexp"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// blockSize is how many numbers of a log share a digest.
const blockSize = 1000

// blocksAtOnce is how many blocks one statement tells of.
const blocksAtOnce = 100

// Numbered is a table whose rows have a number, a lead and a digest: a log, or a copy of one.
type Numbered struct {
	Name string
	DB   *pgxpool.Pool
	// Rows is the source of its rows with the columns sequence, lead and digest, such as a table with a condition; Args are its arguments,
	// from $3 on.
	Rows string
	Args []any
}

// Party returns the table as a party.
func (n Numbered) Party() Party { return Party{Name: n.Name, Blocks: n.blocks, Items: n.items} }

func (n Numbered) args(first ...any) []any { return append(first, n.Args...) }

func (n Numbered) blocks(ctx context.Context, take func(Block)) error {
	var last int64
	if err := n.DB.QueryRow(ctx, fmt.Sprintf("SELECT coalesce(max(sequence), 0) FROM %s WHERE sequence > $1 AND $2::int > 0", n.Rows), n.args(0, 1)...).Scan(&last); err != nil {
		return err
	}
	const step = blockSize * blocksAtOnce
	for from := int64(0); from < last; from += step {
		rows, err := n.DB.Query(ctx, fmt.Sprintf(`SELECT ((sequence - 1) / %d)::text, count(*), sha256(string_agg(digest, ''::bytea ORDER BY sequence)) FROM %s
			WHERE sequence > $1 AND sequence <= $2 GROUP BY 1 ORDER BY 1`, blockSize, n.Rows), n.args(from, from+step)...)
		if err != nil {
			return err
		}
		var b Block
		if _, err := pgx.ForEachRow(rows, []any{&b.Key, &b.Count, &b.Digest}, func() error {
			take(Block{b.Key, b.Count, append([]byte{}, b.Digest...)})
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

func (n Numbered) items(ctx context.Context, key string) ([]Item, error) {
	block, err := strconv.ParseInt(key, 10, 64)
	if err != nil {
		return nil, err
	}
	rows, err := n.DB.Query(ctx, fmt.Sprintf("SELECT sequence::text, lead, digest FROM %s WHERE sequence > $1 AND sequence <= $2", n.Rows),
		n.args(block*blockSize, (block+1)*blockSize)...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Item])
}

// Leads is a table of leads, of which each is known by what says the same on both sides.
type Leads struct {
	Name string
	DB   *pgxpool.Pool
	// Table is where they are; Says is an expression of text that is the same where the leads are.
	Table, Says string
}

// Party returns the table as a party: a block is a thousand numbers of a year.
func (l Leads) Party() Party { return Party{Name: l.Name, Blocks: l.blocks, Items: l.items} }

const (
	leadsAtOnce = 20000
	// lastDigits is how many digits of a lead's number do not tell its block.
	lastDigits = 3
)

// whole matches leads that are no parts of others: a part has a number behind that of its whole.
var whole = regexp.MustCompile(`^\d+-\d{4}-\d+$`)

func (l Leads) blocks(ctx context.Context, take func(Block)) error {
	sums := map[string]*Block{}
	for after, n := "", leadsAtOnce; n == leadsAtOnce; {
		rows, err := l.DB.Query(ctx, fmt.Sprintf("SELECT id, sha256(convert_to(id || %s, 'UTF8')) FROM %s WHERE id > $1 ORDER BY id LIMIT $2", l.Says, l.Table), after, leadsAtOnce)
		if err != nil {
			return err
		}
		n = 0
		var id string
		var digest []byte
		if _, err = pgx.ForEachRow(rows, []any{&id, &digest}, func() error {
			n, after = n+1, id
			if !whole.MatchString(id) {
				return nil
			}
			key := id[:len(id)-lastDigits]
			if sums[key] == nil {
				sums[key] = &Block{Key: key, Digest: Sum()}
			}
			sums[key].Count++
			sums[key].Digest = Sum(sums[key].Digest, digest)
			return nil
		}); err != nil {
			return err
		}
	}
	for _, b := range sums {
		take(*b)
	}
	return nil
}

func (l Leads) items(ctx context.Context, key string) ([]Item, error) {
	rows, err := l.DB.Query(ctx, fmt.Sprintf(`SELECT id, id, sha256(convert_to(id || %s, 'UTF8')) FROM %s
		WHERE id = ANY(SELECT $1 || lpad(n::text, %d, '0') FROM generate_series(0, 999) AS n)`, l.Says, l.Table, lastDigits), key)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Item])
}
