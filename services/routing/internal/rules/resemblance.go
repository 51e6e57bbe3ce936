package rules

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"xiansuo/pkg/lead"
)

// resemblance tells how much a text reads like complaints about off-campus training, whatever words the lists know of. It can
// only take a decision back: what would be sent away and yet reads like one goes to a person. Weights are learned (Learn).
type resemblance struct {
	onlyFor     []lead.Category
	least       int
	doubt, bias float64
	weights     map[pair]float64
}

// pair is two Chinese characters that stand beside each other.
type pair [2]rune

// Resembles is the name under which a doubt stands among the fired rules.
const Resembles = "resemblance"

const saysResembles = "看来不属于校外培训，但用语与校外培训方面的来件相近（标出的字词），由人复核"

// writtenResemblance is a resemblance as a file holds it.
type writtenResemblance struct {
	OnlyFor []lead.Category `yaml:"only_for"` // categories that it may take back
	Least   int             `yaml:"least"`    // known pairs that a text must have: a few words tell nothing
	Doubt   float64         `yaml:"doubt"`    // resemblance (0..1) above which those are not sent away without a person
	Bias    float64         `yaml:"bias"`
	Pairs   string          `yaml:"pairs"` // 机构:197, in hundredths
}

func (w writtenResemblance) compile() (*resemblance, error) {
	r := &resemblance{onlyFor: w.OnlyFor, least: w.Least, doubt: w.Doubt, bias: w.Bias, weights: map[pair]float64{}}
	for _, c := range w.OnlyFor {
		if !c.OutOfScope() {
			return nil, fmt.Errorf("only_for %q: write codes of what is out of scope", c)
		}
	}
	if w.Doubt <= 0 || w.Doubt >= 1 {
		return nil, fmt.Errorf("doubt is %v: it must lie between 0 and 1", w.Doubt)
	}
	for _, field := range strings.Fields(w.Pairs) {
		chars, written, _ := strings.Cut(field, ":")
		weight, err := strconv.Atoi(written)
		if runes := []rune(chars); err != nil || len(runes) != 2 {
			return nil, fmt.Errorf("%q is no pair: write two characters, a colon and a whole number", field)
		} else {
			r.weights[pair(runes)] = float64(weight) / 100
		}
	}
	return r, nil
}

// pairsOf calls yield with each pair of Chinese characters and where it begins in the text.
func pairsOf(text string, yield func(p pair, at int)) {
	before, at := rune(0), 0
	for i, c := range text {
		if !unicode.Is(unicode.Han, c) {
			before = 0
			continue
		}
		if before != 0 {
			yield(pair{before, c}, at)
		}
		before, at = c, i
	}
}

// of returns how much a text reads like complaints about off-campus training, 0..1; 0 for one that is too short to tell.
func (r *resemblance) of(text string) float64 {
	sum, seen := 0.0, map[pair]bool{}
	pairsOf(text, func(p pair, _ int) {
		if weight, known := r.weights[p]; known && !seen[p] {
			seen[p] = true
			sum += weight
		}
	})
	if len(seen) < r.least {
		return 0
	}
	return logistic(r.bias + sum*scale(len(seen)))
}

// scale makes long texts and short ones comparable.
func scale(pairs int) float64 { return 1 / math.Sqrt(float64(pairs)+1) }

func logistic(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// doubted takes a decision to send a complaint away back if it reads like one about off-campus training.
func (s *Set) doubted(doc *document, d *Decision) {
	r := s.resemblance
	if r == nil || !d.Decided || !slices.Contains(r.onlyFor, d.Category) {
		return
	}
	resembles := r.of(doc.plain)
	if resembles <= r.doubt {
		return
	}
	d.Decided, d.Scope, d.Why, d.Confidence = false, Unsure, WhyResembles, min(d.Confidence, math.Round(100*(1-resembles))/100)
	doc.trace = append(doc.trace[:0], r.signs(doc)...)
	d.Fired = slices.Insert(d.Fired, 0, Fired{Rule: Resembles, Words: doc.words()})
}

// signs returns where the pairs of greatest weight stand first; those that overlap are one sign.
func (r *resemblance) signs(doc *document) (signs []hit) {
	var found []pair
	where := map[pair]int{}
	pairsOf(doc.plain, func(p pair, at int) {
		if _, again := where[p]; !again && r.weights[p] > 0 {
			where[p] = at
			found = append(found, p)
		}
	})
	slices.SortStableFunc(found, func(a, b pair) int { return int(1e6 * (r.weights[b] - r.weights[a])) })
	found = found[:min(len(found), maxWords)]
	slices.SortFunc(found, func(a, b pair) int { return where[a] - where[b] })
	for _, p := range found {
		from := int32(where[p])
		to := from + int32(utf8.RuneLen(p[0])+utf8.RuneLen(p[1]))
		if last := len(signs) - 1; last >= 0 && signs[last].to > from {
			signs[last].to = to
			continue
		}
		h := hit{from: from, to: to}
		for h.from >= doc.ends[h.field] {
			h.field++
		}
		signs = append(signs, h)
	}
	return signs
}
