package likeness

import (
	"slices"
	"strconv"
	"strings"

	"xiansuo/pkg/lead"
)

// particulars are what a lead says besides place and party that another lead of the same matter would say too.
type particulars struct {
	Subjects uint16              // one bit each
	Stages   uint8               // one bit each
	Sums     [maxSums]uint32     // yuan, 0 behind the last
	Teachers [maxTeachers]uint16 // their surnames
}

// How many sums and surnames a print keeps.
const (
	maxSums     = 3
	maxTeachers = 2
)

// particularsOf reads a plain text.
func particularsOf(m lead.Matter, r []rune) (p particulars) {
	w := loaded()
	p.Subjects, p.Stages = w.subject.bits(r), uint8(w.stage.bits(r))
	if m.Money != nil && m.Money.Fen >= 100 {
		add(p.Sums[:], uint32(min(m.Money.Fen/100, 1<<31)))
	}
	for i := 0; i < len(r); i++ {
		if isDigit(r[i]) {
			end := i
			for isDigit(runeAt(r, end)) {
				end++
			}
			add(p.Sums[:], sumAt(r, i, end))
			i = end
		}
		add(p.Teachers[:], w.teacherAt(r, i))
	}
	return p
}

// add puts a value into the first free place of a list, unless it is there.
func add[T uint16 | uint32](list []T, value T) {
	if i := slices.Index(list, 0); i >= 0 && !slices.Contains(list, value) {
		list[i] = value
	}
}

// sumAt returns the yuan that the digits between i and end count, or 0: 180元, 收200, 退费7400.
func sumAt(r []rune, i, end int) uint32 {
	if end-i < 2 || end-i > 7 || isLetter(runeAt(r, i-1)) || runeAt(r, i-1) == '.' || isLetter(runeAt(r, end)) {
		return 0
	}
	counted := strings.ContainsRune("元块", runeAt(r, end))
	for j := max(i-4, 0); j < i && !counted; j++ {
		counted = strings.ContainsRune("收费交退价付贷投缴款", r[j]) && !strings.ContainsRune("年月日号天个名人节岁点班楼层栋%课周次分小", runeAt(r, end))
	}
	n, err := strconv.ParseUint(string(r[i:end]), 10, 32)
	if !counted || err != nil || n < 20 {
		return 0
	}
	return uint32(n)
}

// teacherAt returns the surname at i if a teacher or an owner is called by it, or 0: 李老师, 老板姓周.
func (w *words) teacherAt(r []rune, i int) uint16 {
	c, called := runeAt(r, i), strings.ContainsRune("老校", runeAt(r, i+1))
	switch {
	case c == '姓' && w.surname[string(runeAt(r, i+1))] && (hasAt(r, i-2, "老板") || hasAt(r, i-2, "老师")):
		return uint16(r[i+1])
	case called && w.surname[string(c)] && (hasAt(r, i+1, "老师") || hasAt(r, i+1, "校长") || hasAt(r, i+1, "老板")):
		return uint16(c)
	}
	return 0
}

// agreement is how far the particulars of two leads agree.
type agreement struct {
	kinds    int  // of subjects, stages: how many agree
	marks    int  // sums and teachers that both name
	discord  bool // they teach other subjects, or other children
	otherSum bool // both name sums, and none is the same
}

func agree(a, b particulars) (g agreement) {
	for _, x := range [][2]uint16{{a.Subjects, b.Subjects}, {uint16(a.Stages), uint16(b.Stages)}} {
		switch {
		case x[0]&x[1] != 0:
			g.kinds++
		case x[0] != 0 && x[1] != 0:
			g.discord = true
		}
	}
	sums := common(a.Sums[:], b.Sums[:])
	g.marks = sums + common(a.Teachers[:], b.Teachers[:])
	g.otherSum = sums == 0 && a.Sums[0] != 0 && b.Sums[0] != 0
	return g
}

func common[T uint16 | uint32](a, b []T) (n int) {
	for _, x := range a {
		if x != 0 && slices.Contains(b, x) {
			n++
		}
	}
	return n
}
