package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pgtest"
)

// caseStore is a store on a database of its own, and the moment of the test.
func caseStore(t *testing.T) (*Store, *pgtest.Database, time.Time) {
	t.Helper()
	db := pgtest.New(t, Schema())
	return &Store{Log: outbox.NewLog(db.Pool(t, "enforcement"), "enforcement", "990101")}, db, time.Date(2026, 6, 1, 10, 0, 0, 0, calendar.China)
}

func openFor(t *testing.T, s *Store, o cases.Opening) (number string) {
	t.Helper()
	err := s.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) (err error) {
		number, err = s.OpenFor(ctx, tx, o)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return number
}

// give does an act as somebody, with a JSON of its fields.
func give(t *testing.T, s *Store, at time.Time, number, who, act, fields string) *cases.Refusal {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(fields))
	d.UseNumber()
	var in map[string]any
	if err := d.Decode(&in); err != nil {
		t.Fatal(err)
	}
	out, err := s.Act(t.Context(), Given{Case: number, Act: act, By: actor.Of(who), Input: in, Raw: []byte(fields), At: at})
	if err != nil {
		t.Error(err)
	}
	return out.Refusal
}

func must(t *testing.T, s *Store, at time.Time, number, who, act, fields string) {
	t.Helper()
	if refusal := give(t, s, at, number, who, act, fields); refusal != nil {
		t.Fatalf("%s: %v", act, refusal)
	}
}

func one[T any](t *testing.T, s *Store, sql string, args ...any) T {
	t.Helper()
	rows, err := s.Log.DB.Query(t.Context(), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	v, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[T])
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}

const officers = `"officers": ["甲", "乙"], "shown": true`

const spotFine = `{"on": "2026-06-01", "number": "云罚〔2026〕1号", "agency": "某局", "violation": "违规广告", "facts": "校门口发放广告。", "basis": "某规定",
	"actOn": "2026-06-01", "heard": true, ` + officers + `, "measures": [{"party": 1, "code": "fine", "fen": 100000, "basis": "other"}]}`

// fineOnTheSpot opens a case of a department about a party and fines it on the spot.
func fineOnTheSpot(t *testing.T, s *Store, at time.Time, d lead.Department, origin string) (string, *cases.Refusal) {
	t.Helper()
	number := openFor(t, s, cases.Opening{Department: d, Origin: origin, Category: "E03", At: at, By: string(d),
		Party: &cases.Party{Name: "云汀区某培训中心", Kind: lead.Organisation, Institution: "inst-1"}})
	return number, give(t, s, at, number, string(d), "spot", spotFine)
}

// An operation or a patrol opens one case for a department, whoever asks how often.
func TestOneCaseForAnOrigin(t *testing.T) {
	s, _, at := caseStore(t)
	o := cases.Opening{Department: lead.Education, Origin: "op-1", Category: "A05", Street: "柳塘街道", At: at, By: "taskforce"}
	first, again := openFor(t, s, o), openFor(t, s, o)
	o.Department = lead.Market
	if other := openFor(t, s, o); first != again || other == first || !strings.HasPrefix(first, "990101-education-2026-") {
		t.Fatalf("opened %s, %s and %s", first, again, other)
	}
	if n := one[int](t, s, "SELECT count(*)::int FROM event_log WHERE type = 'xiansuo.case.opened.v1' AND lead = 'op-1'"); n != 2 {
		t.Fatalf("told %d times", n)
	}
	err := s.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) error {
		_, err := s.OpenFor(ctx, tx, cases.Opening{Department: lead.Market, At: at})
		return err
	})
	if err == nil {
		t.Fatal("a case without lead and origin was opened")
	}
}

// Two departments about one party: the second fine is refused and recorded, and possible once the first does not stand any more.
func TestFinedOnceAcrossDepartments(t *testing.T) {
	s, _, at := caseStore(t)
	first, refusal := fineOnTheSpot(t, s, at, lead.Education, "op-1")
	if refusal != nil {
		t.Fatal(refusal)
	}
	second, refusal := fineOnTheSpot(t, s, at, lead.Market, "op-2")
	if refusal == nil || refusal.Code != cases.FinedTwice {
		t.Fatalf("a second fine: %v", refusal)
	}
	c, w, records, err := s.Case(t.Context(), second, at)
	if err != nil || c.Stage != cases.Opened || len(records) != 2 || len(w.Others) != 1 || !w.Others[0].Fined {
		t.Fatalf("%v: %s, %d records, others %+v", err, c.Stage, len(records), w.Others)
	}
	var bodies [][]byte
	for _, r := range records {
		if cases.Digest(r.Record) != r.SHA256 {
			t.Error("a record is not as it was written")
		}
		bodies = append(bodies, r.Record)
	}
	if err := cases.Verify(bodies); err != nil {
		t.Error(err)
	}
	must(t, s, at, first, "education-head", "revoke", `{"on": "2026-06-01", "why": "revoked", "reason": "重复"}`)
	if one[bool](t, s, "SELECT in_force FROM decision WHERE case_number = $1", first) {
		t.Error("the decision still stands")
	}
	must(t, s, at, second, "market", "spot", spotFine)
	if got := one[string](t, s, "SELECT institution FROM decision_party JOIN decision USING (case_number, version) WHERE in_force"); got != "inst-1" {
		t.Errorf("the decision is about %s", got)
	}
}

// Two departments that decide at the same moment do not both fine.
func TestFinedOnceAtTheSameMoment(t *testing.T) {
	s, _, at := caseStore(t)
	for round := range 5 {
		var numbers []string
		for _, d := range []lead.Department{lead.Education, lead.Market, lead.Culture} {
			numbers = append(numbers, openFor(t, s, cases.Opening{Department: d, Origin: fmt.Sprintf("op-%d", round), Category: "E03", At: at, By: string(d),
				Party: &cases.Party{Name: "某中心", Kind: lead.Organisation, Institution: fmt.Sprintf("inst-%d", round)}}))
		}
		var together sync.WaitGroup
		var fined atomic.Int32
		for i, who := range []string{"education", "market", "culture"} {
			together.Go(func() {
				if give(t, s, at, numbers[i], who, "spot", spotFine) == nil {
					fined.Add(1)
				}
			})
		}
		if together.Wait(); fined.Load() != 1 {
			t.Fatalf("%d departments fined", fined.Load())
		}
	}
}

// A safety order stands beside the case, by institution, until it is lifted.
func TestOrdersStandBesideTheCase(t *testing.T) {
	s, _, at := caseStore(t)
	number := openFor(t, s, cases.Opening{Department: lead.Fire, Origin: "op-1", Category: "F02", At: at, By: "fire", Party: &cases.Party{Name: "某", Kind: lead.Business, Institution: "inst-1"}})
	must(t, s, at, number, "fire", "seal", `{"on": "2026-06-01", "party": 1, "what": "二层", "urgent": true, `+officers+`}`)
	open := "SELECT count(*)::int FROM case_order WHERE institution = 'inst-1' AND safety AND lifted_on IS NULL"
	if one[int](t, s, open) != 1 {
		t.Fatal("the seal is not there")
	}
	must(t, s, at, number, "fire", "recheck", `{"on": "2026-06-01", "order": 1, "result": "passed", `+officers+`}`)
	if one[int](t, s, open) != 0 {
		t.Fatal("the seal is still there")
	}
}

// Whoever is no part of a department does not learn that it has a case; what an unknown act was given leaves nothing behind.
func TestCasesAreTheirDepartments(t *testing.T) {
	s, _, at := caseStore(t)
	number := openFor(t, s, cases.Opening{Department: lead.Fire, Origin: "op-1", At: at, By: "fire"})
	for _, who := range []string{"education", "education-head", "hotline-12345"} {
		if _, err := s.Act(t.Context(), Given{Case: number, Act: "verify", By: actor.Of(who), At: at}); !errors.Is(err, ErrNoCase) {
			t.Errorf("%s: %v", who, err)
		}
	}
	if r := give(t, s, at, number, "fire", "nothing", `{}`); r == nil || r.Code != cases.UnknownAct {
		t.Errorf("an unknown act: %v", r)
	}
	if n := one[int](t, s, "SELECT count(*)::int FROM case_record"); n != 1 {
		t.Errorf("%d records", n)
	}
}

// Lists come in parts that hold every case once, by stage, by party and by what is late.
func TestCaseLists(t *testing.T) {
	s, _, at := caseStore(t)
	for i := range 7 {
		openFor(t, s, cases.Opening{Department: lead.Education, Origin: fmt.Sprintf("op-%d", i), At: at.Add(time.Duration(i/2) * time.Hour), By: "education", Party: &cases.Party{Name: fmt.Sprintf("机构%d", i%2), Kind: lead.Organisation}})
	}
	for name, test := range map[string]struct {
		q    CaseQuery
		want int
	}{
		"all": {CaseQuery{}, 7}, "a department's": {CaseQuery{Department: lead.Education}, 7}, "another's": {CaseQuery{Department: lead.Fire}, 0}, "a stage": {CaseQuery{Stage: cases.Opened}, 7},
		"a party": {CaseQuery{Department: lead.Education, Party: "机构1"}, 3}, "late": {CaseQuery{Department: lead.Education, Late: true, Today: "2026-07-30"}, 7}, "late for all": {CaseQuery{Late: true, Today: "2026-06-02"}, 0},
	} {
		seen := map[string]bool{}
		test.q.Limit = 2
		if test.q.Today == "" {
			test.q.Today = "2026-06-02"
		}
		for {
			part, err := s.Cases(t.Context(), test.q)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range part.Cases {
				if seen[c.Number] || len(c.Parties) != 1 {
					t.Errorf("%s: %+v", name, c)
				}
				seen[c.Number] = true
			}
			if test.q.After = part.Next; part.Next == "" {
				break
			}
		}
		if len(seen) != test.want {
			t.Errorf("%s lists %d, want %d", name, len(seen), test.want)
		}
	}
	if _, err := s.Cases(t.Context(), CaseQuery{After: "yesterday", Today: "2026-06-02"}); !errors.Is(err, ErrCursor) {
		t.Errorf("a broken cursor: %v", err)
	}
}

// Records, and the keys under which acts were given, are insert only for the service itself.
func TestRecordsOfCasesAreInsertOnly(t *testing.T) {
	s, _, at := caseStore(t)
	openFor(t, s, cases.Opening{Department: lead.Fire, Origin: "op-1", At: at, By: "fire"})
	for _, sql := range []string{"UPDATE case_record SET body = ''", "DELETE FROM case_record", "UPDATE case_key SET no = 1", "DELETE FROM cases", "DELETE FROM decision", "UPDATE decision_party SET name = ''", "TRUNCATE case_order"} {
		if _, err := s.Log.DB.Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "42501") {
			t.Errorf("%s gives %v", sql, err)
		}
	}
}
