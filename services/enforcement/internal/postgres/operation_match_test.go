package postgres

import (
	"context"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/enforcement/internal/operations"
	"xiansuo/services/internal/outbox"
)

// The party of a site goes into its case with the code and the entry that are right; with others it is matched by its name.
func TestPartyOfASite(t *testing.T) {
	r := newRegister(t)
	s := r.create(1)
	open := func(site int, p operations.Party) (number string) {
		t.Helper()
		if err := r.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) (err error) {
			number, err = r.openLine(ctx, tx, operations.Operation{ID: "990101-operation-2026-000001"}, operations.Line{Department: lead.Fire, Site: site, Party: p}, "taskforce", noon("2026-07-02"))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return number
	}
	wrong := open(1, operations.Party{Name: s.Name, Kind: lead.Organisation, USCC: "x", Institution: "x"})
	c, _, records, err := r.Case(t.Context(), wrong, noon("2026-07-02"))
	if err != nil || c.Parties[0].USCC != "" || c.Parties[0].Institution != "" || len(records) != 1 {
		t.Fatalf("%v: %+v", err, c.Parties)
	}
	if open := r.matches(Matches{Kind: institutions.OfCase, Subject: wrong}); len(open) != 1 || open[0].Institution != s.ID {
		t.Fatalf("proposed %+v", open)
	}
	right, _, _, err := r.Case(t.Context(), open(2, operations.Party{Name: s.Name, Kind: lead.Organisation, USCC: s.Registration.USCC, Institution: s.ID}), noon("2026-07-02"))
	if err != nil || right.Parties[0].USCC != s.Registration.USCC || right.Parties[0].Institution != s.ID {
		t.Fatalf("%v: %+v", err, right.Parties)
	}
}
