package postgres

import (
	"testing"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/handoff"
)

// A record whose time cannot be written is an error, and no empty record.
func TestRecordThatCannotBeWritten(t *testing.T) {
	change := handoff.Change{Records: []lead.Record{{No: 1, Kind: lead.KindRouted, At: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}}}
	if err := newRows().add(&handoff.Lead{ID: "L"}, handoff.Word{}, change); err == nil {
		t.Error("it is written")
	}
}
