package rounds

import (
	"slices"
	"strings"
	"time"

	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/internal/actor"
)

// Act is who does something, when, and on which day.
type Act struct {
	By  actor.Actor
	On  string
	Now time.Time
}

// PlaceKind is a kind of premises (场所类型).
type PlaceKind string

// InstitutionKind is the kind of points that come from the register.
const InstitutionKind PlaceKind = "institution"

// The kinds of premises, by their Chinese names.
var placeKinds = map[PlaceKind]string{"commercial": "商业", "residential": "住宅", "industrial": "厂房", "near-school": "学校周边", InstitutionKind: "培训机构", "other": "其他"}

// Valid reports whether k is a kind of premises.
func (k PlaceKind) Valid() bool { return placeKinds[k] != "" }

// Name returns what the kind is called in Chinese.
func (k PlaceKind) Name() string { return placeKinds[k] }

// Area is where a round goes; an empty list sets no limit.
type Area struct {
	Streets     []string    `json:"streets,omitempty"`
	Communities []string    `json:"communities,omitempty"`
	Grids       []string    `json:"grids,omitempty"`
	Kinds       []PlaceKind `json:"kinds,omitempty"`
}

// Holds reports whether a point lies in the area.
func (a Area) Holds(p Point) bool {
	in := func(list []string, one string) bool { return len(list) == 0 || slices.Contains(list, one) }
	return in(a.Streets, p.Street) && in(a.Communities, p.Community) && in(a.Grids, p.Grid) && (len(a.Kinds) == 0 || slices.Contains(a.Kinds, p.Kind))
}

// HoldsInstitutions reports whether institutions of the register are in the area at all.
func (a Area) HoldsInstitutions() bool {
	return len(a.Kinds) == 0 || slices.Contains(a.Kinds, InstitutionKind)
}

// Round is a patrol (排查): who ordered it, where and when, and who goes.
type Round struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	OrderedBy string `json:"orderedBy"`
	Area      Area   `json:"area"`
	From      string `json:"from"`
	To        string `json:"to"`
	// Teams are the departments and units that patrol.
	Teams []string `json:"teams"`
	// ClosedOn is the day on which it was closed; empty while it goes on.
	ClosedOn string `json:"closedOn,omitempty"`
}

// Order orders a round: the taskforce, departments and units may.
func Order(r Round, act Act) (Round, error) {
	if act.By.Role != actor.Taskforce && !onsite.Known(onsite.Party(act.By)) {
		return r, onsite.Refuse(onsite.NotYours, "may-not-order", "only the taskforce, departments and units order patrols", "ask one of them")
	}
	var f onsite.Form
	f.Need("title", r.Title, onsite.MaxName)
	f.Names("area.streets", r.Area.Streets, 100)
	f.Names("area.communities", r.Area.Communities, 100)
	f.Names("area.grids", r.Area.Grids, 64)
	f.That(!slices.ContainsFunc(r.Area.Kinds, func(k PlaceKind) bool { return !k.Valid() }), "area.kinds", "must be kinds of premises")
	f.Day("from", r.From)
	f.Day("to", r.To)
	f.That(r.From <= r.To, "to", "must not lie before from")
	f.That(len(r.Teams) > 0 && len(r.Teams) <= onsite.MaxList, "teams", "must name who patrols")
	f.That(!slices.ContainsFunc(r.Teams, func(t string) bool { return !onsite.Known(t) }), "teams", "must be departments or units such as a street")
	r.Title, r.OrderedBy, r.ClosedOn = onsite.Clean(r.Title), onsite.Party(act.By), ""
	return r, f.Err()
}

// Orders reports whether an actor answers for the round.
func (r Round) Orders(a actor.Actor) bool {
	return a.Role == actor.Taskforce || r.OrderedBy == onsite.Party(a)
}

// Works reports whether an actor patrols in the round, or answers for it.
func (r Round) Works(a actor.Actor) bool {
	return r.Orders(a) || slices.Contains(r.Teams, onsite.Party(a))
}

// Sees reports whether an actor may read the round.
func (r Round) Sees(a actor.Actor) bool { return r.Works(a) || a.Oversees() }

// SeesPhones reports whether an actor may read the phones and certificates of the ledger: only who works on the round.
func (r Round) SeesPhones(a actor.Actor) bool { return r.Works(a) }

// May lets those work who patrol, as long as the round goes on.
func (r Round) May(a actor.Actor) error {
	if !r.Works(a) {
		return onsite.Refuse(onsite.NotYours, "not-in-the-round", "only who patrols in the round may do this", "ask who ordered it")
	}
	if r.ClosedOn != "" {
		return onsite.Refuse(onsite.NotNow, "round-closed", "the round is closed", "order another one")
	}
	return nil
}

// Point is a place that a round visits (点位).
type Point struct {
	No        int       `json:"no"`
	Name      string    `json:"name"`
	Address   string    `json:"address"`
	Street    string    `json:"street"`
	Community string    `json:"community,omitempty"`
	Grid      string    `json:"grid,omitempty"`
	Kind      PlaceKind `json:"kind"`
	// Institution is its id in the register, for points that come from there.
	Institution string `json:"institution,omitempty"`
	USCC        string `json:"uscc,omitempty"`
}

// MaxPoints is how many points one request adds.
const MaxPoints = 500

// CheckPoints checks points that are added to a round.
func CheckPoints(r Round, points []Point, act Act) error {
	if err := r.May(act.By); err != nil {
		return err
	}
	var f onsite.Form
	f.That(len(points) > 0 && len(points) <= MaxPoints, "points", "must be 1 to 500")
	for i := range points {
		p := &points[i]
		f.Need("name", p.Name, onsite.MaxName)
		f.Need("address", p.Address, 500)
		f.Need("street", p.Street, 100)
		f.May("community", p.Community, 100)
		f.May("grid", p.Grid, 64)
		f.May("institution", p.Institution, 64)
		f.May("uscc", p.USCC, 18)
		f.That(p.Kind.Valid(), "kind", "must be a kind of premises")
		f.That(r.Area.Holds(*p), "point", "must lie in the area of the round")
		p.Name, p.Address, p.Street = strings.TrimSpace(p.Name), strings.TrimSpace(p.Address), strings.TrimSpace(p.Street)
	}
	return f.Err()
}

// Close closes the round.
func (r Round) Close(act Act) (Round, error) {
	if !r.Orders(act.By) {
		return r, onsite.Refuse(onsite.NotYours, "not-your-round", "only who ordered the round closes it", "ask them")
	}
	if r.ClosedOn != "" {
		return r, onsite.Refuse(onsite.NotNow, "round-closed", "the round is closed", "nothing is to be done")
	}
	var f onsite.Form
	f.Past("on", act.On, act.Now)
	r.ClosedOn = act.On
	return r, f.Err()
}
