package nodetest_test

import (
	"os/exec"
	"testing"
)

// The AsyncAPI initiative's own parser finds nothing wrong with docs/asyncapi.yaml.
func TestAsyncAPIDocument(t *testing.T) {
	node, _ := tools(t)
	if out, err := exec.CommandContext(t.Context(), node, "asyncapi.mjs").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}
