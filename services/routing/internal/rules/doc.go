// Package rules decides which department must act on a complaint, and says why.
//
// The rules are data (data/*.yaml): word lists, rules and the taxonomy. This package reads them, checks them and applies
// them; it knows no department's business of its own, no clock, no network and no database. The same set and the same input
// give the same decision, so that any past decision can be replayed.
//
// # How a decision is made
//
//	complaint ─▶ words of all lists found in one pass ─▶ rules fire ─▶ points per category ─▶ scope ─▶ category
//	                                                       │                                            │
//	                                                       └▶ alerts, at once                           └▶ lead, assist, urgency
//
// A rule is a condition and its effects. Most rules give points to categories; the pseudo categories "in" and "out" stand for
// off-campus training of minors and for anything else. The better side wins if it has enough points and enough of a margin,
// and the other side is not strong too (settings in set.yaml); otherwise the complaint goes to the desk, where a person
// decides. Rules with only_for are looked at after the category is known: they add assisting departments, change the lead or
// raise the urgency.
//
// One text may hold several matters: a claim of the reporter's own beside a report, which the law has handled apart, or reports that
// different departments must lead. Each that is strong by itself (settings split and join) is a part, with a lead of its own; the
// decision stays what it is without them.
//
// A last look may take a decision back, and only that: what would be sent away as a school's own matter and yet reads like complaints
// about off-campus training (resemblance.yaml, learned from labelled complaints) goes to the desk, with the words that made it so.
//
// # The language of conditions
//
// A condition is a CEL expression without loops. It may use
//
//	has("list")               a word of the list occurs
//	count("list")             how many different words of the list occur
//	near("a", "b", n)         a word of a and another of b stand at most n characters apart, in either order
//	follows("a", "b", n)      a word of b begins at most n characters after the end of a word of a
//	ascribed("what", "who", "others")
//	                          how many words of the first list follow a word of the second more closely than any of the
//	                          third, at most 25 characters behind: what is told of whom
//	channel, appeal, address, url, target, target_kind      fields of the complaint, text
//	yuan, pupils, staff, length                             whole numbers, 0 if unknown; length in characters
//	&& || ! == != < <= > >= + in                            as in any language
//
// Words are compared after text.Normalise, in title, text, address and target; near and follows look inside one field.
package rules
