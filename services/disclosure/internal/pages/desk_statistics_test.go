package pages

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/outbox"
)

// prepared has a month of leads prepared by somebody, twelve on one street and three on another, and returns the number of the draft.
func (o *office) prepared(by string) int64 {
	o.t.Helper()
	at := time.Date(2026, 5, 3, 4, 0, 0, 0, time.UTC)
	var events []outbox.Received
	for i := range 15 {
		street := "柳塘街道"
		if i >= 12 {
			street = "东岗街道"
		}
		e, err := event.New(event.Origin{Source: "/990101/intake", Lead: fmt.Sprintf("990101-2026-%06d", i), Time: at},
			lead.LeadReceived{Sender: "/990101/grid", Matter: lead.Matter{Channel: lead.Grid, Text: "暑期补课", Place: &lead.Place{Street: street}, ReceivedAt: at}})
		if err != nil {
			o.t.Fatal(err)
		}
		events = append(events, outbox.Received{Event: e, Number: uint64(i + 1)})
	}
	if err := o.store.Log.Save(o.t.Context(), func(ctx context.Context, tx *outbox.Tx) error { return o.store.Count(ctx, tx, events) }); err != nil {
		o.t.Fatal(err)
	}
	d, err := o.store.Prepare(o.t.Context(), postgres.Preparation{Month: "2026-05", Smallest: 5, Days: 5, By: actor.Of(by), Now: monday})
	if err != nil {
		o.t.Fatal(err)
	}
	return d.ID
}

// The taskforce releases a month that another prepared, once, and sees before what is not told and why; nobody else does, and nobody
// releases what they prepared.
func TestDeskReleasesStatistics(t *testing.T) {
	o := newOffice(t)
	one := fmt.Sprintf("/disclosure/statistics/%d", o.prepared("disclosure-editor"))
	for as, may := range map[string]bool{"disclosure-editor": true, "disclosure-approver": true, "taskforce": true, "auditor": true, "desk": false, "education": false, "legal": false, "hotline-12345": false} {
		p := o.enter(as)
		for _, path := range []string{"/disclosure/statistics", one} {
			if w := p.get(path); (w.Code == http.StatusOK) != may || w.Code >= 500 {
				t.Errorf("%s by %s: %d", path, as, w.Code)
			}
		}
		if as != "taskforce" {
			if w := p.post(one+"/release", "same-origin", nil); w.Code != http.StatusForbidden {
				t.Errorf("released by %s: %d", as, w.Code)
			}
		}
	}
	p := o.enter("taskforce")
	page := p.get(one).Body.String()
	for _, want := range []string{"柳塘街道", "数值过小", one + "/release"} {
		if !strings.Contains(page, want) {
			t.Errorf("the draft does not say %s", want)
		}
	}
	if w := p.post(one+"/release", "cross-site", nil); w.Code != http.StatusForbidden {
		t.Errorf("a form of another site: %d", w.Code)
	}
	if w := p.post(one+"/release", "same-origin", nil); w.Code != http.StatusSeeOther {
		t.Fatalf("release: %d %s", w.Code, w.Body)
	}
	if w := p.post(one+"/release", "same-origin", nil); w.Code != http.StatusConflict {
		t.Errorf("released twice: %d", w.Code)
	}
	for _, path := range []string{"/disclosure/statistics/99", "/disclosure/statistics/x", "/disclosure/statistics/99999999999999999999"} {
		if w := p.get(path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// Whoever prepared a month does not release it.
func TestDeskReleaseByAnother(t *testing.T) {
	o := newOffice(t)
	one := fmt.Sprintf("/disclosure/statistics/%d", o.prepared("taskforce"))
	p := o.enter("taskforce")
	if strings.Contains(p.get(one).Body.String(), "<form class=\"sheet fill\"") {
		t.Error("the button is offered to whoever prepared it")
	}
	if w := p.post(one+"/release", "same-origin", nil); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "准备的人不批准") {
		t.Errorf("%d", w.Code)
	}
}
