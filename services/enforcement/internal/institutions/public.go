package institutions

import (
	"slices"

	"xiansuo/pkg/lead"
)

// Public returns what may be known of the institution on a day, without version and moment. An institution that never was licensed or
// registered is an accusation until a decision is in force about it: it is not shown before, and its places are not.
func (s *State) Public(day string) lead.InstitutionChanged {
	official := s.Registration.Kind != "" || len(s.Licences) > 0
	decided := slices.ContainsFunc(s.Decisions, func(d Decision) bool { return d.InForce })
	out := lead.InstitutionChanged{Institution: s.ID, Papers: s.Papers(day), Standing: s.Standing(day)}
	if s.Removed != "" || !official && !decided {
		out.Removed = true
		return out
	}
	out.Name, out.USCC, out.Listed = s.Name, s.Registration.USCC, s.Listed(day)
	for _, n := range slices.Concat(s.Aliases, s.Former) {
		if n != s.Name && !slices.Contains(out.Aliases, n) {
			out.Aliases = append(out.Aliases, n)
		}
	}
	for _, p := range s.Places {
		if official {
			out.Places = append(out.Places, p.Address)
		}
		if out.Street == "" {
			out.Street = p.Street
		}
	}
	for _, l := range s.inForce(day) {
		authority := l.Authority
		if authority == "" {
			authority = l.Department.Name().ZH
		}
		out.Licences = append(out.Licences, lead.Licence{Number: l.Number, Authority: authority, Scope: l.Scope, From: l.From, Until: l.Until})
	}
	for _, e := range s.Watch {
		if s.public(e, day) {
			out.Watch = append(out.Watch, lead.WatchEntry{Decision: e.Decision, Basis: e.Basis, From: e.From, Until: e.Until})
		}
	}
	return out
}
