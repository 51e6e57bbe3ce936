package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/local"
)

// batchType is the content type of several events in one body.
const batchType = "application/cloudevents-batch+json"

// target is a running system that takes complaints and has a department's queue.
type target struct {
	http, token string
	client      *http.Client
	close       func()
	// trips are told of each message that was fetched from the queue and acknowledged. One consumer fetches for as long as the
	// target is open: what the broker gave to one that has gone comes again only after half a minute.
	trips atomic.Pointer[trips]
}

// open finds a running system by its data folder.
func open(ctx context.Context, data string) (*target, error) {
	a, err := local.ReadAddresses(data)
	if err != nil {
		return nil, err
	}
	token, err := local.ReadToken(data, "hotline-12345")
	if err != nil {
		return nil, err
	}
	nc, err := nats.Connect(a.NATS, nats.UserCredentials(data+"/credentials/education.creds"))
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 4096}
	t := &target{http: a.HTTP, token: token, client: &http.Client{Transport: transport}, close: func() { nc.Close(); transport.CloseIdleConnections() }}
	t.trips.Store(newTrips())
	js, err := jetstream.NewWithAPIPrefix(nc, a.APIPrefix)
	if err == nil {
		var queue jetstream.Consumer
		if queue, err = js.Consumer(ctx, bus.Leads, string(lead.Education)); err == nil {
			err = t.fetch(queue)
		}
	}
	if err != nil {
		t.close()
		return nil, err
	}
	return t, nil
}

// fetch takes the queue as a department's software does, and acknowledges each message.
func (t *target) fetch(queue jetstream.Consumer) error {
	_, err := queue.Consume(func(m jetstream.Msg) {
		var e struct {
			Data struct{ Matter struct{ Number string } }
		}
		if json.Unmarshal(m.Data(), &e) == nil && m.Ack() == nil && e.Data.Matter.Number != "" {
			t.trips.Load().arrived(e.Data.Matter.Number)
		}
	}, jetstream.PullMaxMessages(1000))
	return err
}

// measured starts to remember anew.
func (t *target) measured() *trips {
	fresh := newTrips()
	t.trips.Store(fresh)
	return fresh
}

// reply is what came of a request.
type reply struct {
	status int
	after  time.Duration // what Retry-After asks for
	body   []byte
}

// busy reports whether the same may be sent again later.
func (r reply) busy() bool {
	return r.status == http.StatusTooManyRequests || r.status == http.StatusServiceUnavailable
}

// send posts complaints to intake.
func (t *target) send(ctx context.Context, contentType string, body []byte) (reply, error) {
	return t.call(ctx, "POST", "/intake/api/v1/events", t.token, contentType, body)
}

// one posts a single complaint.
func (t *target) one(ctx context.Context, body []byte) (reply, error) {
	return t.send(ctx, event.ContentType, body)
}

func (t *target) call(ctx context.Context, method, path, token, contentType string, body []byte) (r reply, err error) {
	req, err := http.NewRequestWithContext(ctx, method, t.http+path, bytes.NewReader(body))
	if err != nil {
		return r, err
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := t.client.Do(req)
	if err != nil {
		return r, err
	}
	defer resp.Body.Close()
	r.status = resp.StatusCode
	if seconds, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil {
		r.after = time.Duration(seconds) * time.Second
	}
	r.body, err = io.ReadAll(resp.Body)
	return r, err
}
