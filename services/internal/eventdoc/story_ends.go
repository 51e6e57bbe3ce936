package eventdoc

// Several reporters, several matters, and how leads end.
var storyOfEnds = []chapter{
	{
		Title: "Three reporters (多人反映一事)",
		Text:  "Monday 17 and Tuesday 18 August 2026. A grid worker, a caller and somebody on WeChat report lessons in a flat.",
		Scenes: []scene{
			{"xiansuo.lead.folded.v1", "The caller names the same room, lessons and price as the grid worker: for sure the same matter. The second lead goes on in the first by itself, and its reporter is told whatever becomes of that."},
			{"xiansuo.handoff.supplemented.v1.folded", "Education, which has the first, reads what the second says."},
			{"xiansuo.lead.alike.v1", "The third names the block and no room. That is only likely, so the desk is asked; meanwhile it goes its own way."},
			{"xiansuo.decision.merged.v1", "The desk takes it for the same flat and folds it into the first. With three who report, that has become urgent."},
			{"xiansuo.decision.unmerged.v1", "It was another flat, says the third the next morning. The desk undoes it."},
			{"xiansuo.lead.unfolded.v1", "Both leads go on where they stood, with both histories whole and the time that the clocks had left."},
		},
	},
	{
		Title: "A claim and a report (投诉与举报分开)",
		Text:  "18 to 24 August 2026. Lead `990101-2026-002644` asks for money back, and tells of advertising that promised marks.",
		Scenes: []scene{
			{"xiansuo.decision.split.v1", "The desk takes the report out of the claim: advertising becomes a part that market leads, and unqualified staff another that nobody leads yet."},
			{"xiansuo.decision.unsplit.v1", "An hour later it puts the second part back: education has the staff in hand anyway."},
			{"xiansuo.lead.closed.v1.left", "The money is back and the claim closed. One part is left."},
			{"xiansuo.lead.closed.v1.altogether", "The part about advertising has ended too, and so the whole is said to be closed once more: nothing is left."},
		},
	},
	{
		Title: "Done, and done again (审核、回访与重办)",
		Text:  "25 August to 4 September 2026. Lead `990101-2026-002735` is about textbooks that were not on the price list.",
		Scenes: []scene{
			{"xiansuo.complaint.submitted.v1.deadline", "The hotline wants its ticket done by the evening of the first of September."},
			{"xiansuo.lead.received.v1.deadline", "Intake passes the date on."},
			{"xiansuo.handoff.dispatched.v1.deadline", "Market finds it as a clock of its own, `TICKET`, beside the catalogue's; the earlier one warns."},
			{"xiansuo.decision.reworked.v1", "“Told to mend its ways” is no result, says the desk, and gives it back. Market's clock runs again; the review did not count."},
			{"xiansuo.lead.supplemented.v1.deadline", "The hotline gives its ticket three days more: the clock `TICKET` moves with it."},
			{"xiansuo.decision.revisited.v1", "It was done better and closed, and the desk asks the parent. Did they speak to you? Yes. Is it solved? No, the money has not come."},
			{"xiansuo.handoff.noted.v1.revisited", "What the parent said is a record of the chain."},
			{"xiansuo.decision.redone.v1", "So market must do it again (重办): it holds the lead once more, with half of the time that it had, and at least three working days."},
			{"xiansuo.decision.revisited.v1.archived", "The money has come, the parent is satisfied, and the lead goes to the archive."},
		},
	},
	{
		Title: "Another district (外区管辖去函)",
		Text:  "27 August to 1 September 2026. Education returns lead `990101-2026-002760` as not this district's (R02).",
		Scenes: []scene{
			{"xiansuo.answer.lettered.v1", "The desk grants that and writes to the other district (跨区移送, M18). A party outside never holds a lead: the desk stays answerable until the receipt is in."},
			{"xiansuo.answer.receipted.v1", "The receipt comes after the weekend."},
			{"xiansuo.lead.closed.v1.lettered", "That ends it, as handed out."},
		},
	},
	{
		Title: "Nothing new (已办结且无新事实)",
		Text:  "Wednesday 9 September 2026. Lead `990101-2026-002914` is about the same textbooks; market returns it (R06).",
		Scenes: []scene{
			{"xiansuo.decision.closed.v1.returned", "The desk grants that by closing it: not accepted, with the code, and with what is told."},
		},
	},
	{
		Title: "After a loss (恢复)",
		Text:  "1 October 2026. The database server's disk has failed in the night, and intake's database is put back to the base backup of 02:00.",
		Scenes: []scene{
			{"xiansuo.source.reopened.v1", "Of the 108 events behind the backup the stream and the ledger's copy give 106 back, byte for byte. The last two were in no copy: they are named as lost, everybody goes over them, and no number is used twice. Each service says this of its own log."},
		},
	},
}
