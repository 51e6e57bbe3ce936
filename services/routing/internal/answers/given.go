package answers

import (
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// Given is a word that somebody gave over HTTP, as a command or on a page.
type Given struct {
	Party, Lead string
	Word        lead.Word
	// Data is the word's data as JSON.
	Data []byte
	// Key becomes the event's id: what is given twice under one key is one word. Empty makes an id.
	Key string
	// Seen is the number of the newest record that who gives it had seen; empty does not say.
	Seen string
	At   time.Time
}

// Give returns a word as the event that it is, read. The error says that Key or Seen cannot stand in an event.
func (r Reader) Give(g Given) (Incoming, error) {
	e, err := event.New(event.Origin{Source: r.Source(g.Party), Lead: g.Lead, Time: g.At}, g.Word.Fact)
	if err != nil {
		return Incoming{}, err
	}
	e.DataEncoded = g.Data
	if g.Key != "" {
		e.SetID(g.Key)
	}
	if g.Seen != "" {
		e.SetExtension(LeadVersion, g.Seen)
	}
	if err := event.Check(e); err != nil {
		return Incoming{}, err
	}
	return r.Read(e, g.Party), nil
}
