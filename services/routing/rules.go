package routing

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/rules"
)

// Explanation is what the rules say about a text and why, as `xiansuo rules explain -o json` prints it. Lead is "none" for
// what is out of scope.
type Explanation struct {
	Rules      string            `json:"rules"`
	Scope      string            `json:"scope"`
	Category   lead.Category     `json:"category"`
	Lead       string            `json:"lead"`
	Assist     []lead.Department `json:"assist"`
	Urgency    lead.Urgency      `json:"urgency"`
	Decided    bool              `json:"decided"`
	Why        string            `json:"why"`
	Confidence float64           `json:"confidence"`
	Fired      []FiredRule       `json:"fired"`
	RunnerUp   *lead.Alternative `json:"runnerUp"`
	Alerts     []lead.Department `json:"alerts"`
	// Parts are the matters of a text that holds several.
	Parts []lead.DecidedPart `json:"parts"`
}

// FiredRule is a rule that fired, with the words that fired it, if words did.
type FiredRule struct {
	Rule  string   `json:"rule"`
	Words []string `json:"words"`
}

// Rules are a checked rule set.
type Rules struct {
	set   *rules.Set
	files fs.FS
}

// LoadRules reads the rules in a folder, or those that xiansuo ships when dir is empty. The error says everything that is wrong
// with them.
func LoadRules(dir string) (Rules, error) {
	files, err := rules.Shipped()
	if dir != "" {
		files, err = os.DirFS(dir), nil
	}
	if err != nil {
		return Rules{}, err
	}
	set, err := rules.Load(files)
	return Rules{set, files}, err
}

// Version returns the version of the rules with a hash of their content.
func (r Rules) Version() string { return r.set.Version() }

// Explain says what the rules decide about a text.
func (r Rules) Explain(text string, channel lead.Channel, address string, at time.Time) Explanation {
	return explained(published(r.set.Decide(rules.Input{Text: text, Channel: channel, Address: address, At: at})))
}

func explained(d lead.Decision) Explanation {
	e := Explanation{Rules: d.RuleSet, Scope: d.Scope, Category: d.Category, Lead: d.Lead, Assist: append([]lead.Department{}, d.Assist...),
		Urgency: d.Urgency, Decided: d.Decided, Why: d.Why, Confidence: d.Confidence, Fired: []FiredRule{},
		RunnerUp: d.RunnerUp, Alerts: append([]lead.Department{}, d.Alerts...), Parts: append([]lead.DecidedPart{}, d.Parts...)}
	if d.Category == lead.Vague {
		e.Lead = rules.None // of what nobody can act on yet, nobody leads
	}
	for _, f := range d.Fired {
		e.Fired = append(e.Fired, FiredRule{f.Rule, append([]string{}, f.Words...)})
	}
	return e
}

// Draft returns a rule file that does what was ruled about a matter, and what the rules say about that matter without and with it.
func (r Rules) Draft(id string, m lead.Matter, category lead.Category, to lead.Department, reason, basis string, ruled time.Time, fired []lead.Fired) (file []byte, before, after Explanation, err error) {
	in := inputOf(m, m.Text, "")
	in.At = ruled
	ruling := rules.Ruling{Lead: id, Input: in, Category: category, Department: to, Reason: reason, Basis: basis, At: ruled}
	for _, f := range fired {
		ruling.Fired = append(ruling.Fired, f.Rule)
	}
	if file, err = r.set.Draft(ruling); err != nil {
		return nil, before, after, err
	}
	with, err := rules.Load(rules.With(r.files, "ruling-"+id+".yaml", file))
	if err != nil {
		return nil, before, after, fmt.Errorf("the draft is out of order: %w", err)
	}
	return file, explained(published(r.set.Decide(in))), explained(published(with.Decide(in))), nil
}

// Measure measures the rules against labelled messages and writes what came out.
func (r Rules) Measure(labelled io.Reader, out io.Writer) error {
	report, err := rules.Measure(r.set, labelled)
	if err != nil {
		return fmt.Errorf("measure: %w", err)
	}
	report.Write(out)
	return nil
}

// Learn learns from labelled messages how those about off-campus training read, and writes it as a rule file.
func (r Rules) Learn(labelled io.Reader, out io.Writer) error {
	if err := rules.Learn(r.set, labelled, out); err != nil {
		return fmt.Errorf("learn: %w", err)
	}
	return nil
}
