package postgres

import "xiansuo/services/internal/reconcile"

// Books are the leads that were given out, as far as routing must know the same of them.
func (s *Store) Books() reconcile.Party {
	return reconcile.Leads{Name: "intake", DB: s.Log.DB, Table: "lead", Says: "'|' || source || '|' || coalesce(number, '')"}.Party()
}
