package postgres

import (
	"context"

	"xiansuo/services/disclosure/internal/statistics"
)

// Facts reads everything that is counted.
func (s *Store) Facts(ctx context.Context) (*statistics.Facts, error) {
	facts := statistics.NewFacts()
	leads, err := query[leadRow](ctx, s.Log.DB, "SELECT "+leadColumns+" FROM lead_fact")
	if err != nil {
		return nil, err
	}
	for _, r := range leads {
		l := r.lead()
		facts.Leads[l.ID] = &l
	}
	cases, err := query[caseRow](ctx, s.Log.DB, "SELECT "+caseColumns+" FROM case_fact")
	if err != nil {
		return nil, err
	}
	for _, r := range cases {
		c := r.of()
		facts.Cases[c.Number] = &c
	}
	facts.Refunds, err = query[statistics.Refund](ctx, s.Log.DB, "SELECT sequence, number, to_char(moved_on, 'YYYY-MM-DD'), ordered, paid FROM refund_fact ORDER BY sequence")
	if err != nil {
		return nil, err
	}
	facts.Operations, err = query[statistics.Operation](ctx, s.Log.DB, "SELECT operation, to_char(ended_on, 'YYYY-MM-DD'), sites, findings FROM operation_fact ORDER BY operation")
	return facts, err
}
