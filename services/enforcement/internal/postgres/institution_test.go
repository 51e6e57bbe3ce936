package postgres

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/institutions"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pgtest"
)

type register struct {
	*Store
	t  *testing.T
	db *pgtest.Database
}

func newRegister(t *testing.T) register {
	db := pgtest.New(t, Schema())
	return register{&Store{Log: outbox.NewLog(db.Pool(t, "enforcement"), "enforcement", "990101")}, t, db}
}

func noon(day string) time.Time {
	at, err := time.ParseInLocation(time.DateOnly, day, calendar.China)
	if err != nil {
		panic(err)
	}
	return at.Add(12 * time.Hour)
}

func why(who, day string) institutions.Why {
	return institutions.Why{By: actor.Of(who), At: noon(day), On: day, Reason: "据许可档案"}
}

func school(n int) institutions.Details {
	first := fmt.Sprintf("91990101MA%07d", n)
	return institutions.Details{Name: fmt.Sprintf("云汀区晨星%d号文化艺术培训学校", n), Registration: institutions.Registration{Kind: institutions.Company, USCC: first + string(institutions.CheckCharacter(first))},
		Places:   []institutions.Place{{Address: fmt.Sprintf("云汀区东岗街道朝阳路%d号4层", n), Street: "东岗街道"}},
		Licences: []institutions.Licence{{Number: fmt.Sprintf("教民1990101%08d", n), Department: "education", Scope: "学科类", From: "2024-01-01", Until: "2026-12-31"}}}
}

func (r register) create(n int) *institutions.State {
	r.t.Helper()
	w := why("education", "2026-07-01")
	s, err := r.CreateInstitution(r.t.Context(), Request{}, w.At, func(id string) (*institutions.State, error) { return institutions.Create(id, school(n), "", w) })
	if err != nil {
		r.t.Fatal(err)
	}
	return s
}

func (r register) exec(sql string, args ...any) {
	r.t.Helper()
	if err := r.db.Exec(r.t, "SET search_path = enforcement; "+fmt.Sprintf(sql, args...)); err != nil {
		r.t.Fatal(err)
	}
}

// announced returns what was announced of an institution, oldest first.
func (r register) announced(id string) (out []lead.InstitutionChanged) {
	r.t.Helper()
	rows, err := r.Log.DB.Query(r.t.Context(), `SELECT body FROM event_log WHERE lead = $1 ORDER BY sequence`, id)
	if err != nil {
		r.t.Fatal(err)
	}
	bodies, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		r.t.Fatal(err)
	}
	for _, body := range bodies {
		e, err := event.Own(body)
		if err != nil {
			r.t.Fatal(err)
		}
		f, err := event.As[lead.InstitutionChanged](e)
		if err != nil {
			r.t.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

func (r register) last(id string, version int) lead.InstitutionChanged {
	r.t.Helper()
	all := r.announced(id)
	if len(all) != version || all[version-1].Version != version {
		r.t.Fatalf("announced %d times, want %d: %+v", len(all), version, all)
	}
	return all[version-1]
}

// changed says that something about institutions changed elsewhere.
func (r register) changed(day string, ids ...string) {
	r.t.Helper()
	if err := r.Log.Save(r.t.Context(), func(ctx ctx, tx *outbox.Tx) error {
		return r.InstitutionsChanged(ctx, tx, noon(day), "cause-1", ids...)
	}); err != nil {
		r.t.Fatal(err)
	}
}

// What is public of an institution is announced when it changed, with a rising version, and not otherwise.
func TestPublicPictureIsAnnounced(t *testing.T) {
	r := newRegister(t)
	s := r.create(1)
	first := r.last(s.ID, 1)
	if first.Papers != lead.BothPapers || first.Standing != lead.Open || first.Listed || first.Name != s.Name || first.USCC == "" || len(first.Licences) != 1 {
		t.Fatalf("announced %+v", first)
	}
	r.changed("2026-07-02", s.ID, "", "no uuid")
	r.last(s.ID, 1)
	d := s.Details
	d.Operators = []institutions.Operator{{Name: "甲某"}}
	if _, err := r.ChangeInstitution(t.Context(), s.ID, Request{}, noon("2026-07-02"), func(st *institutions.State) error { return st.Change(d, 1, why("education", "2026-07-02")) }); err != nil {
		t.Fatal(err)
	}
	r.last(s.ID, 1) // who runs it is nobody's business
	d.Aliases = []string{"晨星艺术"}
	if _, err := r.ChangeInstitution(t.Context(), s.ID, Request{}, noon("2026-07-02"), func(st *institutions.State) error { return st.Change(d, 2, why("education", "2026-07-02")) }); err != nil {
		t.Fatal(err)
	}
	if r.last(s.ID, 2).Aliases[0] != "晨星艺术" {
		t.Fatal("the alias is not announced")
	}
	history, err := r.History(t.Context(), s.ID, 0, 10)
	if err != nil || len(history) != 3 || history[2].Before == nil || history[2].By.Name != "education" {
		t.Fatalf("history %+v: %v", history, err)
	}
}

// A safety order suspends and takes off the white list in the transaction that opens it; lifting it brings the standing back, and the list
// only by a new act.
func TestSafetyOrderSuspends(t *testing.T) {
	r := newRegister(t)
	s := r.create(1)
	white := func(day string) error {
		_, err := r.ChangeInstitution(t.Context(), s.ID, Request{}, noon(day), func(st *institutions.State) error {
			return st.EnterWhite("018f0000-0000-7000-8000-"+fmt.Sprintf("%012d", noon(day).Unix()), s.Licences[0].Number, why("education", day))
		})
		return err
	}
	if err := white("2026-07-02"); err != nil || !r.last(s.ID, 2).Listed {
		t.Fatal(err)
	}
	r.exec(`INSERT INTO cases (number, lead, department, opened_at, stage, category, street, last, trace_parent, state) VALUES ('990101-fire-2026-000001', 'l-0', 'fire', now(), 'opened', '', '', 1, '', '{}')`)
	r.exec(`INSERT INTO case_order (case_number, no, kind, safety, institution, opened_on) VALUES ('990101-fire-2026-000001', 1, 'stop', true, '%s', '2026-07-05')`, s.ID)
	r.changed("2026-07-05", s.ID)
	if now := r.last(s.ID, 3); now.Listed || now.Standing != lead.Suspended {
		t.Fatalf("announced %+v", now)
	}
	var refusal *institutions.Refusal
	if err := white("2026-07-06"); !errors.As(err, &refusal) || refusal.Code != institutions.IsSuspended {
		t.Fatalf("a suspended institution on the white list: %v", err)
	}
	r.exec(`UPDATE case_order SET lifted_on = '2026-07-20'`)
	r.changed("2026-07-20", s.ID)
	if now := r.last(s.ID, 4); now.Listed || now.Standing != lead.Open {
		t.Fatalf("announced %+v", now)
	}
	if err := white("2026-07-21"); err != nil || !r.last(s.ID, 5).Listed {
		t.Fatal(err)
	}
	list, err := r.WhiteList(t.Context(), "", 10)
	if err != nil || len(list) != 1 || list[0].Institution != s.ID || list[0].Entry.From != "2026-07-21" {
		t.Fatalf("the list is %+v: %v", list, err)
	}
}

// What ends or begins on a day takes effect by the sweep of that day, without anybody's act; the sweep looks at nothing else.
func TestSweep(t *testing.T) {
	r := newRegister(t)
	s, other := r.create(1), r.create(2)
	for _, id := range []string{s.ID} {
		if _, err := r.ChangeInstitution(t.Context(), id, Request{}, noon("2026-07-02"), func(st *institutions.State) error {
			return st.EnterWhite("018f0000-0000-7000-8000-000000000009", st.Licences[0].Number, why("education", "2026-07-02"))
		}); err != nil {
			t.Fatal(err)
		}
	}
	for day, want := range map[string]int{"2026-07-03": 0, "2026-12-31": 0} {
		if n, err := r.SweepInstitutions(t.Context(), noon(day)); err != nil || n != want {
			t.Fatalf("on %s: %d, %v", day, n, err)
		}
	}
	if n, err := r.SweepInstitutions(t.Context(), noon("2027-01-01")); err != nil || n != 2 {
		t.Fatalf("swept %d: %v", n, err)
	}
	if now := r.last(s.ID, 3); now.Listed || now.Papers != lead.OnlyRegistered || len(now.Licences) > 0 {
		t.Fatalf("announced %+v", now)
	}
	r.last(other.ID, 2)
	if n, err := r.SweepInstitutions(t.Context(), noon("2027-01-02")); err != nil || n != 0 {
		t.Fatalf("swept again %d: %v", n, err)
	}
	history, err := r.History(t.Context(), s.ID, 2, 10)
	if err != nil || len(history) != 1 || history[0].By.Role != actor.Clock || history[0].Reason != institutions.EndLicence {
		t.Fatalf("history %+v: %v", history, err)
	}
}

// A watch entry is public by a decision in force, and ends when that is revoked.
func TestWatchEntryFollowsItsDecision(t *testing.T) {
	r := newRegister(t)
	s := r.create(1)
	const number = "云教罚字〔2026〕第2号"
	r.exec(`INSERT INTO cases (number, lead, department, opened_at, stage, category, street, last, trace_parent, state) VALUES ('c', 'l-0', 'education', now(), 'opened', '', '', 1, '', '{}')`)
	r.exec(`INSERT INTO decision (case_number, number, version, department, decided_on, simple, fined, in_force) VALUES ('c', '%s', 1, 'education', '2026-07-01', false, false, true)`, number)
	r.exec(`INSERT INTO decision_party (case_number, version, party, name, kind, institution, measures) VALUES ('c', 1, 1, 'x', 'organisation', '%s', '[]')`, s.ID)
	if _, err := r.ChangeInstitution(t.Context(), s.ID, Request{}, noon("2026-07-02"), func(st *institutions.State) error {
		return st.EnterWatch(institutions.WatchEntry{ID: "018f0000-0000-7000-8000-000000000009", Basis: "民办教育促进法第六十二条", Decision: number, Until: "2028-07-01"}, why("education", "2026-07-02"))
	}); err != nil {
		t.Fatal(err)
	}
	if now := r.last(s.ID, 2); len(now.Watch) != 1 || now.Watch[0].Decision != number {
		t.Fatalf("announced %+v", now)
	}
	list, err := r.WatchList(t.Context(), "", "2026-07-02", 10)
	if err != nil || len(list) != 1 || !list[0].Entry.Public {
		t.Fatalf("the list is %+v: %v", list, err)
	}
	r.exec(`UPDATE decision SET in_force = false`)
	r.changed("2026-07-10", s.ID)
	if now := r.last(s.ID, 3); len(now.Watch) != 0 {
		t.Fatalf("announced %+v", now)
	}
	if list, err = r.WatchList(t.Context(), "", "2026-07-10", 10); err != nil || len(list) != 0 {
		t.Fatalf("the list is %+v: %v", list, err)
	}
}

func (r register) held(kind, subject string) (id string) {
	r.t.Helper()
	if err := r.Log.Save(r.t.Context(), func(ctx ctx, tx *outbox.Tx) (err error) {
		id, err = r.ConfirmedInstitution(ctx, tx, kind, subject)
		return err
	}); err != nil {
		r.t.Fatal(err)
	}
	return id
}
