package postgres

import (
	"fmt"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/routing/internal/handoff"
)

// rows collects what a batch writes, so that each table is written once, however many leads there are.
type rows struct {
	changed map[string]*handoff.Lead
	at      map[string]time.Time
	order   []string
	record  struct {
		lead, data []string
		no         []int32
		at         []time.Time
	}
	clock struct {
		lead, id, step, against, calendar []string
		record                            []int32
		due                               []time.Time
		provisional                       []bool
		ended                             []*time.Time
	}
	stop struct {
		lead, step, against []string
		at                  []time.Time
	}
}

func newRows() *rows {
	return &rows{changed: map[string]*handoff.Lead{}, at: map[string]time.Time{}}
}

func (r *rows) add(l *handoff.Lead, w handoff.Word, c handoff.Change, created bool) {
	if len(c.Records) == 0 {
		return
	}
	if r.changed[l.ID] == nil {
		r.order = append(r.order, l.ID)
	}
	r.changed[l.ID], r.at[l.ID] = l, w.At
	if !created { // a new lead has no clocks to stop
		r.stopClocks(l.ID, w.At, c.Stops)
	}
	for _, rec := range c.Records {
		body, _ := event.Marshal(rec) // of plain members only: it cannot fail
		r.record.lead, r.record.data = append(r.record.lead, l.ID), append(r.record.data, string(body))
		r.record.no, r.record.at = append(r.record.no, int32(rec.No)), append(r.record.at, rec.At)
		for _, k := range rec.Clocks {
			c := &r.clock
			c.lead, c.id, c.step = append(c.lead, l.ID), append(c.id, k.ID), append(c.step, string(k.Step))
			c.against, c.calendar = append(c.against, string(k.Against)), append(c.calendar, k.Calendar)
			c.record, c.due, c.provisional = append(c.record, int32(rec.No)), append(c.due, k.Due), append(c.provisional, k.Provisional)
			c.ended = append(c.ended, nil)
		}
	}
}

// stopClocks ends clocks that are in the database, and those that this batch started.
func (r *rows) stopClocks(id string, at time.Time, stops []handoff.Stop) {
	for _, s := range stops {
		step, against := string(s.Step), string(s.Against)
		r.stop.lead, r.stop.step = append(r.stop.lead, id), append(r.stop.step, step)
		r.stop.against, r.stop.at = append(r.stop.against, against), append(r.stop.at, at)
		for i, k := range r.clock.lead {
			if k == id && r.clock.step[i] == step && r.clock.against[i] == against && r.clock.ended[i] == nil {
				r.clock.ended[i] = &at
			}
		}
	}
}

func (r *rows) save(tx *outbox.Tx) error {
	if len(r.order) == 0 {
		return nil
	}
	if err := r.saveLeads(tx); err != nil {
		return err
	}
	r.saveDuties(tx)
	rec := r.record
	tx.Later(`INSERT INTO record (lead, no, at, data) SELECT lead, no, at, data::json
		FROM unnest($1::text[], $2::int[], $3::timestamptz[], $4::text[]) AS r(lead, no, at, data)`, rec.lead, rec.no, rec.at, rec.data)
	// Stops come first: they are for clocks of earlier transactions.
	if s := r.stop; len(s.lead) > 0 {
		tx.Later(`UPDATE clock SET ended_at = s.at FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) AS s(lead, step, against, at)
			WHERE clock.lead = s.lead AND clock.step = s.step AND clock.against = s.against AND ended_at IS NULL`, s.lead, s.step, s.against, s.at)
	}
	if c := r.clock; len(c.lead) > 0 {
		tx.Later(`INSERT INTO clock (lead, record, id, step, against, due, provisional, calendar, ended_at)
			SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::bool[], $8::text[], $9::timestamptz[])`,
			c.lead, c.record, c.id, c.step, c.against, c.due, c.provisional, c.calendar, c.ended)
	}
	return nil
}

func (r *rows) saveLeads(tx *outbox.Tx) error {
	n := len(r.order)
	col := func() []string { return make([]string, n) }
	ids, senders, numbers, states, holders, categories, urgencies, traces := col(), col(), col(), col(), col(), col(), col(), col()
	decisions, matters, supplements := col(), col(), col()
	lasts, received, changed := make([]int32, n), make([]time.Time, n), make([]time.Time, n)
	for i, id := range r.order {
		l := r.changed[id]
		ids[i], senders[i], numbers[i], states[i], holders[i] = l.ID, l.Sender, l.Number, string(l.State), string(l.Holder)
		categories[i], urgencies[i], traces[i] = string(l.Category), string(l.Urgency), l.TraceParent
		lasts[i], received[i], changed[i] = int32(l.Last), l.Matter.ReceivedAt, r.at[id]
		for _, part := range []struct {
			to   *string
			from any
		}{{&decisions[i], l.Decision}, {&matters[i], l.Matter}, {&supplements[i], append([]handoff.Supplement{}, l.Supplements...)}} {
			body, err := event.Marshal(part.from)
			if err != nil {
				return fmt.Errorf("encode lead %s: %w", id, err)
			}
			*part.to = string(body)
		}
	}
	tx.Later(`INSERT INTO lead (id, sender, number, state, holder, category, urgency, last, received_at, changed_at, trace_parent, decision, matter, supplements)
		SELECT id, sender, number, state, holder, category, urgency, last, received_at, changed_at, trace_parent, decision::json, matter::json, supplements::json
		FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::timestamptz[], $10::timestamptz[],
			$11::text[], $12::text[], $13::text[], $14::text[])
			AS n(id, sender, number, state, holder, category, urgency, last, received_at, changed_at, trace_parent, decision, matter, supplements)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, holder = excluded.holder, category = excluded.category, urgency = excluded.urgency,
			last = excluded.last, changed_at = excluded.changed_at, decision = excluded.decision, supplements = excluded.supplements`,
		ids, senders, numbers, states, holders, categories, urgencies, lasts, received, changed, traces, decisions, matters, supplements)
	return nil
}

// saveDuties writes what frees the place of the department that leads before what takes it: a lead has one at a time.
func (r *rows) saveDuties(tx *outbox.Tx) {
	takes := func(d handoff.Duty) bool { return d.State.Open() && d.Role == lead.RoleLead }
	for _, taking := range []bool{false, true} {
		var leads, departments, roles, states []string
		for _, id := range r.order {
			for _, d := range r.changed[id].Duties {
				if takes(d) == taking {
					leads, departments = append(leads, id), append(departments, string(d.Department))
					roles, states = append(roles, string(d.Role)), append(states, string(d.State))
				}
			}
		}
		if len(leads) > 0 {
			tx.Later(`INSERT INTO duty (lead, department, role, state) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
				ON CONFLICT (lead, department) DO UPDATE SET role = excluded.role, state = excluded.state
				WHERE duty.role <> excluded.role OR duty.state <> excluded.state`, leads, departments, roles, states)
		}
	}
}
