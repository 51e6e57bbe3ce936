// Package nodetest_test drives xiansuo with clients that nobody here wrote: here it looks at the pages of a running xiansuo as a person does, with a real browser.
package nodetest_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/pgtest"
)

// Every page, in both languages, wide and narrow, light and dark: nothing that axe calls serious, nothing that the policy
// forbids, nothing wider than the window, nothing of a hostile complaint that runs. With -artifacts the pictures are kept.
func TestPages(t *testing.T) {
	node, chromium := tools(t)
	s := start(t)
	s.story()
	pictures := filepath.Join(t.ArtifactDir(), "pictures")
	args := []string{"look.mjs", s.link, pictures, "/routing/", "/routing/desk", "/routing/taskforce", "/routing/declined", "/routing/closed", "/routing/merged",
		"/routing/returned?notOurs=1", "/routing/find?q=TWICE", "/routing/queues/education", "/routing/queues/health",
		"/routing/queues/education?urgency=critical&late=1&person=%E5%BC%A0%E4%B8%89", "/routing/queues/fire?state=return-asked"}
	for _, number := range []string{"C030", "C001", "C002", "C005", "C027", "C056", "C057", "C003", "C004", "C007", "C009", "C010", "C036", "HOSTILE"} {
		args = append(args, "/routing/leads/"+s.lead(number))
	}
	for number, words := range map[string][]string{"C002": {"assign", "merge", "split"}, "C037": {"letter", "ask"}, "C010": {"decide-extension"}, "C004": {"close", "rework"},
		"C030": {"register", "register?for=police&word=return", "copy", "supervise"}} {
		for _, word := range words {
			args = append(args, "/routing/leads/"+s.lead(number)+"/"+word)
		}
	}
	args = append(args, "409=/routing/leads/"+s.lead("C001")+"/sign")
	s.browse(node, chromium, pictures, args...)
}

// People work on leads by forms alone: they sign, give back, assign, transfer, refuse, rule, submit and close; what a form says wrongly
// stands beside it; a form that is sent twice is one record, and one that was opened too early says so. Wide and narrow, in both
// languages, with and without JavaScript.
func TestWork(t *testing.T) {
	node, chromium := tools(t)
	s := start(t)
	s.lead("C059")
	type run struct {
		Lead     string `json:"lead"`
		Width    int    `json:"width"`
		Language string `json:"language"`
		Script   bool   `json:"script"`
		Twice    string `json:"twice,omitempty"`
		Strange  string `json:"strange"`
	}
	alone := s.alone(4)
	work := map[string]any{"base": s.url, "runs": []run{
		{alone[0], 1280, "zh", true, alone[3], alone[3]}, {alone[1], 360, "en", true, "", alone[3]}, {alone[2], 360, "zh", false, "", alone[3]},
	}}
	links := map[string][]string{}
	for _, who := range []string{"education", "desk", "market", "culture", "taskforce"} {
		for range 3 {
			status, answer := s.send(http.MethodPost, "/enter/link", who, nil)
			var given struct{ Link string }
			if err := json.Unmarshal(answer, &given); err != nil || status != http.StatusOK {
				t.Fatalf("a link for %s: %d %s", who, status, answer)
			}
			links[who] = append(links[who], given.Link)
		}
	}
	work["links"] = links
	body, err := json.Marshal(work)
	if err != nil {
		t.Fatal(err)
	}
	pictures := filepath.Join(t.ArtifactDir(), "pictures")
	s.browse(node, chromium, pictures, "work.mjs", string(body), pictures)
}

// browse runs a script and fails on what it found.
func (s *running) browse(node, chromium, pictures string, args ...string) {
	s.t.Helper()
	cmd := exec.CommandContext(s.t.Context(), node, args...)
	cmd.Env = append(os.Environ(), "CHROMIUM="+chromium)
	if flag.Lookup("test.artifacts").Value.String() == "true" {
		cmd.Env = append(cmd.Env, "PICTURES=1")
	}
	out, err := cmd.CombinedOutput()
	s.t.Logf("pictures in %s\n%s", pictures, out)
	if err != nil {
		s.t.Fatalf("the browser found problems: %v", err)
	}
}

// alone returns leads that education alone was asked to lead, and has not signed.
func (s *running) alone(n int) (ids []string) {
	s.t.Helper()
	conn, err := pgx.Connect(s.t.Context(), s.sql)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close(s.t.Context())
	await(s.t, "leads of education alone", func() bool {
		rows, err := conn.Query(s.t.Context(), `SELECT l.id FROM routing.lead l JOIN routing.duty d ON d.lead = l.id
			WHERE l.state = 'dispatched' AND l.urgency = 'normal' AND l.whole IS NULL AND NOT l.standing::jsonb ?| ARRAY['parts', 'joined']
			GROUP BY l.id HAVING count(*) = 1 AND min(d.department) = 'education' ORDER BY l.id LIMIT $1`, n)
		if err != nil {
			s.t.Fatal(err)
		}
		ids, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err == nil && len(ids) == n
	})
	return ids
}

// tools returns where node and Chromium are, or fails with what to run.
func tools(t *testing.T) (node, chromium string) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("node is missing; cure: make tools")
	}
	if chromium = os.Getenv("CHROMIUM"); chromium == "" {
		chromium = "/usr/bin/chromium"
	}
	if _, err := os.Stat(chromium); err != nil {
		t.Fatal("Chromium is missing; cure: make tools (or CHROMIUM=/path/to/it)")
	}
	for _, module := range []string{"playwright-core", "axe-core", "@asyncapi/parser"} {
		if _, err := os.Stat(filepath.Join("node_modules", module)); err != nil {
			t.Fatal("the browser test's modules are missing; cure: make tools")
		}
	}
	return node, chromium
}

// running is a xiansuo up with the sample complaints.
type running struct {
	t                            *testing.T
	binary, data, link, url, sql string
}

var printedLink = regexp.MustCompile(`http://\S+/enter\?code=\w+`)

// output is what a process printed so far.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

func start(t *testing.T, flags ...string) *running {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "xiansuo")
	if out, err := exec.Command("go", "build", "-o", binary, "xiansuo/services/xiansuo").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	s := &running{t: t, binary: binary, data: filepath.Join(t.TempDir(), "data"), sql: pgtest.New(t).Admin}
	var printed output
	cmd := exec.Command(binary, append([]string{"up", "--data", s.data, "--listen", "127.0.0.1:0", "--nats-listen", "127.0.0.1:0", "--postgres", s.sql}, flags...)...)
	cmd.Stdout, cmd.Stderr = &printed, &printed
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	await(t, "a link", func() bool {
		s.link = printedLink.FindString(printed.String())
		return s.link != ""
	})
	if said := printed.String(); strings.Contains(said, "not told to the end") {
		t.Fatalf("the sample district is not whole:\n%s", said)
	}
	s.url, _, _ = strings.Cut(s.link, "/enter")
	return s
}

// await waits for a condition.
func await(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited too long for %s", what)
		}
	}
}

// send sends JSON with somebody's token.
func (s *running) send(method, path, who string, body any) (int, []byte) {
	s.t.Helper()
	content, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, bytes.NewReader(content))
	if err != nil {
		s.t.Fatal(err)
	}
	token, err := os.ReadFile(filepath.Join(s.data, "credentials", who+".token"))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	r.Header.Set("Content-Type", "application/json")
	if _, isEvent := body.(event.Event); isEvent {
		r.Header.Set("Content-Type", event.ContentType)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.StatusCode, answer
}

// lead waits until routing knows the ticket's lead, and returns its identifier.
func (s *running) lead(number string) (id string) {
	s.t.Helper()
	conn, err := pgx.Connect(s.t.Context(), s.sql)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close(s.t.Context())
	await(s.t, "the lead of "+number, func() bool {
		return conn.QueryRow(s.t.Context(), "SELECT id FROM routing.lead WHERE number = $1 ORDER BY id LIMIT 1", number).Scan(&id) == nil
	})
	return id
}

// execute changes what only time would.
func (s *running) execute(sql string, args ...any) {
	s.t.Helper()
	conn, err := pgx.Connect(s.t.Context(), s.sql)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close(s.t.Context())
	if _, err := conn.Exec(s.t.Context(), sql, args...); err != nil {
		s.t.Fatal(err)
	}
}

// complain sends a complaint as a sender would.
func (s *running) complain(who string, f lead.Fact) {
	s.t.Helper()
	e, err := event.New(event.Origin{Source: "/990101/" + who, Time: time.Now()}, f)
	if err != nil {
		s.t.Fatal(err)
	}
	if status, body := s.send(http.MethodPost, "/intake/api/v1/events", who, e); status/100 != 2 {
		s.t.Fatalf("%s of %s: %d %s", f.EventType(), who, status, body)
	}
}

// answer sends a department's answer; what it comes to is on the pages.
func (s *running) answer(number string, d lead.Department, f lead.Fact) {
	s.t.Helper()
	id := s.lead(number)
	e, err := event.New(event.Origin{Source: fmt.Sprintf("/990101/%s", d), Lead: id, Time: time.Now()}, f)
	if err != nil {
		s.t.Fatal(err)
	}
	if status, body := s.send(http.MethodPost, "/routing/api/v1/leads/"+id+"/answers", string(d), e); status >= 500 {
		s.t.Fatalf("%s of %s: %d %s", f.EventType(), d, status, body)
	}
}

// decide sends a command of the desk.
func (s *running) decide(number, command string, body map[string]any) {
	s.t.Helper()
	if status, answer := s.send(http.MethodPost, "/routing/api/v1/leads/"+s.lead(number)+"/"+command, "desk", body); status >= 300 {
		s.t.Fatalf("%s: %d %s", command, status, answer)
	}
}
