package setting

import (
	"errors"
	"testing"
	"time"
)

// A document that no database takes is not valid, and nothing is asked of the database for it.
func TestPutRefusesWhatCannotBeKept(t *testing.T) {
	s := &Store{Now: time.Now, Check: func([]Document) error { return nil }}
	for name, content := range map[string]string{"a null": "units: []\x00", "other bytes": "units: \xff"} {
		if _, err := s.Put(t.Context(), "district", "desk", content); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
