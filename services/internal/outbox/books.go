package outbox

import "xiansuo/services/internal/reconcile"

// Books are what the log holds, to be compared with a copy of it.
func (l *Log) Books() reconcile.Party {
	return reconcile.Numbered{Name: l.Service, DB: l.DB, Rows: "(SELECT sequence, lead, leaf AS digest FROM event_log) AS log"}.Party()
}
