package lead

import "time"

// ResultPublished says that something was made public, by whom, and for how long.
type ResultPublished struct {
	// Id of the publication.
	Publication string `json:"publication"`
	// What it is: P1 to P6.
	Product Product `json:"product"`
	// From 1: what was corrected has a higher one.
	Version int `json:"version"`
	// Case that it is about, where it is about one.
	Case string `json:"case,omitempty"`
	// Number of the decision that it tells, where it tells one.
	Number string `json:"number,omitempty"`
	// Who decided that it is public.
	Department string `json:"department"`
	// Until when it is public, in China: 2006-01-02; absent without an end.
	Until string `json:"until,omitempty"`
	// SHA-256, in hex, of the text as the public sees it.
	SHA256 string `json:"sha256"`
	// When it was made public, UTC.
	At time.Time `json:"at"`
}

// EventType names the event.
func (ResultPublished) EventType() string { return "xiansuo.result.published.v1" }

// ResultWithdrawn says that something is public no more. A tombstone with the reason stays.
type ResultWithdrawn struct {
	// Id of the publication.
	Publication string `json:"publication"`
	// What it is: P1 to P6.
	Product Product `json:"product"`
	// Why, as a code: changed, revoked, unlawful, void, repaired, expired or mistake.
	Reason string `json:"reason"`
	// Why, in words that are public.
	Note string `json:"note,omitempty"`
	// When, UTC.
	At time.Time `json:"at"`
}

// EventType names the event.
func (ResultWithdrawn) EventType() string { return "xiansuo.result.withdrawn.v1" }

// Product is a kind of publication.
type Product string

// The products.
const (
	Penalty    Product = "P1" // 处罚决定公示: a decision on a penalty
	Exposure   Product = "P2" // 典型案例曝光: a typical case
	Listing    Product = "P3" // 名单: an entry of a white or watch list
	Follow     Product = "P4" // 单件结果: the result of one report, to whoever has its code
	Statistics Product = "P5" // 统计公开: statistics
	Policy     Product = "P6" // 政策与正面典型: policy and good examples
)

// LeadRated says what the reporter answered, by the code of the report, when asked whether the matter is done.
type LeadRated struct {
	// The sender's source, such as /990101/hotline-12345: of the report that is answered for.
	Sender string `json:"sender"`
	// Whether the department had spoken to the reporter.
	Responded Verdict `json:"responded" jsonschema:"enum=yes,enum=no,enum=unknown"`
	// Whether the matter is solved.
	Solved Verdict `json:"solved" jsonschema:"enum=yes,enum=no,enum=unknown"`
	// Whether the reporter is satisfied.
	Satisfied Verdict `json:"satisfied" jsonschema:"enum=yes,enum=no,enum=unknown"`
	// The reporter wants it done again.
	Redo bool `json:"redo,omitempty"`
	// What the reporter said, masked.
	Note string `json:"note,omitempty"`
	// When it was said, UTC.
	At time.Time `json:"at"`
}

// EventType names the event.
func (LeadRated) EventType() string { return "xiansuo.lead.rated.v1" }
