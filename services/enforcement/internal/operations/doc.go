// Package operations is joint enforcement (联合执法): together on the spot, apart afterwards (联合执法一起抓，问题处理再分家).
//
//	by rule ──► proposed ── dismissed
//	               │ confirmed by a person
//	by hand ──► planned ◄─┐ postponed: everybody is asked again
//	               │ ─────┘
//	               │ started, once two parties come and no refusal is open
//	            underway      sites and findings
//	               │ finished
//	            visited       participants sign; findings change hands
//	               │ split
//	             ended        one case per department and site
//
// Whatever has not begun may be cancelled. Findings of one conduct on one site belong to one department: one act is fined once (行政处罚法
// art. 29). Acts that decide name the version they were decided on; findings and sites may come from several officers at once.
package operations
