package lead

import "time"

// LeadRouted says that the rules decided where a lead must go.
type LeadRouted struct {
	// The record of the decision.
	Record Record `json:"record"`
	// The sender's source.
	Sender string `json:"sender"`
	// The sender's ticket number.
	Number string `json:"number,omitempty"`
	// What the rules decided and why.
	Decision Decision `json:"decision"`
}

// EventType names the event.
func (LeadRouted) EventType() string { return "xiansuo.lead.routed.v1" }

// LeadUnrouted says that no rule claims a lead, or only weakly: a person at the desk decides.
type LeadUnrouted struct {
	// The record of it, with the clock that runs against the desk.
	Record Record `json:"record"`
	// The sender's source.
	Sender string `json:"sender"`
	// The sender's ticket number.
	Number string `json:"number,omitempty"`
	// What the rules decided and why.
	Decision Decision `json:"decision"`
}

// EventType names the event.
func (LeadUnrouted) EventType() string { return "xiansuo.lead.unrouted.v1" }

// LeadDeclined says that a lead is not for this system and goes back to its sender, with the reason.
type LeadDeclined struct {
	// The record of the decline.
	Record Record `json:"record"`
	// Why, as a code of the taxonomy: X01 to X10.
	Category Category `json:"category"`
	// Why, in words that the sender may pass on.
	Explanation Bilingual `json:"explanation"`
}

// EventType names the event.
func (LeadDeclined) EventType() string { return "xiansuo.lead.declined.v1" }

// Bilingual is a short text in both languages.
type Bilingual struct {
	// In Chinese.
	ZH string `json:"zh"`
	// In English.
	EN string `json:"en"`
}

// LeadTakenBack says that a lead that had ended is at the desk again: somebody undid a decline, or something new came.
type LeadTakenBack struct {
	// The record of it, with the clock that runs against the desk.
	Record Record `json:"record"`
}

// EventType names the event.
func (LeadTakenBack) EventType() string { return "xiansuo.lead.takenback.v1" }

// LeadClosed says that a lead has ended and how.
type LeadClosed struct {
	// The record that ended it.
	Record Record `json:"record"`
	// How it ended.
	Outcome Outcome `json:"outcome"`
	// What the reporter is told.
	Reply string `json:"reply,omitempty"`
	// How many parts are still open, where the lead was split: it is done altogether when none is, which is said once more then.
	Left int `json:"left,omitempty"`
}

// EventType names the event.
func (LeadClosed) EventType() string { return "xiansuo.lead.closed.v1" }

// HandoffDispatched is the message in a department's or unit's queue: a lead to lead or to assist with, all that is needed to act, and
// nothing about who reported it. Its record says how it came: by the desk, a transfer, a referral, a ruling, or to be done again.
type HandoffDispatched struct {
	// The record of the dispatch, with the clocks that run against the department.
	Record Record `json:"record"`
	// What the department is asked to do.
	Role Role `json:"role"`
	// The department that must lead; absent while the desk decides.
	Lead Department `json:"lead,omitempty"`
	// Those who are asked to assist.
	Assist []Party `json:"assist,omitempty"`
	// Sent because of a critical sign, whatever else is decided.
	Alert bool `json:"alert,omitempty"`
	// The lead that this is a part of, where it was split.
	Whole string `json:"whole,omitempty"`
	// 投诉 or 举报, where the part is one of them.
	Appeal string `json:"appeal,omitempty"`
	// What it is about, where the desk says otherwise than the decision.
	Category Category `json:"category,omitempty"`
	// What was decided and why.
	Decision Decision `json:"decision"`
	// What the complaint says, masked.
	Matter Matter `json:"matter"`
}

// EventType names the event.
func (HandoffDispatched) EventType() string { return "xiansuo.handoff.dispatched.v1" }

// About is what the lead is about: as the desk says, or else as the rules decided.
func (f HandoffDispatched) About() Category {
	if f.Category != Uncategorised {
		return f.Category
	}
	return f.Decision.Category
}

// HandoffSigned says that a department or unit took what it was sent: as lead it now holds it.
type HandoffSigned struct {
	// The record of the signature; its from is the department.
	Record Record `json:"record"`
	// As what the department was asked.
	Role Role `json:"role"`
}

// EventType names the event.
func (HandoffSigned) EventType() string { return "xiansuo.handoff.signed.v1" }

// HandoffEnded tells a department or unit that what it was sent is no longer asked of it.
type HandoffEnded struct {
	// The record of it; its kind says why: returned, excused, recalled, signed by another, disputed, merged, ...
	Record Record `json:"record"`
	// As what the department was asked.
	Role Role `json:"role"`
}

// EventType names the event.
func (HandoffEnded) EventType() string { return "xiansuo.handoff.ended.v1" }

// HandoffSupplemented passes on what the sender added to a lead.
type HandoffSupplemented struct {
	// The record of the supplement; that of the dispatch when the supplement was there before.
	Record Record `json:"record"`
	// What is new, masked; empty when only files came.
	Text string `json:"text"`
	// Files that belong to it, by reference.
	Attachments []Attachment `json:"attachments,omitempty"`
	// When it came, by the clock of routing.
	At time.Time `json:"at"`
}

// EventType names the event.
func (HandoffSupplemented) EventType() string { return "xiansuo.handoff.supplemented.v1" }

// HandoffUrged passes on that the reporter presses, or that an office reminds.
type HandoffUrged struct {
	// The record of it, with what was said.
	Record Record `json:"record"`
}

// EventType names the event.
func (HandoffUrged) EventType() string { return "xiansuo.handoff.urged.v1" }

// HandoffWithdrawn passes on that the reporter takes the complaint back; the holder decides what becomes of the matter.
type HandoffWithdrawn struct {
	// The record of it, with what was said.
	Record Record `json:"record"`
}

// EventType names the event.
func (HandoffWithdrawn) EventType() string { return "xiansuo.handoff.withdrawn.v1" }

// ReturnAsked says that a department or unit asks the desk to take a lead back. Who leads stays holder until the desk decides.
type ReturnAsked struct {
	// The record of the request: reason, basis and who is said to be competent.
	Record Record `json:"record"`
	// As what the department was asked.
	Role Role `json:"role"`
}

// EventType names the event.
func (ReturnAsked) EventType() string { return "xiansuo.return.asked.v1" }

// ReturnRefused says that the desk refuses a return: the lead stays where it is.
type ReturnRefused struct {
	// The record of the refusal, with the desk's reason.
	Record Record `json:"record"`
	// As what the department was asked.
	Role Role `json:"role"`
}

// EventType names the event.
func (ReturnRefused) EventType() string { return "xiansuo.return.refused.v1" }

// AssistDone says that who assists answered its part.
type AssistDone struct {
	// The record of the answer, with its outcome.
	Record Record `json:"record"`
}

// EventType names the event.
func (AssistDone) EventType() string { return "xiansuo.assist.done.v1" }

// CommandRefused says that a word of the desk, the taskforce or 司法局 had no effect, and why.
type CommandRefused struct {
	// The record of the refusal.
	Record Record `json:"record"`
	// Code of the refusal, such as not-at-desk.
	Code string `json:"code"`
	// What is wrong, in words.
	Detail string `json:"detail"`
}

// EventType names the event.
func (CommandRefused) EventType() string { return "xiansuo.command.refused.v1" }
