package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"xiansuo/services/nemesis/internal/faults"
)

// A district whose services, broker and PostgreSQL are killed and whose broker's store is wiped, in a few seconds of load, loses nothing
// that was promised and does nothing twice. The long form, with every fault, is make nemesis.
func TestNothingIsLostInAFewSeconds(t *testing.T) {
	dir, err := newFolder()
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	var said bytes.Buffer
	o := options{dir: dir, seed: 4, duration: 7 * time.Second, every: 2 * time.Second, rate: 80, routing: 2, last: faults.Wipe, patience: time.Minute, again: 2 * time.Second, quick: true,
		kinds: []faults.Kind{faults.KillService, faults.KillBroker, faults.KillDatabase}, out: &said}
	if err := o.build(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := nemesis(t.Context(), o); err != nil {
		for _, log := range []string{"intake", "routing", "ledger"} {
			content, _ := os.ReadFile(filepath.Join(dir, "logs", log+".log"))
			t.Logf("the end of the log of %s: %s", log, content[max(0, len(content)-4000):])
		}
		t.Fatalf("%v\n%s", err, said.String())
	}
	t.Log(said.String())
}

// The bugs that are put in on purpose can still be put in.
func TestPlantedBugsApply(t *testing.T) {
	root, err := treeRoot()
	if err != nil {
		t.Fatal(err)
	}
	patches, err := filepath.Glob("planted/*.patch")
	if err != nil || len(patches) < 3 {
		t.Fatalf("%v %v", patches, err)
	}
	for _, patch := range patches {
		if err := apply(t.Context(), root, patch, "--check"); err != nil {
			t.Errorf("make the patch again: %v", err)
		}
	}
}
