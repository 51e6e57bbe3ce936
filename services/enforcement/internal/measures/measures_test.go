package measures

import (
	"strings"
	"testing"

	"xiansuo/pkg/lead"
)

func catalogue(t *testing.T) *Catalogue {
	t.Helper()
	c, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Every penalty has its category of 行政处罚法 art. 9, and every measure a provision.
func TestTheCatalogueIsWhole(t *testing.T) {
	c := catalogue(t)
	if n := len(c.All()); n < 25 {
		t.Fatalf("only %d measures", n)
	}
	for _, m := range c.All() {
		if m.Kind == Penalty && m.Category == "" || len(m.Basis) == 0 {
			t.Errorf("%s is not whole", m.Code)
		}
	}
}

// The provision is that of the day of the act: 反不正当竞争法 art. 20 before 2025-10-15, art. 25 from then on.
func TestTheProvisionIsThatOfTheAct(t *testing.T) {
	fine, _ := catalogue(t).Measure(Fine)
	for day, want := range map[string]string{"2025-10-14": "fbzd-20", "2025-10-15": "fbzd-25"} {
		for _, id := range []string{"fbzd-20", "fbzd-25"} {
			if _, ok := fine.On(id, day); ok != (id == want) {
				t.Errorf("%s on %s: %v", id, day, ok)
			}
		}
	}
}

// A local provision is never printed as law.
func TestLocalIsNotCited(t *testing.T) {
	c := catalogue(t)
	for _, m := range c.All() {
		for _, b := range m.Basis {
			if b.Local == (b.Cites() != "") {
				t.Errorf("%s %s cites %q", m.Code, b.ID, b.Cites())
			}
		}
		for _, cited := range m.Cites(lead.Education, "2026-01-12") {
			if strings.Contains(cited, "各地") {
				t.Errorf("%s cites %s", m.Code, cited)
			}
		}
	}
}

// A fine keeps to the range of its provision: 1 to 5 times the gains, 3 to 5 times what an advertisement cost, sums by grade and party.
func TestRanges(t *testing.T) {
	fine, _ := catalogue(t).Measure(Fine)
	for name, test := range map[string]struct {
		id   string
		f    Fined
		want bool
	}{
		"once the gains":             {"o53-17", Fined{Fen: 300000, Of: "gains", Base: 300000, Percent: 100}, true},
		"six times the gains":        {"o53-17", Fined{Fen: 1800000, Of: "gains", Base: 300000, Percent: 600}, false},
		"a sum where a multiple is":  {"mc-64", Fined{Fen: 300000}, false},
		"serious":                    {"o53-18", Fined{Fen: 5000000, Grade: "serious"}, true},
		"not serious":                {"o53-18", Fined{Fen: 100000}, false},
		"very serious, too little":   {"o53-18", Fined{Fen: 4999999, Grade: "very-serious"}, false},
		"four times the advertising": {"gg-55", Fined{Fen: 120000, Of: "ad-cost", Base: 30000, Percent: 400}, true},
		"twice the advertising":      {"gg-55", Fined{Fen: 60000, Of: "ad-cost", Base: 30000, Percent: 200}, false},
		"a unit":                     {"xf-65", Fined{Fen: 550000, Kind: lead.Organisation}, true},
		"its responsible person":     {"xf-65", Fined{Fen: 60000, Kind: lead.Person}, true},
		"a person as a unit":         {"xf-65", Fined{Fen: 550000, Kind: lead.Person}, false},
		"local":                      {"other", Fined{Fen: 1}, true},
	} {
		b, ok := fine.On(test.id, "2026-01-12")
		if !ok || b.Within(test.f) != test.want {
			t.Errorf("%s: %v", name, !test.want)
		}
	}
}

// A district adds measures and local provisions and says from which sums on there are hearings; what the law says it does not change.
func TestOverride(t *testing.T) {
	c := catalogue(t)
	o, err := c.Override([]byte(`
hearing: { local: true, person: 1000000, organisation: 10000000 }
measures:
  - { code: talk, name: { zh: 行政约谈, en: Talk }, kind: other, basis: [{ id: talk, law: 本区规定, article: "3", from: 2026-01-01, local: true }] }
  - { code: course, name: { zh: 法治教育, en: Course }, kind: other, basis: [{ id: course, law: 本区规定, article: "4", from: 2026-01-01, local: true }] }
`))
	if err != nil {
		t.Fatal(err)
	}
	fine, _ := o.Measure(Fine)
	if talk, _ := o.Measure("talk"); len(talk.Basis) != 1 || talk.Basis[0].Law != "本区规定" {
		t.Errorf("talk is %+v", talk)
	}
	if _, ok := o.Measure("course"); !ok || o.Heard(fine, lead.Organisation, 6000000) || !c.Heard(fine, lead.Organisation, 6000000) {
		t.Error("the district's own does not count, or changed what was")
	}
	for name, content := range map[string]string{
		"a law":          `measures: [{ code: x, name: { zh: 某, en: X }, kind: other, basis: [{ id: x, law: 某法, article: "1", from: 2026-01-01 }] }]`,
		"simple":         `simple: { person: 1 }`,
		"an unknown key": `mesures: []`,
		"no category":    `measures: [{ code: x, name: { zh: 某, en: X }, kind: penalty, basis: [{ id: x, law: 某法, article: "1", from: 2026-01-01, local: true }] }]`,
		"no day":         `measures: [{ code: x, name: { zh: 某, en: X }, kind: other, basis: [{ id: x, law: 某法, article: "1", from: soon, local: true }] }]`,
		"no hearing":     `hearing: { person: 0, organisation: 0 }`,
	} {
		if _, err := c.Override([]byte(content)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

// On the spot a person is fined 200 yuan at most, an organisation 3,000 (行政处罚法 art. 51).
func TestSpot(t *testing.T) {
	c := catalogue(t)
	if c.Spot(lead.Person) != 20000 || c.Spot(lead.Business) != 20000 || c.Spot(lead.Organisation) != 300000 {
		t.Error("other limits")
	}
}
