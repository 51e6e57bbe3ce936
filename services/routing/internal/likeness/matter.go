package likeness

import "xiansuo/pkg/lead"

// bond says whether two categories are one matter.
type bond int

const (
	other bond = iota // another matter: never folded
	near              // may be one matter that two rules called differently: proposed at most
	one               // one matter
)

// families are categories that are one matter: which of them a covert class is called depends on what the reporter saw.
// The others are one matter with themselves only.
var families = map[lead.Category]string{
	"A01": "covert", "A02": "covert", "A03": "covert", "A04": "covert", "A05": "covert", "A06": "covert", "A07": "covert", "A08": "covert",
	"A09": "covert", "A10": "covert", "A11": "covert",
	"C01": "unlicensed", "C02": "unlicensed", "C03": "unlicensed",
}

// neighbours are families that may be one matter. Not among them: refund and crowd, catering and poisoning, unlicensed and
// obstruction. There the second is a new risk at the same institution.
var neighbours = map[[2]string]bool{
	{"covert", "unlicensed"}: true, // the same class, seen as teaching or as lacking a licence
	{"covert", "B01"}:        true, // an arts institution that teaches a subject
	{"covert", "H02"}:        true, // an arts class that may be one of a subject
	{"unlicensed", "H02"}:    true,
	{"unlicensed", "C04"}:    true, // banned and back: the desk must see that it is back
	{"covert", "C04"}:        true,
	{"D07", "D08"}:           true, // does not pay back, or is gone
	{"D07", "D09"}:           true, // does not pay back, and says that the contract says so
	{"D02", "B07"}:           true,
	{"D04", "D05"}:           true,
	{"E01", "E02"}:           true,
	{"E01", "E04"}:           true,
	{"E02", "E04"}:           true,
	{"F01", "F02"}:           true,
	{"F02", "F04"}:           true,
	{"F01", "F04"}:           true,
	{"G03", "G04"}:           true,
}

// own are claims and harms of one person: another's at the same place is another.
var own = map[lead.Category]bool{
	"D04": true, "D05": true, "D06": true, "D07": true, "D09": true, "D10": true, "E06": true,
	"F11": true, "G02": true, "G03": true, "G06": true, "G09": true, "G10": true,
}

// once are events of which an institution has one: it closes, its investors lose their money, its customers gather. A hundred
// complaints about it are about one.
var once = map[lead.Category]bool{"D08": true, "G05": true, "G08": true}

// bonded compares two categories. One that is out of scope, or none at all, says too little to be one matter with a like.
func bonded(a, b lead.Category) bond {
	switch {
	case a == lead.Uncategorised || b == lead.Uncategorised:
		return near
	case a == b:
		return one
	case a.OutOfScope() || b.OutOfScope():
		return other
	}
	x, y := familyOf(a), familyOf(b)
	switch {
	case x == y:
		return one
	case neighbours[[2]string{x, y}] || neighbours[[2]string{y, x}]:
		return near
	}
	return other
}

func familyOf(c lead.Category) string {
	if f, ok := families[c]; ok {
		return f
	}
	return string(c)
}
