package eventdoc

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// root is the repository.
const root = "../../.."

func generated(t *testing.T) (dir string, files []string) {
	t.Helper()
	dir = t.TempDir()
	if err := Generate(root, dir); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			name, _ := filepath.Rel(dir, path)
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir, files
}

// What is committed is what is generated now.
func TestGeneratedFilesAreUpToDate(t *testing.T) {
	dir, files := generated(t)
	for _, file := range files {
		want, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(root, file)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what would be generated: run make generate", file)
		}
	}
	schemas, err := filepath.Glob(filepath.Join(root, schemaDir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range schemas {
		if file := filepath.Join(schemaDir, filepath.Base(path)); !slices.Contains(files, file) {
			t.Errorf("%s is no fact's any more: run make generate", file)
		}
	}
}

// Generating twice gives the same bytes, and a schema of nothing is removed.
func TestGenerateIsRepeatable(t *testing.T) {
	dir, files := generated(t)
	before := map[string][]byte{}
	for _, file := range files {
		content, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		before[file] = content
	}
	stray := filepath.Join(dir, schemaDir, "xiansuo.lead.forgotten.v1.json")
	if err := os.WriteFile(stray, []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Generate(root, dir); err != nil {
		t.Fatal(err)
	}
	for file, want := range before {
		if got, err := os.ReadFile(filepath.Join(dir, file)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is another one the second time", file)
		}
	}
	if _, err := os.Stat(stray); !os.IsNotExist(err) {
		t.Error("a schema of nothing is still there")
	}
}
