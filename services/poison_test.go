package services_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/bustest"
)

// promptly is how long what is good may take among what is bad: two seconds, or on a machine that is busy with all tests at once as long as 500 small
// transactions take, whichever is longer.
func (s *system) promptly() time.Duration {
	s.t.Helper()
	pool := s.admin()
	defer pool.Close()
	const n = 25
	began := time.Now()
	for range n {
		if _, err := pool.Exec(context.Background(), "SELECT count(*) FROM routing.floor"); err != nil {
			s.t.Fatal(err)
		}
	}
	return max(2*time.Second, time.Since(began)*500/n)
}

// plant writes events into a service's log as no service does.
func (s *system) plant(service string, bodies map[string]string) {
	s.t.Helper()
	pool := s.admin()
	defer pool.Close()
	for lead, body := range bodies {
		typ, _, _ := strings.Cut(body, "|")
		_, err := pool.Exec(s.t.Context(), fmt.Sprintf(`WITH taken AS (UPDATE %[1]s.source SET next = next + 1 RETURNING next - 1 AS n)
			INSERT INTO %[1]s.event_log (sequence, id, lead, type, at, leaf, body)
			SELECT n, 'planted-' || n, $1, $2, now(), '', convert_to(replace(replace($3, 'NUMBER', lpad(n::text, 20, '0')), 'SUBJECT', $1), 'UTF8') FROM taken`, service),
			lead, typ, strings.TrimPrefix(body, typ+"|"))
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

// planted is an event of a type with any data.
func plantedEvent(service, typ, data string) string {
	return typ + `|{"sequence":"NUMBER","specversion":"1.0","id":"planted-NUMBER","source":"/990101/` + service + `","type":"` + typ + `","subject":"SUBJECT","data":` + data + `}`
}

// An event that cannot be applied, of each kind and in the log of each service, delays no reader of it by more than a second; what is good goes its whole
// way meanwhile, and whoever cannot apply it keeps it where a person finds it with its reason.
func TestPoisonInEveryLog(t *testing.T) {
	s := startSystem(t)
	s.accepted("before", tutor("before"))
	queued := s.watchQueues()
	types := map[string][]string{
		"intake":      {lead.LeadReceived{}.EventType(), lead.LeadSupplemented{}.EventType(), lead.LeadUrged{}.EventType()},
		"routing":     {lead.LeadRouted{}.EventType(), lead.HandoffSigned{}.EventType(), lead.LeadClosed{}.EventType()},
		"enforcement": {"xiansuo.case.decided.v1", "xiansuo.institution.changed.v1", "xiansuo.promise.lapsed.v1"},
		"disclosure":  {"xiansuo.publication.published.v1"},
	}
	for service, all := range types {
		bad := map[string]string{}
		for i, typ := range all {
			name := func(kind string) string { return fmt.Sprintf("990101-2020-9%d-%s", i, kind) }
			bad[name("no-json")] = typ + `|{"sequence":"NUMBER",nothing`
			bad[name("envelope")] = typ + `|{"sequence":"NUMBER","specversion":1,"subject":"SUBJECT"}`
			bad[name("member")] = plantedEvent(service, typ, `{"record":"x","matter":7,"sender":[],"case":7,"institution":3,"decision":"x","kind":{}}`)
			bad[name("nothing")] = plantedEvent(service, typ, `{}`)
			bad[name("null")] = plantedEvent(service, typ, `null`)
			bad[name("large")] = plantedEvent(service, typ, `{"text":"`+strings.Repeat("x", 1<<20)+`"}`)
		}
		s.plant(service, bad)
	}
	began := time.Now()
	id := s.accepted("among", tutor("among"))
	await(t, "a good lead to be in its queue", func() bool { _, ok := queued.has(id); return ok })
	if took := time.Since(began); took > s.promptly() {
		t.Errorf("a good lead took %v", took)
	}
	lagging := ""
	await(t, "every reader to be behind them", func() bool {
		lagging = ""
		for reader, sources := range map[string][]string{"intake": {"routing", "enforcement"}, "routing": {"intake"}, "enforcement": {"routing"}, "disclosure": {"enforcement"},
			"ledger": {"intake", "routing", "enforcement", "disclosure"}} {
			for _, source := range sources {
				if got := s.texts(fmt.Sprintf("SELECT (SELECT min(sequence) FROM %s.floor WHERE source = '%s') || ' of ' || (next - 1) FROM %s.source", reader, source, source)); len(got) == 0 || !level(got[0]) {
					lagging += fmt.Sprintf("%s reads %s: %v; ", reader, source, got)
				}
			}
		}
		return lagging == "" || time.Since(began) > 25*time.Second
	})
	if took := time.Since(began); took > 2*s.promptly() || lagging != "" {
		t.Errorf("the readers took %v; %s", took, lagging)
	}
	for reader, least := range map[string]int{"routing": 9, "ledger": 20, "enforcement": 3, "intake": 3, "disclosure": 3} {
		if got := s.texts("SELECT reason FROM " + reader + ".aside WHERE reason <> ''"); len(got) < least {
			t.Errorf("%s has set aside %d with a reason: %q", reader, len(got), got)
		}
	}
	t.Logf("all readers were behind them after %v", time.Since(began))
}

func level(of string) bool {
	floor, head, ok := strings.Cut(of, " of ")
	return ok && floor == head
}

// An answer that cannot be taken, of each kind, delays those of other leads by less than a second, and is told to its department or set aside where a person
// finds and replays it.
func TestPoisonAmongAnswers(t *testing.T) {
	s := startSystem(t)
	id := s.accepted("a", tutor("a"))
	var holder lead.Department
	await(t, "the lead to be routed", func() bool {
		got := s.texts("SELECT department FROM routing.duty WHERE lead = '" + id + "' AND role = 'lead'")
		if len(got) == 1 {
			holder = lead.Department(got[0])
		}
		return len(got) == 1
	})
	for _, sql := range []string{ // a lead about which nothing can be saved
		`CREATE FUNCTION routing.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.lead = 'cursed' THEN RAISE EXCEPTION 'cannot be kept'; END IF; RETURN NEW; END $$`,
		`CREATE TRIGGER refuse BEFORE INSERT ON routing.answer FOR EACH ROW EXECUTE FUNCTION routing.refuse()`, `GRANT EXECUTE ON FUNCTION routing.refuse() TO PUBLIC`,
	} {
		if err := s.db.Exec(t, sql); err != nil {
			t.Fatal(err)
		}
	}
	nc := s.bus.Department(t, holder)
	js, err := jetstream.NewWithAPIPrefix(nc, bus.APIPrefix)
	if err != nil {
		t.Fatal(err)
	}
	subject, source := bus.AnswerSubject(bustest.District, holder), "/990101/"+string(holder)
	publish := func(body []byte) {
		t.Helper()
		m := event.Message(subject, fmt.Sprint(time.Now().UnixNano()), body)
		if _, err := js.PublishMsg(context.Background(), m); err != nil {
			t.Fatal(err)
		}
	}
	const rounds = 8
	signed, fedback := lead.AnswerSigned{}.EventType(), lead.AnswerFedback{}.EventType()
	for i := range rounds {
		publish([]byte(`{"specversion":"1.0"`))
		publish(cloudEvent(source, fmt.Sprint("member-", i), fedback, id, map[string]any{"stage": 7, "note": []any{}}))
		publish(cloudEvent(source, fmt.Sprint("schema-", i), fedback, id, map[string]any{"stage": "nobody knows"}))
		publish(cloudEvent("/990101/desk", fmt.Sprint("source-", i), signed, id, map[string]any{}))
		publish(cloudEvent(source, fmt.Sprint("cursed-", i), signed, "cursed", map[string]any{}))
	}
	publish(cloudEvent(source, "large", fedback, id, map[string]any{"stage": "progress", "note": strings.Repeat("x", 100<<10)}))
	if _, err := js.PublishMsg(t.Context(), event.Message(subject, "1 MiB", []byte(strings.Repeat("x", 1000<<10)))); err == nil {
		t.Error("the broker takes an answer of 1 MiB")
	}
	began := time.Now()
	publish(cloudEvent(source, "good", signed, id, map[string]any{}))
	await(t, "the good answer", func() bool {
		return len(s.texts("SELECT id FROM routing.answer WHERE id = 'good' AND code IS NULL")) == 1
	})
	if took := time.Since(began); took > s.promptly() {
		t.Errorf("behind bad answers a good one took %v", took)
	}
	if got := s.texts("SELECT detail FROM routing.answer WHERE id = 'large'"); len(got) != 1 {
		t.Errorf("what is too large was told %v", got)
	}
	asides := func() []string {
		return s.texts("SELECT id || '' FROM routing.aside WHERE lead = 'cursed' AND reason LIKE '%cannot be kept%' AND replayed_at IS NULL")
	}
	await(t, "what cannot be kept to be set aside", func() bool { return len(asides()) == rounds })
	if n := len(s.texts("SELECT id FROM routing.event_log WHERE type = 'xiansuo.answer.refused.v1'")); n < 3*rounds {
		t.Errorf("%d were told that their answer was refused", n)
	}
	replay := func() answer { return s.call("POST", "/routing/api/v1/aside/"+asides()[0]+"/replay", "desk", "", nil) }
	if a := replay(); a.status != http.StatusConflict {
		t.Errorf("a replay that fails again: %d %s", a.status, a.body)
	}
	if err := s.db.Exec(t, "DROP TRIGGER refuse ON routing.answer"); err != nil {
		t.Fatal(err)
	}
	if a := replay(); a.status != http.StatusOK || len(asides()) != 0 {
		t.Errorf("a replay when the cause is mended: %d %s, %d are left", a.status, a.body, len(asides()))
	}
	t.Logf("behind bad answers a good one took %v", time.Since(began))
}
