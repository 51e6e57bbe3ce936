package postgres

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/schema"
	"xiansuo/services/routing/internal/answers"
	"xiansuo/services/routing/internal/handoff"
)

// reader reads the words of the tests.
func reader(t testing.TB) answers.Reader {
	t.Helper()
	schemas, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	return answers.Reader{District: "990101", Schemas: schemas}
}

// incoming is a word as it comes over the broker.
func incoming(t testing.TB, r answers.Reader, party, id, lead, after string, f lead.Fact) answers.Incoming {
	t.Helper()
	e, err := event.New(event.Origin{Source: r.Source(party), Lead: lead, Time: noon, Cause: after}, f)
	if err != nil {
		t.Fatal(err)
	}
	e.SetID(id)
	in := r.Read(e, party)
	if in.Refusal != nil {
		t.Fatal(in.Refusal)
	}
	return in
}

// errand is a lead's whole way, each word naming the one that it follows.
func errand(t testing.TB, r answers.Reader, id string) (out []answers.Incoming) {
	add := func(party, word, after string, f lead.Fact) {
		cause := ""
		if after != "" {
			cause = id + "/" + after
		}
		out = append(out, incoming(t, r, party, id+"/"+word, id, cause, f))
	}
	add("education", "1", "", lead.AnswerSigned{})
	add("education", "s", "1", lead.AnswerSupplemented{Text: "又见"})
	add("fire", "f", "s", lead.AnswerSigned{})
	add("education", "2", "f", lead.AnswerTransferred{To: lead.Market, Document: lead.LeadTransfer, Reason: "属其职责", Basis: "权责清单"})
	add("market", "3", "2", lead.AnswerSigned{})
	add("market", "4", "3", lead.AnswerFedback{Stage: lead.Progress, Note: "核查中"})
	add("market", "5", "4", lead.AnswerExtensionasked{N: 3, Reason: "等待鉴定"})
	add("desk", "6", "5", lead.DecisionExtended{Granted: true, Reason: "同意"})
	add("fire", "g", "6", lead.AnswerDone{Outcome: lead.Settled, Note: "已查"})
	add("market", "7", "g", lead.AnswerDone{Outcome: lead.Substantiated, Note: "已查处", Reply: "已查处"})
	add("desk", "8", "7", lead.DecisionClosed{})
	return out
}

// history is what became of a lead, without what differs with the time and the order of what does not depend on each other.
func history(t testing.TB, s *Store, id string) (string, []string) {
	t.Helper()
	v, err := s.Lead(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	prev := ""
	for i, r := range v.Records {
		if r.No != i+1 || r.Prev != prev {
			t.Fatalf("record %d of %s follows record %d and names %q", r.No, id, i, r.Prev)
		}
		prev = handoff.Digest(r)
		kinds = append(kinds, string(r.Kind)+" "+r.From)
	}
	slices.Sort(kinds)
	return fmt.Sprintf("%s %q moves %d offered %v clocks %d", v.Lead.State, v.Lead.Holder, v.Lead.Moves, v.Lead.Offered, len(v.Clocks)), kinds
}

// Words that name what they follow may come in any order, late, more than once, in any batches and to any process: the lead goes the
// same way, and each has its effect once.
func TestShuffledDuplicatedAndDelayedWords(t *testing.T) {
	first := newStore(t)
	r := reader(t)
	first.Reread = r.Reread
	second := &Store{Log: first.Log, Reread: first.Reread, Units: first.Units}
	stores := []*Store{first, second}
	word := func() handoff.Word { return at(600) }
	one := receive(t, first, 1, sure(lead.Normal, lead.Education, lead.Fire))
	if _, err := first.TakeAnswers(t.Context(), errand(t, r, one), word); err != nil {
		t.Fatal(err)
	}
	standing, kinds := history(t, first, one)
	if standing[:6] != "closed" {
		t.Fatalf("in order it ends as %s: %q", standing, kinds)
	}
	n := 1
	rapid.Check(t, func(rt *rapid.T) {
		n++
		id := receive(t, first, n, sure(lead.Normal, lead.Education, lead.Fire))
		words, order := errand(t, r, id), []int(nil)
		for i := range words {
			for range rapid.IntRange(1, 3).Draw(rt, "times") {
				order = append(order, i)
			}
		}
		order = rapid.Permutation(order).Draw(rt, "order")
		for len(order) > 0 {
			size, process := rapid.IntRange(1, min(4, len(order))).Draw(rt, "batch"), rapid.IntRange(0, 1).Draw(rt, "process")
			var batch []answers.Incoming
			for _, i := range order[:size] {
				batch = append(batch, words[i])
			}
			if _, err := stores[process].TakeAnswers(t.Context(), batch, word); err != nil {
				rt.Fatal(err)
			}
			order = order[size:]
		}
		if s, k := history(t, first, id); s != standing || !slices.Equal(k, kinds) {
			rt.Fatalf("%s\n%q\nin order:\n%s\n%q", s, k, standing, kinds)
		}
	})
	if waiting := count(t, first, "SELECT count(*) FROM waiting"); waiting != 0 {
		t.Fatalf("%d words still wait", waiting)
	}
}

func count(t testing.TB, s *Store, sql string, args ...any) (n int) {
	t.Helper()
	if err := s.Log.DB.QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// A word whose cause never comes is taken as it is after ten minutes, and refused when the lead is not so far: nothing waits for ever.
func TestAWordWaitsTenMinutes(t *testing.T) {
	s := newStore(t)
	r := reader(t)
	s.Reread = r.Reread
	id := receive(t, s, 1, sure(lead.Normal, lead.Education))
	now := at(10)
	word := func() handoff.Word { return now }
	out, err := s.TakeAnswers(t.Context(), []answers.Incoming{incoming(t, r, "education", "late", id, "never", lead.AnswerDone{Outcome: lead.Settled, Note: "n"})}, word)
	if err != nil || !out[0].Waits {
		t.Fatalf("%+v, %v", out, err)
	}
	for _, step := range []struct{ minute, taken int }{{19, 0}, {20, 1}, {21, 0}} {
		now = at(step.minute)
		if n, err := s.TakeExpired(t.Context(), now.At, 10, word); err != nil || n != step.taken {
			t.Fatalf("at minute %d %d words were taken: %v", step.minute, n, err)
		}
	}
	if code := codeOf(t, s, "late"); code != handoff.NotSigned {
		t.Fatalf("it was refused as %q", code)
	}
}

func codeOf(t testing.TB, s *Store, id string) (code string) {
	t.Helper()
	if err := s.Log.DB.QueryRow(t.Context(), "SELECT coalesce(code, '') FROM answer WHERE id = $1", id).Scan(&code); err != nil {
		t.Fatal(err)
	}
	return code
}

// The same word again has no second effect; another under its id is refused, and both are found by the numbers that the parties use.
func TestOnceAndByNumber(t *testing.T) {
	s := newStore(t)
	r := reader(t)
	s.Reread = r.Reread
	word := func() handoff.Word { return at(600) }
	id := receive(t, s, 1, sure(lead.Normal, lead.Education))
	sign := incoming(t, r, "education", "a", id, "", lead.AnswerSigned{By: &lead.By{Number: "云教收〔2026〕12号"}})
	other := incoming(t, r, "education", "a", id, "", lead.AnswerDone{Outcome: lead.Settled, Note: "n"})
	out, err := s.TakeAnswers(t.Context(), []answers.Incoming{sign, sign, other, sign}, word)
	if err != nil || out[0].Refusal != nil || !out[1].Repeated || !out[3].Repeated || out[2].Refusal == nil || out[2].Refusal.Code != handoff.Contradiction {
		t.Fatalf("%+v, %v", out, err)
	}
	for _, number := range []string{"云教收〔2026〕12号", "N1"} {
		if found, err := s.FindFor(t.Context(), "education", number, 10); err != nil || len(found) != 1 || found[0].ID != id {
			t.Errorf("number %s finds %+v, %v", number, found, err)
		}
		if found, err := s.FindFor(t.Context(), "culture", number, 10); err != nil || len(found) != 0 {
			t.Errorf("culture, which was never asked, finds %+v, %v", found, err)
		}
	}
}

// Two processes that take words about one lead at the same time take each of them once, one after the other.
func TestTwoProcessesOneLead(t *testing.T) {
	s := newStore(t)
	r := reader(t)
	s.Reread = r.Reread
	id := receive(t, s, 1, sure(lead.Normal, lead.Education, lead.Fire))
	done := make(chan error)
	const each = 20
	for p := range 2 {
		go func() {
			for i := range each {
				in := incoming(t, r, "education", fmt.Sprintf("%d-%d", p, i), id, "", lead.AnswerSupplemented{Text: "又见"})
				if _, err := s.TakeAnswers(t.Context(), []answers.Incoming{in}, func() handoff.Word { return handoff.Word{At: noon.Add(time.Hour), Clocks: catalogue()} }); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	if _, kinds := history(t, s, id); len(kinds) != 3+2*each {
		t.Fatalf("%d records", len(kinds))
	}
}

// Whoever was never asked learns nothing of a lead and writes nothing into its chain; what is refused to those who were keeps nobody from
// a word that was given on the record before.
func TestStrangersWriteNothing(t *testing.T) {
	s := newStore(t)
	r := reader(t)
	s.Reread = r.Reread
	word := func() handoff.Word { return at(10) }
	id := receive(t, s, 1, sure(lead.Normal, lead.Education))
	sign := incoming(t, r, "education", "1", id, "", lead.AnswerSigned{})
	sign.Seen = count(t, s, "SELECT last FROM lead")
	out, err := s.TakeAnswers(t.Context(), []answers.Incoming{
		incoming(t, r, "fire", "f", id, "", lead.AnswerResumed{Note: "n"}),
		incoming(t, r, "education", "0", id, "", lead.AnswerResumed{Note: "n"}),
		sign,
	}, word)
	if err != nil || out[0].Refusal == nil || out[0].Refusal.Code != handoff.UnknownLead || out[0].Record != nil || out[1].Record == nil || out[2].Refusal != nil {
		t.Fatalf("%+v, %v", out, err)
	}
	if _, kinds := history(t, s, id); slices.ContainsFunc(kinds, func(k string) bool { return strings.Contains(k, "fire") }) {
		t.Errorf("fire is in the chain: %v", kinds)
	}
}

// A word that waits is one word: the same again waits with it, other content under its id is refused, and one party cannot have more wait
// than there is room for.
func TestWaitingOnce(t *testing.T) {
	s := newStore(t)
	r := reader(t)
	s.Reread = r.Reread
	word := func() handoff.Word { return at(10) }
	id := receive(t, s, 1, sure(lead.Normal, lead.Education))
	first := incoming(t, r, "education", "w", id, "never", lead.AnswerSigned{})
	other := incoming(t, r, "education", "w", id, "never", lead.AnswerSigned{Note: "n"})
	for _, batch := range [][]answers.Incoming{{first, other, first}, {first}, {other}} {
		out, err := s.TakeAnswers(t.Context(), batch, word)
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range out {
			if same := batch[i].Digest == first.Digest; same != o.Waits || !same && (o.Refusal == nil || o.Refusal.Code != handoff.Contradiction) {
				t.Errorf("%+v", o)
			}
		}
	}
	for i := range maxParked + 5 {
		if _, err := s.TakeAnswers(t.Context(), []answers.Incoming{incoming(t, r, "education", fmt.Sprint(i), id, "never", lead.AnswerSigned{})}, word); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, s, "SELECT count(*) FROM waiting"); n != maxParked {
		t.Errorf("%d words wait", n)
	}
}

// A word that waited and cannot be saved is set aside, and those beside it are taken.
func TestOneBadWordStopsNoOther(t *testing.T) {
	s := newStore(t)
	r := reader(t)
	s.Reread = r.Reread
	word := func() handoff.Word { return at(30) }
	id := receive(t, s, 1, sure(lead.Normal, lead.Education))
	if _, err := s.TakeAnswers(t.Context(), []answers.Incoming{incoming(t, r, "education", "good", id, "never", lead.AnswerSigned{})}, func() handoff.Word { return at(10) }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Log.DB.Exec(t.Context(), `INSERT INTO waiting (source, id, lead, cause, party, body, until) VALUES ('/x', 'bad', $1, 'never', 'education', 'no event', $2)`, id, at(5).At); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := s.TakeExpired(t.Context(), at(30).At, 10, word); err != nil {
			t.Fatal(err)
		}
	}
	if aside, waiting := count(t, s, "SELECT count(*) FROM aside"), count(t, s, "SELECT count(*) FROM waiting"); aside != 1 || waiting != 0 || codeOf(t, s, "good") != "" {
		t.Errorf("%d set aside, %d wait", aside, waiting)
	}
}
