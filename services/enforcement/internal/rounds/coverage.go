package rounds

// Coverage is how far points of one street, community or grid were visited, and what became of what was found there.
type Coverage struct {
	// Street that it belongs to: communities of two streets may have one name.
	Street string `json:"street"`
	Place  string `json:"place"`
	// Points: planned, visited at least once, with something found, all of that mended, all of that rechecked.
	Planned      int `json:"planned"`
	Visited      int `json:"visited"`
	WithFindings int `json:"withFindings"`
	Mended       int `json:"mended"`
	Rechecked    int `json:"rechecked"`
	// Findings: how many, mended, rechecked, closed (销号), lapsed or handed over, and due for a recheck.
	Findings          int `json:"findings"`
	FindingsMended    int `json:"findingsMended"`
	FindingsRechecked int `json:"findingsRechecked"`
	FindingsClosed    int `json:"findingsClosed"`
	FindingsAnnounced int `json:"findingsAnnounced"`
	FindingsDue       int `json:"findingsDue"`
}

// Sum adds coverage up; it has no place.
func Sum(all []Coverage) (sum Coverage) {
	for _, c := range all {
		sum.Planned += c.Planned
		sum.Visited += c.Visited
		sum.WithFindings += c.WithFindings
		sum.Mended += c.Mended
		sum.Rechecked += c.Rechecked
		sum.Findings += c.Findings
		sum.FindingsMended += c.FindingsMended
		sum.FindingsRechecked += c.FindingsRechecked
		sum.FindingsClosed += c.FindingsClosed
		sum.FindingsAnnounced += c.FindingsAnnounced
		sum.FindingsDue += c.FindingsDue
	}
	return sum
}

// Indicator is a figure that the supervising office counts: always with what it is a part of.
type Indicator struct {
	ID string `json:"id"`
	ZH string `json:"zh"`
	// Of is what is counted, out of what.
	Of          string `json:"of"`
	Numerator   int    `json:"numerator"`
	Denominator int    `json:"denominator"`
}

// Indicators returns 机构覆盖率, 隐患整改销号率, 复查率 and 自查率 of what was counted. A rate of nothing has the denominator 0 and is no rate.
func Indicators(sum Coverage, asked, handedIn int) []Indicator {
	return []Indicator{
		{"coverage", "机构覆盖率", "points that were visited, of those planned", sum.Visited, sum.Planned},
		{"closing", "隐患整改销号率", "findings that were closed after a recheck, of those made", sum.FindingsClosed, sum.Findings},
		{"recheck", "复查率", "findings that were rechecked, of those due for it: said to be mended, or whose day has come", sum.FindingsRechecked, sum.FindingsDue},
		{"self-check", "自查率", "institutions that handed in, of those asked", handedIn, asked},
	}
}
