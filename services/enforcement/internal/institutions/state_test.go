package institutions

import (
	"slices"
	"testing"

	"xiansuo/pkg/lead"
)

// Papers are told from licences in force on the day and from registration; nobody types them.
func TestPapersAreTold(t *testing.T) {
	d := school()
	for day, want := range map[string]lead.Papers{
		"2022-02-28": lead.NoPapers, "2022-03-01": lead.OnlyRegistered, "2023-12-31": lead.OnlyRegistered,
		"2024-01-01": lead.BothPapers, "2026-12-31": lead.BothPapers, "2027-01-01": lead.OnlyRegistered,
	} {
		if got := d.Papers(day); got != want {
			t.Errorf("on %s: %s, want %s", day, got, want)
		}
	}
	d.Licences[0].EndedOn = "2025-05-05"
	if d.Papers("2025-05-04") != lead.BothPapers || d.Papers("2025-05-05") != lead.OnlyRegistered {
		t.Error("a licence that was revoked counts from that day on no more")
	}
	d.Registration.Until = "2025-06-30"
	if d.Papers("2025-07-01") != lead.NoPapers {
		t.Error("one that is not registered any more has no papers")
	}
}

// The next day on which something takes effect by itself is found, and no other.
func TestNext(t *testing.T) {
	s := entered(t, school())
	if err := s.EnterWatch(WatchEntry{ID: "e", From: "2026-09-01", Until: "2026-09-30"}, by(t, education, "2026-07-02")); err != nil {
		t.Fatal(err)
	}
	for _, step := range [][2]string{{"2023-01-01", "2024-01-01"}, {"2026-07-02", "2026-09-01"}, {"2026-09-01", "2026-10-01"}, {"2026-10-01", "2027-01-01"}, {"2027-01-01", ""}} {
		if got := s.Next(step[0]); got != step[1] {
			t.Errorf("after %s comes %q, want %q", step[0], got, step[1])
		}
	}
}

// What was never licensed or registered is an accusation: it is public only while a decision about it is in force, and its places are not.
func TestWithoutPapersNothingIsPublicBeforeADecision(t *testing.T) {
	d := Details{Name: "工业路仓库教学点", Places: []Place{{Address: "云汀区石湖镇工业路2号原纺织厂仓库", Street: "石湖镇"}}}
	_, err := Create("i", d, "", by(t, education, "2026-07-01"))
	refusedAs(t, err, Invalid)
	s, err := Create("i", d, "云教责停字〔2026〕第5号", by(t, education, "2026-07-01"))
	if err != nil {
		t.Fatal(err)
	}
	if p := s.Public("2026-07-01"); !p.Removed || p.Name != "" || len(p.Places) > 0 {
		t.Errorf("public before a decision: %+v", p)
	}
	s.Decisions = []Decision{{"云教罚字〔2026〕第3号", true}}
	if p := s.Public("2026-07-01"); p.Removed || p.Name == "" || p.Papers != lead.NoPapers || len(p.Places) > 0 || p.Street != "石湖镇" {
		t.Errorf("public by a decision: %+v", p)
	}
}

// Education, culture and the taskforce keep the register, each authority its own licences; market corrects the registration and nothing else.
func TestWhoKeepsTheRegister(t *testing.T) {
	_, err := Create("i", school(), "", by(t, market, "2026-07-01"))
	refusedAs(t, err, Forbidden)
	_, err = Create("i", school(), "", by(t, culture, "2026-07-01"))
	refusedAs(t, err, Forbidden) // education's licence
	s := entered(t, school())
	d := school()
	d.Registration.Until = "2026-06-30"
	if err := s.Change(d, 1, by(t, market, "2026-07-02")); err != nil {
		t.Fatal(err)
	}
	d.Aliases = []string{"晨星"}
	refusedAs(t, s.Change(d, 2, by(t, market, "2026-07-02")), Forbidden)
	refusedAs(t, s.Change(d, 2, by(t, police, "2026-07-02")), Forbidden)
	refusedAs(t, s.Change(d, 1, by(t, culture, "2026-07-02")), Stale)
	if err := s.Change(d, 2, by(t, culture, "2026-07-02")); err != nil {
		t.Fatal(err)
	}
	d.Licences = append(slices.Clone(d.Licences), Licence{Number: "文旅许2026007", Department: "culture", Scope: "艺术类", From: "2026-07-01"})
	refusedAs(t, s.Change(d, 3, by(t, education, "2026-07-02")), Forbidden)
	if err := s.Change(d, 3, by(t, culture, "2026-07-02")); err != nil {
		t.Fatal(err)
	}
	refusedAs(t, s.Remove("", by(t, education, "2026-07-02")), Forbidden)
	if err := s.Remove("", by(t, taskforce, "2026-07-02")); err != nil || !s.Public("2026-07-02").Removed {
		t.Fatal(err)
	}
	refusedAs(t, s.Change(d, 5, by(t, education, "2026-07-02")), IsRemoved)
}

// Every change is a record with who, when, why, before and after; a former name is kept; the reason is masked.
func TestChangeIsARecord(t *testing.T) {
	s := entered(t, school())
	d := school()
	d.Name = "云汀区启明文化艺术培训学校有限公司"
	w := by(t, education, "2026-07-03")
	w.On, w.Reason = "2026-07-02", "更名,联系人电话13800138000"
	if err := s.Change(d, 1, w); err != nil {
		t.Fatal(err)
	}
	r := s.Fresh[1]
	if r.No != 2 || r.On != "2026-07-02" || r.By.Name != "education" || r.Before.(Details).Name == r.After.(Details).Name || r.Reason != "更名,联系人电话〔电话〕" {
		t.Errorf("the record is %+v", r)
	}
	if !slices.Contains(s.Former, school().Name) {
		t.Error("the former name is lost")
	}
	if err := s.Change(s.Details, 2, w); err != nil || len(s.Fresh) != 2 {
		t.Errorf("a change of nothing is no record: %v", err)
	}
	w.On = "2026-07-04"
	refusedAs(t, s.Change(d, 2, w), Invalid) // the future
}
