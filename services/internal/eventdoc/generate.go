package eventdoc

import (
	"os"
	"path/filepath"

	"github.com/invopop/jsonschema"

	"xiansuo/pkg/lead"
)

// language is everything that is said about the events, read from a repository.
type language struct {
	source   source
	schemas  map[string]*jsonschema.Schema // by type
	examples map[string]example            // by file name
}

// Generate reads the repository at root and writes the generated files below out, which may be the same. What is no fact's
// schema any more is removed.
func Generate(root, out string) error {
	l, err := read(root)
	if err != nil {
		return err
	}
	files := map[string][]byte{}
	for _, f := range lead.Facts() {
		path := filepath.Join(schemaDir, f.EventType()+".json")
		if files[path], err = indented(l.schemas[f.EventType()]); err != nil {
			return err
		}
	}
	if files[filepath.Join("docs", "events.md")], err = l.markdown(); err != nil {
		return err
	}
	if files[filepath.Join("docs", "asyncapi.yaml")], err = l.asyncapi(); err != nil {
		return err
	}
	return write(out, files)
}

var (
	leadDir   = filepath.Join("pkg", "lead")
	schemaDir = filepath.Join(leadDir, "schema")
)

func read(root string) (*language, error) {
	l := &language{schemas: map[string]*jsonschema.Schema{}}
	var err error
	if l.source, err = readSource(filepath.Join(root, leadDir)); err != nil {
		return nil, err
	}
	for _, f := range lead.Facts() {
		l.schemas[f.EventType()] = l.source.schema(f)
	}
	l.examples, err = readExamples(filepath.Join(root, leadDir, "testdata"))
	return l, err
}

func write(out string, files map[string][]byte) error {
	old, err := filepath.Glob(filepath.Join(out, schemaDir, "*.json"))
	if err != nil {
		return err
	}
	for _, path := range old {
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	for path, content := range files {
		path = filepath.Join(out, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
