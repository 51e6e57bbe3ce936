package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
)

// findSQL finds leads by their identifier or by what a party calls them. It is asked all the time, so each way leads along an index whatever the
// planner takes the tables for, and one plan is as good for every text.
const findSQL = `SELECT l.id, l.number, l.sender, l.state, l.holder, l.category, l.urgency, l.decision, l.matter, l.not_ours, coalesce(l.whole, ''), ` + leadingSQL + `,
		'', '', '', '', '', NULL::timestamptz, false, '', NULL::json
	FROM (SELECT id FROM lead WHERE id = @text UNION SELECT id FROM lead WHERE number = @text AND number <> ''
		UNION SELECT lead FROM party_number WHERE number = @text) f
	CROSS JOIN LATERAL (SELECT * FROM lead WHERE id = f.id OFFSET 0) l`

// ofPartySQL leaves what a department or unit was ever asked for or got copies of.
const (
	ofPartySQL = ` WHERE coalesce((SELECT true FROM duty WHERE lead = l.id AND department = @party LIMIT 1), (l.standing -> 'observers')::jsonb ? @party, false)`
	firstSQL   = ` ORDER BY l.id DESC LIMIT @limit`
)

// Find returns the lead with an identifier, and those that their sender or any other party calls by that number, newest first.
func (s *Store) Find(ctx context.Context, text string, limit int) ([]Listed, error) {
	return s.listed(ctx, findSQL+firstSQL, pgx.NamedArgs{"text": text, "limit": limit})
}

// FindFor is Find among what a department or unit was ever asked for or got copies of; among all where there is no party.
func (s *Store) FindFor(ctx context.Context, party lead.Department, text string, limit int) ([]Listed, error) {
	if party == "" {
		return s.Find(ctx, text, limit)
	}
	return s.listed(ctx, findSQL+ofPartySQL+firstSQL, pgx.NamedArgs{"text": text, "limit": limit, "party": party})
}
