package eventdoc

import (
	"fmt"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// asyncapi returns the AsyncAPI 3.0 document. The application that it describes is xiansuo as a whole: what it receives, others
// send.
func (l *language) asyncapi() ([]byte, error) {
	messages, err := l.messages()
	if err != nil {
		return nil, err
	}
	messages = append(append(messages, commandMessages()...), missedMessages()...)
	schemas, err := l.components()
	if err != nil {
		return nil, err
	}
	body, err := encode(object{
		{"asyncapi", "3.0.0"},
		{"info", object{
			{"title", "xiansuo 线索: events"},
			{"version", "1.0.0"},
			{"description", "Every event of xiansuo is a CloudEvent 1.0. events.md beside this file tells the same for people: who says what to whom, " +
				"how it is delivered, and one lead's story.\n"},
			{"license", object{{"name", "Apache-2.0"}}},
		}},
		{"defaultContentType", event.ContentType},
		{"servers", servers()},
		{"channels", channels()},
		{"operations", operations()},
		{"components", object{
			{"messages", messages},
			{"schemas", schemas},
			{"parameters", parameters()},
			{"securitySchemes", object{
				{"token", object{{"type", "http"}, {"scheme", "bearer"}, {"description", "The token of a sender, a department or unit, the desk, the taskforce, the justice bureau or an auditor."}}},
				{"account", object{{"type", "asymmetricEncryption"}, {"description", "A .creds file: the JWT and the key of a user of the department's own NATS account."}}},
			}},
		}},
	})
	return append([]byte("# Made by `make generate` from pkg/lead; see services/internal/eventdoc. Do not edit.\n"), body...), err
}

func servers() object {
	return object{
		{"http", object{
			{"host", "127.0.0.1:8080"}, {"protocol", "http"},
			{"description", "As `xiansuo up` listens; a district puts HTTPS in front."},
			{"security", []any{ref("components/securitySchemes/token")}},
		}},
		{"nats", object{
			{"host", "127.0.0.1:4222"}, {"protocol", "nats"},
			{"description", "The broker, with JetStream. Each department has an account of its own, which sees its own queue and its own answers only."},
			{"security", []any{ref("components/securitySchemes/account")}},
		}},
	}
}

// messages are the facts, each with its envelope and its examples.
func (l *language) messages() (out object, err error) {
	for _, f := range lead.Facts() {
		one := l.fact(f)
		var examples []any
		for _, x := range one.Examples {
			examples = append(examples, object{{"name", x.Name}, {"summary", x.Scene()}, {"payload", x.payload()}})
		}
		if len(examples) == 0 {
			return nil, fmt.Errorf("%s has no example", one.Type)
		}
		message := object{{"name", one.Type}, {"title", one.Ref + " " + one.ZH}, {"summary", one.Says}, {"contentType", event.ContentType}}
		if one.By != sender { // who does not know the lead yet
			message = message.with("correlationId", object{{"location", "$message.payload#/correlationid"}, {"description", "The lead."}})
		}
		out = out.with(one.Ref, message.with("payload", payload(one)).with("examples", examples))
	}
	return out, nil
}

// payload is the envelope with the data of one fact in it.
func payload(f fact) object {
	envelope, required := "CloudEvent", []any{"data"}
	properties := object{{"type", object{{"const", f.Type}}}, {"data", ref("components/schemas/" + f.Struct)}}
	switch f.By {
	case sender:
	case department, office:
		required = append(required, "subject")
	default:
		envelope, properties = "NumberedEvent", properties.with("dataschema", object{{"const", event.SchemaURI(f.Type)}})
	}
	return object{{"allOf", []any{
		ref("components/schemas/" + envelope),
		object{{"type", "object"}, {"required", required}, {"properties", properties}},
	}}}
}

// refsOf points to the messages of a channel, or to those of the components.
func refsOf(prefix string, which func(fact) bool) (out object) {
	for _, one := range spoken() {
		if which(one) {
			out = out.with(one.Ref, ref(prefix+"/messages/"+one.Ref))
		}
	}
	return out
}

func values(o object) (out []any) {
	for _, e := range o {
		out = append(out, e.Value)
	}
	return out
}

// spoken are the facts with who says them, without what is read from the repository.
func spoken() (out []fact) {
	for _, f := range lead.Facts() {
		out = append(out, fact{speech: speeches[f.EventType()], Type: f.EventType(), Ref: short(f.EventType())})
	}
	return out
}

func by(s speaker) func(fact) bool { return func(f fact) bool { return f.By == s } }

// isWord reports whether a fact is given about leads: an answer or a decision.
func isWord(f fact) bool { return f.By == department || f.By == office }

func inQueue(f fact) bool { return f.Queue }

// jetstream says how a stream is kept, as outbox.StreamConfig keeps all of them.
func jetstream(name, subject, kept string, consumer object) object {
	out := object{
		{"stream", name}, {"subjects", []any{subject}}, {"retention", "limits"}, {"maxAge", kept}, {"storage", "file"},
		{"denyDelete", true}, {"denyPurge", true},
	}
	if consumer != nil {
		out = out.with("consumer", consumer)
	}
	return out
}

func queueConsumer() object {
	return object{
		{"durable", "{department}"}, {"pull", true}, {"apiPrefix", bus.APIPrefix}, {"filterSubject", "leads.v1.{district}.{department}.>"},
		{"deliverPolicy", "all"}, {"ackPolicy", "explicit"}, {"ackWait", ackWait}, {"maxAckPending", maxAckPending}, {"maxDeliver", -1},
	}
}
