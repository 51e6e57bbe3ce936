package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiansuo/services/internal/local"
	"xiansuo/services/routing"
)

// answersOf are what a stand-in for routing answers, by address.
var answersOf = map[string]string{
	"indicators": `{"from":"2026-07-01","to":"2026-08-01","by":["department"],"least":5,"definitions":[{"code":"sign-in-time","kind":"share","name":{"zh":"及时签收率"}},
		{"code":"sign-time","kind":"time","name":{"zh":"签收时长"}},{"code":"overdue","kind":"number","name":{"zh":"超期数"}}],
		"groups":[{"department":"education","departmentName":{"zh":"教育局"},"values":{"sign-in-time":{"over":2,"under":4,"share":0.5,"small":true},
		"sign-time":{"n":2,"p50Seconds":7200,"p90Seconds":10800},"overdue":{"n":6}}}]}`,
	"held":    `{"seconds":7200,"holders":[{"name":{"zh":"教育局"},"seconds":7200,"activeSeconds":3600,"leads":1}]}`,
	"overdue": `{"clocks":[{"lead":"990101-2026-000001","number":"N1","holderName":{"zh":"分派中心"},"category":"A01","urgency":"normal","againstName":{"zh":"教育局"},"clock":{"id":"HL-02"},"clockName":{"zh":"签收"},"lateSeconds":3600}],"next":"abc"}`,
	"looping": `{"leads":[{"lead":"990101-2026-000002","loops":[{"department":"education","between":["police"],"kind":"not-filed"}]}]}`,
	"cards":   `{"on":false}`,
	"audit":   `{"answers":[{"no":1,"question":{"zh":"谁负责？"},"answered":true,"total":1,"findings":[{"lead":"990101-2026-000001","whoName":{"zh":"教育局"}}]},{"no":6,"question":{"zh":"有案不立？"},"elsewhere":{"zh":"执法办案"}}]}`,
}

// Every report of supervision is printed as a table, and as it is as JSON and as a sheet; as the taskforce unless somebody else asks.
func TestSupervise(t *testing.T) {
	dir, asked := t.TempDir(), ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.Header.Get("Authorization") + " " + r.URL.Query().Encode()
		answer := answersOf[filepath.Base(r.URL.Path)]
		if r.URL.Query().Get("format") == "csv" {
			answer = "\uFEFF代码,指标\r\n"
		}
		_, _ = io.WriteString(w, answer)
	}))
	defer server.Close()
	addresses, _ := json.Marshal(local.Addresses{HTTP: server.URL, District: "990101"})
	if err := os.MkdirAll(filepath.Join(dir, "credentials"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"addresses.json": string(addresses), "credentials/taskforce.token": "T", "credentials/auditor.token": "A"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for args, want := range map[string]string{
		"supervise": "教育局 50.0% 2/4* 2.0h／3.0h (2) 6", "supervise indicators --by street --bucket week": "及时签收率", "supervise held": "其中应办 1.0h",
		"supervise overdue --against education": "HL-02 签收 本地 --after abc", "supervise looping": "education→police→education", "supervise cards": "switched off",
		"supervise audit 990101-2026-000001": "谁负责 见执法办案", "supervise held -o json": `"activeSeconds": 3600`, "supervise audit -o csv --as auditor": "代码,指标",
	} {
		out := printed(t, append(strings.Fields(args), "--data", dir))
		for w := range strings.FieldsSeq(want) {
			if !strings.Contains(out, w) {
				t.Errorf("%s lacks %q:\n%s", args, w, out)
			}
		}
		who := "Bearer T "
		if strings.Contains(args, "auditor") {
			who = "Bearer A "
		}
		if !strings.HasPrefix(asked, who) {
			t.Errorf("%s asked as %q", args, asked)
		}
	}
	if printed(t, strings.Fields("supervise indicators --by street --bucket week --data "+dir)); !strings.Contains(asked, "bucket=week&by=street") {
		t.Errorf("asked %q", asked)
	}
	if out := printed(t, []string{"supervise", "indicators", "--help"}); !strings.Contains(out, strings.TrimSpace(routing.IndicatorHelp())) {
		t.Errorf("the help lacks the definitions:\n%s", out)
	}
}

// printed runs a command and returns what it prints.
func printed(t *testing.T, args []string) string {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout := os.Stdout
	os.Stdout = write
	all := make(chan string)
	go func() {
		body, _ := io.ReadAll(read)
		all <- string(body)
	}()
	cmd := rootCommand()
	cmd.SetArgs(args)
	cmd.SetOut(write)
	err = cmd.ExecuteContext(t.Context())
	os.Stdout = stdout
	_ = write.Close()
	out := <-all
	if err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return out
}
