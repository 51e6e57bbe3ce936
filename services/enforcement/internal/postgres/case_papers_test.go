package postgres

import (
	"context"
	"fmt"
	"testing"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/enforcement/internal/evidence"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/outbox"
)

// Papers name evidence that is there and that the department may use: its own, or what was shared with it; nothing rests on what was excluded.
func TestPapersNameEvidence(t *testing.T) {
	s, _ := evidenceStore(t)
	at := evidenceNoon
	item, first := photo(t, "0197-photo", "")
	item.File = nil
	if _, _, err := s.Register(t.Context(), item, first, "", nil); err != nil {
		t.Fatal(err)
	}
	act := func(by string, what evidence.Act, in evidence.Input) {
		t.Helper()
		in.On = "2026-07-01"
		if _, err := s.ActOnEvidence(t.Context(), "0197-photo", func(c evidence.Chain, _ Scope) (evidence.Record, error) {
			return c.Do(actor.Of(by), what, in, at, calendar.Default())
		}); err != nil {
			t.Fatal(err)
		}
	}
	number := map[lead.Department]string{}
	for _, d := range []lead.Department{lead.Education, lead.Fire} {
		if err := s.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) (err error) {
			number[d], err = s.OpenFor(ctx, tx, cases.Opening{Department: d, Origin: "op-1", Category: "A05", At: at, By: string(d)})
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	try := func(d lead.Department, id string) string {
		t.Helper()
		fields := fmt.Sprintf(`{"on": "2026-07-01", "kind": "site", "text": "x", "papers": [{"kind": "照片", "evidence": "%s"}], %s}`, id, officers)
		if refusal := give(t, s, at, number[d], string(d), "investigate", fields); refusal != nil {
			return refusal.Code
		}
		return ""
	}
	for name, test := range map[string]struct {
		by   lead.Department
		id   string
		want string
	}{"its own": {lead.Education, "0197-photo", ""}, "none": {lead.Education, "0197-nothing", cases.NoSuch}, "another's": {lead.Fire, "0197-photo", cases.NoSuch}} {
		if got := try(test.by, test.id); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	act("education", evidence.Shared, evidence.Input{Department: lead.Fire})
	if got := try(lead.Fire, "0197-photo"); got != "" {
		t.Errorf("shared: %s", got)
	}
	act("legal", evidence.Excluded, evidence.Input{Note: "取证程序违法"})
	if got := try(lead.Education, "0197-photo"); got != cases.NotAllowed {
		t.Errorf("excluded: %s", got)
	}
}
