package services_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/local"
)

var codeBlock = regexp.MustCompile("(?ms)^## ([^\n]+)\n.*?^```[a-z]+\n(.*?)^```")

// examples returns the code of each section of docs/consume.md, by its heading.
func examples(t *testing.T) map[string]string {
	t.Helper()
	content, err := os.ReadFile("../docs/consume.md")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, m := range codeBlock.FindAllStringSubmatch(string(content), -1) {
		out[m[1]] = m[2]
	}
	return out
}

func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%s is missing; `make tools` installs it", program)
		}
	}
	if _, err := os.Stat("nodetest/node_modules/cloudevents"); err != nil {
		t.Fatal("npm packages are missing; `make tools` installs them")
	}
}

// runExample starts an example against a running xiansuo, until the test ends.
func runExample(t *testing.T, p *process, dir, name string, args ...string) *safeBuffer {
	t.Helper()
	out := &safeBuffer{}
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(os.Environ(), "DATA="+p.data, "DEPARTMENT=education", "XIANSUO="+path)
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
	})
	return out
}

// The examples of docs/consume.md take a lead from the department's queue and sign it, exactly as they stand there.
func TestConsumeExamples(t *testing.T) {
	need(t, "curl", "jq", "node")
	code := examples(t)
	for name, start := range map[string]func(t *testing.T, p *process, dir string) *safeBuffer{
		"curl": func(t *testing.T, p *process, dir string) *safeBuffer {
			return runExample(t, p, dir, "sh", write(t, dir, "consume.sh", code["curl"]))
		},
		"Go": func(t *testing.T, p *process, dir string) *safeBuffer {
			program := filepath.Join(dir, "consume")
			if out, err := exec.Command("go", "build", "-o", program, write(t, dir, "consume.go", code["Go"])).CombinedOutput(); err != nil {
				t.Fatalf("build: %v: %s", err, out)
			}
			return runExample(t, p, dir, program)
		},
		"Node": func(t *testing.T, p *process, dir string) *safeBuffer {
			script := write(t, "nodetest", fmt.Sprintf("consume-%d.mjs", os.Getpid()), code["Node"]) // beside the packages that it imports
			t.Cleanup(func() { _ = os.Remove(script) })
			return runExample(t, p, "nodetest", "node", filepath.Base(script))
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := up(t, t.TempDir())
			out := start(t, p, t.TempDir())
			status, id, err := p.send(p.token("hotline-12345"), "example")
			if err != nil || status != 202 {
				t.Fatalf("complaint: %d %v", status, err)
			}
			await(t, "the example to sign "+id, func() bool { return strings.Contains(out.String(), "signed "+id) })
			await(t, "the signature to count", func() bool { return strings.Contains(p.xiansuo("trace", id), `"holder": "education"`) })
		})
	}
	t.Run("xiansuo", func(t *testing.T) {
		p := up(t, t.TempDir())
		dir := t.TempDir()
		_, id, err := p.send(p.token("hotline-12345"), "example")
		if err != nil {
			t.Fatal(err)
		}
		await(t, "the message to wait", func() bool { return strings.Contains(p.xiansuo("queue", "education"), id) })
		if !strings.Contains(p.xiansuo("queue", "education"), id) {
			t.Fatal("looking takes nothing")
		}
		out := runExample(t, p, dir, "sh", write(t, dir, "consume.sh", code["Shell with xiansuo itself"]))
		await(t, "the message to be printed", func() bool { return strings.Contains(out.String(), id) })
		await(t, "the queue to be empty", func() bool { return strings.Contains(p.xiansuo("queue", "education"), `"waiting": 0`) })
	})
}

func write(t *testing.T, dir, name, content string) string {
	t.Helper()
	if content == "" {
		t.Fatalf("docs/consume.md has no %s", name)
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

// xiansuo runs a command of the binary against the process's data folder, with output as JSON; what went wrong is in what it says.
func (p *process) xiansuo(args ...string) string {
	p.t.Helper()
	path, err := binary()
	if err != nil {
		p.t.Fatal(err)
	}
	out, _ := exec.Command(path, append([]string{"--data", p.data, "-o", "json"}, args...)...).CombinedOutput()
	return string(out)
}

// Credentials are for their holders alone: nobody else on the machine may read them.
func TestCredentialsAreSecret(t *testing.T) {
	data := t.TempDir()
	p := up(t, data)
	_ = p
	for _, name := range local.Principals() {
		if info, err := os.Stat(filepath.Join(data, "credentials", name+".token")); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s.token: %v %v", name, info, err)
		}
	}
	for _, d := range lead.Departments() {
		if info, err := os.Stat(filepath.Join(data, "credentials", string(d)+".creds")); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s.creds: %v %v", d, info, err)
		}
	}
	for _, name := range []string{"addresses.json", "xiansuo.log", "keys/operator.nk", "keys/tokens"} {
		if info, err := os.Stat(filepath.Join(data, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", name, info, err)
		}
	}
}
