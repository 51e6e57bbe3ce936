package postgres

import (
	"context"
	"fmt"

	"xiansuo/services/enforcement/internal/cases"
)

// papersSQL says of ids of evidence whether a department may use it, and whether it was excluded: its own, what was shared with it, and that
// of operations and rounds in which it takes part, or in which whose it is put it down.
const papersSQL = `SELECT n.id, e.id IS NOT NULL AND (e.department = $2
		OR EXISTS (SELECT FROM evidence_record r WHERE r.evidence = e.id AND r.act = 'shared' AND r.department = $2)
		OR e.about_kind = 'operation' AND EXISTS (SELECT FROM operation o WHERE o.id = e.about AND (o.initiator = $2 OR EXISTS (
			SELECT FROM jsonb_array_elements(o.body->'participants') p WHERE p->>'party' = $2 AND ` + comes + `)))
		OR e.about_kind = 'round' AND EXISTS (SELECT FROM round_party t WHERE t.round = e.about AND t.party = $2)
		OR EXISTS (SELECT FROM operation_evidence x JOIN operation o ON o.id = x.operation, jsonb_array_elements(o.body->'participants') p
			WHERE x.evidence = e.id AND x.gathered_by = e.department AND p->>'party' = $2 AND ` + comes + `)),
	EXISTS (SELECT FROM evidence_record r WHERE r.evidence = e.id AND r.act = 'excluded')
	FROM unnest($1::text[]) AS n(id) LEFT JOIN evidence e ON e.id = n.id`

// papersOf returns which evidence that the papers of an input name the department of a case may not use, and which was excluded.
func papersOf(ctx context.Context, q querier, c cases.Case, papers any) (strange, excluded []string, err error) {
	ids := cases.EvidenceNamed(papers)
	if len(ids) == 0 {
		return nil, nil, nil
	}
	rows, err := q.Query(ctx, papersSQL, ids, string(c.Department))
	if err != nil {
		return nil, nil, fmt.Errorf("look for evidence: %w", err)
	}
	var id string
	var usable, out bool
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&id, &usable, &out); err != nil {
			return nil, nil, fmt.Errorf("look for evidence: %w", err)
		}
		switch {
		case !usable:
			strange = append(strange, id)
		case out:
			excluded = append(excluded, id)
		}
	}
	return strange, excluded, rows.Err()
}
