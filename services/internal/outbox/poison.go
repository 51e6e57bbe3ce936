package outbox

import (
	"bytes"
	"encoding/json"
	"fmt"

	"xiansuo/pkg/event"
)

// Blamed is the failure of a batch that one event is to blame for: the others need not be split to find it.
type Blamed struct {
	Number uint64
	Err    error
}

// Error says what is wrong with the event.
func (b Blamed) Error() string { return b.Err.Error() }

// Unwrap returns what is wrong with it.
func (b Blamed) Unwrap() error { return b.Err }

// Blame says which event of a batch an error is about.
func Blame(e Received, err error) error {
	if err == nil {
		return nil
	}
	return Blamed{e.Number, err}
}

// readOwn reads an event of a log; whatever is wrong with it, this process goes on.
func readOwn(body []byte) (e event.Event, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: reading it panics", event.ErrInvalid)
		}
	}()
	if e, err = event.Own(body); err == nil && e.ID() != "" {
		return e, nil
	}
	if why := glance(body).For; why != "" {
		return e, fmt.Errorf("%w: in its place travels %s", event.ErrInvalid, why)
	}
	return e, fmt.Errorf("%w: it cannot be read as a CloudEvent", event.ErrInvalid)
}

// largest is how many bytes of an event travel. Nothing as large is written to a log.
const largest = 512 << 10

const standInName = "xiansuostandsfor"

// travels returns what is sent of a row: the event, or something small with its number in the place of what cannot be sent, so that what follows
// is sent all the same. Nothing of that kind is ever written to a log by this program.
func travels(r Row) Row {
	number, err := event.NumberIn(r.Body)
	why := ""
	switch {
	case len(r.Body) > largest:
		why = fmt.Sprintf("an event of %d bytes, more than %d", len(r.Body), largest)
	case err != nil || number != r.Sequence:
		why = "what does not begin with its number"
	case bytes.IndexByte(r.Body, '\n') >= 0:
		why = "what has more than one line"
	default:
		return r
	}
	lead, _ := json.Marshal(r.Lead)
	typ, _ := json.Marshal(r.Type)
	r.Body = fmt.Appendf(nil, `{"sequence":"%020d","subject":%s,"type":%s,%q:%q}`, r.Sequence, lead, typ, standInName, why+"; it is in the log of its source")
	return r
}

// unreadable is what can be told of an event that cannot be read.
type unreadable struct{ Subject, Type, For string }

// glance reads what it can of an event that cannot be read.
func glance(body []byte) (u unreadable) {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return u
	}
	for name, to := range map[string]*string{"subject": &u.Subject, "type": &u.Type, standInName: &u.For} {
		if json.Unmarshal(members[name], to) != nil || !event.ValidAttribute(*to) {
			*to = ""
		}
	}
	return u
}
