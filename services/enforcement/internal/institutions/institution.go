package institutions

import (
	"xiansuo/pkg/lead"
)

// Institution is one entry of the register.
type Institution struct {
	ID string `json:"id"`
	Details
	// Decision is the number of the decision by which one without papers was entered.
	Decision string `json:"decision,omitempty"`
	// Removed says why it is shown no more: put down by mistake, or merged into another.
	Removed string `json:"removed,omitempty"`
	// Into is the institution that it was merged into.
	Into string `json:"into,omitempty"`
	// Records is the number of its last record: whoever changes it names the one that was seen.
	Records int `json:"records"`
}

// Details are what a department writes down of an institution. Days are days in China, 2006-01-02.
type Details struct {
	Name string `json:"name"`
	// Aliases are what it is called besides, Former what it was called before.
	Aliases      []string     `json:"aliases,omitempty"`
	Former       []string     `json:"former,omitempty"`
	Registration Registration `json:"registration"`
	Places       []Place      `json:"places,omitempty"`
	Licences     []Licence    `json:"licences,omitempty"`
	Operators    []Operator   `json:"operators,omitempty"`
	// ClosedOn is the day on which it stopped teaching (停办).
	ClosedOn string `json:"closedOn,omitempty"`
}

// RegistrationKind is as what an institution is registered.
type RegistrationKind string

// The kinds of registration.
const (
	Company            RegistrationKind = "company"             // 公司
	IndividualBusiness RegistrationKind = "individual-business" // 个体工商户
	NonEnterprise      RegistrationKind = "non-enterprise"      // 民办非企业单位
)

var registrationKinds = []RegistrationKind{Company, IndividualBusiness, NonEnterprise}

// Registration is its registration as a legal entity or business (登记).
type Registration struct {
	Kind RegistrationKind `json:"kind,omitempty"`
	// USCC is its unified social credit code.
	USCC string `json:"uscc,omitempty"`
	From string `json:"from,omitempty"`
	// Until is the last day on which it was registered.
	Until string `json:"until,omitempty"`
}

// In reports whether the registration stands on a day.
func (r Registration) In(day string) bool {
	return r.Kind != "" && within(r.From, r.Until, day)
}

// Place is where it teaches.
type Place struct {
	Address   string `json:"address"`
	Street    string `json:"street,omitempty"`
	Community string `json:"community,omitempty"`
	Grid      string `json:"grid,omitempty"`
}

// Licence is a licence to teach (办学许可).
type Licence struct {
	Number string `json:"number"`
	// Department is the one of the six that gave it; empty for an authority outside, whose licences the taskforce keeps.
	Department lead.Department `json:"department,omitempty"`
	// Authority is who gave it, as the licence says.
	Authority string `json:"authority,omitempty"`
	Scope     string `json:"scope"`
	From      string `json:"from"`
	// Until is its last day.
	Until string `json:"until,omitempty"`
	// EndedOn is the day on which it was revoked or given back before that.
	EndedOn string `json:"endedOn,omitempty"`
}

// In reports whether the licence is in force on a day.
func (l Licence) In(day string) bool {
	return within(l.From, l.Until, day) && (l.EndedOn == "" || day < l.EndedOn)
}

// Operator is who runs it.
type Operator struct {
	Name string `json:"name"`
	// Role is 举办者, 法定代表人 or another word.
	Role string `json:"role,omitempty"`
}

// Papers tells the papers of an institution on a day (证照情况). One that is licensed and not registered has not what it needs to teach
// and counts as neither.
func (d Details) Papers(day string) lead.Papers {
	switch {
	case !d.Registration.In(day):
		return lead.NoPapers
	case len(d.inForce(day)) > 0:
		return lead.BothPapers
	}
	return lead.OnlyRegistered
}

func (d Details) inForce(day string) (out []Licence) {
	for _, l := range d.Licences {
		if l.In(day) {
			out = append(out, l)
		}
	}
	return out
}

// licence returns the licence of a number.
func (d Details) licence(number string) (Licence, bool) {
	for _, l := range d.Licences {
		if l.Number == number {
			return l, true
		}
	}
	return Licence{}, false
}

// Closed reports whether it has stopped teaching by a day.
func (d Details) Closed(day string) bool { return d.ClosedOn != "" && d.ClosedOn <= day }
