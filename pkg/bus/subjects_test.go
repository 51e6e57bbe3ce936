package bus_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/lead"
)

const district = "990101"

// A lead's partition is the same for ever: readers that take only some of them would miss a lead that moved.
func TestPartitionIsStable(t *testing.T) {
	got := map[string]string{}
	want := map[string]string{"990101-2026-000001": "08", "990101-2026-002036": "00", "990101-2026-002059": "15", "": "05"}
	for id := range want {
		got[id] = partition(bus.EventSubject("routing", id, "xiansuo.lead.routed.v1"))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func partition(subject string) string { return strings.Split(subject, ".")[3] }

// Every lead has one of the partitions 00 to 15, whatever its events are and whoever says them.
func TestPartitionIsTheLeads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.String().Draw(t, "lead")
		p := partition(bus.EventSubject("routing", id, "xiansuo.lead.routed.v1"))
		n, err := strconv.Atoi(p)
		if err != nil || len(p) != 2 || n < 0 || n >= bus.Partitions {
			t.Fatalf("partition %s", p)
		}
		if other := partition(bus.EventSubject("intake", id, "xiansuo.lead.received.v1")); other != p {
			t.Fatalf("partitions %s and %s", p, other)
		}
	})
}

// A year of leads is spread over all partitions, none with twice its share.
func TestPartitionsAreSpread(t *testing.T) {
	const leads = 16000
	count := map[string]int{}
	for n := range leads {
		count[partition(bus.EventSubject("routing", fmt.Sprintf("%s-2026-%06d", district, n+1), "xiansuo.lead.routed.v1"))]++
	}
	for p, n := range count {
		if n > 2*leads/bus.Partitions {
			t.Errorf("partition %s has %d of %d leads", p, n, leads)
		}
	}
	if len(count) != bus.Partitions {
		t.Errorf("%d partitions are used", len(count))
	}
}

// Subjects are made of tokens that no broker reads as a wildcard or as nothing.
func TestSubjectsAreSafe(t *testing.T) {
	safe := regexp.MustCompile(`^[a-z0-9]+(\.[a-z0-9]+)*$`)
	check := func(subject string) {
		if !safe.MatchString(subject) {
			t.Error(subject)
		}
	}
	for _, f := range lead.Facts() {
		for _, service := range []string{"intake", "routing", "enforcement", "disclosure"} {
			subject := bus.EventSubject(service, "990101-2026-000001", f.EventType())
			check(subject)
			check(strings.TrimSuffix(bus.EventSubjects(service), ".>"))
			if !strings.HasPrefix(subject, strings.TrimSuffix(bus.EventSubjects(service), ">")) || strings.Contains(subject, "unknown") {
				t.Errorf("%s does not belong to %s", subject, service)
			}
		}
		for _, d := range lead.Departments() {
			subject := bus.LeadSubject(district, d, f.EventType())
			check(subject)
			if noun := strings.Split(f.EventType(), "."); !strings.HasSuffix(subject, "."+noun[1]+"."+noun[2]) {
				t.Error(subject)
			}
		}
	}
	check(bus.EventSubject("routing", "*", "nonsense"))
}

// A department's queue holds its own subjects and nobody else's.
func TestQueuesAreApart(t *testing.T) {
	for _, d := range lead.Departments() {
		prefix := strings.TrimSuffix(bus.LeadSubjects(district, d), ">")
		for _, other := range lead.Departments() {
			subject := bus.LeadSubject(district, other, "xiansuo.handoff.dispatched.v1")
			if strings.HasPrefix(subject, prefix) != (d == other) {
				t.Errorf("%s and the queue of %s", subject, d)
			}
		}
	}
}

// Whose answers a subject carries is read from the subject, because that is what the broker lets only the department publish.
func TestDepartmentOf(t *testing.T) {
	for _, d := range lead.Departments() {
		if got, ok := bus.DepartmentOf(bus.AnswerSubject(district, d)); !ok || got != d {
			t.Errorf("answers of %s come from %s", d, got)
		}
	}
	for _, subject := range []string{"", "answers.v1.990101.desk", "answers.v1.990101.", "answers.v1.990101.fire.x", "answers.v1.990101.*", "Fire"} {
		if d, ok := bus.DepartmentOf(subject); ok {
			t.Errorf("%q is of %s", subject, d)
		}
	}
}

// Streams are called as their services, in capitals, and not as one another.
func TestStreams(t *testing.T) {
	seen := map[string]bool{bus.Leads: true, bus.Answers: true}
	for _, service := range []string{"intake", "routing", "enforcement", "disclosure"} {
		stream := bus.Stream(service)
		if stream != strings.ToUpper(service) || seen[stream] {
			t.Error(stream)
		}
		seen[stream] = true
	}
}
