package pages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/handoff"
)

// action is a word that the viewer may give.
type action struct {
	Word, Path string
	Says       lead.Name
}

// actions are those of one lead: first what the viewer is waited for, then the others in groups.
type actions struct {
	First  []action
	Groups []group
	Reads  bool // the viewer gives no words at all
}

// Any reports whether there is one.
func (a actions) Any() bool { return len(a.First)+len(a.Groups) > 0 }

type group struct {
	Key     string
	Actions []action
}

// groups are all words, by what they are for.
var groups = []struct {
	key   string
	words []string
}{
	{"handle", []string{"sign", "feed-back", "done", "supplement", "ask", "ask-extension", "suspend", "resume"}},
	{"pass", []string{"return", "transfer", "reject", "recall", "incomplete", "dispute", "ask-review", "letter", "receipt"}},
	{"crime", []string{"propose", "approve", "refer", "file", "object"}},
	{"together", []string{"ask-assist", "copy", "excuse"}},
	{"inside", []string{"allot", "claim", "release"}},
	{"decide", []string{"assign", "refuse-return", "send-back", "take-back", "decide-extension", "close", "rework", "revisit", "redo"}},
	{"rule", []string{"designate", "name-provisional", "decide-review", "urge", "supervise"}},
	{"join", []string{"merge", "unmerge", "split", "unsplit"}},
	{"register", []string{"register", "contest"}},
}

func wordPath(id, word string) string { return leadPath(id) + "/" + word }

func actionOf(id, word string) action {
	w, _ := lead.WordNamed(word)
	return action{word, wordPath(id, word), w.Says}
}

// actionsOf puts the words that a party may give into the order of their use.
func actionsOf(l *handoff.Lead, party string, allowed []string) (out actions) {
	first := pressing(l, party)
	for _, word := range first {
		if slices.Contains(allowed, word) {
			out.First = append(out.First, actionOf(l.ID, word))
		}
	}
	for _, g := range groups {
		var some []action
		for _, word := range g.words {
			if slices.Contains(allowed, word) && !slices.Contains(first, word) {
				some = append(some, actionOf(l.ID, word))
			}
		}
		if len(some) > 0 {
			out.Groups = append(out.Groups, group{g.key, some})
		}
	}
	return out
}

// pressing are the words that a party is waited for, as the lead stands.
func pressing(l *handoff.Lead, party string) []string {
	switch lead.Holder(party) {
	case lead.Desk:
		return pressingDesk(l)
	case lead.Taskforce, lead.Justice:
		return []string{"designate", "decide-review"}
	}
	for _, d := range l.Duties {
		if string(d.Department) != party {
			continue
		}
		switch {
		case d.State == handoff.Sent && l.Offer != nil && string(l.Offer.To) == party && l.Offer.From != lead.Desk:
			return []string{"sign", "reject"}
		case d.State == handoff.Sent:
			return []string{"sign", "return"}
		case d.State != handoff.InHand:
			return nil
		case l.Rest != nil && d.Role == lead.RoleLead:
			return []string{"resume"}
		case l.Referral != nil && d.Role == lead.RoleLead && !l.Referral.Filed:
			return []string{"approve", "refer", "file", "object"}
		}
		return []string{"feed-back", "done"}
	}
	return nil
}

func pressingDesk(l *handoff.Lead) []string {
	switch {
	case l.State == handoff.Submitted:
		return []string{"close", "rework"}
	case l.State == handoff.Closed:
		return []string{"revisit"}
	case l.State == handoff.Lettered:
		return []string{"receipt"}
	case l.State == handoff.Merged:
		return []string{"unmerge"}
	case l.Extension != nil:
		return []string{"decide-extension"}
	}
	for _, d := range l.Duties {
		if d.State == handoff.ReturnAsked {
			return []string{"assign", "refuse-return"}
		}
	}
	if l.State == handoff.AtDesk {
		return []string{"assign", "send-back"}
	}
	return nil
}

// What a session keeps of its viewer.
const (
	keptTold   = "told"   // what was recorded just now
	keptUnit   = "unit"   // who the viewer said to be
	keptPerson = "person" //
)

// writeTold keeps what was recorded for the lead's page.
func writeTold(id, word string, no int) string {
	return url.PathEscape(id) + " " + word + " " + strconv.Itoa(no)
}

func readTold(kept, id string) *recorded {
	parts := strings.Split(kept, " ")
	if len(parts) != 3 || parts[0] != url.PathEscape(id) {
		return nil
	}
	w, ok := lead.WordNamed(parts[1])
	no, err := strconv.Atoi(parts[2])
	if !ok || err != nil {
		return nil
	}
	return &recorded{w.Says, no}
}
