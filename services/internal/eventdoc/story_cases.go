package eventdoc

// From the signed lead to the published result.
var storyOfCases = []chapter{
	{
		Title: "Closed down, paid back, told (查处、退费与公开)",
		Text:  "September to December 2026. Lead `990101-2026-003120` is about English lessons in an after-school care centre; education signed it and opened a case.",
		Scenes: []scene{
			{"xiansuo.case.moved.v1", "On a Saturday two officers find 34 pupils. The place must stop at once, and the order is the fourth record of the case; it is written down on Monday."},
			{"xiansuo.institution.changed.v1", "The order is about safety, and the place is in the register: it is suspended until a recheck is passed."},
			{"xiansuo.refund.moved.v1", "31 of 34 families have their money back."},
			{"xiansuo.case.decided.v1", "The decision names the centre and who runs it. What was paid back before the case was filed is no gain: 46,580 less 43,580 yuan leaves 3,000."},
			{"xiansuo.case.closed.v1", "Everything is paid, and the department proposes to publish."},
			{"xiansuo.result.published.v1", "An editor, 法制, the check for personal data and the head have each agreed: the decision is public, with its end."},
			{"xiansuo.lead.rated.v1", "The reporter, by the code of the report, says that one family still waits, and asks for it to be done again."},
			{"xiansuo.case.revoked.v1", "The decision is changed after reconsideration."},
			{"xiansuo.result.withdrawn.v1", "The next day the publication is a tombstone that says why."},
		},
	},
	{
		Title: "On the spot, and not told (简易程序与不予公开)",
		Text:  "23 and 24 September 2026. Lead `990101-2026-003188`: four children in a flat.",
		Scenes: []scene{
			{"xiansuo.case.decided.v1.simple", "A warning on the spot (简易程序). Whoever reads it could recognise the children: it is sealed."},
			{"xiansuo.case.closed.v1.sealed", "So nothing of it is published but numbers."},
		},
	},
	{
		Title: "The register (机构名录)",
		Text:  "1 and 2 September 2026.",
		Scenes: []scene{
			{"xiansuo.institution.changed.v1.listed", "A licensed school is on the white list; an entry of the watch list is public because its decision is in force, has a basis and ends."},
			{"xiansuo.institution.changed.v1.removed", "An entry was put down twice. One of the two is shown no more."},
		},
	},
	{
		Title: "Four departments together (联合执法)",
		Text:  "Saturday 19 September 2026. Education, market, police and fire visit three sites of one street.",
		Scenes: []scene{
			{"xiansuo.case.opened.v1.operation", "What fire found becomes a case of its own, without a lead."},
			{"xiansuo.operation.ended.v1", "Everything that was found has a department and a case."},
		},
	},
	{
		Title: "A promise that was not kept (自查整改逾期)",
		Text:  "25 September 2026. An institution had found by itself that its stairs were blocked, and promised to clear them.",
		Scenes: []scene{
			{"xiansuo.promise.lapsed.v1", "The day is over and nothing was done: intake makes a lead of it."},
		},
	},
	{
		Title: "Handed back by the police (反向移送)",
		Text:  "26 September 2026. The police find no crime in lead `990101-2026-003201` and hand it over.",
		Scenes: []scene{
			{"xiansuo.case.opened.v1.returned", "Culture signs it; its case says from whom it came."},
		},
	},
}
