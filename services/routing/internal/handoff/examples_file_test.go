package handoff_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	. "xiansuo/services/routing/internal/handoff"
)

// envelope is an event as its file has it.
type envelope struct {
	Sequence        string          `json:"sequence,omitempty"`
	SpecVersion     string          `json:"specversion"`
	ID              string          `json:"id"`
	Source          string          `json:"source"`
	Type            string          `json:"type"`
	Subject         string          `json:"subject"`
	Time            time.Time       `json:"time"`
	DataContentType string          `json:"datacontenttype"`
	DataSchema      string          `json:"dataschema"`
	CorrelationID   string          `json:"correlationid"`
	PartitionKey    string          `json:"partitionkey"`
	CausationID     string          `json:"causationid,omitempty"`
	LeadVersion     string          `json:"leadversion,omitempty"`
	TraceParent     string          `json:"traceparent"`
	Data            json.RawMessage `json:"data"`
	fact            lead.Fact
}

// examples are the golden examples and what the story says that they must be.
type examples struct {
	files map[string]envelope
	want  map[string]envelope
	told  []*told
}

func readExamples(t *testing.T) *examples {
	t.Helper()
	x := &examples{files: map[string]envelope{}, want: map[string]envelope{}}
	kinds := map[string]reflect.Type{}
	for _, f := range lead.Facts() {
		kinds[f.EventType()] = reflect.TypeOf(f)
	}
	files, err := filepath.Glob(filepath.Join(testdata, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	for _, path := range files {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var e envelope
		if err := json.Unmarshal(content, &e); err != nil || kinds[e.Type] == nil {
			t.Fatalf("%s: %v", path, err)
		}
		fact := reflect.New(kinds[e.Type])
		if err := event.Unmarshal(e.Data, fact.Interface()); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		e.fact = fact.Elem().Interface().(lead.Fact)
		x.files[filepath.Base(path)] = e
	}
	return x
}

// typeOf is the type of the example that is called "lead.routed parts".
func typeOf(as string) string {
	name, _, _ := strings.Cut(as, " ")
	return "xiansuo." + name + ".v1"
}

func nameOf(as string) string {
	_, what, _ := strings.Cut(as, " ")
	return strings.TrimSuffix(typeOf(as)+"."+what, ".") + ".json"
}

const testdata = "../../../../pkg/lead/testdata"

// decision is that of an example: the story gives it to the heart, and the heart must pass it on.
func (x *examples) decision(as string) lead.Decision {
	switch f := x.files[nameOf(as)].fact.(type) {
	case lead.LeadRouted:
		return f.Decision
	case lead.LeadUnrouted:
		return f.Decision
	case lead.HandoffDispatched:
		return f.Decision
	}
	return lead.Decision{}
}

// word is the event of a passage: read from its example when the passage does not say it, and else what its example must be.
func (x *examples) word(t *testing.T, s passage, id string, l *Lead) envelope {
	t.Helper()
	old, exists := x.files[nameOf(s.as)]
	if s.says == nil {
		if !exists {
			t.Fatalf("there is no example %s, and the passage does not say it", s.as)
		}
		return old
	}
	at := china(s.at)
	e := newEnvelope(s.says, "/990101/"+s.by, id, at)
	e.ID, e.TraceParent = uuid7(at, id+s.by+e.Type+s.at), trace(id+s.by+s.at)
	if s.trace != "" {
		e.TraceParent = s.trace
	}
	if s.as == "" {
		return e
	}
	if exists {
		e.ID, e.TraceParent, e.CausationID = old.ID, old.TraceParent, old.CausationID
	}
	if s.after != "" {
		e.CausationID = x.files[nameOf(s.after)].ID
	}
	if s.seen {
		e.LeadVersion = fmt.Sprint(l.Last)
	}
	x.want[s.as] = e
	return e
}

func newEnvelope(f lead.Fact, source, id string, at time.Time) envelope {
	data, _ := event.Marshal(f) // structs of plain members
	return envelope{SpecVersion: "1.0", Source: source, Type: f.EventType(), Subject: id, Time: at.UTC(), DataContentType: "application/json",
		DataSchema: event.SchemaURI(f.EventType()), CorrelationID: id, PartitionKey: id, Data: data, fact: f}
}

// uuid7 returns an id of that time that is the same for the same seed.
func uuid7(at time.Time, seed string) string {
	sum := sha256.Sum256([]byte(seed))
	id := append([]byte{}, sum[:16]...)
	for i := range 6 {
		id[i] = byte(at.UnixMilli() >> (40 - 8*i))
	}
	id[6], id[8] = 0x70|id[6]&0x0f, 0x80|id[8]&0x3f
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

func trace(seed string) string {
	sum := sha256.Sum256([]byte("trace " + seed))
	return fmt.Sprintf("00-%x-%x-01", sum[:16], sum[16:24])
}

func digest(of string) string {
	sum := sha256.Sum256([]byte(of))
	return hex.EncodeToString(sum[:])
}

// finish numbers what was said in the order of routing's log, and compares the examples or writes them.
func (x *examples) finish(t *testing.T, whole bool) {
	slices.SortStableFunc(x.told, func(a, b *told) int { return a.word.At.Compare(b.word.At) })
	begin, last, room := time.Date(2026, 7, 3, 6, 52, 0, 0, time.UTC), uint64(0), uint64(0)
	for _, one := range x.told {
		room++
		last = max(last+1, 21905+uint64(one.word.At.Sub(begin).Hours()*5)) // 120 a day
		if one.as == "" {
			continue
		}
		e := newEnvelope(one.fact, "/990101/routing", one.lead, one.word.At)
		e.ID, e.TraceParent, e.CausationID = uuid7(one.word.At, one.as), one.trace, one.word.Cause
		e.Sequence = fmt.Sprintf("%020d", last)
		if old, exists := x.files[nameOf(one.as)]; exists {
			e.ID = old.ID
			if !*write {
				room = x.roomFor(t, one.as, old.Sequence, room)
				e.Sequence = old.Sequence
			}
		}
		x.want[one.as] = e
	}
	for as, e := range x.want {
		x.settle(t, as, e)
		delete(x.files, nameOf(as))
	}
	for name, e := range x.files {
		kind, ours := strings.Split(e.Type, ".")[1], e.Source == "/990101/routing"
		if word := kind == "answer" || kind == "decision"; whole && (ours || word) { // others speak for themselves
			t.Errorf("no chapter tells %s", name)
		}
	}
}

// roomFor checks that the log could have held what was said between two examples. It returns the end of the log so far.
func (x *examples) roomFor(t *testing.T, as, sequence string, least uint64) uint64 {
	var n uint64
	if _, err := fmt.Sscan(strings.TrimLeft(sequence, "0"), &n); err != nil || n < least {
		t.Errorf("%s has sequence %s, which is taken: at least %d", as, sequence, least)
	}
	return max(n, least)
}

// settle compares an example with what it must be, or writes it.
func (x *examples) settle(t *testing.T, as string, e envelope) {
	old := x.files[nameOf(as)]
	diff := cmp.Diff(plain(old), plain(e))
	switch {
	case diff == "":
	case !*write:
		t.Errorf("%s is not what the heart says (-example +heart; write it anew with -write):\n%s", as, diff)
	default:
		var b bytes.Buffer
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := errors.Join(encoder.Encode(e), os.WriteFile(filepath.Join(testdata, nameOf(as)), b.Bytes(), fs.FileMode(0o644))); err != nil {
			t.Fatal(err)
		}
	}
}

// plain is an envelope as any reader of JSON sees it.
func plain(e envelope) (all map[string]any) {
	raw, _ := json.Marshal(e)
	_ = json.Unmarshal(raw, &all)
	return all
}
