package eventdoc

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
)

// source is what the Go files of package lead say beside the code.
type source struct {
	// comments of types ("Record") and of their members ("Record.Kind"), each on one line.
	comments map[string]string
	// words are the constants of each type, in order.
	words map[string][]constant
}

type constant struct{ code, note string }

// readSource reads the comments of a package.
func readSource(dir string) (source, error) {
	s := source{comments: map[string]string{}, words: map[string][]constant{}}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return s, err
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return s, fmt.Errorf("read comments: %w", err)
		}
		for _, decl := range file.Decls {
			if general, ok := decl.(*ast.GenDecl); ok {
				s.declaration(general)
			}
		}
	}
	return s, nil
}

func (s source) declaration(general *ast.GenDecl) {
	for _, spec := range general.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			s.comments[spec.Name.Name] = oneLine(general.Doc)
			if members, ok := spec.Type.(*ast.StructType); ok {
				s.members(spec.Name.Name, members)
			}
		case *ast.ValueSpec:
			if general.Tok == token.CONST {
				s.constant(spec)
			}
		}
	}
}

func (s source) members(owner string, members *ast.StructType) {
	for _, field := range members.Fields.List {
		for _, name := range field.Names {
			s.comments[owner+"."+name.Name] = oneLine(field.Doc)
		}
	}
}

// constant keeps a constant of a type of its own whose value is a text.
func (s source) constant(spec *ast.ValueSpec) {
	typ, ok := spec.Type.(*ast.Ident)
	if !ok || len(spec.Values) != 1 {
		return
	}
	literal, ok := spec.Values[0].(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return
	}
	code, err := strconv.Unquote(literal.Value)
	if err != nil || code == "" {
		return
	}
	s.words[typ.Name] = append(s.words[typ.Name], constant{code, oneLine(spec.Comment)})
}

func oneLine(comment *ast.CommentGroup) string {
	return strings.Join(strings.Fields(comment.Text()), " ")
}
