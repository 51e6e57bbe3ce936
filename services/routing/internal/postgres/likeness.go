package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/likeness"
)

// Candidate is an open lead that a new one may repeat.
type Candidate struct {
	Lead  string
	Print likeness.Print
}

// MaxCandidates is how many leads a new one is compared with at most: those that share most keys with it, the newest first. Of the
// leads that share one key only as many of the newest are looked at, so that a key which many share, such as a road, costs no more.
const MaxCandidates = 16

// Candidates returns, for each print, open leads that share a key with it: those that share most first, and the newest of them. A key
// that many prints of the batch share is looked up once, and a print that was read or kept lately is not read again.
func (s *Store) Candidates(ctx context.Context, tx pgx.Tx, prints []likeness.Print) ([][]Candidate, error) {
	keys := make([][]int64, len(prints))
	for i, p := range prints {
		keys[i] = p.Keys()
	}
	near, err := sharing(ctx, tx, keys)
	if err != nil {
		return nil, err
	}
	chosen := make([][]string, len(prints))
	for i := range prints {
		chosen[i] = most(near, keys[i])
	}
	known, err := s.printsOf(ctx, tx, chosen)
	if err != nil {
		return nil, err
	}
	out := make([][]Candidate, len(prints))
	for i, leads := range chosen {
		for _, id := range leads {
			if p, ok := known[id]; ok {
				out[i] = append(out[i], Candidate{id, p})
			}
		}
	}
	return out, nil
}

const sharingSQL = `SELECT k.key, near.lead FROM unnest(@keys::bigint[]) AS k(key)
	CROSS JOIN LATERAL (SELECT lead FROM likeness WHERE key = k.key ORDER BY lead DESC LIMIT @most) near`

// sharing returns the newest leads that have a key, of each key.
func sharing(ctx context.Context, tx pgx.Tx, keys [][]int64) (map[int64][]string, error) {
	all := slices.Concat(keys...)
	slices.Sort(all)
	if all = slices.Compact(all); len(all) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, sharingSQL, pgx.NamedArgs{"keys": all, "most": MaxCandidates})
	if err != nil {
		return nil, fmt.Errorf("leads alike: %w", err)
	}
	near := map[int64][]string{}
	var key int64
	var id string
	if _, err := pgx.ForEachRow(rows, []any{&key, &id}, func() error { near[key] = append(near[key], id); return nil }); err != nil {
		return nil, fmt.Errorf("leads alike: %w", err)
	}
	return near, nil
}

// most returns the leads that share most of the keys, the newest first where they share as many.
func most(near map[int64][]string, keys []int64) []string {
	type sharer struct {
		lead string
		keys int
	}
	var all []sharer
	place := map[string]int{}
	for _, key := range keys {
		for _, id := range near[key] {
			i, known := place[id]
			if !known {
				i = len(all)
				place[id], all = i, append(all, sharer{lead: id})
			}
			all[i].keys++
		}
	}
	slices.SortFunc(all, func(a, b sharer) int { return cmp.Or(b.keys-a.keys, strings.Compare(b.lead, a.lead)) })
	leads := make([]string, min(len(all), MaxCandidates))
	for i := range leads {
		leads[i] = all[i].lead
	}
	return leads
}

// printsOf returns the prints of leads.
func (s *Store) printsOf(ctx context.Context, tx pgx.Tx, leads [][]string) (map[string]likeness.Print, error) {
	known, missing := s.prints.known(slices.Concat(leads...))
	if len(missing) == 0 {
		return known, nil
	}
	rows, err := tx.Query(ctx, "SELECT lead, print FROM print WHERE lead = ANY($1)", missing)
	if err != nil {
		return nil, fmt.Errorf("prints: %w", err)
	}
	var id string
	var raw []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &raw}, func() error {
		var p likeness.Print
		if p.UnmarshalBinary(raw) != nil {
			return nil // of another version of this program: it is compared with nothing
		}
		known[id] = p
		s.prints.keep(id, p)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("prints: %w", err)
	}
	return known, nil
}

// Kept is the print of a new lead.
type Kept struct {
	Candidate
	// GoesOn says that later leads are compared with it.
	GoesOn bool
}

// KeepPrints keeps what later leads are compared with: the prints of leads that this transaction makes.
func (s *Store) KeepPrints(tx *outbox.Tx, kept []Kept) {
	var leads, keys, found []string
	var prints [][]byte
	var by []int64
	for _, c := range kept {
		raw, err := c.Print.MarshalBinary()
		if err != nil {
			continue // nothing to compare
		}
		s.prints.keep(c.Lead, c.Print)
		all := c.Print.Keys()
		leads, prints = append(leads, c.Lead), append(prints, raw)
		keys = append(keys, strings.NewReplacer("[", "{", "]", "}", " ", ",").Replace(fmt.Sprint(all)))
		for _, key := range all {
			if c.GoesOn {
				found, by = append(found, c.Lead), append(by, key)
			}
		}
	}
	if len(leads) == 0 {
		return
	}
	tx.Later("INSERT INTO print (lead, print, keys) SELECT lead, print, keys::bigint[] FROM unnest($1::text[], $2::bytea[], $3::text[]) AS p(lead, print, keys)",
		leads, prints, keys)
	if len(found) > 0 {
		tx.Later("INSERT INTO likeness (key, lead) SELECT * FROM unnest($1::bigint[], $2::text[])", by, found)
	}
}

// The keys of a lead are looked up one by one, so that whatever the planner takes the tables for reads no more than them: a plan that was made
// while they were empty would read all keys of all leads for as long as the connection lives.
const (
	findableSQL = `INSERT INTO likeness (key, lead) SELECT unnest(p.keys), p.lead FROM unnest($1::text[]) AS u(lead)
		CROSS JOIN LATERAL (SELECT lead, keys FROM print WHERE lead = u.lead OFFSET 0) p ON CONFLICT DO NOTHING`
	forgetSQL = `DELETE FROM likeness WHERE ctid = ANY(ARRAY(SELECT k.ctid FROM (SELECT unnest(p.keys) AS key, p.lead FROM unnest($1::text[]) AS u(lead)
			CROSS JOIN LATERAL (SELECT lead, keys FROM print WHERE lead = u.lead OFFSET 0) p) AS gone
		CROSS JOIN LATERAL (SELECT ctid FROM likeness WHERE key = gone.key AND lead = gone.lead OFFSET 0) k))`
)

// findable lets later leads be compared with leads that go on again, and no more with those that have ended.
func findable(tx *outbox.Tx, turned []*handoff.Lead) {
	var open, ended []string
	for _, l := range turned {
		if l.Holder == lead.Nobody {
			ended = append(ended, l.ID)
		} else {
			open = append(open, l.ID)
		}
	}
	if len(open) > 0 {
		tx.Later(findableSQL, open)
	}
	if len(ended) > 0 {
		tx.Later(forgetSQL, ended)
	}
}
