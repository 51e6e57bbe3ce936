package eventdoc

// chapter is a part of the story that the golden examples tell.
type chapter struct {
	Title, Text string
	Scenes      []scene
}

// scene is what happens in one example.
type scene struct{ Example, Text string }

// story tells every example, in order of time within a chapter.
var story = []chapter{
	{
		Title: "A locked exit (锁闭的安全出口)",
		Text: "Friday 3 July 2026, in the fictional district 云汀区 (990101). Lead `990101-2026-002036` goes the whole way in an hour and " +
			"three quarters.",
		Scenes: []scene{
			{"xiansuo.complaint.submitted.v1", "A parent calls 12345: the only exit of a training institution is chained while some fifty pupils are in class, and it will not refund. The hotline sends its ticket. This is the only event that names the reporter."},
			{"xiansuo.lead.received.v1", "Intake keeps who called to itself and announces the rest, masked. From now on there is a lead."},
			{"xiansuo.lead.routed.v1", "The rules decide: F02, critical. Fire leads, education and police assist; a refund withheld (D07) comes second."},
			{"xiansuo.handoff.dispatched.v1", "Fire finds the lead in its queue: two hours to sign and to act. Education and police find theirs. The desk is answerable until somebody signs."},
			{"xiansuo.answer.signed.v1", "Fire signs: a crew is on its way."},
			{"xiansuo.handoff.signed.v1", "From this record on, fire holds the lead."},
			{"xiansuo.answer.accepted.v1", "Fire's queue says that the signature counts."},
			{"xiansuo.case.opened.v1", "Enforcement opens fire's case."},
			{"xiansuo.complaint.urged.v1", "The parent calls again: is it open?"},
			{"xiansuo.lead.urged.v1", "Intake announces it."},
			{"xiansuo.handoff.urged.v1", "Everybody who owes something finds it in the queue; this is fire's."},
			{"xiansuo.complaint.supplemented.v1", "And again: the fourth floor is locked as well, and a class comes at seven."},
			{"xiansuo.lead.supplemented.v1", "Intake announces what is new, and only that."},
			{"xiansuo.handoff.supplemented.v1", "Fire reads it on the spot."},
			{"xiansuo.answer.returned.v1", "Education finds that refunds are the market's business and asks to be let off (R01), naming who is competent and why."},
			{"xiansuo.return.asked.v1", "The desk has an hour to decide. Until then nothing changes."},
			{"xiansuo.return.refused.v1", "The desk says no, and why: who licenses an institution sees to its refunds."},
			{"xiansuo.answer.refused.v1", "Fire says too early that it is done: two departments still owe their part. Nothing changes but the record."},
			{"xiansuo.handoff.ended.v1", "The desk excuses police: it is quiet by now."},
			{"xiansuo.assist.done.v1", "Education has done its part: the institution pays back today."},
			{"xiansuo.complaint.withdrawn.v1", "The parent has the money and takes the complaint back."},
			{"xiansuo.lead.withdrawn.v1", "Intake announces it."},
			{"xiansuo.handoff.withdrawn.v1", "Whether the matter is dropped is fire's to decide, and a chained exit is not."},
			{"xiansuo.answer.done.v1", "Fire is done: locks and bars are gone on both floors."},
			{"xiansuo.lead.closed.v1", "The lead has ended, substantiated. Nobody holds it any more."},
		},
	},
	{
		Title: "A letter that no rule is sure of (拿不准的来信)",
		Text:  "Monday 6 July 2026. Lead `990101-2026-002059` goes wrong and is put right.",
		Scenes: []scene{
			{"xiansuo.complaint.submitted.v1.anonymous", "An anonymous letter about an English class for adults, in a room where pupils are taught by day. A sender need not say more than this."},
			{"xiansuo.lead.unrouted.v1", "Adults (X02) says one rule, pupils another: too weak. A person at the desk must decide within two hours."},
			{"xiansuo.lead.declined.v1", "The desk sends it back to the mailbox as X02, with words that the sender may pass on."},
			{"xiansuo.command.refused.v1", "A colleague who noticed the pupils assigns it to education, but a lead that was sent back cannot be assigned."},
			{"xiansuo.lead.takenback.v1", "So she takes it back first: the desk holds it again and the clock runs."},
		},
	},
	{
		Title:  "Assistance at the end of the year (岁末协办)",
		Text:   "Tuesday 29 December 2026. Lead `990101-2026-003977` is education's, and market assists.",
		Scenes: []scene{{"xiansuo.handoff.dispatched.v1.assist", "Market is asked to assist with a refund. Its clocks run in working days, into a year whose calendar is not published yet: they are provisional."}},
	},
}

// sceneOf returns what happens in an example.
func sceneOf(name string) string {
	for _, c := range story {
		for _, s := range c.Scenes {
			if s.Example == name {
				return s.Text
			}
		}
	}
	return ""
}
