package eventdoc

// refusal is a code that answer.refused and command.refused may carry.
type refusal struct{ Code, Says, Cure string }

// refusals are the codes that routing gives; package handoff names them.
var refusals = []refusal{
	{"unknown-lead", "There is no such lead.", "Check the subject."},
	{"wrong-source", "The source is not the department's own.", "Send `/<district>/<department>` as source."},
	{"unknown-answer", "The type is none of the three answers.", "Send answer.signed, answer.returned or answer.done."},
	{"invalid-answer", "A member is missing or wrong; `detail` names it.", "Mend it and send it under a new id."},
	{"conflict", "An answer with this id but other content was taken before.", "Send it under a new id."},
	{"not-asked", "The lead is not asked of this department, or not any more.", "Nothing is owed; look at the lead."},
	{"already-signed", "It was signed before.", "Nothing."},
	{"not-signed", "What is not signed cannot be done.", "Send answer.signed first."},
	{"return-pending", "A return is asked for and the desk has not decided.", "Wait for return.refused or handoff.ended."},
	{"assist-open", "Assisting departments still owe their part.", "Wait for them, or ask the desk to excuse them."},
	{"not-at-desk", "The desk does not hold the lead.", "Look at the lead; take it back if it was sent back."},
	{"no-return", "No return is asked for.", "Look at the lead."},
	{"not-declined", "The lead was not sent back.", "Look at the lead."},
	{"same-department", "The department that is to lead is the one that asks for the return.", "Refuse the return."},
	{"invalid-decision", "The desk's command lacks something; `detail` names it.", "Mend it and decide again."},
}
