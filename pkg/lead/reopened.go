package lead

// SourceReopened says that a service's database was restored from an older copy and its log opened anew: what came back from other copies,
// and which numbers nobody could give back. Every service says it of its own log; its subject is the service's source. Readers go over
// lost numbers only when it names them. Its own number is above every number that anybody has seen, so that none is used twice.
type SourceReopened struct {
	// How often the log was opened anew, from 1.
	Epoch int `json:"epoch"`
	// Where the restored log ended.
	Restored uint64 `json:"restored"`
	// The highest number that any copy, or reader, knew of.
	Known uint64 `json:"known"`
	// How many events came back, under their numbers and byte for byte.
	Recovered int `json:"recovered"`
	// The numbers that are lost.
	Lost []Numbers `json:"lost,omitempty"`
	// Why it was restored, as the operator says.
	Reason string `json:"reason,omitempty"`
}

// EventType names the event.
func (SourceReopened) EventType() string { return "xiansuo.source.reopened.v1" }

// Numbers is a range of numbers of a log.
type Numbers struct {
	// The first.
	From uint64 `json:"from"`
	// The last.
	To uint64 `json:"to"`
}
