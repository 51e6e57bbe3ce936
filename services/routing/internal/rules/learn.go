package rules

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// Learning is logistic regression by stochastic gradient descent with a rate per weight (AdaGrad; Duchi, Hazan and Singer, JMLR 12,
// 2011), twice: once with every pair that is not rare, then with those that told the most.
const (
	rarest  = 5    // complaints that a pair must occur in
	kept    = 2000 // pairs that stay
	rounds  = 25
	rate    = 0.1
	damping = 1e-3
)

// lesson is a labelled complaint: its pairs, and the share of annotators who see off-campus training in it.
type lesson struct {
	pairs []pair
	in    float64
}

// Learn learns from labelled complaints, one JSON object per line, how those about off-campus training read, and writes it as a
// file of a rule set. The same complaints in the same order give the same file.
func Learn(set *Set, labelled io.Reader, out io.Writer) error {
	lessons, err := set.lessons(labelled)
	if err != nil {
		return err
	}
	count := map[pair]int{}
	for _, l := range lessons {
		for _, p := range l.pairs {
			count[p]++
		}
	}
	maps.DeleteFunc(count, func(_ pair, n int) bool { return n < rarest })
	all := train(lessons, slices.Collect(maps.Keys(count)))
	telling := func(p pair) float64 { return math.Abs(all.weights[p]) * math.Sqrt(float64(count[p])) }
	pairs := slices.SortedFunc(maps.Keys(count), func(a, b pair) int { return cmp.Or(cmp.Compare(telling(b), telling(a)), compareStrings(a, b)) })
	return train(lessons, pairs[:min(kept, len(pairs))]).write(out, len(lessons))
}

func (s *Set) lessons(labelled io.Reader) (lessons []lesson, err error) {
	err = eachSample(labelled, func(c sample) {
		l, seen := lesson{}, map[pair]bool{}
		pairsOf(s.lexicon.read(Input{Title: c.Topic, Text: c.Text}).plain, func(p pair, _ int) {
			if !seen[p] {
				seen[p] = true
				l.pairs = append(l.pairs, p)
			}
		})
		for _, one := range c.Labels {
			if one.InScope {
				l.in += 1 / float64(len(c.Labels))
			}
		}
		lessons = append(lessons, l)
	})
	return lessons, err
}

// train finds the weights of pairs that fit the lessons.
func train(lessons []lesson, pairs []pair) *resemblance {
	r := &resemblance{weights: map[pair]float64{}}
	slope := map[pair]float64{}
	known := make([][]pair, len(lessons))
	for _, p := range pairs {
		r.weights[p], slope[p] = 0, 1e-8
	}
	for i, l := range lessons {
		known[i] = slices.DeleteFunc(slices.Clone(l.pairs), func(p pair) bool { _, ok := slope[p]; return !ok })
	}
	chance := rand.New(rand.NewPCG(1, 2)) // the same every time
	for range rounds {
		for _, i := range chance.Perm(len(lessons)) {
			s, sum := scale(len(known[i])), 0.0
			for _, p := range known[i] {
				sum += r.weights[p]
			}
			miss := logistic(r.bias+s*sum) - lessons[i].in
			r.bias -= rate / 2 * miss
			for _, p := range known[i] {
				g := miss*s + damping*r.weights[p]
				slope[p] += g * g
				r.weights[p] -= rate * g / math.Sqrt(slope[p])
			}
		}
	}
	return r
}

// write writes the pairs from the most telling for off-campus training to the most telling against it.
func (r *resemblance) write(out io.Writer, complaints int) error {
	pairs := slices.SortedFunc(maps.Keys(r.weights), func(a, b pair) int {
		return cmp.Or(cmp.Compare(r.weights[b], r.weights[a]), compareStrings(a, b))
	})
	var b strings.Builder
	fmt.Fprintf(&b, learnedHead, complaints, r.bias)
	for i, p := range pairs {
		if i%14 == 0 {
			b.WriteString("\n   ")
		}
		fmt.Fprintf(&b, " %s:%d", string(p[:]), int(math.Round(100*r.weights[p])))
	}
	b.WriteString("\n")
	_, err := io.WriteString(out, b.String())
	return err
}

// learnedHead begins a learned file. Only a school's own matter is doubted: of other categories out of scope the rules say for what
// definite reason they are, and what is about training of adults must read like training.
const learnedHead = `# 用语相近：一段话里出现的两字组合各有多少“像校外培训来件”的分量（百分之一；负数表示不像）。由 xiansuo rules learn 从 %d 件
# 人工标注的来件算出，不手写。只用来复核：规则认为属于 only_for 各类而要退回、相近程度却高于 doubt 的，不退回，交分派中心。
resemblance:
  only_for: [X01]
  least: 10
  doubt: 0.4
  bias: %.2f
  pairs: >`

func compareStrings(a, b pair) int { return strings.Compare(string(a[:]), string(b[:])) }
