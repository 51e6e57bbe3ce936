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
}

// FiredRule is a rule that fired, with the words that fired it, if words did.
type FiredRule struct {
	Rule  string   `json:"rule"`
	Words []string `json:"words"`
}

// ruleSet returns the rules in a folder, or those that xiansuo ships when dir is empty.
func ruleSet(dir string) (*rules.Set, error) {
	if dir == "" {
		return rules.Default()
	}
	var files fs.FS = os.DirFS(dir)
	return rules.Load(files)
}

// CheckRules reads the rules in a folder, or the shipped ones, and returns their version, or everything that is wrong with them.
func CheckRules(dir string) (string, error) {
	set, err := ruleSet(dir)
	if err != nil {
		return "", err
	}
	return set.Version(), nil
}

// ExplainRules says what the rules in a folder, or the shipped ones, decide about a text.
func ExplainRules(dir, text string, channel lead.Channel, address string, at time.Time) (Explanation, error) {
	set, err := ruleSet(dir)
	if err != nil {
		return Explanation{}, err
	}
	d := published(set.Decide(rules.Input{Text: text, Channel: channel, Address: address, At: at}))
	e := Explanation{Rules: d.RuleSet, Scope: d.Scope, Category: d.Category, Lead: d.Lead, Assist: append([]lead.Department{}, d.Assist...),
		Urgency: d.Urgency, Decided: d.Decided, Why: d.Why, Confidence: d.Confidence, Fired: []FiredRule{},
		RunnerUp: d.RunnerUp, Alerts: append([]lead.Department{}, d.Alerts...)}
	if d.Category == lead.Vague {
		e.Lead = rules.None // of what nobody can act on yet, nobody leads
	}
	for _, f := range d.Fired {
		e.Fired = append(e.Fired, FiredRule{f.Rule, append([]string{}, f.Words...)})
	}
	return e, nil
}

// MeasureRules measures the rules against labelled messages and writes what came out.
func MeasureRules(dir string, labelled io.Reader, out io.Writer) error {
	set, err := ruleSet(dir)
	if err != nil {
		return err
	}
	report, err := rules.Measure(set, labelled)
	if err != nil {
		return fmt.Errorf("measure: %w", err)
	}
	report.Write(out)
	return nil
}

// LearnRules learns from labelled messages how those about off-campus training read, and writes it as a rule file.
func LearnRules(dir string, labelled io.Reader, out io.Writer) error {
	set, err := ruleSet(dir)
	if err != nil {
		return err
	}
	if err := rules.Learn(set, labelled, out); err != nil {
		return fmt.Errorf("learn: %w", err)
	}
	return nil
}
