// Package likeness says whether two leads report the same matter about the same party and place, so that the second can be
// folded into the first. A fold that is wrong hides a citizen's complaint; one that is missed costs the desk a minute. So a rule
// folds only what is certain, what is likely is proposed to the desk, and anything that speaks against it counts more than
// whatever speaks for it.
//
//	lead ─▶ Of ─▶ Print ─▶ Keys ─▶ an index ─▶ prints that share a key ─▶ Compare ─▶ Verdict
//
// A Print is all that is compared of a lead: a digest of its text (MinHash), places and parties as hashes, the category, and a
// few particulars: subjects, stages, sums, teachers. It holds no text and is kept with the lead. The tables of words are data
// (data/words.txt).
//
// # What is certain
//
//	the text, almost word for word                     and the same category
//	the same room                                      and something else: a particular, or some likeness of the text
//	the same floor of one block of an estate           and the same category and a particular
//	the same floor or house number                     and the party, a like text or several sums and teachers
//	the same named party                               and a like text or several particulars; less if the place is the same too
//
// and always one matter (matter.go), no other place, no other party and no particular that contradicts. Claims of one's own, such
// as a refund, and harm to a child are of one person each: there only a like text with the same sums will do. Time is not compared:
// who folds looks among leads that are open.
package likeness
