package statistics

// Flow is what moved in the refunds of one case within a month, in fen.
type Flow struct {
	Case          string
	Ordered, Paid int64
}

// Sum is a sum over cases, which is told or not.
type Sum struct {
	Fen   int64
	Cases int64
	// Why it is not told: few or dominated; empty when it is.
	Why string
}

// Sums are those of the refunds of a month.
type Sums struct{ Ordered, Paid Sum }

// Works are what the joint operations of a month did: acts of authorities, of which small numbers tell nothing about anybody; what they
// found is told only when it is not small.
type Works struct{ Operations, Sites, Findings int64 }

// Why a sum is not told.
const (
	Few       = "few"       // from fewer cases than the smallest number
	Dominated = "dominated" // one case, or whoever knows his own, could tell another from it
)

// Shares of a sum, in percent: no case may have more than the first, and all but the two largest must have at least the second of the
// largest (the p % rule: who pays the second largest would otherwise know the largest to within that).
const (
	mostShare = 80
	leastRest = 10
)

// grain is what sums are rounded to, in fen: 100 yuan.
const grain = 100_00

// SumsOf adds up the flows of a month.
func SumsOf(flows []Flow, smallest int64) Sums {
	var ordered, paid []int64
	for _, f := range flows {
		ordered, paid = append(ordered, f.Ordered), append(paid, f.Paid)
	}
	return Sums{sumOf(ordered, smallest), sumOf(paid, smallest)}
}

func sumOf(parts []int64, smallest int64) Sum {
	var s Sum
	var first, second int64
	for _, x := range parts {
		if x == 0 {
			continue
		}
		s.Cases++
		s.Fen += x
		switch size := max(x, -x); {
		case size > first:
			first, second = size, first
		case size > second:
			second = size
		}
		if x < 0 {
			s.Why = Dominated // an order was lowered: what the others add up to could be more than is told
		}
	}
	switch {
	case s.Cases < smallest:
		s.Why = Few
	case first*100 > s.Fen*mostShare || (s.Fen-first-second)*100 < first*leastRest:
		s.Why = Dominated
	}
	return s
}

func (s Sum) cell() Cell {
	if s.Why != "" {
		return Cell{Suppressed: true}
	}
	return Cell{N: (s.Fen + grain/2) / grain * grain}
}

func (s Sum) cases(smallest int64) Cell { return number(s.Cases, smallest) }

// number is a number by itself, which is told unless it is small.
func number(n, smallest int64) Cell {
	if n < smallest {
		return Cell{Suppressed: true}
	}
	return Cell{N: n}
}
