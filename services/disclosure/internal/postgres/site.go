package postgres

// siteTables are the tables of the site whose rows change.
var siteTables []string
