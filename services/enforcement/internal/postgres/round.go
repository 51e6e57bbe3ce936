package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/enforcement/internal/rounds"
	"xiansuo/services/internal/outbox"
)

// roundTables are the tables of patrols and self-checks whose rows change.
var roundTables = []string{"round", "promise"}

var errNoRound = onsite.Refuse(onsite.NotThere, "not-found", "this round is not here", "check the identifier")

// NewRound keeps a round that was ordered.
func (s *Store) NewRound(ctx context.Context, r rounds.Round, act rounds.Act, key Key) (rounds.Round, error) {
	err := s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		known, err := key.taken(ctx, tx)
		if err != nil || known != "" {
			r.ID = known
			return err
		}
		if r.ID, err = s.nextID(ctx, tx, "round", act.Now); err != nil {
			return err
		}
		body, err := json.Marshal(r)
		if err != nil {
			return fmt.Errorf("encode round: %w", err)
		}
		tx.Later("INSERT INTO round (id, ordered_by, from_day, to_day, closed_on, points, visits, body) VALUES ($1, $2, $3::text::date, $4::text::date, '', 0, 0, $5)",
			r.ID, r.OrderedBy, r.From, r.To, body)
		tx.Later("INSERT INTO round_party (party, round) SELECT DISTINCT party, $2 FROM unnest($1::text[]) AS p(party)", append([]string{r.OrderedBy}, r.Teams...), r.ID)
		key.keep(tx, r.ID, act.Now)
		return nil
	})
	if err != nil {
		return r, err
	}
	return s.Round(ctx, r.ID)
}

// Round returns a round.
func (s *Store) Round(ctx context.Context, id string) (rounds.Round, error) {
	return readRound(ctx, s.Log.DB, id, "")
}

func readRound(ctx context.Context, q querier, id, lock string) (r rounds.Round, err error) {
	var body []byte
	var closed string
	err = q.QueryRow(ctx, "SELECT body, closed_on FROM round WHERE id = $1"+lock, id).Scan(&body, &closed)
	if errors.Is(err, pgx.ErrNoRows) {
		return r, errNoRound
	}
	if err == nil {
		err = json.Unmarshal(body, &r)
	}
	r.ClosedOn = closed
	if err != nil {
		return r, fmt.Errorf("read round: %w", err)
	}
	return r, nil
}

// The ways to list rounds, newest first.
const (
	roundsOfParty = `SELECT r.body, r.closed_on FROM round_party p JOIN round r ON r.id = p.round WHERE p.party = @party AND (@before = '' OR p.round < @before)
		ORDER BY p.round DESC LIMIT @limit`
	roundsAll = `SELECT body, closed_on FROM round WHERE @before = '' OR id < @before ORDER BY id DESC LIMIT @limit`
)

// Rounds lists rounds, newest first: of a party, or all of them when it is empty.
func (s *Store) Rounds(ctx context.Context, party, before string, limit int) ([]rounds.Round, error) {
	sql := roundsAll
	if party != "" {
		sql = roundsOfParty
	}
	rows, err := s.Log.DB.Query(ctx, sql, pgx.NamedArgs{"party": party, "before": before, "limit": limit})
	if err != nil {
		return nil, fmt.Errorf("list rounds: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (r rounds.Round, err error) {
		var body []byte
		var closed string
		if err = row.Scan(&body, &closed); err == nil {
			err = json.Unmarshal(body, &r)
		}
		r.ClosedOn = closed
		return r, err
	})
}

// CloseRound closes a round: nothing is visited in it any more. Its promises go on.
func (s *Store) CloseRound(ctx context.Context, id string, act rounds.Act) (r rounds.Round, err error) {
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		if r, err = readRound(ctx, tx, id, " FOR UPDATE"); err != nil {
			return err
		}
		if r, err = r.Close(act); err != nil {
			return err
		}
		tx.Later("UPDATE round SET closed_on = $2 WHERE id = $1", id, r.ClosedOn)
		return nil
	})
	return r, err
}

// AddPoints adds points to a round and returns the number of the first.
func (s *Store) AddPoints(ctx context.Context, id string, points []rounds.Point, act rounds.Act, key Key) (first int, err error) {
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		r, err := readRound(ctx, tx, id, " FOR UPDATE")
		if err != nil {
			return err
		}
		if err := rounds.CheckPoints(r, points, act); err != nil {
			return err
		}
		if known, err := key.taken(ctx, tx); err != nil || known != "" {
			_, _ = fmt.Sscan(known, &first)
			return err
		}
		if first, err = insertPoints(ctx, tx, id, points, act); err != nil {
			return err
		}
		key.keep(tx, fmt.Sprint(first), act.Now)
		return s.matchPoints(ctx, tx, r, points, act)
	})
	return first, err
}

// insertPoints numbers points, writes their numbers into them, keeps them, and returns the first number.
func insertPoints(ctx context.Context, tx *outbox.Tx, id string, points []rounds.Point, act rounds.Act) (first int, err error) {
	var last int
	if err := tx.QueryRow(ctx, "UPDATE round SET points = points + $2 WHERE id = $1 RETURNING points", id, len(points)).Scan(&last); err != nil {
		return 0, fmt.Errorf("number points: %w", err)
	}
	first = last - len(points) + 1
	rows := make([][]any, len(points))
	for i := range points {
		p := &points[i]
		p.No = first + i
		rows[i] = []any{id, p.No, p.Name, p.Address, p.Street, p.Community, p.Grid, string(p.Kind), p.Institution, p.USCC, act.By.Name, act.Now}
	}
	columns := []string{"round", "no", "name", "address", "street", "community", "grid", "kind", "institution", "uscc", "added_by", "added_at"}
	if _, err = tx.CopyFrom(ctx, pgx.Identifier{"patrol_point"}, columns, pgx.CopyFromRows(rows)); err != nil {
		return 0, fmt.Errorf("keep points: %w", err)
	}
	return first, nil
}

const pointColumns = "no, name, address, street, community, grid, kind, institution, uscc"

// pointsSQL lists points with whether they were visited.
const pointsSQL = `SELECT ` + pointColumns + `, EXISTS (SELECT FROM patrol_visit v WHERE v.round = p.round AND v.point = p.no)
	FROM patrol_point p WHERE round = $1 AND no > $2 ORDER BY no LIMIT $3`

// PointVisited is a point of a round, and whether it was visited.
type PointVisited struct {
	rounds.Point
	Visited bool `json:"visited"`
}

// Points lists the points of a round behind a number.
func (s *Store) Points(ctx context.Context, id string, after, limit int) ([]PointVisited, error) {
	rows, err := s.Log.DB.Query(ctx, pointsSQL, id, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list points: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (p PointVisited, err error) {
		err = row.Scan(&p.No, &p.Name, &p.Address, &p.Street, &p.Community, &p.Grid, &p.Kind, &p.Institution, &p.USCC, &p.Visited)
		return p, err
	})
}
