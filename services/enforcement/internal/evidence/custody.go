package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
)

// Act is what happens to an item.
type Act string

// The acts.
const (
	Taken     Act = "taken"     // 收集、提取
	Handed    Act = "handed"    // 移交
	Preserved Act = "preserved" // 先行登记保存
	Released  Act = "released"  // 作出处理决定、解除
	Returned  Act = "returned"  // 返还
	Destroyed Act = "destroyed" // 销毁
	Shared    Act = "shared"    // 提供其他机关使用
	Excluded  Act = "excluded"  // 排除
)

// Outcome is what was decided about what was preserved.
type Outcome string

// The outcomes.
const (
	Kept   Outcome = "kept"   // 采取记录、复制、送检等措施后留存
	Seized Outcome = "seized" // 查封、扣押
	Passed Outcome = "passed" // 移送有关机关
	Lifted Outcome = "lifted" // 解除
)

// Outcomes lists them.
func Outcomes() []Outcome { return []Outcome{Kept, Seized, Passed, Lifted} }

// Input is what an act is told.
type Input struct {
	On         string          `json:"on"`
	To         string          `json:"to,omitempty"`
	Place      string          `json:"place,omitempty"`
	Number     string          `json:"number,omitempty"` // 文号 of the paper
	Department lead.Department `json:"department,omitempty"`
	Outcome    Outcome         `json:"outcome,omitempty"`
	Note       string          `json:"note,omitempty"`
	By         *lead.By        `json:"by,omitempty"`
}

// Record is one link of an item's chain.
type Record struct {
	No         int             `json:"no"`
	Act        Act             `json:"act"`
	On         string          `json:"on"`
	At         time.Time       `json:"at"` // when it was entered
	By         actor.Actor     `json:"by"`
	From       string          `json:"from,omitempty"`
	To         string          `json:"to,omitempty"`
	Place      string          `json:"place,omitempty"`
	Number     string          `json:"number,omitempty"`
	Department lead.Department `json:"department,omitempty"`
	Outcome    Outcome         `json:"outcome,omitempty"`
	Note       string          `json:"note,omitempty"`
	Due        string          `json:"due,omitempty"`  // last day of what was preserved
	Prev       string          `json:"prev,omitempty"` // SHA-256, in hex, of the record before
}

// SHA256 is the digest of a record, in hex, to which the next is bound.
func (r Record) SHA256() string {
	b, err := json.Marshal(r)
	if err != nil {
		panic(fmt.Sprintf("a record that is no JSON: %v", err)) // it holds texts and numbers only
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Chain is an item with all of its records.
type Chain struct {
	Item    Item     `json:"item"`
	Records []Record `json:"records"`
}

// Standing is what the records say of an item.
type Standing struct {
	Holder    string            `json:"holder,omitempty"` // who has the thing
	Place     string            `json:"place,omitempty"`
	Preserved bool              `json:"preserved,omitempty"`
	Due       string            `json:"due,omitempty"`    // last day to decide about what is preserved
	Lapsed    bool              `json:"lapsed,omitempty"` // that day is over: the measure has ended by itself
	Ended     Act               `json:"ended,omitempty"`  // returned or destroyed
	Excluded  bool              `json:"excluded,omitempty"`
	Shared    []lead.Department `json:"shared,omitempty"`
}

// Standing folds the records.
func (c Chain) Standing(now time.Time) (s Standing) {
	for _, r := range c.Records {
		switch r.Act {
		case Shared:
			s.Shared = append(s.Shared, r.Department)
			continue
		case Excluded:
			s.Excluded = true
			continue
		case Preserved:
			s.Preserved, s.Due = true, r.Due
		case Released:
			s.Preserved, s.Due = false, ""
		case Returned, Destroyed:
			s.Ended = r.Act
		}
		if c.Item.Thing != nil && r.To != "" {
			s.Holder = r.To
		}
		if c.Item.Thing != nil && r.Place != "" {
			s.Place = r.Place
		}
	}
	s.Lapsed = s.Preserved && now.In(calendar.China).Format(time.DateOnly) > s.Due
	return s
}

// Broken returns the number of the first record that is not bound to the one before it, and 0 where the chain is whole.
func (c Chain) Broken() int {
	prev := ""
	for i, r := range c.Records {
		if r.No != i+1 || r.Prev != prev {
			return i + 1
		}
		prev = r.SHA256()
	}
	return 0
}

// works reports whether an actor is of a department or unit.
func works(by actor.Actor, d lead.Department) bool {
	return by.Works(d) || by.Role == actor.Sender && lead.ValidUnit(by.Name) && by.Name == string(d)
}

// Works returns a test of departments and units for whether an actor is of them.
func Works(by actor.Actor) func(lead.Department) bool {
	return func(d lead.Department) bool { return works(by, d) }
}

// MayRead reports whether an actor may read the item: its department, those that take part in what it belongs to, those it was shared
// with, and whoever oversees.
func (c Chain) MayRead(by actor.Actor, takePart ...lead.Department) bool {
	return by.Oversees() || works(by, c.Item.Department) || slices.ContainsFunc(takePart, Works(by)) || slices.ContainsFunc(c.Standing(c.Item.At).Shared, Works(by))
}
