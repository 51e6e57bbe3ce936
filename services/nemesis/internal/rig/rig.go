// Package rig runs a whole district as processes of its own: the services from the built binary, PostgreSQL, the broker with its
// supervisor, and between any two of them a way that can be cut. Everything ends with us.
package rig

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/local"
)

// District is the division whose services run.
const District = "990101"

// Services are the names of all, in the order of a lead's way.
func Services() []string { return []string{"intake", "routing", "enforcement", "disclosure", "ledger"} }

// Options say what runs and where.
type Options struct {
	Dir        string // for everything, logs included
	Xiansuo    string // the built binary
	NATSServer string // the built broker
	Routing    int    // processes of routing
	Cluster    bool   // three brokers, each of which keeps every stream
	// Disks asks for small disks of memory under the broker and the database, which only root may mount, for so long a load; 0 asks for none.
	Disks time.Duration
	// Quick leaves out that the database waits for its disk.
	Quick bool
	// Say tells what happens by itself, in a line.
	Say func(format string, args ...any)
}

// Rig is a district that runs.
type Rig struct {
	Options
	Data     string // the data folder, with credentials
	Database *Database
	Brokers  []*Broker // one, or the three of a cluster
	Ways     *Ways
	// DatabaseDisk and BrokerDisk are the disks under them, nil where they have none of their own.
	DatabaseDisk, BrokerDisk *Disk
	Services                 []*Service
	departments              map[lead.Department]string // where each reaches the broker

	lock  *os.File // of the folder, where disks were mounted in it
	stop  context.CancelFunc
	group *errgroup.Group
}

// Start starts everything and waits until it is ready.
func Start(ctx context.Context, o Options) (*Rig, error) {
	r := &Rig{Options: o, Data: filepath.Join(o.Dir, "data"), departments: map[lead.Department]string{}}
	r.Ways = newWays()
	if err := r.start(ctx); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

func (r *Rig) start(ctx context.Context) (err error) {
	for _, sub := range []string{"", "logs", "database", "store"} {
		if err := os.MkdirAll(r.path(sub), 0o755); err != nil {
			return err
		}
	}
	if r.Disks > 0 {
		if r.lock, err = sweep(r.Dir); err != nil {
			return err
		}
		database, broker := sizes(r.Disks)
		if r.DatabaseDisk, err = mount(r.path("database"), database); err != nil {
			return err
		}
		if r.BrokerDisk, err = mount(r.path("store"), broker); err != nil {
			return err
		}
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	r.stop = stop
	r.group, running = errgroup.WithContext(running)
	if r.Database, err = startDatabase(ctx, r.path("database"), r.path("logs", "postgres.log"), r.Quick, r.Say); err != nil {
		return err
	}
	if err := r.startBrokers(running); err != nil {
		return err
	}
	if err := r.startServices(running); err != nil {
		return err
	}
	for _, d := range lead.Departments() {
		if r.departments[d], err = r.toBrokers(string(d)); err != nil {
			return err
		}
	}
	return r.AwaitReady(ctx, time.Minute)
}

func (r *Rig) path(parts ...string) string {
	return filepath.Join(append([]string{r.Dir}, parts...)...)
}

// startBrokers makes everything that is needed once, with the broker's configuration, and starts the brokers.
func (r *Rig) startBrokers(ctx context.Context) error {
	address, err := local.FreeAddress()
	if err != nil {
		return err
	}
	store := r.path("store", "nats")
	migrate := exec.Command(r.Xiansuo, "migrate", "--data", r.Data, "--postgres", r.Database.URL(), "--nats-listen", address, "--nats-store", store)
	if out, err := migrate.CombinedOutput(); err != nil {
		return fmt.Errorf("migrate: %w: %s", err, out)
	}
	nodes := []node{{"broker", filepath.Join(r.Data, "nats.conf"), store, address}}
	if r.Cluster {
		if nodes, err = writeCluster(nodes[0], 3); err != nil {
			return err
		}
	}
	for _, n := range nodes {
		b, err := newBroker(n, r.NATSServer, r.path("logs", n.name+".log"), r.Say)
		if err != nil {
			return err
		}
		b.clustered = r.Cluster
		r.Brokers = append(r.Brokers, b)
		r.group.Go(func() error { return b.run(ctx) })
	}
	return nil
}

// toBrokers opens a way to each broker and returns the addresses, with commas between them.
func (r *Rig) toBrokers(who string) (string, error) {
	var urls []string
	for n, b := range r.Brokers {
		name := "broker-" + who
		if n > 0 {
			name = fmt.Sprintf("%s-%d", name, n+1)
		}
		address, err := r.Ways.open(name, b.Address)
		if err != nil {
			return "", err
		}
		urls = append(urls, "nats://"+address)
	}
	return strings.Join(urls, ","), nil
}

// BrokerURL is where the brokers are reached over no way that is cut.
func (r *Rig) BrokerURL() string {
	var urls []string
	for _, b := range r.Brokers {
		urls = append(urls, "nats://"+b.Address)
	}
	return strings.Join(urls, ",")
}

// DepartmentBroker is where a department reaches the broker.
func (r *Rig) DepartmentBroker(d lead.Department) string { return r.departments[d] }

// Token returns a token of the data folder.
func (r *Rig) Token(name string) string {
	token, _ := local.ReadToken(r.Data, name) // without it everything is refused, and shows
	return token
}

// AwaitReady waits until every service says that it is ready.
func (r *Rig) AwaitReady(ctx context.Context, limit time.Duration) error {
	deadline := time.Now().Add(limit)
	for _, s := range r.Services {
		for !s.ready() {
			if pause(ctx, 50*time.Millisecond); ctx.Err() != nil || time.Now().After(deadline) {
				return fmt.Errorf("%s is not ready within %s; %s says why", s.Name, limit, s.Log)
			}
		}
	}
	return nil
}

// Close ends everything. Logs and data stay.
func (r *Rig) Close() {
	if r.stop != nil {
		r.stop()
		if err := r.group.Wait(); err != nil && !errors.Is(err, context.Canceled) {
			r.Say("a process could not be started: %v", err)
		}
	}
	r.Ways.closeAll()
	if r.Database != nil {
		r.Database.close()
	}
	for _, d := range []*Disk{r.DatabaseDisk, r.BrokerDisk} {
		if d != nil {
			d.unmount()
		}
	}
	if r.lock != nil {
		_ = r.lock.Close()
	}
}
