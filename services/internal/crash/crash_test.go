package crash_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/nats-io/nats.go"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/crash"
	"xiansuo/services/internal/local"
	"xiansuo/services/internal/pgtest"
)

const district = "990101"

// stage is one database, one broker and one receiver of calls, beside which the services die again and again.
type stage struct {
	t                          *testing.T
	binary, data, postgres, at string
	broker                     *local.Broker
	hook                       *httptest.Server
	out                        *output

	mu     sync.Mutex
	called map[string]int  // calls of the hotline, by webhook-id
	signed map[string]bool // leads that education was asked to lead
}

// output is what a process says.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{t: t, data: t.TempDir(), postgres: pgtest.New(t).Admin, called: map[string]int{}, signed: map[string]bool{}}
	s.binary = filepath.Join(t.TempDir(), "xiansuo")
	if out, err := exec.Command("go", "build", "-tags", "crashpoints", "-o", s.binary, "xiansuo/services/xiansuo").CombinedOutput(); err != nil {
		t.Fatalf("build: %v: %s", err, out)
	}
	folder, err := local.OpenFolder(s.data, district, []string{"intake", "routing", "enforcement", "disclosure", "ledger"})
	if err != nil {
		t.Fatal(err)
	}
	trust, err := folder.Keys.Trust()
	if err != nil {
		t.Fatal(err)
	}
	if s.broker, err = local.StartBroker(slog.New(slog.DiscardHandler), t.TempDir(), "127.0.0.1:0", trust); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.broker.Stop)
	s.hook = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.called[r.Header.Get("Webhook-Id")]++
	}))
	t.Cleanup(s.hook.Close)
	return s
}

// process is a run of all services.
type process struct {
	cmd  *exec.Cmd
	dead chan struct{}
}

func (p *process) died() bool {
	select {
	case <-p.dead:
		return true
	default:
		return false
	}
}

// run starts a command of xiansuo that dies at a point.
func (s *stage) run(point string, args ...string) *process {
	s.t.Helper()
	s.out = &output{}
	p := &process{cmd: exec.Command(s.binary, append(args, "--data", s.data)...), dead: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), "XIANSUO_CRASH="+point)
	p.cmd.Stdout, p.cmd.Stderr = s.out, s.out
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.dead)
	}()
	s.t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.dead
	})
	return p
}

// up starts all services in one process and waits until it is ready, or dead.
func (s *stage) up(point string) *process {
	s.t.Helper()
	p := s.run(point, "up", "--listen", "127.0.0.1:0", "--samples=false", "--postgres", s.postgres, "--nats", s.broker.URL(), "--webhook-allow", "127.0.0.1")
	s.await("xiansuo to be ready", func() bool { return p.died() || strings.Contains(s.out.String(), "credentials") })
	addresses, err := local.ReadAddresses(s.data)
	if err != nil {
		s.t.Fatal(err)
	}
	s.at = addresses.HTTP
	return p
}

func (s *stage) await(what string, ok func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("waited too long for %s; it said: %s", what, s.out)
		}
	}
}

// call sends a request and returns what came back; status 0 is no answer.
func (s *stage) call(method, path, who, contentType string, body []byte) (int, []byte) {
	s.t.Helper()
	r, err := http.NewRequest(method, s.at+path, bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	token, err := local.ReadToken(s.data, who)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", contentType)
	client := http.Client{Timeout: 5 * time.Second}
	resp, err := client.Do(r)
	if err != nil {
		return 0, nil
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, nil
	}
	return resp.StatusCode, content
}

// complain sends a complaint and returns its lead, or "" when none was promised.
func (s *stage) complain(id string) string {
	body, _ := json.Marshal(map[string]any{"specversion": "1.0", "id": id, "source": "/990101/hotline-12345", "type": lead.ComplaintSubmitted{}.EventType(),
		"data": map[string]any{"channel": "hotline", "number": "N-" + id, "place": map[string]any{"address": "学府路" + id + "号"},
			"text": "学府路" + id + "号楼上住户每周一三五下午有五六个初中生去补习数学，一节课收两百。"}})
	status, content := s.call("POST", "/intake/api/v1/events", "hotline-12345", event.ContentType, body)
	var taken struct{ Lead string }
	if status != http.StatusAccepted && status != http.StatusOK || json.Unmarshal(content, &taken) != nil {
		return ""
	}
	return taken.Lead
}

// education signs whatever it is asked to lead, for as long as the test runs.
func (s *stage) education(ctx context.Context) {
	nc, err := nats.Connect(s.broker.URL(), nats.UserCredentials(filepath.Join(s.data, "credentials", "education.creds")))
	if err != nil {
		s.t.Error(err)
		return
	}
	defer nc.Close()
	q, err := bus.OpenQueue(ctx, nc, district, lead.Education)
	if err != nil {
		s.t.Error(err)
		return
	}
	err = q.Consume(ctx, func(ctx context.Context, e event.Event) error {
		if e.Type() != (lead.HandoffDispatched{}).EventType() {
			return nil
		}
		answer, err := event.New(event.Origin{Source: "/990101/education", Lead: e.Subject(), Time: time.Now()}, lead.AnswerSigned{})
		if err != nil {
			return err
		}
		answer.SetID("signs-" + e.ID()) // the same for the same message: given twice it is one word
		s.mu.Lock()
		s.signed[e.Subject()] = true
		s.mu.Unlock()
		return q.Answer(ctx, answer)
	})
	if err != nil && ctx.Err() == nil {
		s.t.Error(err)
	}
}

// keepEvidence uploads a file about the lead's case and reports whether it was taken.
func (s *stage) keepEvidence(id, content string) bool {
	var list struct{ Cases []struct{ Number string } }
	status, body := s.call("GET", "/enforcement/api/v1/cases?lead="+id, "education", "", nil)
	if status != http.StatusOK || json.Unmarshal(body, &list) != nil || len(list.Cases) == 0 {
		return false
	}
	draft, _ := json.Marshal(map[string]any{"about": map[string]any{"kind": "case", "id": list.Cases[0].Number}, "type": "audiovisual", "title": content, "origin": "collected",
		"source": "现场拍摄", "officers": []map[string]any{{"name": "张三", "card": "YT-001"}, {"name": "李四", "card": "YT-002"}}, "on": time.Now().Format("2006-01-02"), "place": "学府路"})
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("data", string(draft))
	f, _ := w.CreateFormFile("file", "a.jpg")
	_, _ = f.Write(append([]byte("\xff\xd8\xff\xe0"), bytes.Repeat([]byte(content), 100)...))
	_ = w.Close()
	status, _ = s.call("POST", "/enforcement/api/v1/evidence", "education", w.FormDataContentType(), b.Bytes())
	return status == http.StatusCreated
}

// kinds are the records of a lead, as the ledger knows them.
func (s *stage) kinds(id string) string {
	var t struct{ Records []struct{ Kind string } }
	_, body := s.call("GET", "/ledger/api/v1/leads/"+id+"/trace", "auditor", "", nil)
	_ = json.Unmarshal(body, &t)
	var kinds []string
	for _, r := range t.Records {
		kinds = append(kinds, r.Kind)
	}
	return strings.Join(kinds, " ")
}

func (s *stage) number(sql string, args ...any) (n int) {
	s.t.Helper()
	conn, err := pgx.Connect(s.t.Context(), s.postgres)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if err := conn.QueryRow(s.t.Context(), sql, args...).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// A process that dies at any of the points, before or after a commit, a publish, an acknowledgement, a call or the writing of a file, goes on
// where it was: what was promised arrives, and has its effect once.
func TestDeathAtEveryPoint(t *testing.T) {
	s := newStage(t)
	p := s.up("")
	if status, body := s.call("PUT", "/intake/api/v1/settings/callbacks", "desk", "application/yaml", fmt.Appendf(nil, "- {sender: hotline-12345, url: '%s'}", s.hook.URL)); status != http.StatusOK {
		t.Fatalf("callbacks: %d %s", status, body)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var working sync.WaitGroup
	working.Go(func() { s.education(ctx) })
	t.Cleanup(func() { cancel(); working.Wait() })
	promised := map[string]string{"0": s.complain("0")}
	s.await("the first lead to be signed", func() bool { return s.kinds(promised["0"]) == "routed dispatched signed" })
	_ = p.cmd.Process.Kill()
	<-p.dead

	for i, point := range crash.Points() {
		if strings.HasPrefix(point, "recover.") {
			continue
		}
		p := s.up(point)
		id, file := fmt.Sprint(i+1), 0
		s.await("a death at "+point, func() bool {
			if got := s.complain(id); got != "" {
				promised[id] = got
			}
			if strings.HasPrefix(point, "file.") {
				file++
				s.keepEvidence(promised["0"], fmt.Sprintf("%s %d", point, file))
			}
			return p.died()
		})
		if state := p.cmd.ProcessState.Sys().(syscall.WaitStatus); !state.Signaled() || state.Signal() != syscall.SIGKILL {
			t.Fatalf("%s: it ended by itself: %s", point, s.out)
		}
	}
	s.up("")
	s.settled(promised)
	s.recovers()
	if line := errorLine(t, s.data); line != "" {
		t.Errorf("somebody must look: %s", line)
	}
}

// settled makes sure that each promise is one lead that was dispatched and signed once.
func (s *stage) settled(promised map[string]string) {
	s.t.Helper()
	for id, want := range promised {
		s.await("complaint "+id, func() bool { got := s.complain(id); return got != "" && got == want })
		s.await("lead "+want+" to be signed once; its records are "+s.kinds(want), func() bool { return s.kinds(want) == "routed dispatched signed" })
	}
	if n := s.number("SELECT count(*) FROM intake.lead"); n < len(promised) || n > len(crash.Points())+1 {
		s.t.Errorf("%d leads of %d complaints", n, len(promised))
	}
	if !s.keepEvidence(promised["0"], "after all") {
		s.t.Error("evidence is not taken any more")
	}
	// The leases of the senders that died run out by themselves; a test need not wait for that.
	s.number("WITH freed AS (UPDATE intake.webhook_delivery SET leased_until = NULL WHERE done_at IS NULL RETURNING n) SELECT count(*) FROM freed")
	s.await("the hotline to have been called about everything once", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return len(s.called) == s.number("SELECT count(*) FROM intake.webhook_delivery")
	})
	if n := s.number("SELECT count(*) FROM (SELECT sequence - lag(sequence) OVER (ORDER BY sequence) AS step FROM routing.event_log) s WHERE step <> 1"); n != 0 {
		s.t.Errorf("%d gaps in routing's log", n)
	}
}

// recovers makes sure that a recovery which dies has not begun, or is done.
func (s *stage) recovers() {
	s.t.Helper()
	for _, c := range []struct {
		point  string
		epochs int
	}{{"recover.before-commit", 0}, {"recover.after-commit", 1}} {
		p := s.run(c.point, "recover", "intake", "--anew", "--by", "operator")
		<-p.dead
		if state := p.cmd.ProcessState.Sys().(syscall.WaitStatus); !state.Signaled() {
			s.t.Fatalf("%s: %s", c.point, s.out)
		}
		if n := s.number("SELECT count(*) FROM intake.epoch"); n != c.epochs {
			s.t.Errorf("%s: %d epochs", c.point, n)
		}
	}
	p := s.run("", "recover", "intake")
	<-p.dead
	if !p.cmd.ProcessState.Success() || !strings.Contains(s.out.String(), "nothing was missing") {
		s.t.Errorf("a recovery that is not needed: %s", s.out)
	}
	var id string
	s.await("a complaint after the epoch", func() bool { id = s.complain("99"); return id != "" })
	s.await("its lead to be signed", func() bool { return s.kinds(id) == "routed dispatched signed" })
}

func errorLine(t *testing.T, data string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(data, "xiansuo.log"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(content), "\n") {
		if strings.Contains(line, `"level":"ERROR"`) {
			return line
		}
	}
	return ""
}
