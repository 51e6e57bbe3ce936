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
		lead, kind, data []string
		no               []int32
		at               []time.Time
	}
	clocks []clockRow
	// places are where a clock stands in clocks: the last of several changes in a batch counts.
	places map[clockKey]int
	number struct{ number, party, lead []string }
	// turned are leads that ended, or go on again.
	turned []string
	ruling []rulingRow
}

type clockKey struct {
	lead          string
	record, place int
}

type clockRow struct {
	lead string
	handoff.Clock
}

func newRows() *rows {
	return &rows{changed: map[string]*handoff.Lead{}, at: map[string]time.Time{}, places: map[clockKey]int{}}
}

func (r *rows) add(l *handoff.Lead, w handoff.Word, c handoff.Change) error {
	for _, k := range c.Clocks {
		r.clock(l.ID, k)
	}
	if c.Turned {
		r.turned = append(r.turned, l.ID)
	}
	if len(c.Records) == 0 {
		return nil
	}
	if r.changed[l.ID] == nil {
		r.order = append(r.order, l.ID)
	}
	r.changed[l.ID], r.at[l.ID] = l, w.At
	for _, rec := range c.Records {
		body, err := event.Marshal(rec) // a time of a year that RFC 3339 cannot write fails
		if err != nil {
			return fmt.Errorf("encode record %d of lead %s: %w", rec.No, l.ID, err)
		}
		r.record.lead, r.record.data = append(r.record.lead, l.ID), append(r.record.data, string(body))
		r.record.no, r.record.at = append(r.record.no, int32(rec.No)), append(r.record.at, rec.At)
		r.record.kind = append(r.record.kind, string(rec.Kind))
	}
	for _, n := range c.Numbers {
		r.number.number, r.number.party, r.number.lead = append(r.number.number, n.Number), append(r.number.party, n.Party), append(r.number.lead, l.ID)
	}
	for _, ruling := range c.Rulings {
		r.ruling = append(r.ruling, rulingOf(l, ruling, c.Records))
	}
	return nil
}

func (r *rows) clock(id string, k handoff.Clock) {
	key := clockKey{id, k.Record, k.Place}
	if at, ok := r.places[key]; ok {
		r.clocks[at].Clock = k
		return
	}
	r.places[key] = len(r.clocks)
	r.clocks = append(r.clocks, clockRow{id, k})
}

func (r *rows) save(tx *outbox.Tx, known map[string]bool) error {
	if len(r.order) > 0 {
		old, fresh := parted(r.order, func(id string) bool { return known[id] })
		if err := r.saveLeads(tx, fresh, insertLeadsSQL); err != nil {
			return err
		}
		if err := r.saveLeads(tx, old, insertLeadsSQL+overLeadsSQL); err != nil {
			return err
		}
		r.saveDuties(tx, known)
		rec := r.record
		tx.Later(`INSERT INTO record (lead, no, kind, at, data) SELECT lead, no, kind, at, data::json
			FROM unnest($1::text[], $2::int[], $3::text[], $4::timestamptz[], $5::text[]) AS r(lead, no, kind, at, data)`, rec.lead, rec.no, rec.kind, rec.at, rec.data)
	}
	old, fresh := parted(r.clocks, func(k clockRow) bool { return known[k.lead] })
	saveClocks(tx, fresh, insertClocksSQL)
	saveClocks(tx, old, insertClocksSQL+overClocksSQL)
	if n := r.number; len(n.lead) > 0 {
		tx.Later(`INSERT INTO party_number (number, party, lead) SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING`, n.number, n.party, n.lead)
	}
	findable(tx, r.turned)
	return r.saveRulings(tx)
}

// parted returns those for which it holds, and the others. What is new is inserted; looking first whether it is there would cost as much again.
func parted[T any](all []T, holds func(T) bool) (those, others []T) {
	for _, one := range all {
		if holds(one) {
			those = append(those, one)
		} else {
			others = append(others, one)
		}
	}
	return those, others
}

func (r *rows) saveLeads(tx *outbox.Tx, order []string, sql string) error {
	n := len(order)
	if n == 0 {
		return nil
	}
	col := func() []string { return make([]string, n) }
	ids, senders, numbers, states, holders, categories, urgencies, traces := col(), col(), col(), col(), col(), col(), col(), col()
	channels, streets, grids, wholes := col(), col(), col(), col()
	decisions, matters, supplements, standings := col(), col(), col(), col()
	lasts, notOurs, escalated := make([]int32, n), make([]int16, n), make([]bool, n)
	received, changed := make([]time.Time, n), make([]time.Time, n)
	for i, id := range order {
		l := r.changed[id]
		ids[i], senders[i], numbers[i], states[i], holders[i] = l.ID, l.Sender, l.Number, string(l.State), string(l.Holder)
		categories[i], urgencies[i], traces[i], channels[i] = string(l.Category), string(l.Urgency), l.TraceParent, string(l.Matter.Channel)
		if p := l.Matter.Place; p != nil {
			streets[i], grids[i] = p.Street, p.Grid
		}
		notOurs[i], escalated[i], wholes[i] = int16(len(l.NotOurs)), l.Escalated > 0 && !l.State.Ended(), l.Whole
		lasts[i], received[i], changed[i] = int32(l.Last), l.Matter.ReceivedAt, r.at[id]
		for _, part := range []struct {
			to   *string
			from any
		}{{&decisions[i], l.Decision}, {&matters[i], l.Matter}, {&supplements[i], append([]handoff.Supplement{}, l.Supplements...)}, {&standings[i], l.Standing}} {
			body, err := event.Marshal(part.from)
			if err != nil {
				return fmt.Errorf("encode lead %s: %w", id, err)
			}
			*part.to = string(body)
		}
	}
	tx.Later(sql, ids, senders, numbers, states, holders, categories, urgencies, lasts, received, changed, traces, decisions, matters, supplements,
		channels, streets, grids, notOurs, escalated, wholes, standings)
	return nil
}

const insertLeadsSQL = `INSERT INTO lead (id, sender, number, state, holder, category, urgency, last, received_at, changed_at, trace_parent, decision, matter,
		supplements, channel, street, grid, not_ours, escalated, whole, standing)
	SELECT id, sender, number, state, holder, category, urgency, last, received_at, changed_at, trace_parent, decision::json, matter::json,
		supplements::json, channel, street, grid, not_ours, escalated, nullif(whole, ''), standing::json
	FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::timestamptz[], $10::timestamptz[],
		$11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::smallint[], $19::bool[], $20::text[], $21::text[])
		AS n(id, sender, number, state, holder, category, urgency, last, received_at, changed_at, trace_parent, decision, matter, supplements,
			channel, street, grid, not_ours, escalated, whole, standing)`

const overLeadsSQL = ` ON CONFLICT (id) DO UPDATE SET state = excluded.state, holder = excluded.holder, category = excluded.category, urgency = excluded.urgency,
		last = excluded.last, changed_at = excluded.changed_at, decision = excluded.decision, supplements = excluded.supplements,
		not_ours = excluded.not_ours, escalated = excluded.escalated, standing = excluded.standing`

// saveDuties writes what frees the place of the holder, or of an offer, before what takes it: a lead has one of each at a time.
func (r *rows) saveDuties(tx *outbox.Tx, known map[string]bool) {
	var fresh, freeing, taking []dutyRow
	for _, id := range r.order {
		for _, d := range r.changed[id].Duties {
			row := dutyRow{id, d}
			switch {
			case !known[id]:
				fresh = append(fresh, row)
			case d.Role == lead.RoleLead && (d.State.Holds() || d.State == handoff.Sent):
				taking = append(taking, row)
			default:
				freeing = append(freeing, row)
			}
		}
	}
	saveDuties(tx, fresh, insertDutiesSQL)
	saveDuties(tx, freeing, insertDutiesSQL+overDutiesSQL)
	saveDuties(tx, taking, insertDutiesSQL+overDutiesSQL)
}

type dutyRow struct {
	lead string
	handoff.Duty
}

const insertDutiesSQL = `INSERT INTO duty (lead, department, role, state, unit, person, task, return_by)
	SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])`

const overDutiesSQL = ` ON CONFLICT (lead, department) DO UPDATE SET role = excluded.role, state = excluded.state, unit = excluded.unit,
		person = excluded.person, task = excluded.task, return_by = excluded.return_by
	WHERE (duty.role, duty.state, duty.unit, duty.person, duty.task, duty.return_by)
		IS DISTINCT FROM (excluded.role, excluded.state, excluded.unit, excluded.person, excluded.task, excluded.return_by)`

func saveDuties(tx *outbox.Tx, all []dutyRow, sql string) {
	n := len(all)
	if n == 0 {
		return
	}
	col := func() []string { return make([]string, n) }
	leads, departments, roles, states, units, persons, tasks := col(), col(), col(), col(), col(), col(), col()
	until := make([]*time.Time, n)
	for i, d := range all {
		leads[i], departments[i], roles[i], states[i] = d.lead, string(d.Department), string(d.Role), string(d.State)
		units[i], persons[i], tasks[i], until[i] = d.Unit, d.Person, d.Task, whenSet(d.ReturnBy)
	}
	tx.Later(sql, leads, departments, roles, states, units, persons, tasks, until)
}

func whenSet(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func saveClocks(tx *outbox.Tx, all []clockRow, sql string) {
	n := len(all)
	if n == 0 {
		return
	}
	col := func() []string { return make([]string, n) }
	leads, ids, steps, againsts, counted, calendars, levels, roles, endings := col(), col(), col(), col(), col(), col(), col(), col(), col()
	records, inRecord, from, due, provisional, extended := make([]int32, n), make([]int16, n), make([]time.Time, n), make([]time.Time, n), make([]bool, n), make([]int16, n)
	next, paused, ended, began, rested := make([]*time.Time, n), make([]*time.Time, n), make([]*time.Time, n), make([]time.Time, n), make([]time.Duration, n)
	for i, k := range all {
		leads[i], ids[i], steps[i], againsts[i] = k.lead, k.ID, string(k.Step), string(k.Against)
		counted[i], calendars[i], levels[i], roles[i], endings[i] = k.Limit, k.Calendar, string(k.Level), string(k.Role), string(k.End)
		inRecord[i] = int16(k.Place)
		records[i], from[i], due[i], provisional[i], extended[i] = int32(k.Record), k.From, k.Due, k.Provisional, int16(k.Extended)
		next[i], paused[i], ended[i], began[i], rested[i] = whenSet(k.Next), k.PausedAt, k.EndedAt, k.Began, k.Rested
	}
	tx.Later(sql, leads, records, inRecord, ids, steps, againsts, from, counted, due, provisional, calendars, levels, next, paused, ended, extended, roles, began, rested, endings)
}

const insertClocksSQL = `INSERT INTO clock (lead, record, place, id, step, against, counted_from, counted, due, provisional, calendar, level, next_at, paused_at, ended_at, extended,
		role, began_at, rested, ending)
	SELECT lead, record, place, id, step, against, counted_from, counted, due, provisional, calendar, level, next_at, paused_at, ended_at, extended,
		role, began_at, rested, nullif(ending, '')
	FROM unnest($1::text[], $2::int[], $3::smallint[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::text[], $9::timestamptz[], $10::bool[],
		$11::text[], $12::text[], $13::timestamptz[], $14::timestamptz[], $15::timestamptz[], $16::smallint[], $17::text[], $18::timestamptz[], $19::interval[], $20::text[])
		AS n(lead, record, place, id, step, against, counted_from, counted, due, provisional, calendar, level, next_at, paused_at, ended_at, extended, role, began_at, rested, ending)`

const overClocksSQL = ` ON CONFLICT (lead, record, place) DO UPDATE SET against = excluded.against, counted_from = excluded.counted_from, counted = excluded.counted,
		due = excluded.due, provisional = excluded.provisional, calendar = excluded.calendar, level = excluded.level, next_at = excluded.next_at,
		paused_at = excluded.paused_at, ended_at = excluded.ended_at, extended = excluded.extended, rested = excluded.rested, ending = excluded.ending`

// rulingRow is a precedent.
type rulingRow struct {
	lead   string
	record lead.Record
	handoff.Ruling
	category lead.Category
	claims   []lead.Claim
	decision lead.Decision
}

func rulingOf(l *handoff.Lead, ruling handoff.Ruling, records []lead.Record) rulingRow {
	row := rulingRow{lead: l.ID, Ruling: ruling, category: l.Category, claims: append([]lead.Claim{}, l.Claims...), decision: l.Decision}
	for _, r := range records {
		if r.No == ruling.Record {
			row.record = r
		}
	}
	return row
}

func (r *rows) saveRulings(tx *outbox.Tx) error {
	for _, p := range r.ruling { // a ruling is rare: one statement each
		claims, err := event.Marshal(p.claims)
		if err != nil {
			return err
		}
		decision, err := event.Marshal(p.decision)
		if err != nil {
			return err
		}
		tx.Later(`INSERT INTO precedent (lead, record, at, by, department, category, reason, basis, claims, decision)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::json, $10::json)`, p.lead, p.Record, p.record.At, p.record.From, p.Department, p.category,
			p.record.Note, p.record.Basis, string(claims), string(decision))
	}
	return nil
}
