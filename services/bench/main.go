// Command bench measures how many complaints a second flow from 32 clients to acknowledged department messages, beside a bare
// reference in the same run.
package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"
)

func main() {
	ctx := context.Background()
	t, err := ours(ctx, os.Args[1])
	if err != nil {
		panic(err)
	}
	d := 10 * time.Second
	if len(os.Args) > 2 {
		d, _ = time.ParseDuration(os.Args[2])
	}
	r, err := t.run(ctx, 32, d, fmt.Sprint(time.Now().UnixNano()))
	slices.Sort(r.accept)
	slices.Sort(r.whole)
	q := func(l []time.Duration, f float64) time.Duration {
		return l[int(float64(len(l)-1)*f)].Round(time.Millisecond / 10)
	}
	fmt.Printf("%.0f/s sent %d refused %d arrived %d in %s; accept p50 %s p99 %s; whole p50 %s p99 %s (%v)\n", r.rate(), r.sent, r.refused, r.arrived, r.took.Round(time.Millisecond),
		q(r.accept, .5), q(r.accept, .99), q(r.whole, .5), q(r.whole, .99), err)
}
