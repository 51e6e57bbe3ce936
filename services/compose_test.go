package services_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"syscall"
	"testing"

	"go.yaml.in/yaml/v3"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/local"
)

// composed is what docker-compose.yml says of a service.
type composed struct {
	Command     []string
	Environment map[string]string
}

var variable = regexp.MustCompile(`\$\{([A-Z_]+):-([^}]*)\}`)

// readCompose reads docker-compose.yml with its variables set, and the names of those that it uses.
func readCompose(t *testing.T, variables map[string]string) map[string]composed {
	t.Helper()
	content, err := os.ReadFile("../docker-compose.yml")
	if err != nil {
		t.Fatal(err)
	}
	set := variable.ReplaceAllStringFunc(string(content), func(s string) string {
		parts := variable.FindStringSubmatch(s)
		if value, ok := variables[parts[1]]; ok {
			return value
		}
		return parts[2]
	})
	var file struct{ Services map[string]composed }
	if err := yaml.Unmarshal([]byte(set), &file); err != nil {
		t.Fatal(err)
	}
	return file.Services
}

// freeAddress returns an address on loopback where nobody listens until a service does.
func freeAddress(t *testing.T) string {
	t.Helper()
	address, err := local.FreeAddress()
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// serviceProcess starts a program with exactly the command and environment of a composed service.
func serviceProcess(t *testing.T, program string, c composed) *safeBuffer {
	t.Helper()
	out := &safeBuffer{}
	cmd := exec.Command(program, c.Command...)
	cmd.Env = []string{}
	for _, name := range slices.Sorted(maps.Keys(c.Environment)) {
		cmd.Env = append(cmd.Env, name+"="+c.Environment[name])
	}
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_, _ = cmd.Process.Wait()
	})
	return out
}

// Every service of docker-compose.yml, started as a process of its own with exactly that command and environment, takes a complaint
// through to its department. What Docker itself would do is not run here.
func TestComposedServicesCarryALead(t *testing.T) {
	binary, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	nats := filepath.Join(dir, "nats-server")
	if out, err := exec.Command("go", "build", "-o", nats, "github.com/nats-io/nats-server/v2").CombinedOutput(); err != nil {
		t.Fatalf("build nats-server: %v: %s", err, out)
	}
	place := "/var/lib/xiansuo-test-compose"
	if os.Geteuid() != 0 {
		place = filepath.Join(dir, "postgres")
	} else {
		t.Cleanup(func() { _ = os.RemoveAll(place) })
	}
	database, err := local.StartPostgres(context.Background(), local.PostgresOptions{Dir: place, Throwaway: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = database.Stop() })
	broker := freeAddress(t)
	variables := map[string]string{
		"XIANSUO_DATA": filepath.Join(dir, "data"), "XIANSUO_FILES": filepath.Join(dir, "files"), "XIANSUO_ADMIN_POSTGRES": database.URL, "XIANSUO_NATS": "nats://" + broker,
		"XIANSUO_NATS_LISTEN": broker, "XIANSUO_NATS_STORE": filepath.Join(dir, "store"),
	}
	address := map[string]string{}
	for _, name := range names {
		address[name] = freeAddress(t)
		variables["XIANSUO_"+string(bytes.ToUpper([]byte(name)))+"_LISTEN"] = address[name]
	}
	services := readCompose(t, variables)
	for _, want := range append([]string{"postgres", "nats", "migrate"}, names...) {
		if _, ok := services[want]; !ok {
			t.Fatalf("docker-compose.yml has no %s", want)
		}
	}

	migrate := exec.Command(binary, services["migrate"].Command...)
	migrate.Env = []string{"XIANSUO_ADMIN_POSTGRES=" + services["migrate"].Environment["XIANSUO_ADMIN_POSTGRES"]}
	for range 2 { // it may run again at any time
		if out, err := migrate.CombinedOutput(); err != nil {
			t.Fatalf("migrate: %v: %s", err, out)
		}
		migrate = exec.Command(binary, services["migrate"].Command...)
		migrate.Env = []string{"XIANSUO_ADMIN_POSTGRES=" + services["migrate"].Environment["XIANSUO_ADMIN_POSTGRES"]}
	}
	serviceProcess(t, nats, services["nats"])
	logs := map[string]*safeBuffer{}
	for _, name := range names {
		logs[name] = serviceProcess(t, binary, services[name])
	}
	for _, name := range names {
		await(t, name+" to be ready", func() bool {
			resp, err := http.Get("http://" + address[name] + "/readyz")
			if err != nil {
				return false
			}
			defer resp.Body.Close()
			return resp.StatusCode == http.StatusOK
		})
	}

	token := func(name string) string {
		token, err := local.ReadToken(variables["XIANSUO_DATA"], name)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	call := func(method, service, path, who, contentType string, body []byte) (int, []byte) {
		r, err := http.NewRequest(method, "http://"+address[service]+path, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token(who))
		r.Header.Set("Content-Type", contentType)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		content, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, content
	}
	var taken struct{ Lead string }
	status, body := call("POST", "intake", "/intake/api/v1/events", "hotline-12345", event.ContentType,
		cloudEvent(hotline, "c-1", lead.ComplaintSubmitted{}.EventType(), "", homeTutor))
	if err := json.Unmarshal(body, &taken); err != nil || status != http.StatusAccepted {
		t.Fatalf("intake: %d %s", status, body)
	}
	var pulled struct {
		Messages []struct{ Event struct{ Subject string } }
	}
	status, body = call("GET", "routing", "/routing/api/v1/queues/education?wait=20s", "education", "", nil)
	if err := json.Unmarshal(body, &pulled); err != nil || len(pulled.Messages) != 1 || pulled.Messages[0].Event.Subject != taken.Lead {
		t.Fatalf("routing: %d %s", status, body)
	}
	signed := cloudEvent("/990101/education", "c-2", lead.AnswerSigned{}.EventType(), taken.Lead, map[string]any{})
	if status, body = call("POST", "routing", "/routing/api/v1/leads/"+taken.Lead+"/answers", "education", event.ContentType, signed); status != http.StatusOK {
		t.Fatalf("answer: %d %s", status, body)
	}
	await(t, "the ledger to know", func() bool {
		status, body = call("GET", "ledger", "/ledger/api/v1/leads/"+taken.Lead+"/trace", "auditor", "", nil)
		return status == http.StatusOK && bytes.Contains(body, []byte(`"holder":"education"`))
	})
	await(t, "a case", func() bool {
		_, body = call("GET", "enforcement", "/enforcement/api/v1/cases?lead="+taken.Lead, "education", "", nil)
		return bytes.Contains(body, []byte(taken.Lead))
	})
	await(t, "the counts", func() bool {
		_, body = call("GET", "disclosure", "/disclosure/api/v1/statistics", "auditor", "", nil)
		return bytes.Contains(body, []byte(`"opened"`))
	})
	for _, name := range names {
		if bytes.Contains([]byte(logs[name].String()), []byte(`"level":"ERROR"`)) {
			t.Errorf("%s logged an error: %s", name, logs[name])
		}
	}
}

// A service refuses a database that lacks a migration, and says what to do.
func TestServeRefusesAnOldSchema(t *testing.T) {
	binary, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	s := startSystem(t)
	s.stop()
	if err := s.db.Exec(t, "UPDATE routing.routing_version SET version_id = 0"); err != nil {
		t.Fatal(err)
	}
	tokens := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(tokens, []byte("desk "+fmt.Sprintf("%064d", 0)), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary, "serve", "routing")
	cmd.Env = []string{"XIANSUO_DISTRICT=990101", "XIANSUO_LISTEN=127.0.0.1:0", "XIANSUO_POSTGRES=" + s.db.URL("routing"),
		"XIANSUO_NATS=" + s.bus.URL(), "XIANSUO_NATS_CREDS=" + s.bus.DepartmentCreds(t, lead.Market), "XIANSUO_TOKENS=" + tokens}
	out, err := cmd.CombinedOutput()
	if err == nil || !bytes.Contains(out, []byte("run xiansuo migrate")) {
		t.Fatalf("%v: %s", err, out)
	}
}
