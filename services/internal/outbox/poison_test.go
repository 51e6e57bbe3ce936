package outbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
)

// planted is an event that a log holds although nothing writes such: n is its number, in 20 digits.
type planted struct {
	lead string
	body func(n string) string
	// reason is what a person reads of it.
	reason string
}

// valid is an event of a lead as it travels, with this data.
func valid(lead, id, data string) func(string) string {
	return func(n string) string {
		return fmt.Sprintf(`{"sequence":"%s","specversion":"1.0","id":"%s","source":"/990101/intake","type":"xiansuo.lead.urged.v1","subject":"%s","data":%s}`, n, id, lead, data)
	}
}

func raw(body string) func(string) string {
	return func(n string) string { return strings.ReplaceAll(body, "N", n) }
}

// plant writes events into the log as nothing else does, in one transaction, and returns the number of the first.
func (p *pair) plant(all ...planted) (first int64) {
	p.t.Helper()
	ctx := context.Background()
	tx, err := p.speak.DB.Begin(ctx)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(ctx) }()
	if err := tx.QueryRow(ctx, "UPDATE source SET next = next + $1 RETURNING next - $1", len(all)).Scan(&first); err != nil {
		p.t.Fatal(err)
	}
	for i, one := range all {
		n := first + int64(i)
		_, err := tx.Exec(ctx, "INSERT INTO event_log (sequence, id, lead, type, at, leaf, body) VALUES ($1, $2, $3, 'xiansuo.lead.urged.v1', now(), '', $4)",
			n, fmt.Sprint("planted-", n), one.lead, []byte(one.body(fmt.Sprintf("%020d", n))))
		if err != nil {
			p.t.Fatal(err)
		}
	}
	if err := tx.Commit(ctx); err != nil {
		p.t.Fatal(err)
	}
	p.speak.Saved().Raise()
	return first
}

// strict is a handler that reads what it gets, dies of some of it, and records the rest.
func strict(mended *atomic.Bool) outbox.Handler {
	return func(ctx context.Context, tx *outbox.Tx, events []outbox.Received) error {
		for _, e := range events {
			if _, err := event.As[lead.LeadUrged](e.Event); err != nil && !mended.Load() {
				return outbox.Blame(e, err)
			}
			switch data := string(e.Data()); {
			case mended.Load():
			case strings.Contains(data, "dies"):
				panic("the handler dies of it")
			case strings.Contains(data, "breach"):
				return errors.New("the handler does not take it")
			case strings.Contains(data, "sql"):
				if _, err := tx.Exec(ctx, "SELECT 1 / 0"); err != nil {
					return err
				}
			}
		}
		return record(ctx, tx, events)
	}
}

// kinds are those of events that cannot be applied.
var kinds = map[string]planted{
	"not JSON":              {"not-json", raw(`{"sequence":"N",specversion=1.0`), "cannot be read"},
	"without a number":      {"no-number", raw("nothing\nof the kind"), "does not begin with its number"},
	"of two lines":          {"two-lines", raw("{\"sequence\":\"N\",\n}"), "more than one line"},
	"no event":              {"no-event", raw(`{"sequence":"N","subject":"no-event","data":{}}`), "cannot be read"},
	"an envelope's type":    {"envelope", raw(`{"sequence":"N","specversion":1,"id":7,"source":true,"type":[],"subject":"envelope"}`), "cannot be read"},
	"a member's type":       {"member", valid("member", "m", `{"sender":7}`), "data of xiansuo.lead.urged.v1"},
	"against the schema":    {"schema", valid("schema", "s", `{"sender":"breach"}`), "does not take it"},
	"refused by a database": {"sql", valid("sql", "q", `{"sender":"sql"}`), "division by zero"},
	"1 MiB":                 {"large", valid("large", "l", `{"sender":"`+strings.Repeat("x", 1<<20)+`"}`), "bytes, more than"},
	"deep":                  {"deep", valid("deep", "d", strings.Repeat("[", 100_000)+strings.Repeat("]", 100_000)), ""},
	"the handler panics":    {"panics", valid("panics", "p", `{"sender":"dies"}`), "dies of it"},
}

func good(id string) planted {
	return planted{"good-" + id, valid("good-"+id, id, `{"sender":"/x"}`), ""}
}

// within is how long good events may take when bad ones are among them: a second (some with the race detector), or on a machine that is busy with all tests
// at once as long as 500 small transactions take, whichever is longer.
func (p *pair) within() time.Duration {
	p.t.Helper()
	const n = 150 // long enough to see how busy it is
	began := time.Now()
	for range n {
		err := p.read.Save(context.Background(), func(ctx context.Context, tx *outbox.Tx) error {
			_, err := tx.Exec(ctx, "SELECT count(*) FROM floor")
			return err
		})
		if err != nil {
			p.t.Fatal(err)
		}
	}
	return max(slowed*time.Second, time.Since(began)*500/n)
}

// applied waits until good events are applied and returns how long that took.
func (p *pair) applied(ids ...string) time.Duration {
	p.t.Helper()
	began := time.Now()
	await(p.t, "the good events", func() bool {
		got := column(p.t, p.read.DB, "SELECT id FROM effect")
		return !slices.ContainsFunc(ids, func(id string) bool { return !slices.Contains(got, id) })
	})
	return time.Since(began)
}

// An event that cannot be applied, whatever is wrong with it, delays those of other leads by less than a second, is set aside with its reason and
// holds up its own lead; when the cause is mended it is replayed with what waited.
func TestPoison(t *testing.T) {
	p := newPair(t)
	var mended atomic.Bool
	p.run(strict(&mended))
	p.applied(p.say("first")...)
	most := p.within()
	for name, bad := range kinds {
		took := time.Hour
		for try := 0; try < 3 && took > most; try++ {
			id := fmt.Sprint(name, "/", try)
			p.plant(good(id+"/1"), bad, planted{bad.lead, valid(bad.lead, id+"/waits", `{"sender":"/x"}`), ""}, good(id+"/2"))
			took = p.applied(id+"/1", id+"/2")
		}
		if most = max(most, p.within()); took > most {
			t.Errorf("%s: the good ones took %v, more than %v", name, took, most)
		}
	}
	asides, err := p.read.Asides(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range kinds {
		i := slices.IndexFunc(asides, func(a outbox.Aside) bool { return a.Lead == bad.lead && !a.Waits })
		if readable := json.Valid([]byte(bad.body("00000000000000000001"))) || strings.Contains(bad.reason, "number") || strings.Contains(bad.reason, "line"); i < 0 && readable {
			t.Errorf("%s: it is not set aside by its lead", name)
			continue
		}
		if i >= 0 && !strings.Contains(asides[i].Reason, bad.reason) {
			t.Errorf("%s: the reason is %q", name, asides[i].Reason)
		}
	}
	mended.Store(true)
	for _, lead := range []string{"member", "schema", "sql", "panics"} {
		i := slices.IndexFunc(asides, func(a outbox.Aside) bool { return a.Lead == lead })
		if n, err := p.read.Replay(t.Context(), asides[i].ID); n < 2 || err != nil {
			t.Errorf("%s: replayed %d: %v", lead, n, err)
		}
	}
}

// Behind very many bad ones in a row, and with bad ones all over a full batch, good events wait for less than a second all the same.
func TestPoisonFlood(t *testing.T) {
	for name, test := range map[string]struct {
		bad   string
		every int
	}{"100 in a row that panic": {"the handler panics", 1}, "100 in a row of the wrong type": {"a member's type", 1}, "100 in a row that are no JSON": {"not JSON", 1}, "spread": {"against the schema", 25}} {
		p := newPair(t)
		p.run(strict(new(atomic.Bool)))
		p.applied(p.say("first")...)
		took, bad, most := time.Hour, 0, p.within()
		for try := 0; try < 3 && took > most; try++ {
			all, n := flood(fmt.Sprint(name, try), test.bad, test.every)
			bad += n
			p.plant(all...)
			took = p.applied(strings.TrimPrefix(all[len(all)-1].lead, "good-"))
			await(t, "all bad ones to be set aside", func() bool { c, err := p.read.AsideCount(t.Context()); return err == nil && c == int64(bad) })
		}
		t.Logf("%s: the good ones behind the bad took %v", name, took)
		if most = max(most, p.within()); took > most {
			t.Errorf("%s: the good ones behind the bad took %v, more than %v", name, took, most)
		}
		p.stop()
	}
}

// flood is 100 bad events and as many good ones behind them, or where only one in so many is bad a batch of 500, with how many are bad.
func flood(name, kind string, every int) (all []planted, n int) {
	bad := func(i int) planted {
		one := kinds[kind]
		one.lead = fmt.Sprint("bad-", name, i)
		if data := map[string]string{"the handler panics": `{"sender":"dies"}`, "a member's type": `{"sender":7}`, "against the schema": `{"sender":"breach"}`}[kind]; data != "" {
			one.body = valid(one.lead, fmt.Sprint("b", name, i), data)
		}
		return one
	}
	size := 200
	if every > 1 {
		size = 500
	}
	for i := range size {
		if every == 1 && i < 100 || every > 1 && i%every == 7 {
			all, n = append(all, bad(i)), n+1
		} else {
			all = append(all, good(fmt.Sprint(name, i)))
		}
	}
	return all, n
}
