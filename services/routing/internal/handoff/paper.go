package handoff

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"xiansuo/pkg/lead"
)

// registrable are the words that may be registered for somebody who gave them on paper or by phone.
var registrable = []string{"sign", "return", "reject", "done", "feed-back", "incomplete", "file"}

// mayRegister: the party holds the lead, or is the desk, and somebody else could give a word that may be registered.
func mayRegister(c *change, party string) *Refusal {
	if party != string(lead.Desk) && party != string(c.l.Holder) {
		return notYours("the holder or the desk registers an answer for somebody")
	}
	for _, d := range c.l.Duties {
		for _, name := range registrable {
			word, _ := lead.WordNamed(name)
			if string(d.Department) != party && c.may(word.Fact.EventType(), string(d.Department)) == nil {
				return nil
			}
		}
	}
	return &Refusal{NotAsked, "nobody else could say anything now that may be registered"}
}

// register gives a word for whoever gave it outside this system: it has its effect, is marked, and can be contested.
func (c *change) register(party string, f lead.AnswerRegistered) *Refusal {
	if refusal := mayRegister(c, party); refusal != nil {
		return refusal
	}
	word, ok := lead.WordNamed(f.Word)
	switch {
	case !ok || !slices.Contains(registrable, f.Word):
		return &Refusal{InvalidAnswer, fmt.Sprintf("word must be one of %v", registrable)}
	case string(f.For) == party:
		return &Refusal{InvalidAnswer, "for must be somebody else: give the word itself"}
	case f.Receipt == "":
		return &Refusal{InvalidAnswer, "receipt must be the number of the receipt"}
	case f.Via == lead.Paper && (f.Scan == nil || f.Scan.SHA256 == ""):
		return &Refusal{InvalidAnswer, "what was given on paper needs a scan with its sha256"}
	}
	fact, refusal := decodeFact(word.Fact, f.Data)
	if refusal != nil {
		return refusal
	}
	c.via = &lead.Registered{Way: f.Via, By: party, Receipt: f.Receipt}
	if f.Scan != nil {
		c.via.SHA256 = f.Scan.SHA256
	}
	typ := word.Fact.EventType()
	before := len(c.Records)
	if refusal := c.obey(Command{Type: typ, Party: string(f.For), Fact: fact}); refusal != nil {
		c.via = nil
		return refusal
	}
	for _, r := range c.Records[before:] {
		if r.From == string(f.For) { // signed and return-asked are both what it is said to have answered
			c.l.Registered = append(c.l.Registered, Registration{Record: r.No, For: lead.Department(f.For)})
		}
	}
	c.say(lead.AnswerAccepted{Answer: c.w.Cause, Type: typ, Record: c.Records[len(c.Records)-1]}, lead.Department(f.For))
	c.via = nil
	return nil
}

// decodeFact reads the data of a word.
func decodeFact(kind lead.Fact, data map[string]any) (lead.Fact, *Refusal) {
	raw, err := json.Marshal(data)
	if err != nil {
		return nil, &Refusal{InvalidAnswer, "data must be the data of the word"}
	}
	value := reflect.New(reflect.TypeOf(kind))
	if err := json.Unmarshal(raw, value.Interface()); err != nil {
		return nil, &Refusal{InvalidAnswer, "data does not fit the word"}
	}
	return value.Elem().Interface().(lead.Fact), nil
}

// registeredFor: somebody registered an answer for the party.
func registeredFor(c *change, party string) *Refusal {
	if !slices.ContainsFunc(c.l.Registered, func(r Registration) bool { return string(r.For) == party }) {
		return &Refusal{NotRegistered, "nobody registered an answer for " + party}
	}
	return nil
}

// contest says that an answer was not given, or not so. The taskforce looks; where nothing binds yet, it rules.
func contest(c *change, party string, f lead.AnswerContested) *Refusal {
	l := c.l
	if !slices.Contains(l.Registered, Registration{f.Record, lead.Department(party)}) {
		return &Refusal{NotRegistered, fmt.Sprintf("record %d is no answer that somebody registered for %s", f.Record, party)}
	}
	l.Registered = slices.DeleteFunc(l.Registered, func(r Registration) bool { return r.Record == f.Record })
	r := c.record(lead.KindContested, party, string(lead.Taskforce), lead.Record{Note: fmt.Sprintf("第 %d 号记录：%s", f.Record, f.Reason)})
	c.note(r, lead.Department(party))
	if d := l.Duty(lead.Department(party)); mayDispute(c, party) == nil && d.Role == lead.RoleLead {
		c.toTaskforce(party, "对代为登记的答复有异议")
		return nil
	}
	c.notice(lead.Taskforce, lead.KindContested, c.w.At)
	return nil
}
