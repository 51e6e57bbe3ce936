package supervision

import (
	"slices"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/district"
)

// Colour is that of a card.
type Colour string

// The colours.
const (
	NoCard Colour = ""
	Yellow Colour = "yellow"
	Red    Colour = "red"
)

// Why a card is shown.
const (
	FewInTime     = "in-time"          // too few handled in time
	FewSatisfied  = "satisfied"        // too few satisfied
	ManyRefused   = "refused"          // too many returns refused
	TwiceYellow   = "twice-yellow"     // and yellow the month before
	CriticalIsDue = "critical-overdue" // a critical lead ran out
)

var cardReasons = map[string]lead.Name{
	FewInTime: zh("按时办结率低于限值", "too few handled in time"), FewSatisfied: zh("满意率低于限值", "too few satisfied"), ManyRefused: zh("无理由退单达到限值", "too many returns without reason"),
	TwiceYellow: zh("连续两月黄牌", "yellow two months in a row"), CriticalIsDue: zh("特急件超期", "a critical lead was overdue"),
}

// CardReason returns what a reason of a card is called.
func CardReason(code string) lead.Name { return cardReasons[code] }

// Card is how a department stands in a month by the district's own thresholds, which are no law.
type Card struct {
	Month      string // its first day
	Department lead.Holder
	Colour     Colour
	Reasons    []string
	InTime     Value
	Satisfied  Value
	Refused    int64
	Critical   int64
	// Running says that the month is not over: the card may change.
	Running bool
}

// CardQuery returns the query that cards of a period are computed from: whole months, with the one before, because two in a row count.
func CardQuery(q Query) Query {
	q.Bucket = Month
	first := q.start(q.From)
	last := q.start(q.To.Add(-time.Nanosecond))
	return Query{From: first.AddDate(0, -1, 0), To: last.AddDate(0, 1, 0), Bucket: Month, By: []Dimension{ByDepartment}, Least: q.Least, Now: q.Now, Streets: q.Streets}
}

// Cards computes the cards of the months of a report of CardQuery but the first, one for each department or unit that anything was counted
// of. rows hold the overdue clocks of critical leads.
func Cards(c district.Cards, r Report, rows []Row) (cards []Card) {
	if !c.On {
		return nil
	}
	critical := map[Group]int64{}
	for _, row := range rows {
		if row.Count == CriticalLate {
			critical[row.Group] += row.N
		}
	}
	parts := r.Query.Parts()
	yellow := map[lead.Holder]string{} // by department, the last month in which it was
	for i, part := range parts {
		month := r.Query.Key(part)
		for _, f := range r.Groups {
			if f.Bucket != month || f.Department == lead.Nobody || place(f.Department) > 100 {
				continue
			}
			card := cardOf(c, f, critical[f.Group])
			card.Month, card.Running = month, r.Query.Now.Before(part.To)
			if card.Colour != NoCard && i > 0 && yellow[f.Department] == r.Query.Key(parts[i-1]) {
				card.Colour, card.Reasons = Red, append(card.Reasons, TwiceYellow)
			}
			if slices.ContainsFunc(card.Reasons, func(why string) bool { return why != CriticalIsDue }) {
				yellow[f.Department] = month
			}
			if i > 0 {
				cards = append(cards, card)
			}
		}
	}
	return cards
}

func cardOf(c district.Cards, f Figures, critical int64) Card {
	card := Card{Department: f.Department, InTime: f.Values["handle-in-time"], Satisfied: f.Values["satisfied"], Refused: f.Values["return-refused"].Over, Critical: critical}
	below := func(v Value, limit float64) bool {
		ratio, ok := v.Ratio()
		return ok && v.Under >= int64(c.Least) && ratio < limit
	}
	if below(card.InTime, c.InTime) {
		card.Reasons = append(card.Reasons, FewInTime)
	}
	if below(card.Satisfied, c.Satisfied) {
		card.Reasons = append(card.Reasons, FewSatisfied)
	}
	if c.Refused > 0 && card.Refused >= int64(c.Refused) {
		card.Reasons = append(card.Reasons, ManyRefused)
	}
	if len(card.Reasons) > 0 {
		card.Colour = Yellow
	}
	if critical > 0 {
		card.Colour, card.Reasons = Red, append(card.Reasons, CriticalIsDue)
	}
	return card
}
