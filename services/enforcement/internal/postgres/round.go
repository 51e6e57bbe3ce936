package postgres

// roundTables are the tables of patrols and self-checks whose rows change.
var roundTables []string
