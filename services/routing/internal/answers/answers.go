// Package answers reads what departments answer, however it came: over NATS or over HTTP it is the same command.
package answers

import (
	"crypto/sha256"
	"fmt"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/schema"
	"xiansuo/services/routing/internal/handoff"
)

// Incoming is an answer as it was read, or why it cannot be one.
type Incoming struct {
	handoff.Answer
	Source string
	Lead   string
	// Digest is the same for equal type, subject and data.
	Digest [sha256.Size]byte
	// Refusal is set when the answer cannot be taken, whatever the lead.
	Refusal *handoff.Refusal
}

// Reader reads answers of one district.
type Reader struct {
	District string
	Schemas  *schema.Set
}

// Read reads an event that a department sent. The department is known from the way it came: its account, or its token.
func (r Reader) Read(e event.Event, from lead.Department) Incoming {
	in := Incoming{Answer: handoff.Answer{ID: e.ID(), Type: e.Type(), Department: from}, Source: e.Source(), Lead: e.Subject()}
	in.Refusal = r.check(e, from)
	data, violations := r.Schemas.Check(e.Type(), e.Data())
	in.Digest = digest(e, data.Digest)
	if in.Refusal == nil && len(violations) > 0 {
		in.Refusal = &handoff.Refusal{Code: handoff.InvalidAnswer, Detail: violations[0].Field + " " + violations[0].Detail}
	}
	if in.Refusal == nil {
		in.Fact, in.Refusal = fact(e)
	}
	return in
}

func (r Reader) check(e event.Event, from lead.Department) *handoff.Refusal {
	own := fmt.Sprintf("/%s/%s", r.District, from)
	switch {
	case e.Source() != own:
		return &handoff.Refusal{Code: handoff.WrongSource, Detail: "source must be " + own}
	case e.Subject() == "":
		return &handoff.Refusal{Code: handoff.InvalidAnswer, Detail: "subject must be the lead"}
	case !answerTypes[e.Type()]:
		return &handoff.Refusal{Code: handoff.UnknownAnswer, Detail: "answer with xiansuo.answer.signed.v1, .returned.v1 or .done.v1"}
	}
	return nil
}

var answerTypes = map[string]bool{
	lead.AnswerSigned{}.EventType(): true, lead.AnswerReturned{}.EventType(): true, lead.AnswerDone{}.EventType(): true,
}

func digest(e event.Event, data [sha256.Size]byte) [sha256.Size]byte {
	return sha256.Sum256([]byte(e.Type() + "\x00" + e.Subject() + "\x00" + string(data[:])))
}

func fact(e event.Event) (f lead.Fact, refusal *handoff.Refusal) {
	var err error
	switch e.Type() {
	case lead.AnswerSigned{}.EventType():
		f, err = event.As[lead.AnswerSigned](e)
	case lead.AnswerReturned{}.EventType():
		f, err = event.As[lead.AnswerReturned](e)
	case lead.AnswerDone{}.EventType():
		f, err = event.As[lead.AnswerDone](e)
	}
	if err != nil {
		return nil, &handoff.Refusal{Code: handoff.InvalidAnswer, Detail: "data does not fit its type"}
	}
	return f, nil
}

// Broken is an answer that is no event at all.
func Broken(from lead.Department, why string) Incoming {
	return Incoming{Answer: handoff.Answer{Department: from}, Refusal: &handoff.Refusal{Code: handoff.InvalidAnswer, Detail: why}}
}
