package pages

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/form"
	"xiansuo/services/routing/internal/handoff"
)

// In English, whatever is Chinese is data and says so.
func TestEnglishIsWhole(t *testing.T) {
	r := newReader(t, full())
	for _, path := range everyPage {
		chineseIsData(t, path, r.open(inEnglish(path), http.StatusOK))
	}
}

func inEnglish(path string) string {
	if strings.Contains(path, "?") {
		return path + "&lang=en"
	}
	return path + "?lang=en"
}

var han = regexp.MustCompile(`\p{Han}`)

func chineseIsData(t *testing.T, where, page string) {
	t.Helper()
	walk(t, page, func(n *html.Node, chinese bool) {
		if n.Type == html.TextNode && !chinese && han.MatchString(n.Data) && n.Parent.Data != "title" {
			t.Errorf("%s: %q", where, n.Data)
		}
	})
}

// constants returns the values of a package's string constants of a type, or those of one file whatever their type.
func constants(t *testing.T, dir, typ, file string) (values []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") || file != "" && filepath.Base(path) != file {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range tree.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, s := range g.Specs {
				v := s.(*ast.ValueSpec)
				name, named := v.Type.(*ast.Ident)
				for _, x := range v.Values {
					if text, ok := x.(*ast.BasicLit); ok && text.Kind == token.STRING && (file != "" || named && name.Name == typ) {
						value, _ := strconv.Unquote(text.Value)
						values = append(values, value)
					}
				}
			}
		}
	}
	if len(values) == 0 {
		t.Fatalf("%s has no constants of %s%s", dir, typ, file)
	}
	return values
}

const published = "../../../../pkg/lead"

// Every state, kind, step, code, level, paper and refusal has its word in both languages.
func TestEveryCodeHasAWord(t *testing.T) {
	for group, codes := range map[string][]string{
		"stage": append(constants(t, "../handoff", "DutyState", ""), constants(t, "../postgres", "Stage", "")...),
		"step":  constants(t, published, "Step", ""), "document": constants(t, published, "Movement", ""), "level": constants(t, published, "Level", ""),
		"progress": constants(t, published, "Stage", ""), "rest": constants(t, published, "Rest", ""), "way": constants(t, published, "Way", ""),
		"paper": constants(t, published, "DocumentKind", ""), "verdict": constants(t, published, "Verdict", ""), "purpose": constants(t, published, "Purpose", ""),
		"role": constants(t, published, "Role", ""), "refusal": constants(t, "../handoff", "", "refusal.go"), "refused": constants(t, "../handoff", "", "refusal.go"),
		"alike": {"same-text", "same-room", "same-floor", "same-place", "same-area", "same-party", "same-particulars"},
		"why":   {"sure", "silent", "weak", "border", "tie", "vague", "safety-out-of-scope", "external", "resembles"},
		"short": {"sure", "silent", "weak", "border", "tie", "vague", "safety-out-of-scope", "external", "resembles"},
	} {
		for _, code := range codes {
			if n := words[group+"."+code]; n.ZH == "" || n.EN == "" || han.MatchString(n.EN) || !han.MatchString(n.ZH) {
				t.Errorf("%s %q is called %+v", group, code, n)
			}
		}
	}
	for _, code := range constants(t, published, "Kind", "") {
		if n := lead.Kind(code).Name(); n.ZH == "" || n.EN == "" {
			t.Errorf("kind %q is called %+v", code, n)
		}
	}
	for _, code := range constants(t, "../handoff", "State", "") {
		if n := handoff.State(code).Name(); n.ZH == "" || n.EN == "" {
			t.Errorf("state %q is called %+v", code, n)
		}
	}
}

// Every word says what it does and stands in one group; every field has a label, and every label, hint and choice a field.
func TestEveryWordIsExplained(t *testing.T) {
	left := maps.Clone(words)
	maps.DeleteFunc(left, func(key string, _ lead.Name) bool {
		group, _, _ := strings.Cut(key, ".")
		return !slices.Contains([]string{"does", "field", "hint", "choice"}, group)
	})
	grouped := map[string]int{}
	for _, g := range groups {
		for _, w := range g.words {
			grouped[w]++
		}
	}
	for _, w := range lead.Words() {
		if grouped[w.Name] != 1 {
			t.Errorf("%s stands in %d groups", w.Name, grouped[w.Name])
		}
		if words["does."+w.Name].ZH == "" {
			t.Errorf("nothing says what %s does", w.Name)
		}
		delete(left, "does."+w.Name)
		labelled(t, &deed{word: w}, form.Of(w.Fact), "", left)
	}
	for key := range left {
		t.Errorf("no field has %q", key)
	}
}

// labelled strikes what is said of fields from a list.
func labelled(t *testing.T, d *deed, fields []form.Field, within string, left map[string]lead.Name) {
	t.Helper()
	for _, f := range fields {
		path := form.Path(within, f.Name)
		word, dotted := d.plain(path)
		last := dotted[strings.LastIndexByte(dotted, '.')+1:]
		if spoken("field.", word, dotted).ZH == "" {
			t.Errorf("%s of %s has no label", path, word)
		}
		if f.Kind == form.Decision && (spoken("choice.", word, dotted+".yes").ZH == "" || spoken("choice.", word, dotted+".no").ZH == "") {
			t.Errorf("%s of %s has no answers", path, word)
		}
		for _, key := range []string{word + "." + dotted, dotted, last} {
			for _, group := range []string{"field.", "hint."} {
				delete(left, group+key)
			}
			delete(left, "choice."+key+".yes")
			delete(left, "choice."+key+".no")
		}
		labelled(t, d, f.Fields, path, left)
	}
}

// Every code that a field takes has a name in both languages.
func TestEveryPickHasAName(t *testing.T) {
	p := pagesOf(&shelf{})
	for _, w := range lead.Words() {
		d := &deed{word: w, party: "market"}
		var look func(fields []form.Field, within string)
		look = func(fields []form.Field, within string) {
			for _, f := range fields {
				path := form.Path(within, f.Name)
				look(f.Fields, path)
				all := p.picksOf(d, f, path, url.Values{})
				if len(all) == 0 && (f.Kind == form.Choice || f.Kind == form.Many || f.Kind == form.Competent) {
					t.Errorf("%s of %s has nothing to pick", path, w.Name)
				}
				for _, group := range all {
					for _, o := range group.Of {
						if o.Name.ZH == "" || o.Name.EN == "" || han.MatchString(o.Name.EN) {
							t.Errorf("%s of %s: %q is called %+v", path, w.Name, o.Value, o.Name)
						}
					}
				}
			}
		}
		look(form.Of(w.Fact), "")
	}
}

// spokenByCode are groups of words that code speaks, and not templates.
var spokenByCode = []string{"does", "field", "hint", "choice", "refusal", "refused", "mend", "invalid", "pick", "category", "clock"}

// Every word is said, and templates hold none of their own.
func TestWords(t *testing.T) {
	templates, err := files.ReadDir("templates")
	if err != nil {
		t.Fatal(err)
	}
	own := regexp.MustCompile(`(?i)<script|<style|\sstyle=|\son[a-z]+=|\p{Han}`)
	used := ""
	for _, f := range templates {
		content, err := files.ReadFile("templates/" + f.Name())
		if found := own.Find(content); err != nil || found != nil {
			t.Errorf("%s holds %q, %v", f.Name(), found, err)
		}
		used += string(content)
	}
	p := pagesOf(&shelf{})
	if err := p.open(nil); err != nil {
		t.Fatal(err)
	}
	for _, said := range regexp.MustCompile(`\b(?:t|rich) "([^"]+)"`).FindAllStringSubmatch(used, -1) {
		if _, ok := p.site.Words[said[1]]; !ok {
			t.Errorf("no word %q", said[1])
		}
	}
	code := ""
	sources, _ := filepath.Glob("*.go")
	for _, path := range sources {
		if !strings.HasPrefix(path, "words") && !strings.HasSuffix(path, "_test.go") {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			code += string(content)
		}
	}
	for key, n := range words {
		group, _, _ := strings.Cut(key, ".")
		said := strings.Contains(used, `"`+key+`"`) || strings.Contains(used, `code "`+group+`"`) || strings.Contains(code, fmt.Sprintf("%q", key)) ||
			slices.Contains(spokenByCode, group) || strings.Contains(code, `"`+group+`"`) && strings.Contains(used, "code $group")
		if !said {
			t.Errorf("nothing says %q", key)
		}
		if han.MatchString(n.EN) {
			t.Errorf("%q says %q in English", key, n.EN)
		}
	}
	for _, m := range mends {
		if m.key != "" && words["mend."+m.key].ZH == "" {
			t.Errorf("no word for what %q mends", m.detail)
		}
	}
	for _, rule := range rulesOfSchema {
		if words["invalid."+rule.key].ZH == "" {
			t.Errorf("no word for %q", rule.key)
		}
	}
}
