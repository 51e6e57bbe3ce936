package services_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/local"
)

// binary builds xiansuo once for all tests that run it as a process.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "xiansuo-bin-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "xiansuo")
	out, err := exec.Command("go", "build", "-o", path, "./xiansuo").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w: %s", err, out)
	}
	return path, nil
})

// process is `xiansuo up` on a data folder.
type process struct {
	t    *testing.T
	data string
	cmd  *exec.Cmd
	out  *safeBuffer
	addr local.Addresses
}

// up starts xiansuo on a data folder and waits until it is ready.
func up(t *testing.T, data string, more ...string) *process {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, data: data, out: &safeBuffer{}}
	args := append([]string{"up", "--data", data, "--listen", "127.0.0.1:0", "--nats-listen", "127.0.0.1:0", "--samples=false"}, more...)
	p.cmd = exec.Command(path, args...)
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.kill()
		await(t, "everything to be removed", func() bool { return local.Remove(data) == nil }) // its PostgreSQL takes a moment to end
	})
	await(t, "xiansuo to be ready; it said: "+p.out.String(), func() bool { return strings.Contains(p.out.String(), "credentials") })
	if p.addr, err = local.ReadAddresses(data); err != nil {
		t.Fatal(err)
	}
	return p
}

// kill ends the process as a crash would.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_, _ = p.cmd.Process.Wait()
}

// interrupt ends the process as Ctrl-C does, and returns its exit code.
func (p *process) interrupt() int {
	p.t.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		p.t.Fatal(err)
	}
	state, err := p.cmd.Process.Wait()
	if err != nil {
		p.t.Fatal(err)
	}
	return state.ExitCode()
}

func (p *process) token(name string) string {
	p.t.Helper()
	token, err := local.ReadToken(p.data, name)
	if err != nil {
		p.t.Fatal(err)
	}
	return token
}

// placeOf is a place of its own for each complaint: what speaks of one place would be folded.
func placeOf(id string) string {
	h := fnv.New32a()
	h.Write([]byte(id))
	return fmt.Sprintf("学府路%d号%d栋%d室", h.Sum32()%9973, h.Sum32()/9973%97, h.Sum32()/9973/97%4000)
}

// insist sends as a sender does that loses nothing: again, as long as it is put off.
func (p *process) insist(token, id string) (status int, leadID string, err error) {
	for end := time.Now().Add(time.Minute); ; time.Sleep(200 * time.Millisecond) {
		status, leadID, err = p.send(token, id)
		if err != nil || status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable || time.Now().After(end) {
			return status, leadID, err
		}
	}
}

// send posts one complaint and returns the status and the lead; an error means that no answer came.
func (p *process) send(token, id string) (int, string, error) {
	body := cloudEvent(hotline, id, lead.ComplaintSubmitted{}.EventType(), "", map[string]any{"channel": "hotline", "number": "N-" + id,
		"place": map[string]any{"address": placeOf(id)},
		"text":  placeOf(id) + "楼上住户每周一三五下午有五六个初中生去补习数学，一节课收两百。" + id})
	r, err := http.NewRequest("POST", p.addr.HTTP+"/intake/api/v1/events", bytes.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", event.ContentType)
	client := http.Client{Timeout: 5 * time.Second}
	resp, err := client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, "", err
	}
	var taken struct{ Lead string }
	_ = json.Unmarshal(content, &taken)
	return resp.StatusCode, taken.Lead, nil
}

// promises is what senders were told.
type promises struct {
	mu    sync.Mutex
	leads map[string]string // complaint → lead, for every 202 and 200
	tried int
}

// flood sends new complaints from several senders until ctx ends.
func (p *process) flood(ctx context.Context, told *promises, round int) {
	token := p.token("hotline-12345")
	var senders sync.WaitGroup
	for w := range 8 {
		senders.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				id := fmt.Sprintf("r%d-w%d-%d", round, w, i)
				told.mu.Lock()
				told.tried++
				told.mu.Unlock()
				status, leadID, err := p.send(token, id)
				if err == nil && (status == http.StatusAccepted || status == http.StatusOK) {
					told.mu.Lock()
					told.leads[id] = leadID
					told.mu.Unlock()
				}
			}
		})
	}
	senders.Wait()
}

// check makes sure that every promise holds: the same lead for the same complaint, one lead each, one chain each, and its message in the
// queue of the department that must lead, once in effect.
func (p *process) check(told *promises) {
	p.t.Helper()
	token := p.token("hotline-12345")
	byLead := map[string]string{}
	for id, want := range told.leads {
		if other := byLead[want]; other != "" {
			p.t.Fatalf("%s and %s became one lead %s", id, other, want)
		}
		byLead[want] = id
	}
	n := 0
	for id, want := range told.leads {
		if n++; n%7 != 0 { // a sample: the queue below covers all
			continue
		}
		status, got, err := p.insist(token, id)
		if err != nil || status != http.StatusOK || got != want {
			p.t.Fatalf("%s was lead %s and is %s now (%d, %v)", id, want, got, status, err)
		}
	}
	messages := p.consume(lead.Education, byLead)
	for leadID, ids := range messages {
		if len(ids) != 1 {
			p.t.Fatalf("lead %s was dispatched %d times: %v", leadID, len(ids), ids)
		}
	}
}

// consume takes the department's queue until every lead's message came, and returns the ids of the messages by lead.
func (p *process) consume(d lead.Department, want map[string]string) map[string]map[string]bool {
	p.t.Helper()
	nc, err := nats.Connect(p.addr.NATS, nats.UserCredentials(filepath.Join(p.data, "credentials", string(d)+".creds")))
	if err != nil {
		p.t.Fatal(err)
	}
	defer nc.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	var q *bus.Queue
	await(p.t, "the queue of "+string(d), func() bool { q, err = bus.OpenQueue(ctx, nc, p.addr.District, d); return err == nil }) // it is made anew after a loss
	got := map[string]map[string]bool{}
	missing := len(want)
	err = q.Consume(ctx, func(_ context.Context, e event.Event) error {
		if e.Type() != (lead.HandoffDispatched{}).EventType() {
			return nil
		}
		if got[e.Subject()] == nil {
			got[e.Subject()] = map[string]bool{}
			if want[e.Subject()] != "" {
				missing--
			}
		}
		got[e.Subject()][e.ID()] = true
		if missing == 0 {
			cancel()
		}
		return nil
	})
	if missing > 0 {
		p.t.Fatalf("%d of %d leads never came to the queue of %s (%v)", missing, len(want), d, err)
	}
	return got
}

// Killed at any moment, again and again: nothing that was answered 202 is lost, and nothing is doubled.
func TestKilledAtAnyMoment(t *testing.T) {
	data, told := t.TempDir(), &promises{leads: map[string]string{}}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	for round := range 4 {
		p := up(t, data)
		ctx, cancel := context.WithCancel(context.Background())
		go func() {
			time.Sleep(time.Duration(100+random.IntN(900)) * time.Millisecond) // the moment of the crash is the test's input
			p.kill()
			cancel()
		}()
		p.flood(ctx, told, round)
	}
	p := up(t, data)
	if len(told.leads) == 0 {
		t.Fatal("nothing was accepted")
	}
	p.check(told)
	t.Logf("%d complaints answered of %d sent, across four kills", len(told.leads), told.tried)
	if code := p.interrupt(); code != 0 {
		t.Fatalf("Ctrl-C ends with %d: %s", code, p.out)
	}
}

// The broker's folder vanishes between two runs, whether the first ended well or was killed: nothing that was answered 202 is lost, and
// nothing is doubled.
func TestBrokerFolderVanishes(t *testing.T) {
	data, told := t.TempDir(), &promises{leads: map[string]string{}}
	for round, killed := range []bool{false, true} {
		p := up(t, data)
		ctx, cancel := context.WithTimeout(context.Background(), 700*time.Millisecond)
		p.flood(ctx, told, round)
		cancel()
		if killed {
			p.kill()
		} else {
			p.interrupt()
		}
		if err := os.RemoveAll(filepath.Join(data, "nats")); err != nil {
			t.Fatal(err)
		}
	}
	p := up(t, data)
	p.check(told)
	status, leadID, err := p.insist(p.token("hotline-12345"), "after")
	if err != nil || status != http.StatusAccepted {
		t.Fatalf("a complaint after the loss: %d %v", status, err)
	}
	told.leads["after"] = leadID
	p.consume(lead.Education, map[string]string{leadID: "after"})
}

// The broker's folder vanishes while everything runs: within a quarter of a minute an empty broker has what departments have not acknowledged, and
// nobody had to start anything again.
func TestBrokerFolderVanishesWhileItRuns(t *testing.T) {
	data, told := t.TempDir(), &promises{leads: map[string]string{}}
	p := up(t, data)
	ctx, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond)
	p.flood(ctx, told, 0)
	cancel()
	if err := os.Rename(filepath.Join(data, "nats"), filepath.Join(data, "gone")); err != nil { // at once, whatever is being written in it
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(data, "gone")); err != nil {
		t.Fatal(err)
	}
	status, leadID, err := p.insist(p.token("hotline-12345"), "after")
	if err != nil || status != http.StatusAccepted {
		t.Fatalf("a complaint after the loss: %d %v", status, err)
	}
	told.leads["after"] = leadID
	await(t, "the broker to be started again", func() bool {
		content, _ := os.ReadFile(filepath.Join(data, "xiansuo.log"))
		return strings.Contains(string(content), "the broker runs again")
	})
	p.check(told)
}
