package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

// planted puts each bug of a folder of patches into a copy of the tree, builds that, and demands that the nemesis finds it with every seed.
func planted(ctx context.Context, o options, folder string, seeds []uint64) error {
	patches, err := filepath.Glob(filepath.Join(folder, "*.patch"))
	if err != nil || len(patches) == 0 {
		return fmt.Errorf("no patches in %s", folder)
	}
	sort.Strings(patches)
	var missed []string
	for _, patch := range patches {
		name := strings.TrimSuffix(filepath.Base(patch), ".patch")
		binary, remove, err := buildWith(ctx, patch)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, seed := range seeds {
			found, err := o.finds(ctx, name, binary, seed)
			if err != nil {
				return err
			}
			if !found {
				missed = append(missed, fmt.Sprintf("%s with seed %d", name, seed))
			}
		}
		remove()
	}
	if len(missed) > 0 {
		return fmt.Errorf("the nemesis did not find %s", strings.Join(missed, ", "))
	}
	fmt.Fprintf(o.out, "the nemesis found %d bugs that were put in on purpose, each with %d seeds\n", len(patches), len(seeds))
	return nil
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

// buildWith builds xiansuo from a copy of the tree with a patch on it.
func buildWith(ctx context.Context, patch string) (binary string, remove func(), err error) {
	dir, err := os.MkdirTemp("", "nemesis-planted-")
	if err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(dir) }
	root, err := treeRoot()
	if err == nil {
		err = copyGo(root, dir)
	}
	if err == nil {
		err = apply(ctx, dir, patch)
	}
	binary = filepath.Join(dir, "xiansuo")
	if err == nil {
		cmd := exec.CommandContext(ctx, "go", "build", "-o", binary, "./services/xiansuo")
		cmd.Dir = dir
		if out, failed := cmd.CombinedOutput(); failed != nil {
			err = fmt.Errorf("build: %w: %s", failed, out)
		}
	}
	if err != nil {
		remove()
		return "", nil, err
	}
	return binary, remove, nil
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

// copyGo copies what is needed to build.
func copyGo(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		switch top, _, _ := strings.Cut(name, string(filepath.Separator)); {
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules"):
			return filepath.SkipDir
		case name != "." && top != "go.work" && top != "go.work.sum" && top != "pkg" && top != "services":
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, name), 0o755)
		case !d.Type().IsRegular():
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, name), content, 0o644)
	})
}
