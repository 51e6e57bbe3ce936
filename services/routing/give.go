package routing

import (
	"context"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/coalesce"
	"xiansuo/services/routing/internal/answers"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/postgres"
)

// giver gives words from pages the way that all words go: read and checked, then taken together with those that arrive at the same time.
func giver(r answers.Reader, q *coalesce.Queue[answers.Incoming, postgres.Outcome]) func(context.Context, answers.Given) (postgres.Outcome, error) {
	return func(ctx context.Context, g answers.Given) (postgres.Outcome, error) {
		in, err := r.Give(g)
		if err != nil { // what a form carries along was tampered with
			return postgres.Outcome{Lead: g.Lead, Refusal: &handoff.Refusal{Code: handoff.InvalidAnswer, Detail: err.Error()}}, nil
		}
		return q.Do(ctx, in)
	}
}

// name is what the district calls a department, unit or office.
func (p *place) name(code string) lead.Name { return p.current.Load().Name(code) }
