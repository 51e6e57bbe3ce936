package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/evidence"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/files"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pgtest"
)

var evidenceNoon = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

func evidenceStore(t *testing.T) (*Store, *pgtest.Database) {
	t.Helper()
	db := pgtest.New(t, Schema())
	return &Store{Log: outbox.NewLog(db.Pool(t, "enforcement"), "enforcement", "990101")}, db
}

// photo is an item with the first record of its chain.
func photo(t *testing.T, id, digest string) (evidence.Item, evidence.Record) {
	t.Helper()
	i := evidence.Item{ID: id, Department: lead.Education, File: &evidence.File{Name: "a.jpg", Media: "image/jpeg", Size: 1, SHA256: digest},
		Draft: evidence.Draft{About: evidence.About{Kind: evidence.Case, ID: "990101-education-2026-000001"}, Type: evidence.Audiovisual, Title: "照片", Origin: evidence.Collected,
			Source: "现场", Officers: []evidence.Officer{{Name: "张三"}, {Name: "李四"}}, On: "2026-07-01", Place: "柳塘路"}}
	i, first, err := evidence.Register(actor.Of("education"), i, evidenceNoon)
	if err != nil {
		t.Fatal(err)
	}
	return i, first
}

// No row names a file that is not there: it is asked for when the row is written.
func TestNoRowWithoutItsFile(t *testing.T) {
	s, _ := evidenceStore(t)
	i, first := photo(t, "1", strings.Repeat("a", 64))
	if _, _, err := s.Register(t.Context(), i, first, "", func(string) bool { return false }); !errors.Is(err, ErrFileGone) {
		t.Errorf("without its file: %v", err)
	}
	if _, err := s.Chain(t.Context(), "1"); !errors.Is(err, ErrNoEvidence) {
		t.Errorf("there is a row: %v", err)
	}
}

// While files are swept, those who send the same content lose none of it: either the row comes first and the file stays, or the sweep comes
// first and the sender learns that the file is gone.
func TestTheSweepAndTheSenders(t *testing.T) {
	s, _ := evidenceStore(t)
	folder, err := files.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for n := range 40 {
		content := fmt.Sprint("content ", n)
		wg.Go(func() {
			digest, _, err := folder.Put(context.Background(), strings.NewReader(content), files.Limits{Max: 100})
			if err != nil {
				t.Error(err)
				return
			}
			i, first := photo(t, fmt.Sprint(n), digest)
			if _, _, err := s.Register(t.Context(), i, first, "", folder.Has); err != nil && !errors.Is(err, ErrFileGone) {
				t.Error(err)
			}
		})
		wg.Go(func() {
			if _, err := s.orphans(t.Context(), folder, time.Now().Add(time.Hour)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if swept, err := s.Sweep(t.Context(), folder, time.Now()); err != nil || len(swept.Missing) > 0 {
		t.Errorf("rows without a file: %+v, %v", swept, err)
	}
}

// No row of evidence, of its records or of who read it is ever changed or deleted by the service.
func TestEvidenceIsOnlyAdded(t *testing.T) {
	s, _ := evidenceStore(t)
	i, first := photo(t, "1", strings.Repeat("a", 64))
	if _, _, err := s.Register(t.Context(), i, first, "", func(string) bool { return true }); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{"UPDATE evidence SET department = 'fire'", "DELETE FROM evidence_record", "UPDATE evidence_record SET no = 2", "DELETE FROM evidence_reading"} {
		if _, err := s.Log.DB.Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

// With a hundred thousand items every question uses an index.
func TestEvidenceIsFoundByIndex(t *testing.T) {
	s, db := evidenceStore(t)
	for _, sql := range []string{
		`INSERT INTO evidence (id, about_kind, about, department, type, sha256, actor, key, item, at)
			SELECT to_char(i, 'FM000000'), 'case', 'C' || i / 20, 'education', 'audiovisual', encode(sha256(i::text::bytea), 'hex'), 'education', i::text, '{}', now() FROM generate_series(1, 100000) i`,
		`INSERT INTO evidence_record SELECT id, 1, 'taken', NULL, '{}' FROM evidence`,
		`INSERT INTO evidence_reading (evidence, at, actor, role, what) SELECT id, now(), 'legal', 'legal', 'entry' FROM evidence`,
	} {
		if err := db.Exec(t, "SET search_path = enforcement; "+sql); err != nil {
			t.Fatal(err)
		}
	}
	for _, table := range []string{"evidence", "evidence_record", "evidence_reading"} {
		if err := db.Exec(t, "VACUUM ANALYZE enforcement."+table); err != nil {
			t.Fatal(err)
		}
	}
	for name, q := range map[string]struct {
		sql  string
		args []any
	}{
		"one item":  {chainSQL, []any{"000500"}},
		"of a case": {evidenceOfSQL, []any{"case", "C300", "", 200}},
		"readings":  {readingsSQL, []any{"000500", 200}},
		"unnamed":   {unnamedSQL, []any{[]string{strings.Repeat("a", 64), strings.Repeat("b", 64)}}},
		"usable":    {usableSQL, []any{"000500", "education", "fire"}},
		"files":     {filesSQL, []any{"000500", 1000}},
	} {
		rows, err := s.Log.DB.Query(t.Context(), "EXPLAIN (FORMAT JSON) "+q.sql, q.args...)
		if err != nil {
			t.Fatal(err)
		}
		var plan json.RawMessage
		for rows.Next() {
			if err := rows.Scan(&plan); err != nil {
				t.Fatal(err)
			}
		}
		if rows.Err() != nil || strings.Contains(string(plan), "Seq Scan") {
			t.Errorf("%s: %v %s", name, rows.Err(), plan)
		}
	}
}
