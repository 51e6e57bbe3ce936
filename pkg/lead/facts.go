package lead

// Fact is the data of an event of the published language.
type Fact interface{ EventType() string }

// Facts lists one value of every event's data, those that xiansuo accepts first, then those it tells, by who tells them.
func Facts() []Fact {
	return []Fact{
		ComplaintSubmitted{}, ComplaintSupplemented{}, ComplaintWithdrawn{}, ComplaintUrged{},
		AnswerSigned{}, AnswerReturned{}, AnswerDone{},
		LeadReceived{}, LeadSupplemented{}, LeadWithdrawn{}, LeadUrged{},
		LeadRouted{}, LeadUnrouted{}, LeadDeclined{}, LeadTakenBack{}, LeadClosed{},
		HandoffDispatched{}, HandoffSigned{}, HandoffEnded{}, HandoffSupplemented{}, HandoffUrged{}, HandoffWithdrawn{},
		ReturnAsked{}, ReturnRefused{}, AssistDone{},
		AnswerAccepted{}, AnswerRefused{}, CommandRefused{},
		CaseOpened{},
	}
}
