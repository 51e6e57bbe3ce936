package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/services/internal/local"
	"xiansuo/services/internal/web"
)

// client talks to a running xiansuo with one of the tokens of the data folder.
type client struct {
	base, token string
	http        *http.Client
}

func newClient(data, name string) (*client, error) {
	a, err := local.ReadAddresses(data)
	if err != nil {
		return nil, failed(err)
	}
	token, err := local.ReadToken(data, name)
	if err != nil {
		return nil, failed(err)
	}
	return &client{a.HTTP, token, &http.Client{Timeout: 2 * time.Minute}}, nil
}

// get reads JSON.
func (c *client) get(ctx context.Context, path string, into any) error {
	return c.send(ctx, http.MethodGet, path, "", nil, into)
}

// post sends JSON and reads JSON.
func (c *client) post(ctx context.Context, path string, body, into any) error {
	content, err := json.Marshal(body)
	if err != nil {
		return failed(err)
	}
	return c.send(ctx, http.MethodPost, path, "application/json", content, into)
}

// put sends a document and reads JSON.
func (c *client) put(ctx context.Context, path string, body []byte, into any) error {
	return c.send(ctx, http.MethodPut, path, "application/octet-stream", body, into)
}

// postEvent sends an event in structured mode.
func (c *client) postEvent(ctx context.Context, path string, e event.Event, into any) error {
	body, err := e.MarshalJSON()
	if err != nil {
		return failed(err)
	}
	return c.send(ctx, http.MethodPost, path, event.ContentType, body, into)
}

func (c *client) send(ctx context.Context, method, path, contentType string, body []byte, into any) error {
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return failed(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	resp, err := c.http.Do(r)
	if err != nil {
		return failed(fmt.Errorf("%s does not answer: %w", c.base, errors.Unwrap(err)))
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return failed(err)
	}
	if resp.StatusCode >= http.StatusMultipleChoices {
		return refusalOf(resp.StatusCode, answer)
	}
	if into == nil || len(answer) == 0 {
		return nil
	}
	return failed(json.Unmarshal(answer, into))
}

// refusalOf turns a problem into an error with its exit code.
func refusalOf(status int, body []byte) error {
	var p web.Problem
	if err := json.Unmarshal(body, &p); err != nil || p.Detail == "" {
		return failed(fmt.Errorf("HTTP %d", status))
	}
	text := p.Detail
	for _, e := range p.Errors {
		text += fmt.Sprintf("\n  %s %s", e.Field, e.Detail)
	}
	if p.Cure != "" {
		text += "\n  → " + p.Cure
	}
	switch {
	case status == http.StatusNotFound:
		return &exitError{exitNotFound, errors.New(text)}
	case status >= http.StatusInternalServerError || status == http.StatusTooManyRequests:
		return &exitError{exitFailed, errors.New(text)}
	}
	return &exitError{exitRefused, errors.New(text)}
}
