// Package reconcile compares what two parties have, and names what differs. Each tells digests of blocks first; only blocks that differ are
// looked into, so that two parties which agree about a million things exchange a few hundred digests.
package reconcile

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"
)

// Block is a digest of some of what a party has: everything that falls into it.
type Block struct {
	Key    string
	Count  int64
	Digest []byte
}

// Item is one thing that a party has.
type Item struct {
	Key  string
	Lead string
	// Digest is the same where the things are.
	Digest []byte
}

// Party is one side. Both sides of a comparison must put the same things into the same blocks.
type Party struct {
	Name string
	// Blocks gives each block to take, in any order.
	Blocks func(ctx context.Context, take func(Block)) error
	// Items returns what is in a block.
	Items func(ctx context.Context, block string) ([]Item, error)
}

// Difference is one thing that differs.
type Difference struct {
	Lead string `json:"lead"`
	Key  string `json:"key"`
	// What is "only at" a party, or "differs".
	What string `json:"what"`
}

// Result is what came of a comparison.
type Result struct {
	A        string       `json:"a"`
	B        string       `json:"b"`
	Compared int64        `json:"compared"`
	Blocks   int          `json:"blocks"`
	Looked   int          `json:"looked"` // blocks that were looked into
	Differ   []Difference `json:"differ"`
	Seconds  float64      `json:"seconds"`
}

// Leads returns the leads that differ, each once.
func (r Result) Leads() []string {
	var ids []string
	for _, d := range r.Differ {
		ids = append(ids, d.Lead)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Compare compares two parties. What differs is looked at once more after a while: what is only on its way is no difference.
func Compare(ctx context.Context, a, b Party, settle time.Duration) (Result, error) {
	began := time.Now()
	r := Result{A: a.Name, B: b.Name, Differ: []Difference{}}
	differ, err := r.blocks(ctx, a, b)
	if err != nil {
		return r, err
	}
	r.Looked = len(differ)
	first, err := look(ctx, a, b, differ)
	r.Seconds = time.Since(began).Seconds()
	if err != nil || len(first) == 0 {
		return r, err
	}
	select {
	case <-ctx.Done():
		return r, ctx.Err()
	case <-time.After(settle):
	}
	again, err := look(ctx, a, b, differ)
	for _, d := range again {
		if slices.Contains(first, d) {
			r.Differ = append(r.Differ, d)
		}
	}
	r.Seconds = time.Since(began).Seconds()
	return r, err
}

// blocks returns the blocks that differ.
func (r *Result) blocks(ctx context.Context, a, b Party) ([]string, error) {
	all := map[string]Block{}
	if err := a.Blocks(ctx, func(x Block) { all[x.Key] = x; r.Compared += x.Count }); err != nil {
		return nil, fmt.Errorf("blocks of %s: %w", a.Name, err)
	}
	r.Blocks = len(all)
	var differ []string
	err := b.Blocks(ctx, func(y Block) {
		x, ok := all[y.Key]
		if !ok || x.Count != y.Count || !bytes.Equal(x.Digest, y.Digest) {
			differ = append(differ, y.Key)
		}
		delete(all, y.Key)
	})
	if err != nil {
		return nil, fmt.Errorf("blocks of %s: %w", b.Name, err)
	}
	for no := range all {
		differ = append(differ, no)
	}
	slices.Sort(differ)
	return differ, nil
}

// look compares the things of some blocks, one by one.
func look(ctx context.Context, a, b Party, blocks []string) (out []Difference, err error) {
	for _, no := range blocks {
		inA, err := a.Items(ctx, no)
		if err != nil {
			return nil, fmt.Errorf("block %s of %s: %w", no, a.Name, err)
		}
		inB, err := b.Items(ctx, no)
		if err != nil {
			return nil, fmt.Errorf("block %s of %s: %w", no, b.Name, err)
		}
		out = append(out, differences(a.Name, b.Name, inA, inB)...)
	}
	return out, nil
}

func differences(a, b string, inA, inB []Item) (out []Difference) {
	other := map[string]Item{}
	for _, y := range inB {
		other[y.Key] = y
	}
	for _, x := range inA {
		y, ok := other[x.Key]
		switch {
		case !ok:
			out = append(out, Difference{x.Lead, x.Key, "only at " + a})
		case !bytes.Equal(x.Digest, y.Digest):
			out = append(out, Difference{x.Lead, x.Key, "differs"})
		}
		delete(other, x.Key)
	}
	for _, y := range other {
		out = append(out, Difference{y.Lead, y.Key, "only at " + b})
	}
	slices.SortFunc(out, func(x, y Difference) int { return cmp.Or(cmp.Compare(x.Lead, y.Lead), cmp.Compare(x.Key, y.Key)) })
	return out
}

// Sum is the digest of a block: the same for the same digests in any order, each of which must name its thing.
func Sum(digests ...[]byte) []byte {
	sum := make([]byte, sha256.Size)
	for _, d := range digests {
		for i := range min(len(d), len(sum)) {
			sum[i] ^= d[i]
		}
	}
	return sum
}

// Set is a party whose things are in memory: one block.
func Set(name string, items []Item) Party {
	return Party{Name: name,
		Blocks: func(_ context.Context, take func(Block)) error {
			b := Block{Count: int64(len(items)), Digest: Sum()}
			for _, i := range items {
				one := sha256.Sum256([]byte(i.Key + "\x00" + string(i.Digest)))
				b.Digest = Sum(b.Digest, one[:])
			}
			take(b)
			return nil
		},
		Items: func(context.Context, string) ([]Item, error) { return items, nil }}
}
