// Package handoff is the heart of routing: who holds a lead, who owes an answer, and what each word said about it changes.
//
//	received ─► desk 待研判 ◄──────────────── taken back, supplemented ──────────────┐
//	             │  ▲  │ └─ send-back ─► declined 退回来源 ────────────────────────────┤
//	      assign │  │  └── letter ─► lettered 已去函·待回执 ── receipt ─► closed ───────┤ (ended)
//	             ▼  │ assign: a return granted                                       │
//	        dispatched 已派单·待签收 ◄──────────── designate ─────────┐                 │
//	             │ sign                                            │                 │
//	             ▼         second "not ours", cycle, dispute       │                 │
//	          signed 办理中 ─────────────────────────────► disputed 管辖争议            │
//	             │ ▲   ▲ └─ transfer, refer: an offer; signed, the other holds it    │
//	        done │ │   └─ return asked 申请退单: the holder stays until it is decided   │
//	             ▼ │ rework                                                         │
//	        submitted 办结待审核 ── close ─► closed 已办结 ── revisit ─► archived 已归档 ──┤
//	                                         └── redo ─► signed                      │
//	                       any of them ── merge ─► merged 已并案 ── unmerge ─► as before┘
//
// A lead has exactly one holder at every instant until it ends: the desk until a department signs, then that department, and the
// taskforce while it rules on what nobody works on. Whoever gives a lead away stays holder until the receiver signs; asking for a
// return is an answer and so a receipt too. Returns are requests to the desk, never sideways; the second "not ours" and every
// cycle go to the taskforce, whose ruling binds. Assisting departments have duties of their own beside the lead's. Every change is
// one numbered record that names the digest of the one before; a command that is refused changes nothing else and is a record as
// well.
//
// Everything here is a pure function of the lead, the word and the time. docs/handoff.md is its specification.
package handoff

import "xiansuo/pkg/lead"

// The bounds of a lead's way. Each department is offered a lead once; after the second "not ours" only the taskforce moves it, once,
// and once more when it reviews its ruling; and the police may give back, once, what they did not file, and take it again when they
// reconsider. A provisional lead may be named once.
const (
	MaxNotOurs      = 2
	MaxDesignations = 1
	MaxReviews      = 1
	// MaxMoves is how often a lead can come to another holding department at most.
	MaxMoves = 6 + MaxDesignations + MaxReviews + 1 + 2
)

// State is where a lead is on its way.
type State string

// The states.
const (
	AtDesk     State = "desk"
	Dispatched State = "dispatched"
	Signed     State = "signed"
	Disputed   State = "disputed"
	Submitted  State = "submitted"
	Lettered   State = "lettered"
	Declined   State = "declined"
	Closed     State = "closed"
	Archived   State = "archived"
	Merged     State = "merged"
)

var stateNames = map[State]lead.Name{
	AtDesk: {ZH: "待研判", EN: "At the desk"}, Dispatched: {ZH: "已派单·待签收", EN: "Dispatched, not signed"},
	Signed: {ZH: "已签收·办理中", EN: "Signed, in hand"}, Disputed: {ZH: "管辖争议", EN: "Disputed"},
	Submitted: {ZH: "办结待审核", EN: "Submitted, not reviewed"}, Lettered: {ZH: "已去函·待回执", EN: "Letter sent, no receipt yet"},
	Declined: {ZH: "退回来源", EN: "Sent back"}, Closed: {ZH: "已办结", EN: "Closed"}, Archived: {ZH: "已归档", EN: "Archived"},
	Merged: {ZH: "已并案", EN: "Merged"},
}

// Name returns what the state is called.
func (s State) Name() lead.Name { return stateNames[s] }

// Ended reports whether nobody holds a lead in this state.
func (s State) Ended() bool { return s == Declined || s == Closed || s == Archived || s == Merged }

// DutyState is how far somebody is with what was asked.
type DutyState string

// The states of a duty.
const (
	Sent        DutyState = "sent"         // asked, not signed
	InHand      DutyState = "signed"       // signed
	ReturnAsked DutyState = "return-asked" // wants to give it back; the desk decides
	Handed      DutyState = "submitted"    // as lead: done, the desk reviews
	Following   DutyState = "following"    // gave it to another, and is told the result
	Done        DutyState = "done"
	Ended       DutyState = "ended" // taken back, excused, recalled or refused
)

// Open reports whether something is still owed.
func (s DutyState) Open() bool { return s == Sent || s == InHand || s == ReturnAsked || s == Handed }

// Holds reports whether a lead duty in this state is that of the holder.
func (s DutyState) Holds() bool { return s == InHand || s == ReturnAsked || s == Handed }

// StageName returns what people call where a lead is: finer than its state, as the departments speak of it.
func (l *Lead) StageName() lead.Name {
	switch {
	case l.State == Signed && l.Offer != nil:
		return lead.Name{ZH: "移送中(待签收)", EN: "Being transferred, not signed"}
	case l.State == Signed && l.returning() != nil:
		return lead.Name{ZH: "申请退单(待审)", EN: "Return asked"}
	case l.State == Signed && l.Extension != nil:
		return lead.Name{ZH: "申请延期", EN: "More time asked"}
	case l.State == Signed && l.Rest != nil && l.Rest.Reason == lead.RestQuestion:
		return lead.Name{ZH: "待补正", EN: "Waiting for the reporter"}
	case l.State == Signed && l.Rest != nil:
		return lead.Name{ZH: "挂起", EN: "Suspended"}
	case l.State == Dispatched && l.Designated != "":
		return lead.Name{ZH: "已指定主办·待签收", EN: "Designated, not signed"}
	case l.State == AtDesk && l.RedoAsked:
		return lead.Name{ZH: "诉求人请求重办·待决定", EN: "The reporter asks for a redo"}
	case l.State == AtDesk && l.Reopened:
		return lead.Name{ZH: "办结后又有补充·待研判", EN: "Closed, something new came"}
	}
	return l.State.Name()
}
