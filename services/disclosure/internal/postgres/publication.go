package postgres

// publicationTables are the tables of publications whose rows change.
var publicationTables = []string{"publication", "decision", "objection"}
