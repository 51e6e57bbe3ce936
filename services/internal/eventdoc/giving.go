package eventdoc

import (
	"reflect"
	"strings"

	"xiansuo/pkg/lead"
)

// How a word says over HTTP which id it has, and on which record it was given; the latter as an attribute, too. A test compares them
// with the code.
const (
	idempotencyKey = "Idempotency-Key"
	ifMatch        = "If-Match"
	leadVersion    = "leadversion"
)

// giver is who may give a word.
type giver struct {
	Who string
	// Departments and units may; Offices are the offices that may.
	Departments bool
	Offices     []string
}

// givers are called as the guards in package handoff that stand first. A test compares.
var givers = map[string]giver{
	"asked":           {"who was asked and still owes something", true, nil},
	"involved":        {"who was asked at some time", true, nil},
	"holds":           {"the department that holds the lead", true, nil},
	"offeredTo":       {"the department that was offered a transfer", true, nil},
	"gave":            {"who made the offer that is open: the holder, or the desk", true, desk},
	"takesTransfer":   {"the department that was offered a transfer, or took one", true, nil},
	"police":          {"the police", true, nil},
	"holdsOrDesk":     {"the department that holds the lead, or the desk", true, desk},
	"disputes":        {"a department that was asked at some time, or the desk", true, desk},
	"involvedOrDesk":  {"who was asked at some time, or the desk", true, desk},
	"wrote":           {"who wrote the letter, or the desk", true, desk},
	"mayRegister":     {"the department that holds the lead, or the desk", true, desk},
	"desk":            {"the desk", false, desk},
	"deskOrTaskforce": {"the desk or the taskforce", false, []string{"desk", "taskforce"}},
	"ruler":           {"the taskforce or 司法局", false, []string{"taskforce", "justice"}},
	"office":          {"the desk, the taskforce or 司法局", false, []string{"desk", "taskforce", "justice"}},
}

var desk = []string{string(lead.Desk)}

// given says by whom each word may be given.
var given = map[string]string{
	"sign": "asked", "return": "asked", "feed-back": "asked", "done": "asked", "supplement": "involved",
	"transfer": "holds", "reject": "offeredTo", "recall": "gave", "propose": "holds", "approve": "holds", "refer": "holds",
	"incomplete": "takesTransfer", "file": "police", "object": "holds",
	"ask": "holdsOrDesk", "ask-assist": "holdsOrDesk", "copy": "holdsOrDesk", "ask-extension": "asked", "suspend": "holds", "resume": "holds",
	"allot": "asked", "claim": "asked", "release": "asked", "dispute": "disputes", "ask-review": "involvedOrDesk",
	"register": "mayRegister", "contest": "involved", "letter": "holdsOrDesk", "receipt": "wrote",

	"assign": "desk", "refuse-return": "desk", "excuse": "desk", "send-back": "desk", "take-back": "desk",
	"designate": "ruler", "name-provisional": "ruler", "decide-review": "ruler", "decide-extension": "deskOrTaskforce",
	"urge": "office", "supervise": "office", "close": "deskOrTaskforce", "rework": "deskOrTaskforce", "revisit": "desk", "redo": "deskOrTaskforce",
	"merge": "desk", "unmerge": "desk", "split": "desk", "unsplit": "desk",
}

// command is a word that is given about leads, as these documents tell it.
type command struct {
	lead.Word
	giver
}

func commands() (out []command) {
	for _, w := range lead.Words() {
		out = append(out, command{w, givers[given[w.Name]]})
	}
	return out
}

// commandOf returns the word whose event a type is, or an empty one.
func commandOf(typ string) command {
	for _, c := range commands() {
		if c.Fact.EventType() == typ {
			return c
		}
	}
	return command{}
}

// Address is where the word is given over HTTP.
func (c command) Address() string { return strings.Replace(wordsAddress, "<word>", c.Name, 1) }

// decision reports whether only offices give it.
func (c command) decision() bool { return !c.Departments }

func names() (out []any) {
	for _, c := range commands() {
		out = append(out, c.Name)
	}
	return out
}

// commandMessages are the words as they are given in the address, with their data as the body.
func commandMessages() (out object) {
	headers := object{{"type", "object"}, {"properties", object{
		{idempotencyKey, object{{"type", "string"}, {"description", "Id of the word: given again under the same id it is the same word. Without it each request is a new one."}}},
		{ifMatch, object{{"type", "string"}, {"description", "Number of the newest record that it was given on, as the ETag of the lead says. When the lead has a newer one, 412."}}},
	}}}
	for _, c := range commands() {
		out = out.with("word."+c.Name, object{
			{"name", c.Name}, {"title", c.Says.ZH + " " + c.Says.EN}, {"summary", "Given by " + c.Who + "."}, {"contentType", "application/json"},
			{"headers", headers}, {"payload", ref("components/schemas/" + reflect.TypeOf(c.Fact).Name())},
		})
	}
	return out
}

func commandRefs(prefix string) (out object) {
	for _, c := range commands() {
		out = out.with("word."+c.Name, ref(prefix+"/messages/word."+c.Name))
	}
	return out
}

func commandsTable(decisions bool) string {
	var rows [][]string
	for _, c := range commands() {
		if c.decision() == decisions {
			typ := c.Fact.EventType()
			rows = append(rows, []string{"`" + c.Name + "`", c.Says.ZH, c.Says.EN, "[" + short(typ) + "](#" + anchorOf(typ) + ")", c.Who})
		}
	}
	return table([]string{"word", "中文", "English", "event", "who may"}, rows)
}
