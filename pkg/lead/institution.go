package lead

import "time"

// InstitutionChanged says what may be known of an institution from now on, all of it: readers keep the newest version. Nothing that is only
// proposed, watched inside, or not substantiated is in it.
type InstitutionChanged struct {
	// Id in the register.
	Institution string `json:"institution"`
	// From 1, rising.
	Version int `json:"version"`
	// What it is called.
	Name string `json:"name"`
	// What it is called besides, or was.
	Aliases []string `json:"aliases,omitempty"`
	// Unified social credit code.
	USCC string `json:"uscc,omitempty"`
	// Where it teaches.
	Places []string `json:"places,omitempty"`
	// Street or town.
	Street string `json:"street,omitempty"`
	// 证照情况: licensed (有证有照), registered (有照无证) or neither (无证无照).
	Papers Papers `json:"papers"`
	// Its licences to teach.
	Licences []Licence `json:"licences,omitempty"`
	// How it stands: open, suspended or closed.
	Standing Standing `json:"standing"`
	// On the white list: licensed, not suspended, and entered there by its authority.
	Listed bool `json:"listed,omitempty"`
	// Entries of the watch list that are public: those with a decision in force, a basis and an end.
	Watch []WatchEntry `json:"watch,omitempty"`
	// It was put down by mistake, or merged into another: it is shown no more.
	Removed bool `json:"removed,omitempty"`
	// When it became so, UTC.
	At time.Time `json:"at"`
}

// EventType names the event.
func (InstitutionChanged) EventType() string { return "xiansuo.institution.changed.v1" }

// Papers is whether an institution has a licence to teach and is registered (证照情况).
type Papers string

// The three ways.
const (
	BothPapers     Papers = "licensed"   // 有证有照: licensed to teach and registered
	OnlyRegistered Papers = "registered" // 有照无证: registered only
	NoPapers       Papers = "neither"    // 无证无照: neither
)

// Standing is how an institution stands.
type Standing string

// The standings. An institution with an open safety order is suspended (整改不到位不得开展培训).
const (
	Open      Standing = "open"      // 正常: nothing keeps it from teaching what it is licensed for
	Suspended Standing = "suspended" // 停业整改: it must not teach before a recheck is passed
	Closed    Standing = "closed"    // 已停办: it does not teach any more
)

// Licence is a licence to teach (办学许可).
type Licence struct {
	// Its number.
	Number string `json:"number"`
	// Who gave it.
	Authority string `json:"authority,omitempty"`
	// For what it is given, such as 学科类、艺术类、体育类.
	Scope string `json:"scope"`
	// From which day, in China: 2006-01-02.
	From string `json:"from,omitempty"`
	// Until which day, in China, where it ends: 2006-01-02.
	Until string `json:"until,omitempty"`
}

// WatchEntry is an entry of the watch list (重点监管名单).
type WatchEntry struct {
	// Number of the decision that it rests on.
	Decision string `json:"decision"`
	// The provision that it rests on.
	Basis string `json:"basis"`
	// From which day, in China: 2006-01-02.
	From string `json:"from"`
	// Until which day, in China: 2006-01-02.
	Until string `json:"until"`
}

// OperationEnded says what a joint operation (联合执法) did.
type OperationEnded struct {
	// Its id.
	Operation string `json:"operation"`
	// Which departments took part.
	Departments []Department `json:"departments"`
	// On which day, in China: 2006-01-02.
	On string `json:"on"`
	// Street or town.
	Street string `json:"street,omitempty"`
	// How many sites were visited.
	Sites int `json:"sites"`
	// How many findings were made there.
	Findings int `json:"findings"`
	// The cases that the departments opened for them.
	Cases []string `json:"cases,omitempty"`
}

// EventType names the event.
func (OperationEnded) EventType() string { return "xiansuo.operation.ended.v1" }

// PromiseLapsed says that what a self-check or a patrol found was not mended by the day that was promised. Intake makes a lead of it.
type PromiseLapsed struct {
	// Id of the item that is not done; it becomes the ticket number of the lead.
	Promise string `json:"promise"`
	// From which channel it came: patrol or self-check.
	Channel Channel `json:"channel"`
	// What is not done, in words.
	Text string `json:"text"`
	// Who promised it.
	Target *Target `json:"target,omitempty"`
	// Where.
	Place *Place `json:"place,omitempty"`
	// By which day it was promised, in China: 2006-01-02.
	Due string `json:"due"`
	// How fast somebody must act.
	Urgency Urgency `json:"urgency,omitempty"`
}

// EventType names the event.
func (PromiseLapsed) EventType() string { return "xiansuo.promise.lapsed.v1" }
