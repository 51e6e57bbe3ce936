package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

// A bug that was put in on purpose must be found with so many seeds, of so many that are tried one after another: one that shows only when a
// process dies within a few milliseconds may miss one of them.
const (
	mustFind = 2
	mayTry   = 4
)

// planted puts each bug of a folder of patches into a copy of the tree, builds that, and demands that the nemesis finds it.
func planted(ctx context.Context, o options, folder string) error {
	patches, err := filepath.Glob(filepath.Join(folder, "*.patch"))
	if err != nil || len(patches) == 0 {
		return fmt.Errorf("no patches in %s", folder)
	}
	sort.Strings(patches)
	var missed []string
	for _, patch := range patches {
		name := strings.TrimSuffix(filepath.Base(patch), ".patch")
		found, tried, err := o.seek(ctx, name, patch)
		if err != nil {
			return err
		}
		fmt.Printf("%s: found with %d of %d seeds\n", name, found, tried)
		if found < mustFind {
			missed = append(missed, name)
		}
	}
	if len(missed) > 0 {
		return fmt.Errorf("the nemesis did not find %s with %d seeds", strings.Join(missed, ", "), mustFind)
	}
	fmt.Fprintf(o.out, "the nemesis found %d bugs that were put in on purpose, each with %d seeds\n", len(patches), mustFind)
	return nil
}

// seek looks for a bug with one seed after another, until it was found often enough, and returns with how many it was and how many it tried.
func (o options) seek(ctx context.Context, name, patch string) (found, tried int, err error) {
	binary, remove, err := buildWith(ctx, patch)
	if err != nil {
		return 0, 0, fmt.Errorf("%s: %w", name, err)
	}
	defer remove()
	for tried < mayTry && found < mustFind {
		tried++
		ok, err := o.finds(ctx, name, binary, uint64(tried))
		if err != nil {
			return 0, 0, err
		}
		if ok {
			found++
		}
	}
	return found, tried, nil
}

// finds runs the nemesis on a binary and reports whether it found that promises are not kept.
func (o options) finds(ctx context.Context, name, binary string, seed uint64) (bool, error) {
	dir, err := newFolder()
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	var said bytes.Buffer
	o.dir, o.xiansuo, o.seed, o.out, o.patience = dir, binary, seed, &said, 75*time.Second
	began := time.Now()
	err = nemesis(ctx, o)
	if err != nil && !errors.Is(err, errBroken) {
		return false, fmt.Errorf("%s with seed %d: %w\n%s", name, seed, err, said.String())
	}
	verdict := "NOT FOUND"
	if err != nil {
		verdict = "found"
	}
	fmt.Printf("%s with seed %d: %s after %.0fs\n", name, seed, verdict, time.Since(began).Seconds())
	for _, line := range strings.Split(said.String(), "\n") {
		if strings.HasPrefix(line, "in all:") || strings.HasPrefix(line, "not quiet") {
			fmt.Println("  " + line)
		}
	}
	return err != nil, nil
}

// buildWith builds xiansuo with a patch on it. The tree stays as it is: the patch is put on a copy of the files that it changes, and the
// compiler is given those in their place.
func buildWith(ctx context.Context, patch string) (binary string, remove func(), err error) {
	dir, err := os.MkdirTemp("", "nemesis-planted-")
	if err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(dir) }
	defer func() {
		if err != nil {
			remove()
		}
	}()
	root, err := treeRoot()
	if err != nil {
		return "", nil, err
	}
	files, err := copyChanged(root, dir, patch)
	if err != nil {
		return "", nil, err
	}
	if err := apply(ctx, dir, patch); err != nil {
		return "", nil, err
	}
	overlay, err := json.Marshal(map[string]any{"Replace": files})
	if err != nil {
		return "", nil, err
	}
	list := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(list, overlay, 0o600); err != nil {
		return "", nil, err
	}
	binary = filepath.Join(dir, "xiansuo")
	cmd := exec.CommandContext(ctx, "go", "build", "-overlay", list, "-o", binary, "./services/xiansuo")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", nil, fmt.Errorf("build: %w: %s", err, out)
	}
	return binary, remove, nil
}

// copyChanged copies the files that a patch changes and returns where each lies now.
func copyChanged(root, dir, patch string) (map[string]string, error) {
	content, err := os.ReadFile(patch)
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for line := range strings.Lines(string(content)) {
		name, ok := strings.CutPrefix(strings.TrimSpace(line), "+++ b/")
		if !ok {
			continue
		}
		from, to := filepath.Join(root, name), filepath.Join(dir, name)
		source, err := os.ReadFile(from)
		if err != nil {
			return nil, err
		}
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(to, source, 0o644); err != nil {
			return nil, err
		}
		files[from] = to
	}
	return files, nil
}

// apply puts a patch on a tree that is in no repository.
func apply(ctx context.Context, dir, patch string, more ...string) error {
	abs, err := filepath.Abs(patch)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, "git", append(append([]string{"apply", "-C1"}, more...), abs)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("apply %s: %w: %s", filepath.Base(patch), err, out)
	}
	return nil
}

// treeRoot is the folder with go.work.
func treeRoot() (string, error) {
	out, err := exec.Command("go", "env", "GOWORK").Output()
	if err != nil {
		return "", fmt.Errorf("where is go.work: %w", err)
	}
	return filepath.Dir(strings.TrimSpace(string(out))), nil
}
