package event

import (
	"bytes"
	"fmt"
	"strconv"
)

const (
	sequenceHead = `{"` + Sequence + `":"`
	sequenceLen  = 20
)

// Numbered returns the JSON of an event with its sequence put in front, as the log stores it. The body must be a JSON object that
// is not empty and has no sequence; package outbox does the same in SQL, in the transaction that gives the number.
func Numbered(body []byte, sequence uint64) []byte {
	out := make([]byte, 0, len(body)+len(sequenceHead)+sequenceLen+2)
	out = fmt.Appendf(out, `%s%020d",`, sequenceHead, sequence)
	return append(out, body[1:]...)
}

// NumberIn returns the sequence that a numbered body begins with, without decoding the rest.
func NumberIn(body []byte) (uint64, error) {
	rest, ok := bytes.CutPrefix(body, []byte(sequenceHead))
	if !ok || len(rest) < sequenceLen {
		return 0, fmt.Errorf("%w: no sequence in front", ErrInvalid)
	}
	n, err := strconv.ParseUint(string(rest[:sequenceLen]), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%w: the sequence in front is no number", ErrInvalid)
	}
	return n, nil
}
