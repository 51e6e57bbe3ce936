package delivery

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"xiansuo/services/internal/web"
)

// Intake is where events go.
type Intake struct {
	// Base is the address of the server; Token says who sends.
	Base, Token string
	HTTP        *http.Client
	// Wait waits, or returns the error of ctx. Patience is how long a batch is tried before it is given up.
	Wait     func(ctx context.Context, d time.Duration) error
	Patience time.Duration
	// Say tells a person why it takes longer.
	Say io.Writer
}

// Answer is what intake says about one event.
type Answer struct {
	Source  string       `json:"source"`
	ID      string       `json:"id"`
	Lead    string       `json:"lead"`
	Status  string       `json:"status"`
	Problem *web.Problem `json:"problem"`
}

// Refusal is an answer that refuses a whole batch: nothing of it was taken, and sending it again would not help.
type Refusal struct {
	Status int
	Body   []byte
}

func (r *Refusal) Error() string {
	return fmt.Sprintf("intake refuses to take anything: HTTP %d", r.Status)
}

// Delays between two tries, and how long a request may go on after it was to end.
const (
	firstDelay = 500 * time.Millisecond
	lastDelay  = 30 * time.Second
	grace      = 10 * time.Second
)

// again is an error that may heal, with the time that the server asks for, or 0.
type again struct {
	error
	after time.Duration
}

// Send sends a batch of so many events until it is answered: the same again after a failure, which intake knows by the ids. It
// gives up when the patience ends, when ctx does, or when it is refused.
func (i Intake) Send(ctx context.Context, batch []byte, count int) ([]Answer, error) {
	var waited time.Duration
	for delay := firstDelay; ; delay = min(2*delay, lastDelay) {
		answers, err := i.once(ctx, batch)
		var retry again
		switch {
		case err == nil && len(answers) != count:
			return nil, fmt.Errorf("intake answered %d events of %d", len(answers), count)
		case err == nil || !errors.As(err, &retry):
			return answers, err
		case waited >= i.Patience:
			return nil, fmt.Errorf("given up after %s: %w", waited.Round(time.Second), retry.error)
		}
		pause := max(delay, retry.after)
		fmt.Fprintf(i.Say, "%v; trying again in %s\n", retry.error, pause)
		if err := i.Wait(ctx, pause); err != nil {
			return nil, err
		}
		waited += pause
	}
}

// once sends a batch once. When ctx ends, an answer that is under way is still awaited for a while.
func (i Intake) once(ctx context.Context, batch []byte) ([]Answer, error) {
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })()
	r, err := http.NewRequestWithContext(own, http.MethodPost, i.Base+"/intake/api/v1/events", bytes.NewReader(batch))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+i.Token)
	r.Header.Set("Content-Type", "application/cloudevents-batch+json")
	resp, err := i.HTTP.Do(r)
	if err != nil {
		return nil, again{fmt.Errorf("%s does not answer: %w", i.Base, errors.Unwrap(err)), 0}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, again{fmt.Errorf("the answer broke off: %w", err), 0}
	}
	switch {
	case resp.StatusCode == http.StatusAccepted, resp.StatusCode == http.StatusMultiStatus:
		var answers []Answer
		if err := json.Unmarshal(body, &answers); err != nil {
			return nil, fmt.Errorf("intake's answer: %w", err)
		}
		return answers, nil
	case resp.StatusCode == http.StatusTooManyRequests:
		return nil, again{errors.New("intake is busy"), retryAfter(resp.Header.Get("Retry-After"))}
	case resp.StatusCode >= http.StatusInternalServerError:
		return nil, again{fmt.Errorf("intake is not well: HTTP %d", resp.StatusCode), retryAfter(resp.Header.Get("Retry-After"))}
	}
	return nil, &Refusal{resp.StatusCode, body}
}

// retryAfter reads the header in seconds, at most ten minutes; a date or nothing is 0.
func retryAfter(header string) time.Duration {
	seconds, err := strconv.Atoi(header)
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(min(seconds, 600)) * time.Second
}

// Sleep waits.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
