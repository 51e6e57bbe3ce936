package postgres

import (
	"testing"

	"xiansuo/services/enforcement/internal/rounds"
)

// A round is filled with the places of the register's institutions in its area, each once; those that closed or were removed are left out.
func TestPointsComeFromTheRegister(t *testing.T) {
	s, db := fieldStore(t)
	// The columns of the register that a round reads; where the register has its table, this changes nothing.
	if err := db.Exec(t, `SET search_path = enforcement;
		CREATE TABLE IF NOT EXISTS institution (id uuid PRIMARY KEY, name text NOT NULL, uscc text NOT NULL DEFAULT '', details jsonb NOT NULL, removed text NOT NULL DEFAULT '', records int NOT NULL,
			papers text NOT NULL, standing text NOT NULL, listed boolean NOT NULL, street text NOT NULL DEFAULT '', found text NOT NULL, grams text[] NOT NULL);
		GRANT SELECT ON institution TO PUBLIC;
		INSERT INTO institution (id, name, uscc, details, removed, records, papers, standing, listed, street, found, grams) VALUES
			('00000000-0000-0000-0000-000000000001', '启明培训', '91990101MA0000001X', '{"places": [{"address": "文渊路15号", "street": "柳塘街道", "grid": "G1"}, {"address": "云桥路1号", "street": "云桥街道"}]}', '', 1, 'licensed', 'open', false, '柳塘街道', '', '{}'),
			('00000000-0000-0000-0000-000000000002', '远航培训', '', '{"places": [{"address": "文渊路16号"}]}', '', 1, 'neither', 'suspended', false, '柳塘街道', '', '{}'),
			('00000000-0000-0000-0000-000000000003', '旧日培训', '', '{"places": [{"address": "文渊路17号"}]}', '', 1, 'neither', 'closed', false, '柳塘街道', '', '{}'),
			('00000000-0000-0000-0000-000000000004', '误记培训', '', '{"places": [{"address": "文渊路18号"}]}', 'mistake', 1, 'neither', 'open', false, '柳塘街道', '', '{}'),
			('00000000-0000-0000-0000-000000000005', '无址培训', '', '{}', '', 1, 'neither', 'open', false, '柳塘街道', '', '{}')`); err != nil {
		t.Fatal(err)
	}
	act := roundBy("taskforce", fieldNoon)
	r, err := rounds.Order(rounds.Round{Title: "排查", From: "2026-07-01", To: "2026-07-31", Teams: []string{"education"}, Area: rounds.Area{Streets: []string{"柳塘街道"}}}, act)
	if err != nil {
		t.Fatal(err)
	}
	if r, err = s.NewRound(t.Context(), r, act, Key{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{2, 0} {
		if n, err := s.FillFromRegister(t.Context(), r.ID, act); n != want || err != nil {
			t.Fatalf("%d points, %v", n, err)
		}
	}
	got, err := s.Points(t.Context(), r.ID, 0, 10)
	if err != nil || len(got) != 2 || got[0].Name != "启明培训" || got[0].Grid != "G1" || got[1].Street != "柳塘街道" || got[1].Kind != rounds.InstitutionKind || got[0].Institution == "" {
		t.Fatalf("%+v, %v", got, err)
	}
}
