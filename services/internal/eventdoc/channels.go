package eventdoc

import (
	"fmt"
	"strings"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/lead"
)

func channels() object {
	out := object{
		{"complaints", object{
			{"address", complaintsAddress}, {"servers", []any{ref("servers/http")}}, {"title", "Complaints"},
			{"description", "Senders post one event in structured or binary mode, or a batch of at most 1000 (application/cloudevents-batch+json). 202 means a new lead, saved, " +
				"200 that it or its ticket is known and what is new was saved, 207 that some of a batch were refused; problems are RFC 9457."},
			{"messages", refsOf("components", by(sender))},
		}},
		{"answers", object{
			{"address", "answers.v1.{district}.{department}"}, {"servers", []any{ref("servers/nats")}}, {"title", "Answers over NATS"},
			{"description", "A department publishes what it answers; whether it counts comes back in its queue. What names an event in causationid waits for it, at most " + waitsForCause + "."},
			{"parameters", object{{"district", ref("components/parameters/district")}, {"department", ref("components/parameters/department")}}},
			{"messages", refsOf("components", by(department))},
			{"x-jetstream", jetstream(bus.Answers, "answers.v1.{district}.*", keptAnswers, nil)},
		}},
		{"wordsOverHTTP", object{
			{"address", braced(answersAddress)}, {"servers", []any{ref("servers/http")}}, {"title", "Answers and decisions over HTTP, as events"},
			{"description", "The same for departments that cannot open a NATS port, and for units and offices, which have no account. The response tells the outcome: 200 with the " +
				"record, 202 while it waits for its cause, a problem (RFC 9457) when it is refused. What concerns a department comes in its queue as well."},
			{"parameters", object{{"lead", ref("components/parameters/lead")}}},
			{"messages", refsOf("components", isWord)},
		}},
		{"commands", object{
			{"address", braced(wordsAddress)}, {"servers", []any{ref("servers/http")}}, {"title", "Answers and decisions over HTTP, as commands"},
			{"description", "The same words without an envelope: the word is in the address and its data is the body, as JSON."},
			{"parameters", object{{"lead", ref("components/parameters/lead")}, {"word", object{{"description", "Name of the word."}, {"enum", names()}}}}},
			{"messages", commandRefs("components")},
		}},
		{"queue", object{
			{"address", "leads.v1.{district}.{department}.{event}"}, {"servers", []any{ref("servers/nats")}}, {"title", "A department's queue"},
			{"description", "What a department, or a unit of the district, must know and do. It is pulled from the durable consumer of its own account, or over HTTP at " + queueAddress +
				", and acknowledged event by event. In order of routing's log; redelivery may change it, so order by record.no within a lead."},
			{"parameters", object{{"district", ref("components/parameters/district")}, {"department", ref("components/parameters/queue")}, {"event", eventParameter(inQueue)}}},
			{"messages", refsOf("components", inQueue)},
			{"x-jetstream", jetstream(bus.Leads, "leads.v1.{district}.>", keptLeads, queueConsumer())},
		}},
	}
	for _, s := range services {
		out = out.with(string(s), object{
			{"address", "events.v1." + string(s) + ".{partition}.{event}"}, {"servers", []any{ref("servers/nats")}}, {"title", "What " + string(s) + " says"},
			{"description", fmt.Sprintf("The log of %s, numbered without a gap in sequence. The stream is a cache of it: what it lost is filled in again.", s)},
			{"parameters", object{{"partition", ref("components/parameters/partition")}, {"event", eventParameter(by(s))}}},
			{"messages", refsOf("components", by(s))},
			{"x-jetstream", jetstream(bus.Stream(string(s)), bus.EventSubjects(string(s)), keptEvents, nil)},
		})
	}
	return out.with("missed", missedChannel()).with("missedReply", missedReply())
}

// braced turns the placeholders of events.md into those of AsyncAPI.
func braced(address string) string { return strings.NewReplacer("<", "{", ">", "}").Replace(address) }

// parameters are those that several channels share.
func parameters() object {
	var partitions []any
	for n := range bus.Partitions {
		partitions = append(partitions, fmt.Sprintf("%02d", n))
	}
	return object{
		{"district", object{{"description", "Six-digit division code of the district."}, {"examples", []any{"990101"}}}},
		{"department", object{{"description", "One of the six departments."}, {"enum", list(lead.Departments())}}},
		{"queue", object{{"description", "One of the six departments, or a unit of the district by its code."}, {"examples", append(list(lead.Departments()), "street-liutang")}}},
		{"lead", object{{"description", "The lead, as in the event's subject."}, {"examples", []any{"990101-2026-002036"}}}},
		{"partition", object{{"description", "FNV-1a of the lead modulo the number of partitions: all events of a lead are in one."}, {"enum", partitions}}},
	}
}

func eventParameter(which func(fact) bool) object {
	var all []any
	for _, f := range spoken() {
		if which(f) {
			all = append(all, strings.Join(strings.Split(f.Type, ".")[1:3], "."))
		}
	}
	return object{{"description", "Noun and verb of the type."}, {"enum", all}}
}

func operations() object {
	post := object{{"http", object{{"method", "POST"}, {"bindingVersion", "0.3.0"}}}}
	outcome := func(f fact) bool { return f.Ref == "answer.accepted" || f.Ref == "answer.refused" }
	out := object{
		{"takeComplaint", operation("receive", "complaints", "Take a complaint, or a later word about one, from a sender.", by(sender)).with("bindings", post)},
		{"takeAnswer", operation("receive", "answers", "Take a department's answer. The outcome is said in its queue, with the answer's id as causationid.", by(department)).
			with("reply", object{{"channel", ref("channels/queue")}, {"messages", values(refsOf("channels/queue", outcome))}})},
		{"takeWordOverHTTP", operation("receive", "wordsOverHTTP", "Take an answer, or a decision of an office, and tell the outcome at once.", isWord).with("bindings", post)},
		{"takeCommand", object{{"action", "receive"}, {"channel", ref("channels/commands")}, {"summary", "Take a word as a command and tell the outcome at once."},
			{"messages", values(commandRefs("channels/commands"))}, {"bindings", post}}},
		{"fillQueue", operation("send", "queue", "Put what concerns a department into its queue, once each, until its consumer has acknowledged it.", inQueue)},
	}
	for _, s := range services {
		out = out.with(string(s)+"Says", operation("send", string(s), "Announce what "+string(s)+" decided, in the order of its log.", by(s)))
	}
	return out.with("tellMissed", missedOperation())
}

func operation(action, channel, summary string, which func(fact) bool) object {
	return object{{"action", action}, {"channel", ref("channels/" + channel)}, {"summary", summary}, {"messages", values(refsOf("channels/"+channel, which))}}
}
