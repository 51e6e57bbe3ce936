// Package cases is the heart of enforcement: what becomes of a matter in the department that has it, from the check on the spot to the
// decision and its performance (行政处罚法 ch. 5, 行政强制法), as acts on a case.
//
//	opened ─ verify ─► checking ─ file ─► investigating ─ conclude ─► concluded ─ notice ─► noticed ─ decide ─► decided ─ serve ─► served
//	 案源登记            核查  │     立案      调查取证  ▲        调查终结 │ │ review 法制审核   告知        决定          送达      执行
//	    │                     │                      └ review: back ┘ └ no-penalty ─► settled 不予处罚
//	    │                     └ not-file ─► not-filed 不予立案
//	    └──── spot 简易程序 ──────────────────────────────────────────────────────────────────────────────► served
//	close 结案: from not-filed, settled and served; from checking and later when it was corrected, or became somebody else's ─► closed
//
// Orders to stop, to rectify and to refund, seals and what is held run beside the stage. An act is a row of one table (Acts): who may do it, at which
// stage, and its fields; from it come the checks, what a caller may do now, and forms. Every act is a numbered record that names the digest of
// the one before; a refusal changes nothing and is a record too. While a suspected crime is with the police no fine is decided
// (行政处罚法 art. 8, 27; 行政执法机关移送涉嫌犯罪案件的规定): the case follows what routing says of the referral.
//
// Everything is a pure function of its arguments. Days are China's, as 2006-01-02; money is in fen.
package cases
