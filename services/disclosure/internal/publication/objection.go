package publication

import "time"

// Objecting is what somebody who is named fills in.
type Objecting struct {
	Publication string
	Ground      Ground
	Text        string
	Evidence    []string // SHA-256, in hex, of what they hold ready
	Name        string   // kept apart, told to nobody
	Contact     string   // kept apart, told to nobody
}

// Ground is why somebody objects.
type Ground string

// The grounds.
const (
	Wrong   Ground = "wrong"   // 内容有误: what it says is not so
	NotMe   Ground = "not-me"  // 并非本人(本单位): another is meant
	Privacy Ground = "privacy" // 侵犯隐私: it tells too much
	Revoked Ground = "revoked" // 决定已撤销、变更: the decision does not stand
	Repair  Ground = "repair"  // 信用修复: it was made good, publicity may end
)

// Answer is what whoever objected sees by the code.
type Answer struct {
	Publication string
	Ground      Ground
	OpenedAt    time.Time
	Due         string // by which day it is decided, in China
	Decided     bool
	Effect      Effect
	Text        string // the answer in words
	On          string // on which day it was decided
}

// Effect is what an objection led to.
type Effect string

// The effects.
const (
	Kept      Effect = "kept"      // 维持
	Corrected Effect = "corrected" // 更正
	TakenOff  Effect = "withdrawn" // 撤下
	Shortened Effect = "shortened" // 修复: publicity ends early
)
