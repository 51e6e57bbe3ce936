package handoff

import (
	"slices"
	"time"

	"xiansuo/pkg/lead"
)

// Lead is a lead as routing knows it.
type Lead struct {
	ID, Sender, Number string
	State              State
	Holder             lead.Holder
	Urgency            lead.Urgency
	Category           lead.Category
	Decision           lead.Decision
	Matter             lead.Matter
	Supplements        []Supplement
	Duties             []Duty
	// Clocks are those that have not ended.
	Clocks []Clock
	// Last is the number of the newest record, 0 for a lead that is not known yet.
	Last int
	// TraceParent is that of the request that the lead began with.
	TraceParent string
	Standing
}

// Standing is what the protocol remembers of a lead beside its holder and its duties.
type Standing struct {
	// Head is the digest of the newest record; At is when it was written.
	Head string    `json:"head"`
	At   time.Time `json:"at"`
	// Stood is the number of the newest record that was no refusal: who gives a word must have seen that.
	Stood int `json:"stood,omitempty"`
	// Offered lists the departments that were offered the lead to lead, in order. None is offered it twice but by a ruling.
	Offered []lead.Department `json:"offered,omitempty"`
	// Moves is how often it came to another holding department.
	Moves int `json:"moves,omitempty"`
	// NotOurs is who said that it is not theirs.
	NotOurs []lead.Claim `json:"notOurs,omitempty"`
	// Refused are those whose return was refused: they ask once.
	Refused []lead.Department `json:"refused,omitempty"`
	// Claims is what each side of the dispute said.
	Claims []lead.Claim `json:"claims,omitempty"`
	// Offer is the offer whose receiver owes an answer.
	Offer *Offer `json:"offer,omitempty"`
	// Provisional works on a disputed lead until the ruling.
	Provisional lead.Department `json:"provisional,omitempty"`
	// Named says that the taskforce named a provisional lead.
	Named bool `json:"named,omitempty"`
	// Designated must lead by a ruling: it cannot return the lead.
	Designated lead.Department `json:"designated,omitempty"`
	// Review is the record that asked for a review of the ruling, 0 when none is pending; Reviewed that there was one.
	Review   int  `json:"review,omitempty"`
	Reviewed bool `json:"reviewed,omitempty"`
	// Filing is the holder's filing number, after which only a case can be transferred; Filings are all that were told.
	Filing  string   `json:"filing,omitempty"`
	Filings []Filing `json:"filings,omitempty"`
	// CaseTaken says that the holder took a case by M04: it may dispute and not hand it on (程序规定 art. 14).
	CaseTaken bool `json:"caseTaken,omitempty"`
	// Referral is the suspected crime that is on its way to the police.
	Referral *Crime `json:"referral,omitempty"`
	// Giver gave it away last by a transfer, and completes what is missing; Told gave it away, assist by now, and are told the result.
	Giver lead.Department   `json:"giver,omitempty"`
	Told  []lead.Department `json:"told,omitempty"`
	// Extension is the request for more time that is pending.
	Extension *Asked `json:"extension,omitempty"`
	// Rest is why the handling clock rests.
	Rest *Resting `json:"rest,omitempty"`
	// Result is what the holder submitted.
	Result *Result `json:"result,omitempty"`
	// EndedBy is the department that ended it, for a redo.
	EndedBy lead.Department `json:"endedBy,omitempty"`
	// TicketDue is until when the sender's ticket must be done, where that moved after it came.
	TicketDue *time.Time `json:"ticketDue,omitempty"`
	// Handling is the handling clock that the last holder had, for a redo.
	Handling *lead.Clock `json:"handling,omitempty"`
	// Reopened says that something came after the end.
	Reopened bool `json:"reopened,omitempty"`
	// Heard is what reporters said of the last end; RedoAsked that one of them wants it done again and the desk has not answered.
	Heard     []Heard `json:"heard,omitempty"`
	RedoAsked bool    `json:"redoAsked,omitempty"`
	// Redone is how often it was done again; Overdue how many clocks ran out.
	Redone  int `json:"redone,omitempty"`
	Overdue int `json:"overdue,omitempty"`
	// Escalated is the record that brought it before the taskforce, 0 when the taskforce has nothing to do.
	Escalated int `json:"escalated,omitempty"`
	// Listed says that it is under listed supervision (挂牌督办).
	Listed bool `json:"listed,omitempty"`
	// Observers get copies and owe nothing.
	Observers []lead.Department `json:"observers,omitempty"`
	// Parts are those that were taken out of it; Whole is the lead that it was taken out of, with the Appeal that it is.
	Parts  []PartStanding `json:"parts,omitempty"`
	Whole  string         `json:"whole,omitempty"`
	Appeal string         `json:"appeal,omitempty"`
	// Fold is what it was before it was folded into another; Joined are those that were folded into it.
	Fold   *Folded  `json:"fold,omitempty"`
	Joined []string `json:"joined,omitempty"`
	// Raised says that it became more urgent by how many report it.
	Raised bool `json:"raised,omitempty"`
	// Answers are those of them whose reporters want to be told the result.
	Answers []string `json:"answers,omitempty"`
	// Registered are the records of answers that somebody registered for whoever gave them.
	Registered []Registration `json:"registered,omitempty"`
	// Written is the outside party that a letter went to, until its receipt is in.
	Written string `json:"written,omitempty"`
	// Owed is what those who lead assisted with before, and owe again when they give the lead back.
	Owed []Assistance `json:"owed,omitempty"`
	// Alike are leads that it may repeat, for the desk.
	Alike []Likeness `json:"alike,omitempty"`
}

// Supplement is what was added later.
type Supplement struct {
	Text        string            `json:"text"`
	Attachments []lead.Attachment `json:"attachments,omitempty"`
	At          time.Time         `json:"at"`
}

// Duty is what a department, or a unit that assists, was asked to do with a lead.
type Duty struct {
	Department lead.Department
	Role       lead.Role
	State      DutyState
	// Unit and Person have it inside the department.
	Unit, Person string
	// Task is what who assists must do, as asked.
	Task string
	// ReturnBy is until when it may ask to give it back; zero without a limit.
	ReturnBy time.Time
}

// Assistance is what somebody owed as assistant, and until when, where somebody set that.
type Assistance struct {
	Duty
	Due *time.Time `json:"due,omitempty"`
}

// Offer is an offer to lead whose receiver owes an answer.
type Offer struct {
	To       lead.Department `json:"to"`
	From     lead.Holder     `json:"from"`
	Document lead.Movement   `json:"document"`
	Record   int             `json:"record"`
	// Provisional is an offer to work on it while its dispute runs.
	Provisional bool `json:"provisional,omitempty"`
	// Assisted is what its receiver was asked as assistant before, and owes again when the offer comes to nothing.
	Assisted *Assistance `json:"assisted,omitempty"`
	// Assists is the holder when it must assist once the receiver has signed.
	Assists lead.Department `json:"assists,omitempty"`
}

// transfer reports whether the holder offered it, and not the desk or the taskforce.
func (o *Offer) transfer() bool {
	return o != nil && slices.Contains([]lead.Movement{lead.LeadTransfer, lead.CaseTransfer, lead.PoliceNotice, lead.Referral}, o.Document)
}

// Filing is a case that a department filed on a lead.
type Filing struct {
	Department lead.Department `json:"department"`
	Number     string          `json:"number,omitempty"`
	Lead       string          `json:"lead"`
}

// Crime is a suspected crime on its way to the police.
type Crime struct {
	By       lead.Department `json:"by"`
	Officers []string        `json:"officers"`
	Record   int             `json:"record"`
	Approved bool            `json:"approved,omitempty"`
	// Refused is set while the police have it not filed; Objected once the giver asked them to decide again.
	Refused  bool `json:"refused,omitempty"`
	Objected bool `json:"objected,omitempty"`
	Filed    bool `json:"filed,omitempty"`
}

// Asked is a request for more time.
type Asked struct {
	By     lead.Department `json:"by"`
	N      int             `json:"n,omitempty"`
	Record int             `json:"record"`
}

// Resting is why the handling clock rests, and since when.
type Resting struct {
	Reason lead.Rest `json:"reason"`
	Record int       `json:"record"`
	Since  time.Time `json:"since"`
}

// Result is what the holder submitted.
type Result struct {
	Outcome lead.Outcome `json:"outcome"`
	Note    string       `json:"note"`
	Reply   string       `json:"reply,omitempty"`
	Record  int          `json:"record"`
}

// PartStanding is a part of a lead, as the whole knows it.
type PartStanding struct {
	ID   string `json:"id"`
	Open bool   `json:"open,omitempty"`
	// Back says that it was put back: its number stays used.
	Back bool `json:"back,omitempty"`
}

// Folded is what a lead was before it was folded into another.
type Folded struct {
	Into   string      `json:"into"`
	State  State       `json:"state"`
	Holder lead.Holder `json:"holder"`
	Duties []Duty      `json:"duties,omitempty"`
	Offer  *Offer      `json:"offer,omitempty"`
	Since  time.Time   `json:"since"`
}

// Registration is an answer that somebody registered for a department.
type Registration struct {
	Record int             `json:"record"`
	For    lead.Department `json:"for"`
}

// Likeness is another lead that one may repeat.
type Likeness struct {
	Lead       string   `json:"lead"`
	Why        []string `json:"why"`
	Similarity float64  `json:"similarity"`
}

// duty returns what was asked of a department or unit, or nil.
func (l *Lead) Duty(d lead.Department) *Duty {
	for i := range l.Duties {
		if l.Duties[i].Department == d {
			return &l.Duties[i]
		}
	}
	return nil
}

// open returns the duties that are open, those of a role or of any when role is empty.
func (l *Lead) open(role lead.Role) (out []*Duty) {
	for i := range l.Duties {
		if d := &l.Duties[i]; d.State.Open() && (role == "" || d.Role == role) {
			out = append(out, d)
		}
	}
	return out
}

// holding returns the duty of the department that holds the lead, or nil.
func (l *Lead) holding() *Duty {
	for i := range l.Duties {
		if d := &l.Duties[i]; d.Role == lead.RoleLead && d.State.Holds() {
			return d
		}
	}
	return nil
}

// offered returns the duty of the department that was offered the lead and has not answered, or nil.
func (l *Lead) offered() *Duty {
	for i := range l.Duties {
		if d := &l.Duties[i]; d.Role == lead.RoleLead && d.State == Sent {
			return d
		}
	}
	return nil
}

// unask drops a request for more time of somebody whose duty is over.
func (l *Lead) unask(of lead.Department) {
	if l.Extension != nil && l.Extension.By == of {
		l.Extension = nil
	}
}

// returning returns the duty of the department that leads and asks for a return, or nil.
func (l *Lead) returning() *Duty {
	if d := l.holding(); d != nil && d.State == ReturnAsked {
		return d
	}
	return nil
}

// Leading returns the department that leads: that holds the lead, or else that was offered it; or "".
func (l *Lead) Leading() lead.Department {
	if d := l.holding(); d != nil {
		return d.Department
	}
	if d := l.offered(); d != nil {
		return d.Department
	}
	return ""
}

// Assisting returns who was asked to assist and still owes something.
func (l *Lead) Assisting() (out []lead.Department) {
	for _, d := range l.open(lead.RoleAssist) {
		out = append(out, d.Department)
	}
	return out
}

// Involved reports whether a department or unit was ever asked, or gets copies: then it may see the lead.
func (l *Lead) Involved(d lead.Department) bool {
	return l.Duty(d) != nil || slices.Contains(l.Observers, d)
}

// openParts returns how many parts of the whole are open.
func (l *Lead) openParts() (n int) {
	for _, p := range l.Parts {
		if p.Open {
			n++
		}
	}
	return n
}
