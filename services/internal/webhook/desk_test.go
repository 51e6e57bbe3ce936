package webhook

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/web"
)

// desk is the HTTP side of a sender.
type desk struct {
	t      *testing.T
	server *web.Server
}

func (o *office) desk(t *testing.T, s *Sender) desk {
	server := web.NewServer(slog.New(slog.DiscardHandler), pg.Transient)
	tokens := web.NewTokens(map[string]string{"desk": "desk", "auditor": "auditor", "market": "market"})
	Serve(server.Group("/routing/api/v1", tokens.Authenticate), s)
	return desk{t, server}
}

func (d desk) call(method, path, token string, into any) int {
	d.t.Helper()
	r := httptest.NewRequest(method, "/routing/api/v1"+path, nil)
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	d.server.ServeHTTP(w, r)
	if into != nil {
		if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
			d.t.Fatalf("%s %s: %s", method, path, w.Body)
		}
	}
	return w.Code
}

type part struct {
	Deliveries []Delivery `json:"deliveries"`
	Next       string     `json:"next"`
}

// The desk and the auditor list deliveries in parts; only the desk has one tried again.
func TestDesk(t *testing.T) {
	o := newOffice(t)
	o.receive("good", status(http.StatusOK))
	bad := o.receive("bad", status(http.StatusGone))
	var all []string
	for i := range 7 {
		all = append(all, o.queue([]string{"good", "bad"}[i%2], fmt.Sprint("lead-", i/2))...)
	}
	s := o.sender()
	o.settle(s, bad)
	d := o.desk(t, s)
	var got []string
	for after := ""; ; {
		var p part
		if code := d.call("GET", "/deliveries?limit=3&after="+after, "auditor", &p); code != http.StatusOK || len(p.Deliveries) > 3 {
			t.Fatalf("%d with %d", code, len(p.Deliveries))
		}
		for _, one := range p.Deliveries {
			got = append(got, one.ID)
		}
		if after = p.Next; after == "" {
			break
		}
	}
	if !slices.Equal(got, all) {
		t.Errorf("listed %v, want %v", got, all)
	}
	for query, want := range map[string]int{"": 7, "?state=sent": 4, "?state=gone": 3, "?state=stuck": 0, "?endpoint=good": 4, "?endpoint=bad&state=gone": 3,
		"?endpoint=bad&state=sent": 0, "?lead=lead-0": 2, "?lead=lead-0&state=gone": 1, "?lead=lead-0&endpoint=good": 1, "?endpoint=none": 0} {
		var p part
		if code := d.call("GET", "/deliveries"+query, "desk", &p); code != http.StatusOK || len(p.Deliveries) != want || p.Deliveries == nil {
			t.Errorf("%s: %d with %d, want %d", query, code, len(p.Deliveries), want)
		}
	}
	for _, tc := range []struct {
		method, path, token string
		want                int
	}{
		{"GET", "/deliveries", "market", 403}, {"GET", "/deliveries", "nobody", 401}, {"GET", "/deliveries/incidents", "market", 403},
		{"GET", "/deliveries/incidents", "auditor", 200}, {"GET", "/deliveries?state=lost", "desk", 400}, {"GET", "/deliveries?limit=0", "desk", 400},
		{"GET", "/deliveries?limit=501", "desk", 400}, {"GET", "/deliveries?after=x", "desk", 400}, {"GET", "/deliveries?after=-1", "desk", 400},
		{"GET", "/deliveries?after=99999999999999999999", "desk", 400}, {"GET", "/deliveries?lead=%00", "desk", 400}, {"GET", "/deliveries?endpoint=%ff", "desk", 400},
		{"POST", "/deliveries/" + all[1] + "/retry", "auditor", 403}, {"POST", "/deliveries/" + all[0] + "/retry", "desk", 409},
		{"POST", "/deliveries/00000000-0000-7000-8000-000000000000/retry", "desk", 404}, {"POST", "/deliveries/x%00/retry", "desk", 400},
		{"POST", "/deliveries/" + all[1] + "/retry", "desk", 202},
	} {
		if code := d.call(tc.method, tc.path, tc.token, nil); code != tc.want {
			t.Errorf("%s %s as %s: %d, want %d", tc.method, tc.path, tc.token, code, tc.want)
		}
	}
	if one := o.delivery(all[1]); one.State != Waiting || one.DoneAt != nil || one.Next == nil {
		t.Errorf("retried: %+v", one)
	}
	before := len(bad.got())
	o.settle(s, bad)
	if n := len(bad.got()); n != before+1 || o.states()[Gone] != 3 {
		t.Errorf("%d calls more, %v", n-before, o.states())
	}
}

// A retry ends the endpoint's rest and the message's wait.
func TestRetryIsAtOnce(t *testing.T) {
	o := newOffice(t)
	r := o.receive("duty", func(w http.ResponseWriter, _ call) {
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	id := o.queue("duty", "a")[0]
	o.run(o.sender())
	await(t, "the first try", func() bool { return o.delivery(id).Status == http.StatusServiceUnavailable })
	o.pass(time.Second)
	if err := (&Sender{DB: o.pool(), Now: o.now}).Retry(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	await(t, "the second", func() bool { return len(r.got()) == 2 })
}

// Metrics say by endpoint what waits, for how long, what is stuck and what was sent, and end with the sender.
func TestMetrics(t *testing.T) {
	reader := metric.NewManualReader()
	otel.SetMeterProvider(metric.NewMeterProvider(metric.WithReader(reader)))
	o := newOffice(t)
	o.receive("good", status(http.StatusOK))
	o.receive("bad", status(http.StatusInternalServerError))
	o.queue("bad", "a")
	o.pass(25 * time.Hour)
	o.queue("good", "a", "b")
	stop := o.run(o.sender())
	await(t, "two deliveries", func() bool { return o.states()[Sent] == 2 && o.states()[Stuck] == 1 })
	read := func() map[string]float64 {
		var all metricdata.ResourceMetrics
		if err := reader.Collect(t.Context(), &all); err != nil {
			t.Fatal(err)
		}
		out := map[string]float64{}
		for _, scope := range all.ScopeMetrics {
			for _, m := range scope.Metrics {
				switch points := m.Data.(type) {
				case metricdata.Gauge[int64]:
					for _, p := range points.DataPoints {
						endpoint, _ := p.Attributes.Value("endpoint")
						out[m.Name+" "+endpoint.AsString()] = float64(p.Value)
					}
				case metricdata.Gauge[float64]:
					for _, p := range points.DataPoints {
						endpoint, _ := p.Attributes.Value("endpoint")
						out[m.Name+" "+endpoint.AsString()] = p.Value
					}
				case metricdata.Sum[int64]:
					for _, p := range points.DataPoints {
						endpoint, _ := p.Attributes.Value("endpoint")
						out[m.Name+" "+endpoint.AsString()] += float64(p.Value)
					}
				}
			}
		}
		return out
	}
	await(t, "the metrics", func() bool { return read()["webhook.sent good"] == 2 && read()["webhook.failed bad"] >= 1 })
	got := read()
	if got["webhook.pending bad"] != 1 || got["webhook.stuck bad"] != 1 || got["webhook.oldest.age bad"] != (25*time.Hour).Seconds() {
		t.Errorf("metrics %v", got)
	}
	stop()
	await(t, "the metrics to end", func() bool { return read()["webhook.pending bad"] == 0 })
}
