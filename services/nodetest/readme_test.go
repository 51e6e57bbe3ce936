package nodetest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")
	refusedYet = regexp.MustCompile(`(?m)^(bin/xiansuo .*?) +# (?:refused|不予受理).*$`)
)

// Whoever follows the tour of either README word for word sees what it says: every command works, and what it says is refused is refused.
func TestTheTourWorks(t *testing.T) {
	for readme, tour := range map[string]string{"README.md": "## A five-minute tour", "README.zh-CN.md": "## 五分钟看一遍"} {
		t.Run(readme, func(t *testing.T) {
			content, err := os.ReadFile(filepath.Join("..", "..", readme))
			if err != nil {
				t.Fatal(err)
			}
			_, after, found := strings.Cut(string(content), tour)
			section, _, _ := strings.Cut(after, "\n## ")
			blocks := shellBlock.FindAllStringSubmatch(section, -1)
			if !found || len(blocks) < 6 {
				t.Fatalf("%d blocks of commands", len(blocks))
			}
			s := start(t)
			dir := t.TempDir()
			if err := os.Mkdir(filepath.Join(dir, "bin"), 0o700); err != nil {
				t.Fatal(err)
			}
			for name, target := range map[string]string{"bin/xiansuo": s.binary, "data": s.data} {
				if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
					t.Fatal(err)
				}
			}
			// A person needs longer than a second between two blocks; what the last sample became is there before the first.
			script := "until bin/xiansuo trace 990101-2026-000060 >/dev/null 2>&1; do sleep 0.2; done\nset -ex\n"
			for _, b := range blocks {
				script += refusedYet.ReplaceAllString(b[1], "if $1; then exit 9; fi") + "sleep 1\n"
			}
			script = strings.NewReplacer("curl -s", "curl -sf", "http://127.0.0.1:8080", s.url).Replace(script)
			cmd := exec.CommandContext(t.Context(), "bash", "-c", script)
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
		})
	}
}
