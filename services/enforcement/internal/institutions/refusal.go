package institutions

import "fmt"

// Refusal is why an act is not done. Its code is a stable name; its words never repeat what was sent.
type Refusal struct {
	Code, Detail, Cure string
}

// Error makes a refusal an error.
func (r *Refusal) Error() string { return r.Code + ": " + r.Detail }

// Codes of refusals. Forbidden is about who acts, Invalid about what was sent; the others say "not now".
const (
	Forbidden    = "forbidden"
	Invalid      = "invalid"
	Stale        = "stale"
	CodeTaken    = "code-taken"
	LicenceTaken = "licence-taken"
	IsRemoved    = "removed"
	IsSuspended  = "suspended"
	IsClosed     = "closed"
	NoLicence    = "no-licence-in-force"
	NotPapers    = "not-registered"
	OnList       = "already-listed"
	Ended        = "ended"
	MatchTaken   = "matched-already"
	MatchState   = "match-state"
	KeyUsed      = "key-used"
)

func forbidden(detail, cure string) error { return &Refusal{Forbidden, detail, cure} }

func invalid(field, detail string, args ...any) error {
	return &Refusal{Invalid, field + ": " + fmt.Sprintf(detail, args...), "mend the member and send it again"}
}

func notNow(code, detail, cure string) error { return &Refusal{code, detail, cure} }
