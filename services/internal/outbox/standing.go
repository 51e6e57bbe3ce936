package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/nats-io/nats.go"

	"xiansuo/services/internal/admission"
)

// A source asks its reader how far it is, on the subject on which the reader answers for its own log.

// standing is what a reader says of a source.
type standing struct {
	// Applied is the number up to which it has applied the source.
	Applied uint64 `json:"applied"`
	// Behind is how long the oldest has waited of what it made of it, in milliseconds.
	Behind int64 `json:"behind"`
}

// Applied returns the number up to which all of a source has been applied, by whichever process.
func (l *Log) Applied(ctx context.Context, source string) (n uint64, err error) {
	err = l.DB.QueryRow(ctx, "SELECT coalesce(min(sequence), 0) FROM floor WHERE source = $1", source).Scan(&n)
	return n, err
}

// answerStanding tells a source how far this service is with it.
func (l *Log) answerStanding(ctx context.Context, m *nats.Msg, source string) error {
	applied, err := l.Applied(ctx, source)
	if err != nil {
		return fmt.Errorf("standing of %s: %w", source, err)
	}
	s := standing{Applied: applied}
	if l.Behind != nil {
		s.Behind = l.Behind().Milliseconds()
	}
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return m.Respond(body)
}

// Delivery tells a gate how far a reader is with what a log holds.
type Delivery struct {
	Log    *Log
	Reader string // the service that reads
	NC     *nats.Conn
	Gate   *admission.Gate
	Logger *slog.Logger

	applied uint64
	heard   time.Time
	known   bool // applied is what the reader said, or what is taken for that
}

const (
	lookIdle = 250 * time.Millisecond // how often it looks while nothing waits
	lookBusy = 100 * time.Millisecond
	// lookWithin is how long a reader may take to answer, and silentAfter how long it may be silent before nothing is known of it.
	lookWithin  = time.Second
	silentAfter = 3 * time.Second
)

// Follow looks until ctx ends.
func (d *Delivery) Follow(ctx context.Context) error {
	unknown := true
	for every := lookBusy; pause(ctx, every); {
		s, err := d.look(ctx)
		if err != nil {
			continue // our own database is away: nothing is taken without it
		}
		d.Gate.Tell(s)
		if s.Unknown != unknown {
			unknown = s.Unknown
			d.Logger.Info("how far a reader is", "reader", d.Reader, "known", !unknown, "waiting", s.Backlog)
		}
		if every = lookIdle; s.Backlog > 0 {
			every = lookBusy
		}
	}
	return nil
}

// look asks the reader how far it is, and our own log how old what follows is.
func (d *Delivery) look(ctx context.Context) (s admission.Standing, err error) {
	s.Taken = d.Gate.Taken()
	said, err := d.ask(ctx)
	switch {
	case err == nil:
		d.applied, d.heard, d.known = said.Applied, time.Now(), true
	case errors.Is(err, nats.ErrNoResponders):
		d.heard = time.Time{} // it is not there
	}
	ctx, cancel := context.WithTimeout(ctx, silentAfter)
	defer cancel()
	head, err := d.Log.Head(ctx)
	if err != nil {
		return s, err
	}
	if !d.known { // what waits for a reader that was never heard is counted from now on
		d.applied, d.known = head, true
	}
	s.Unknown, s.Applied, s.Behind = time.Since(d.heard) > silentAfter, d.applied, time.Duration(said.Behind)*time.Millisecond
	if head > d.applied {
		s.Backlog = head - d.applied
		s.Oldest, err = d.Log.at(ctx, d.applied+1)
	}
	return s, err
}

func (d *Delivery) ask(ctx context.Context) (s standing, err error) {
	if !d.NC.IsConnected() {
		return s, nats.ErrDisconnected
	}
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	reply, err := ask(ctx, d.NC, d.Reader, fetchRequest{Standing: d.Log.Service})
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(reply.Data, &s)
}

// at returns when the event with a number came to be, or the first behind it.
func (l *Log) at(ctx context.Context, number uint64) (at time.Time, err error) {
	err = l.DB.QueryRow(ctx, "SELECT at FROM event_log WHERE sequence >= $1 ORDER BY sequence LIMIT 1", number).Scan(&at)
	if errors.Is(err, pgx.ErrNoRows) {
		return time.Time{}, nil
	}
	return at, err
}
