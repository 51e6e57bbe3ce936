// Package statistics counts what may be told of leads and cases by month, and suppresses what would give a small number away.
//
// A month's figures are those of populations, each of which is counted once per lead or case:
//
//	received      leads by the month in which intake took them in: by type and street, by channel
//	ended         leads by the month in which they ended: by outcome, by department
//	answered      leads by the month in which the reporter last answered: responded, solved, satisfied
//	opened, filed, decided, closed    cases by the day that the papers bear; closed ones by outcome and by publication
//	harm-leads, harm-cases            sexual harm, and what is sealed, which is in no other population: a number of the whole district
//
// Who is counted in a month is settled with its first release. What comes to be known later counts in the month that is open then.
// What is known otherwise later (another type, another outcome, reopened, folded) is a correction: a release with a higher version.
//
// What is published of a population is a network of arcs: every lead is one round through it, and each arc that it passes is a figure
// that counts it. So all tables of a population, with their margins, are one circulation, and how far somebody who knows every published
// figure can narrow a suppressed one is a question of flow, which is answered exactly (Network.Slack).
package statistics
