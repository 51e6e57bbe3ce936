// Package institutions is the register of institutions: what they are called, where they teach, which papers they have, how they stand,
// and on which lists they are.
//
//	standing   open ──safety order──► suspended ──recheck passed, order lifted──► open        closed: said by a department
//	papers     licensed (a licence in force, and registered) · registered · neither: told from licences and registration, never typed
//	white      entered by the licensing authority ──licence ends, safety order opens, closed──► off by itself; back only by a new act
//	watch      entered ──its day passes, its decision is revoked──► off by itself; public while a decision in force, a basis and an end hold
//	match      proposed ⇄ confirmed or rejected by a person; certain by a code with the right check character that is one institution's
//
// A State is an institution with all that it rests on: its entries, the safety orders and the decisions about it. Acts change it and leave
// a record each; Settle ends what ends by itself; Public is what may be known. What is reported about an institution is in none of it:
// a match is a link for officers, and nothing here counts them.
package institutions
