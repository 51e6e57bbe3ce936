package evidence

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
)

// Wednesday 2026-07-01, 12:00 in China.
var noon = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

var handler, head, legal, auditor = actor.Of("education"), actor.Of("education-head"), actor.Of("legal"), actor.Of("auditor")

// ledger is a ledger of fees that two officers took.
func ledger() Item {
	return Item{ID: "1", Department: lead.Education, Draft: Draft{About: About{Case, "990101-education-2026-000001"}, Type: Documentary, Title: "收费花名册", Origin: Collected,
		Source: "启航培训中心", Officers: []Officer{{Name: "张三", Card: "001"}, {Name: "李四"}}, On: "2026-07-01", Time: "10:30", Place: "云汀区柳塘路1号",
		Thing: &Thing{Quantity: "1册", Custody: "证据室3柜", Keeper: "李四"}}}
}

func scan() Item {
	i := ledger()
	i.Thing, i.File = nil, &File{Name: "花名册.pdf", Media: "application/pdf", Size: 9, SHA256: strings.Repeat("a", 64)}
	return i
}

func codeOf(err error) (Code, string) {
	var r *Refused
	if !errors.As(err, &r) {
		return "", ""
	}
	return r.Code, r.Field
}

func registered(t *testing.T, i Item) Chain {
	t.Helper()
	i, first, err := Register(handler, i, noon)
	if err != nil {
		t.Fatal(err)
	}
	return Chain{i, []Record{first}}
}

func (c *Chain) do(t *testing.T, by actor.Actor, act Act, in Input, now time.Time) {
	t.Helper()
	r, err := c.Do(by, act, in, now, calendar.Default())
	if err != nil {
		t.Fatalf("%s: %v", act, err)
	}
	c.Records = append(c.Records, r)
}

// Evidence is of one of exactly eight types, and says what it is, from whom, by whom, when and where; what is missing or wrong is named.
func TestWhatIsRegisteredIsComplete(t *testing.T) {
	if len(Types()) != 8 {
		t.Errorf("there are %d types", len(Types()))
	}
	for name, test := range map[string]struct {
		change func(*Item)
		code   Code
		field  string
	}{
		"complete":                    {func(*Item) {}, "", ""},
		"an unknown type":             {func(i *Item) { i.Type = "rumour" }, Invalid, "type"},
		"no title":                    {func(i *Item) { i.Title = "  " }, Invalid, "title"},
		"a long title":                {func(i *Item) { i.Title = strings.Repeat("长", 201) }, Invalid, "title"},
		"a control character":         {func(i *Item) { i.Title = "a\x00b" }, Invalid, "title"},
		"writing that turns round":    {func(i *Item) { i.Title = "a\u202eb" }, Invalid, "title"},
		"no UTF-8":                    {func(i *Item) { i.Place = "\xff" }, Invalid, "place"},
		"no source":                   {func(i *Item) { i.Source = "" }, Invalid, "source"},
		"an unknown origin":           {func(i *Item) { i.Origin = "" }, Invalid, "origin"},
		"belongs to nothing":          {func(i *Item) { i.About.Kind = "lead" }, Invalid, "about.kind"},
		"tomorrow":                    {func(i *Item) { i.On = "2026-07-02" }, Later, "on"},
		"no day":                      {func(i *Item) { i.On = "2026-02-30" }, Invalid, "on"},
		"no time of day":              {func(i *Item) { i.Time = "25:00" }, Invalid, "time"},
		"neither a file nor a thing":  {func(i *Item) { i.Thing = nil }, Invalid, "file"},
		"a thing that lies nowhere":   {func(i *Item) { i.Thing.Custody = "" }, Invalid, "thing.custody"},
		"a thing that is a file":      {func(i *Item) { *i = scan(); i.Type = Physical }, Invalid, "thing"},
		"a copy without an original":  {func(i *Item) { i.Copy = true }, Invalid, "original"},
		"a copy of what is somewhere": {func(i *Item) { i.Copy, i.Original = true, "启航培训中心保存，经核对无误" }, "", ""},
		"a copy of a thing":           {func(i *Item) { i.Copy, i.Original, i.Type = true, "x", Physical }, Invalid, "copy"},
		"nobody took it":              {func(i *Item) { i.Officers = nil }, Invalid, "officers"},
		"the same officer twice":      {func(i *Item) { i.Officers[1].Name = "张三 " }, Invalid, "officers"},
		"of another department":       {func(i *Item) { i.Department = lead.Market }, NotYours, ""},
	} {
		i := ledger()
		test.change(&i)
		_, _, err := Register(handler, i, noon)
		if code, field := codeOf(err); code != test.code || field != test.field || (err != nil) != (test.code != "") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What officers collect or look at themselves, and whom they question, needs two of them; what is handed in needs one who took it.
func TestTheLawWantsTwo(t *testing.T) {
	for _, typ := range Types() {
		for _, origin := range Origins() {
			i := ledger()
			i.Type, i.Origin, i.Officers = typ, origin, i.Officers[:1]
			_, _, err := Register(handler, i, noon)
			two := origin == Collected || typ == Testimony || typ == Statement || typ == Scene
			if code, _ := codeOf(err); two != (code == TwoNeeded) || !two && err != nil {
				t.Errorf("%s that was %s, by one: %v", typ, origin, err)
			}
		}
	}
}

// The chain begins with who has it, numbers its records without a gap, names both sides, and shows when a record was changed.
func TestCustodyNamesBothSides(t *testing.T) {
	c := registered(t, ledger())
	c.do(t, handler, Handed, Input{On: "2026-07-01", To: "王五", Place: "区鉴定中心", By: &lead.By{Unit: "执法队", Person: "李四"}}, noon)
	c.do(t, handler, Handed, Input{On: "2026-07-03", To: "李四", Place: "证据室3柜"}, noon.AddDate(0, 0, 4))
	c.do(t, handler, Returned, Input{On: "2026-07-05", To: "启航培训中心"}, noon.AddDate(0, 0, 4))
	var got []string
	for _, r := range c.Records {
		got = append(got, string(r.Act)+" "+r.From+"→"+r.To)
	}
	want := []string{"taken 启航培训中心→李四", "handed 李四→王五", "handed 王五→李四", "returned 李四→启航培训中心"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if c.Broken() != 0 || c.Records[1].By.Person != "李四" || c.Records[1].By.Role != actor.Handler {
		t.Errorf("broken at %d, by %+v", c.Broken(), c.Records[1].By)
	}
	if s := c.Standing(noon); s.Ended != Returned || s.Holder != "启航培训中心" {
		t.Errorf("standing %+v", s)
	}
	if acts := c.Acts(handler, noon); slices.ContainsFunc(acts, func(p Possible) bool { return p.Act == Handed }) {
		t.Errorf("what was returned can still be %v", acts)
	}
	b, _ := json.Marshal(c)
	var read Chain
	if err := json.Unmarshal(b, &read); err != nil || read.Broken() != 0 {
		t.Errorf("written and read, it is broken at %d: %v", read.Broken(), err)
	}
	c.Records[1].To = "赵六"
	if c.Broken() != 3 {
		t.Errorf("a record that was changed shows at %d", c.Broken())
	}
}

// Each act is done only by who may, while it fits, with what it needs.
func TestActsThatAreRefused(t *testing.T) {
	thing, file := registered(t, ledger()), registered(t, scan())
	kept := registered(t, ledger())
	kept.do(t, head, Preserved, Input{On: "2026-07-01", To: "启航培训中心", Place: "柳塘路1号", Number: "云教存〔2026〕1号"}, noon)
	gone := registered(t, ledger())
	gone.do(t, head, Destroyed, Input{On: "2026-07-01", To: "区固废中心", Number: "云教毁〔2026〕1号", Note: "过期"}, noon)
	good := Input{On: "2026-07-01", To: "王五", Place: "二楼", Number: "1号", Note: "说明", Outcome: Kept, Department: lead.Market}
	with := func(change func(*Input)) Input { in := good; change(&in); return in }
	for name, test := range map[string]struct {
		c    Chain
		by   actor.Actor
		act  Act
		in   Input
		code Code
	}{
		"an unknown act":                     {thing, handler, "sold", good, Invalid},
		"taking it twice":                    {thing, handler, Taken, good, Invalid},
		"another department":                 {thing, actor.Of("market"), Handed, good, NotYours},
		"who oversees":                       {thing, auditor, Handed, good, NotYours},
		"handing to nobody":                  {thing, handler, Handed, with(func(i *Input) { i.To = " " }), Invalid},
		"handing to who has it":              {thing, handler, Handed, with(func(i *Input) { i.To = "李四" }), Invalid},
		"handing it on tomorrow":             {thing, handler, Handed, with(func(i *Input) { i.On = "2026-07-02" }), Later},
		"handing it on before it was taken":  {thing, handler, Handed, with(func(i *Input) { i.On = "2026-06-30" }), OutOfOrder},
		"handing a file":                     {file, handler, Handed, good, NotNow},
		"handing what is preserved":          {kept, handler, Handed, good, NotNow},
		"handing what is destroyed":          {gone, handler, Handed, good, NotNow},
		"destroying without the head":        {thing, handler, Destroyed, good, NotYours},
		"destroying without a paper":         {thing, head, Destroyed, with(func(i *Input) { i.Number = "" }), Invalid},
		"preserving without the head":        {thing, handler, Preserved, good, NotYours},
		"preserving twice":                   {kept, head, Preserved, good, NotNow},
		"releasing what is not preserved":    {thing, handler, Released, good, NotNow},
		"releasing without an outcome":       {kept, handler, Released, with(func(i *Input) { i.Outcome = "lost" }), Invalid},
		"passing it to nobody":               {kept, handler, Released, with(func(i *Input) { i.Outcome, i.To = Passed, "" }), Invalid},
		"sharing with nobody":                {file, handler, Shared, with(func(i *Input) { i.Department = "tax" }), Invalid},
		"sharing with itself":                {file, handler, Shared, with(func(i *Input) { i.Department = lead.Education }), Invalid},
		"excluding without a reason":         {file, legal, Excluded, with(func(i *Input) { i.Note = "" }), Invalid},
		"a note with a control character":    {file, legal, Excluded, with(func(i *Input) { i.Note = "\x1b" }), Invalid},
		"an officer whose name has no end":   {file, legal, Excluded, with(func(i *Input) { i.By = &lead.By{Person: strings.Repeat("x", 200)} }), Invalid},
		"handing: all that is needed":        {thing, handler, Handed, good, ""},
		"excluding: the legal reviewer may":  {file, legal, Excluded, good, ""},
		"sharing a thing that was destroyed": {gone, head, Shared, good, ""},
	} {
		_, err := test.c.Do(test.by, test.act, test.in, noon, calendar.Default())
		if code, _ := codeOf(err); code != test.code || (err != nil) != (test.code != "") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What is preserved is decided about within seven working days; after that it has ended by itself and can only be lifted.
func TestPreservationLapses(t *testing.T) {
	c := registered(t, ledger())
	c.do(t, head, Preserved, Input{On: "2026-07-01", To: "启航培训中心", Place: "柳塘路1号", Number: "云教存〔2026〕1号"}, noon)
	if s := c.Standing(noon); !s.Preserved || s.Due != "2026-07-10" || s.Lapsed || s.Holder != "启航培训中心" {
		t.Errorf("standing %+v", s)
	}
	last := time.Date(2026, 7, 10, 23, 59, 0, 0, calendar.China)
	if c.Standing(last).Lapsed || !c.Standing(last.Add(time.Minute)).Lapsed {
		t.Error("it does not lapse at the end of 2026-07-10")
	}
	late := noon.AddDate(0, 0, 20)
	if _, err := c.Do(handler, Released, Input{On: "2026-07-11", Outcome: Seized, Number: "1号"}, late, calendar.Default()); err == nil {
		t.Error("it is seized after it has lapsed")
	}
	lifted := c
	lifted.do(t, handler, Released, Input{On: "2026-07-11", Outcome: Lifted, Number: "1号"}, late)
	c.do(t, handler, Released, Input{On: "2026-07-10", Outcome: Seized, Number: "2号", To: "李四", Place: "证据室"}, late)
	for _, chain := range []Chain{lifted, c} {
		if s := chain.Standing(late); s.Preserved || s.Lapsed {
			t.Errorf("after its release: %+v", s)
		}
	}
	if s := c.Standing(late); s.Holder != "李四" || s.Place != "证据室" {
		t.Errorf("what was seized is with %+v", s)
	}
}

// The acts that are offered are those that are taken, and ask for what is needed.
func TestWhatIsOfferedIsTaken(t *testing.T) {
	chains := map[string]Chain{"thing": registered(t, ledger()), "file": registered(t, scan())}
	kept := registered(t, ledger())
	kept.do(t, head, Preserved, Input{On: "2026-07-01", To: "启航培训中心", Place: "柳塘路1号", Number: "1号"}, noon)
	chains["preserved"] = kept
	full := Input{On: "2026-07-01", To: "王五", Place: "二楼", Number: "1号", Note: "说明", Outcome: Kept, Department: lead.Market}
	for name, c := range chains {
		for _, by := range []actor.Actor{handler, head, legal, auditor, actor.Of("market")} {
			offered := c.Acts(by, noon)
			for _, r := range rules {
				_, err := c.Do(by, r.act, full, noon, calendar.Default())
				at := slices.IndexFunc(offered, func(p Possible) bool { return p.Act == r.act })
				if (err == nil) != (at >= 0) {
					t.Errorf("%s, %s by %s: offered %v, taken: %v", name, r.act, by.Name, at >= 0, err)
				}
				if at < 0 {
					continue
				}
				for _, ask := range offered[at].Asks {
					if _, err := c.Do(by, r.act, without(t, full, ask.Name), noon, calendar.Default()); ask.Needed && err == nil {
						t.Errorf("%s without %s is taken", r.act, ask.Name)
					}
				}
			}
		}
	}
}

func without(t *testing.T, in Input, name string) (out Input) {
	t.Helper()
	b, _ := json.Marshal(in)
	m := map[string]any{}
	_ = json.Unmarshal(b, &m)
	delete(m, name)
	b, _ = json.Marshal(m)
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// Its department, who takes part, with whom it was shared and who oversees may read it; a sender, another department may not.
func TestWhoMayRead(t *testing.T) {
	c := registered(t, scan())
	for name, want := range map[string]bool{"education": true, "education-head": true, "legal": true, "auditor": true, "justice": true, "taskforce": true, "desk": true,
		"fire": true, "fire-head": true, "market": false, "market-head": false, "hotline-12345": false, "disclosure-editor": false, "disclosure-approver": false} {
		if got := c.MayRead(actor.Of(name), lead.Fire); got != want {
			t.Errorf("%s may read it: %v", name, got)
		}
	}
	c.do(t, head, Shared, Input{On: "2026-07-01", Department: lead.Market}, noon)
	if !c.MayRead(actor.Of("market")) {
		t.Error("with whom it was shared may not read it")
	}
	if _, err := c.Do(head, Shared, Input{On: "2026-07-01", Department: lead.Market}, noon, calendar.Default()); err == nil {
		t.Error("it is shared twice")
	}
}

// A unit, such as a street that patrols, keeps its own evidence and nobody else's.
func TestUnitsKeepTheirOwn(t *testing.T) {
	street := actor.Of("street-liutang")
	i := scan()
	i.Department = "street-liutang"
	i, first, err := Register(street, i, noon)
	if err != nil {
		t.Fatal(err)
	}
	c := Chain{i, []Record{first}}
	if !c.MayRead(street) || c.MayRead(actor.Of("street-hebei")) || registered(t, scan()).MayRead(street) {
		t.Error("the wrong ones may read it")
	}
	if _, _, err := Register(actor.Of("street-hebei"), i, noon); err == nil {
		t.Error("another unit registers it")
	}
}

// Of what is confidential or concerns a minor a list shows that it is there, and no more.
func TestListsAreDiscreet(t *testing.T) {
	for _, guard := range []func(*Item){func(i *Item) { i.Minor = true }, func(i *Item) { i.Confidential = true }} {
		i := scan()
		guard(&i)
		b, _ := json.Marshal(registered(t, i).Item.Listed())
		for _, secret := range []string{i.Title, i.Source, "张三", "花名册", i.Place, i.File.SHA256} {
			if strings.Contains(string(b), secret) {
				t.Errorf("a list shows %s", secret)
			}
		}
	}
	if registered(t, scan()).Item.Listed().Title == "" {
		t.Error("a list hides what is open")
	}
}

// What officers write freely is masked: who reports stays unknown.
func TestFreeTextIsMasked(t *testing.T) {
	i := ledger()
	i.Title, i.Source, i.Thing.Features = "录音，电话13800138000", "举报人手机13800138000", "背面写有110105194912310 02X及13800138000"
	c := registered(t, i)
	c.do(t, head, Preserved, Input{On: "2026-07-01", To: "王五", Place: "电话13800138000处", Number: "1号", Note: "致电13800138000"}, noon)
	if b, _ := json.Marshal(c); strings.Contains(string(b), "13800138000") {
		t.Errorf("a number is kept: %s", b)
	}
}
