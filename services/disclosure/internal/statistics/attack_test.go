package statistics

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
)

// The attacker of these tests shares no code with the protection: it reads published releases only, writes down what anybody knows about
// how their figures add up, and solves that by elimination and by linear programming in exact fractions.

// attack is what an attacker knows: figures by name, and equations between them.
type attack struct {
	number map[string]int64 // what is told
	sums   [][]term         // each adds up to nothing
}

type term struct {
	figure string
	times  int64
}

func named(version int, f ...string) string { return fmt.Sprint(version, " ", strings.Join(f, "/")) }

// read takes in a release.
func (k *attack) read(version int, r Release) {
	for _, t := range r.Tables {
		for i, row := range t.Rows {
			for j, column := range t.Columns {
				name := named(version, t.Name, row, column)
				if !t.Cells[i][j].Suppressed {
					k.number[name] = t.Cells[i][j].N
				}
			}
		}
	}
	at := func(f ...string) string { return named(version, f...) }
	equal := func(whole string, parts ...string) {
		sum := []term{{whole, -1}}
		for _, p := range parts {
			sum = append(sum, term{p, 1})
		}
		k.sums = append(k.sums, sum)
	}
	column := func(table, column string, but ...string) (out []string) {
		for _, row := range r.Table(table).Rows {
			if !slices.Contains(but, row) {
				out = append(out, at(table, row, column))
			}
		}
		return out
	}
	streets := r.Table("streets")
	for _, row := range streets.Rows { // a street is the sum of its types
		var parts []string
		for _, c := range streets.Columns {
			if c != "total" {
				parts = append(parts, at("streets", row, c))
			}
		}
		equal(at("streets", row, "total"), parts...)
	}
	for _, c := range streets.Columns { // a type is the sum over streets, and of its codes
		equal(at("streets", "total", c), column("streets", c, "total")...)
		var codes []string
		for _, row := range r.Table("types").Rows {
			if row[:1] == c {
				codes = append(codes, at("types", row, "n"))
			}
		}
		if len(codes) > 0 {
			equal(at("streets", "total", c), codes...)
		}
	}
	equal(at("streets", "total", "total"), column("channels", "n")...)
	equal(at("outcomes", "total", "n"), column("outcomes", "n", "total")...)
	equal(at("outcomes", "total", "n"), column("departments", "ended")...)
	equal(at("cases", "opened", "n"), column("departments", "opened")...)
	equal(at("cases", "closed", "n"), column("case-outcomes", "n")...)
	equal(at("cases", "closed", "n"), column("publications", "n")...)
	for _, q := range r.Table("answers").Rows {
		equal(at("answers", q, "total"), at("answers", q, "yes"), at("answers", q, "no"), at("answers", q, "unknown"))
		equal(at("answers", q, "total"), at("answers", "solved", "total"))
		equal(at("rates", q, "over"), at("answers", q, "yes"))
		equal(at("rates", q, "under"), at("answers", q, "yes"), at("answers", q, "no"))
	}
	equal(at("rates", "substantiated", "over"), at("outcomes", "substantiated", "n"))
	equal(at("rates", "substantiated", "under"), at("outcomes", "substantiated", "n"), at("outcomes", "unsubstantiated", "n"))
	equal(at("rates", "published", "over"), at("publications", "published", "n"))
	equal(at("rates", "published", "under"), at("publications", "published", "n"), at("publications", "proposed", "n"))
}

// apart splits the equations into parts that have nothing unknown in common: each can be solved by itself.
func (k *attack) apart() (parts []*attack) {
	of := map[string]*attack{} // by what is not told
	for _, sum := range k.sums {
		part := &attack{number: k.number}
		var names []string
		for _, t := range sum {
			if _, told := k.number[t.figure]; told {
				continue
			}
			names = append(names, t.figure)
			if other := of[t.figure]; other != nil && other != part {
				part.sums = append(part.sums, other.sums...)
				for name, o := range of {
					if o == other {
						of[name] = part
					}
				}
			}
		}
		part.sums = append(part.sums, sum)
		for _, name := range names {
			of[name] = part
		}
	}
	for _, part := range of {
		if !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	return parts
}

// system is the equations in what is not told: rows of coefficients with the right side last.
func (k *attack) system() (columns map[string]int, rows [][]*big.Rat) {
	columns = map[string]int{}
	for _, sum := range k.sums {
		for _, t := range sum {
			if _, told := k.number[t.figure]; !told {
				if _, ok := columns[t.figure]; !ok {
					columns[t.figure] = len(columns)
				}
			}
		}
	}
	for _, sum := range k.sums {
		row := make([]*big.Rat, len(columns)+1)
		for i := range row {
			row[i] = new(big.Rat)
		}
		used := false
		for _, t := range sum {
			if n, told := k.number[t.figure]; told {
				row[len(columns)].Sub(row[len(columns)], big.NewRat(n*t.times, 1))
			} else {
				row[columns[t.figure]].Add(row[columns[t.figure]], big.NewRat(t.times, 1))
				used = true
			}
		}
		if used {
			rows = append(rows, row)
		}
	}
	return columns, rows
}

// reduce brings rows into reduced echelon form and returns which column each begins with.
func reduce(rows [][]*big.Rat) (kept [][]*big.Rat, pivots []int) {
	if len(rows) == 0 {
		return nil, nil
	}
	for column := range len(rows[0]) - 1 {
		at := -1
		for i := len(kept); i < len(rows); i++ {
			if rows[i][column].Sign() != 0 {
				at = i
				break
			}
		}
		if at < 0 {
			continue
		}
		n := len(kept)
		rows[n], rows[at] = rows[at], rows[n]
		pivot(rows, n, column)
		kept, pivots = rows[:n+1], append(pivots, column)
	}
	return kept, pivots
}

// pivot makes the entry of a row and column one and every other entry of the column zero.
func pivot(rows [][]*big.Rat, at, column int) {
	inverse := new(big.Rat).Inv(rows[at][column])
	for _, x := range rows[at] {
		if x.Sign() != 0 {
			x.Mul(x, inverse)
		}
	}
	for i, row := range rows {
		if i == at || row[column].Sign() == 0 {
			continue
		}
		times := new(big.Rat).Set(row[column])
		for j, x := range rows[at] {
			if x.Sign() != 0 {
				row[j].Sub(row[j], new(big.Rat).Mul(times, x))
			}
		}
	}
}

// pinned returns what elimination alone finds out: the figures that only one number fits.
func (k *attack) pinned() map[string]*big.Rat {
	found := map[string]*big.Rat{}
	for _, part := range k.apart() {
		maps.Copy(found, part.pinnedHere())
	}
	return found
}

func (k *attack) pinnedHere() map[string]*big.Rat {
	columns, rows := k.system()
	kept, pivots := reduce(rows)
	found := map[string]*big.Rat{}
	for name, column := range columns {
		i := slices.Index(pivots, column)
		if i < 0 {
			continue
		}
		alone := true
		for j := range len(columns) {
			alone = alone && (j == column || kept[i][j].Sign() == 0)
		}
		if alone {
			found[name] = kept[i][len(columns)]
		}
	}
	return found
}
