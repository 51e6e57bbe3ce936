package services_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure"
	"xiansuo/services/enforcement"
	"xiansuo/services/intake"
	"xiansuo/services/internal/local"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/pgtest"
	"xiansuo/services/internal/run"
	"xiansuo/services/ledger"
	"xiansuo/services/routing"
)

// promised is what a system was told and what it answered, before its databases are put back.
type promised struct {
	*system
	// leads are those of the complaints that were answered 202, by the id of the complaint.
	leads map[string]string
	queue *queue
	seen  map[string]int // messages of education's queue, by id
	ends  map[string]string
}

func watched(s *system) *promised {
	return &promised{system: s, leads: map[string]string{}, queue: s.queueOf(lead.Education), seen: map[string]int{}, ends: map[string]string{}}
}

func (p *promised) send(ids ...string) {
	p.t.Helper()
	for _, id := range ids {
		p.leads[id] = p.accepted(id, speakOf(id))
	}
}

// speakOf is a complaint with a place of its own.
func speakOf(id string) map[string]any {
	return map[string]any{"channel": "hotline", "number": "N-" + id, "place": map[string]any{"address": placeOf(id)}, "reporter": map[string]any{"name": "张三", "phone": "13800138000"},
		"text": placeOf(id) + "楼上住户每周一三五下午有五六个初中生去补习数学，一节课收两百。" + id}
}

// over gives an answer of education over HTTP.
func (p *promised) over(id, word string, f lead.Fact) {
	p.t.Helper()
	a := p.call("POST", "/routing/api/v1/leads/"+p.leads[id]+"/answers", "education", event.ContentType,
		cloudEvent("/990101/education", id+word, f.EventType(), p.leads[id], f))
	if a.status != http.StatusOK {
		p.t.Fatalf("%s of %s: %d %s", word, id, a.status, a.body)
	}
}

// flow has new complaints received, signed over NATS and over HTTP, fed back, submitted and closed, and one that was there go on.
func (p *promised) flow(old string) {
	p.t.Helper()
	p.send("b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8")
	for _, id := range []string{"b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", old} {
		p.trace(p.leads[id], "routed dispatched")
	}
	p.queue.answer(p.leads["b1"], lead.AnswerSigned{By: &lead.By{Unit: "监管科", Person: "A01"}})
	p.queue.answer(p.leads[old], lead.AnswerSigned{})
	p.over("b2", "sign", lead.AnswerSigned{Note: "今天去"})
	p.over("b3", "sign", lead.AnswerSigned{})
	p.over("b3", "fed", lead.AnswerFedback{Stage: lead.Verified, Note: "现场核查"})
	p.over("b3", "done", lead.AnswerDone{Outcome: lead.Substantiated, Note: "属实，已停课", Reply: "已经停课"})
	if a := p.post("/routing/api/v1/leads/"+p.leads["b3"]+"/close", "desk", lead.DecisionClosed{Reason: "审核通过"}); a.status != http.StatusOK {
		p.t.Fatalf("close: %d %s", a.status, a.body)
	}
	if a := p.post("/routing/api/v1/leads/"+p.leads["b5"]+"/copy", "desk", lead.AnswerCopied{To: []string{"market"}, Note: "知悉"}); a.status != http.StatusOK {
		p.t.Fatalf("copy: %d %s", a.status, a.body)
	}
	for id, back := range map[string]lead.AnswerReturned{"b7": {Reason: "R01", Competent: "market", Basis: "《校外培训行政处罚暂行办法》第五条"}, "b8": {Reason: "R03", Note: "没有门牌号"}} {
		p.over(id, "return", back)
	}
	if a := p.post("/routing/api/v1/leads/"+p.leads["b7"]+"/assign", "desk", lead.DecisionAssigned{Department: lead.Market, Reason: "改派"}); a.status != http.StatusOK {
		p.t.Fatalf("assign: %d %s", a.status, a.body)
	}
	if a := p.post("/routing/api/v1/leads/"+p.leads["b8"]+"/send-back", "desk", lead.DecisionDeclined{Category: lead.Vague, Reason: "诉求不清"}); a.status != http.StatusOK {
		p.t.Fatalf("send back: %d %s", a.status, a.body)
	}
	for id, kinds := range map[string]string{"b7": "routed dispatched signed return-asked returned dispatched", "b8": "routed dispatched signed return-asked returned declined", "b1": "routed dispatched signed", old: "routed dispatched signed", "b2": "routed dispatched signed", "b4": "routed dispatched",
		"b3": "routed dispatched signed fedback submitted done", "b5": "routed dispatched copied", "b6": "routed dispatched"} {
		p.ends[id] = string(p.trace(p.leads[id], kinds).Holder)
	}
}

// taken counts what came to education's queue until now.
func (p *promised) taken() {
	for {
		select {
		case e := <-p.queue.arrived:
			p.seen[e.ID()]++
		case <-time.After(300 * time.Millisecond):
			return
		}
	}
}

// closed makes sure that nothing is accepted and that somebody is told what to do.
func (p *promised) closed() {
	p.t.Helper()
	await(p.t, "intake to say that it must be recovered", func() bool { return strings.Contains(p.ready(), "`xiansuo recover intake`") })
	a := p.complain("closed", speakOf("closed"))
	if a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
		p.t.Fatalf("a service that must be recovered answers %d %s", a.status, a.body)
	}
}

// recover recovers every service, as xiansuo recover does, and waits until all are ready. A second time there is nothing to do.
func (p *promised) recover() map[string]*outbox.Report {
	p.t.Helper()
	reports := map[string]*outbox.Report{}
	for round := range 2 {
		for _, s := range []struct {
			name    string
			recover func(context.Context, *run.Process, outbox.Recovery) (*outbox.Report, error)
		}{{"intake", intake.Recover}, {"routing", routing.Recover}, {"enforcement", enforcement.Recover}, {"disclosure", disclosure.Recover}} {
			report, err := s.recover(p.t.Context(), p.process(), outbox.Recovery{By: "operator", Reason: "a test", Now: time.Now})
			if err != nil {
				p.t.Fatal(err)
			}
			if round == 0 {
				reports[s.name] = report
			} else if report.Epoch != 0 {
				p.t.Errorf("%s was recovered twice: %+v", s.name, report)
			}
		}
		await(p.t, "everything to be ready again: "+p.ready(), func() bool { return p.ready() == "" })
	}
	return reports
}

// kept makes sure that every promise holds: each complaint is the lead that it was, and sent again it is no second one.
func (p *promised) kept() {
	p.t.Helper()
	for id, want := range p.leads {
		a := p.complain(id, speakOf(id))
		for a.status == http.StatusTooManyRequests { // routing takes up what came back first
			time.Sleep(200 * time.Millisecond)
			a = p.complain(id, speakOf(id))
		}
		var got struct{ Lead string }
		a.into(p.t, &got)
		if a.status != http.StatusOK || got.Lead != want {
			p.t.Errorf("complaint %s was lead %s and is %s (%d)", id, want, got.Lead, a.status)
		}
	}
}

func (p *promised) pool(service string) *pgx.Conn {
	p.t.Helper()
	url, _ := p.process().Postgres(service)
	conn, err := pgx.Connect(p.t.Context(), url)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = conn.Close(context.Background()) })
	if _, err := conn.Exec(p.t.Context(), "SET search_path = "+service); err != nil {
		p.t.Fatal(err)
	}
	return conn
}

// bodies reads events by number.
func bodies(t *testing.T, conn *pgx.Conn, sql string, args ...any) map[uint64][]byte {
	t.Helper()
	rows, err := conn.Query(t.Context(), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	out := map[uint64][]byte{}
	for rows.Next() {
		var n uint64
		var body []byte
		if err := rows.Scan(&n, &body); err != nil {
			t.Fatal(err)
		}
		out[n] = body
	}
	return out
}

// copies makes sure that what the streams and the ledger hold is what the logs say, byte for byte; ever has every event that was seen before.
func (p *promised) copies(ever map[string]map[uint64][]byte, lost bool) {
	p.t.Helper()
	_, js := p.bus.Service(p.t, "ledger")
	books := p.pool("ledger")
	for _, service := range []string{"intake", "routing", "enforcement", "disclosure"} {
		conn := p.pool(service)
		log := func() map[uint64][]byte { return bodies(p.t, conn, "SELECT sequence, body FROM event_log") }
		same := func(a, b []byte) bool { return bytes.Equal(a, b) }
		await(p.t, "the ledger to hold the log of "+service, func() bool {
			return maps.EqualFunc(log(), bodies(p.t, books, "SELECT sequence, body FROM event WHERE source = $1", service), same)
		})
		await(p.t, "the stream to hold the log of "+service, func() bool { return maps.EqualFunc(log(), streamed(p.t, js, bus.Stream(service)), same) })
		now := log()
		for n, body := range ever[service] {
			if now[n] == nil && !lost || now[n] != nil && !bytes.Equal(now[n], body) {
				p.t.Errorf("%s: number %d was given out twice, or is lost", service, n)
			}
		}
	}
}

func (p *promised) logs() map[string]map[uint64][]byte {
	out := map[string]map[uint64][]byte{}
	for _, service := range []string{"intake", "routing", "enforcement", "disclosure"} {
		out[service] = bodies(p.t, p.pool(service), "SELECT sequence, body FROM event_log")
	}
	return out
}

func streamed(t *testing.T, js jetstream.JetStream, name string) map[uint64][]byte {
	t.Helper()
	stream, err := js.Stream(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	out := map[uint64][]byte{}
	for seq := uint64(1); seq <= stream.CachedInfo().State.LastSeq; seq++ {
		m, err := stream.GetMsg(t.Context(), seq)
		if err != nil {
			t.Fatal(err)
		}
		n, err := event.NumberIn(m.Data)
		if err != nil || out[n] != nil {
			t.Fatalf("%s holds number %d twice (%v)", name, n, err)
		}
		out[n] = m.Data
	}
	return out
}

// chains makes sure that each lead's chain is dense, and each record names the digest of the one before.
func (p *promised) chains() {
	p.t.Helper()
	rows, err := p.pool("routing").Query(p.t.Context(), `SELECT r.lead, r.no, r.data::text, r.data->>'prev', l.last, l.holder,
		(SELECT count(*) FROM duty d WHERE d.lead = l.id AND d.role = 'lead' AND d.state IN ('signed', 'return-asked', 'submitted'))
		FROM record r JOIN lead l ON l.id = r.lead ORDER BY r.lead, r.no`)
	if err != nil {
		p.t.Fatal(err)
	}
	var before string
	next := map[string]int{}
	last := map[string]int{}
	for rows.Next() {
		var id, data, holder string
		var prev *string
		var no, newest, holding int
		if err := rows.Scan(&id, &no, &data, &prev, &newest, &holder, &holding); err != nil {
			p.t.Fatal(err)
		}
		next[id]++
		last[id] = newest
		if no != next[id] || no > 1 && (prev == nil || *prev != before) {
			p.t.Errorf("lead %s: record %d does not follow", id, no)
		}
		if _, department := lead.Holder(holder).Department(); department != (holding == 1) {
			p.t.Errorf("lead %s is held by %s, and %d duties say that they hold it", id, holder, holding)
		}
		sum := sha256.Sum256([]byte(data))
		before = hex.EncodeToString(sum[:])
	}
	for id, n := range next {
		if n != last[id] {
			p.t.Errorf("lead %s has %d records and says %d", id, n, last[id])
		}
	}
}

// once makes sure that education's queue held no message twice.
func (p *promised) once() {
	p.t.Helper()
	p.taken()
	for id, n := range p.seen {
		if n != 1 {
			p.t.Errorf("message %s came %d times", id, n)
		}
	}
}

// goesOn makes sure that work goes on: a new complaint is a new lead, and one that was dispatched before is signed.
func (p *promised) goesOn() {
	p.t.Helper()
	id := p.accepted("after", speakOf("after"))
	for _, old := range p.leads {
		if old == id {
			p.t.Fatalf("lead %s was given out twice", id)
		}
	}
	p.trace(id, "routed dispatched")
	p.over("b6", "sign-after", lead.AnswerSigned{})
	if t := p.trace(p.leads["b6"], "routed dispatched signed"); t.Holder != "education" {
		p.t.Errorf("signed after the recovery, it is held by %s", t.Holder)
	}
}

// A database that is put back to an older copy gives no number out twice: its services accept nothing until they are recovered, everything
// comes back from the streams byte for byte, and each word that was given is in effect again.
func TestRestoredDatabaseIsRecoveredFromStreams(t *testing.T) {
	p := watched(startSystem(t))
	p.send("a1", "a2")
	for _, id := range []string{"a1", "a2"} {
		p.trace(p.leads[id], "routed dispatched")
	}
	p.stop()
	backup := p.db.Copy(t)
	p.start()
	p.flow("a2")
	ever := p.logs()
	p.taken()
	p.stop()
	p.db = backup
	p.begin()
	p.closed()
	reports := p.recover()
	for _, service := range []string{"intake", "routing"} {
		if r := reports[service]; r.Epoch != 1 || r.Recovered == 0 || len(r.Lost) > 0 || r.Event != r.Known+1 {
			t.Errorf("%s: %+v", service, r)
		}
	}
	desk := reports["routing"].Notes["leads whose records came back and that the desk must look at"]
	if !slices.Equal(desk, []string{p.leads["b5"]}) {
		t.Errorf("only the lead whose word cannot be told from its record goes to the desk, not %v: %v", desk, reports["routing"].Notes)
	}
	p.kept()
	for id, holder := range p.ends {
		if id == "b5" {
			if at := p.trace(p.leads[id], "routed dispatched copied restored"); at.Holder != lead.Desk {
				t.Errorf("what cannot be given again is held by %s", at.Holder)
			}
			continue
		}
		if got := p.holderOf(p.leads[id]); got != holder {
			t.Errorf("lead of %s was held by %q and is by %q", id, holder, got)
		}
	}
	p.goesOn()
	p.chains()
	p.copies(ever, false)
	p.once()
}

// What a clock said is said again at its time, and the lead is nobody else's for it.
func TestClocksThatSpokeAreGivenAgain(t *testing.T) {
	p := watched(startSystem(t))
	p.send("a1")
	p.trace(p.leads["a1"], "routed dispatched")
	p.stop()
	backup := p.db.Copy(t)
	p.now = func() time.Time { return time.Now().Add(40 * 24 * time.Hour) }
	p.start()
	spoken := func() (kinds string) {
		var got traced
		p.get("/ledger/api/v1/leads/"+p.leads["a1"]+"/trace", "auditor").into(t, &got)
		return got.kinds()
	}
	await(t, "a clock to speak", func() bool { return len(strings.Fields(spoken())) > 2 })
	before := spoken()
	p.stop()
	p.db = backup
	p.begin()
	await(t, "routing to say that it must be recovered", func() bool { return strings.Contains(p.ready(), "`xiansuo recover routing`") })
	if notes := p.recover()["routing"].Notes; len(notes) != 1 || !slices.Equal(notes["leads whose words were given again, with the same records"], []string{p.leads["a1"]}) {
		t.Errorf("%v", notes)
	}
	if after := spoken(); !strings.HasPrefix(after, before) {
		t.Errorf("its records were %s and are %s", before, after)
	}
	p.chains()
}

func (p *promised) holderOf(id string) (holder string) {
	p.t.Helper()
	if err := p.pool("routing").QueryRow(p.t.Context(), "SELECT holder FROM lead WHERE id = $1", id).Scan(&holder); err != nil {
		p.t.Fatalf("lead %s: %v", id, err)
	}
	return holder
}

// startApart is a system whose services have a database each.
func startApart(t *testing.T) *system {
	t.Helper()
	s := bareSystem(t)
	s.own = map[string]*pgtest.Database{}
	for _, schema := range []pg.Schema{intake.Schema(), routing.Schema(), enforcement.Schema(), disclosure.Schema(), ledger.Schema()} {
		s.own[schema.Name] = pgtest.New(t, schema)
	}
	s.start()
	return s
}

// copied returns copies of the databases of some services.
func (s *system) copied(names ...string) map[string]*pgtest.Database {
	out := map[string]*pgtest.Database{}
	for _, name := range names {
		out[name] = s.own[name].Copy(s.t)
	}
	return out
}

// forgets has the ledger lose an event about a lead that nobody else has either, and returns its number.
func (p *promised) forgets(id, typ string) (number uint64) {
	p.t.Helper()
	if err := p.pool("ledger").QueryRow(p.t.Context(), "SELECT sequence FROM event WHERE lead = $1 AND type = $2", p.leads[id], typ).Scan(&number); err != nil {
		p.t.Fatal(err)
	}
	if err := p.own["ledger"].Exec(p.t, fmt.Sprintf("DELETE FROM ledger.event WHERE source = 'routing' AND sequence = %d", number)); err != nil {
		p.t.Fatal(err)
	}
	return number
}

// The broker is wiped and the databases are put back at once: only the ledger, whose database is its own, still knows. Everything comes back
// from its copy.
func TestRestoredDatabaseAndWipedBrokerAreRecoveredFromTheLedger(t *testing.T) {
	p := watched(startApart(t))
	p.send("a1", "a2")
	for _, id := range []string{"a1", "a2"} {
		p.trace(p.leads[id], "routed dispatched")
	}
	p.stop()
	backup := p.copied("intake", "routing", "enforcement", "disclosure")
	p.start()
	p.flow("a2")
	ever := p.logs()
	p.copies(ever, false)
	lost := p.forgets("b6", lead.HandoffDispatched{}.EventType())
	p.stop()
	p.bus.Stop()
	p.bus.Wipe(t)
	p.bus.Start(t)
	maps.Copy(p.own, backup)
	p.begin()
	p.closed()
	reports := p.recover()
	if r := reports["routing"]; r.Recovered == 0 || len(r.Lost) != 1 || r.Lost[0] != (lead.Numbers{From: lost, To: lost}) {
		t.Errorf("%+v", r)
	}
	var again uint64
	if err := p.pool("routing").QueryRow(t.Context(), "SELECT sequence FROM event_log WHERE lead = $1 AND type = $2 AND queue = 'education'", p.leads["b6"],
		lead.HandoffDispatched{}.EventType()).Scan(&again); err != nil || again <= reports["routing"].Event {
		t.Errorf("what was lost is said again, in the new epoch, under number %d: %v", again, err)
	}
	p.kept()
	for _, id := range []string{"b1", "b2", "b3", "a2"} {
		if got := p.holderOf(p.leads[id]); got != p.ends[id] {
			t.Errorf("lead of %s was held by %q and is by %q", id, p.ends[id], got)
		}
	}
	p.goesOn()
	p.chains()
	p.copies(ever, true)
}

// Nobody has what is missing, and routing knows that there was something: the numbers are named as lost and not given out again, everybody
// goes over them, and remembers.
func TestLostNumbersAreNamed(t *testing.T) {
	p := watched(startApart(t))
	p.send("a1")
	p.trace(p.leads["a1"], "routed dispatched")
	p.stop()
	backup := p.copied("intake", "ledger")
	p.start()
	p.send("b1", "b2")
	p.trace(p.leads["b2"], "routed dispatched")
	p.stop()
	p.bus.Stop()
	p.bus.Wipe(t)
	p.bus.Start(t)
	maps.Copy(p.own, backup)
	p.begin()
	p.closed()
	r := p.recover()["intake"]
	if r.Recovered != 0 || len(r.Lost) != 1 || r.Lost[0] != (lead.Numbers{From: r.Restored + 1, To: r.Known}) || r.Event != r.Known+1 {
		t.Fatalf("%+v", r)
	}
	id := p.accepted("after", speakOf("after"))
	if id == p.leads["b1"] || id == p.leads["b2"] {
		t.Fatalf("lead %s was given out twice", id)
	}
	p.trace(id, "routed dispatched")
	for _, service := range []string{"intake", "ledger"} {
		var first, last uint64
		err := p.pool(service).QueryRow(t.Context(), "SELECT first, last FROM gap WHERE source = 'intake'").Scan(&first, &last)
		if err != nil || first != r.Lost[0].From || last != r.Lost[0].To {
			t.Errorf("%s remembers that %d to %d are lost: %v", service, first, last, err)
		}
	}
	if !strings.Contains(p.log.String(), fmt.Sprintf(`"first":%d,"last":%d`, r.Lost[0].From, r.Lost[0].To)) {
		t.Error("no line says that numbers are lost")
	}
	p.copies(nil, true)
}

// A data folder whose private PostgreSQL is put back to a copy of its files: xiansuo up says what to do and waits, xiansuo recover does it
// while it runs, and everything that was promised is there.
func TestUpWaitsForARecovery(t *testing.T) {
	data, told := t.TempDir(), &promises{leads: map[string]string{}}
	p := up(t, data)
	flood := func(round int) {
		ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
		defer cancel()
		p.flood(ctx, told, round)
	}
	flood(0)
	p.interrupt()
	place, err := (&local.Folder{Dir: data}).PostgresPlace()
	if err != nil {
		t.Fatal(err)
	}
	backup := place + "-backup"
	t.Cleanup(func() { _ = os.RemoveAll(backup) })
	run := func(name string, args ...string) string {
		out, err := exec.Command(name, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v: %s", name, args, err, out)
		}
		return string(out)
	}
	run("cp", "-a", place, backup)
	p = up(t, data)
	before := len(told.leads)
	await(t, "something to be accepted after the backup", func() bool { flood(1); return len(told.leads) > before }) // what waited from before goes first
	p.consume(lead.Education, told.leadsToComplaints())
	p.interrupt()
	run("rm", "-r", place)
	run("mv", backup, place)

	path, _ := binary()
	p.out, p.cmd = &safeBuffer{}, exec.Command(path, "up", "--data", data, "--listen", "127.0.0.1:0", "--nats-listen", "127.0.0.1:0", "--samples=false")
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	await(t, "xiansuo to say what to do", func() bool { return strings.Contains(p.out.String(), "`xiansuo recover intake`") })
	if p.addr, err = local.ReadAddresses(data); err != nil {
		t.Fatal(err)
	}
	if out := run(path, "recover", "--data", data, "--by", "operator"); !strings.Contains(out, "stream INTAKE") {
		t.Errorf("it does not say where it found what: %s", out)
	}
	await(t, "xiansuo to be ready; it said: "+p.out.String(), func() bool { return strings.Contains(p.out.String(), "credentials") })
	token := p.token("hotline-12345")
	for id, want := range told.leads {
		if status, got, err := p.insist(token, id); err != nil || status != http.StatusOK || got != want {
			t.Fatalf("%s was lead %s and is %s now (%d, %v)", id, want, got, status, err)
		}
	}
	for _, pair := range [][]string{{"intake", "routing"}, {"intake", "ledger"}, {"routing", "ledger"}, {"routing", "education"}} {
		await(t, strings.Join(pair, " and ")+" to agree", func() bool { // what came back takes its time to reach everybody
			out, _ := exec.Command(path, "reconcile", pair[0], pair[1], "--data", data).CombinedOutput()
			return strings.Contains(string(out), "they agree")
		})
	}
	if code := p.interrupt(); code != 0 {
		t.Fatalf("Ctrl-C ends with %d: %s", code, p.out)
	}
}

func (p *promises) leadsToComplaints() map[string]string {
	out := map[string]string{}
	for id, leadID := range p.leads {
		out[leadID] = id
	}
	return out
}
