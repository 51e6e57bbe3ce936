package follow

import (
	"errors"
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/ticket"
)

// Window is how long after an end a redo may be asked for.
type Window struct {
	Calendar *calendar.Calendar
	Limit    calendar.Limit
}

// May is what the reporter may do now.
type May struct {
	AddFacts bool `json:"addFacts"`
	Answer   bool `json:"answer"`
	// Redo may be asked for until RedoUntil.
	Redo      bool       `json:"redo"`
	RedoUntil *time.Time `json:"redoUntil,omitempty"`
}

func (r Report) may(w Window, now time.Time) May {
	m := May{AddFacts: true}
	end := r.end()
	if end == nil {
		return m
	}
	said := func(redo bool) bool {
		return slices.ContainsFunc(r.Answers, func(a Answer) bool { return a.Ended == end.N && a.Redo == redo })
	}
	m.Answer = !said(false) && !said(true)
	if until, ok := w.until(end.At); ok {
		m.RedoUntil, m.Redo = &until, !said(true) && now.Before(until)
	}
	return m
}

// until returns when the window after an end closes. It ends with a day, and never earlier than the law reads it.
func (w Window) until(end time.Time) (time.Time, bool) {
	if w.Calendar == nil {
		return time.Time{}, false
	}
	due, err := w.Calendar.Due(end, w.Limit)
	return due.At, err == nil
}

// Why an answer is not taken. Nothing changed.
var (
	ErrNotDone  = errors.New("it is not done yet, or goes on again")
	ErrAnswered = errors.New("the reporter has answered of this end before")
	ErrTooLate  = errors.New("the time in which a redo may be asked for is over")
	ErrUnclear  = errors.New("what was said is incomplete")
	ErrTooMany  = errors.New("as much was added in a day as is taken")
)

// Said is what a reporter answers.
type Said struct {
	Responded, Solved, Satisfied lead.Verdict
	Redo                         bool
	Note                         string
}

// MaxNote and MaxFacts are how many characters a reporter may say of an end, and add.
const (
	MaxNote  = 1000
	MaxFacts = 4000
)

// MostADay is how often something may be added to one report in a day: each is read by whoever holds it.
const MostADay = 20

// Answering returns what is kept of an answer, or why it is not taken now. Each end is answered once, and once more to ask for a redo, with a
// reason.
func (r Report) Answering(s Said, w Window, now time.Time) (Answer, error) {
	end := r.end()
	if end == nil {
		return Answer{}, ErrNotDone
	}
	for _, v := range []lead.Verdict{s.Responded, s.Solved, s.Satisfied} {
		if v != lead.Yes && v != lead.No && v != lead.Unknown {
			return Answer{}, ErrUnclear
		}
	}
	if s.Redo && s.Note == "" || !Sayable(s.Note, MaxNote) {
		return Answer{}, ErrUnclear
	}
	m := r.may(w, now)
	switch {
	case s.Redo && !m.Redo && (m.RedoUntil == nil || !now.Before(*m.RedoUntil)):
		return Answer{}, ErrTooLate
	case s.Redo && !m.Redo, !s.Redo && !m.Answer:
		return Answer{}, ErrAnswered
	}
	return Answer{end.N, s.Redo, s.Responded, s.Solved, s.Satisfied, now}, nil
}

// Sayable reports whether a text may be taken: UTF-8 of at most so many characters, with no control characters but tabs and line breaks.
func Sayable(text string, most int) bool {
	if !utf8.ValidString(text) || utf8.RuneCountInString(text) > most {
		return false
	}
	for _, r := range text {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return false
		}
	}
	return true
}

// asked is the newest question to the reporter that nothing was added after, or nil.
func (r Report) asked() *Update {
	if r.Status != ticket.Question {
		return nil
	}
	for i, u := range slices.Backward(r.Updates) {
		if u.Kind == ticket.Question {
			return &r.Updates[i]
		}
	}
	return nil
}

// Question returns what the reporter is asked now, or "".
func (r Report) Question() string {
	if u := r.asked(); u != nil {
		return u.Text
	}
	return ""
}
