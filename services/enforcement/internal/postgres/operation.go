package postgres

// operationTables are the tables of operations whose rows change.
var operationTables []string
