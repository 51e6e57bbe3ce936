package copies

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"regexp"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

type pgFieldDescription = pgconn.FieldDescription

// kind is what is replaced.
type kind int

const (
	day      kind = iota // 2026-07-01, as text
	moment               // timestamptz
	date                 // date
	ahead                // timestamptz of something that is open: it lies ahead, whenever its lead came
	number               // 2026-000123 of a lead; arg is its number in the seed
	caseNo               // the same of a case
	uuid                 // version 7, as text
	token                // K00000000: the block
	road                 // four digits of an address, so that blocks do not live at one place
	sequence             // twenty digits; arg is the number in the seed, step how many a block has
	big                  // bigint; arg is the value in the seed, step how much a block adds
	digest               // 64 hexadecimal digits; arg is the slot
	leaf                 // SHA-256 of the body, from and to
	secret               // bytes of a digest that nobody knows the origin of
)

// patch replaces some bytes of a row.
type patch struct {
	kind      kind
	at        int
	arg, step int64
	from, to  int
}

// said finds in a text what is another in each block.
var said = regexp.MustCompile(`990101-(\d{4}-\d{6})|990101-[a-z]+-(\d{4}-\d{6})|"sequence":"(\d{20})"|([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})|` +
	`(K\d{8})|([0-9a-f]{64})|学府路(\d{4})|((?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))`)

// logged are columns that hold numbers of a service's log, or of an identity column.
var logged = map[string]string{
	"intake.event_log.sequence": "intake", "routing.event_log.sequence": "routing", "enforcement.event_log.sequence": "enforcement",
	"disclosure.event_log.sequence": "disclosure", "intake.ticket_update.sequence": "routing", "disclosure.refund_fact.sequence": "enforcement",
}
var serial = map[string]string{
	"intake.reply.answer": "intake.ticket_update.n", "intake.rating.ended": "intake.ticket_update.n", "intake.reply_told.answer": "intake.ticket_update.n",
}

// patches returns what is another in each block of one column's value.
func (s *seed) patches(t *table, by map[string][]byte, f pgFieldDescription, v []byte) ([]patch, error) {
	column := t.name + "." + f.Name
	switch f.DataTypeOID {
	case pgtype.TimestamptzOID:
		if t.name == "routing.clock" && by["ended_at"] == nil && (f.Name == "due" || f.Name == "next_at") {
			return []patch{{kind: ahead}}, nil
		}
		return []patch{{kind: moment}}, nil
	case pgtype.DateOID:
		return []patch{{kind: date}}, nil
	case pgtype.Int8OID:
		if step, ok := s.step(t, column, by); ok {
			return []patch{{kind: big, arg: int64(binary.BigEndian.Uint64(v)), step: step}}, nil
		}
		return nil, nil
	case pgtype.ByteaOID:
		switch column {
		case "intake.receipt.digest":
			return []patch{{kind: secret}}, nil
		case "ledger.event.digest":
			return []patch{{kind: leaf}}, nil
		}
		if f.Name == "leaf" {
			return []patch{{kind: leaf}}, nil
		}
	case pgtype.TextOID, pgtype.JSONOID, pgtype.JSONBOID, pgtype.TextArrayOID:
	default:
		return nil, nil
	}
	return s.inText(t, by, v)
}

// step is how much a block adds to a number.
func (s *seed) step(t *table, column string, by map[string][]byte) (int64, bool) {
	if column == "ledger.event.sequence" {
		return s.logs[string(by["source"])], true
	}
	if log, ok := logged[column]; ok {
		return s.logs[log], true
	}
	if other, ok := serial[column]; ok {
		return s.serials[other], true
	}
	step, ok := s.serials[column]
	return step, ok
}

func (s *seed) inText(t *table, by map[string][]byte, v []byte) (all []patch, err error) {
	for _, m := range said.FindAllSubmatchIndex(v, -1) {
		group := func(n int) (string, int, bool) {
			return string(v[max(0, m[2*n]):max(0, m[2*n+1])]), m[2*n], m[2*n] >= 0
		}
		if text, at, ok := group(1); ok {
			n, _ := strconv.ParseInt(text[5:], 10, 64)
			all = append(all, patch{kind: number, at: at, arg: n, step: int64(s.leads)})
		} else if text, at, ok := group(2); ok {
			n, _ := strconv.ParseInt(text[5:], 10, 64)
			all = append(all, patch{kind: caseNo, at: at, arg: n, step: int64(s.cases)})
		} else if text, at, ok := group(3); ok {
			n, _ := strconv.ParseInt(text, 10, 64)
			step, _ := s.step(t, t.name+".sequence", by)
			all = append(all, patch{kind: sequence, at: at, arg: n, step: step})
		} else if _, at, ok := group(4); ok {
			all = append(all, patch{kind: uuid, at: at})
		} else if _, at, ok := group(5); ok {
			all = append(all, patch{kind: token, at: at})
		} else if text, at, ok := group(6); ok {
			if slot, known := s.slots[text]; known {
				all = append(all, patch{kind: digest, at: at, arg: int64(slot)})
			}
		} else if _, at, ok := group(7); ok {
			all = append(all, patch{kind: road, at: at})
		} else if _, at, ok := group(8); ok {
			all = append(all, patch{kind: day, at: at})
		}
	}
	return all, nil
}

const (
	microsADay = 24 * 60 * 60 * 1_000_000
	millisADay = 24 * 60 * 60 * 1000
)

// apply replaces what a patch names in a row.
func (p patch) apply(row []byte, b *block) {
	to := row[p.at:]
	switch p.kind {
	case day:
		if t, err := time.Parse(time.DateOnly, string(to[:10])); err == nil {
			t.AddDate(0, 0, -b.days).AppendFormat(to[:0], time.DateOnly)
		}
	case moment:
		shift(to, -int64(b.days)*microsADay)
	case ahead:
		shift(to, int64(b.ahead)*microsADay)
	case date:
		binary.BigEndian.PutUint32(to, uint32(int32(binary.BigEndian.Uint32(to))-int32(b.days)))
	case number, caseNo:
		digits(to[:4], int64(b.year))
		digits(to[5:11], p.arg+int64(b.before)*p.step)
	case uuid:
		again(to[:36], b)
	case token:
		digits(to[1:9], int64(b.k))
	case road:
		digits(to[:4], int64(1000+b.k%9000))
	case sequence:
		digits(to[:20], p.arg+int64(b.k)*p.step)
	case big:
		binary.BigEndian.PutUint64(to, uint64(p.arg+int64(b.k)*p.step))
	case digest:
		copy(to, b.digests[p.arg][:])
	case leaf:
		sum := sha256.Sum256(row[p.from:p.to])
		copy(to, sum[:])
	case secret:
		sum := sha256.Sum256(binary.BigEndian.AppendUint64(append([]byte{}, to[:sha256.Size]...), uint64(b.k)))
		copy(to, sum[:])
	}
}

// infinity is how PostgreSQL writes that a time is never.
const infinity = 1<<63 - 1

func shift(to []byte, micros int64) {
	if at := int64(binary.BigEndian.Uint64(to)); at != infinity {
		binary.BigEndian.PutUint64(to, uint64(at+micros))
	}
}

func digits(to []byte, n int64) {
	for i := len(to) - 1; i >= 0; i-- {
		to[i] = byte('0' + n%10)
		n /= 10
	}
}

// again makes another UUID of a block: its time is as many days before, and its last digits know the block.
func again(to []byte, b *block) {
	var raw [8]byte
	_, _ = hex.Decode(raw[2:], append(append(make([]byte, 0, 12), to[:8]...), to[9:13]...)) // the pattern saw to it
	millis := binary.BigEndian.Uint64(raw[:]) - uint64(b.days)*millisADay
	binary.BigEndian.PutUint64(raw[:], millis)
	var text [12]byte
	hex.Encode(text[:], raw[2:])
	copy(to[:8], text[:8])
	copy(to[9:13], text[8:])
	raw = [8]byte{}
	_, _ = hex.Decode(raw[2:], to[24:36])
	binary.BigEndian.PutUint64(raw[:], binary.BigEndian.Uint64(raw[:])^uint64(b.k))
	hex.Encode(to[24:36], raw[2:])
}
