package answers

import (
	"reflect"
	"slices"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/mask"
)

// Whoever holds a lead may read who reported it, and may write that into a word, which becomes a record for ever. So what people write freely
// is masked as a complaint is: numbers, addresses and names that are said to be somebody's.

// free are the members of words in which people write what they like, by their names in Go and in JSON.
var free = map[string]string{"Note": "note", "Reply": "reply", "Reason": "reason", "Question": "question", "Facts": "facts", "Text": "text", "Task": "task",
	"NoAppraisal": "noAppraisal", "Missing": "missing", "Basis": "basis", "To": "to", "Competent": "competent", "Party": "party"}

var freeInJSON = func() (names []string) {
	for _, name := range free {
		names = append(names, name)
	}
	return names
}()

var masker = mask.New(mask.Reporter{})

// masked masks what is written freely in a word, also in one that is registered for somebody.
func masked(f lead.Fact) lead.Fact {
	if r, ok := f.(lead.AnswerRegistered); ok {
		for name, value := range r.Data {
			if slices.Contains(freeInJSON, name) {
				r.Data[name] = maskedValue(value)
			}
		}
	}
	v := reflect.New(reflect.TypeOf(f)).Elem()
	v.Set(reflect.ValueOf(f))
	for name := range free {
		switch member := v.FieldByName(name); {
		case !member.IsValid():
		case member.Type() == reflect.TypeFor[string]():
			member.SetString(masker.Text(member.String()))
		case member.Type() == reflect.TypeFor[[]string]():
			for i := range member.Len() {
				member.Index(i).SetString(masker.Text(member.Index(i).String()))
			}
		}
	}
	return v.Interface().(lead.Fact)
}

func maskedValue(value any) any {
	switch v := value.(type) {
	case string:
		return masker.Text(v)
	case []any:
		for i := range v {
			v[i] = maskedValue(v[i])
		}
	}
	return value
}
