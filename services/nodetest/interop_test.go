package nodetest_test

import (
	"os/exec"
	"strings"
	"testing"
)

// The CloudEvents SDK and the NATS client from npm push complaints, read back that one was returned and why, consume a department's
// queue and answer it; the department's credentials are refused everywhere else.
func TestInterop(t *testing.T) {
	node, _ := tools(t)
	s := start(t, "--samples=false")
	out, err := exec.CommandContext(t.Context(), node, "interop.mjs", s.data).CombinedOutput()
	if err != nil || !strings.HasSuffix(string(out), "ok\n") {
		t.Fatalf("%v: %s", err, out)
	}
}
