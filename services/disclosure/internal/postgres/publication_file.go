package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/disclosure/internal/redaction"
	"xiansuo/services/internal/outbox"
)

// ErrNoFile says that a publication has no such file.
var ErrNoFile = errors.New("no such file")

// KeepFile keeps a file of a publication with the words that were found in it. It is public only when an edition that names it is.
func (s *Store) KeepFile(ctx context.Context, id string, f publication.File, content []byte, parts []redaction.Part, at time.Time) error {
	words, err := json.Marshal(parts)
	if err != nil {
		return fmt.Errorf("write words: %w", err)
	}
	return s.Log.Save(ctx, func(_ context.Context, tx *outbox.Tx) error {
		tx.Later(`INSERT INTO publication_file (publication, sha256, name, media, content, parts, at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
			id, f.SHA256, f.Name, f.Media, content, words, at)
		return nil
	})
}

// Files returns those of the named files that a publication has, in that order, or ErrNoFile.
func (s *Store) Files(ctx context.Context, q querier, id string, digests []string) ([]publication.File, error) {
	if len(digests) == 0 {
		return nil, nil
	}
	rows, err := q.Query(ctx, `SELECT name, media, length(content), sha256 FROM publication_file WHERE publication = $1 AND sha256 = ANY($2)
		ORDER BY array_position($2, sha256)`, id, digests)
	if err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	files, err := pgx.CollectRows(rows, pgx.RowToStructByPos[publication.File])
	if err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	if len(files) != len(digests) {
		return nil, ErrNoFile
	}
	return files, nil
}

// fileParts returns the words of files, their parts named by their place.
func fileParts(ctx context.Context, q querier, id string, files []publication.File) ([]redaction.Part, error) {
	if len(files) == 0 {
		return nil, nil
	}
	var digests []string
	for _, f := range files {
		digests = append(digests, f.SHA256)
	}
	rows, err := q.Query(ctx, "SELECT array_position($2, sha256), parts FROM publication_file WHERE publication = $1 AND sha256 = ANY($2) ORDER BY 1", id, digests)
	if err != nil {
		return nil, fmt.Errorf("words of files: %w", err)
	}
	var out []redaction.Part
	var place int
	var raw []byte
	_, err = pgx.ForEachRow(rows, []any{&place, &raw}, func() error {
		var parts []redaction.Part
		if err := json.Unmarshal(raw, &parts); err != nil {
			return err
		}
		for _, p := range parts {
			p.Name = fmt.Sprintf("file/%d/%s", place, p.Name)
			if p.Unreadable { // whoever looked at it allows this file, not another in its place
				p.Name += "#" + digests[place-1][:min(16, len(digests[place-1]))]
			}
			out = append(out, p)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("words of files: %w", err)
	}
	return out, nil
}

// PublicFile returns a file of what is public now, or ErrNoFile: with a publication its files are gone too.
func (s *Store) PublicFile(ctx context.Context, id, digest string) (publication.File, []byte, error) {
	f := publication.File{SHA256: digest}
	p, err := s.PublicGet(ctx, id)
	if errors.Is(err, ErrNoPublication) {
		return f, nil, ErrNoFile
	}
	if err != nil {
		return f, nil, err
	}
	for _, one := range p.Files {
		if p.State != publication.Published || one.SHA256 != digest {
			continue
		}
		var content []byte
		if err := s.Log.DB.QueryRow(ctx, "SELECT content FROM publication_file WHERE publication = $1 AND sha256 = $2", id, digest).Scan(&content); err != nil {
			return f, nil, fmt.Errorf("file: %w", err)
		}
		return one, content, nil
	}
	return f, nil, ErrNoFile
}
