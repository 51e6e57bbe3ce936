package services_test

import (
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// importsOf returns the imports of every package of both modules, without tests.
func importsOf(t *testing.T) map[string][]string {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, "xiansuo/pkg/...", "xiansuo/services/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("list packages: %v", err)
	}
	imports := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		fields := strings.Fields(line)
		imports[fields[0]] = fields[1:]
	}
	if len(imports) < 20 {
		t.Fatalf("found only %d packages", len(imports))
	}
	return imports
}

const (
	services = "xiansuo/services/"
	internal = "xiansuo/services/internal/"
)

var names = []string{"intake", "routing", "enforcement", "disclosure", "ledger"}

// hearts are the packages of each service that decide; they know no clock, network or SQL.
var hearts = map[string][]string{
	"intake":      {"submission", "ticket", "reading"},
	"routing":     {"handoff", "rules", "clocks", "likeness", "district", "form", "supervision"},
	"enforcement": {"cases", "measures", "institutions", "operations", "rounds", "evidence"},
	"disclosure":  {"publication", "redaction", "statistics", "site"},
	"ledger":      {"trace"},
}

// adapters are the rooms of a service that touch the world.
var adapters = []string{"consumer", "httpapi", "pages", "postgres", "queues"}

// allowed lists the adapters that may use another, and why.
var allowed = map[string]string{
	"postgres": "an interface of the store in each adapter would repeat it; the store itself imports no adapter",
	"queues":   "HTTP pulls the same consumer",
}

func serviceOf(pkg string) string {
	rest, ok := strings.CutPrefix(pkg, services)
	name, _, _ := strings.Cut(rest, "/")
	if ok && slices.Contains(names, name) {
		return name
	}
	return ""
}

// No service imports another: what they say to each other is in pkg.
func TestNoServiceImportsAnother(t *testing.T) {
	for pkg, imports := range importsOf(t) {
		own := serviceOf(pkg)
		for _, i := range imports {
			if other := serviceOf(i); own != "" && other != "" && other != own {
				t.Errorf("%s imports %s", pkg, i)
			}
		}
	}
}

// A heart imports the standard library, the vocabulary and its own pure neighbours only.
func TestHeartsArePure(t *testing.T) {
	vocabulary := []string{"xiansuo/pkg/lead", "xiansuo/pkg/event", "xiansuo/pkg/calendar", internal + "text", internal + "mask", internal + "actor"}
	libraries := map[string][]string{
		"rules":    {"cel.dev/", "google.golang.org/", "github.com/petar-dambovaliev/", "go.yaml.in/"}, // the decision's own tools: no clock, network or SQL in them
		"clocks":   {"go.yaml.in/"},
		"district": {"go.yaml.in/"},
		"measures": {"go.yaml.in/"},
		"cases":    {"go.yaml.in/"},

		"redaction": {"github.com/mozillazg/go-pinyin", "golang.org/x/text/"}, // tables of sounds and of encodings
	}
	impure := []string{"net", "net/http", "os", "os/exec", "database/sql", "context"}
	all := importsOf(t)
	for service, packages := range hearts {
		for _, heart := range packages {
			pkg := services + service + "/internal/" + heart
			imports, ok := all[pkg]
			if !ok {
				t.Errorf("there is no heart %s", pkg)
			}
			for _, i := range imports {
				standard := !strings.Contains(strings.Split(i, "/")[0], ".") && !strings.HasPrefix(i, "xiansuo/")
				neighbour := strings.HasPrefix(i, services+service+"/internal/") && slices.Contains(packages, path.Base(i))
				library := slices.ContainsFunc(libraries[heart], func(p string) bool { return strings.HasPrefix(i, p) })
				if slices.Contains(impure, i) || !standard && !neighbour && !library && !slices.Contains(vocabulary, i) {
					t.Errorf("%s imports %s", pkg, i)
				}
			}
		}
	}
}

// Adapters do not import one another, but for the store; and the store imports none of them.
func TestAdaptersAreApart(t *testing.T) {
	for pkg, imports := range importsOf(t) {
		service, room := serviceOf(pkg), path.Base(pkg)
		if service == "" || !slices.Contains(adapters, room) {
			continue
		}
		for _, i := range imports {
			other := path.Base(i)
			if serviceOf(i) == service && slices.Contains(adapters, other) && (allowed[other] == "" || room == "postgres") {
				t.Errorf("%s imports %s", pkg, i)
			}
		}
	}
}

// What a partner may import needs no service, no broker and no database.
func TestPkgStandsAlone(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "xiansuo/pkg/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dep := range strings.FieldsSeq(string(out)) {
		for _, banned := range []string{"xiansuo/services", "github.com/nats-io/nats-server", "github.com/jackc", "database/sql"} {
			if dep == banned || strings.HasPrefix(dep, banned+"/") && dep != "database/sql/driver" {
				t.Errorf("pkg depends on %s", dep)
			}
		}
	}
}

// Test helpers are for tests.
func TestTestHelpersStayInTests(t *testing.T) {
	for pkg, imports := range importsOf(t) {
		for _, i := range imports {
			if strings.HasSuffix(i, "test") && strings.HasPrefix(i, internal) && !strings.HasSuffix(pkg, "test") {
				t.Errorf("%s imports %s", pkg, i)
			}
		}
	}
}

// Every service has the same rooms.
func TestServicesHaveTheSameRooms(t *testing.T) {
	all := importsOf(t)
	for _, service := range names {
		for _, room := range []string{"", "/internal/consumer", "/internal/httpapi", "/internal/postgres"} {
			if _, ok := all[services+service+room]; !ok {
				t.Errorf("%s has no %s", service, room)
			}
		}
	}
}
