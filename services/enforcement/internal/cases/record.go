package cases

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// Record is one numbered entry of a case. It is written in the transaction of the change that it records, and never changed.
type Record struct {
	No      int       `json:"no"`
	Step    string    `json:"step"`
	Stage   Stage     `json:"stage"`         // of the case from then on
	Act     string    `json:"act,omitempty"` // that was refused
	Refused *Refusal  `json:"refused,omitempty"`
	Number  string    `json:"number,omitempty"` // 文号
	On      string    `json:"on"`
	Actor   string    `json:"actor"`
	Role    string    `json:"role"`
	Unit    string    `json:"unit,omitempty"`
	Person  string    `json:"person,omitempty"`
	Data    Values    `json:"data,omitempty"`   // what the act was given, masked
	Result  Values    `json:"result,omitempty"` // what was computed of it
	Cause   string    `json:"cause,omitempty"`  // id of the event that brought it
	At      time.Time `json:"at"`
	Prev    string    `json:"prev,omitempty"` // SHA-256 of the record before
}

// seal returns the record as it is kept, and its digest.
func (r Record) seal() ([]byte, string) {
	body, err := json.Marshal(r)
	if err != nil {
		panic(fmt.Sprintf("a record that is no JSON: %v", err)) // texts were checked, the rest are numbers
	}
	return body, Digest(body)
}

// Digest returns the SHA-256 of a record as it is kept, in hex.
func Digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// Verify says what is wrong with the chain of a case's records, or nil: they are numbered from 1 without a gap, and each names the digest of
// the one before it.
func Verify(bodies [][]byte) error {
	prev := ""
	for i, body := range bodies {
		var r Record
		if err := json.Unmarshal(body, &r); err != nil {
			return fmt.Errorf("record %d: %w", i+1, err)
		}
		if r.No != i+1 || r.Prev != prev {
			return fmt.Errorf("record %d has number %d, or another was before it", i+1, r.No)
		}
		prev = Digest(body)
	}
	return nil
}
