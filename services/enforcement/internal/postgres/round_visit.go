package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/enforcement/internal/rounds"
	"xiansuo/services/internal/outbox"
)

// Visited is what a visit became: its number, and the ids of its findings in their order.
type Visited struct {
	No       int      `json:"no"`
	Promises []string `json:"findings"`
}

// KeepVisit keeps a visit with its findings. Under a key that was used before it returns what was kept then.
func (s *Store) KeepVisit(ctx context.Context, id string, v rounds.Visit, act rounds.Act, key Key) (out Visited, err error) {
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		r, err := readRound(ctx, tx, id, " FOR UPDATE")
		if err != nil {
			return err
		}
		if err := v.Check(r, act); err != nil {
			return err
		}
		known, err := key.taken(ctx, tx)
		if err != nil {
			return err
		}
		if known != "" {
			return json.Unmarshal([]byte(known), &out)
		}
		point, err := pointOf(ctx, tx, id, v.Point)
		if err != nil {
			return err
		}
		kept, err := s.insertVisits(ctx, tx, r, []placedVisit{{point, v}}, act)
		if err != nil {
			return err
		}
		out = kept[0]
		body, err := json.Marshal(out)
		key.keep(tx, string(body), act.Now)
		return err
	})
	return out, err
}

// placedVisit is a checked visit and its point.
type placedVisit struct {
	point rounds.Point
	visit rounds.Visit
}

// insertVisits numbers checked visits and their findings and keeps them.
func (s *Store) insertVisits(ctx context.Context, tx *outbox.Tx, r rounds.Round, all []placedVisit, act rounds.Act) ([]Visited, error) {
	found := 0
	for _, one := range all {
		found += len(one.visit.Findings)
	}
	ids, err := s.nextIDs(ctx, tx, "promise", found, act.Now)
	if err != nil {
		return nil, err
	}
	var last int
	if err := tx.QueryRow(ctx, "UPDATE round SET visits = visits + $2 WHERE id = $1 RETURNING visits", r.ID, len(all)).Scan(&last); err != nil {
		return nil, fmt.Errorf("number visits: %w", err)
	}
	out := make([]Visited, len(all))
	for i, one := range all {
		v, a := one.visit, act
		v.No, v.Point, a.On = last-len(all)+1+i, one.point.No, one.visit.On
		out[i] = Visited{No: v.No, Promises: []string{}}
		if err := insertVisit(tx, r.ID, v, a); err != nil {
			return nil, err
		}
		for _, f := range v.Findings {
			p := rounds.Finding(r, one.point, v, f)
			p.ID, ids = ids[0], ids[1:]
			if err := insertPromise(tx, p, one.point.No, a); err != nil {
				return nil, err
			}
			out[i].Promises = append(out[i].Promises, p.ID)
		}
	}
	return out, nil
}

func pointOf(ctx context.Context, tx pgx.Tx, round string, no int) (p rounds.Point, err error) {
	err = tx.QueryRow(ctx, "SELECT "+pointColumns+" FROM patrol_point WHERE round = $1 AND no = $2", round, no).
		Scan(&p.No, &p.Name, &p.Address, &p.Street, &p.Community, &p.Grid, &p.Kind, &p.Institution, &p.USCC)
	if errors.Is(err, pgx.ErrNoRows) {
		return p, onsite.Refuse(onsite.NotThere, "no-such-point", "there is no such point in this round", "add the point first")
	}
	if err != nil {
		return p, fmt.Errorf("read a point: %w", err)
	}
	return p, nil
}

func insertVisit(tx *outbox.Tx, id string, v rounds.Visit, act rounds.Act) error {
	officers, err := json.Marshal(v.Officers)
	if err != nil {
		return err
	}
	proofs, err := json.Marshal(append([]rounds.Proof{}, v.Evidence...))
	if err != nil {
		return err
	}
	by, err := json.Marshal(act.By)
	if err != nil {
		return err
	}
	tx.Later(`INSERT INTO patrol_visit (round, no, point, visited_on, from_time, to_time, team, officers, papers, licence_kind, responsible, phone, teaches, subject,
			classes, pupils, staff, qualified, fee_method, fee_fen, supervised, parent_app, disposals, evidence, transferred, note, entered_by, entered_at)
		VALUES ($1, $2, $3, $4::text::date, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)`,
		id, v.No, v.Point, v.On, v.From, v.To, v.Team, officers, string(v.Papers), v.LicenceKind, v.Responsible, v.Phone, v.Teaches, string(v.Subject),
		v.Classes, v.Pupils, v.Staff, v.Qualified, v.FeeMethod, v.FeeFen, v.Supervised, v.ParentApp, textsOf(v.Disposals), proofs, textsOf(v.Transferred), v.Note, by, act.Now)
	return nil
}

func textsOf[T ~string](all []T) []string {
	out := make([]string, len(all))
	for i, one := range all {
		out[i] = string(one)
	}
	return out
}

func codesOf[T ~string](all []string) []T {
	var out []T
	for _, one := range all {
		out = append(out, T(one))
	}
	return out
}

// ledgerSQL is the ledger by number of visit: each with its point and its findings.
const ledgerSQL = `SELECT v.no, v.point, v.visited_on::text, v.from_time, v.to_time, v.team, v.officers, v.papers, v.licence_kind, v.responsible, v.phone, v.teaches, v.subject,
		v.classes, v.pupils, v.staff, v.qualified, v.fee_method, v.fee_fen, v.supervised, v.parent_app, v.disposals, v.evidence, v.transferred, v.note,
		p.name, p.address, p.street, p.community, p.grid, p.kind, p.institution, p.uscc,
		(SELECT coalesce(jsonb_agg(` + promiseObject + ` ORDER BY f.id), '[]') FROM promise f WHERE f.parent = v.round AND f.point = v.point AND f.visit = v.no)
	FROM patrol_visit v JOIN patrol_point p ON p.round = v.round AND p.no = v.point WHERE v.round = $1 AND v.no > $2 ORDER BY v.no LIMIT $3`

// Ledger returns the rows of a round's ledger behind a number.
func (s *Store) Ledger(ctx context.Context, id string, after, limit int) ([]rounds.Row, error) {
	rows, err := s.Log.DB.Query(ctx, ledgerSQL, id, after, limit)
	if err != nil {
		return nil, fmt.Errorf("read ledger: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (r rounds.Row, err error) {
		var officers, evidence, findings []byte
		var disposals, transferred []string
		v, p := &r.Visit, &r.Point
		if err := row.Scan(&v.No, &v.Point, &v.On, &v.From, &v.To, &v.Team, &officers, &v.Papers, &v.LicenceKind, &v.Responsible, &v.Phone, &v.Teaches, &v.Subject,
			&v.Classes, &v.Pupils, &v.Staff, &v.Qualified, &v.FeeMethod, &v.FeeFen, &v.Supervised, &v.ParentApp, &disposals, &evidence, &transferred, &v.Note,
			&p.Name, &p.Address, &p.Street, &p.Community, &p.Grid, &p.Kind, &p.Institution, &p.USCC, &findings); err != nil {
			return r, err
		}
		p.No = v.Point
		v.Disposals, v.Transferred = codesOf[onsite.Disposal](disposals), codesOf[lead.Department](transferred)
		return r, errors.Join(json.Unmarshal(officers, &v.Officers), json.Unmarshal(evidence, &v.Evidence), json.Unmarshal(findings, &r.Promises))
	})
}
