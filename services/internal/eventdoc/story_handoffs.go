package eventdoc

// How a lead goes from one to another.
var storyOfHandoffs = []chapter{
	{
		Title: "Whose is it? (推来推去)",
		Text: "Monday 13 and Tuesday 14 July 2026. A place calls itself a gym, teaches arithmetic and promises marks. Lead `990101-2026-002168` comes to " +
			"market for its advertising, urgent, and market offers it to culture, for the drama on the sign.",
		Scenes: []scene{
			{"xiansuo.answer.recalled.v1", "There is no drama. Culture has not signed yet, so market can recall the offer."},
			{"xiansuo.handoff.ended.v1.recalled", "Culture reads that it is gone. Market held the lead all the time."},
			{"xiansuo.answer.transferred.v1", "Market offers it to education instead (线索移送, M03): what is taught there is arithmetic, and paid for."},
			{"xiansuo.handoff.dispatched.v1.transfer", "Education, which assisted until now, finds it in its queue to lead, with letter and evidence by digest. Market stays answerable until education signs."},
			{"xiansuo.answer.rejected.v1", "Education does not take it: it is registered as a gym, so sports must lead. That is the first “not ours”."},
			{"xiansuo.lead.disputed.v1", "Market asks to give it back, as education's: the second “not ours”, and in a circle. So it goes before the taskforce, with what both said. It presses; market works on meanwhile."},
			{"xiansuo.decision.provisional.v1", "Pupils are in class: the taskforce has education go there at once, as provisional lead. Education signs and holds it."},
			{"xiansuo.decision.designated.v1", "Then it rules: education leads, market and the street assist. A ruling is not returned and not handed on."},
			{"xiansuo.answer.reviewasked.v1", "Overnight education finds in the file that culture licensed the place. On new facts a ruling may be reviewed, once; duty and clock stay."},
			{"xiansuo.decision.reviewed.v1", "The taskforce looks again: who licensed it leads. Culture finds the lead in its queue and signs."},
		},
	},
	{
		Title: "A case that nobody hands on (案件移送后的争议)",
		Text:  "Thursday 23 July 2026. Education has filed a case on lead `990101-2026-002259`, a study tour that never left the hotel.",
		Scenes: []scene{
			{"xiansuo.answer.transferred.v1.case", "After filing it is the case that is transferred (案件移送, M04), with its number, letter and report: there was no travel licence, so it is culture's."},
			{"xiansuo.answer.disputed.v1", "Culture has signed and thinks otherwise. Who took a case does not hand it on but asks for a ruling. The justice bureau rules the next day: education."},
		},
	},
	{
		Title: "A suspected crime (涉嫌犯罪移送)",
		Text:  "4 to 12 August 2026. A centre took fees for two years and closed. Lead `990101-2026-002441` is education's.",
		Scenes: []scene{
			{"xiansuo.answer.fedback.v1", "Education tells how far it is: checked on the spot. Thirty-four families, and the money is gone."},
			{"xiansuo.answer.proposed.v1", "Two officers propose to hand it to the police as contract fraud. The head has three days."},
			{"xiansuo.answer.approved.v1", "The head, who is neither of the two, agrees. Now the police must have it within 24 hours."},
			{"xiansuo.answer.referred.v1", "Education hands it over (涉嫌犯罪案件移送, M05) with letter, report and list of items, and says why there is no appraisal. The procuratorate gets a copy by itself."},
			{"xiansuo.handoff.dispatched.v1.referral", "The police find it in their queue, with the two officers named. They may not refuse it for being incomplete; they sign the same afternoon and hold it."},
			{"xiansuo.answer.incomplete.v1", "Within their 24 hours they say what is missing. Education has three days."},
			{"xiansuo.answer.supplemented.v1", "It completes the file the day after."},
			{"xiansuo.answer.filed.v1.no", "The police do not file, and say why in writing."},
			{"xiansuo.handoff.noted.v1", "So education holds the lead again (M06), with a clock to handle it and three days in which it may ask the police to decide again."},
			{"xiansuo.answer.objected.v1", "It asks, naming what it read as the cause: the one cannot overtake the other."},
			{"xiansuo.answer.filed.v1", "The police look again and file, under this number. They hold the lead from now on; education is told what becomes of it."},
		},
	},
	{
		Title: "Inside a department (部门内分办与街道协办)",
		Text: "Thursday 20 and Friday 21 August 2026. Children in a day care have hand, foot and mouth disease. Health holds lead " +
			"`990101-2026-002670`.",
		Scenes: []scene{
			{"xiansuo.answer.allotted.v1", "Health's office gives it to an officer of one of its units. The holder stays health: queues are addressed, never people."},
			{"xiansuo.handoff.noted.v1.allotted", "The chain says who has it inside. Nobody else is told."},
			{"xiansuo.answer.released.v1", "He is out on another call; the office takes it back."},
			{"xiansuo.answer.claimed.v1", "A colleague takes it herself. While she has it, nobody else can."},
			{"xiansuo.reporter.read.v1", "She looks up who called, to ask which children are ill. That she looked, and why, is recorded for good; what she read is in no event."},
			{"xiansuo.answer.copied.v1", "Market and an office outside get copies, with no duty. A copy is not handling."},
			{"xiansuo.answer.assistasked.v1", "The street is to have the children fetched, until ten the next morning."},
			{"xiansuo.handoff.dispatched.v1.unit", "The street finds it in its queue: the limit that health set, `TASK`, beside the catalogue's."},
			{"xiansuo.answer.registered.v1", "The street answers on paper. Health registers it as the street's word, with the number of the receipt and the digest of the scan."},
			{"xiansuo.answer.accepted.v1.registered", "The street reads what was registered in its name. The record says by whom, and how it was given."},
			{"xiansuo.answer.contested.v1", "That paper was the notice to parents and no answer, says the street. The taskforce looks."},
		},
	},
}
