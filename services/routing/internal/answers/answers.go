// Package answers reads the words that are said about leads, however they came: over NATS or over HTTP it is the same command.
package answers

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/schema"
	"xiansuo/services/routing/internal/handoff"
)

// Incoming is a word as it was read, or why it cannot be one.
type Incoming struct {
	handoff.Command
	Source string
	Lead   string
	// Others are leads that it names besides.
	Others []string
	// After is the id of what it follows; it waits until that is known. Empty waits for nothing.
	After string
	// Digest is the same for equal type, subject and data.
	Digest [sha256.Size]byte
	// Body is the event as JSON, to be kept while it waits.
	Body []byte
	// Refusal is set when the word cannot be taken, whatever the lead.
	Refusal *handoff.Refusal
}

// LeadVersion is the extension attribute that names the newest record that whoever gives a word had seen: when the chain has grown
// since, the word is refused.
const LeadVersion = "leadversion"

// Reader reads words of one district.
type Reader struct {
	District string
	Schemas  *schema.Set
}

// Source is how a party names itself in events.
func (r Reader) Source(party string) string { return fmt.Sprintf("/%s/%s", r.District, party) }

// Read reads an event that a party sent. The party is known from the way it came: its account, or its token.
func (r Reader) Read(e event.Event, party string) Incoming {
	in := Incoming{Command: handoff.Command{ID: e.ID(), Type: e.Type(), Party: party}, Source: e.Source(), Lead: e.Subject(),
		After: event.Extension(e, event.CausationID)}
	in.Refusal = r.check(e, &in)
	data, violations := r.Schemas.Check(e.Type(), e.Data())
	in.Digest = digest(e, data.Digest)
	if in.Refusal == nil && len(violations) > 0 {
		in.Refusal = &handoff.Refusal{Code: handoff.InvalidAnswer, Detail: violations[0].Field + " " + violations[0].Detail}
	}
	if in.Refusal == nil {
		in.Fact, in.Refusal = r.fact(e.Type(), data.JSON)
	}
	if in.Refusal == nil {
		in.Others = others(in.Lead, in.Fact)
		in.Body, _ = e.MarshalJSON() // it was read from JSON
	}
	return in
}

func (r Reader) check(e event.Event, in *Incoming) *handoff.Refusal {
	switch {
	case e.Source() != r.Source(in.Party):
		return &handoff.Refusal{Code: handoff.WrongSource, Detail: "source must be " + r.Source(in.Party)}
	case e.Subject() == "":
		return &handoff.Refusal{Code: handoff.InvalidAnswer, Detail: "subject must be the lead"}
	case kinds[e.Type()] == nil:
		return &handoff.Refusal{Code: handoff.UnknownAnswer, Detail: "type must be that of an answer or a decision, such as xiansuo.answer.signed.v1; docs/handoff.md lists them"}
	}
	if seen := event.Extension(e, LeadVersion); seen != "" {
		n, err := strconv.Atoi(seen)
		if err != nil || n < 1 {
			return &handoff.Refusal{Code: handoff.InvalidAnswer, Detail: LeadVersion + " must be the number of a record"}
		}
		in.Seen = n
	}
	return nil
}

// kinds are the words by type.
var kinds = func() map[string]reflect.Type {
	all := map[string]reflect.Type{}
	for _, w := range lead.Words() {
		all[w.Fact.EventType()] = reflect.TypeOf(w.Fact)
	}
	return all
}()

func digest(e event.Event, data [sha256.Size]byte) [sha256.Size]byte {
	return sha256.Sum256([]byte(e.Type() + "\x00" + e.Subject() + "\x00" + string(data[:])))
}

// fact decodes the data of a word. A word that is registered for somebody must itself keep to its schema.
func (r Reader) fact(typ string, data []byte) (lead.Fact, *handoff.Refusal) {
	value := reflect.New(kinds[typ])
	if err := event.Unmarshal(data, value.Interface()); err != nil {
		return nil, &handoff.Refusal{Code: handoff.InvalidAnswer, Detail: "data does not fit its type"}
	}
	f := value.Elem().Interface().(lead.Fact)
	if registered, ok := f.(lead.AnswerRegistered); ok {
		word, known := lead.WordNamed(registered.Word)
		raw, err := json.Marshal(registered.Data)
		if known && err == nil {
			if _, violations := r.Schemas.Check(word.Fact.EventType(), raw); len(violations) > 0 {
				return nil, &handoff.Refusal{Code: handoff.InvalidAnswer, Detail: "/data" + violations[0].Field + " " + violations[0].Detail}
			}
		}
	}
	return masked(f), nil
}

// others returns the leads that a word touches besides its own.
func others(id string, f lead.Fact) (ids []string) {
	if whole := lead.WholeOf(id); whole != id {
		ids = append(ids, whole)
	}
	if m, ok := f.(lead.DecisionMerged); ok && m.Into != id {
		ids = append(ids, m.Into)
	}
	return ids
}

// Reread reads a word again that was kept while it waited.
func (r Reader) Reread(party string, body []byte) (Incoming, error) {
	e, err := event.Parse(body)
	if err != nil {
		return Incoming{}, fmt.Errorf("a word that waited: %w", err)
	}
	return r.Read(e, party), nil
}

// Broken is a word that is no event at all.
func Broken(party string, why string) Incoming {
	return Incoming{Command: handoff.Command{Party: party}, Refusal: &handoff.Refusal{Code: handoff.InvalidAnswer, Detail: why}}
}
