package postgres

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/internal/actor"
)

// Eight who send the same payment under one key put it down once; eight who decide on the same record are one; and no number is lost.
func TestActsAtTheSameMoment(t *testing.T) {
	s, _, at := caseStore(t)
	number := openFor(t, s, cases.Opening{Department: lead.Education, Origin: "op-1", Category: "A05", At: at, By: "education", Party: &cases.Party{Name: "某", Kind: lead.Business}})
	must(t, s, at, number, "education", "order-refund", `{"on": "2026-06-01", "fen": 80000, "payers": 8}`)
	together := func(seen int, key func(int) string) (done int) {
		t.Helper()
		fields := `{"on": "2026-06-01", "fen": 100, "papers": [{"kind": "凭证", "sha256": "` + strings.Repeat("a", 64) + `"}]}`
		var all sync.WaitGroup
		var good atomic.Int32
		for i := range 8 {
			all.Go(func() {
				d := json.NewDecoder(strings.NewReader(fields))
				d.UseNumber()
				var in map[string]any
				if err := d.Decode(&in); err != nil {
					t.Error(err)
				}
				out, err := s.Act(t.Context(), Given{Case: number, Act: "refund-paid", By: actor.Of("education"), Input: in, Raw: []byte(fields), Key: key(i), Seen: seen, At: at})
				if err != nil {
					t.Error(err)
				}
				if out.Refusal == nil {
					good.Add(1)
				}
			})
		}
		all.Wait()
		return int(good.Load())
	}
	paid := func() int64 {
		t.Helper()
		c, _, records, err := s.Case(t.Context(), number, at)
		if err != nil || len(records) != c.Last {
			t.Fatalf("%v: %d records, the last is %d", err, len(records), c.Last)
		}
		return c.Refund.Paid
	}
	if n := together(0, func(int) string { return "k" }); n != 8 || paid() != 100 {
		t.Errorf("one key: %d good, %d paid", n, paid())
	}
	if n := together(3, func(i int) string { return fmt.Sprint("seen", i) }); n != 1 || paid() != 200 {
		t.Errorf("one record: %d good, %d paid", n, paid())
	}
	if n := together(0, func(i int) string { return fmt.Sprint("each", i) }); n != 8 || paid() != 1000 {
		t.Errorf("each: %d good, %d paid", n, paid())
	}
}
