package likeness

import (
	"slices"
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/text"
)

// Print is what is compared of a lead: hashes and a few numbers (sums, surnames of teachers), no text. It is 343 bytes when kept. The
// zero value is empty.
type Print struct{ content }

// content is what a print keeps, all of one size.
type content struct {
	Version  uint8 // 0 if it is empty
	Category [3]byte
	digest
	Places  [maxPlaces]place  // first the address
	Parties [maxParties]party // the surest first
	particulars
}

// maxPlaces is how many places a print keeps: the address and one that the text speaks of.
const maxPlaces = 2

// enough is how many pairs a text must have to say something by itself, without a place or a party.
const enough = 20

// Of returns the print of a lead of category c. The same matter always has the same print.
func Of(m lead.Matter, c lead.Category) Print {
	body := []rune(text.Normalise(m.Text).Plain)
	all := body
	if m.Title != "" {
		all = slices.Concat([]rune(text.Normalise(m.Title).Plain), []rune("\n"), body)
	}
	district := districtOf(m)
	p := content{Version: version, digest: digestOf(body), Places: placesOf(m, all), Parties: partiesOf(m, all, district),
		particulars: particularsOf(m, all)}
	copy(p.Category[:], c)
	return Print{p}
}

// Empty reports whether a lead says too little to be compared: it is too vague to verify, or names neither place nor party in a
// few words.
func (p Print) Empty() bool {
	if p.category() == lead.Vague {
		return true
	}
	named := slices.ContainsFunc(p.Parties[:], func(q party) bool { return q.How != 0 && q.How <= hint }) ||
		slices.ContainsFunc(p.Places[:], func(q place) bool { return q.Name|q.Road != 0 })
	return p.Grams < enough && !named
}

// Keys returns what a lead is found by. Leads that share no key are never the same. They are at most 16, most often about ten,
// and none for an empty print.
func (p Print) Keys() []int64 {
	if p.Empty() {
		return nil
	}
	var keys []int64
	add := func(kind, value uint64) {
		if k := int64(mix(kind<<56 ^ value)); !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	for _, q := range p.Places {
		if q.Name != 0 {
			add(1, uint64(q.Name))
		}
		if q.Road != 0 && q.Number != 0 {
			add(2, uint64(q.Road)<<16|uint64(q.Number))
		}
	}
	for _, q := range p.Parties {
		if q.How != 0 && q.How <= hint {
			add(3, uint64(q.ID))
		}
	}
	for i := 0; i < hashes && p.Grams > 0; i += band {
		h := uint64(i)
		for _, m := range p.MinHash[i : i+band] {
			h = mix(h ^ uint64(m))
		}
		add(4, h>>8)
	}
	return keys
}

// placesOf returns the places of a lead: that of the address with what the text adds, then another of the text.
func placesOf(m lead.Matter, r []rune) (out [maxPlaces]place) {
	spots, town := addressOf(m)
	addresses := len(spots)
	for _, s := range spotsOf(r, false) {
		if !slices.ContainsFunc(indexes(spots), func(i int) bool { return merge(&spots[i], s) }) {
			spots = append(spots, s)
		}
	}
	slices.SortStableFunc(spots[addresses:], func(a, b spot) int { return b.weight() - a.weight() })
	if len(spots) == 0 {
		s := spot{}
		if s.read(r, 0, len(r)); s.numbered {
			spots = append(spots, s)
		}
	}
	for i, s := range spots[:min(len(spots), maxPlaces)] {
		if s.town == "" {
			s.town = town
		}
		out[i] = s.place()
		switch {
		case i < addresses:
			out[i].Flags |= given
		case !s.numbered && s.number == "": // a word of running text, perhaps
			out[i].Flags |= vague
		}
	}
	return out
}

func indexes[T any](s []T) []int {
	out := make([]int, len(s))
	for i := range out {
		out[i] = i
	}
	return out
}

// weight says how much a spot tells.
func (s spot) weight() int {
	n := 0
	for _, told := range []bool{s.name != "", s.number != "", s.block != "", s.low != 0, s.room != "", !s.beside} {
		if told {
			n++
		}
	}
	return n
}

// addressOf returns the address, or nothing, and its town. One that is no road, estate or building is a name as it stands.
func addressOf(m lead.Matter) (spots []spot, town string) {
	if m.Place == nil {
		return nil, ""
	}
	address := []rune(text.Normalise(m.Place.Address).Plain)
	for _, s := range []string{string(address), text.Normalise(m.Place.Street).Plain} {
		for _, end := range []string{"街道", "镇", "乡"} {
			before, _, ok := strings.Cut(s, end)
			if r := []rune(before); ok && town == "" && len(r) >= 2 && len(r) <= 12 {
				town = string(r[len(r)-2:]) + end
			}
		}
	}
	spots = spotsOf(address, true)
	if len(spots) == 0 {
		if rest := withoutRegion(address); len(rest) > 1 {
			spots = []spot{{name: string(rest), anchored: true, beside: true}}
		}
	}
	slices.SortStableFunc(spots, func(a, b spot) int { return b.weight() - a.weight() })
	return spots[:min(len(spots), 1)], town
}

// withoutRegion returns what stands behind district, street and town.
func withoutRegion(address []rune) []rune {
	rest := address
	for i, c := range address[:min(len(address), 15)] {
		if strings.ContainsRune("省市区县旗镇乡", c) || c == '道' && runeAt(address, i-1) == '街' {
			rest = address[i+1:]
		}
	}
	return rest
}

// districtOf returns what the district of an address is called without 区 or 县: 云汀区柳塘街道 is in 云汀.
func districtOf(m lead.Matter) string {
	if m.Place == nil {
		return ""
	}
	address := []rune(m.Place.Address)
	for i, c := range address {
		if (c == '区' || c == '县') && i >= 2 && i <= 9 {
			return string(address[i-2 : i])
		}
	}
	return ""
}

func (p *content) category() lead.Category {
	return lead.Category(strings.TrimRight(string(p.Category[:]), "\x00"))
}
