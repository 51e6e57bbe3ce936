// Package bus is JetStream for a client of xiansuo: names of streams and subjects, a department's queue with its answers,
// and the publisher of whole batches that the services use.
package bus

import (
	"fmt"
	"hash/fnv"
	"strings"

	"xiansuo/pkg/lead"
)

// Streams that are no service's own log.
const (
	Leads   = "LEADS"   // what routing sends to the departments' queues
	Answers = "ANSWERS" // what the departments answer
)

// APIPrefix is where a department's account finds its consumer: it has no JetStream of its own.
const APIPrefix = "JS.LEADS.API"

// Partitions is the number of partitions that a source's subjects are spread over by lead.
const Partitions = 16

// Stream returns the name of the stream that holds a service's log.
func Stream(service string) string { return strings.ToUpper(service) }

// EventSubjects covers every event of a service.
func EventSubjects(service string) string { return "events.v1." + service + ".>" }

// EventSubject is where a service publishes an event: events.v1.<service>.<partition>.<noun>.<verb>. The lead's id is not
// part of it, because every distinct subject costs the broker memory.
func EventSubject(service, leadID, typ string) string {
	return fmt.Sprintf("events.v1.%s.%02d.%s", service, Partition(leadID), nounVerb(typ))
}

// Partition returns the partition of a lead, from 0: the same for ever.
func Partition(leadID string) int {
	h := fnv.New32a()
	h.Write([]byte(leadID))
	return int(h.Sum32() % Partitions)
}

// LeadSubjects covers a department's queue.
func LeadSubjects(district string, d lead.Department) string {
	return fmt.Sprintf("leads.v1.%s.%s.>", district, d)
}

// LeadSubject is where routing puts an event into a department's queue.
func LeadSubject(district string, d lead.Department, typ string) string {
	return fmt.Sprintf("leads.v1.%s.%s.%s", district, d, nounVerb(typ))
}

// AnswerSubject is where a department publishes its answers.
func AnswerSubject(district string, d lead.Department) string {
	return fmt.Sprintf("answers.v1.%s.%s", district, d)
}

// DepartmentOf returns the department that an answers subject belongs to.
func DepartmentOf(answerSubject string) (lead.Department, bool) {
	d := lead.Department(answerSubject[strings.LastIndexByte(answerSubject, '.')+1:])
	return d, d.Valid()
}

// nounVerb returns "lead.routed" of "xiansuo.lead.routed.v1". Types come from a closed set, so that no stray token such as
// "*" or an empty one, which publishes into nothing, gets into a subject.
func nounVerb(typ string) string {
	parts := strings.Split(typ, ".")
	if len(parts) != 4 {
		return "unknown.unknown"
	}
	return parts[1] + "." + parts[2]
}
