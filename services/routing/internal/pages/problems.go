package pages

import (
	"context"
	"fmt"
	"net/url"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/schema"
	"xiansuo/services/routing/internal/handoff"
)

// problem is what is wrong with a form: with a field, or with all of it.
type problem struct {
	Path   string
	Label  lead.Name // of the field
	Says   lead.Name
	Detail string // in English, as the protocol says it
	Since  int    // number of the newest record that was seen, where more have come since
}

// Anchor is where the field is in its page.
func (p problem) Anchor() string { return input{Path: p.Path}.ID() }

// check returns what is wrong with what was filled in: what the schema does not take, and what the word could not do with it. A word
// that is refused for other reasons is given all the same: that is a record.
func (p *Pages) check(c echo.Context, d *deed, in url.Values, data []byte) []problem {
	if all := p.violations(d, data); len(all) > 0 {
		return all
	}
	if !d.allowed || in.Get(inSeen) != strconv.Itoa(d.view.Lead.Last) {
		return nil
	}
	fact, err := decode(d.word, data)
	if err != nil {
		return []problem{{Says: words["refused."+handoff.InvalidAnswer]}}
	}
	l, err := p.Store.Lead(c.Request().Context(), d.view.Lead.ID) // one that may be changed
	if err != nil {
		return nil
	}
	w := p.Word()
	w.By, w.Other = string(d.who.as), p.otherOf(c.Request().Context())
	cmd := handoff.Command{Type: d.word.Fact.EventType(), Party: string(d.who.as), Fact: fact}
	if _, refusal := handoff.Take(&l.Lead, cmd, w); refusal != nil {
		return []problem{p.problemOf(refusal)}
	}
	return nil
}

// otherOf returns how a lead that a word names is found.
func (p *Pages) otherOf(ctx context.Context) func(string) *handoff.Lead {
	return func(id string) *handoff.Lead {
		if !storable(id) {
			return nil
		}
		v, err := p.Store.Lead(ctx, id)
		if err != nil {
			return nil
		}
		return &v.Lead
	}
}

func factOf(w lead.Word) reflect.Value { return reflect.New(reflect.TypeOf(w.Fact)) }

// violations are what the schema does not take: of the word's data, and of the data of the word that it registers.
func (p *Pages) violations(d *deed, data []byte) (out []problem) {
	_, all := p.Schemas.Check(d.word.Fact.EventType(), data)
	out = asProblems(all, "/data/")
	if d.inner == nil || len(out) > 0 {
		return out
	}
	fact, err := decode(d.word, data)
	if err != nil {
		return []problem{{Says: words["refused."+handoff.InvalidAnswer]}}
	}
	raw := innerData(fact.(lead.AnswerRegistered))
	_, all = p.Schemas.Check(d.inner.Fact.EventType(), raw)
	for _, v := range asProblems(all, "/data/") {
		v.Path = "data." + v.Path
		out = append(out, v)
	}
	return out
}

func asProblems(all []schema.Violation, root string) (out []problem) {
	for _, v := range all {
		path := strings.ReplaceAll(strings.TrimPrefix(v.Field, root), "/", ".")
		out = append(out, problem{Path: path, Says: violated(v.Detail), Detail: v.Detail})
	}
	return out
}

// violated says in both languages what the schema wants.
func violated(detail string) lead.Name {
	for _, rule := range rulesOfSchema {
		found := rule.says.FindStringSubmatch(detail)
		if found == nil {
			continue
		}
		n := words["invalid."+rule.key]
		if len(found) > 1 {
			return lead.Name{ZH: fmt.Sprintf(n.ZH, found[1]), EN: fmt.Sprintf(n.EN, found[1])}
		}
		return n
	}
	return words["invalid.other"]
}

var rulesOfSchema = []struct {
	says *regexp.Regexp
	key  string
}{
	{regexp.MustCompile(`^is required$`), "required"},
	{regexp.MustCompile(`^must have at most (\d+) characters$`), "long"},
	{regexp.MustCompile(`^must have at least (\d+) characters$`), "short"},
	{regexp.MustCompile(`^must have at most (\d+) items$`), "many"},
	{regexp.MustCompile(`^must have at least (\d+) items$`), "few"},
	{regexp.MustCompile(`^must be at least (\S+)$`), "least"},
	{regexp.MustCompile(`^must be at most (\S+)$`), "most"},
	{regexp.MustCompile(`^must be one of `), "choice"},
	{regexp.MustCompile(`^must be of type integer`), "number"},
	{regexp.MustCompile(`^must be a date-time`), "when"},
	{regexp.MustCompile(`a-fA-F`), "digest"},
	{regexp.MustCompile(`^must match`), "pattern"},
}

// problemOf is a refusal as people read it: beside the field that it is about, where it says which.
func (p *Pages) problemOf(r *handoff.Refusal) problem {
	out := problem{Says: words["refused."+r.Code], Detail: r.Detail}
	if out.Says.ZH == "" {
		out.Says = words["refused.other"]
	}
	for _, m := range mends {
		if strings.Contains(r.Detail, m.detail) {
			out.Path = m.path
			if m.key != "" {
				out.Says = words["mend."+m.key]
			}
			break
		}
	}
	return out
}

// mends say of what the protocol does not take beside which field that stands, and in both languages what to do.
var mends = []struct{ detail, path, key string }{
	{"must name who is competent, in competent", "competent", "competent-basis"},
	{"competent must be somebody else", "competent", "competent-other"},
	{"competent must be", "competent", "competent"},
	{"must list what is missing, in note", "note", "missing"},
	{"must give the lead that it repeats, in note", "note", "repeats"},
	{"by.number must be", "by.number", "filing"},
	{"reply must say", "reply", "reply"},
	{"into must be another lead", "into", "into-other"},
	{"to must be another", "to", "to-other"},
	{"transfer it as a case", "document", "case"},
	{"M04 needs", "documents", "case-papers"},
	{"officers must name", "officers", "officers"},
	{"head must be none", "head", "head"},
	{"note must say why it is not approved", "note", "not-approved"},
	{"documents must hold letter", "documents", "referral-papers"},
	{"documents must hold an appraisal", "noAppraisal", "appraisal"},
	{"reason must say why no case", "reason", "not-filed"},
	{"assist must name the six", "assist", "assist-unknown"},
	{"assist must list others", "assist", "assist-other"},
	{"all of them are asked already", "assist", "asked-already"},
	{"due must lie ahead", "due", "due"},
	{"] must be one of the six", "to", "to-unknown"},
	{"unit or person must", "person", "inside"},
	{"by.person must", "by.person", "person"},
	{"for must be somebody else", "for", "for-other"},
	{"needs a scan", "scan.sha256", "scan"},
	{"is no answer that somebody registered", "record", "record"},
	{"had it before: only a ruling", "department", "had"},
	{"it asks for the return", "department", "same"},
	{"it works on it already", "department", "works"},
	{"owes nothing", "department", "owes-nothing"},
	{"is not asked to assist", "department", "not-assisting"},
	{"category must be one of X01", "category", "category-out"},
	{"category must be a code", "category", "category"},
	{"category of a part", "parts", "category"},
	{"code must be one of R03", "code", "code"},
	{"outcome must be", "outcome", "outcome"},
	{"reason must say why", "reason", "reason"},
	{"was not reached said nothing", "reached", "unreached"},
	{"there is no lead", "into", "into"},
	{"it cannot go on in it", "into", "into-ended"},
	{"a lead has at most", "parts", "parts"},
	{"asks, not", "department", "not-asking"},
}

// located puts the label of each field beside what is wrong with it.
func (d *deed) located(all []problem) []problem {
	for i := range all {
		if all[i].Path != "" {
			word, dotted := d.plain(all[i].Path)
			all[i].Label = spoken("field.", word, dotted)
		}
	}
	return all
}
