package schema

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"xiansuo/pkg/event"
)

// controls names every text that holds a control character other than tab and the ends of lines: no database keeps U+0000, no reader
// sees the others. Of a member whose name holds one it names the object. The fields are JSON pointers within value.
func controls(value any) (wrong []Violation) {
	within := func(name string, inner []Violation) {
		for _, v := range inner {
			wrong = append(wrong, Violation{Field: member("", name) + v.Field, Detail: v.Detail})
		}
	}
	switch v := value.(type) {
	case string:
		if strings.ContainsFunc(v, control) {
			return []Violation{{Detail: "must hold no control characters but tabs and line breaks"}}
		}
	case map[string]any:
		for name, inner := range v {
			if strings.ContainsFunc(name, control) {
				wrong = append(wrong, Violation{Detail: "must have no member whose name holds control characters"})
				continue
			}
			within(name, controls(inner))
		}
		slices.SortFunc(wrong, func(a, b Violation) int { return strings.Compare(a.Field, b.Field) })
	case []any:
		for i, inner := range v {
			within(strconv.Itoa(i), controls(inner))
		}
	}
	return wrong
}

func control(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' }

// member is the JSON pointer (RFC 6901) of a member.
func member(field, name string) string {
	return field + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

var errYear = fmt.Errorf("must lie in the years %d to %d, in UTC", event.FirstYear, event.LastYear)

// moment checks the format date-time as it is decoded later.
func moment(value any) error {
	text, ok := value.(string)
	if !ok {
		return nil
	}
	var at time.Time
	if at.UnmarshalText([]byte(text)) != nil {
		return errors.New("it is none")
	}
	if !event.ValidTime(at) {
		return errYear
	}
	return nil
}
