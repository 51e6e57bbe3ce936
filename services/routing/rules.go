package routing

import (
	"fmt"
	"io"
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

// Rules are a checked rule set.
type Rules struct{ set *rules.Set }

// LoadRules reads the rules in a folder, or those that xiansuo ships when dir is empty. The error says everything that is wrong
// with them.
func LoadRules(dir string) (Rules, error) {
	set, err := rules.Default()
	if dir != "" {
		set, err = rules.Load(os.DirFS(dir))
	}
	return Rules{set}, err
}

// Version returns the version of the rules with a hash of their content.
func (r Rules) Version() string { return r.set.Version() }

// Explain says what the rules decide about a text.
func (r Rules) Explain(text string, channel lead.Channel, address string, at time.Time) Explanation {
	d := published(r.set.Decide(rules.Input{Text: text, Channel: channel, Address: address, At: at}))
	e := Explanation{Rules: d.RuleSet, Scope: d.Scope, Category: d.Category, Lead: d.Lead, Assist: append([]lead.Department{}, d.Assist...),
		Urgency: d.Urgency, Decided: d.Decided, Why: d.Why, Confidence: d.Confidence, Fired: []FiredRule{},
		RunnerUp: d.RunnerUp, Alerts: append([]lead.Department{}, d.Alerts...)}
	if d.Category == lead.Vague {
		e.Lead = rules.None // of what nobody can act on yet, nobody leads
	}
	for _, f := range d.Fired {
		e.Fired = append(e.Fired, FiredRule{f.Rule, append([]string{}, f.Words...)})
	}
	return e
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
