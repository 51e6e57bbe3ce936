package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/internal/outbox"
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

// Candidates returns, for each print, open leads that share a key with it.
func (s *Store) Candidates(ctx context.Context, tx pgx.Tx, prints []likeness.Print) ([][]Candidate, error) {
	out := make([][]Candidate, len(prints))
	var of []int32
	var keys []int64
	for i, p := range prints {
		for _, key := range p.Keys() {
			of, keys = append(of, int32(i)), append(keys, key)
		}
	}
	if len(keys) == 0 {
		return out, nil
	}
	rows, err := tx.Query(ctx, candidatesSQL, pgx.NamedArgs{"of": of, "keys": keys, "most": MaxCandidates})
	if err != nil {
		return nil, fmt.Errorf("leads alike: %w", err)
	}
	var n int32
	var c Candidate
	var raw []byte
	_, err = pgx.ForEachRow(rows, []any{&n, &c.Lead, &raw}, func() error {
		if err := c.Print.UnmarshalBinary(raw); err != nil {
			return nil // of another version of this program: it is compared with nothing
		}
		out[n] = append(out[n], c)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("leads alike: %w", err)
	}
	return out, nil
}

const candidatesSQL = `SELECT of.n, c.lead, p.print FROM (SELECT n, array_agg(key) AS keys FROM unnest(@of::int[], @keys::bigint[]) AS k(n, key) GROUP BY n) of
	CROSS JOIN LATERAL (SELECT near.lead FROM unnest(of.keys) AS k(key)
		CROSS JOIN LATERAL (SELECT lead FROM likeness WHERE key = k.key ORDER BY lead DESC LIMIT @most) near
		GROUP BY near.lead ORDER BY count(*) DESC, near.lead DESC LIMIT @most) c
	CROSS JOIN LATERAL (SELECT print FROM print WHERE lead = c.lead OFFSET 0) p`

// KeepPrints keeps what later leads are compared with.
func (s *Store) KeepPrints(tx *outbox.Tx, kept []Candidate) {
	var leads, keys []string
	var prints [][]byte
	for _, c := range kept {
		raw, err := c.Print.MarshalBinary()
		if err != nil {
			continue // nothing to compare
		}
		leads, prints = append(leads, c.Lead), append(prints, raw)
		keys = append(keys, strings.NewReplacer("[", "{", "]", "}", " ", ",").Replace(fmt.Sprint(c.Print.Keys())))
	}
	if len(leads) == 0 {
		return
	}
	tx.Later("INSERT INTO print (lead, print, keys) SELECT lead, print, keys::bigint[] FROM unnest($1::text[], $2::bytea[], $3::text[]) AS p(lead, print, keys) ON CONFLICT DO NOTHING",
		leads, prints, keys)
	findable(tx, leads)
}

// findable lets later leads be compared with those of some leads that go on, and no more with those that have ended.
func findable(tx *outbox.Tx, leads []string) {
	if len(leads) == 0 {
		return
	}
	tx.Later(`INSERT INTO likeness (key, lead) SELECT unnest(p.keys), p.lead FROM print p JOIN lead l ON l.id = p.lead
		WHERE p.lead = ANY($1) AND l.holder <> '' ON CONFLICT DO NOTHING`, leads)
	tx.Later(`DELETE FROM likeness k USING (SELECT unnest(p.keys) AS key, p.lead FROM print p JOIN lead l ON l.id = p.lead
		WHERE p.lead = ANY($1) AND l.holder = '') gone WHERE k.key = gone.key AND k.lead = gone.lead`, leads)
}
