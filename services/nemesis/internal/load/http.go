package load

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// Caller calls a service over HTTP with a token.
type Caller struct {
	// URLs are those of the processes of the service; each call takes the next.
	URLs   []string
	Token  string
	client http.Client

	mu   sync.Mutex
	next int
}

// errAway says that no answer came, or one that says to try again.
var errAway = errors.New("the service is away")

func (c *Caller) url() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next++
	return c.URLs[c.next%len(c.URLs)]
}

// call returns the status and the body of an answer. It wraps errAway when it is worth trying again.
func (c *Caller) call(ctx context.Context, method, path, contentType string, body []byte, header ...string) (int, []byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, c.url()+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Authorization", "Bearer "+c.Token)
	r.Header.Set("Content-Type", contentType)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := c.client.Do(r)
	if err != nil {
		return 0, nil, fmt.Errorf("%w: %w", errAway, err)
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 500 || resp.StatusCode == http.StatusTooManyRequests {
		return resp.StatusCode, nil, fmt.Errorf("%w: %d", errAway, resp.StatusCode)
	}
	return resp.StatusCode, content, nil
}

// outcomeOf reads what routing says of a word: nothing while the word waits for another.
func outcomeOf(status int, body []byte, id, party string) (Outcome, bool) {
	o := Outcome{Lead: id, Party: party}
	switch {
	case status == http.StatusAccepted:
		return o, false
	case status == http.StatusOK:
		var said struct{ Record lead.Record }
		if json.Unmarshal(body, &said) != nil {
			return o, false
		}
		o.Kind, o.No = said.Record.Kind, said.Record.No
		return o, true
	}
	var problem struct{ Type string }
	_ = json.Unmarshal(body, &problem)
	o.Code = strings.TrimPrefix(problem.Type, "urn:xiansuo:problem:")
	return o, o.Code != ""
}

// OverHTTP runs the department on HTTP with its token, until ctx ends.
func (d *Department) OverHTTP(ctx context.Context, routing *Caller) {
	d.give = func(ctx context.Context, e event.Event) error {
		body, err := e.MarshalJSON()
		if err != nil {
			return err
		}
		status, said, err := routing.call(ctx, http.MethodPost, "/routing/api/v1/leads/"+e.Subject()+"/answers", event.ContentType, body)
		if err != nil {
			return err
		}
		if o, known := outcomeOf(status, said, e.Subject(), string(d.Code)); known {
			d.settle(e.ID(), o)
		}
		return nil
	}
	var group sync.WaitGroup
	group.Go(func() { d.speak(ctx) })
	for ctx.Err() == nil {
		if err := d.pull(ctx, routing); err != nil {
			wait(ctx, 300*time.Millisecond)
		}
	}
	group.Wait()
}

// pull takes what the queue brings and acknowledges it.
func (d *Department) pull(ctx context.Context, routing *Caller) error {
	ctx, cancel := context.WithTimeout(ctx, 8*time.Second)
	defer cancel()
	queue := "/routing/api/v1/queues/" + string(d.Code)
	status, body, err := routing.call(ctx, http.MethodGet, queue+"?wait=2s&max=100", "", nil)
	if err != nil || status != http.StatusOK {
		return err
	}
	var pulled struct {
		Messages []struct {
			Ack   string
			Event json.RawMessage
		}
	}
	if err := json.Unmarshal(body, &pulled); err != nil {
		return err
	}
	var acks []string
	for _, m := range pulled.Messages {
		e, err := event.Parse(m.Event)
		if err != nil {
			return err
		}
		if err := d.handle(ctx, e); err == nil {
			acks = append(acks, m.Ack)
		}
	}
	body, _ = json.Marshal(map[string]any{"acks": acks}) // of texts
	_, _, err = routing.call(ctx, http.MethodPost, queue+"/ack", "application/json", body)
	return err
}
