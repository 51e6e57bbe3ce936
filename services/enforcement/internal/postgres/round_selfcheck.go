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

var errNoCampaign = onsite.Refuse(onsite.NotThere, "not-found", "this campaign is not here", "check the identifier")

// NewCampaign keeps a call for self-checks.
func (s *Store) NewCampaign(ctx context.Context, c rounds.Campaign, act rounds.Act, key Key) (rounds.Campaign, error) {
	err := s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		known, err := key.taken(ctx, tx)
		if err != nil || known != "" {
			c.ID = known
			return err
		}
		if c.ID, err = s.nextID(ctx, tx, "campaign", act.Now); err != nil {
			return err
		}
		body, err := json.Marshal(c)
		tx.Later("INSERT INTO campaign (id, ordered_by, from_day, to_day, body) VALUES ($1, $2, $3::text::date, $4::text::date, $5)", c.ID, c.OrderedBy, c.From, c.To, body)
		key.keep(tx, c.ID, act.Now)
		return err
	})
	if err != nil {
		return c, err
	}
	return s.Campaign(ctx, c.ID)
}

// Campaign returns a campaign.
func (s *Store) Campaign(ctx context.Context, id string) (c rounds.Campaign, err error) {
	var body []byte
	err = s.Log.DB.QueryRow(ctx, "SELECT body FROM campaign WHERE id = $1", id).Scan(&body)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, errNoCampaign
	}
	if err == nil {
		err = json.Unmarshal(body, &c)
	}
	if err != nil {
		return c, fmt.Errorf("read campaign: %w", err)
	}
	return c, nil
}

// Campaigns lists campaigns, newest first, without their checklists.
func (s *Store) Campaigns(ctx context.Context, before string, limit int) ([]rounds.Campaign, error) {
	rows, err := s.Log.DB.Query(ctx, "SELECT body - 'checklist' FROM campaign WHERE $1 = '' OR id < $1 ORDER BY id DESC LIMIT $2", before, limit)
	if err != nil {
		return nil, fmt.Errorf("list campaigns: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c rounds.Campaign, err error) {
		var body []byte
		if err = row.Scan(&body); err == nil {
			err = json.Unmarshal(body, &c)
		}
		return c, err
	})
}

// AddCalled adds institutions to a campaign; those that are asked already stay. It returns how many are new.
func (s *Store) AddCalled(ctx context.Context, campaign string, called []rounds.Called) (n int, err error) {
	err = s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		var keys, ids, names, codes, streets, addresses []string
		for _, c := range called {
			keys, ids, names = append(keys, c.Key()), append(ids, c.Institution), append(names, c.Name)
			codes, streets, addresses = append(codes, c.USCC), append(streets, c.Street), append(addresses, c.Address)
		}
		tag, err := tx.Exec(ctx, `INSERT INTO campaign_called (campaign, key, institution, name, uscc, street, address)
			SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) ON CONFLICT DO NOTHING`,
			campaign, keys, ids, names, codes, streets, addresses)
		if err != nil {
			return fmt.Errorf("add institutions: %w", err)
		}
		n = int(tag.RowsAffected())
		return nil
	})
	return n, err
}

// KeepStatement keeps what an institution handed in, once per campaign, with its promises. The same again changes nothing.
func (s *Store) KeepStatement(ctx context.Context, c rounds.Campaign, st rounds.Statement, act rounds.Act) (rounds.Statement, error) {
	err := s.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) error {
		key, err := calledKey(ctx, tx, c.ID, st)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", "statement/"+c.ID+"/"+key); err != nil {
			return fmt.Errorf("lock a statement: %w", err)
		}
		var id, digest string
		switch err := tx.QueryRow(ctx, "SELECT id, digest FROM statement WHERE campaign = $1 AND key = $2", c.ID, key).Scan(&id, &digest); {
		case err == nil && digest == st.Digest():
			st.ID = id
			return nil
		case err == nil:
			return onsite.Refuse(onsite.NotNow, "handed-in-before", "this institution has handed in another statement in this campaign", "say of its items what became of them")
		case !errors.Is(err, pgx.ErrNoRows):
			return fmt.Errorf("look for a statement: %w", err)
		}
		return s.insertStatement(ctx, tx, c, &st, key, act)
	})
	if err != nil {
		return st, err
	}
	return s.Statement(ctx, st.ID)
}

// calledKeySQL finds whom a campaign asked, by id in the register or by code: it may have been asked by the one and answer by the other.
const calledKeySQL = `SELECT key FROM campaign_called WHERE campaign = $1 AND institution = $2 AND $2 <> ''
	UNION ALL SELECT key FROM campaign_called WHERE campaign = $1 AND uscc = $3 AND $3 <> '' LIMIT 1`

// calledKey returns the key under which the institution of a statement was asked, or its own.
func calledKey(ctx context.Context, tx pgx.Tx, campaign string, st rounds.Statement) (key string, err error) {
	switch err = tx.QueryRow(ctx, calledKeySQL, campaign, st.Institution, st.USCC).Scan(&key); {
	case errors.Is(err, pgx.ErrNoRows):
		return st.Key(), nil
	case err != nil:
		return "", fmt.Errorf("look for an institution: %w", err)
	}
	return key, nil
}

func (s *Store) insertStatement(ctx context.Context, tx *outbox.Tx, c rounds.Campaign, st *rounds.Statement, key string, act rounds.Act) (err error) {
	if st.ID, err = s.nextID(ctx, tx, "statement", act.Now); err != nil {
		return err
	}
	body, err := json.Marshal(st)
	if err != nil {
		return err
	}
	by, err := json.Marshal(act.By)
	if err != nil {
		return err
	}
	tx.Later("INSERT INTO statement (id, campaign, key, digest, body, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7)", st.ID, c.ID, key, st.Digest(), body, by, act.Now)
	promises := st.Promises(c)
	ids, err := s.nextIDs(ctx, tx, "promise", len(promises), act.Now)
	if err != nil {
		return err
	}
	for i, p := range promises {
		p.ID = ids[i]
		if err := insertPromise(tx, p, 0, act); err != nil {
			return err
		}
	}
	return nil
}

// Statement returns what an institution handed in.
func (s *Store) Statement(ctx context.Context, id string) (st rounds.Statement, err error) {
	var body []byte
	err = s.Log.DB.QueryRow(ctx, "SELECT body FROM statement WHERE id = $1", id).Scan(&body)
	if errors.Is(err, pgx.ErrNoRows) {
		return st, onsite.Refuse(onsite.NotThere, "not-found", "this statement is not here", "check the identifier")
	}
	if err == nil {
		err = json.Unmarshal(body, &st)
	}
	return st, err
}

// Silent is an institution that was asked and has not handed anything in.
type Silent struct {
	Key string `json:"key"`
	rounds.Called
}

// silentSQL lists who has not handed in.
const silentSQL = `SELECT key, institution, name, uscc, street, address FROM campaign_called c WHERE campaign = $1 AND key > $2
	AND NOT EXISTS (SELECT FROM statement s WHERE s.campaign = c.campaign AND s.key = c.key) ORDER BY key LIMIT $3`

// Silents lists who was asked and has not handed in, behind a key.
func (s *Store) Silents(ctx context.Context, campaign, after string, limit int) ([]Silent, error) {
	rows, err := s.Log.DB.Query(ctx, silentSQL, campaign, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list who has not handed in: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x Silent, err error) {
		err = row.Scan(&x.Key, &x.Institution, &x.Name, &x.USCC, &x.Street, &x.Address)
		return x, err
	})
}

// SelfChecked is how many institutions of a street were asked and handed in (自查率).
type SelfChecked struct {
	Street   string `json:"street"`
	Asked    int    `json:"asked"`
	HandedIn int    `json:"handedIn"`
}

// selfCheckedSQL counts a campaign by street.
const selfCheckedSQL = `SELECT street, count(*), count(*) FILTER (WHERE EXISTS (SELECT FROM statement s WHERE s.campaign = c.campaign AND s.key = c.key))
	FROM campaign_called c WHERE campaign = $1 GROUP BY street ORDER BY street`

// SelfCheckRate counts who handed in, by street.
func (s *Store) SelfCheckRate(ctx context.Context, campaign string) ([]SelfChecked, error) {
	rows, err := s.Log.DB.Query(ctx, selfCheckedSQL, campaign)
	if err != nil {
		return nil, fmt.Errorf("count who handed in: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[SelfChecked])
}

// statementsSQL lists the statements of a campaign.
const statementsSQL = "SELECT body FROM statement WHERE campaign = $1 AND id > $2 ORDER BY id LIMIT $3"

// Statements lists the statements of a campaign behind an id.
func (s *Store) Statements(ctx context.Context, campaign, after string, limit int) ([]rounds.Statement, error) {
	rows, err := s.Log.DB.Query(ctx, statementsSQL, campaign, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list statements: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (st rounds.Statement, err error) {
		var body []byte
		if err = row.Scan(&body); err == nil {
			err = json.Unmarshal(body, &st)
		}
		return st, err
	})
}
