package lead

// Fact is the data of an event of the published language.
type Fact interface{ EventType() string }

// Facts lists one value of every event's data, those that xiansuo accepts first, then those it tells, by who tells them.
func Facts() []Fact {
	return []Fact{
		ComplaintSubmitted{}, ComplaintSupplemented{}, ComplaintWithdrawn{}, ComplaintUrged{},
		AnswerSigned{}, AnswerReturned{}, AnswerFedback{}, AnswerDone{}, AnswerSupplemented{},
		AnswerTransferred{}, AnswerRejected{}, AnswerRecalled{}, AnswerProposed{}, AnswerApproved{}, AnswerReferred{}, AnswerIncomplete{},
		AnswerFiled{}, AnswerObjected{}, AnswerAsked{}, AnswerAssistasked{}, AnswerCopied{}, AnswerExtensionasked{}, AnswerSuspended{},
		AnswerResumed{}, AnswerAllotted{}, AnswerClaimed{}, AnswerReleased{}, AnswerDisputed{}, AnswerReviewasked{}, AnswerRegistered{},
		AnswerContested{}, AnswerLettered{}, AnswerReceipted{},
		DecisionAssigned{}, DecisionReturnrefused{}, DecisionExcused{}, DecisionDeclined{}, DecisionTakenback{}, DecisionDesignated{},
		DecisionProvisional{}, DecisionReviewed{}, DecisionExtended{}, DecisionUrged{}, DecisionSupervised{}, DecisionClosed{},
		DecisionReworked{}, DecisionRevisited{}, DecisionRedone{}, DecisionMerged{}, DecisionUnmerged{}, DecisionSplit{}, DecisionUnsplit{},
		LeadReceived{}, LeadSupplemented{}, LeadWithdrawn{}, LeadUrged{}, LeadRated{},
		ReporterRead{},
		LeadRouted{}, LeadUnrouted{}, LeadDeclined{}, LeadTakenBack{}, LeadDisputed{}, LeadSplit{}, LeadAlike{}, LeadFolded{}, LeadUnfolded{}, LeadClosed{},
		HandoffDispatched{}, HandoffSigned{}, HandoffEnded{}, HandoffSupplemented{}, HandoffUrged{}, HandoffWithdrawn{}, HandoffNoted{},
		ReturnAsked{}, ReturnRefused{}, AssistDone{}, ClockWarned{}, ClockMoved{},
		AnswerAccepted{}, AnswerRefused{}, CommandRefused{},
		CaseOpened{}, CaseMoved{}, CaseDecided{}, CaseRevoked{}, CaseClosed{}, RefundMoved{}, InstitutionChanged{}, OperationEnded{}, PromiseLapsed{},
		ResultPublished{}, ResultWithdrawn{},
		SourceReopened{},
	}
}
