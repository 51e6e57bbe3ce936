package services_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/intake"
	"xiansuo/services/internal/reconcile"
	"xiansuo/services/internal/run"
	"xiansuo/services/ledger"
	"xiansuo/services/routing"
)

// differ compares two services' books and returns what differs: lead and how.
func (s *system) differ(a, b func(context.Context, *run.Process) (run.Books, error)) string {
	s.t.Helper()
	p := s.process()
	left, err := a(s.t.Context(), p)
	if err != nil {
		s.t.Fatal(err)
	}
	defer left.Close()
	right, err := b(s.t.Context(), p)
	if err != nil {
		s.t.Fatal(err)
	}
	defer right.Close()
	r, err := reconcile.Compare(s.t.Context(), left.Party, right.Party, time.Millisecond)
	if err != nil {
		s.t.Fatal(err)
	}
	return said(r)
}

func said(r reconcile.Result) string {
	var out []string
	for _, d := range r.Differ {
		out = append(out, d.Lead+" "+d.What)
	}
	return strings.Join(out, ", ")
}

func copyOf(source string) func(context.Context, *run.Process) (run.Books, error) {
	return func(ctx context.Context, p *run.Process) (run.Books, error) { return ledger.CopyBooks(ctx, p, source) }
}

// Whatever one of two parties lacks, or has otherwise, is named by its lead; without that they agree.
func TestReconcile(t *testing.T) {
	s := startSystem(t)
	var leads []string
	for _, id := range []string{"1", "2", "3"} {
		leads = append(leads, s.accepted(id, speakOf(id)))
		s.trace(leads[len(leads)-1], "routed dispatched")
	}
	agree := func(what, got string) {
		t.Helper()
		if got != "" {
			t.Errorf("%s agree, and are said to differ: %s", what, got)
		}
	}
	agree("intake and routing", s.differ(intake.LeadBooks, routing.LeadBooks))
	agree("intake and ledger", s.differ(intake.LogBooks, copyOf("intake")))
	agree("routing and ledger", s.differ(routing.LogBooks, copyOf("routing")))
	agree("routing and education", s.queueDiffers(nil))

	for _, sql := range []string{
		fmt.Sprintf("DELETE FROM ledger.event WHERE source = 'intake' AND lead = '%s'", leads[0]),
		fmt.Sprintf("UPDATE ledger.event SET digest = sha256(digest) WHERE source = 'routing' AND type = 'xiansuo.lead.routed.v1' AND lead = '%s'", leads[1]),
		fmt.Sprintf("UPDATE routing.lead SET number = 'another' WHERE id = '%s'", leads[1]),
		fmt.Sprintf("UPDATE routing.event_log SET id = 'changed' WHERE queue = 'education' AND lead = '%s'", leads[2]),
	} {
		if err := s.db.Exec(t, sql); err != nil {
			t.Fatal(err)
		}
	}
	for got, want := range map[string]string{
		s.differ(intake.LeadBooks, routing.LeadBooks):              leads[1] + " differs",
		s.differ(intake.LogBooks, copyOf("intake")):                leads[0] + " only at intake",
		s.differ(routing.LogBooks, copyOf("routing")):              leads[1] + " differs",
		s.queueDiffers(nil):                                        leads[2] + " only at education, " + leads[2] + " only at routing",
		s.queueDiffers([]string{leads[0] + " 2", leads[1] + " 1"}): leads[1] + " differs, " + leads[2] + " only at routing",
	} {
		if parts := strings.Split(want, ", "); got != want && got != parts[len(parts)-1]+", "+parts[0] {
			t.Errorf("it differs: %q, and it is said: %q", want, got)
		}
	}
}

// queueDiffers compares education's queue, or what education says that it has.
func (s *system) queueDiffers(lines []string) string {
	s.t.Helper()
	a, b, closed, err := routing.QueueBooks(s.t.Context(), s.process(), lead.Education)
	if lines != nil {
		a, b, closed, err = routing.FileBooks(s.t.Context(), s.process(), lead.Education, strings.NewReader(strings.Join(lines, "\n")))
	}
	if err != nil {
		s.t.Fatal(err)
	}
	defer closed()
	r, err := reconcile.Compare(s.t.Context(), a, b, time.Millisecond)
	if err != nil {
		s.t.Fatal(err)
	}
	return said(r)
}
