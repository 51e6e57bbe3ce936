// Package copies fills a database with very many leads. It reads the rows that some hundreds of leads left in every table when they went the
// way that leads go, and writes them again and again, a block of leads at a time, with other numbers, ids, days and digests:
//
//	seed rows ─► templates: bytes of COPY's binary format, and where in them something is another in each block
//	template × block ─► COPY, into all tables at once
//
// What is replaced is as long as what was there, so that a block is its templates' bytes with some patches. Numbers of logs go on without a
// gap, chains are valid, and sources, floors and sequences stand where they would.
package copies

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
)

// Plan says what is written.
type Plan struct {
	// URL is the administrator's.
	URL string
	// Leads is how many there are to be; it is rounded to whole blocks of as many as the seed has.
	Leads int
	// Now is when the seed was made: about today.
	Now time.Time
	// Newest and Oldest are how many days ago the last and the first block are.
	Newest, Oldest int
	// Say tells how far it is.
	Say func(format string, args ...any)
}

// Load replaces the seed by its copies, and returns how many leads there are then. No service may run meanwhile.
func Load(ctx context.Context, p Plan) (int, error) {
	conn, err := pgx.Connect(ctx, p.URL)
	if err != nil {
		return 0, err
	}
	defer conn.Close(ctx)
	s, err := readSeed(ctx, conn)
	if err != nil {
		return 0, fmt.Errorf("read the seed: %w", err)
	}
	blocks := p.blocks(s)
	p.Say("%d leads in %d blocks of %d, %d rows and %d KiB each", len(blocks)*s.leads, len(blocks), s.leads, s.rows(), s.size()>>10)
	group, filling := errgroup.WithContext(ctx)
	group.Go(func() error { return s.render(filling, blocks) })
	for _, t := range s.tables {
		group.Go(func() error {
			if err := t.fill(filling, p.URL); err != nil {
				return fmt.Errorf("fill %s: %w", t.name, err)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return 0, err
	}
	return len(blocks) * s.leads, s.finish(ctx, p.URL, blocks)
}

// block is one copy of the seed.
type block struct {
	k       int
	days    int // how many days before the seed it is
	ahead   int // how many days after the seed falls due what is open
	year    int
	before  int // blocks of the same year before it: numbers start again each year, so that they stay in order as text
	digests [][64]byte
}

func (p Plan) blocks(s *seed) []block {
	all := make([]block, max(1, (p.Leads+s.leads/2)/s.leads))
	inYear := map[int]int{}
	for k := range all {
		days := p.Newest + (len(all)-1-k)*(p.Oldest-p.Newest)/len(all)
		year := p.Now.In(china).AddDate(0, 0, -days).Year()
		all[k] = block{k: k, days: days, ahead: k % 25, year: year, before: inYear[year]}
		inYear[year]++
	}
	return all
}

// china is where days are counted.
var china = time.FixedZone("", 8*60*60)
