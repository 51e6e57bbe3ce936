package statistics

import (
	"maps"
	"math/big"
	"slices"
)

// bounds are the least and the greatest number that a figure can be; the greatest is nil where there is no end.
type bounds struct{ least, most *big.Rat }

// within returns the bounds of figures, by the simplex method with Bland's rule. The equations are those of a network, so that the bounds
// in whole numbers are the same.
func (k *attack) within(figures []string) map[string]bounds {
	out := map[string]bounds{}
	for _, name := range figures {
		out[name] = bounds{new(big.Rat), nil} // unless an equation speaks of it
	}
	for _, part := range k.apart() {
		part.withinHere(out)
	}
	return out
}

func (k *attack) withinHere(out map[string]bounds) {
	columns, rows := k.system()
	asked := slices.DeleteFunc(slices.Sorted(maps.Keys(columns)), func(name string) bool { _, ok := out[name]; return !ok })
	if len(asked) == 0 {
		return
	}
	kept, _ := reduce(rows)
	lp := feasible(kept, len(columns))
	for _, name := range asked {
		column := columns[name]
		least, _ := lp.clone().optimum(column, 1)
		most, finite := lp.clone().optimum(column, -1)
		b := bounds{least: least}
		if finite {
			b.most = most.Neg(most)
		}
		out[name] = b
	}
}

// lp is a linear program in a feasible basis.
type lp struct {
	rows  [][]*big.Rat
	basis []int
	n     int
}

func (l *lp) clone() *lp {
	c := &lp{n: l.n, basis: slices.Clone(l.basis)}
	for _, row := range l.rows {
		copied := make([]*big.Rat, len(row))
		for j, x := range row {
			copied[j] = new(big.Rat).Set(x)
		}
		c.rows = append(c.rows, copied)
	}
	return c
}

// feasible finds a first basis with one artificial variable for each equation.
func feasible(equations [][]*big.Rat, n int) *lp {
	l := &lp{n: n + len(equations)}
	for i, e := range equations {
		row := make([]*big.Rat, l.n+1)
		for j := range row {
			row[j] = new(big.Rat)
		}
		sign := big.NewRat(1, 1)
		if e[n].Sign() < 0 {
			sign.Neg(sign)
		}
		for j := range n {
			row[j].Mul(e[j], sign)
		}
		row[l.n].Mul(e[n], sign)
		row[n+i].SetInt64(1)
		l.rows, l.basis = append(l.rows, row), append(l.basis, n+i)
	}
	cost := make([]*big.Rat, l.n)
	for j := range cost {
		cost[j] = new(big.Rat)
		if j >= n {
			cost[j].SetInt64(1)
		}
	}
	rest, _ := l.minimise(cost)
	if rest.Sign() != 0 {
		panic("what is published contradicts itself")
	}
	for i := 0; i < len(l.rows); i++ { // drive the artificial ones out
		if l.basis[i] < n {
			continue
		}
		for j := range n {
			if l.rows[i][j].Sign() != 0 {
				pivot(l.rows, i, j)
				l.basis[i] = j
				break
			}
		}
		if l.basis[i] >= n {
			l.rows, l.basis = slices.Delete(l.rows, i, i+1), slices.Delete(l.basis, i, i+1)
			i--
		}
	}
	for i, row := range l.rows {
		l.rows[i] = append(slices.Clone(row[:n]), row[l.n])
	}
	l.n = n
	return l
}

func (l *lp) optimum(column int, sign int64) (*big.Rat, bool) {
	cost := make([]*big.Rat, l.n)
	for j := range cost {
		cost[j] = new(big.Rat)
	}
	cost[column].SetInt64(sign)
	return l.minimise(cost)
}

// minimise returns the least cost, and false when there is no end to it.
func (l *lp) minimise(cost []*big.Rat) (*big.Rat, bool) {
	for {
		enter := -1
		for j := range l.n {
			reduced := new(big.Rat).Set(cost[j])
			for i, row := range l.rows {
				if c := cost[l.basis[i]]; c.Sign() != 0 && row[j].Sign() != 0 {
					reduced.Sub(reduced, new(big.Rat).Mul(c, row[j]))
				}
			}
			if reduced.Sign() < 0 {
				enter = j
				break
			}
		}
		if enter < 0 {
			value := new(big.Rat)
			for i, row := range l.rows {
				value.Add(value, new(big.Rat).Mul(cost[l.basis[i]], row[l.n]))
			}
			return value, true
		}
		leave := -1
		var best *big.Rat
		for i, row := range l.rows {
			if row[enter].Sign() <= 0 {
				continue
			}
			ratio := new(big.Rat).Quo(row[l.n], row[enter])
			if leave < 0 || ratio.Cmp(best) < 0 || ratio.Cmp(best) == 0 && l.basis[i] < l.basis[leave] {
				leave, best = i, ratio
			}
		}
		if leave < 0 {
			return nil, false
		}
		pivot(l.rows, leave, enter)
		l.basis[leave] = enter
	}
}
