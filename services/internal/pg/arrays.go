package pg

import (
	"encoding/binary"
	"slices"

	"github.com/jackc/pgx/v5/pgtype"
)

// arrayCodec writes a slice as an array of the database at once: what batches write is arrays, some of them large, for which pgx asks and
// allocates for every element.
type arrayCodec[T any] struct {
	*pgtype.ArrayCodec
	// size of an element in bytes, or -1 for NULL; put appends it.
	size func(T) int
	put  func([]byte, T) []byte
}

// fastArrays has slices of text, of bytes and of numbers written so.
func fastArrays(types *pgtype.Map) {
	register(types, pgtype.TextArrayOID, func(s string) int { return len(s) }, func(b []byte, s string) []byte { return append(b, s...) })
	register(types, pgtype.ByteaArrayOID, func(v []byte) int {
		if v == nil {
			return -1
		}
		return len(v)
	}, func(b, v []byte) []byte { return append(b, v...) })
	register(types, pgtype.Int8ArrayOID, func(int64) int { return 8 }, func(b []byte, n int64) []byte { return binary.BigEndian.AppendUint64(b, uint64(n)) })
}

func register[T any](types *pgtype.Map, oid uint32, size func(T) int, put func([]byte, T) []byte) {
	known, _ := types.TypeForOID(oid)
	types.RegisterType(&pgtype.Type{Name: known.Name, OID: oid, Codec: arrayCodec[T]{known.Codec.(*pgtype.ArrayCodec), size, put}})
}

// PlanEncode implements pgtype.Codec.
func (c arrayCodec[T]) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	if _, ok := value.([]T); ok && format == pgtype.BinaryFormatCode {
		return c
	}
	return c.ArrayCodec.PlanEncode(m, oid, format, value)
}

// Encode implements pgtype.EncodePlan, in the binary format of arrays: dimensions, whether there are NULLs, the type of the elements, length and
// lower bound, and each element behind its size.
func (c arrayCodec[T]) Encode(value any, buf []byte) ([]byte, error) {
	elements := value.([]T)
	if elements == nil {
		return nil, nil
	}
	total, null := 20, uint32(0)
	for _, e := range elements {
		n := c.size(e)
		if n < 0 {
			n, null = 0, 1
		}
		total += 4 + n
	}
	buf = slices.Grow(buf, total)
	for _, n := range []uint32{1, null, c.ElementType.OID, uint32(len(elements)), 1} {
		buf = binary.BigEndian.AppendUint32(buf, n)
	}
	for _, e := range elements {
		n := c.size(e)
		buf = binary.BigEndian.AppendUint32(buf, uint32(int32(n)))
		if n >= 0 {
			buf = c.put(buf, e)
		}
	}
	return buf, nil
}
