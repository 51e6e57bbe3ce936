// Package evidence is what a case rests on: files and things of the eight statutory types (行政处罚法 art. 46), with their digests, who took
// them and who had them since.
//
//	taken ─┬─ handed ──── A gives it to B, both named
//	       ├─ preserved ─ the head has it registered and kept in place (先行登记保存, art. 56); lapses after seven working days
//	       │     └─ released ─ with what was decided about it
//	       ├─ shared ──── another department may use it
//	       ├─ excluded ── it was found unlawful: no decision may rest on it
//	       ├─ returned ── to whom it belongs: custody ends
//	       └─ destroyed ─ on the head's word: custody ends
//
// Every line is a record, numbered from 1 without a gap and bound to the one before by its SHA-256; none is ever changed.
package evidence

import (
	"slices"
	"strings"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/mask"
)

// Type is one of the eight types of evidence.
type Type string

// The eight types of 行政处罚法 art. 46.
const (
	Documentary Type = "documentary" // 书证
	Physical    Type = "physical"    // 物证
	Audiovisual Type = "audiovisual" // 视听资料
	Electronic  Type = "electronic"  // 电子数据
	Testimony   Type = "testimony"   // 证人证言
	Statement   Type = "statement"   // 当事人的陈述
	Appraisal   Type = "appraisal"   // 鉴定意见
	Scene       Type = "scene"       // 勘验笔录、现场笔录
)

// Types lists the eight.
func Types() []Type {
	return []Type{Documentary, Physical, Audiovisual, Electronic, Testimony, Statement, Appraisal, Scene}
}

// Origin is how evidence came to the department.
type Origin string

// The origins.
const (
	Collected   Origin = "collected"   // 执法人员收集、提取
	Submitted   Origin = "submitted"   // 当事人或其他人提交
	Transferred Origin = "transferred" // 其他机关移送、提供
	Appraised   Origin = "appraised"   // 鉴定、检测机构出具
)

// Origins lists them.
func Origins() []Origin { return []Origin{Collected, Submitted, Transferred, Appraised} }

// Kind is what an item belongs to.
type Kind string

// The kinds.
const (
	Case      Kind = "case"
	Operation Kind = "operation"
	Round     Kind = "round"
)

// About is what an item belongs to: a case by its number, an operation or a round of a patrol by its id.
type About struct {
	Kind Kind   `json:"kind"`
	ID   string `json:"id"`
}

// Officer is one of those who took it.
type Officer struct {
	Name string `json:"name"`
	Card string `json:"card,omitempty"` // 执法证件号
}

// Thing is evidence that lies somewhere.
type Thing struct {
	Quantity string `json:"quantity"` // such as 1台
	Features string `json:"features,omitempty"`
	Custody  string `json:"custody"` // where it is kept
	Keeper   string `json:"keeper"`  // who keeps it
}

// File is evidence that is a file. Its content is kept as it came, with all that the camera wrote into it.
type File struct {
	Name   string `json:"name"`
	Media  string `json:"media"` // media type, as the content shows
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Draft is what somebody who registers evidence says of it.
type Draft struct {
	About    About     `json:"about"`
	Type     Type      `json:"type"`
	Title    string    `json:"title"`
	Origin   Origin    `json:"origin"`
	Source   string    `json:"source"` // from whom or where
	Officers []Officer `json:"officers"`
	On       string    `json:"on"`             // on which day it was taken, in China
	Time     string    `json:"time,omitempty"` // at what time, 15:04
	Place    string    `json:"place"`
	Copy     bool      `json:"copy,omitempty"`
	Original string    `json:"original,omitempty"` // who has the original of a copy, and who compared them
	// Confidential and Minor restrict what lists show, and make every reading a record.
	Confidential bool   `json:"confidential,omitempty"`
	Minor        bool   `json:"minor,omitempty"`
	Thing        *Thing `json:"thing,omitempty"`
}

// Item is a piece of evidence as it was registered.
type Item struct {
	ID         string          `json:"id"`
	Department lead.Department `json:"department"` // or unit, whose it is
	Draft
	File *File       `json:"file,omitempty"`
	By   actor.Actor `json:"by"`
	At   time.Time   `json:"at"` // when it was registered
}

// Guarded reports whether every reading of the item is recorded.
func (i Item) Guarded() bool { return i.Confidential || i.Minor }

// Listed is what a list may show of an item: of a guarded one that it is there.
func (i Item) Listed() Item {
	if !i.Guarded() {
		return i
	}
	shown := Draft{About: i.About, Type: i.Type, On: i.On, Confidential: i.Confidential, Minor: i.Minor}
	return Item{ID: i.ID, Department: i.Department, Draft: shown, At: i.At}
}

var masker = mask.New(mask.Reporter{})

// Register checks an item before it is kept, masks what was written freely, and starts its chain. Its id, department and file are the
// caller's to fill in before.
func Register(by actor.Actor, i Item, now time.Time) (Item, Record, error) {
	if !works(by, i.Department) {
		return Item{}, Record{}, refuse(NotYours, "", "only the department or unit itself registers its evidence")
	}
	i.By, i.At = by, now
	if err := i.check(now); err != nil {
		return Item{}, Record{}, err
	}
	for _, text := range []*string{&i.Title, &i.Source, &i.Place, &i.Original} {
		*text = masker.Text(strings.TrimSpace(*text))
	}
	if i.Thing != nil {
		thing := *i.Thing
		thing.Features, thing.Custody = masker.Text(thing.Features), masker.Text(thing.Custody)
		i.Thing = &thing
	}
	if i.File != nil {
		file := *i.File
		file.Name = FileName(file.Name)
		i.File = &file
	}
	first := Record{No: 1, Act: Taken, On: i.On, At: now, By: by, From: i.Source, To: i.Officers[0].Name, Place: i.Place}
	if i.Thing != nil {
		first.To, first.Place = i.Thing.Keeper, i.Thing.Custody
	}
	return i, first, nil
}

// pairs are the types that two officers take whoever it comes from: they question or look themselves (art. 42, 55).
var pairs = []Type{Testimony, Statement, Scene}

// NeedsTwo reports whether the law wants two officers for it.
func (i Item) NeedsTwo() bool { return i.Origin == Collected || slices.Contains(pairs, i.Type) }
