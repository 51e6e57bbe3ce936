package likeness

// place is a spot in hashes. 0 is not said.
type place struct {
	Name, Road                      uint32
	Number, Block, Unit, Room, Town uint16
	Low, High                       int8
	Flags                           uint8
}

// Flags of a place.
const (
	home   = 1 << iota // a residential estate: few flats on a floor of a block
	vague              // beside the place that is named, or nothing more than a road
	adrift             // no road and no name: a block, a floor or a room only
	given              // what the sender gives as the address
)

func (s spot) place() place {
	p := place{Name: named("name", s.name), Road: named("road", s.road), Number: short("number", s.number), Block: short("block", s.block),
		Unit: short("unit", s.unit), Room: short("room", s.room), Town: short("town", s.town), Low: int8(s.low), High: int8(s.high)}
	if s.home {
		p.Flags |= home
	}
	if s.beside || s.name == "" && s.number == "" {
		p.Flags |= vague
	}
	if !s.anchored {
		p.Flags |= adrift
	}
	return p
}

func named(kind, s string) uint32 {
	if s == "" {
		return 0
	}
	return hash(kind, s)
}

func short(kind, s string) uint16 {
	if s == "" {
		return 0
	}
	return max(uint16(hash(kind, s)>>16), 1)
}

// nearness says how close two places are known to be.
type nearness int

const (
	unknown   nearness = iota // one lead names no place
	blurred                   // two names that a text mentions, or places that are only beside what is named
	apart                     // two places that nothing can be said of: a road here, an estate there, or floors of who knows what
	elsewhere                 // different
	area                      // the same estate, mall or road, and no more
	house                     // the same house number, or block of an estate
	floor                     // the same floor of it
	chamber                   // the same room
)

// between compares two places; why says what differs.
func between(a, b place) (n nearness, why string) {
	if a.Flags&adrift != 0 || b.Flags&adrift != 0 {
		if w := otherInside(a, b); w != "" {
			return apart, w
		}
		return unknown, ""
	}
	sameName := a.Name != 0 && a.Name == b.Name
	sameRoad := a.Road != 0 && a.Road == b.Road
	sameNumber := sameRoad && a.Number != 0 && a.Number == b.Number
	uncertain := (a.Flags|b.Flags)&vague != 0
	switch {
	case sameRoad && differ(a.Number, b.Number):
		return elsewhere, OtherNumber
	case !sameName && a.Name != 0 && b.Name != 0:
		if uncertain {
			return blurred, OtherPlace
		}
		return elsewhere, OtherPlace
	case !sameRoad && a.Road != 0 && b.Road != 0 && !uncertain:
		return elsewhere, OtherPlace
	case !sameName && !sameRoad && uncertain:
		return blurred, OtherPlace
	case !sameName && !sameRoad:
		return apart, OtherPlace
	case differ(a.Town, b.Town):
		return apart, OtherTown
	}
	if w := otherInside(a, b); w != "" {
		return elsewhere, w
	}
	if !sameName && !sameNumber { // one road, and one does not say where
		return unknown, ""
	}
	if uncertain || !sameNumber && (!sameName || a.Block != b.Block || a.Block == 0 && a.Flags&b.Flags&home != 0) {
		return area, ""
	}
	return inside(a, b, sameNumber), ""
}

// inside says how near two places of one house are.
func inside(a, b place, sameNumber bool) nearness {
	sameBlock := a.Block == b.Block
	switch {
	case a.Room != 0 && a.Room == b.Room && sameBlock && (a.Unit == b.Unit || a.Flags&b.Flags&home == 0):
		return chamber
	case a.Low != 0 && b.Low != 0 && sameBlock:
		return floor
	case sameNumber || a.Block != 0:
		return house
	}
	return area // a mall, on whatever floor
}

// otherInside says what contradicts inside one house, or nothing.
func otherInside(a, b place) string {
	switch {
	case differ(a.Block, b.Block):
		return OtherBuilding
	case differ(a.Unit, b.Unit):
		return OtherUnit
	case a.Low != 0 && b.Low != 0 && (a.Low > b.High || b.Low > a.High):
		return OtherFloor
	case differ(a.Room, b.Room):
		return OtherRoom
	}
	return ""
}

func differ(a, b uint16) bool { return a != 0 && b != 0 && a != b }

// nearest compares the places of two leads: the addresses if they contradict, else the two that are nearest. What a text speaks
// of beside the place of the matter, the reporter's home perhaps, makes no more than an area.
func nearest(a, b *[maxPlaces]place) (best nearness, why string, homes bool) {
	if a[0].Flags&b[0].Flags&given != 0 {
		if n, w := between(a[0], b[0]); n == elsewhere {
			return n, w, false
		}
	}
	for i, x := range a {
		for j, y := range b {
			if x == (place{}) || y == (place{}) {
				continue
			}
			n, w := between(x, y)
			if i+j > 0 {
				n = min(n, area)
			}
			if n > best || n == best && w < why {
				best, why, homes = n, w, x.Flags&y.Flags&home != 0
			}
		}
	}
	return best, why, homes
}
