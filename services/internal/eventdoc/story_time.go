package eventdoc

// What the clocks do.
var storyOfTime = []chapter{
	{
		Title: "Time (时限)",
		Text:  "11 to 18 August 2026. Lead `990101-2026-002545`, a refund that is withheld, is education's.",
		Scenes: []scene{
			{"xiansuo.answer.asked.v1", "Education needs the contract and asks the parent, by the hotline that took the call. Its clock rests until the answer comes as a supplement."},
			{"xiansuo.answer.suspended.v1", "The institution calls the signature forged, and education has it appraised: one of the reasons for which a clock may rest."},
			{"xiansuo.handoff.noted.v1.suspended", "Market, which assists, reads that it rests; the record says which clock."},
			{"xiansuo.answer.resumed.v1", "The signature is the parent's. The clock goes on with what it had left."},
			{"xiansuo.answer.extensionasked.v1", "The owner is away until Monday: education asks for five working days more, before the time is over."},
			{"xiansuo.decision.extended.v1", "The desk grants them. The catalogue allows ten, once."},
			{"xiansuo.clock.moved.v1", "Education's queue says when it is due now."},
		},
	},
	{
		Title: "Silence (无人签收)",
		Text:  "14 to 19 August 2026. Nobody at market signs lead `990101-2026-002571`.",
		Scenes: []scene{
			{"xiansuo.clock.warned.v1", "Half of the time for signing is over: yellow, a reminder in the desk's name."},
			{"xiansuo.clock.warned.v1.red", "Overdue: from midnight the lead is under supervision, and the taskforce's duty list has it."},
			{"xiansuo.decision.urged.v1", "On Monday somebody at the desk reminds market by hand."},
			{"xiansuo.handoff.urged.v1.office", "Market finds it in its queue."},
			{"xiansuo.clock.warned.v1.escalated", "Two working days overdue: it goes before the taskforce, with a clock of the taskforce's own."},
			{"xiansuo.decision.supervised.v1", "The taskforce puts market under listed supervision (挂牌督办): what must be done, and until when. With that it has dealt with it, and market signs at last."},
		},
	},
	{
		Title: "Assistance at the end of the year (岁末协办)",
		Text:  "Tuesday 29 December 2026. Lead `990101-2026-003977` is education's, and market assists.",
		Scenes: []scene{
			{"xiansuo.handoff.dispatched.v1.assist", "Market is asked to assist with a refund. Its clocks run in working days, into a year whose calendar is not published yet: they are provisional."},
		},
	},
}
