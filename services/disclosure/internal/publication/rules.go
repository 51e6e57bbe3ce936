package publication

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

// Clock is one limit: how long, and what it rests on. A limit of law may be made shorter by a district, never longer.
type Clock struct {
	Limit calendar.Limit
	Basis string
	Law   bool
}

// Clocks of publications.
const (
	MarketClock    = "PB-01" // a decision of market regulation is published
	BothClock      = "PB-02" // a decision is published (双公示)
	ProactiveClock = "PB-03" // information is published of its own accord
	WithdrawClock  = "PB-05" // what was told of a decision that does not stand is withdrawn
	ObjectionClock = "OB-01" // an objection is answered
	CorrectClock   = "OB-02" // what an objection found wrong is corrected
)

// Severity is how grave a penalty is: publicity lasts by it.
type Severity string

// The severities.
const (
	Warned   Severity = "warned"   // 警告
	Low      Severity = "low"      // 通报批评, or a low fine
	Ordinary Severity = "ordinary" // others
	Serious  Severity = "serious"  // 停产停业, 限制从业 and the like
	Gravest  Severity = "gravest"  // 吊销许可证件
)

// Term is how long publicity lasts, and after how long it may end early when all is made good.
type Term struct {
	Months int `json:"months"`
	Least  int `json:"least"`
}

// Penalty is a measure that is a penalty: its category (行政处罚法 art. 9) and severity.
type Penalty struct {
	Category string   `json:"category"`
	Severity Severity `json:"severity"`
}

// Rules are what is counted and decided by: rows of law and of local practice, which a district overrides by a document.
type Rules struct {
	Calendar  *calendar.Calendar
	Clocks    map[string]Clock
	Terms     map[Severity]Term
	LowFine   map[lead.PartyKind]int64 // in fen: a fine up to it is low
	Penalties map[string]Penalty       // by code of the catalogue of measures
	Source    Agency                   // who says it (数据来源单位)
}

// Agency is a unit with its unified social credit code.
type Agency struct {
	Name string `json:"name"`
	Code string `json:"code"`
}

func days(n int) calendar.Limit { return calendar.Limit{N: n, Unit: calendar.WorkingDays} }

// Default returns the rules that hold where a district says nothing else.
func Default() Rules {
	return Rules{
		Calendar: calendar.Default(),
		Clocks: map[string]Clock{
			MarketClock:    {days(20), "市场监督管理行政处罚信息公示规定第九条、第十条", true},
			BothClock:      {days(7), "", false},
			ProactiveClock: {days(20), "政府信息公开条例第二十六条", true},
			WithdrawClock:  {days(3), "行政处罚法第四十八条", true},
			ObjectionClock: {days(15), "", false},
			CorrectClock:   {days(3), "", false},
		},
		Terms:     map[Severity]Term{Warned: {3, 3}, Low: {3, 3}, Ordinary: {12, 3}, Serious: {36, 12}, Gravest: {36, 36}},
		LowFine:   map[lead.PartyKind]int64{lead.Person: 200_00, lead.Business: 3000_00, lead.Organisation: 3000_00},
		Penalties: maps.Clone(penalties),
	}
}

// The categories of 行政处罚法 art. 9, as the element CF_CFLB says them.
const (
	warnings     = "警告、通报批评"
	fines        = "罚款"
	confiscation = "没收违法所得、没收非法财物"
	licences     = "暂扣许可证件、降低资质等级、吊销许可证件"
	restrictions = "限制开展生产经营活动、责令停产停业、责令关闭、限制从业"
	detention    = "行政拘留"
	others       = "其他"
)

// penalties are the codes of the catalogue of measures that are penalties.
var penalties = map[string]Penalty{
	"warning":             {warnings, Warned},
	"criticism":           {warnings, Low},
	"fine":                {fines, Ordinary},
	"confiscate-gains":    {confiscation, Ordinary},
	"confiscate-goods":    {confiscation, Ordinary},
	"suspend-licence":     {licences, Serious},
	"revoke-licence":      {licences, Gravest},
	"close-down":          {restrictions, Serious},
	"stop-enrolment":      {restrictions, Serious},
	"stop-business":       {restrictions, Serious},
	"restrict-employment": {restrictions, Serious},
	"detention":           {detention, Ordinary},
}

// document is what a district may say.
type document struct {
	Limits    map[string]string        `json:"limits"`
	Terms     map[Severity]Term        `json:"terms"`
	LowFine   map[lead.PartyKind]int64 `json:"lowFine"`
	Penalties map[string]Penalty       `json:"penalties"`
	Source    *Agency                  `json:"source"`
}

// With returns the rules as a district's document (JSON) changes them, or what is wrong with it.
func (r Rules) With(content string) (Rules, error) {
	var d document
	dec := json.NewDecoder(bytes.NewReader([]byte(content)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		return r, fmt.Errorf("read the document: %w", err)
	}
	r.Clocks, r.Terms, r.LowFine, r.Penalties = maps.Clone(r.Clocks), maps.Clone(r.Terms), maps.Clone(r.LowFine), maps.Clone(r.Penalties)
	for id, text := range d.Limits {
		if err := r.limit(id, text); err != nil {
			return r, err
		}
	}
	for severity, term := range d.Terms {
		if _, ok := r.Terms[severity]; !ok || term.Months < 1 || term.Months > 60 || term.Least < 0 || term.Least > term.Months {
			return r, fmt.Errorf("term %q must be of a known severity, of 1 to 60 months, with a least time that is no longer", severity)
		}
		r.Terms[severity] = term
	}
	for kind, fen := range d.LowFine {
		if _, ok := r.LowFine[kind]; !ok || fen < 0 {
			return r, fmt.Errorf("low fine of %q must be of a known kind of party, and not negative", kind)
		}
		r.LowFine[kind] = fen
	}
	for code, p := range d.Penalties {
		if _, ok := r.Terms[p.Severity]; !ok || p.Category == "" {
			return r, fmt.Errorf("penalty %q needs a category and a known severity", code)
		}
		r.Penalties[code] = p
	}
	if d.Source != nil {
		r.Source = *d.Source
	}
	return r, nil
}

func (r Rules) limit(id, text string) error {
	clock, ok := r.Clocks[id]
	limit, err := calendar.ParseLimit(text)
	switch {
	case !ok:
		return fmt.Errorf("there is no clock %q", id)
	case err != nil:
		return fmt.Errorf("clock %s: %w", id, err)
	case clock.Law && (limit.Unit != clock.Limit.Unit || limit.N > clock.Limit.N):
		return fmt.Errorf("clock %s is the law's: %s at most", id, clock.Limit)
	}
	clock.Limit = limit
	r.Clocks[id] = clock
	return nil
}

// due returns the last day of a clock that starts on a day.
func (r Rules) due(id, from string) string {
	day, err := time.ParseInLocation(time.DateOnly, from, calendar.China)
	if err != nil {
		return ""
	}
	due, err := r.Calendar.Due(day, r.Clocks[id].Limit)
	if err != nil {
		return ""
	}
	return due.Date()
}

// months returns the day that lies n months after another.
func months(from string, n int) string {
	day, err := time.ParseInLocation(time.DateOnly, from, calendar.China)
	if err != nil {
		return ""
	}
	due, err := calendar.Default().Due(day, calendar.Limit{N: n, Unit: calendar.Months})
	if err != nil {
		return ""
	}
	return due.Date()
}

// severityOf returns how grave what was decided about a party is, and whether it is a penalty at all.
func (r Rules) severityOf(p lead.PartyDecided) (Severity, bool) {
	order := map[Severity]int{Warned: 1, Low: 2, Ordinary: 3, Serious: 4, Gravest: 5}
	var gravest Severity
	for _, m := range p.Measures {
		penalty, ok := r.Penalties[m.Code]
		if !ok {
			continue
		}
		s := penalty.Severity
		if penalty.Category == fines && m.Fen <= r.LowFine[p.Kind] {
			s = Low
		}
		if order[s] > order[gravest] {
			gravest = s
		}
	}
	return gravest, gravest != ""
}
