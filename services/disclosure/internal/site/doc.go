// Package site is what the public site says of an institution, and how an institution is found by name, code or address.
//
// It speaks from the register alone, as InstitutionChanged tells it: nothing that is proposed, watched inside or unsubstantiated ever
// comes here. Not found is not the same as not licensed, and the site never says so.
package site
