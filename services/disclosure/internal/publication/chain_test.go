package publication

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
)

// Handler, editor, legal review, privacy review and head each take one step, and only then it is public.
func TestChain(t *testing.T) {
	p, c := published(t, fined())
	if p.Standing != Published || p.Version != 1 || p.Stage != Settled || p.Due() != "" {
		t.Fatalf("%+v", p)
	}
	steps, facts := p.Drain()
	var roles []actor.Role
	for i, s := range steps {
		roles = append(roles, s.Role)
		if s.No != i+1 || s.On == "" {
			t.Errorf("step %+v", s)
		}
	}
	if want := []actor.Role{actor.Clock, actor.Handler, actor.Editor, actor.Legal, actor.Approver, actor.Head}; !slices.Equal(roles, want) {
		t.Errorf("roles %v, want %v", roles, want)
	}
	told, ok := facts[0].(lead.ResultPublished)
	if len(facts) != 1 || !ok || told.Version != 1 || told.SHA256 != p.Public(c).Digest() || told.Until != "2029-07-17" || told.Department != "education-head" {
		t.Errorf("told %+v", facts)
	}
}

// Whatever is tried in whatever order by whomever, nothing is public before five different actors took the five steps, the editor is never
// an approver, and the legal duty is on the record.
func TestNobodyTakesTwoSteps(t *testing.T) {
	names := append(actor.Roles(), "education", "market", "taskforce", "desk", "auditor", "justice", "hotline-12345")
	persons := []string{"", "甲", "乙", "丙", "丁", "戊"}
	reached := 0
	rapid.Check(t, func(t *rapid.T) {
		p, c := Decided("p-1", "l-1", nil, fined(), Default(), now)
		p.Drain()
		live := map[Stage]Act{}
		for range rapid.IntRange(5, 60).Draw(t, "tries") {
			name := rapid.SampledFrom(names).Draw(t, "who")
			if rapid.IntRange(0, 3).Draw(t, "sense") > 0 { // mostly who may, or nothing would ever pass
				name = map[Stage]string{Draft: "education", Submitted: "disclosure-editor", Prepared: "legal", Lawful: "disclosure-approver", Private: "education-head"}[p.Stage]
			}
			if name == "" {
				break
			}
			a := saying(name, "意见")
			a.Actor.Person = rapid.SampledFrom(persons).Draw(t, "person")
			before, version := p.Stage, p.Version
			var err error
			what := rapid.IntRange(0, 5).Draw(t, "what")
			switch what {
			case 0, 1:
				err = p.Submit(a)
			case 2:
				c, err = p.Prepare(a, c, c, "行政处罚法第四十八条")
			case 3:
				err = p.Pass(a, Review{Content: c})
			case 4:
				err = p.Approve(a, Review{Content: c})
			case 5:
				err = p.SendBack(a, rapid.SampledFrom([]Stage{Draft, Submitted}).Draw(t, "to"))
			}
			if err != nil {
				if p.Stage != before || p.Version != version {
					t.Fatalf("a refusal changed %s to %s", before, p.Stage)
				}
				continue
			}
			if what < 5 { // who sent back took no step
				live[p.Stage] = a
			}
			if p.Version == 0 {
				continue
			}
			reached++
			actors, people := map[string]bool{}, map[string]bool{}
			for _, stage := range []Stage{Submitted, Prepared, Lawful, Private, Settled} {
				one := live[stage].Actor
				if actors[one.Name] || one.Person != "" && people[one.Person] {
					t.Fatalf("%s took two steps: %v", one.Name, live)
				}
				actors[one.Name], people[one.Person] = true, true
			}
			if live[Prepared].Actor.Role != actor.Editor || live[Settled].Actor.Role != actor.Head || p.LegalDuty == "" {
				t.Fatalf("public by %v", live)
			}
			return
		}
	})
	if reached == 0 {
		t.Error("no run came to the end")
	}
}

// A change behind a review voids it: the reviews are done again.
func TestChangeVoidsReviews(t *testing.T) {
	p, c := drafted(t, fined())
	c, err := p.Prepare(submitted(t, p), c, c, "行政处罚法第四十八条")
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"legal", "disclosure-approver"} {
		if err := p.Pass(by(who), Review{Content: c}); err != nil {
			t.Fatal(err)
		}
	}
	next := c
	next.Map.Entries = append(slices.Clone(c.Map.Entries), entry("other", "补习数学"))
	if c, err = p.Prepare(by("disclosure-editor"), c, next, ""); err != nil {
		t.Fatal(err)
	}
	if p.Stage != Prepared || p.Edition != 3 {
		t.Fatalf("stage %s, edition %d", p.Stage, p.Edition)
	}
	refused(t, p.Approve(by("education-head"), Review{Content: c}), NotNow)
	wantKinds(t, p, Created, Submission, Preparing, LegalPass, PrivatePass, Changed)
}

// Whoever's turn it is sends back with a reason, to the editor or to the handler; the steps behind do not count any more.
func TestSendBack(t *testing.T) {
	p, c := drafted(t, fined())
	c, err := p.Prepare(submitted(t, p), c, c, "")
	if err != nil {
		t.Fatal(err)
	}
	refused(t, p.SendBack(by("legal"), Submitted), BadForm)
	refused(t, p.SendBack(saying("disclosure-approver", "x"), Submitted), NotYours)
	refused(t, p.Pass(by("legal"), Review{Content: c}), NoBasis)
	if err := p.SendBack(saying("legal", "依据不明"), Submitted); err != nil || p.Stage != Submitted || len(p.Passed) != 1 {
		t.Fatalf("%v: %s, %v", err, p.Stage, p.Passed)
	}
	if err := p.SendBack(saying("disclosure-editor", "事实不清"), Draft); err != nil || p.Stage != Draft || len(p.Passed) != 0 {
		t.Fatalf("%v: %s, %v", err, p.Stage, p.Passed)
	}
	if approve(t, p, c); p.Version != 1 {
		t.Error("it does not pass again")
	}
}

// The text of a decision is what was served: the editor changes the map only, and takes no fixed entry out of it.
func TestServedTextStays(t *testing.T) {
	p, c := drafted(t, fined())
	editor := submitted(t, p)
	other := c
	other.Text = []string{"另写一份"}
	_, err := p.Prepare(editor, c, other, "")
	refused(t, err, ServedText)
	other = c
	other.Map.Entries = nil
	_, err = p.Prepare(editor, c, other, "")
	refused(t, err, BadForm)
}

// Nothing passes that leaks.
func TestLeaksStopTheChain(t *testing.T) {
	d := fined()
	d.Facts += "现场照片存于leichanghe.jpg，长河校长承认。"
	p, c := drafted(t, d)
	c, err := p.Prepare(submitted(t, p), c, c, "行政处罚法第四十八条")
	if err != nil {
		t.Fatal(err)
	}
	refused(t, p.Pass(by("legal"), Review{Content: c}), Leaks)
}

// Days are days, not in the future, and no step lies before the one before it.
func TestDaysOfSteps(t *testing.T) {
	p, c := drafted(t, fined())
	for _, on := range []string{"2026-07-21", "2026-7-1", "gestern"} {
		a := by("education")
		a.On = on
		refused(t, p.Submit(a), BadForm)
	}
	editor := submitted(t, p)
	editor.On = "2026-07-19"
	_, err := p.Prepare(editor, c, c, "")
	refused(t, err, BadForm)
	refused(t, p.Drop(saying("education-head", "含\x00有")), BadForm)
}

// The taskforce decides about typical cases and policy; the head of the department whose it is about the rest.
func TestWhoDecides(t *testing.T) {
	for product, who := range map[lead.Product]string{lead.Exposure: "taskforce", lead.Policy: "taskforce", lead.Listing: "education-head"} {
		writer := "education"
		p, c, err := Write("p-2", by(writer), Written{Product: product, Content: Content{Title: "暑期治理", Text: []string{"检查34家机构。"}}}, Default())
		if err != nil {
			t.Fatal(err)
		}
		if c, err = p.Prepare(submitted(t, p), c, c, "政府信息公开条例第二十条"); err != nil {
			t.Fatal(err)
		}
		for _, reviewer := range []string{"legal", "disclosure-approver"} {
			if err := p.Pass(by(reviewer), Review{Content: c}); err != nil {
				t.Fatal(err)
			}
		}
		for _, other := range []string{"market-head", "taskforce", "education-head"} {
			if other != who {
				refused(t, p.Approve(by(other), Review{Content: c}), NotYours)
			}
		}
		if err := p.Approve(by(who), Review{Content: c}); err != nil || p.Standing != Published {
			t.Errorf("%s: %v", product, err)
		}
	}
	for _, product := range []lead.Product{lead.Penalty, lead.Statistics} { // figures are released where small cells are protected
		_, _, err := Write("p-3", by("education"), Written{Product: product, Content: Content{Title: "x"}}, Default())
		refused(t, err, BadForm)
	}
	_, _, err := Write("p-3", by("disclosure-editor"), Written{Product: lead.Policy, Content: Content{Title: "x"}}, Default())
	refused(t, err, NotYours)
}

// A typical case names an institution only where a decision about it is public; otherwise its name is masked, and stays so.
func TestTypicalCaseNamesAfterTheDecision(t *testing.T) {
	w := Written{Product: lead.Exposure, Content: Content{Title: "云汀区小太阳托管中心违规培训", Parties: []string{"云汀区小太阳托管中心"}}}
	p, c, err := Write("p-2", by("education"), w, Default())
	if err != nil {
		t.Fatal(err)
	}
	if shown := p.Public(c); shown.Title != "云汀区***托管中心违规培训" || shown.Parties[0] != "云汀区***托管中心" {
		t.Errorf("shown %+v", shown)
	}
	w.Number, w.Told = "云教罚字〔2026〕第3号", []string{"云汀区小太阳托管中心"}
	if p, c, err = Write("p-2", by("education"), w, Default()); err != nil || p.Public(c).Title != w.Content.Title {
		t.Errorf("%v %+v", err, p.Public(c))
	}
	w.Category = "G06"
	_, _, err = Write("p-2", by("education"), w, Default())
	refused(t, err, Sealed)
}

// The decision that a typical case cites must be about whom it names: of another's decision nobody is named, and no institution is linked.
func TestTypicalCaseCitesTheRightDecision(t *testing.T) {
	w := Written{Product: lead.Exposure, Number: "云教罚字〔2026〕第3号", Told: []string{"云汀区星河教育咨询有限公司"}, Known: []string{"i-1"}, Institutions: []string{"i-1", "i-9"},
		Content: Content{Title: "云汀区小太阳托管中心违规培训", Parties: []string{"云汀区小太阳托管中心", "云汀区星河教育咨询有限公司"}}}
	p, c, err := Write("p-2", by("education"), w, Default())
	if err != nil {
		t.Fatal(err)
	}
	shown := p.Public(c)
	if shown.Title != "云汀区***托管中心违规培训" || shown.Parties[1] != "云汀区星河教育咨询有限公司" || !slices.Equal(shown.Institutions, []string{"i-1"}) {
		t.Errorf("shown %+v", shown)
	}
}

// Nobody lets an edition pass that came after the one that was looked at.
func TestReviewIsOfTheEditionThatWasSeen(t *testing.T) {
	p, c := drafted(t, fined())
	c, err := p.Prepare(submitted(t, p), c, c, "行政处罚法第四十八条")
	if err != nil {
		t.Fatal(err)
	}
	seen := p.Edition
	if c, err = p.Take(WordPrepare, by("disclosure-editor"), Asked{Next: c}, c, nil, Default()); err != nil {
		t.Fatal(err)
	}
	_, err = p.Take(WordLegal, by("legal"), Asked{Edition: seen}, c, nil, Default())
	refused(t, err, NotNow)
	if _, err = p.Take(WordLegal, by("legal"), Asked{Edition: p.Edition}, c, nil, Default()); err != nil {
		t.Error(err)
	}
}

// Whoever may give up an edition of what is public is offered to.
func TestGivingUpIsOffered(t *testing.T) {
	p, _ := published(t, fined())
	if err := p.Revise(saying("education", "更正错字"), Default()); err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(p.Next(actor.Of("education-head")), WordDrop) {
		t.Error("the head is not offered to give up the edition")
	}
}

// What something is found by is public too: it names nobody, and nothing that is no category stands in its place.
func TestFoundByIsChecked(t *testing.T) {
	w := Written{Product: lead.Policy, Number: "步月琴举报", Street: "柳塘街道步月琴", Content: Content{Title: "正面典型"}}
	p, c, err := Write("p-2", by("desk"), w, Default())
	if err != nil || p.Number != "" {
		t.Fatalf("%v: a number of no decision stays: %q", err, p.Number)
	}
	p.Number = "步月琴"
	c.Map.Entries = append(c.Map.Entries, entry("person", "步月琴"))
	var parts []string
	for _, leak := range p.Leaks(c, nil) {
		parts = append(parts, leak.Part)
	}
	if !slices.Contains(parts, "number") || !slices.Contains(parts, "street") {
		t.Errorf("leaks in %v", parts)
	}
	w.Category = "步月琴"
	_, _, err = Write("p-2", by("desk"), w, Default())
	refused(t, err, BadForm)
}

// What cites a decision that does not stand any more is withdrawn in time as well, and dropped where it is not public yet.
func TestWhatCitesARevokedDecisionFalls(t *testing.T) {
	w := Written{Product: lead.Exposure, Number: "云教罚字〔2026〕第3号", Told: []string{"云汀区小太阳托管中心"}, Content: Content{Title: "云汀区小太阳托管中心违规培训"}}
	p, _, err := Write("p-2", by("education"), w, Default())
	if err != nil {
		t.Fatal(err)
	}
	public := *p
	public.Stage, public.Standing, public.Version = Settled, Published, 1
	for _, one := range []*Publication{p, &public} {
		one.Revoke(lead.CaseRevoked{Number: w.Number, Version: 1, Reason: "revoked", On: "2026-07-20"}, Default(), by("clock"))
	}
	if p.Stage != Dropped || !public.owed(ToWithdraw) {
		t.Errorf("%s, %+v", p.Stage, public.Duties)
	}
}

// One person does not take two steps by writing the name in another way.
func TestOnePersonHoweverWritten(t *testing.T) {
	for _, other := range []string{"王 五", " 王五", "王\u200b五", "王五。"} {
		p, c := drafted(t, fined())
		handler := by("education")
		handler.Actor.Person = "王五"
		if err := p.Submit(handler); err != nil {
			t.Fatal(err)
		}
		editor := by("disclosure-editor")
		editor.Actor.Person = other
		_, err := p.Prepare(editor, c, c, "行政处罚法第四十八条")
		refused(t, err, Twice)
	}
}
