package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/internal/outbox"
)

// importBatch is how many rows of a list share a transaction.
const importBatch = 100

// ImportInstitutions decides what becomes of every row of a list, and applies the good ones if that is wanted. A bad row costs no good one,
// and a list that is imported again changes nothing.
func (s *Store) ImportInstitutions(ctx context.Context, list institutions.Roster, entries []institutions.Entry, w institutions.Why, apply bool) ([]institutions.Enrolment, error) {
	var out []institutions.Enrolment
	seen := newEnrolling(list, w)
	for part := range slices.Chunk(entries, importBatch) {
		if !apply {
			if err := seen.find(ctx, s.Log.DB, part, institutionSQL); err != nil {
				return nil, err
			}
			out = append(out, seen.decide(part)...)
			continue
		}
		done, err := s.importPart(ctx, list, part, w)
		if err != nil {
			return out, err
		}
		out = append(out, done...)
	}
	return out, nil
}

// importPart applies rows in one transaction; when the database refuses one of them, each in one of its own.
func (s *Store) importPart(ctx context.Context, list institutions.Roster, part []institutions.Entry, w institutions.Why) (out []institutions.Enrolment, err error) {
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		e := newEnrolling(list, w)
		if err := e.find(ctx, tx, part, institutionSQL+" FOR NO KEY UPDATE"); err != nil {
			return err
		}
		out = e.decide(part)
		return s.saveInstitutions(ctx, tx, w.At, "", e.changed)
	})
	var refusal *institutions.Refusal
	if !errors.As(err, &refusal) {
		return out, err
	}
	if len(part) == 1 {
		return []institutions.Enrolment{{Row: part[0].Line, Verdict: institutions.RowWrong, Problems: []string{refusal.Detail}}}, nil
	}
	out = nil
	for i := range part {
		one, err := s.importPart(ctx, list, part[i:i+1], w)
		if err != nil {
			return out, err
		}
		out = append(out, one...)
	}
	return out, nil
}

// enrolling is what is known of the register while rows are decided about.
type enrolling struct {
	list    institutions.Roster
	why     institutions.Why
	byID    map[string]*kept
	byKey   map[institutions.Key][]*institutions.State
	changed []*kept
}

func newEnrolling(list institutions.Roster, w institutions.Why) *enrolling {
	return &enrolling{list: list, why: w, byID: map[string]*kept{}, byKey: map[institutions.Key][]*institutions.State{}}
}

// find loads the institutions that rows may be about and that are not known yet.
func (e *enrolling) find(ctx context.Context, db querier, part []institutions.Entry, sql string) error {
	var wanted []institutions.Key
	for _, entry := range part {
		wanted = append(wanted, entry.Keys()...)
	}
	kinds, keys := split(wanted)
	rows, err := db.Query(ctx, `SELECT DISTINCT k.institution::text FROM unnest($1::text[], $2::text[]) AS q(kind, key)
		JOIN institution_key k ON k.kind = q.kind AND k.key = q.key AND k.current`, kinds, keys)
	if err != nil {
		return fmt.Errorf("look for institutions: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("look for institutions: %w", err)
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return e.byID[id] != nil })
	if len(ids) == 0 {
		return nil
	}
	loaded, err := loadInstitutions(ctx, db, ids, sql)
	for _, k := range loaded {
		e.add(k)
	}
	return err
}

// add takes up an institution, or what is new of it.
func (e *enrolling) add(k *kept) {
	if e.byID[k.ID] == nil {
		e.byID[k.ID] = k
		k.Settle(e.why.At)
	}
	for _, key := range k.Keys() {
		if !slices.Contains(e.byKey[key], k.State) {
			e.byKey[key] = append(e.byKey[key], k.State)
		}
	}
}

// decide decides about rows, one after the other: what a row does counts for those below it.
func (e *enrolling) decide(part []institutions.Entry) (out []institutions.Enrolment) {
	for _, entry := range part {
		var among []*institutions.State
		for _, key := range entry.Keys() {
			for _, s := range e.byKey[key] {
				if !slices.Contains(among, s) {
					among = append(among, s)
				}
			}
		}
		w := e.why
		w.Reason = fmt.Sprintf("%s，第 %d 行", w.Reason, entry.Line)
		became, s := institutions.Enrol(e.list, entry, among, uuid.Must(uuid.NewV7()).String(), w)
		out = append(out, became)
		if s == nil {
			continue
		}
		k := e.byID[s.ID]
		if k == nil {
			k = &kept{State: s, fresh: true}
		}
		e.add(k)
		if !slices.Contains(e.changed, k) {
			e.changed = append(e.changed, k)
		}
	}
	return out
}

// ExportedInstitution is an institution as an export writes it.
type ExportedInstitution struct {
	ID       string
	Details  institutions.Details
	Papers   lead.Papers
	Standing lead.Standing
	Listed   bool
}

const exportSQL = `SELECT id::text, details, papers, standing, listed FROM institution WHERE removed = '' AND (name, id) > ($1, $2::uuid) ORDER BY name, id LIMIT $3`

// ExportInstitutions gives every institution of the register, by name, to write.
func (s *Store) ExportInstitutions(ctx context.Context, write func(ExportedInstitution) error) error {
	const page = 500
	behind := Cursor{ID: uuid.Nil.String()}
	for {
		rows, err := s.Log.DB.Query(ctx, exportSQL, behind.Name, behind.ID, page)
		if err != nil {
			return fmt.Errorf("export institutions: %w", err)
		}
		list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ExportedInstitution])
		if err != nil {
			return fmt.Errorf("export institutions: %w", err)
		}
		for _, i := range list {
			if err := write(i); err != nil {
				return err
			}
			behind = Cursor{i.Details.Name, i.ID}
		}
		if len(list) < page {
			return nil
		}
	}
}
