package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"xiansuo/pkg/calendar"
)

// stories are what the departments of the sample district did with some of the sample complaints, in this order: everything that its pages
// and its public site show was said through the APIs, by whoever may say it.
var stories = []string{"register", "casework", "publications", "rounds", "operation", "statistics"}

// story is one group of requests; says is what is printed once they are through.
type story struct {
	Says  string `yaml:"says"`
	Steps []step `yaml:"steps"`
}

// step is one request, with the token of whom it comes from. Texts may hold $name, which an answer before gave (keep), $-40 and $+5, which
// are days from today, and $year-40, the year of such a day.
type step struct {
	As   string         `yaml:"as"`
	Post string         `yaml:"post"`
	Get  string         `yaml:"get"`
	Body map[string]any `yaml:"body"`
	// Keep names members of the answer by their way, such as cases.0.number or publications.number=X.id.
	Keep map[string]string `yaml:"keep"`
	// Wait sends again what is refused: what it rests on is on its way from another service. A get always waits for what it keeps.
	Wait bool `yaml:"wait"`
}

// teller tells stories.
type teller struct {
	data    string
	today   time.Time
	kept    map[string]any
	clients map[string]*client
}

// tellStories replays the stories; leads are those of the sample complaints by their ids.
func tellStories(ctx context.Context, data string, now time.Time, leads map[string]string, out io.Writer) error {
	t := &teller{data: data, today: now.In(calendar.China), kept: map[string]any{}, clients: map[string]*client{}}
	for id, l := range leads {
		t.kept[id] = l
	}
	for _, name := range stories {
		s, err := readStory(name)
		if err != nil {
			return err
		}
		for i, one := range s.Steps {
			if err := t.take(ctx, one); err != nil {
				return fmt.Errorf("%s, step %d (%s%s as %s): %w", name, i+1, one.Post, one.Get, one.As, err)
			}
		}
		fmt.Fprintln(out, s.Says)
	}
	return nil
}

func readStory(name string) (s story, err error) {
	content, err := samples.ReadFile("samples/" + name + ".yaml")
	if err != nil {
		return s, err
	}
	d := yaml.NewDecoder(strings.NewReader(string(content)))
	d.KnownFields(true)
	if err := d.Decode(&s); err != nil {
		return s, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

const (
	storyPatience = 15 * time.Second
	storyPause    = 20 * time.Millisecond
)

// take sends one step, until it is through where that is worth waiting for.
func (t *teller) take(ctx context.Context, s step) error {
	c, err := t.client(s.As)
	if err != nil {
		return err
	}
	deadline := time.Now().Add(storyPatience)
	for {
		err := t.send(ctx, c, s)
		var refused *exitError
		again := s.Get != "" || s.Wait && errors.As(err, &refused) && (refused.code == exitRefused || refused.code == exitNotFound)
		if err == nil || !again || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(storyPause):
		}
	}
}

func (t *teller) client(name string) (*client, error) {
	if c := t.clients[name]; c != nil {
		return c, nil
	}
	c, err := newClient(t.data, name)
	t.clients[name] = c
	return c, err
}

func (t *teller) send(ctx context.Context, c *client, s step) error {
	path, err := t.text(s.Post + s.Get)
	if err != nil {
		return err
	}
	var answer any
	if s.Get != "" {
		err = c.get(ctx, path, &answer)
	} else {
		var body any = map[string]any{}
		if s.Body != nil {
			if body, err = t.fill(s.Body); err != nil {
				return err
			}
		}
		err = c.post(ctx, path, body, &answer)
	}
	if err != nil {
		return err
	}
	return t.keep(answer, s.Keep)
}

// keep keeps members of an answer by their ways.
func (t *teller) keep(answer any, ways map[string]string) error {
	for name, way := range ways {
		way, err := t.text(way)
		if err != nil {
			return err
		}
		value, ok := member(answer, way)
		if !ok {
			return fmt.Errorf("the answer has no %s", way)
		}
		t.kept[name] = value
	}
	return nil
}

// fill puts days and what was kept into a value; a text that is one name alone becomes what was kept under it, of whatever kind.
func (t *teller) fill(value any) (any, error) {
	var err error
	switch v := value.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, one := range v {
			if out[name], err = t.fill(one); err != nil {
				return nil, err
			}
		}
		return out, nil
	case []any:
		out := make([]any, len(v))
		for i, one := range v {
			if out[i], err = t.fill(one); err != nil {
				return nil, err
			}
		}
		return out, nil
	case string:
		if kept, ok := t.kept[strings.TrimPrefix(v, "$")]; ok && strings.HasPrefix(v, "$") {
			return kept, nil
		}
		return t.text(v)
	}
	return value, nil
}

var placeholder = regexp.MustCompile(`\$(now|month|year)?([-+]\d+)|\$([A-Za-z][A-Za-z0-9]*)`)

func (t *teller) text(s string) (out string, err error) {
	out = placeholder.ReplaceAllStringFunc(s, func(found string) string {
		m := placeholder.FindStringSubmatch(found)
		if m[3] != "" {
			kept, ok := t.kept[m[3]]
			if !ok {
				err = fmt.Errorf("nothing was kept as %s", m[3])
			}
			return fmt.Sprint(kept)
		}
		n, _ := strconv.Atoi(m[2])
		switch m[1] {
		case "now": // that many minutes from now
			return time.Now().Add(time.Duration(n) * time.Minute).Format(time.RFC3339)
		case "month": // that many months from this one
			return time.Date(t.today.Year(), t.today.Month()+time.Month(n), 1, 0, 0, 0, 0, t.today.Location()).Format("2006-01")
		case "year":
			return t.today.AddDate(0, 0, n).Format("2006")
		}
		return t.today.AddDate(0, 0, n).Format(time.DateOnly)
	})
	return out, err
}

// member follows a way into an answer: names of members, numbers of items, or name=value for the item that has it.
func member(v any, way string) (any, bool) {
	for part := range strings.SplitSeq(way, ".") {
		switch in := v.(type) {
		case map[string]any:
			one, ok := in[part]
			if !ok {
				return nil, false
			}
			v = one
		case []any:
			one, ok := item(in, part)
			if !ok {
				return nil, false
			}
			v = one
		default:
			return nil, false
		}
	}
	return v, v != nil && v != ""
}

func item(in []any, part string) (any, bool) {
	if n, err := strconv.Atoi(part); err == nil {
		if n < 0 || n >= len(in) {
			return nil, false
		}
		return in[n], true
	}
	name, value, _ := strings.Cut(part, "=")
	for _, one := range in {
		if m, ok := one.(map[string]any); ok && fmt.Sprint(m[name]) == value {
			return one, true
		}
	}
	return nil, false
}
