package pg

import (
	"bytes"
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
	"pgregory.net/rapid"
)

// What is written fast is byte for byte what pgx writes, whatever is in the slice and before it in the buffer.
func TestArraysAreWrittenAsPgxWritesThem(t *testing.T) {
	ours, theirs := pgtype.NewMap(), pgtype.NewMap()
	fastArrays(ours)
	same := func(t *rapid.T, oid uint32, value any) {
		before := rapid.SliceOfN(rapid.Byte(), 0, 9).Draw(t, "before")
		want, err := theirs.Encode(oid, pgtype.BinaryFormatCode, value, bytes.Clone(before))
		if err != nil {
			t.Fatal(err)
		}
		got, err := ours.Encode(oid, pgtype.BinaryFormatCode, value, bytes.Clone(before))
		if err != nil || !bytes.Equal(got, want) || (got == nil) != (want == nil) {
			t.Fatalf("%v: %x, pgx %x (%v)", value, got, want, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		same(t, pgtype.TextArrayOID, rapid.OneOf(rapid.SliceOf(rapid.String()), rapid.Just([]string(nil))).Draw(t, "text"))
		same(t, pgtype.Int8ArrayOID, rapid.SliceOf(rapid.Int64()).Draw(t, "numbers"))
		same(t, pgtype.ByteaArrayOID, rapid.SliceOf(rapid.OneOf(rapid.SliceOf(rapid.Byte()), rapid.Just([]byte(nil)))).Draw(t, "bytes"))
		same(t, pgtype.TextArrayOID, rapid.SliceOf(rapid.Ptr(rapid.String(), true)).Draw(t, "text or null"))
	})
}
