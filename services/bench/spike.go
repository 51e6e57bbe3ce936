package main

import (
	"context"
	"fmt"
	"time"
)

// spiked is what a spike did.
type spiked struct {
	sent
	spike    time.Duration
	calm     time.Duration // p99 from due to the department before it
	normal   time.Duration // and what counts as normal again
	back     time.Duration // how long after its end it was, and stayed, so; negative when it never was
	lost     int
	seconds  []time.Duration // p99 of each second afterwards
	backlog  int             // accepted and on its way when the spike ended
	restRate float64         // offered before and afterwards
}

const (
	spikeTimes   = 10               // of the rate that is sustained
	calmShare    = 0.25             // of it, offered before and afterwards
	recoverFor   = 40 * time.Second // how long it is watched afterwards
	normalAlways = 250 * time.Millisecond
	spikeWorkers = 512
)

// spike offers ten times the sustained rate for a while and watches how the system comes back. Nobody sends again what was refused.
func (s *system) spike(ctx context.Context, sustained float64, d time.Duration, prefix string) (out spiked, err error) {
	prefix = unique(prefix)
	all, calm := s.measured(), sending{rate: sustained * calmShare, workers: 256, late: true}
	out.spike, out.restRate = d, calm.rate
	calm.prefix = prefix + "-before"
	began := time.Now()
	if _, err := s.offer(ctx, all, calm, 6*time.Second); err != nil {
		return out, err
	}
	if err := all.settle(ctx, settleWithin); err != nil {
		return out, err
	}
	out.calm = quantile(all.whole(began, time.Now()), .99)
	out.normal = max(2*out.calm, normalAlways)
	if out.sent, err = s.offer(ctx, all, sending{rate: sustained * spikeTimes, workers: spikeWorkers, prefix: prefix + "-spike"}, d); err != nil {
		return out, err
	}
	ended := time.Now()
	out.backlog = all.waiting()
	calm.prefix = prefix + "-after"
	if _, err := s.offer(ctx, all, calm, recoverFor); err != nil {
		return out, err
	}
	if err := all.settle(ctx, settleWithin); err != nil {
		out.lost = all.waiting()
		return out, fmt.Errorf("spike: %w", err)
	}
	out.recovered(all, ended)
	return out, nil
}

// recovered finds the first second behind which every second is normal: nothing is refused, and p99 is as it was.
func (out *spiked) recovered(all *trips, ended time.Time) {
	out.back = -1
	for second := time.Duration(0); second < recoverFor; second += time.Second {
		from, to := ended.Add(second), ended.Add(second+time.Second)
		p99 := quantile(all.whole(from, to), .99)
		out.seconds = append(out.seconds, p99)
		if all.refusals(from, to) > 0 || p99 > out.normal {
			out.back = -1
		} else if out.back < 0 {
			out.back = second
		}
	}
}
