package handoff

import "xiansuo/pkg/lead"

// Inside a department a lead is given to a unit or a person, claimed, and taken back. The holder stays the department: queues are
// addressed, never people.

func allot(c *change, party string, f lead.AnswerAllotted) *Refusal {
	if f.Unit == "" && f.Person == "" {
		return &Refusal{InvalidAnswer, "unit or person must say who has it"}
	}
	d := c.l.Duty(lead.Department(party))
	d.Unit, d.Person = f.Unit, f.Person
	c.inside(lead.KindAllotted, d, lead.Record{Unit: f.Unit, Person: f.Person, Note: f.Note})
	return nil
}

func claim(c *change, party string, f lead.AnswerClaimed) *Refusal {
	d := c.l.Duty(lead.Department(party))
	switch {
	case f.By.Person == "":
		return &Refusal{InvalidAnswer, "by.person must say who claims it"}
	case d.Person != "" && d.Person != f.By.Person:
		return &Refusal{ClaimedBefore, "somebody else has it: it must be released first"}
	}
	d.Person = f.By.Person
	if f.By.Unit != "" {
		d.Unit = f.By.Unit
	}
	c.inside(lead.KindClaimed, d, lead.Record{Unit: d.Unit, Person: d.Person})
	return nil
}

func allotted(c *change, party string) *Refusal {
	if d := c.l.Duty(lead.Department(party)); d.Unit == "" && d.Person == "" {
		return &Refusal{NotAsked, "nobody inside has it"}
	}
	return nil
}

func release(c *change, party string, f lead.AnswerReleased) *Refusal {
	d := c.l.Duty(lead.Department(party))
	unit, person := d.Unit, d.Person
	d.Unit, d.Person = "", ""
	c.inside(lead.KindReleased, d, lead.Record{Unit: unit, Person: person, Note: f.Note})
	return nil
}

// inside records what happened inside a department.
func (c *change) inside(kind lead.Kind, d *Duty, more lead.Record) {
	c.who = nil // the record says who has it, not who said so
	r := c.record(kind, string(d.Department), string(d.Department), more)
	c.say(lead.HandoffNoted{Record: r}, "")
}
