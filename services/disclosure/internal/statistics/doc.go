// Package statistics counts what may be told of leads and cases by month, and suppresses what would give a small number away.
package statistics
