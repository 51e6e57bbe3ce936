package eventdoc

import (
	"bytes"
	_ "embed"
	"fmt"
	"reflect"
	"strings"
	"text/template"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

//go:embed events.md.tmpl
var page string

// fact is an event as events.md tells it.
type fact struct {
	speech
	Type, Ref, Struct, Says string
	Members                 []member
	Examples                []example
}

// Anchor is where the event stands in events.md.
func (f fact) Anchor() string { return anchorOf(f.Type) }

// Service reports whether a service says it.
func (f fact) Service() bool { return isService(f.By) }

// Command is the word that it is, for what departments and offices say.
func (f fact) Command() command { return commandOf(f.Type) }

// Source is what stands in the event's source.
func (f fact) Source() string { return f.source() }

// Stream and Subject are where a service says it.
func (f fact) Stream() string  { return bus.Stream(string(f.By)) }
func (f fact) Subject() string { return eventSubject(f.By, f.Type) }

// QueueSubject is where a department finds it.
func (f fact) QueueSubject() string { return queueSubject(f.Type) }

func anchorOf(typ string) string { return strings.ReplaceAll(short(typ), ".", "-") }

func (l *language) fact(f lead.Fact) fact {
	typ := f.EventType()
	s := l.schemas[typ]
	t := reflect.TypeOf(f)
	return fact{speech: speeches[typ], Type: typ, Ref: short(typ), Struct: t.Name(), Says: sentence(t.Name(), s.Description),
		Members: l.members(t, s), Examples: l.of(typ)}
}

// group is what one speaker says.
type group struct {
	Title, Anchor, Text string
	Facts               []fact
}

// groups are the speakers with what they say, in the order of lead.Facts.
func (l *language) groups() []group {
	out := []group{
		{Title: "What senders say 来件方", Anchor: "senders-say", Text: "A sender is whoever holds a token of its own: the hotline, WeChat, grid workers, the mailbox, patrols, the desk, a department. What it " +
			"says may name the reporter; nobody but intake reads it."},
		{Title: "What departments answer 部门答复", Anchor: "departments-answer", Text: "Only an answer changes who is responsible; acknowledging a message does not. Units of the district (街道等) that assist answer " +
			"over HTTP; some words the desk may give as well."},
		{Title: "What offices decide 分派中心、专班、司法局的决定", Anchor: "offices-decide", Text: "The desk (分派中心), the taskforce (专班) and the justice bureau (司法局) have no " +
			"account at the broker: they decide over HTTP or at their pages, which give the same words."},
		{Title: "What intake says 受理", Anchor: "intake-says", Text: "From here on everything is masked: who reported stays in intake."},
		{Title: "What routing says 流转", Anchor: "routing-says", Text: "A `record` in it is the numbered entry of the lead's chain that was written in the same transaction. What is said in a department's " +
			"queue is said in routing's stream as well."},
		{Title: "What enforcement says 执法", Anchor: "enforcement-says", Text: "What becomes of a case, and what may be known of institutions. The subject of what is about no lead is the id of the institution, the operation or the promise."},
		{Title: "What disclosure says 公开", Anchor: "disclosure-says", Text: "What is made public, and what is public no more. The subject is the lead, or the id of the publication."},
	}
	for _, f := range lead.Facts() {
		one := l.fact(f)
		i := map[speaker]int{sender: 0, department: 1, office: 2, intake: 3, routing: 4, enforcement: 5, disclosure: 6}[one.By]
		out[i].Facts = append(out[i].Facts, one)
	}
	return out
}

// stream is a row of the table of streams.
type stream struct{ Name, Subjects, Writer, Holds, Kept string }

func streams() (out []stream) {
	for _, s := range services {
		out = append(out, stream{bus.Stream(string(s)), "events.v1." + string(s) + ".<p>.<noun>.<verb>", string(s), "everything that " + string(s) + " says", keptEvents})
	}
	return append(out,
		stream{bus.Leads, "leads.v1.<district>.<department>.<noun>.<verb>", "routing", "the departments' queues", keptLeads},
		stream{bus.Answers, "answers.v1.<district>.<department>", "the departments", "their answers", keptAnswers})
}

// How long streams keep events, and what a department's consumer allows, in words. A test compares them with the code.
const (
	keptEvents  = "7 days"
	keptLeads   = "400 days"
	keptAnswers = "30 days"

	// waitsForCause is how long a word waits for the event that it names.
	waitsForCause = "10 minutes"

	ackWait       = "30 seconds"
	maxAckPending = 1000
)

func (l *language) markdown() ([]byte, error) {
	t, err := template.New("events.md").Funcs(template.FuncMap{
		"facts": factsTable, "members": membersTable, "streams": streamsTable, "refusals": refusalsTable, "scenes": l.scenesTable,
		"commands": commandsTable,
		"words":    func(v vocabulary) string { return wordsTable(l.words(v)) },
	}).Parse(page)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = t.Execute(&out, map[string]any{
		"Groups": l.groups(), "Parts": l.parts(), "Story": story, "Vocabularies": vocabularies,
		"Facts": len(lead.Facts()), "MaxKiB": event.MaxSize >> 10, "MaxAttribute": event.MaxAttribute,
		"Partitions": bus.Partitions, "LastPartition": fmt.Sprintf("%02d", bus.Partitions-1),
		"AckWait": ackWait, "MaxAckPending": maxAckPending, "APIPrefix": bus.APIPrefix,
		"Words": wordsAddress, "Lead": leadAddress, "IdempotencyKey": idempotencyKey, "IfMatch": ifMatch, "LeadVersion": leadVersion, "WaitsForCause": waitsForCause,
		"Complaints": complaintsAddress, "Answers": answersAddress, "Queue": queueAddress,
	})
	return out.Bytes(), err
}
