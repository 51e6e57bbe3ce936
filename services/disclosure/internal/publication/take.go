package publication

import (
	"slices"

	"xiansuo/services/disclosure/internal/redaction"
	"xiansuo/services/internal/actor"
)

// Word is a step that somebody takes with a publication, as it is called in addresses.
type Word string

// The steps.
const (
	WordSubmit   Word = "submit"
	WordPrepare  Word = "prepare"
	WordLegal    Word = "legal"
	WordPrivacy  Word = "privacy"
	WordApprove  Word = "approve"
	WordSendBack Word = "send-back"
	WordDrop     Word = "drop"
	WordRevise   Word = "revise"
	WordWithdraw Word = "withdraw"
)

// Words lists the steps in the order of the chain.
func Words() []Word {
	return []Word{WordSubmit, WordPrepare, WordLegal, WordPrivacy, WordApprove, WordSendBack, WordDrop, WordRevise, WordWithdraw}
}

// Reasons lists why something is withdrawn.
func Reasons() []string { return slices.Clone(reasons) }

// Asked is what is said with a step; each uses what it needs.
type Asked struct {
	// Next is the editor's edition, of preparing.
	Next      Content
	LegalDuty string
	Edition   int    // that was looked at; 0: whichever there is
	To        Stage  // of sending back
	Reason    string // of withdrawing
}

// Take takes a step, and returns the content as it is from then on. now is the content as it is, and files are the words of its files.
// Nobody passes, prepares or approves another edition than the one that was looked at.
func (p *Publication) Take(w Word, a Act, in Asked, now Content, files []redaction.Part, r Rules) (Content, error) {
	if in.Edition != 0 && in.Edition != p.Edition {
		return now, refuse(NotNow, "there is another edition meanwhile: look at it first")
	}
	switch w {
	case WordSubmit:
		return now, p.Submit(a)
	case WordPrepare:
		return p.Prepare(a, now, in.Next, in.LegalDuty)
	case WordLegal, WordPrivacy:
		if (w == WordLegal) != (p.Stage == Prepared) {
			return now, refuse(NotNow, "another step is next")
		}
		return now, p.Pass(a, Review{Content: now, Files: files, LegalDuty: in.LegalDuty})
	case WordApprove:
		return now, p.Approve(a, Review{Content: now, Files: files})
	case WordSendBack:
		return now, p.SendBack(a, in.To)
	case WordDrop:
		return now, p.Drop(a)
	case WordRevise:
		return now, p.Revise(a, r)
	case WordWithdraw:
		return now, p.Withdraw(a, in.Reason, now.Map)
	}
	return now, refuse(BadForm, "there is no such step")
}

// turns are the steps that lead from a stage.
var turns = map[Stage]Word{Draft: WordSubmit, Submitted: WordPrepare, Prepared: WordLegal, Lawful: WordPrivacy, Private: WordApprove}

// Next lists the steps that an actor may take now, as far as that can be said before they are taken.
func (p *Publication) Next(by actor.Actor) (out []Word) {
	a := Act{Actor: by}
	if w, ok := turns[p.Stage]; ok && p.may(a, p.Stage) == nil {
		out = append(out, w)
		if p.Stage != Draft {
			out = append(out, WordSendBack)
		}
	} else if by.Role == actor.Editor && slices.Contains([]Stage{Prepared, Lawful, Private}, p.Stage) {
		out = append(out, WordPrepare)
	}
	decides := by.Role == actor.Taskforce || by.Role == actor.Head && string(by.Department) == p.Department
	owed := p.Standing == Published && (p.Correcting || p.owed(ToWithdraw))
	if decides && p.Stage != Settled && p.Stage != Dropped && !owed {
		out = append(out, WordDrop)
	}
	if p.Stage == Settled && p.mayRevise(by) {
		out = append(out, WordRevise)
	}
	if p.Standing == Published && p.mayEnd(by) {
		out = append(out, WordWithdraw)
	}
	return out
}
