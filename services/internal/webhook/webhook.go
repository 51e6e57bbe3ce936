// Package webhook calls the duty lists and hotlines that want to be called: signed as the Standard Webhooks specification says,
// from rows that are saved with the decision they tell of, once in effect, in order per lead, until the receiver has it or a
// person decides.
//
//	          ┌────────── 2xx ──────────────────────────► sent ──┐
//	waiting ──┤ fails: again after 5 s … 6 h, for ever           ├─ receiver confirms ─► acknowledged
//	   │  ▲   └────────── 410 ──► gone ── a person: retry ─┐     │
//	   │  └────────────────────────────────────────────────┘     │
//	   ├─ 24 h ──────────────────► stuck             ─ tried on ─┤
//	   └─ not in the book, 1 min ► unknown-endpoint  ─ as soon as it is there again
//
// A row is leased by the sender that tries it; a killed sender's lease runs out and another sends the same webhook-id again, so
// receivers must take an id once. A message waits while an earlier one of its lead is not with the same endpoint yet. An endpoint
// that fails three times in a row rests and is then tried with one message at a time, so that a dead one is not stormed; its first
// success wakes what waited. An endpoint that answers 410 is not called at all, and what is for it waits, until a person has a delivery
// to it tried again or a newer version of the setting names it; then it too is tried with one message at a time until a success. Stuck, unknown and gone deliveries are one open incident per endpoint, which is logged once.
package webhook

import (
	"embed"
	"slices"
	"time"

	"xiansuo/services/internal/pg"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Part returns the migrations of the deliveries, for the schema of a service that sends some.
func Part() pg.Part { return pg.Part{Name: "webhook", Files: pg.Sub(migrations, "migrations")} }

// Updated lists the tables of the deliveries whose rows change. None is ever deleted.
func Updated() []string { return []string{"webhook_delivery", "webhook_endpoint", "webhook_incident"} }

// Endpoint is where a receiver wants to be called.
type Endpoint struct {
	Name string
	URL  string // as CheckURL wants it
	// Version of the setting that names it: a newer one is called again when it was gone.
	Version int64
	// Generation of its secret, from 1. Above 1 the secret of the generation before signs as well.
	Generation int
}

// State is how far a delivery is.
type State string

// The states. Of these Waiting, Stuck and UnknownEndpoint are tried on.
const (
	Waiting         State = "waiting"
	Stuck           State = "stuck"            // for 24 hours without success
	UnknownEndpoint State = "unknown-endpoint" // the book does not have its endpoint
	Sent            State = "sent"
	Gone            State = "gone" // the receiver says that it is no more
	Acknowledged    State = "acknowledged"
)

// States lists the states in the order in which a person looks at them.
func States() []State { return []State{Stuck, UnknownEndpoint, Gone, Waiting, Sent, Acknowledged} }

// Valid reports whether s is a state.
func (s State) Valid() bool { return slices.Contains(States(), s) }

// How patient a sender is.
const (
	stuckAfter   = 24 * time.Hour
	unknownAfter = time.Minute // another process may know the endpoint, in the middle of a change
	lease        = time.Minute
)
