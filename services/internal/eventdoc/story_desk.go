package eventdoc

// What comes in, and what the desk makes of it.
var storyOfDesk = []chapter{
	{
		Title: "A locked exit (锁闭的安全出口)",
		Text: "Friday 3 July 2026, in the fictional district 云汀区 (990101). Lead `990101-2026-002036` goes the whole way in less than " +
			"two hours.",
		Scenes: []scene{
			{"xiansuo.complaint.submitted.v1", "A parent calls 12345: the only exit of a training institution is chained while some fifty pupils are in class, and it will not refund. The hotline sends its ticket. What names the reporter goes no further than intake."},
			{"xiansuo.lead.received.v1", "Intake keeps who called to itself and announces the rest, masked. From now on there is a lead."},
			{"xiansuo.lead.routed.v1", "The rules decide: F02, critical. Fire leads, education and police assist; a refund withheld (D07) comes second."},
			{"xiansuo.handoff.dispatched.v1", "Fire finds the lead in its queue: two hours to sign and to act, a day to speak to the parent. Education and police find theirs. The desk is answerable until somebody signs."},
			{"xiansuo.answer.signed.v1", "Fire signs: a crew is on its way."},
			{"xiansuo.handoff.signed.v1", "From this record on, fire holds the lead, and the clock for signing has stopped."},
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
			{"xiansuo.decision.returnrefused.v1", "The desk says no, and why: who licenses an institution sees to its refunds."},
			{"xiansuo.return.refused.v1", "Education reads it in its queue."},
			{"xiansuo.answer.refused.v1", "Fire says too early that it is done: two departments still owe their part. Nothing changes but the record."},
			{"xiansuo.decision.excused.v1", "It is quiet by now: the desk excuses police."},
			{"xiansuo.handoff.ended.v1", "Police reads that nothing is asked of it any more; its clock has stopped."},
			{"xiansuo.assist.done.v1", "Education has done its part, and fire, which holds the lead, is told: the institution pays back today."},
			{"xiansuo.complaint.withdrawn.v1", "The parent has the money and takes the complaint back."},
			{"xiansuo.lead.withdrawn.v1", "Intake announces it."},
			{"xiansuo.handoff.withdrawn.v1", "Whether the matter is dropped is fire's to decide, and a chained exit is not."},
			{"xiansuo.answer.done.v1", "Fire submits: locks and bars are gone on both floors, a case is filed, and this is what the parent is told. Its clock rests while the desk reviews."},
			{"xiansuo.decision.closed.v1", "The desk reads the result on record 21, accepts it, and words the answer to the parent itself."},
			{"xiansuo.lead.closed.v1", "The lead has ended, substantiated. Nobody holds it any more; the desk has a working day to ask the parent."},
		},
	},
	{
		Title: "A letter that no rule is sure of (拿不准的来信)",
		Text:  "Monday 6 July 2026. Lead `990101-2026-002059` goes wrong and is put right.",
		Scenes: []scene{
			{"xiansuo.complaint.submitted.v1.anonymous", "An anonymous letter about an English class for adults, in a room where pupils are taught by day. A sender need not say more than this."},
			{"xiansuo.lead.unrouted.v1", "Adults (X02) says one rule, pupils another: too weak. A person at the desk must decide within two hours."},
			{"xiansuo.decision.declined.v1", "The desk reads adults and sends it back."},
			{"xiansuo.lead.declined.v1", "The mailbox gets it back as X02, with words that the sender may pass on."},
			{"xiansuo.command.refused.v1", "A colleague who noticed the pupils assigns it to education, but a lead that was sent back cannot be assigned."},
			{"xiansuo.decision.takenback.v1", "So she takes it back first."},
			{"xiansuo.lead.takenback.v1", "The desk holds it again and the clock runs."},
			{"xiansuo.decision.assigned.v1", "Now she assigns it: education leads, market and the street assist. She decided on record 4 and says so; had anything happened since, this would be refused."},
			{"xiansuo.handoff.dispatched.v1.category", "Education finds it in its queue, with what the desk says it is about: the rules had said nothing."},
		},
	},
	{
		Title: "One call about four things (一诉多事)",
		Text:  "Thursday 9 July 2026. Lead `990101-2026-002118` holds several matters.",
		Scenes: []scene{
			{"xiansuo.lead.routed.v1.parts", "E-bikes charge in the corridor of a class that runs until nine, the meals smell, and a parent wants a refund. Fire leads what is decided; the parts say what belongs to whom, the parent's claim (投诉) apart from what is reported (举报)."},
			{"xiansuo.lead.split.v1", "Three matters become parts with numbers of their own, in the same transaction. Fire, which keeps the first, reads which."},
			{"xiansuo.handoff.dispatched.v1.part", "Education finds the refund as a part, `-2`: a 投诉, with its own clocks, closed and answered by itself."},
		},
	},
}
