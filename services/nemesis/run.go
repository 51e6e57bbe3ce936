package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/nemesis/internal/faults"
	"xiansuo/services/nemesis/internal/load"
	"xiansuo/services/nemesis/internal/rig"
	"xiansuo/services/nemesis/internal/witness"
)

// options are what a run is asked for.
type options struct {
	dir, xiansuo, natsServer string
	seed                     uint64
	duration, every          time.Duration // how long load and faults last, and how long it is from one fault to the next
	kinds                    []faults.Kind
	// last, where set, is a fault that is caused when the load is over.
	last    faults.Kind
	rate    int
	routing int
	cluster bool
	disks   bool
	// patience is how long a healed district may take until nothing is left to do.
	patience time.Duration
	// again is after what time a department gives an answer again whose outcome it did not see.
	again time.Duration
	// quick leaves out that the database waits for its disk: what is killed does not lose what it wrote, only a power cut would.
	quick bool
	out   io.Writer
}

// run is one run of the nemesis.
type run struct {
	options
	began       time.Time
	mu          sync.Mutex
	rig         *rig.Rig
	told        *load.Told
	desk        *load.Desk
	departments []*load.Department
	witness     *witness.Witness
	backedUp    time.Time
	back        map[string]bool            // leads that a recovery names
	look        map[string]map[string]bool // those that a person must look at, by service
}

// errBroken says that a promise was not kept.
var errBroken = errors.New("promises were not kept")

// nemesis runs a district, breaks it, heals it, and checks what it promised.
func nemesis(ctx context.Context, o options) (err error) {
	r := &run{options: o, told: load.NewTold(), began: time.Now()}
	var disks time.Duration
	if o.disks {
		disks = o.duration
	}
	r.rig, err = rig.Start(ctx, rig.Options{Dir: o.dir, Xiansuo: o.xiansuo, NATSServer: o.natsServer, Routing: o.routing, Cluster: o.cluster, Disks: disks, Quick: o.quick, Say: r.note})
	if err != nil {
		return err
	}
	defer r.rig.Close()
	keys := filepath.Join(r.rig.Data, "keys", "routing.creds")
	if r.witness, err = witness.Open(ctx, r.rig.Database.URL(), r.rig.BrokerURL(), keys); err != nil {
		return err
	}
	defer r.witness.Close()
	r.say("ready after %.1fs", time.Since(r.began).Seconds())
	working, stop := context.WithCancel(ctx)
	var group sync.WaitGroup
	r.people(working, &group)
	defer group.Wait()
	defer stop()
	causer := &faults.Causer{Rig: r.rig, Say: r.say}
	r.storm(ctx, causer)
	if err := r.quiet(ctx); err != nil {
		return err
	}
	if r.has(faults.Restore) {
		if err := r.restore(ctx, causer); err != nil {
			return err
		}
	}
	return r.judge(ctx)
}

// restore puts an older database back while everybody else is ahead of it, has it recovered, and lets some load follow.
func (r *run) restore(ctx context.Context, causer *faults.Causer) error {
	r.say("         restore: the database is put back to what it was %.0fs ago", time.Since(r.backedUp).Seconds())
	if err := causer.Restore(ctx); err != nil {
		return err
	}
	said, err := r.witness.Recoveries(ctx)
	if err != nil {
		return err
	}
	r.back, r.look = map[string]bool{}, map[string]map[string]bool{}
	for _, s := range said {
		r.note("%s: restored to %d, known up to %d, %d events came back, lost %v", s.Service, s.Restored, s.Known, s.Recovered, s.Lost)
		r.look[s.Service] = map[string]bool{}
		for what, leads := range s.Notes {
			r.note("%s: %s: %d", s.Service, what, len(leads))
			for _, id := range leads {
				if r.back[id] = true; strings.Contains(what, "look") {
					r.look[s.Service][id] = true
				}
			}
		}
	}
	if err := r.rig.AwaitReady(ctx, time.Minute); err != nil {
		return err
	}
	loading, over := context.WithTimeout(ctx, 5*time.Second)
	defer over()
	r.senders("after").Run(loading)
	return r.quiet(ctx)
}

// say prints a line.
func (r *run) say(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(r.out, format+"\n", args...)
}

// note prints what happened by itself.
func (r *run) note(format string, args ...any) { r.say("         "+format, args...) }

// people starts the departments and the desk.
func (r *run) people(ctx context.Context, group *sync.WaitGroup) {
	var urls []string
	for _, s := range r.rig.Of("routing") {
		urls = append(urls, "http://"+s.Address)
	}
	r.desk = &load.Desk{Told: r.told, Routing: &load.Caller{URLs: urls, Token: r.rig.Token("desk")}}
	group.Go(func() { r.desk.Run(ctx) })
	for _, code := range lead.Departments() {
		d := &load.Department{Code: code, District: rig.District, Seed: r.seed, Told: r.told, Desk: r.desk, Again: r.again}
		r.departments = append(r.departments, d)
		if code == lead.Fire {
			group.Go(func() { d.OverHTTP(ctx, &load.Caller{URLs: urls, Token: r.rig.Token(string(code))}) })
			continue
		}
		switch {
		case code == lead.Culture && r.has(faults.Slow):
			d.SetPace(load.Slow)
		case code == lead.Health && r.has(faults.Stuck):
			d.SetPace(load.Stuck)
		}
		group.Go(func() {
			if err := d.OverNATS(ctx, r.rig.DepartmentBroker(code), filepath.Join(r.rig.Data, "credentials", string(code)+".creds")); err != nil {
				r.note("%s could not begin: %v", code, err)
			}
		})
	}
}

func (r *run) has(k faults.Kind) bool { return slices.Contains(r.kinds, k) }

// beforeEnd is how long before the end of the load the backup is made, that a recovery starts from.
const beforeEnd = 15 * time.Second

// storm sends complaints and breaks things for as long as the run lasts.
func (r *run) storm(ctx context.Context, causer *faults.Causer) {
	loading, over := context.WithTimeout(ctx, r.duration)
	defer over()
	var group sync.WaitGroup
	group.Go(func() { r.senders("").Run(loading) })
	if r.has(faults.Restore) {
		group.Go(func() {
			at := max(r.duration/3, r.duration-beforeEnd)
			time.Sleep(at)
			r.say("%6.1fs  backup of the database", at.Seconds())
			r.backedUp = time.Now()
			if err := causer.Backup(); err != nil {
				r.note("no backup: %v", err)
			}
		})
	}
	group.Go(func() { causer.Run(loading, faults.Schedule(r.seed, r.duration, r.every, r.kinds, r.targets())) })
	group.Wait()
	if r.last != "" {
		causer.Run(ctx, []faults.Fault{{Kind: r.last, For: 100 * time.Millisecond}})
	}
	for _, d := range r.departments {
		d.SetPace(load.Brisk)
	}
}

// senders returns senders whose events have a name in front.
func (r *run) senders(prefix string) *load.Senders {
	return &load.Senders{URL: "http://" + r.rig.Of("intake")[0].Address, Token: r.rig.Token("hotline-12345"), Source: "/" + rig.District + "/hotline-12345",
		Prefix: prefix, Rate: r.rate, Seed: r.seed, Told: r.told}
}

func (r *run) targets() (t faults.Targets) {
	for _, s := range r.rig.Services {
		t.Processes = append(t.Processes, s.Name)
		t.Ways = append(t.Ways, "database-"+s.Name, "broker-"+s.Name)
	}
	for _, d := range lead.Departments() {
		if d != lead.Fire {
			t.Ways = append(t.Ways, "broker-"+string(d))
		}
	}
	return t
}

// quiet waits until nothing is left to do.
func (r *run) quiet(ctx context.Context) error {
	healed, noted, deadline, busy := time.Now(), time.Now(), time.Now().Add(r.patience), ""
	for calm := 0; calm < 2; {
		if time.Now().After(deadline) {
			r.say("not quiet within %s after everything was healed: %s", r.patience, busy)
			return r.judgeAnyway(ctx)
		}
		busy = r.busy(ctx)
		if calm++; busy != "" {
			calm = 0
			if time.Since(noted) > 5*time.Second {
				r.note("%.0fs: %s", time.Since(healed).Seconds(), busy)
				noted = time.Now()
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
	r.say("quiet %.1fs after everything was healed", time.Since(healed).Seconds())
	return nil
}

// busy says what is left to do.
func (r *run) busy(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := r.rig.AwaitReady(ctx, time.Second); err != nil {
		return err.Error()
	}
	busy, err := r.witness.Busy(ctx, r.told)
	if err != nil {
		return err.Error()
	}
	for _, d := range r.departments {
		if busy == "" && !d.Idle() {
			busy = fmt.Sprintf("%s waits for outcomes", d.Code)
		}
	}
	if busy == "" && !r.desk.Idle() {
		busy = "the desk decides"
	}
	return busy
}
