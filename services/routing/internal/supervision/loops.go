package supervision

import (
	"slices"
	"time"

	"xiansuo/pkg/lead"
)

// Loop is a department that had a lead, lost it and got it again, other than because it was to be done again.
type Loop struct {
	Department lead.Department
	// Had is the number of the record that made it the holder before, Lost of the one that ended that, Again of the one that brings it back.
	Had, Lost, Again int
	At               time.Time
	Kind             lead.Kind // what brings it back
	// Between are those who held it meanwhile: A→B→A.
	Between []lead.Holder
}

// Loops returns the loops of a lead's chain. What was folded and goes on by itself was not lost; who succeeds another by law is the other.
func Loops(records []lead.Record) (loops []Loop) {
	had := map[lead.Holder]Loop{} // who lost it, with what is known of that
	var now Loop
	var holder lead.Holder
	for _, r := range records {
		if r.Holder == holder {
			continue
		}
		if r.Kind == lead.KindRehomed {
			holder, now = r.Holder, Loop{Had: r.No}
			continue
		}
		before := holder
		holder = r.Holder
		for h, l := range had {
			if before != lead.Nobody && h != before && !slices.Contains(l.Between, before) {
				l.Between = append(l.Between, before)
				had[h] = l
			}
		}
		if d, is := before.Department(); is && r.Kind != lead.KindMerged && r.Kind != lead.KindDone {
			had[before] = Loop{Department: d, Had: now.Had, Lost: r.No}
		}
		now = Loop{Had: r.No}
		l, again := had[holder]
		delete(had, holder)
		if again && r.Kind != lead.KindRedone && r.Kind != lead.KindUnmerged {
			l.Again, l.At, l.Kind = r.No, r.At, r.Kind
			loops = append(loops, l)
		}
	}
	return loops
}
