package cases

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/measures"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/text"
)

// Act is what somebody may do in a case.
type Act struct {
	Name   string
	Label  lead.Bilingual
	Roles  []actor.Role
	Stages []Stage // at which it may be done
	Fields []Field // beside those that every act has
	// Rests says that it may be done while the case rests.
	Rests bool
	// Officers says how many officers must sign it, having shown their papers.
	Officers int
	// may says why it may not be done now, beyond role and stage; nil when it may.
	may func(*Case, World) *Refusal
	do  func(*change) *Refusal
}

// World is what an act must know beyond the case.
type World struct {
	At       time.Time
	Calendar *calendar.Calendar
	Measures *measures.Catalogue
	Limits   *Limits
	// Others are cases of other departments about a party of this one.
	Others []Other
	// Entry is the entry of the register that the input names; nil where there is none. Looked says that somebody looked for it.
	Entry  *Entry
	Looked bool
	// Strange and Excluded are what papers name as evidence that the department may not use, or that is not there, and that was excluded.
	Strange, Excluded []string
}

// Entry is an entry of the register of institutions, as far as a party is compared with it.
type Entry struct{ USCC string }

// Other is a case of another department about the same party.
type Other struct {
	Case       string          `json:"case"`
	Department lead.Department `json:"department"`
	Stage      Stage           `json:"stage"`
	Category   lead.Category   `json:"category,omitempty"`
	Lead       string          `json:"lead,omitempty"`
	Fined      bool            `json:"fined,omitempty"` // by a decision that stands
	Referral   *Referral       `json:"-"`
}

// Done is what an act leaves behind: its record, the facts that it announces, and the institutions whose standing may be another now.
type Done struct {
	Record       Record
	Body         []byte
	Facts        []lead.Fact
	Institutions []string
}

// change is an act while it is being done, on a copy of the case.
type change struct {
	*Case
	w    World
	by   actor.Actor
	in   Values
	on   string
	out  Values
	done Done
}

// maxRecords is how many records a case may have: more are a mistake, or somebody's who tries.
const maxRecords = 5000

// everyAct are the fields of every act.
var everyAct = []Field{
	f("on", Date, "日期", "Day").must(),
	f("number", Text, "文号", "Number of the paper").exact().most(100),
	f("note", Text, "说明", "Note").most(2000),
	f("unit", Text, "承办机构", "Unit").exact().most(100),
	f("person", Text, "经办人", "Person").exact().most(60),
	f("officers", List, "执法人员", "Officers").exact(),
	f("shown", YesNo, "已出示执法证件", "Papers were shown"),
	f("papers", Rows, "材料", "Papers").most(50).of(
		f("kind", Text, "名称", "What it is").exact().most(100).must(),
		f("evidence", Text, "证据编号", "Id of the evidence").exact().most(64).like(`^[A-Za-z0-9:._/-]+$`),
		f("sha256", Text, "SHA-256", "SHA-256").exact().most(64).like(`^[0-9a-f]{64}$`)),
}

// AllFields are the fields of the act, with those that every act has: the act's own take the place of those.
func (a *Act) AllFields() []Field {
	var fields []Field
	for _, common := range everyAct {
		if !slices.ContainsFunc(a.Fields, func(f Field) bool { return f.Name == common.Name }) {
			fields = append(fields, common)
		}
	}
	fields = append(fields, a.Fields...)
	if a.Officers > 0 {
		for i := range fields {
			if fields[i].Name == "officers" || fields[i].Name == "shown" {
				fields[i].Required = true
			}
		}
	}
	return fields
}

// Find returns an act by its name, or nil.
func Find(name string) *Act {
	for i := range acts {
		if acts[i].Name == name {
			return &acts[i]
		}
	}
	return nil
}

// Do does an act. A refusal comes with the record that is made of it, but for an unknown act and an input of the wrong form; the case is then as it
// was, but for that record. The case that was given stays as it is.
func Do(was Case, w World, by actor.Actor, name string, input map[string]any) (Case, Done, *Refusal) {
	act := Find(name)
	if act == nil {
		return was, Done{}, refuse(UnknownAct, "there is no such act", "GET the case: acts says what may be done")
	}
	if was.Last >= maxRecords {
		return was, Done{}, refuse(TooLarge, "the case has as many records as one may have", "go on in another case")
	}
	in, refusal := read(act.AllFields(), input, "")
	if refusal != nil {
		return was, Done{}, refusal
	}
	by.Unit, by.Person = in.text("unit"), in.text("person")
	c := &change{Case: was.clone(), w: w, by: by, in: in, on: in.text("on"), out: Values{}}
	refusal = c.try(act)
	if refusal == nil {
		c.LastPaper = c.on
		c.remember()
		c.seal(Record{Step: act.Name, Number: in.text("number"), Data: in, Result: c.out})
		return *c.Case, c.done, nil
	}
	c = &change{Case: was.clone(), w: w, by: by, on: Day(w.At)} // refused today, whatever day it named
	c.seal(Record{Step: "refused", Act: act.Name, Refused: refusal})
	return *c.Case, c.done, refusal
}

func (c *change) try(act *Act) *Refusal {
	if refusal := act.allowed(c.Case, c.w, c.by); refusal != nil {
		return refusal
	}
	switch {
	case c.on > Day(c.w.At):
		return refuse(InFuture, "on lies in the future", "enter it when it has happened")
	case c.on < c.Clue && act.Name != "register":
		return refuse(DateOrder, "on lies before the day on which the department had the matter, "+c.Clue, "check the day, or register the day on which the clue came")
	case c.on < c.LastPaper:
		return refuse(DateOrder, "on lies before the newest paper of the case, "+c.LastPaper, "check the day")
	case persons(c.in.list("officers")) < act.Officers || act.Officers > 0 && !c.in.yes("shown"):
		return refuse(TwoOfficers, fmt.Sprintf("at least %d officers must have done it, and shown their papers (行政处罚法 art. 42, 55)", act.Officers), "name them in officers, and say in shown that they showed their papers")
	}
	for _, p := range c.in.rows("papers") {
		if !p.has("evidence") && !p.has("sha256") {
			return refuse(PaperMissing, "papers names one neither by evidence nor by sha256", "add one of them")
		}
		switch id := p.text("evidence"); {
		case slices.Contains(c.w.Strange, id):
			return refuse(NoSuch, "papers names evidence that is not there, or that is not the department's to use", "register it, or have it shared")
		case slices.Contains(c.w.Excluded, id):
			return refuse(NotAllowed, "papers names evidence that was excluded: nothing may rest on it", "leave it out")
		}
	}
	c.lapse(c.on)
	return act.do(c)
}

// allowed says why an actor may not do the act now, or nil.
func (a *Act) allowed(c *Case, w World, by actor.Actor) *Refusal {
	switch {
	case !slices.Contains(a.Roles, by.Role), (by.Role == actor.Handler || by.Role == actor.Head) && by.Department != c.Department:
		return refuse(WrongRole, fmt.Sprintf("this is for %v", a.Roles), "use the token of who may do it")
	case !slices.Contains(a.Stages, c.Stage):
		return refuse(WrongStage, fmt.Sprintf("the case is %s, and this may be done when it is %v", c.Stage, a.Stages), "GET the case: acts says what may be done")
	case c.Rest != nil && !a.Rests:
		return refuse(Resting, "the case rests since "+c.Rest.From, "resume it first")
	case a.may != nil:
		return a.may(c, w)
	}
	return nil
}

// Allowed returns the acts that an actor may do now, as far as the case has something for them to act on.
func Allowed(c Case, w World, by actor.Actor) (out []*Act) {
	for i := range acts {
		if acts[i].allowed(&c, w, by) == nil && acts[i].has(&c, w) {
			out = append(out, &acts[i])
		}
	}
	return out
}

// remember keeps who handled the case: they neither review nor decide it.
func (c *change) remember() {
	if c.by.Role == actor.Handler && !slices.Contains(c.Handlers, c.by.Name) {
		c.Handlers = append(c.Handlers, c.by.Name)
	}
	persons := c.in.list("officers")
	if c.by.Role == actor.Handler && c.by.Person != "" {
		persons = append(slices.Clone(persons), c.by.Person)
	}
	for _, p := range persons {
		if !slices.Contains(c.Case.Officers, p) {
			c.Case.Officers = append(c.Case.Officers, p)
		}
	}
}

// persons counts persons, however their names are written.
func persons(all []string) int {
	known := map[string]bool{}
	for _, p := range all {
		known[text.Name(p)] = true
	}
	delete(known, "")
	return len(known)
}

// another refuses who handled the case.
func (c *change) another(what string) *Refusal {
	if slices.Contains(c.Handlers, c.by.Name) || slices.ContainsFunc(c.Case.Officers, func(p string) bool { return text.SameName(p, c.by.Person) }) {
		return refuse(SamePerson, "who handled the case may not "+what, "somebody else must do it")
	}
	return nil
}

// seal numbers the record, ties it to the one before, and announces it.
func (c *change) seal(r Record) {
	r.No, r.Prev = c.Last+1, c.SHA256
	r.Stage, r.On, r.At = c.Stage, c.on, c.w.At.UTC()
	r.Actor, r.Role, r.Unit, r.Person = c.by.Name, string(c.by.Role), c.by.Unit, c.by.Person
	if len(r.Result) == 0 {
		r.Result = nil
	}
	body, digest := r.seal()
	c.Last, c.SHA256 = r.No, digest
	c.done.Record, c.done.Body = r, body
	moved := lead.CaseMoved{Case: c.Number, Department: c.Department, No: r.No, Step: r.Step, Stage: string(r.Stage), Number: r.Number, On: r.On, By: r.Role, SHA256: digest}
	c.done.Facts = slices.Concat([]lead.Fact{moved}, c.done.Facts)
}

func (c *change) say(f lead.Fact) { c.done.Facts = append(c.done.Facts, f) }

// touches notes that the standing of an institution may be another now.
func (c *change) touches(institution string) {
	if institution != "" && !slices.Contains(c.done.Institutions, institution) {
		c.done.Institutions = append(c.done.Institutions, institution)
	}
}

// clone returns a copy that shares nothing.
func (c Case) clone() *Case {
	body, err := json.Marshal(c)
	if err != nil {
		panic(fmt.Sprintf("a case that is no JSON: %v", err)) // it came from JSON
	}
	var out Case
	if err := json.Unmarshal(body, &out); err != nil {
		panic(fmt.Sprintf("a case that is no JSON: %v", err))
	}
	return &out
}

// Decides reports whether an act may fine somebody: then no other department may decide about the same party at the same time.
func Decides(act string) bool { return act == "decide" || act == "spot" || act == "change" }
