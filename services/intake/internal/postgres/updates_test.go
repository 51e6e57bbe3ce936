package postgres_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/postgres"
	"xiansuo/services/intake/internal/submission"
	"xiansuo/services/intake/internal/ticket"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pgtest"
)

var noon = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

// desk is a store with tickets, told by hand what routing says.
type desk struct {
	t     testing.TB
	store *postgres.Store
	// records are the numbers of the newest records.
	mu       sync.Mutex
	records  map[string]int
	sequence uint64
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	db := pgtest.New(t, postgres.Schema())
	d := &desk{t: t, store: &postgres.Store{Log: outbox.NewLog(db.Pool(t, "intake"), "intake", "990101")}, records: map[string]int{}}
	if _, err := d.store.Log.DB.Exec(t.Context(), "INSERT INTO floor (source, sequence) VALUES ('routing', 0)"); err != nil {
		t.Fatal(err)
	}
	return d
}

// takes takes complaints of a sender in and returns their leads.
func (d *desk) takes(sender string, complaints ...lead.ComplaintSubmitted) (ids []string) {
	d.t.Helper()
	batch := make([]submission.Submission, len(complaints))
	for i, c := range complaints {
		body, err := json.Marshal(c)
		if err != nil {
			d.t.Fatal(err)
		}
		id := fmt.Sprint(sender, d.sequence, "-", i, "-", len(d.records))
		batch[i] = submission.Complaint(submission.Envelope{Source: "/990101/" + sender, ID: id, Sender: sender, At: noon.Add(time.Duration(i) * time.Second),
			Type: c.EventType(), ContentType: "application/json", Raw: body, Digest: submission.Digest(id, "", [32]byte{})}, c)
	}
	results, err := d.store.Accept(d.t.Context(), batch)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, r := range results {
		ids = append(ids, r.Lead)
		d.records[r.Lead] = 0
	}
	return ids
}

// word is the next word of routing about a lead.
func (d *desk) word(id string, of func(lead.Record) lead.Fact, r lead.Record) ticket.Word {
	d.records[id]++
	d.sequence++
	r.No, r.At = d.records[id], noon.Add(time.Duration(d.sequence)*time.Second)
	return ticket.Word{Sequence: d.sequence, Lead: id, Fact: of(r)}
}

func signed(by lead.Department) (func(lead.Record) lead.Fact, lead.Record) {
	return func(r lead.Record) lead.Fact { return lead.HandoffSigned{Record: r, Role: lead.RoleLead} },
		lead.Record{Kind: lead.KindSigned, From: string(by), Holder: lead.HolderOf(by)}
}

func foldedInto(into string) (func(lead.Record) lead.Fact, lead.Record) {
	return func(r lead.Record) lead.Fact { return lead.LeadFolded{Record: r, Into: into} }, lead.Record{Kind: lead.KindMerged}
}

func unfoldedFrom(from string) (func(lead.Record) lead.Fact, lead.Record) {
	return func(r lead.Record) lead.Fact { return lead.LeadUnfolded{Record: r, From: from} }, lead.Record{Kind: lead.KindUnmerged, Holder: lead.Desk}
}

// tell tells words in one transaction, as the reader of routing does.
func (d *desk) tell(ctx context.Context, words ...ticket.Word) (told []postgres.Told, err error) {
	err = d.store.Log.Save(ctx, func(ctx context.Context, tx *outbox.Tx) (err error) {
		if _, err := tx.Exec(ctx, "SELECT FROM floor WHERE source = 'routing' FOR UPDATE"); err != nil {
			return err
		}
		told, err = d.store.Tell(ctx, tx, words)
		return err
	})
	return told, err
}

func (d *desk) must(words ...ticket.Word) []postgres.Told {
	d.t.Helper()
	told, err := d.tell(d.t.Context(), words...)
	if err != nil {
		d.t.Fatal(err)
	}
	return told
}

// all reads a sender's updates page by page.
func (d *desk) all(sender string, page func() int) (out []postgres.Update) {
	d.t.Helper()
	for after := uint64(0); ; {
		limit := page()
		list, err := d.store.Updates(context.Background(), sender, after, limit)
		if err != nil || len(list) > limit {
			d.t.Fatal(err, len(list))
		}
		if len(list) == 0 {
			return out
		}
		out = append(out, list...)
		if after, err = strconv.ParseUint(list[len(list)-1].Cursor, 10, 64); err != nil {
			d.t.Fatal(err)
		}
	}
}

// However many tickets of one sender one event is told to, and wherever a page ends, its reader gets every update once and in the order in
// which routing said it; and an event that is said again is told no more.
func TestPagesLoseAndRepeatNothing(t *testing.T) {
	d := newDesk(t)
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		sender := fmt.Sprint("hotline-", round)
		n := rapid.IntRange(2, 6).Draw(rt, "tickets")
		ids := d.takes(sender, make([]lead.ComplaintSubmitted, n)...)
		var want []string
		var words []ticket.Word
		into := map[string]string{}
		flush := func() {
			for _, told := range d.must(words...) {
				want = append(want, fmt.Sprint(told.Sequence, " ", told.Lead, " ", told.Kind))
			}
			words = nil
		}
		for range rapid.IntRange(1, 20).Draw(rt, "words") {
			id, other := rapid.SampledFrom(ids).Draw(rt, "lead"), rapid.SampledFrom(ids).Draw(rt, "other")
			switch {
			case into[id] != "" && rapid.Bool().Draw(rt, "undo"):
				of, r := unfoldedFrom(into[id])
				words = append(words, d.word(id, of, r))
				delete(into, id)
			case into[id] == "" && into[other] == "" && id != other && rapid.Bool().Draw(rt, "fold"):
				of, r := foldedInto(other)
				words = append(words, d.word(id, of, r))
				into[id] = other
			default:
				of, r := signed(lead.Education)
				words = append(words, d.word(id, of, r))
			}
			if rapid.Bool().Draw(rt, "commit") {
				flush()
			}
			if last := words; rapid.Bool().Draw(rt, "again") && len(last) > 0 { // to somebody else's queue
				again := last[len(last)-1]
				again.Sequence++
				d.sequence++
				words = append(words, again)
			}
		}
		flush()
		var got []string
		shared := map[uint64]int{}
		for _, u := range d.all(sender, func() int { return rapid.IntRange(1, 4).Draw(rt, "page") }) {
			sequence := d.sequenceOf(u.Cursor)
			shared[sequence]++
			got = append(got, fmt.Sprint(sequence, " ", u.Lead, " ", u.Kind))
		}
		if !slices.Equal(got, want) {
			rt.Fatalf("read %v, told %v", got, want)
		}
		if !slices.IsSortedFunc(got, func(a, b string) int { return number(a) - number(b) }) {
			rt.Fatalf("out of order: %v", got)
		}
	})
}

func number(line string) (n int) {
	_, _ = fmt.Sscan(line, &n)
	return n
}

func (d *desk) sequenceOf(cursor string) (n uint64) {
	d.t.Helper()
	if err := d.store.Log.DB.QueryRow(d.t.Context(), "SELECT sequence FROM ticket_update WHERE n = $1::bigint", cursor).Scan(&n); err != nil {
		d.t.Fatal(err)
	}
	return n
}

// A reader that pages while others write misses nothing: rows appear in the order of their cursors.
func TestPagesWhileOthersWrite(t *testing.T) {
	d := newDesk(t)
	ids := d.takes("hotline-12345", make([]lead.ComplaintSubmitted, 3)...)
	first, r := foldedInto(ids[0])
	d.must(d.word(ids[1], first, r))
	second, r := foldedInto(ids[1])
	d.must(d.word(ids[2], second, r))
	const writers, each = 3, 15
	var writing sync.WaitGroup
	failed := make(chan error, writers*each)
	for range writers {
		writing.Go(func() {
			for range each {
				d.mu.Lock()
				of, r := signed(lead.Market)
				word := d.word(ids[0], of, r)
				d.mu.Unlock()
				_, err := d.tell(context.Background(), word)
				failed <- err
			}
		})
	}
	done := make(chan bool)
	go func() { writing.Wait(); close(done) }()
	seen, after, ended := map[string]bool{}, uint64(0), false
	for !ended {
		select {
		case <-done:
			ended = true // and one more look behind what was written last
		default:
		}
		for {
			list, err := d.store.Updates(t.Context(), "hotline-12345", after, 2)
			if err != nil {
				t.Fatal(err)
			}
			if len(list) == 0 {
				break
			}
			for _, u := range list {
				if seen[u.Cursor] {
					t.Fatalf("%s twice", u.Cursor)
				}
				seen[u.Cursor] = true
				after, _ = strconv.ParseUint(u.Cursor, 10, 64)
			}
		}
	}
	close(failed)
	for err := range failed {
		if err != nil {
			t.Fatal(err)
		}
	}
	if want := 2 + 3*writers*each; len(seen) != want {
		t.Errorf("read %d updates, want %d", len(seen), want)
	}
}

// Two tickets of one sender that go on in one lead are both told of it, by the same event, and read it back.
func TestTwoTicketsOfOneSenderAreTold(t *testing.T) {
	d := newDesk(t)
	ids := d.takes("hotline-12345", lead.ComplaintSubmitted{Channel: lead.Hotline, Number: "T-1", Text: "甲"}, lead.ComplaintSubmitted{Channel: lead.Hotline, Number: "T-2", Text: "乙"})
	wechat := d.takes("wechat", lead.ComplaintSubmitted{Channel: lead.WeChat, Number: "W-1", Text: "丙"})[0]
	for _, id := range ids {
		of, r := foldedInto(wechat)
		d.must(d.word(id, of, r))
	}
	of, r := signed(lead.Education)
	told := d.must(d.word(wechat, of, r))
	if len(told) != 3 {
		t.Fatalf("told %+v", told)
	}
	for _, number := range []string{"T-1", "T-2"} {
		tickets, err := d.store.Tickets(t.Context(), "hotline-12345", number)
		if err != nil || len(tickets) != 1 {
			t.Fatal(err, tickets)
		}
		last := tickets[0].Updates[len(tickets[0].Updates)-1]
		if tickets[0].Status != ticket.Signed || last.About != wechat || last.Department != lead.Education || last.Number != number {
			t.Errorf("%s reads %+v", number, tickets[0])
		}
	}
}

// Who read is written with the event that says so, or not at all; and so is who was refused.
func TestReadingIsWrittenDown(t *testing.T) {
	d := newDesk(t)
	named := &lead.Reporter{Name: "赵钱孙", Phone: "13800138000"}
	ids := d.takes("hotline-12345", lead.ComplaintSubmitted{Channel: lead.Hotline, Number: "T-1", Text: "甲", Reporter: named},
		lead.ComplaintSubmitted{Channel: lead.Hotline, Number: "T-2", Text: "乙", Reporter: &lead.Reporter{Name: "李四", Secret: true}},
		lead.ComplaintSubmitted{Channel: lead.Hotline, Number: "T-3", Text: "丙", Reporter: &lead.Reporter{Name: "王五"}})
	of, r := signed(lead.Education)
	d.must(d.word(ids[0], of, r))
	for _, id := range ids[1:] {
		of, r := foldedInto(ids[0])
		d.must(d.word(id, of, r))
	}
	ask := func(id, caller string) postgres.Ask {
		return postgres.Ask{Lead: id, Caller: caller, Officer: "周警官", Purpose: lead.Contact, At: noon}
	}
	if out, err := d.store.Read(t.Context(), ask(ids[0], "market")); err != nil || len(out.Reporters) > 0 || len(out.Raws) > 0 {
		t.Fatalf("market reads %+v, %v", out, err)
	}
	out, err := d.store.Read(t.Context(), ask(ids[0], "education"))
	if err != nil || len(out.Reporters) != 2 || len(out.Withheld) != 1 || len(out.Raws) != 1 || len(out.Known) != 1 {
		t.Fatalf("education reads %+v, %v", out, err)
	}
	if out, err = d.store.Read(t.Context(), ask(ids[2], "education")); err != nil || len(out.Reporters) != 1 || out.Reporters[0].Name != "王五" {
		t.Fatalf("of a folded lead education reads %+v, %v", out, err)
	}
	for _, id := range []string{"990101-2026-999999", ids[0] + "-7", ""} {
		if _, err := d.store.Read(t.Context(), ask(id, "education")); !errors.Is(err, postgres.ErrNoLead) {
			t.Errorf("%q: %v", id, err)
		}
	}
	var lines []string
	all, err := d.store.Reads(t.Context(), "", 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		lines = append(lines, fmt.Sprint(slices.Index(ids, one.Lead), slices.Index(ids, one.About), " ", one.Department, " ", one.Granted, " ", one.Reason))
	}
	want := []string{"0 0 market false not-yours", "1 0 education false secret", "0 0 education true holder", "2 0 education true holder", "2 2 education true holder"}
	if !slices.Equal(lines, want) {
		t.Errorf("written %q", lines)
	}
	if of, err := d.store.Reads(t.Context(), ids[2], 0, 100); err != nil || len(of) != 2 {
		t.Errorf("of one lead: %+v, %v", of, err)
	}
	var subjects []string
	rows, err := d.store.Log.DB.Query(t.Context(), "SELECT body FROM event_log WHERE type = $1 ORDER BY sequence", lead.ReporterRead{}.EventType())
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			t.Fatal(err)
		}
		e, err := event.Own(body)
		if err != nil {
			t.Fatal(err)
		}
		f, err := event.As[lead.ReporterRead](e)
		if err != nil || f.Department != "education" || f.Officer != "周警官" || f.Purpose != lead.Contact {
			t.Errorf("%+v, %v", f, err)
		}
		subjects = append(subjects, e.Subject())
	}
	if !slices.Equal(subjects, []string{ids[0], ids[2], ids[2]}) {
		t.Errorf("announced about %v", subjects)
	}
}

// Without the record there is no answer: when it cannot be written, nothing is read.
func TestNoRecordNoAnswer(t *testing.T) {
	d := newDesk(t)
	id := d.takes("hotline-12345", lead.ComplaintSubmitted{Channel: lead.Hotline, Text: "甲", Reporter: &lead.Reporter{Name: "赵钱孙"}})[0]
	of, r := signed(lead.Education)
	d.must(d.word(id, of, r))
	// A text with a null byte cannot be written; the caller never gets so far with one.
	out, err := d.store.Read(t.Context(), postgres.Ask{Lead: id, Caller: "education", Officer: "\x00", Purpose: lead.Contact, At: noon})
	if err == nil || len(out.Reporters) > 0 {
		t.Errorf("read %+v without a record: %v", out, err)
	}
}
