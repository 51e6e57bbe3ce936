package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/internal/outbox"
)

// ConfirmedInstitution returns the institution that a lead, a case or a patrol is about, by a code or by what a person confirmed; "" if none is.
// A case that has none of its own has that of its lead. One that was merged is the one that it was merged into.
func (s *Store) ConfirmedInstitution(ctx context.Context, tx *outbox.Tx, kind, subject string) (id string, err error) {
	err = tx.QueryRow(ctx, confirmedSQL, kind, subject).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("the institution of a %s: %w", kind, err)
	}
	return id, nil
}

const confirmedSQL = `WITH RECURSIVE held AS (
		SELECT institution, 0 AS far FROM institution_match WHERE kind = $1 AND subject = $2 AND state IN ('certain', 'confirmed')
		UNION ALL
		SELECT m.institution, 1 FROM cases c JOIN institution_match m ON m.kind = 'lead' AND m.subject = c.lead AND m.state IN ('certain', 'confirmed')
		WHERE $1 = 'case' AND c.number = $2),
	nearest AS (SELECT institution FROM held ORDER BY far LIMIT 1),
	merged AS (SELECT i.id, i.merged_into, i.removed FROM institution i JOIN nearest n ON i.id = n.institution
		UNION SELECT i.id, i.merged_into, i.removed FROM merged m JOIN institution i ON i.id = m.merged_into)
	SELECT id::text FROM merged WHERE merged_into IS NULL AND removed = ''`

// Propose matches subjects to the institutions of the register and keeps what is found, and by what they speak of one, so that whoever is
// entered later is matched too.
func (s *Store) Propose(ctx context.Context, tx *outbox.Tx, at time.Time, subjects ...institutions.Subject) error {
	for part := range slices.Chunk(subjects, proposeBatch) {
		if err := s.propose(ctx, tx, at, part); err != nil {
			return err
		}
	}
	return nil
}

const (
	proposeBatch  = 200 // subjects of one look
	maxCandidates = 20  // institutions that one key finds: what more than these have in common tells none of them
)

func (s *Store) propose(ctx context.Context, tx *outbox.Tx, at time.Time, subjects []institutions.Subject) error {
	looks := make([]institutions.Look, len(subjects))
	for n, subject := range subjects {
		looks[n] = subject.Look()
	}
	found, err := candidates(ctx, tx, looks)
	if err != nil || len(found) == 0 {
		return err
	}
	var ids []string
	for _, of := range found {
		ids = append(ids, of...)
	}
	byID, err := institutionsOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	var links []proposed
	for n, look := range looks {
		var among []institutions.Institution
		for _, id := range found[n] {
			among = append(among, byID[id])
		}
		for _, p := range look.Match(among) {
			links = append(links, proposed{look.Subject, p})
		}
	}
	return s.keepLinks(ctx, tx, at, links)
}

// candidates keeps by what subjects speak of institutions, and returns those that each may be about, by the subject's place: both in one
// round trip for all.
func candidates(ctx context.Context, tx *outbox.Tx, looks []institutions.Look) (map[int][]string, error) {
	wanted := map[institutions.Key][]int{}
	var kept spoken
	for n, look := range looks {
		for _, key := range look.Keys() {
			if of := wanted[key]; len(of) == 0 || of[len(of)-1] != n {
				wanted[key] = append(of, n)
				if err := kept.add(key, look); err != nil {
					return nil, err
				}
			}
		}
	}
	kinds, keys := make([]string, 0, len(wanted)), make([]string, 0, len(wanted))
	for key := range wanted {
		kinds, keys = append(kinds, key.Kind), append(keys, key.Key)
	}
	found := map[int][]string{}
	var b pgx.Batch
	if len(kept.keys) > 0 {
		b.Queue(keepKeysSQL, kept.kinds, kept.keys, kept.subjectKinds, kept.subjects, kept.parties)
	}
	b.Queue(candidatesSQL, kinds, keys, maxCandidates).Query(each(func(row pgx.Rows) error {
		var key institutions.Key
		var id string
		if err := row.Scan(&key.Kind, &key.Key, &id); err != nil {
			return err
		}
		for _, n := range wanted[key] {
			if !slices.Contains(found[n], id) {
				found[n] = append(found[n], id)
			}
		}
		return nil
	}))
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return nil, fmt.Errorf("look for institutions: %w", err)
	}
	return found, nil
}

// spoken are keys by which subjects speak of institutions, column by column.
type spoken struct{ kinds, keys, subjectKinds, subjects, parties []string }

// add adds a key; beginnings of names in running text are not kept.
func (s *spoken) add(key institutions.Key, look institutions.Look) error {
	if key.Kind == institutions.HeadKey {
		return nil
	}
	party, err := json.Marshal(look.Party())
	if err != nil {
		return fmt.Errorf("party of %s: %w", look.ID, err)
	}
	s.kinds, s.keys, s.parties = append(s.kinds, key.Kind), append(s.keys, key.Key), append(s.parties, string(party))
	s.subjectKinds, s.subjects = append(s.subjectKinds, look.Kind), append(s.subjects, look.ID)
	return nil
}

type proposed struct {
	subject  institutions.Subject
	proposal institutions.Proposal
}

const keepKeysSQL = `INSERT INTO match_key (kind, key, subject_kind, subject, party)
	SELECT kind, key, subject_kind, subject, party::jsonb FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
		AS k(kind, key, subject_kind, subject, party) ON CONFLICT DO NOTHING`

const candidatesSQL = `SELECT q.kind, q.key, k.institution::text FROM unnest($1::text[], $2::text[]) AS q(kind, key),
	LATERAL (SELECT institution FROM institution_key WHERE kind = q.kind AND key = q.key AND current LIMIT $3) AS k`

// institutionsOf loads institutions by id, without what they rest on.
func institutionsOf(ctx context.Context, tx pgx.Tx, ids []string) (map[string]institutions.Institution, error) {
	rows, err := tx.Query(ctx, `SELECT id::text, details, removed FROM institution WHERE id = ANY ($1::uuid[])`, ids)
	if err != nil {
		return nil, fmt.Errorf("load candidates: %w", err)
	}
	out := map[string]institutions.Institution{}
	return out, each(func(row pgx.Rows) error {
		var i institutions.Institution
		if err := row.Scan(&i.ID, &i.Details, &i.Removed); err != nil {
			return err
		}
		out[i.ID] = i
		return nil
	})(rows)
}

// keepLinks keeps matches that are new. One that is certain while the subject is taken to be about another is a proposal.
func (s *Store) keepLinks(ctx context.Context, tx *outbox.Tx, at time.Time, all []proposed) error {
	var b pgx.Batch
	for _, p := range all {
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		l := p.proposal.Begin(id.String(), p.subject, at)
		fresh := l.Fresh[0]
		b.Queue(keepLinkSQL, l.ID, l.Kind, l.Subject, l.Institution, string(l.State), hows(l.Hows), string(p.subject.Department), at, fresh.On, fresh.By)
	}
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("keep matches: %w", err)
	}
	return nil
}

const keepLinkSQL = `WITH kept AS (
		INSERT INTO institution_match (id, kind, subject, institution, state, hows, department, at, records)
		SELECT $1, $2, $3, $4, CASE WHEN EXISTS (SELECT FROM institution_match WHERE kind = $2 AND subject = $3 AND state IN ('certain', 'confirmed')) THEN 'proposed' ELSE $5 END, $6, $7, $8, 1
		ON CONFLICT DO NOTHING RETURNING id, state)
	INSERT INTO institution_match_record (match, no, at, on_day, act, by, reason, after) SELECT id, 1, $8, $9, state, $10, '', to_jsonb(state) FROM kept`

func hows(all []institutions.How) (out []string) {
	for _, h := range all {
		out = append(out, string(h))
	}
	return out
}

// maxEarlier is how many earlier leads, cases and patrols are looked at when an institution is entered.
const maxEarlier = 500

const earlierSQL = `SELECT DISTINCT ON (m.subject_kind, m.subject) m.subject_kind, m.subject, m.party FROM unnest($1::text[], $2::text[]) AS q(kind, key)
	JOIN match_key m ON m.kind = q.kind AND m.key = q.key ORDER BY m.subject_kind, m.subject DESC LIMIT $3`

// rematch matches what spoke of an institution before it was entered, or called so, and reports whether something is certain.
func (s *Store) rematch(ctx context.Context, tx *outbox.Tx, at time.Time, i institutions.Institution) (certain bool, err error) {
	kinds, keys := split(i.Keys())
	rows, err := tx.Query(ctx, earlierSQL, kinds, keys, maxEarlier)
	if err != nil {
		return false, fmt.Errorf("match what came before: %w", err)
	}
	var links []proposed
	if err := each(func(row pgx.Rows) error {
		var kind, id string
		var subject institutions.Subject
		if err := row.Scan(&kind, &id, &subject); err != nil {
			return err
		}
		subject.Kind, subject.ID = kind, id
		for _, p := range institutions.Match(subject, []institutions.Institution{i}) {
			links, certain = append(links, proposed{subject, p}), certain || p.Certain
		}
		return nil
	})(rows); err != nil {
		return false, fmt.Errorf("match what came before: %w", err)
	}
	return certain, s.keepLinks(ctx, tx, at, links)
}
