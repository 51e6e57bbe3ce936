package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiansuo/services/internal/local"
)

// A list is sent as it is to the register with the token and the list that were named; what the register says of its rows is printed and
// written, and a bad row is the exit code.
func TestInstitutionsImport(t *testing.T) {
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, r.Method+" "+r.URL.String()+" "+r.Header.Get("Authorization")+" "+string(body))
		_, _ = io.WriteString(w, `{"list":"white","applied":true,"rows":3,"counts":{"same":1,"changed":1,"wrong":1},
			"items":[{"row":2,"verdict":"changed","institution":"i","changes":["white"]},{"row":3,"verdict":"wrong","problems":["=统一社会信用代码：必填"]}]}`)
	}))
	defer server.Close()
	dir := t.TempDir()
	addresses, _ := json.Marshal(local.Addresses{HTTP: server.URL, District: "990101"})
	for name, content := range map[string]string{"addresses.json": string(addresses), "credentials/culture.token": "token of culture", "list.csv": "机构名称\n甲"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var printed bytes.Buffer
	cmd := institutionsCommand(&options{data: dir, output: "table"})
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetOut(&printed)
	cmd.SetArgs([]string{"import", filepath.Join(dir, "list.csv"), "--as", "culture", "--list", "white", "--apply", "--results", filepath.Join(dir, "out.csv")})
	if err := cmd.ExecuteContext(t.Context()); err == nil || !strings.Contains(err.Error(), "1 of 3 rows") {
		t.Errorf("ended with %v", err)
	}
	if len(got) != 1 || got[0] != "POST /enforcement/api/v1/institutions/import?apply=true&list=white Bearer token of culture 机构名称\n甲" {
		t.Errorf("sent %q", got)
	}
	if !strings.Contains(printed.String(), "row 3: ") || strings.Contains(printed.String(), "nothing was changed") {
		t.Errorf("printed %s", printed.String())
	}
	sheet, err := os.ReadFile(filepath.Join(dir, "out.csv"))
	if err != nil || !strings.Contains(string(sheet), "3,wrong,,,'=统一") {
		t.Errorf("%v: %s", err, sheet)
	}
}
