package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"xiansuo/services/internal/local"
)

// importPlace is a data folder whose intake is a stand-in that keeps the events that it is sent.
type importPlace struct {
	dir    string
	events []struct {
		ID, Source string
		Data       map[string]any
	}
	known map[string]bool
}

func newImportPlace(t *testing.T) *importPlace {
	t.Helper()
	p := &importPlace{dir: t.TempDir(), known: map[string]bool{}}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	addresses, _ := json.Marshal(local.Addresses{HTTP: server.URL, District: "990101"})
	p.write(t, "addresses.json", string(addresses))
	for _, name := range importSenders() {
		p.write(t, "credentials/"+name+".token", "token of "+name)
	}
	return p
}

func (p *importPlace) write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(p.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (p *importPlace) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	p.events = nil
	if err := json.Unmarshal(body, &p.events); err != nil || !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer token of ") {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var answers []map[string]string
	for _, e := range p.events {
		status := "accepted"
		if p.known[e.ID] {
			status = "known"
		}
		p.known[e.ID] = true
		answers = append(answers, map[string]string{"id": e.ID, "source": e.Source, "lead": "990101-2026-000001", "status": status})
	}
	w.WriteHeader(http.StatusAccepted)
	_ = json.NewEncoder(w).Encode(answers)
}

// run runs the command and returns what it printed for people, the sheet of results, and its error.
func (p *importPlace) run(t *testing.T, path string, flags ...string) (out, results string, err error) {
	t.Helper()
	var printed bytes.Buffer
	o := &options{data: p.dir, output: "table"}
	cmd := importCommand(o)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetOut(&printed)
	cmd.SetErr(&printed)
	cmd.SetArgs(append([]string{path}, flags...))
	err = cmd.ExecuteContext(t.Context())
	content, _ := os.ReadFile(path + ".results.csv") // not there when nothing was sent
	return printed.String(), string(content), err
}

const importCSV = "工单编号,内容,来电人,来电号码,受理时间,满意度\nA1,有人无证办班,张三,13800138000,2026-07-02 08:00,好\nA2,住家家教,李四,13800138000,,\n"

// A file that is imported twice makes each row known the second time, and nobody's name or number shows anywhere.
func TestImportTwice(t *testing.T) {
	p := newImportPlace(t)
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(importCSV)
	if err != nil {
		t.Fatal(err)
	}
	path := p.write(t, "七月.csv", gb)
	var ids [2][]string
	for n, want := range []string{"已受理", "已有"} {
		out, results, err := p.run(t, path)
		if err != nil || strings.Count(results, want) != 2 || !strings.Contains(results, "2,A1,"+want+",990101-2026-000001,") {
			t.Errorf("%v\n%s\n%s", err, out, results)
		}
		for _, personal := range []string{"张三", "13800138000", "办班"} {
			if strings.Contains(out+results, personal) {
				t.Errorf("%s shows", personal)
			}
		}
		if !strings.Contains(out, "ignored because no field stands for it: 满意度") {
			t.Error(out)
		}
		for _, e := range p.events {
			ids[n] = append(ids[n], e.ID)
		}
	}
	if !slices.Equal(ids[0], ids[1]) || len(ids[0]) != 2 {
		t.Errorf("ids %v", ids)
	}
	if e := p.events[0]; e.Source != "/990101/hotline-12345/import" || e.Data["channel"] != "hotline" {
		t.Errorf("%+v", e)
	}
}

// Flags choose sender, source and channel.
func TestImportFlags(t *testing.T) {
	for name, test := range map[string]struct {
		flags           []string
		source, channel string
	}{
		"desk":        {[]string{"--as", "desk"}, "/990101/desk/import", "dept"},
		"grid":        {[]string{"--as", "grid", "--source", "2026/july"}, "/990101/grid/2026/july", "grid"},
		"own source":  {[]string{"--as", "patrol", "--source", ""}, "/990101/patrol", "patrol"},
		"own channel": {[]string{"--as", "desk", "--channel", "self_check"}, "/990101/desk/import", "self_check"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newImportPlace(t)
			out, _, err := p.run(t, p.write(t, "a.csv", importCSV), test.flags...)
			if err != nil || p.events[0].Source != test.source || p.events[0].Data["channel"] != test.channel {
				t.Errorf("%v %s %+v", err, out, p.events)
			}
		})
	}
}

// Wrong flags are a usage error, and a file that cannot be read, or a row that was not taken, a failure.
func TestImportExitCodes(t *testing.T) {
	p := newImportPlace(t)
	good, bad := p.write(t, "good.csv", importCSV), p.write(t, "bad.csv", importCSV+"A3,,,,,\n")
	for name, test := range map[string]struct {
		args []string
		code int
	}{
		"good": {[]string{good}, 0}, "a wrong row": {[]string{bad}, exitFailed}, "dry": {[]string{good, "--dry-run"}, 0}, "a wrong row, dry": {[]string{bad, "--dry-run"}, exitFailed},
		"no file": {nil, exitUsage}, "no such file": {[]string{"none.csv"}, exitFailed}, "no such sender": {[]string{good, "--as", "police"}, exitUsage},
		"no such channel": {[]string{good, "--channel", "fax"}, exitUsage}, "no such flag": {[]string{good, "--fast"}, exitUsage}, "bad source": {[]string{good, "--source", "../desk"}, exitUsage},
	} {
		if code := execute(t.Context(), append([]string{"import", "--data", p.dir, "-o", "json"}, test.args...)); code != test.code {
			t.Errorf("%s: %d", name, code)
		}
	}
}

// A dry run needs no running xiansuo, sends nothing, and leaves the results of a real one alone.
func TestImportDryRun(t *testing.T) {
	p := newImportPlace(t)
	path := p.write(t, "a.csv", importCSV+"A3,,,,,\n")
	if err := os.Remove(filepath.Join(p.dir, "addresses.json")); err != nil {
		t.Fatal(err)
	}
	_, results, err := p.run(t, path, "--dry-run")
	checked, _ := os.ReadFile(path + ".check.csv")
	if err == nil || !strings.Contains(err.Error(), "1 of 3 rows were not taken") || p.events != nil || results != "" ||
		strings.Count(string(checked), "可报送") != 2 || !strings.Contains(string(checked), "4,A3,有误,,诉求内容：必填") {
		t.Errorf("%v\n%s", err, checked)
	}
}

// A token that intake does not know is refused with what intake says about it.
func TestImportRefused(t *testing.T) {
	p := newImportPlace(t)
	p.write(t, "credentials/hotline-12345.token", "another")
	_, results, err := p.run(t, p.write(t, "a.csv", importCSV))
	if err == nil || !strings.Contains(err.Error(), "HTTP 401") || strings.Contains(err.Error(), "another") || strings.Contains(results, "A1") {
		t.Errorf("%v\n%s", err, results)
	}
}
