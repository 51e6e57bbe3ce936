package consumer_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	. "xiansuo/services/intake/internal/consumer"
	"xiansuo/services/intake/internal/postgres"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pgtest"
)

var noon = time.Date(2026, 7, 6, 4, 0, 0, 0, time.UTC)

func lapsed(t testing.TB, fact lead.PromiseLapsed) outbox.Received {
	t.Helper()
	e, err := event.New(event.Origin{Source: "/990101/enforcement", Lead: fact.Promise, Time: noon}, fact)
	if err != nil {
		t.Fatal(err)
	}
	body, err := e.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return outbox.Received{Event: e, Body: body}
}

// received returns what intake announced of new leads.
func received(t testing.TB, log *outbox.Log) (all []lead.LeadReceived) {
	t.Helper()
	rows, err := log.After(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		e, err := event.Own(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		f, err := event.As[lead.LeadReceived](e)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	return all
}

// A promise becomes one lead, whether its event comes again, comes twice in a batch, or is said again in another event; and its text is masked.
func TestAPromiseIsOneLead(t *testing.T) {
	log := outbox.NewLog(pgtest.New(t, postgres.Schema()).Pool(t, "intake"), "intake", "990101")
	e := &Enforcement{Store: &postgres.Store{Log: log}, Now: func() time.Time { return noon }}
	fact := lead.PromiseLapsed{Promise: "990101-promise-2026-000001", Channel: lead.Patrol, Text: "安全出口锁闭，负责人电话13800138000。", Due: "2026-07-05", Urgency: lead.Urgent,
		Place: &lead.Place{Address: "柳塘街道文渊路15号", Street: "柳塘街道"}, Target: &lead.Target{Name: "启明托管"}}
	first, other := lapsed(t, fact), lapsed(t, fact)
	for _, batch := range [][]outbox.Received{{first, first}, {first}, {other}} {
		if err := log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) error { return e.Handle(ctx, tx, batch) }); err != nil {
			t.Fatal(err)
		}
	}
	all := received(t, log)
	if len(all) != 1 {
		t.Fatalf("%d leads", len(all))
	}
	got := all[0]
	if got.Sender != "/990101/enforcement" || got.Urgency != lead.Urgent || got.Matter.Channel != lead.Patrol || got.Matter.Number != fact.Promise || got.Matter.Target.Name != "启明托管" ||
		got.Matter.Place.Street != "柳塘街道" || !strings.HasPrefix(got.Matter.Text, "安全出口锁闭") {
		t.Errorf("%+v", got)
	}
	if strings.Contains(got.Matter.Text, "1380013") {
		t.Error("a number travels")
	}
}

// Of what enforcement says intake takes in only what lapsed.
func TestOnlyLapsedPromises(t *testing.T) {
	if !WantsOfEnforcement(lead.PromiseLapsed{}.EventType()) || WantsOfEnforcement(lead.CaseOpened{}.EventType()) {
		t.Error("it takes in something else")
	}
}
