package eventdoc

// Readers within the hub's account ask a source for what they miss. It is no event but a request over core NATS, which the
// processes of a service share as a queue group.

func missedChannel() object {
	return object{
		{"address", missedSubject + "{service}"}, {"servers", []any{ref("servers/nats")}}, {"title", "What a reader missed"},
		{"description", "A reader that sees a gap in sequence, or wants to know where a log ends, asks its source. For readers within the hub's account."},
		{"parameters", object{{"service", object{{"description", "The source that is asked."}, {"enum", list(services)}}}}},
		{"messages", object{{"missed.asked", ref("components/messages/missed.asked")}}},
	}
}

// What package outbox calls these. A test compares them with the code.
const (
	missedSubject = "fetch.v1."
	missedHeader  = "Xiansuo-Head"
	missedParts   = "Xiansuo-Partitions"
	missedLimit   = 500
)

func missedMessages() object {
	return object{
		{"missed.asked", object{
			{"title", "What follows a sequence?"}, {"contentType", "application/json"},
			{"payload", object{{"type", "object"}, {"properties", object{
				{"after", object{{"type", "integer"}, {"minimum", 0}, {"description", "The last sequence that the reader has."}}},
				{"limit", object{{"type", "integer"}, {"minimum", 0}, {"maximum", missedLimit}, {"description", "How many events it wants; 0 asks for the head only."}}},
				{"of", object{{"type", "string"}, {"description", "A source asks its reader: up to which number have you applied mine, and for how many milliseconds has the oldest waited of what you made of it? It is told {\"applied\":21905,\"behind\":12}."}}},
			}}}},
			{"examples", []any{object{{"name", "missed.asked"}, {"payload", object{{"after", 21905}, {"limit", missedLimit}}}}}},
		}},
		{"missed.told", object{
			{"title", "What follows, and where the log ends"}, {"contentType", "application/x-ndjson"},
			{"headers", object{{"type", "object"}, {"required", []any{missedHeader}}, {"properties", object{
				{missedHeader, object{{"type", "string"}, {"pattern", "^[0-9]+$"}, {"description", "Sequence of the newest event."}}},
				{missedParts, object{{"type", "string"}, {"pattern", "^[0-9a-f]*$"}, {"description", "The partition of each event, a hexadecimal digit each."}}},
			}}}},
			{"payload", object{{"type", "string"}, {"description", "Events in the JSON format, in order, one to a line, as many as fit."}}},
		}},
	}
}

func missedOperation() object {
	return object{
		{"action", "receive"}, {"channel", ref("channels/missed")}, {"summary", "Tell a reader what follows in a log, and where it ends."},
		{"messages", []any{ref("channels/missed/messages/missed.asked")}},
		{"bindings", object{{"nats", object{{"queue", "{service}"}, {"bindingVersion", "0.1.0"}}}}},
		{"reply", object{
			{"address", object{{"location", "$message.header#/reply"}, {"description", "The request's reply subject."}}},
			{"channel", ref("channels/missedReply")}, {"messages", []any{ref("channels/missedReply/messages/missed.told")}},
		}},
	}
}

// missedReply has no address of its own: each request names one.
func missedReply() object {
	return object{
		{"address", nil}, {"servers", []any{ref("servers/nats")}}, {"title", "The answer to it"},
		{"messages", object{{"missed.told", ref("components/messages/missed.told")}}},
	}
}
