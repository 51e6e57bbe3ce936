// Package actor says who acts: the holder of a token today, a person with an account later. Use cases take an actor as an argument
// and record its role; they never ask how it was recognised.
package actor

import (
	"strings"

	"xiansuo/pkg/lead"
)

// Role is as what somebody acts.
type Role string

// The roles. A department's token is the handler's (办案人); its head (负责人) has one of their own.
const (
	Handler   Role = "handler"             // 办案人
	Head      Role = "head"                // 负责人
	Legal     Role = "legal"               // 法制审核
	Editor    Role = "disclosure-editor"   // 公开编辑
	Approver  Role = "disclosure-approver" // 保密与个人信息审查
	Taskforce Role = "taskforce"           // 专班
	Desk      Role = "desk"                // 分派中心
	Justice   Role = "justice"             // 司法局
	Auditor   Role = "auditor"             // 审计监督
	Sender    Role = "sender"              // 来源
	Clock     Role = "clock"               // 到期自动
)

// Actor is who acts. Name is that of the token or account: two acts are by the same actor when their names are the same.
type Actor struct {
	Name       string          `json:"name"`
	Role       Role            `json:"role"`
	Department lead.Department `json:"department,omitempty"` // of handlers and heads
	// Unit and Person are as the actor says.
	Unit   string `json:"unit,omitempty"`
	Person string `json:"person,omitempty"`
}

// headSuffix ends the name of a head's token, such as "education-head".
const headSuffix = "-head"

// Of returns the actor whose token or account has a name.
func Of(name string) Actor {
	a := Actor{Name: name, Role: Sender}
	if d, ok := strings.CutSuffix(name, headSuffix); ok && lead.Department(d).Valid() {
		a.Role, a.Department = Head, lead.Department(d)
		return a
	}
	switch r := Role(name); r {
	case Legal, Editor, Approver, Taskforce, Desk, Justice, Auditor:
		a.Role = r
	default:
		if d := lead.Department(name); d.Valid() {
			a.Role, a.Department = Handler, d
		}
	}
	return a
}

// As returns the actor with what it says of itself.
func (a Actor) As(by *lead.By) Actor {
	if by != nil {
		a.Unit, a.Person = by.Unit, by.Person
	}
	return a
}

// Oversees reports whether the actor may see what every department has.
func (a Actor) Oversees() bool {
	switch a.Role {
	case Desk, Taskforce, Justice, Auditor, Legal:
		return true
	}
	return false
}

// Works reports whether the actor is its handler or head.
func (a Actor) Works(d lead.Department) bool {
	return a.Department == d && (a.Role == Handler || a.Role == Head)
}

// Roles lists the names of the role tokens that every district has beside those of departments and offices.
func Roles() []string {
	names := []string{string(Legal), string(Editor), string(Approver)}
	for _, d := range lead.Departments() {
		names = append(names, string(d)+headSuffix)
	}
	return names
}
