package routing

import (
	"bufio"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/reconcile"
	"xiansuo/services/internal/run"
	"xiansuo/services/routing/internal/postgres"
	"xiansuo/services/routing/internal/queues"
)

// LogBooks are what routing's log holds, to be compared with a copy of it.
func LogBooks(ctx context.Context, p *run.Process) (run.Books, error) {
	return run.LogBooks(ctx, p, Schema())
}

// LeadBooks are the leads that routing knows, to be compared with those that intake gave out.
func LeadBooks(ctx context.Context, p *run.Process) (run.Books, error) {
	base, err := run.Open(ctx, p, Schema(), 2)
	if err != nil {
		return run.Books{}, fmt.Errorf("routing: %w", err)
	}
	return run.Books{Party: (&postgres.Store{Log: base.Log}).Books(), Close: base.Close}, nil
}

// QueueBooks are what routing says that a department has not acknowledged, and what the broker holds for it. Both are read anew whenever
// they are compared.
func QueueBooks(ctx context.Context, p *run.Process, d lead.Department) (ours, theirs reconcile.Party, closed func(), err error) {
	base, err := run.Open(ctx, p, Schema(), 2)
	if err != nil {
		return ours, theirs, nil, fmt.Errorf("routing: %w", err)
	}
	store := &postgres.Store{Log: base.Log}
	queue := &queues.Queues{JS: base.JS, Store: store, District: p.District, Log: p.Log}
	held := func(ctx context.Context) (queues.Held, []reconcile.Item, error) {
		h, err := queue.Held(ctx, d)
		var items []reconcile.Item
		for _, n := range slices.Sorted(maps.Keys(h.Bodies)) {
			e, err := event.Own(h.Bodies[n])
			if err != nil {
				return h, nil, err
			}
			items = append(items, delivered(e.Subject(), e.ID(), h.Bodies[n]))
		}
		return h, items, err
	}
	owed := func(ctx context.Context) ([]reconcile.Item, error) {
		h, err := queue.Held(ctx, d)
		if err != nil {
			return nil, err
		}
		floor, err := store.Floor(ctx, d)
		if err != nil {
			return nil, err
		}
		var items []reconcile.Item
		err = store.Deliveries(ctx, d, max(floor, h.Floor), func(r outbox.Row) { items = append(items, delivered(r.Lead, r.ID, r.Body)) })
		return items, err
	}
	return live("routing", owed), live(string(d), func(ctx context.Context) ([]reconcile.Item, error) {
		_, items, err := held(ctx)
		return items, err
	}), base.Close, nil
}

func delivered(id, key string, body []byte) reconcile.Item {
	sum := sha256.Sum256(body)
	return reconcile.Item{Key: key, Lead: id, Digest: sum[:]}
}

// live is a party that is read whenever it is asked.
func live(name string, read func(context.Context) ([]reconcile.Item, error)) reconcile.Party {
	return reconcile.Party{Name: name,
		Blocks: func(ctx context.Context, take func(reconcile.Block)) error {
			items, err := read(ctx)
			if err != nil {
				return err
			}
			return reconcile.Set(name, items).Blocks(ctx, take)
		},
		Items: func(ctx context.Context, _ string) ([]reconcile.Item, error) { return read(ctx) }}
}

// FileBooks are what routing delivered to a department, and what the department's own file says that it has: lines with a lead and the
// number of the newest record, or with ids of events.
func FileBooks(ctx context.Context, p *run.Process, d lead.Department, file io.Reader) (ours, theirs reconcile.Party, closed func(), err error) {
	items, ids, err := readFile(file)
	if err != nil {
		return ours, theirs, nil, err
	}
	base, err := run.Open(ctx, p, Schema(), 2)
	if err != nil {
		return ours, theirs, nil, fmt.Errorf("routing: %w", err)
	}
	store := &postgres.Store{Log: base.Log}
	ours = live("routing", func(ctx context.Context) ([]reconcile.Item, error) { return deliveredTo(ctx, store, d, ids) })
	return ours, reconcile.Set(string(d), items), base.Close, nil
}

// deliveredTo returns the events of a department's queue by id, or the newest record that it was told of each lead.
func deliveredTo(ctx context.Context, store *postgres.Store, d lead.Department, ids bool) (items []reconcile.Item, err error) {
	newest := map[string]int{}
	err = store.Deliveries(ctx, d, 0, func(r outbox.Row) {
		if ids {
			items = append(items, reconcile.Item{Key: r.ID, Lead: r.Lead})
			return
		}
		newest[r.Lead] = max(newest[r.Lead], postgres.NewestRecord(r.Body))
	})
	for _, id := range slices.Sorted(maps.Keys(newest)) {
		items = append(items, reconcile.Item{Key: id, Lead: id, Digest: []byte(strconv.Itoa(newest[id]))})
	}
	return items, err
}

// readFile reads a department's own file. Lines of one word are ids of events.
func readFile(file io.Reader) (items []reconcile.Item, ids bool, err error) {
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		words := strings.Fields(lines.Text())
		if len(words) == 0 {
			continue
		}
		if len(items) == 0 {
			ids = len(words) == 1
		}
		switch {
		case ids && len(words) == 1:
			items = append(items, reconcile.Item{Key: words[0]})
		case !ids && len(words) == 2:
			no, err := strconv.Atoi(words[1])
			if err != nil {
				return nil, ids, fmt.Errorf("line %d: the second word must be the number of a record", n)
			}
			items = append(items, reconcile.Item{Key: words[0], Lead: words[0], Digest: []byte(strconv.Itoa(no))})
		default:
			return nil, ids, fmt.Errorf("line %d: a lead and the number of its newest record, or an id alone, in every line", n)
		}
	}
	return items, ids, lines.Err()
}
