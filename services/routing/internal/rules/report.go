package rules

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"xiansuo/pkg/lead"
)

// String returns the share as in "12.5 % (3 of 24)".
func (s Share) String() string {
	return fmt.Sprintf("%.1f %% (%d of %d)", 100*float64(s.Of)/float64(max(s.All, 1)), s.Of, s.All)
}

// Write prints the report as a text for people.
func (r Report) Write(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(what string, s Share, aim string) { fmt.Fprintf(t, "%s\t%s\t%s\n", what, s, aim) }
	line("real leads sent away", r.SentAway, "aim: at most 3 %")
	line("out of scope, reached a department", r.Reached, "aim: at most 5 %")
	line("right department, of real leads decided", r.RightLead, "aim: at least 90 %")
	line("decided without a person", r.Decided, "aim: at least 80 %")
	line("right, of all decided", r.Right, "")
	line("right if the answer were always none", r.None, "")
	if r.Lead.All > 0 {
		line("lead as expected", r.Lead, "")
		line("category as expected", r.Category, "")
		line("urgency as expected", r.Urgency, "")
		line("assisting departments as expected", r.Assist, "")
	}
	r.writeConfusion(t)
	t.Flush()
}

// writeConfusion prints one row per expected lead and one column per decision.
func (r Report) writeConfusion(w io.Writer) {
	var answers []string
	for _, d := range lead.Departments() {
		answers = append(answers, string(d))
	}
	answers = append(answers, None, desk)
	fmt.Fprint(w, "\nexpected \\ decided")
	for _, a := range answers {
		fmt.Fprintf(w, "\t%s", a)
	}
	fmt.Fprintln(w)
	for _, expected := range r.expectedLeads(answers) {
		fmt.Fprint(w, expected)
		for _, a := range answers {
			fmt.Fprintf(w, "\t%d", r.Confusion[[2]string{expected, a}])
		}
		fmt.Fprintln(w)
	}
}

// expectedLeads returns the expected leads that occur, in the order of answers.
func (r Report) expectedLeads(answers []string) []string {
	var out []string
	for pair := range r.Confusion {
		out = merge(out, pair[0])
	}
	slices.SortFunc(out, func(a, b string) int {
		return cmp.Or(slices.Index(answers, a)-slices.Index(answers, b), cmp.Compare(a, b))
	})
	return out
}
