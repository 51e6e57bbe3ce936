package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"xiansuo/services/internal/local"
)

// steps of a lifecycle, in order.
var steps = []string{"submitted", "dispatched", "signed", "fed back", "submitted as done", "closed by the desk", "found by its number"}

// lives is what lifecycles took.
type lives struct {
	done  int
	took  time.Duration
	steps [][]time.Duration // of each step, from the one before
	cost  cost
}

func (l lives) rate() float64 { return float64(l.done) / l.took.Seconds() }

// lifecycles lives whole lives of leads, from so many hands at a time: a complaint is submitted, routed and dispatched; the department
// that fetched it signs, feeds back and submits it as done with a reply; the desk reviews and closes it; and the search by its ticket number
// finds it closed. Every word is an HTTP request that is answered when its record is saved.
func (s *system) lifecycles(ctx context.Context, hands int, d time.Duration, prefix string) (out lives, err error) {
	tokens := map[string]string{}
	prefix = unique(prefix)
	for _, who := range []string{"education", "market", "desk"} {
		if tokens[who], err = local.ReadToken(s.data, who); err != nil {
			return out, err
		}
	}
	out.steps = make([][]time.Duration, len(steps))
	all, began, before := s.measured(), time.Now(), s.cost()
	var mu sync.Mutex
	err = each(hands, d, func(hand, n int) error {
		one := life{system: s, trips: all, id: fmt.Sprintf("%s-%d-%d", prefix, hand, n), tokens: tokens}
		if err := one.live(ctx, n+hand); err != nil {
			return fmt.Errorf("lifecycle %s: %w", one.id, err)
		}
		mu.Lock()
		defer mu.Unlock()
		out.done++
		for i, at := range one.at[1:] {
			out.steps[i] = append(out.steps[i], at.Sub(one.at[i]))
		}
		return nil
	})
	out.took, out.cost = time.Since(began), s.cost().less(before)
	return out, err
}

// life is one lead's.
type life struct {
	*system
	trips  *trips
	id     string
	tokens map[string]string
	at     []time.Time // when each step was done
}

func (l *life) did() { l.at = append(l.at, time.Now()) }

func (l *life) live(ctx context.Context, n int) error {
	l.did()
	there := l.trips.begin(ticket(l.id), time.Now())
	var taken struct{ Lead string }
	if err := l.ask(ctx, http.StatusAccepted, &taken, func() (reply, error) { return l.one(ctx, complaint(l.id, n)) }); err != nil {
		return err
	}
	l.trips.took(ticket(l.id))
	l.did()
	select {
	case <-there:
	case <-time.After(time.Minute):
		return fmt.Errorf("%s was not dispatched within a minute", taken.Lead)
	case <-ctx.Done():
		return ctx.Err()
	}
	l.did()
	if assists(n) { // who assists has answered before the lead can be done
		for _, word := range [][2]string{{"sign", `{}`}, {"done", `{"outcome":"substantiated","note":"已核查其证照与收费，材料移交主办部门。"}`}} {
			if err := l.say(ctx, taken.Lead, word[0], "market", word[1]); err != nil {
				return err
			}
		}
	}
	for _, word := range closed {
		if err := l.say(ctx, taken.Lead, word.name, word.who, word.data); err != nil {
			return err
		}
		l.did()
	}
	return l.find(ctx, taken.Lead)
}

// say gives a word about the lead.
func (l *life) say(ctx context.Context, lead, word, who, data string) error {
	err := l.ask(ctx, http.StatusOK, nil, func() (reply, error) {
		return l.call(ctx, "POST", "/routing/api/v1/leads/"+lead+"/"+word, l.tokens[who], "application/json", []byte(data))
	})
	if err != nil {
		return fmt.Errorf("%s: %w", word, err)
	}
	return nil
}

// find finds the lead by its ticket number, closed.
func (l *life) find(ctx context.Context, lead string) error {
	var found struct {
		Leads []struct{ Lead, State string }
	}
	err := l.ask(ctx, http.StatusOK, &found, func() (reply, error) {
		return l.call(ctx, "GET", "/routing/api/v1/leads?number="+ticket(l.id), l.tokens["desk"], "", nil)
	})
	if err != nil {
		return err
	}
	if len(found.Leads) != 1 || found.Leads[0].Lead != lead || found.Leads[0].State != "closed" {
		return fmt.Errorf("found %+v, want %s closed", found.Leads, lead)
	}
	l.did()
	return nil
}

// ask sends a request, again when it is refused as busy, and reads the answer.
func (l *life) ask(ctx context.Context, want int, into any, request func() (reply, error)) error {
	for {
		r, err := request()
		switch {
		case err == nil && r.busy():
			pause(ctx, max(r.after, 10*time.Millisecond))
		case err != nil || r.status != want:
			return failure(r, err)
		case into == nil:
			return nil
		default:
			return json.Unmarshal(r.body, into)
		}
	}
}
