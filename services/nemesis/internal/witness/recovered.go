package witness

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Recovered is what a recovery said of a service.
type Recovered struct {
	Service         string
	Epoch           int
	Restored, Known uint64
	Recovered       int
	Lost            []struct{ From, To uint64 }
	Notes           map[string][]string
}

// Recoveries returns what every recovery said, from the table in which each service keeps it.
func (w *Witness) Recoveries(ctx context.Context) (all []Recovered, err error) {
	for _, source := range Sources() {
		rows, err := w.db.Query(ctx, "SELECT report FROM "+source+".epoch ORDER BY number")
		if err != nil {
			return nil, fmt.Errorf("recoveries of %s: %w", source, err)
		}
		reports, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
		if err != nil {
			return nil, fmt.Errorf("recoveries of %s: %w", source, err)
		}
		for _, report := range reports {
			var r Recovered
			if err := json.Unmarshal(report, &r); err != nil {
				return nil, fmt.Errorf("recovery of %s: %w", source, err)
			}
			all = append(all, r)
		}
	}
	return all, nil
}
