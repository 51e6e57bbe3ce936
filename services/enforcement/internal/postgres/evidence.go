package postgres

// evidenceTables are the tables of evidence whose rows change.
var evidenceTables []string
