package statistics

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// The mix of a real district's events of one month, September: by street, and what they were about, from the most common kind to the
// rarest. Kinds stand for types here; how often each comes is what matters.
var (
	mixStreets = map[string]int{"一街道": 961, "二街道": 944, "三街道": 758, "四街道": 377, "五街道": 351, "六街道": 262}
	mixTypes   = []struct {
		code  string
		times int
	}{{"A01", 11643}, {"D07", 6440}, {"A05", 6105}, {"B01", 2574}, {"E01", 1721}, {"F02", 1720}, {"C02", 1578}, {"A08", 1109}, {"D01", 533},
		{"F05", 409}, {"D08", 360}, {"E04", 310}, {"B02", 290}, {"A04", 217}, {"H01", 187}, {"G02", 52}, {"F06", 41}, {"H04", 28}}
	mixChannels = []struct {
		code  string
		times int
	}{{"hotline", 23}, {"wechat", 16}, {"grid", 8}, {"patrol", 6}, {"mailbox", 4}, {"self_check", 2}, {"dept", 1}}
	mixOutcomes = []struct {
		code  string
		times int
	}{{"substantiated", 45}, {"unsubstantiated", 25}, {"declined", 15}, {"settled", 8}, {"merged", 4}, {"withdrawn", 2}, {"handed-out", 1}}
)

func draw(r *rand.Rand, of []struct {
	code  string
	times int
}) string {
	all := 0
	for _, o := range of {
		all += o.times
	}
	k := r.IntN(all)
	for _, o := range of {
		if k -= o.times; k < 0 {
			return o.code
		}
	}
	return ""
}

// mix returns a month of the district with one of so many of its events.
func mix(seed uint64, one int) (members []Member) {
	r := rand.New(rand.NewPCG(seed, 1))
	add := func(p Population, attributes ...string) {
		members = append(members, Member{Population: p, Subject: fmt.Sprint(p, len(members)), Attributes: attributes})
	}
	for _, street := range slices.Sorted(maps.Keys(mixStreets)) {
		for range mixStreets[street] / one {
			add(Received, street, draw(r, mixTypes), draw(r, mixChannels))
			if r.IntN(10) < 9 {
				add(Ended, draw(r, mixOutcomes), []string{"education", "education", "education", "market", "police", "fire", "culture", "health"}[r.IntN(8)])
			}
			if r.IntN(10) < 3 {
				add(Answered, []string{"yes", "yes", "yes", "no"}[r.IntN(4)], []string{"yes", "yes", "no"}[r.IntN(3)], []string{"yes", "yes", "no", "unknown"}[r.IntN(4)])
			}
		}
	}
	return members
}

// A real district's mix, whole or only a tenth, thirtieth or hundredth of it, survives the attack month after month, and of the figures
// that are large enough most are told.
func TestRealMixSurvivesAndIsOfUse(t *testing.T) {
	for one, least := range map[int]float64{1: 0.90, 10: 0.85, 30: 0.80, 100: 0.60} {
		large, told := 0, 0
		for seed := range uint64(3) {
			d := First(Input{Month: "2026-09", Smallest: 5, Members: mix(seed, one)})
			if seed == 0 || one > 1 {
				survives(t, 5, d)
			}
			for _, b := range d.Behind() {
				if b.Pass.Table != "" && b.N >= 5 {
					large++
					if !b.Hidden {
						told++
					}
				}
			}
		}
		share := float64(told) / float64(large)
		t.Logf("one of %d: %d of %d figures of 5 or more are told, %.0f %%", one, told, large, 100*share)
		if share < least {
			t.Errorf("one of %d: only %.0f %% of the figures of 5 or more are told", one, 100*share)
		}
	}
}
