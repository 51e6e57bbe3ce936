package institutions

import "xiansuo/services/internal/actor"

// EnterWhite enters the institution on the white list: its licensing authority does, on a licence in force, and not while a safety order
// stands. After a suspension that is the new act that reinstatement needs, beside the recheck that lifted the order.
func (s *State) EnterWhite(id, licence string, w Why) error {
	if !Keeps(w.By) {
		return errKeeps
	}
	if err := first(w.check(), plain("licence", licence, maxNumber, true), s.present()); err != nil {
		return err
	}
	l, ok := s.licence(licence)
	if !ok || !l.In(w.On) {
		return notNow(NoLicence, "the institution has no licence of that number in force on that day", "name a licence that is in force")
	}
	if !authority(w.By, l.Department) {
		return forbidden("the authority that gave the licence enters the white list", "ask that authority; for one outside the taskforce does")
	}
	e := WhiteEntry{ID: id, Licence: licence, Department: l.Department, From: w.On, By: w.By, Fresh: true}
	if why := s.off(e, w.today()); why != "" {
		return notListed(why)
	}
	for _, other := range s.White {
		if other.EndedOn == "" {
			return notNow(OnList, "the institution is on the white list", "nothing is to be done")
		}
	}
	s.White = append(s.White, e)
	s.record(WhiteOn, w, nil, e)
	return nil
}

// notListed says why an institution may not be on the white list.
func notListed(why string) error {
	switch why {
	case EndSuspended:
		return notNow(IsSuspended, "a safety order stands on the institution, or stood since that day: what is suspended may not be shown as compliant",
			"pass the recheck, have the order lifted, and enter it anew on or after that day")
	case EndClosed:
		return notNow(IsClosed, "the institution is closed", "nothing is to be done")
	case EndUnregister:
		return notNow(NotPapers, "the institution is licensed and not registered", "have its registration written down first")
	}
	return notNow(NoLicence, "the licence is not in force today", "name a licence that is in force")
}

// LeaveWhite takes an entry off the white list.
func (s *State) LeaveWhite(id string, w Why) error {
	for i := range s.White {
		e := &s.White[i]
		if e.ID != id {
			continue
		}
		switch {
		case !authority(w.By, e.Department) && w.By.Role != actor.Taskforce:
			return forbidden("the authority that entered it, or the taskforce, takes it off", "ask one of them")
		case e.EndedOn != "":
			return notNow(Ended, "the entry has ended", "nothing is to be done")
		}
		if err := w.check(); err != nil {
			return err
		}
		s.endWhite(e, EndTakenOff, w)
		return nil
	}
	return invalid("entry", "is none of this institution")
}

// EnterWatch enters the institution on the inner watch list.
func (s *State) EnterWatch(e WatchEntry, w Why) error {
	if !Keeps(w.By) {
		return errKeeps
	}
	if e.From == "" {
		e.From = w.On
	}
	if err := first(w.check(), plain("basis", e.Basis, maxText, false), plain("decision", e.Decision, maxNumber, false), dayIn("from", e.From, true),
		dayIn("until", e.Until, false), span("until", e.From, e.Until), s.present()); err != nil {
		return err
	}
	active := 0
	for _, other := range s.Watch {
		if other.EndedOn == "" {
			active++
		}
	}
	if active >= maxItems {
		return notNow(OnList, "the institution has as many entries as there may be", "end one first")
	}
	e = WatchEntry{ID: e.ID, Reason: freely(w.Reason), Basis: e.Basis, Decision: e.Decision, From: e.From, Until: e.Until, By: w.By, Fresh: true}
	switch s.over(e, w.today()) {
	case EndExpired:
		return invalid("until", "must not lie in the past")
	case EndRevoked:
		return notNow(Ended, "the decision is not in force any more", "name a decision in force, or none for an inner entry")
	}
	s.Watch = append(s.Watch, e)
	s.record(WatchOn, w, nil, e)
	return nil
}

// LeaveWatch ends an entry of the watch list before its day.
func (s *State) LeaveWatch(id string, w Why) error {
	if !Keeps(w.By) {
		return errKeeps
	}
	for i := range s.Watch {
		e := &s.Watch[i]
		if e.ID != id {
			continue
		}
		if e.EndedOn != "" {
			return notNow(Ended, "the entry has ended", "nothing is to be done")
		}
		if err := w.check(); err != nil {
			return err
		}
		s.endWatch(e, EndTakenOff, w)
		return nil
	}
	return invalid("entry", "is none of this institution")
}
