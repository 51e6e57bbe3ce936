package eventdoc

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiansuo/pkg/lead"
)

// What these documents say of other packages' code, which they may not import, is what the code says.

const handoffDir = root + "/services/routing/internal/handoff"

func parsed(t *testing.T, dir string) (files []*ast.File) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("nothing in %s: %v", dir, err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// A fact is told to be in a department's queue when package handoff says it into one.
func TestQueuesAreThoseOfHandoff(t *testing.T) {
	said := map[string]bool{} // by struct: into a queue or not
	for _, file := range parsed(t, handoffDir) {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Name.Name != "say" {
				sayings(t, f, func(fact string, queue bool) { said[fact] = said[fact] || queue })
			}
		}
	}
	told := map[string]bool{}
	for _, f := range lead.Facts() {
		if s := speeches[f.EventType()]; s.By == routing {
			told[reflect.TypeOf(f).Name()] = s.Queue
		}
	}
	if diff := cmp.Diff(said, told); diff != "" {
		t.Errorf("what handoff says, in a queue or not, and what speech.go tells:\n%s", diff)
	}
}

// sayings finds what a function says: a fact that is written there, or was given a name before.
func sayings(t *testing.T, f *ast.FuncDecl, found func(fact string, queue bool)) {
	t.Helper()
	named := map[string]*ast.CompositeLit{}
	ast.Inspect(f, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == len(a.Rhs) {
			for i := range a.Lhs {
				name, isName := a.Lhs[i].(*ast.Ident)
				if fact, isFact := a.Rhs[i].(*ast.CompositeLit); isName && isFact {
					named[name.Name] = fact
				}
			}
		}
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		method, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || method.Sel.Name != "say" {
			return true
		}
		fact, ok := call.Args[0].(*ast.CompositeLit)
		if name, isName := call.Args[0].(*ast.Ident); isName {
			fact, ok = named[name.Name], named[name.Name] != nil
		}
		if !ok {
			t.Errorf("%s says something that this test cannot see", f.Name.Name)
			return true
		}
		queue, isText := call.Args[1].(*ast.BasicLit)
		found(fact.Type.(*ast.SelectorExpr).Sel.Name, !isText || queue.Value != `""`)
		return true
	})
}

// Who may give a word is whom its first guard in package handoff lets through.
func TestWordsAreGivenAsHandoffSays(t *testing.T) {
	facts, guards := map[string]string{}, map[string]string{"AnswerRegistered": "mayRegister"} // by function, by struct
	for _, file := range parsed(t, handoffDir) {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && len(f.Type.Params.List) > 0 {
				last := f.Type.Params.List[len(f.Type.Params.List)-1]
				if typ, ok := last.Type.(*ast.SelectorExpr); ok {
					facts[f.Name.Name] = typ.Sel.Name
				}
			}
		}
	}
	for _, file := range parsed(t, handoffDir) {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if name, isName := callee(call); ok && isName && name == "on" && len(call.Args) > 1 {
				guards[facts[call.Args[0].(*ast.Ident).Name]] = call.Args[1].(*ast.Ident).Name
			}
			return true
		})
	}
	told := map[string]string{}
	for _, w := range lead.Words() {
		told[reflect.TypeOf(w.Fact).Name()] = given[w.Name]
		if givers[given[w.Name]].Who == "" {
			t.Errorf("giving.go does not say who may give %s", w.Name)
		}
	}
	if diff := cmp.Diff(guards, told); diff != "" {
		t.Errorf("whom handoff lets give a word, and whom giving.go tells:\n%s", diff)
	}
}

func callee(call *ast.CallExpr) (string, bool) {
	if call == nil {
		return "", false
	}
	name, ok := call.Fun.(*ast.Ident)
	if !ok {
		return "", false
	}
	return name.Name, true
}

// The codes of refusals are those of package handoff.
func TestRefusalsAreThoseOfHandoff(t *testing.T) {
	var want, got []string
	for _, file := range parsed(t, handoffDir) {
		for _, decl := range file.Decls {
			general, ok := decl.(*ast.GenDecl)
			if !ok || general.Tok != token.CONST || !strings.HasPrefix(general.Doc.Text(), "Codes of refusals") {
				continue
			}
			for _, spec := range general.Specs {
				want = append(want, strings.Trim(spec.(*ast.ValueSpec).Values[0].(*ast.BasicLit).Value, `"`))
			}
		}
	}
	for _, r := range refusals {
		got = append(got, r.Code)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what handoff refuses with, and what refusals.go tells:\n%s", diff)
	}
}

// Numbers in these documents are the code's.
func TestNumbersAreTheCodes(t *testing.T) {
	for _, says := range []struct{ told, file, code string }{
		{keptEvents, "services/internal/outbox/publisher.go", `retention\s+= 7 \* 24 \* time\.Hour`},
		{keptLeads, "services/routing/internal/queues/queues.go", `retention\s+= 400 \* 24 \* time\.Hour`},
		{keptAnswers, "services/routing/internal/consumer/answers.go", `bus\.Answers, 30\*24\*time\.Hour`},
		{ackWait, "services/routing/internal/queues/queues.go", `ackWait\s+= 30 \* time\.Second`},
		{"maxAckPending", "services/routing/internal/queues/queues.go", `maxAckPending\s+= 1000\b`},
		{"deny", "services/internal/outbox/publisher.go", `Retention: jetstream\.LimitsPolicy, Storage: jetstream\.FileStorage.*\n.*DenyDelete: true, DenyPurge: true`},
		{missedSubject, "services/internal/outbox/fetch.go", `"fetch\.v1\."`},
		{missedHeader, "services/internal/outbox/fetch.go", `"Xiansuo-Head"`},
		{missedParts, "services/internal/outbox/fetch.go", `"Xiansuo-Partitions"`},
		{"missedLimit", "services/internal/outbox/fetch.go", `fetchLimit\s+= 500\b`},
		{"batch", "services/intake/internal/httpapi/api.go", `maxCount\s+= 1000\b`},
		{complaintsAddress, "services/intake/internal/httpapi/api.go", `"/intake/api/v1"[^"]+"/events"`},
		{answersAddress, "services/routing/internal/httpapi/api.go", `POST\("/leads/:id/answers"`},
		{wordsAddress, "services/routing/internal/httpapi/api.go", `POST\("/leads/:id/:word"`},
		{leadAddress, "services/routing/internal/httpapi/api.go", `GET\("/leads/:id"`},
		{idempotencyKey, "services/routing/internal/httpapi/answer.go", `"Idempotency-Key"`},
		{ifMatch, "services/routing/internal/httpapi/answer.go", `"If-Match"`},
		{leadVersion, "services/routing/internal/answers/answers.go", `LeadVersion = "leadversion"`},
		{waitsForCause, "services/routing/internal/postgres/answer.go", `waitForCause = 10 \* time\.Minute`},
		{queueAddress, "services/routing/internal/httpapi/api.go", `GET\("/queues/:department"`},
	} {
		content, err := os.ReadFile(filepath.Join(root, says.file))
		if err != nil {
			t.Fatal(err)
		}
		if !regexp.MustCompile(says.code).Match(content) {
			t.Errorf("these documents tell %q, but %s has nothing like %s: change both", says.told, says.file, says.code)
		}
	}
}
