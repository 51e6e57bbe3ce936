package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/disclosure/internal/redaction"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pgtest"
)

var monday = time.Date(2026, 7, 20, 10, 0, 0, 0, calendar.China)

func newStore(t testing.TB) (*Store, *pgtest.Database) {
	t.Helper()
	db := pgtest.New(t, Schema())
	return &Store{Log: outbox.NewLog(db.Pool(t, "disclosure"), "disclosure", "990101")}, db
}

func decision(n int) lead.CaseDecided {
	return lead.CaseDecided{Case: fmt.Sprintf("990101-education-2026-%06d", n), Department: lead.Education, Number: fmt.Sprintf("云教罚字〔2026〕第%d号", n), Version: 1, On: "2026-07-17", Served: "2026-07-18",
		Agency: "云汀区教育局", Violation: "超范围开展学科类培训", Category: "B01", Street: "柳塘街道", Facts: "组织17名学生补习数学。", Basis: "《校外培训行政处罚暂行办法》第十八条",
		Parties: []lead.PartyDecided{
			{Name: "云汀区星河教育咨询有限公司", Kind: lead.Organisation, USCC: "91990101MA00000A06", Representative: "李长河", Institution: "i-1", Measures: []lead.MeasureTaken{{Code: "fine", Fen: 600000}}},
			{Name: "云汀区月亮培训中心", Kind: lead.Organisation, Institution: "i-2", Measures: []lead.MeasureTaken{{Code: "criticism"}}}}}
}

// told gives the store facts as enforcement says them, in one batch.
func told(t testing.TB, s *Store, at time.Time, facts ...lead.Fact) {
	t.Helper()
	err := s.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) error {
		for _, fact := range facts {
			e, err := event.New(event.Origin{Source: "/990101/enforcement", Lead: "990101-2026-000001", Time: at}, fact)
			if err != nil {
				return err
			}
			switch f := fact.(type) {
			case lead.CaseDecided:
				err = s.Decided(ctx, tx, f, e, at)
			case lead.CaseRevoked:
				err = s.Revoked(ctx, tx, f, e, at)
			case lead.CaseClosed:
				err = s.Closed(ctx, tx, f, e, at)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// approve carries a publication through the chain.
func approve(t testing.TB, s *Store, id string, at time.Time) {
	t.Helper()
	for _, who := range []string{"education", "disclosure-editor", "legal", "disclosure-approver", "education-head"} {
		act := publication.Act{Actor: actor.Of(who), At: at}
		_, err := s.Change(t.Context(), id, at, func(_ context.Context, _ *outbox.Tx, d *Desk) (err error) {
			review := publication.Review{Content: d.Content, Files: d.Files}
			switch who {
			case "education":
				return d.Submit(act)
			case "disclosure-editor":
				d.Content, err = d.Prepare(act, d.Content, d.Content, "行政处罚法第四十八条")
				return err
			case "education-head":
				return d.Approve(act, review)
			}
			return d.Pass(act, review)
		})
		if err != nil {
			t.Fatal(who, err)
		}
	}
}

func withdraw(t testing.TB, s *Store, id string, at time.Time) {
	t.Helper()
	_, err := s.Change(t.Context(), id, at, func(_ context.Context, _ *outbox.Tx, d *Desk) error {
		return d.Withdraw(publication.Act{Actor: actor.Of("education-head"), Note: "决定已被撤销", At: at}, "revoked", d.Content.Map)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func only(t testing.TB, s *Store) Item {
	t.Helper()
	list, _, err := s.Publications(t.Context(), Wanted{}, "", "2026-07-20", 10)
	if err != nil || len(list) != 1 {
		t.Fatalf("%v: %+v", err, list)
	}
	return list[0]
}

// A draft is prepared once the decision is served, or the case is closed with the proposal to publish it; not before, and once.
func TestDraftIsPreparedWhenServedOrProposed(t *testing.T) {
	s, _ := newStore(t)
	unserved := decision(1)
	unserved.Served = ""
	told(t, s, monday, unserved)
	if list, _, err := s.Publications(t.Context(), Wanted{}, "", "2026-07-20", 10); err != nil || len(list) != 0 {
		t.Fatalf("%v: %+v", err, list)
	}
	told(t, s, monday, lead.CaseClosed{Case: unserved.Case, Department: lead.Education, Outcome: "penalised", On: "2026-07-20", Publish: true})
	if one := only(t, s); one.Stage != publication.Draft || one.Due != "2026-07-28" {
		t.Errorf("%+v", one)
	}
	told(t, s, monday, decision(1), decision(1))
	only(t, s)
	if _, err := s.PublicGet(t.Context(), only(t, s).ID); !errors.Is(err, ErrNoPublication) {
		t.Errorf("a draft is public: %v", err)
	}
}

// In one batch: decided, closed without the proposal to publish; the draft is dropped, with the reason on the record.
func TestUnproposedDraftIsDropped(t *testing.T) {
	s, _ := newStore(t)
	told(t, s, monday, decision(1), lead.CaseClosed{Case: decision(1).Case, PublishNote: "情节轻微"})
	one := only(t, s)
	steps, err := s.Steps(t.Context(), one.ID)
	if err != nil || one.Stage != publication.Dropped || len(steps) != 2 || steps[1].Note != "情节轻微" {
		t.Errorf("%v: %+v %+v", err, one, steps)
	}
}

// Nothing of a sealed case is kept anywhere.
func TestSealedCaseIsNotKept(t *testing.T) {
	s, db := newStore(t)
	sealed := decision(1)
	sealed.Sealed = true
	told(t, s, monday, sealed)
	if one := only(t, s); one.Stage != publication.Dropped {
		t.Errorf("%+v", one)
	}
	nowhere(t, s, db, "星河", "李长河", "补习数学")
}

// A case is sealed as a whole: what one decision seals takes off what another of the same case told, and a later decision is sealed too.
func TestSealedCaseIsSealedAsAWhole(t *testing.T) {
	s, _ := newStore(t)
	first, second, third := decision(1), decision(2), decision(3)
	second.Case, third.Case, second.Category = first.Case, first.Case, "G06"
	told(t, s, monday, first)
	id := only(t, s).ID
	approve(t, s, id, monday)
	told(t, s, monday, second, third, lead.CaseClosed{Case: first.Case, Publish: true})
	if p, err := s.PublicGet(t.Context(), id); err != nil || p.State != publication.Withdrawn {
		t.Errorf("%v: %+v", err, p)
	}
	list, _, err := s.Publications(t.Context(), Wanted{}, "", "2026-07-20", 10)
	if err != nil || len(list) != 3 {
		t.Fatalf("%v: %+v", err, list)
	}
	for _, one := range list {
		if one.Stage != publication.Dropped {
			t.Errorf("%+v", one)
		}
	}
}

// What was sealed after it was public is read by nobody any more, staff or not: neither its content nor its versions.
func TestSealedIsReadByNobody(t *testing.T) {
	s, _ := newStore(t)
	told(t, s, monday, decision(1))
	id := only(t, s).ID
	approve(t, s, id, monday)
	told(t, s, monday, lead.CaseClosed{Case: decision(1).Case, Sealed: true})
	d, err := s.Desk(t.Context(), id)
	if err != nil || len(d.Content.Text)+len(d.Content.Fields)+len(d.Content.Parties)+len(d.Content.Map.Entries) > 0 {
		t.Errorf("%v: %+v", err, d.Content)
	}
	if versions, err := s.Versions(t.Context(), id); err != nil || len(versions) > 0 {
		t.Errorf("%v: %+v", err, versions)
	}
}

// What was withdrawn is news: its tombstone stands before what was published since, so that whoever reads only the newest learns of it.
func TestTombstonesAreNews(t *testing.T) {
	s, _ := newStore(t)
	told(t, s, monday, decision(1))
	old := only(t, s).ID
	approve(t, s, old, monday)
	told(t, s, monday, decision(2))
	list, _, err := s.Publications(t.Context(), Wanted{Stage: publication.Draft}, "", "2026-07-20", 10)
	if err != nil || len(list) != 1 {
		t.Fatal(err, list)
	}
	approve(t, s, list[0].ID, monday.Add(time.Hour))
	withdraw(t, s, old, monday.Add(2*time.Hour))
	news, _, err := s.PublicList(t.Context(), publication.Filter{}, "", 1)
	if err != nil || len(news) != 1 || news[0].ID != old || news[0].State != publication.Withdrawn {
		t.Errorf("%v: the newest is %+v", err, news)
	}
}

// A picture that somebody looked at and allowed is allowed as it is: another in its place is looked at anew.
func TestAllowanceIsForOneFile(t *testing.T) {
	s, _ := newStore(t)
	told(t, s, monday, decision(1))
	id := only(t, s).ID
	var files []publication.File
	for _, digest := range []string{strings.Repeat("0a", 32), strings.Repeat("0b", 32)} {
		files = append(files, publication.File{Name: "a.png", Media: "image/png", SHA256: digest})
		if err := s.KeepFile(t.Context(), id, files[len(files)-1], []byte("png"), []redaction.Part{{Name: "picture", Unreadable: true}}, monday); err != nil {
			t.Fatal(err)
		}
	}
	look := func(f publication.File, m redaction.Map) []redaction.Finding {
		t.Helper()
		parts, err := fileParts(t.Context(), s.Log.DB, id, []publication.File{f})
		if err != nil {
			t.Fatal(err)
		}
		return m.Check(parts, false)
	}
	first := look(files[0], redaction.Map{})
	if len(first) != 1 {
		t.Fatalf("found %+v", first)
	}
	allowed := redaction.Map{Allowed: []redaction.Allowance{{Text: first[0].Excerpt, Reason: "看过"}}}
	if same, other := look(files[0], allowed), look(files[1], allowed); len(same) != 0 || len(other) != 1 {
		t.Errorf("the same %+v, the other %+v", same, other)
	}
}

// nowhere looks for words in every table but those that are named.
func nowhere(t testing.TB, s *Store, _ *pgtest.Database, words ...string) {
	t.Helper()
	for _, table := range []string{"publication", "publication_edition", "publication_version", "publication_step", "decision", "objection", "objection_contact_read", "publication_file"} {
		for _, word := range words {
			var n int
			if err := s.Log.DB.QueryRow(t.Context(), "SELECT count(*) FROM "+table+" t WHERE strpos(t::text, $1) > 0", word).Scan(&n); err != nil || n > 0 {
				t.Errorf("%v: %d rows of %s hold %s", err, n, table, word)
			}
		}
	}
}

// What is published is found by department, street, category, month, institution and words; when it is withdrawn, by none of them, and
// only its tombstone is left.
func TestPublicListAndWithdrawal(t *testing.T) {
	s, _ := newStore(t)
	told(t, s, monday, decision(1))
	id := only(t, s).ID
	approve(t, s, id, monday)
	filters := map[string]publication.Filter{"department": {Department: "education"}, "street": {Street: "柳塘街道"}, "category": {Category: "B01"}, "month": {Month: "2026-07"},
		"institution": {Institution: "i-2"}, "words": {Query: "星河 补习数学"}, "number": {Query: "第1号"}, "one character": {Query: "学"}, "product": {Product: lead.Penalty}}
	for name, f := range filters {
		if list, _, err := s.PublicList(t.Context(), f, "", 10); err != nil || len(list) != 1 {
			t.Errorf("%s: %v, found %d", name, err, len(list))
		}
	}
	for _, miss := range []publication.Filter{{Query: "长河"}, {Query: "英语"}, {Street: "东街"}, {Month: "2026-08"}, {Institution: "i-3"}, {State: publication.Withdrawn}} {
		if list, _, err := s.PublicList(t.Context(), miss, "", 10); err != nil || len(list) != 0 {
			t.Errorf("%+v found %d, %v", miss, len(list), err)
		}
	}
	if of, err := s.PublicOf(t.Context(), "i-1"); err != nil || len(of) != 1 {
		t.Errorf("of the institution: %v, %d", err, len(of))
	}
	told(t, s, monday, lead.CaseRevoked{Case: decision(1).Case, Number: decision(1).Number, Version: 1, Reason: "revoked", On: "2026-07-20"})
	if one := only(t, s); one.Due != "2026-07-23" {
		t.Errorf("withdrawal is due %s", one.Due)
	}
	overdue, _, err := s.Publications(t.Context(), Wanted{Due: "2026-07-23"}, "", "2026-07-24", 10)
	if err != nil || len(overdue) != 1 || !overdue[0].Overdue {
		t.Errorf("%v: %+v", err, overdue)
	}
	withdraw(t, s, id, monday.AddDate(0, 0, 1))
	for name, f := range filters {
		list, _, err := s.PublicList(t.Context(), f, "", 10)
		stays := name == "department" || name == "month" || name == "product"
		if err != nil || (len(list) == 1) != stays || stays && (list[0].State != publication.Withdrawn || list[0].Text != nil || list[0].Fields != nil) {
			t.Errorf("%s: %v %+v", name, err, list)
		}
	}
	var events string
	if err := s.Log.DB.QueryRow(t.Context(), "SELECT string_agg(type || ' ' || lead, ', ' ORDER BY sequence) FROM event_log").Scan(&events); err != nil ||
		events != "xiansuo.result.published.v1 990101-2026-000001, xiansuo.result.withdrawn.v1 990101-2026-000001" {
		t.Errorf("%v: announced %s", err, events)
	}
	duties, err := s.Duties(t.Context(), "2026-07", "education", "2026-07-31", 10)
	if err != nil || len(duties) != 2 || duties[0].Due != "2026-07-23" || duties[0].Met != "2026-07-21" || duties[0].Late || duties[1].Met != "2026-07-20" {
		t.Errorf("%v: what was due and done: %+v", err, duties)
	}
	if versions, err := s.Versions(t.Context(), id); err != nil || len(versions) != 1 || len(versions[0].Text) == 0 {
		t.Errorf("staff lost the history: %v %+v", err, versions)
	}
}

// The sweep takes off each party, and the whole, the day after its last day, by the time that it is given.
func TestSweep(t *testing.T) {
	s, _ := newStore(t)
	told(t, s, monday, decision(1))
	id := only(t, s).ID
	approve(t, s, id, monday)
	at := func(day string) time.Time {
		d, err := time.ParseInLocation(time.DateOnly, day, calendar.China)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, one := range []struct {
		day   string
		taken int
		rows  int
		state publication.State
	}{{"2026-10-17", 0, 2, publication.Published}, {"2026-10-18", 1, 1, publication.Published}, {"2027-07-17", 0, 1, publication.Published}, {"2027-07-18", 1, 0, publication.Ended}, {"2027-07-19", 0, 0, publication.Ended}} {
		taken, err := s.Sweep(t.Context(), at(one.day))
		if err != nil || taken != one.taken {
			t.Fatalf("%s: %v, took %d", one.day, err, taken)
		}
		p, err := s.PublicGet(t.Context(), id)
		if err != nil || p.State != one.state || len(publication.Rows(p.Fields)) != one.rows {
			t.Fatalf("%s: %v, %s with %d rows", one.day, err, p.State, len(publication.Rows(p.Fields)))
		}
	}
	if list, _, err := s.PublicList(t.Context(), publication.Filter{Institution: "i-2"}, "", 10); err != nil || len(list) != 0 {
		t.Errorf("%v: the institution is still found", err)
	}
}

// A new version of a decision replaces the old one when it is approved; the old one stays for staff.
func TestNewVersionReplaces(t *testing.T) {
	s, _ := newStore(t)
	told(t, s, monday, decision(1))
	id := only(t, s).ID
	approve(t, s, id, monday)
	changed := decision(1)
	changed.Version, changed.Facts = 2, "组织7名学生补习数学。"
	told(t, s, monday, lead.CaseRevoked{Case: changed.Case, Number: changed.Number, Version: 1, Reason: "changed", On: "2026-07-20"}, changed)
	if p, err := s.PublicGet(t.Context(), id); err != nil || !strings.Contains(strings.Join(p.Text, ""), "17名") {
		t.Errorf("%v: the draft shows: %v", err, p.Text)
	}
	approve(t, s, id, monday)
	p, err := s.PublicGet(t.Context(), id)
	if err != nil || p.Version != 2 || !strings.Contains(strings.Join(p.Text, ""), "组织7名") || only(t, s).Due != "" {
		t.Errorf("%v: %+v", err, p)
	}
	if versions, err := s.Versions(t.Context(), id); err != nil || len(versions) != 2 {
		t.Errorf("%v: %d versions", err, len(versions))
	}
}

// Who objected stands in one table that nothing but one query reads, each time on the record; the code is kept as a hash.
func TestObjectionKeepsWhoApart(t *testing.T) {
	s, db := newStore(t)
	told(t, s, monday, decision(1))
	id := only(t, s).ID
	o := publication.Objecting{Publication: id, Ground: publication.Wrong, Text: "人数有误，联系赵钱孙13800138000", Name: "赵钱孙", Contact: "13800138000"}
	if _, err := s.Object(t.Context(), o, monday); !errors.Is(err, ErrNoPublication) {
		t.Errorf("against a draft: %v", err)
	}
	approve(t, s, id, monday)
	code, err := s.Object(t.Context(), o, monday)
	if err != nil || len(code) != 23 {
		t.Fatal(code, err)
	}
	nowhere(t, s, db, "赵钱孙", "13800138000", code, strings.ReplaceAll(code, "-", ""))
	answer, err := s.ObjectionAnswer(t.Context(), " "+strings.ToLower(strings.ReplaceAll(code, "-", " ")))
	if err != nil || answer.Publication != id || answer.Decided || answer.Due != "2026-08-10" {
		t.Errorf("%v: %+v", err, answer)
	}
	if _, err := s.ObjectionAnswer(t.Context(), "AAAAA-AAAAA-AAAAA-AAAAA"); !errors.Is(err, ErrNoAnswer) {
		t.Errorf("another code: %v", err)
	}
	claims, err := s.Claims(t.Context(), "education", "", 10)
	if err != nil || len(claims) != 1 {
		t.Fatalf("%v: %+v", err, claims)
	}
	name, contact, err := s.Contact(t.Context(), claims[0].ID, publication.Act{Actor: actor.Of("legal"), At: monday}, "核实")
	var reads int
	if err2 := s.Log.DB.QueryRow(t.Context(), "SELECT count(*) FROM objection_contact_read WHERE purpose = '核实'").Scan(&reads); err != nil || err2 != nil || name != "赵钱孙" || contact != "13800138000" || reads != 1 {
		t.Errorf("%v %v: %s %s, %d reads", err, err2, name, contact, reads)
	}
	opinion := publication.Opinion{Effect: publication.TakenOff, Text: "确有错误"}
	for _, who := range []string{"legal", "education-head"} {
		act := publication.Act{Actor: actor.Of(who), At: monday}
		if err := s.ChangeClaim(t.Context(), claims[0].ID, monday, func(d *Desk, c *publication.Claim) error {
			if who == "legal" {
				return d.Advise(act, c, opinion)
			}
			return d.Answer(act, c, opinion, d.Content.Map, publication.Default())
		}); err != nil {
			t.Fatal(err)
		}
	}
	if p, err := s.PublicGet(t.Context(), id); err != nil || p.State != publication.Withdrawn || p.Reason != "mistake" {
		t.Errorf("%v: %+v", err, p)
	}
	if answer, err := s.ObjectionAnswer(t.Context(), code); err != nil || answer.Effect != publication.TakenOff || answer.Text != "确有错误" {
		t.Errorf("%v: %+v", err, answer)
	}
	if err := s.ChangeClaim(t.Context(), 999, monday, nil); !errors.Is(err, ErrNoObjection) {
		t.Errorf("no objection: %v", err)
	}
}

// Anonymous objections are bounded; another day takes them again.
func TestObjectionsAreBounded(t *testing.T) {
	s, _ := newStore(t)
	told(t, s, monday, decision(1))
	id := only(t, s).ID
	approve(t, s, id, monday)
	o := publication.Objecting{Publication: id, Ground: publication.Wrong, Text: "有误", Name: "赵钱孙", Contact: "x"}
	for n := range mostInADay {
		if _, err := s.Object(t.Context(), o, monday); err != nil {
			t.Fatal(n, err)
		}
	}
	if _, err := s.Object(t.Context(), o, monday); !errors.Is(err, ErrTooMany) {
		t.Errorf("%v", err)
	}
	if _, err := s.Object(t.Context(), o, monday.AddDate(0, 0, 2)); err != nil {
		t.Errorf("another day: %v", err)
	}
}

// The same request again is the same publication; another actor's is another.
func TestWritingTwiceIsOnce(t *testing.T) {
	s, _ := newStore(t)
	w := publication.Written{Product: lead.Policy, Content: publication.Content{Title: "暑期提醒"}}
	act := publication.Act{Actor: actor.Of("education"), At: monday}
	first, err := s.Write(t.Context(), act, "key-1", w)
	again, err2 := s.Write(t.Context(), act, "key-1", w)
	act.Actor = actor.Of("market")
	other, err3 := s.Write(t.Context(), act, "key-1", w)
	if err := errors.Join(err, err2, err3); err != nil || first != again || first == other {
		t.Errorf("%v: %s %s %s", err, first, again, other)
	}
}

// A file is public with the edition that names it, and gone when that is withdrawn; its words are checked with the rest.
func TestFileGoesWithItsPublication(t *testing.T) {
	s, _ := newStore(t)
	told(t, s, monday, decision(1))
	id := only(t, s).ID
	digest := strings.Repeat("0a", 32)
	f := publication.File{Name: "决定书.pdf", Media: "application/pdf", Size: 3, SHA256: digest}
	if err := s.KeepFile(t.Context(), id, f, []byte("pdf"), []redaction.Part{{Name: "object/5", Text: "李长河"}}, monday); err != nil {
		t.Fatal(err)
	}
	step := func(who string, do func(publication.Act, *Desk) error) error {
		_, err := s.Change(t.Context(), id, monday, func(ctx context.Context, tx *outbox.Tx, d *Desk) error {
			if who == "disclosure-editor" {
				files, err := s.Files(ctx, tx, id, []string{digest})
				if err != nil {
					return err
				}
				next := d.Content
				next.Files = files
				d.Content, err = d.Prepare(publication.Act{Actor: actor.Of(who), At: monday}, d.Content, next, "行政处罚法第四十八条")
				return err
			}
			return do(publication.Act{Actor: actor.Of(who), At: monday}, d)
		})
		return err
	}
	if err := errors.Join(step("education", func(a publication.Act, d *Desk) error { return d.Submit(a) }), step("disclosure-editor", nil)); err != nil {
		t.Fatal(err)
	}
	err := step("legal", func(a publication.Act, d *Desk) error {
		return d.Pass(a, publication.Review{Content: d.Content, Files: d.Files})
	})
	var r publication.Refusal
	if !errors.As(err, &r) || r.Code != publication.Leaks || !strings.Contains(r.Detail, "file/1/object/5") {
		t.Fatalf("a name in the metadata of a file: %v", err)
	}
	if _, _, err := s.PublicFile(t.Context(), id, digest); !errors.Is(err, ErrNoFile) {
		t.Errorf("it is public: %v", err)
	}
	if _, err := s.Files(t.Context(), s.Log.DB, id, []string{"x"}); !errors.Is(err, ErrNoFile) {
		t.Errorf("no such file: %v", err)
	}
}

// Records and editions are never changed, not even by the service itself.
func TestRecordsAreForEver(t *testing.T) {
	s, _ := newStore(t)
	told(t, s, monday, decision(1))
	for _, table := range []string{"publication_step", "publication_edition", "publication_version", "publication_file", "objection_contact", "objection_contact_read"} {
		for _, sql := range []string{"DELETE FROM " + table, "UPDATE " + table + " SET at = now()"} {
			if _, err := s.Log.DB.Exec(t.Context(), sql); err == nil {
				t.Errorf("%s is allowed", sql)
			}
		}
	}
}

// Many who prepare, review, approve and withdraw at once take turns: each change stands on the one before it, nobody is told that there is
// nothing, and what is public in the end went through the whole chain.
func TestManyAtOnce(t *testing.T) {
	s, _ := newStore(t)
	told(t, s, monday, decision(1))
	id := only(t, s).ID
	take := func(who string, w publication.Word) error {
		_, err := s.Change(t.Context(), id, monday, func(_ context.Context, _ *outbox.Tx, d *Desk) (err error) {
			act := publication.Act{Actor: actor.Of(who), At: monday, Note: "核对"}
			d.Content, err = d.Take(w, act, publication.Asked{Next: d.Content, LegalDuty: "行政处罚法第四十八条", Reason: "mistake", To: publication.Draft}, d.Content, d.Files, publication.Default())
			return err
		})
		return err
	}
	if err := take("education", publication.WordSubmit); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, step := range []struct {
				who  string
				word publication.Word
			}{{"disclosure-editor", publication.WordPrepare}, {"legal", publication.WordLegal}, {"disclosure-approver", publication.WordPrivacy}, {"education-head", publication.WordApprove}, {"education-head", publication.WordWithdraw}, {"education", publication.WordRevise}, {"education", publication.WordSubmit}} {
				var refusal publication.Refusal
				if err := take(step.who, step.word); err != nil && !errors.As(err, &refusal) {
					t.Errorf("%s: %v", step.word, err)
				}
			}
		})
	}
	all.Wait()
	steps, err := s.Steps(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	since := map[publication.Kind]bool{}
	for i, step := range steps {
		if step.No != i+1 {
			t.Fatalf("step %d is number %d", i+1, step.No)
		}
		switch step.Kind {
		case publication.Changed, publication.Preparing, publication.SentBack, publication.Revision:
			delete(since, publication.LegalPass)
			delete(since, publication.PrivatePass)
		case publication.Approval:
			if !since[publication.LegalPass] || !since[publication.PrivatePass] {
				t.Errorf("approved without both reviews: %+v", steps[:i+1])
			}
		}
		since[step.Kind] = true
	}
}
