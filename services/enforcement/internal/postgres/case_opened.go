package postgres

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/enforcement/internal/cases"
)

// openedRows are cases that a batch opens, column by column: a batch of leads that were signed is two statements.
type openedRows struct {
	number, lead, origin, department, stage, category, street, due, trace, state []string
	step, sha256, body                                                           []string
	last, no                                                                     []int
	at, recorded                                                                 []time.Time
	cases                                                                        []cases.Case
}

func (r *openedRows) add(c cases.Case, done cases.Done, trace string) error {
	state, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("encode case %s: %w", c.Number, err)
	}
	r.number, r.lead, r.origin, r.department = append(r.number, c.Number), append(r.lead, c.Lead), append(r.origin, c.Origin), append(r.department, string(c.Department))
	r.stage, r.category, r.street = append(r.stage, string(c.Stage)), append(r.category, string(c.Category)), append(r.street, c.Street)
	r.due, r.trace, r.state, r.last, r.at = append(r.due, c.NextDue()), append(r.trace, trace), append(r.state, string(state)), append(r.last, c.Last), append(r.at, c.OpenedAt)
	record := done.Record
	r.no, r.step, r.recorded = append(r.no, record.No), append(r.step, string(record.Step)), append(r.recorded, record.At)
	r.sha256, r.body = append(r.sha256, c.SHA256), append(r.body, string(done.Body))
	r.cases = append(r.cases, c)
	return nil
}

const (
	openCasesSQL = `INSERT INTO cases (number, lead, origin, department, opened_at, stage, category, street, next_due, last, trace_parent, state)
		SELECT number, nullif(lead, ''), nullif(origin, ''), department, opened_at, stage, category, street, nullif(next_due, '')::date, last, trace_parent, state::jsonb
		FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::text[], $10::int[], $11::text[], $12::text[])
			AS c(number, lead, origin, department, opened_at, stage, category, street, next_due, last, trace_parent, state)`
	recordCasesSQL = `INSERT INTO case_record (case_number, no, step, at, sha256, body)
		SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::timestamptz[], $5::text[], $6::text[])`
)

// insert queues the cases with their first records, and what is read beside them.
func (r *openedRows) insert(b *pgx.Batch) {
	if len(r.number) == 0 {
		return
	}
	b.Queue(openCasesSQL, r.number, r.lead, r.origin, r.department, r.at, r.stage, r.category, r.street, r.due, r.last, r.trace, r.state)
	b.Queue(recordCasesSQL, r.number, r.no, r.step, r.recorded, r.sha256, r.body)
	for _, c := range r.cases {
		writeBeside(b, cases.Case{}, c)
	}
}
