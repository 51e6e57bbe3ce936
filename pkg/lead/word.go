package lead

import "strings"

// Word is something that may be said about a lead: a department's answer, or a decision of the desk, the taskforce or 司法局. Its
// event and its HTTP command are the same.
type Word struct {
	// Name of the command, as in its address: sign, refuse-return.
	Name string
	// Fact is a value of its data.
	Fact Fact
	// Says is what the word is called.
	Says Name
}

// Words lists every word, answers first.
func Words() []Word {
	return []Word{
		{"sign", AnswerSigned{}, Name{"签收", "Sign"}},
		{"return", AnswerReturned{}, Name{"申请退单", "Ask to give it back"}},
		{"feed-back", AnswerFedback{}, Name{"反馈办理情况", "Feed back"}},
		{"done", AnswerDone{}, Name{"提交办结", "Submit as done"}},
		{"supplement", AnswerSupplemented{}, Name{"补充材料", "Supplement"}},
		{"transfer", AnswerTransferred{}, Name{"移送", "Offer a transfer"}},
		{"reject", AnswerRejected{}, Name{"不接收移送", "Refuse a transfer"}},
		{"recall", AnswerRecalled{}, Name{"撤回", "Recall an offer"}},
		{"propose", AnswerProposed{}, Name{"提请移送涉嫌犯罪", "Propose a referral to the police"}},
		{"approve", AnswerApproved{}, Name{"审批移送", "Decide on a referral"}},
		{"refer", AnswerReferred{}, Name{"移送公安", "Refer to the police"}},
		{"incomplete", AnswerIncomplete{}, Name{"告知补正", "Say what is missing"}},
		{"file", AnswerFiled{}, Name{"立案决定", "Say whether a case was filed"}},
		{"object", AnswerObjected{}, Name{"提请复议", "Ask for reconsideration"}},
		{"ask", AnswerAsked{}, Name{"请诉求人补正", "Ask the reporter"}},
		{"ask-assist", AnswerAssistasked{}, Name{"请求协办", "Ask for assistance"}},
		{"copy", AnswerCopied{}, Name{"抄送", "Send a copy"}},
		{"ask-extension", AnswerExtensionasked{}, Name{"申请延期", "Ask for more time"}},
		{"suspend", AnswerSuspended{}, Name{"挂起", "Suspend"}},
		{"resume", AnswerResumed{}, Name{"恢复办理", "Resume"}},
		{"allot", AnswerAllotted{}, Name{"分办", "Allot inside"}},
		{"claim", AnswerClaimed{}, Name{"认领", "Claim"}},
		{"release", AnswerReleased{}, Name{"收回分办", "Take back inside"}},
		{"dispute", AnswerDisputed{}, Name{"提请争议裁定", "Dispute"}},
		{"ask-review", AnswerReviewasked{}, Name{"申请复核裁定", "Ask for a review of the ruling"}},
		{"register", AnswerRegistered{}, Name{"代为登记答复", "Register an answer for somebody"}},
		{"contest", AnswerContested{}, Name{"对代为登记提出异议", "Contest a registration"}},
		{"letter", AnswerLettered{}, Name{"去函移送外部单位", "Hand to an outside party"}},
		{"receipt", AnswerReceipted{}, Name{"登记回执", "Register a receipt"}},
		{"assign", DecisionAssigned{}, Name{"派单", "Assign"}},
		{"refuse-return", DecisionReturnrefused{}, Name{"驳回退单", "Refuse a return"}},
		{"excuse", DecisionExcused{}, Name{"免予协办", "Excuse"}},
		{"send-back", DecisionDeclined{}, Name{"退回来源", "Send back"}},
		{"take-back", DecisionTakenback{}, Name{"收回再办", "Take back"}},
		{"designate", DecisionDesignated{}, Name{"指定主办", "Designate"}},
		{"name-provisional", DecisionProvisional{}, Name{"指定临时主办", "Name a provisional lead"}},
		{"decide-review", DecisionReviewed{}, Name{"复核裁定", "Decide a review"}},
		{"decide-extension", DecisionExtended{}, Name{"审批延期", "Decide on more time"}},
		{"urge", DecisionUrged{}, Name{"催办", "Remind"}},
		{"supervise", DecisionSupervised{}, Name{"督办", "Supervise"}},
		{"close", DecisionClosed{}, Name{"办结", "Close"}},
		{"rework", DecisionReworked{}, Name{"审核退回", "Send back to be done better"}},
		{"revisit", DecisionRevisited{}, Name{"登记回访", "Register a revisit"}},
		{"redo", DecisionRedone{}, Name{"重办", "Have it done again"}},
		{"merge", DecisionMerged{}, Name{"并案", "Merge"}},
		{"unmerge", DecisionUnmerged{}, Name{"撤销并案", "Unmerge"}},
		{"split", DecisionSplit{}, Name{"拆分", "Split"}},
		{"unsplit", DecisionUnsplit{}, Name{"撤销拆分", "Undo a split"}},
	}
}

// WordNamed returns the word with a name, and whether there is one.
func WordNamed(name string) (Word, bool) {
	for _, w := range Words() {
		if w.Name == name {
			return w, true
		}
	}
	return Word{}, false
}

// A part of a lead that was split has the lead's identifier and a number: 990101-2026-000061-2. The lead itself is the first.
const partMark = 3 // hyphens of a part's identifier

// WholeOf returns the lead that id is a part of, or id itself.
func WholeOf(id string) string {
	if strings.Count(id, "-") == partMark {
		return id[:strings.LastIndex(id, "-")]
	}
	return id
}
