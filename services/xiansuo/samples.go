package main

import (
	"bufio"
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/local"
	"xiansuo/services/routing"
)

// samples are 60 complaints written for this project, over all channels and categories, and what their district decides for itself.
//
//go:embed samples/*.jsonl samples/*.yaml
var samples embed.FS

// sample is a sample complaint; what it is expected to become is for tests.
type sample struct {
	ID      string       `json:"id"`
	Channel lead.Channel `json:"channel"`
	Text    string       `json:"text"`
	Address string       `json:"address"`
}

func readSamples() (out []sample, err error) {
	content, err := samples.ReadFile("samples/cases.jsonl")
	if err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(bytes.NewReader(content))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var s sample
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, lines.Err()
}

// senderOf says whose token a channel's complaints come with.
func senderOf(c lead.Channel) string {
	switch c {
	case lead.Hotline:
		return "hotline-12345"
	case lead.WeChat, lead.Grid, lead.Mailbox, lead.Patrol:
		return string(c)
	}
	return "desk"
}

// loadSampleDistrict loads what the samples' district decides for itself, and gives its units their tokens.
func loadSampleDistrict(ctx context.Context, data string) error {
	content, err := samples.ReadFile("samples/district.yaml")
	if err != nil {
		return err
	}
	c, err := newClient(data, "desk")
	if err != nil {
		return err
	}
	if err := c.put(ctx, "/routing/api/v1/settings/"+routing.DistrictDocument, content, nil); err != nil {
		return err
	}
	units, err := routing.UnitsOf(string(content))
	if err != nil {
		return err
	}
	_, err = local.AddUnits(data, units...)
	return err
}

// replaySamples sends the samples through intake as their senders would, and returns their leads by the ids of the samples.
func replaySamples(ctx context.Context, data string, a local.Addresses, out io.Writer) (map[string]string, error) {
	all, err := readSamples()
	if err != nil {
		return nil, err
	}
	leads := map[string]string{}
	progress := mpb.NewWithContext(ctx, mpb.WithOutput(out), mpb.WithWidth(40))
	bar := progress.AddBar(int64(len(all)), mpb.PrependDecorators(decor.Name("sample complaints "), decor.CountersNoUnit("%d/%d")))
	for _, s := range all {
		e, err := s.event(a.District)
		if err != nil {
			return nil, err
		}
		c, err := newClient(data, senderOf(s.Channel))
		if err != nil {
			return nil, err
		}
		var taken struct{ Lead string }
		if err := c.postEvent(ctx, "/intake/api/v1/events", e, &taken); err != nil {
			return nil, fmt.Errorf("%s: %w", s.ID, err)
		}
		leads[s.ID] = taken.Lead
		bar.Increment()
	}
	progress.Wait()
	fmt.Fprintf(out, "%d sample complaints are on their way\n", len(all))
	return leads, nil
}

var streetIn = regexp.MustCompile(`[^区]+?(街道|镇)`)

func (s sample) event(district string) (event.Event, error) {
	e, err := event.New(event.Origin{Source: "/" + district + "/" + senderOf(s.Channel), Lead: s.ID, Time: time.Now()},
		lead.ComplaintSubmitted{Channel: s.Channel, Text: s.Text, Number: s.ID, Place: &lead.Place{Address: s.Address, Street: streetIn.FindString(s.Address)}})
	e.SetID("sample-" + s.ID)
	return e, err
}
