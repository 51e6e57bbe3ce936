package httpapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/archive"
	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/enforcement/internal/evidence"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/files"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/internal/pg"
	"xiansuo/services/internal/pgtest"
	"xiansuo/services/internal/web"
)

// Wednesday 2026-07-01, 12:00 in China.
var noon = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

const (
	educationCase = "990101-education-2026-000001"
	fireCase      = "990101-fire-2026-000002"
)

// room is an API with evidence, over HTTP.
type room struct {
	t       *testing.T
	url     string
	folder  string
	db      *pgtest.Database
	archive *archive.Archive
	log     *safeBuffer
	routes  []*echo.Route
}

// safeBuffer is a log that a test can read while it is written.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func newRoom(t *testing.T, withFolder bool) *room {
	t.Helper()
	r := &room{t: t, folder: t.TempDir(), db: pgtest.New(t, postgres.Schema()), log: &safeBuffer{}}
	log := slog.New(slog.NewTextHandler(r.log, nil))
	store := &postgres.Store{Log: outbox.NewLog(r.db.Pool(t, "enforcement"), "enforcement", "990101")}
	now := func() time.Time { return noon }
	r.archive = archive.New(store, nil, log, now)
	if withFolder {
		var err error
		if r.archive.Files, err = files.Open(r.folder); err != nil {
			t.Fatal(err)
		}
	}
	for _, department := range []lead.Department{lead.Education, lead.Fire} {
		err := store.Log.Save(t.Context(), func(ctx context.Context, tx *outbox.Tx) error {
			_, err := store.OpenFor(ctx, tx, cases.Opening{Lead: "L1", Department: department, At: noon})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	tokens := map[string]string{}
	for _, name := range []string{"education", "education-head", "market", "fire", "legal", "auditor", "hotline-12345", "disclosure-editor", "street-liutang", "market-head", "fire-head", "taskforce", "desk", "justice", "disclosure-approver"} {
		tokens[name] = "token-of-" + name
	}
	server := web.NewServer(log, pg.Transient)
	(&API{Store: store, Now: now, Archive: r.archive}).Register(server, web.NewTokens(tokens))
	r.routes = server.Routes()
	listener := httptest.NewServer(server)
	t.Cleanup(listener.Close)
	r.url = listener.URL + "/enforcement/api/v1"
	return r
}

type answer struct {
	status int
	header http.Header
	body   []byte
	err    error // of reading the body
}

func (a answer) shown(t *testing.T) (s shownEvidence) {
	t.Helper()
	if err := json.Unmarshal(a.body, &s); err != nil || a.status >= 300 {
		t.Fatalf("answer %d: %s (%v)", a.status, a.body, err)
	}
	return s
}

// is checks the status, and the code of a problem.
func (a answer) is(t *testing.T, what string, status int, code string) {
	t.Helper()
	if a.status != status || code != "" && !strings.Contains(string(a.body), "urn:xiansuo:problem:"+code+`"`) {
		t.Errorf("%s: %d %s, want %d %s", what, a.status, a.body, status, code)
	}
}

func (r *room) call(method, path, as string, body io.Reader, headers ...string) answer {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, body)
	if err != nil {
		r.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer token-of-"+as)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, content, err}
}

func (r *room) get(path, as string) answer { r.t.Helper(); return r.call("GET", path, as, nil) }

func (r *room) act(id, act, as string, in map[string]any) answer {
	r.t.Helper()
	b, _ := json.Marshal(in)
	return r.call("POST", "/evidence/"+id+"/"+act, as, bytes.NewReader(b), "Content-Type", "application/json")
}

// draft is a photo that two officers took.
func draft(change ...func(map[string]any)) map[string]any {
	d := map[string]any{"about": map[string]any{"kind": "case", "id": educationCase}, "type": "audiovisual", "title": "教室照片", "origin": "collected", "source": "现场拍摄",
		"officers": []map[string]any{{"name": "张三"}, {"name": "李四"}}, "on": "2026-07-01", "time": "10:30", "place": "柳塘路1号二楼"}
	for _, f := range change {
		f(d)
	}
	return d
}

func set(name string, value any) func(map[string]any) {
	return func(d map[string]any) { d[name] = value }
}

// upload sends a draft and a file as a form.
func (r *room) upload(as string, d map[string]any, name string, content []byte, headers ...string) answer {
	r.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	data, _ := json.Marshal(d)
	_ = w.WriteField("data", string(data))
	f, _ := w.CreateFormFile("file", name)
	_, _ = f.Write(content)
	_ = w.Close()
	return r.call("POST", "/evidence", as, &b, append(headers, "Content-Type", w.FormDataContentType())...)
}

func sumOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// kept counts the files in the folder.
func (r *room) kept() (n int) {
	r.t.Helper()
	_ = filepath.WalkDir(r.folder, func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return nil
	})
	return n
}

var jpeg = append([]byte("\xff\xd8\xff\xe1\x00\x18Exif\x00\x00"), bytes.Repeat([]byte("picture"), 30_000)...)

// A file is sent, found with what was said of it and what it shows itself, listed with its case, and read again as it came, EXIF and all.
func TestEvidenceIsKeptAndRead(t *testing.T) {
	r := newRoom(t, true)
	s := r.upload("education", draft(), `C:\照片\..\教室.jpg`, jpeg).shown(t)
	if s.Item.File.Name != "教室.jpg" || s.Item.File.Media != "image/jpeg" || s.Item.File.SHA256 != sumOf(jpeg) || s.Item.File.Size != int64(len(jpeg)) {
		t.Errorf("file %+v", s.Item.File)
	}
	if s.Item.Department != "education" || len(s.Records) != 1 || s.Records[0].Act != evidence.Taken || s.Broken != 0 || len(s.Acts) != 2 {
		t.Errorf("shown %+v", s)
	}
	a := r.get("/evidence/"+s.Item.ID+"/content", "legal")
	if a.status != 200 || !bytes.Equal(a.body, jpeg) || a.header.Get("Content-Type") != "image/jpeg" || a.header.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment;") {
		t.Errorf("content: %d, %d bytes, %v", a.status, len(a.body), a.header)
	}
	raw, _ := json.Marshal(draft(set("file", map[string]any{"name": "录像.mp4", "sha256": strings.ToUpper(sumOf(jpeg))})))
	second := r.call("POST", "/evidence", "education-head", bytes.NewReader(jpeg), draftHeader, base64.URLEncoding.EncodeToString(raw)).shown(t)
	thing, _ := json.Marshal(draft(set("type", "physical"), set("thing", map[string]any{"quantity": "1台", "custody": "证据室", "keeper": "李四"})))
	third := r.call("POST", "/evidence", "education", bytes.NewReader(thing), "Content-Type", "application/json").shown(t)
	list := r.get("/evidence?case="+educationCase, "education")
	for _, id := range []string{s.Item.ID, second.Item.ID, third.Item.ID} {
		if !strings.Contains(string(list.body), id) {
			t.Errorf("the list lacks %s: %s", id, list.body)
		}
	}
	if r.kept() != 1 {
		t.Errorf("%d files are kept for equal content", r.kept())
	}
}

// What may not be kept is refused with what is wrong, and leaves neither a row nor a file.
func TestWhatIsNotKept(t *testing.T) {
	r := newRoom(t, true)
	elf := append([]byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00"), make([]byte, 100)...)
	r.upload("education", draft(), "照片.jpg", elf).is(t, "a program that is called a photo", 415, "executable")
	r.upload("education", draft(), "脚本.txt", []byte("#!/bin/sh\nrm -rf /\n")).is(t, "a script that is called a text", 415, "executable")
	r.upload("education", draft(), "花名册.pdf.exe", []byte("%PDF-1.7")).is(t, "a text that is called a program", 415, "executable")
	r.upload("education", draft(), "a.jpg", nil).is(t, "an empty file", 422, "empty")
	r.upload("education", draft(set("file", map[string]any{"sha256": sumOf(nil)})), "a.jpg", jpeg).is(t, "another digest", 422, "digest-differs")
	r.upload("education", draft(set("officers", []map[string]any{{"name": "张三"}})), "a.jpg", jpeg).is(t, "one officer", 422, "two-needed")
	r.upload("education", draft(set("on", "2026-07-02")), "a.jpg", jpeg).is(t, "tomorrow", 422, "in-future")
	r.upload("education", draft(set("rumour", 1)), "a.jpg", jpeg).is(t, "an unknown member", 400, "bad-json")
	r.upload("education", draft(set("about", map[string]any{"kind": "case", "id": fireCase})), "a.jpg", jpeg).is(t, "the case of another", 404, "not-found")
	r.upload("education", draft(set("about", map[string]any{"kind": "case", "id": "none"})), "a.jpg", jpeg).is(t, "no case", 404, "not-found")
	r.upload("auditor", draft(), "a.jpg", jpeg).is(t, "who oversees", 403, "forbidden")
	r.upload("hotline-12345", draft(), "a.jpg", jpeg).is(t, "a sender", 404, "not-found")
	r.call("POST", "/evidence", "education", strings.NewReader("x"), "Content-Type", "text/plain").is(t, "a file without a draft", 415, "media-type")
	r.call("POST", "/evidence", "education", strings.NewReader("x"), draftHeader, "%").is(t, "a broken header", 400, "bad-draft")
	thing, _ := json.Marshal(draft())
	r.call("POST", "/evidence", "education", bytes.NewReader(thing), "Content-Type", "application/json").is(t, "neither file nor thing", 422, "invalid")
	if list := r.get("/evidence?case="+educationCase, "education"); r.kept() != 0 || !strings.Contains(string(list.body), `"evidence":[]`) {
		t.Errorf("%d files are kept, and %s", r.kept(), list.body)
	}
}

// A file streams by: of a hundred mebibytes little is ever in memory, and one byte more is refused.
func TestLargeFilesStream(t *testing.T) {
	r := newRoom(t, true)
	for size, want := range map[int64]int{evidence.MaxFile: 201, evidence.MaxFile + 1: 413} {
		d, _ := json.Marshal(draft(set("file", map[string]any{"name": "录像.mp4"})))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		a := r.call("POST", "/evidence", "education", io.LimitReader(zeros{}, size), draftHeader, base64.URLEncoding.EncodeToString(d))
		runtime.ReadMemStats(&after)
		a.is(t, fmt.Sprint(size, " bytes"), want, "")
		if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 20 {
			t.Errorf("%d MiB were allocated for %d bytes", took, size)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// Whoever sends again with the same key gets the same evidence; other evidence needs another key. Many at once make one.
func TestARetryDoublesNothing(t *testing.T) {
	r := newRoom(t, true)
	ids := make([]string, 12)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			ids[i] = r.upload("education", draft(), "a.jpg", jpeg, "Idempotency-Key", "k1").shown(t).Item.ID
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("one key, two items: %v", ids)
		}
	}
	r.upload("education", draft(), "a.jpg", jpeg[1:], "Idempotency-Key", "k1").is(t, "the key of another file", 409, "key-reused")
	r.upload("education", draft(set("title", "黑板")), "a.jpg", jpeg, "Idempotency-Key", "k1").is(t, "the key of another title", 409, "key-reused")
	if other := r.upload("education-head", draft(), "a.jpg", jpeg, "Idempotency-Key", "k1").shown(t); other.Item.ID == ids[0] {
		t.Error("the key of somebody else is the same key")
	}
}

// Two who hand a thing on at once leave a chain without a gap: one of them finds that it has changed hands.
func TestActsAtOnceLeaveOneChain(t *testing.T) {
	r := newRoom(t, true)
	thing, _ := json.Marshal(draft(set("type", "physical"), set("thing", map[string]any{"quantity": "1台", "custody": "证据室", "keeper": "李四"})))
	id := r.call("POST", "/evidence", "education", bytes.NewReader(thing), "Content-Type", "application/json").shown(t).Item.ID
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			a := r.act(id, "handed", "education", map[string]any{"on": "2026-07-01", "to": fmt.Sprint("保管人", i%4), "place": "二楼"})
			if a.status != 200 && a.status != 422 {
				t.Errorf("handed on: %d %s", a.status, a.body)
			}
		})
	}
	wg.Wait()
	s := r.get("/evidence/"+id, "education").shown(t)
	for i, record := range s.Records[1:] {
		if record.From != s.Records[i].To {
			t.Errorf("record %d comes from %s, who did not have it", record.No, record.From)
		}
	}
	if s.Broken != 0 || len(s.Records) < 5 {
		t.Errorf("%d records, broken at %d", len(s.Records), s.Broken)
	}
}

// Whoever may not read evidence learns nothing of it, not even that it is there; with whom it was shared may.
func TestOthersFindNoEvidence(t *testing.T) {
	r := newRoom(t, true)
	id := r.upload("education", draft(), "a.jpg", jpeg).shown(t).Item.ID
	paths := []string{"/evidence/" + id, "/evidence/" + id + "/content", "/evidence?case=" + educationCase}
	for _, as := range []string{"market", "fire", "hotline-12345", "disclosure-editor"} {
		for _, path := range append(paths, "/evidence/"+id+"/readings") {
			r.get(path, as).is(t, as+" reads "+path, 404, "not-found")
		}
		r.act(id, "excluded", as, map[string]any{"on": "2026-07-01", "note": "x"}).is(t, as+" acts", 404, "not-found")
	}
	r.get("/evidence/"+id+"0", "education").is(t, "no evidence", 404, "not-found")
	r.act(id, "shared", "education", map[string]any{"on": "2026-07-01", "department": "market"}).is(t, "sharing", 200, "")
	r.act(id, "shared", "education", map[string]any{"on": "2026-07-01", "department": "market"}).is(t, "sharing again", 409, "not-now")
	for _, path := range paths {
		r.get(path, "market").is(t, "market reads "+path, 200, "")
		r.get(path, "fire").is(t, "fire reads "+path, 404, "not-found")
	}
	r.act(id, "shared", "market", map[string]any{"on": "2026-07-01", "department": "fire"}).is(t, "sharing it on", 403, "not-yours")
	r.get("/evidence", "education").is(t, "a list of all", 400, "which")
	r.get("/evidence?case=1&round=2", "education").is(t, "a list of two", 400, "which")
}

// Who takes part in an operation or a patrol registers evidence of it and reads that of the others; who was asked and does not come does not.
// What is put down in an operation by whose it is, all who take part may use; what somebody else puts down is not theirs to give.
func TestEvidenceOfOperationsAndRounds(t *testing.T) {
	r := newRoom(t, true)
	for _, sql := range []string{
		`INSERT INTO enforcement.operation (id, version, state, initiator, place_key, refused, body, changed_at) VALUES ('O1', 1, 'visited', 'education', '', false,
			'{"participants": [{"party": "education", "reply": "accepted"}, {"party": "fire", "reply": "bound"}, {"party": "market", "reply": "refused"}]}', now())`,
		`INSERT INTO enforcement.round (id, ordered_by, from_day, to_day, closed_on, points, visits, body) VALUES ('R1', 'taskforce', '2026-07-01', '2026-07-31', '', 0, 0, '{}')`,
		`INSERT INTO enforcement.round_party VALUES ('street-liutang', 'R1'), ('fire', 'R1')`,
	} {
		if err := r.db.Exec(t, sql); err != nil {
			t.Fatal(err)
		}
	}
	about := func(kind, id string) func(map[string]any) {
		return set("about", map[string]any{"kind": kind, "id": id})
	}
	patrol := r.upload("street-liutang", draft(about("round", "R1")), "a.jpg", jpeg).shown(t)
	if patrol.Item.Department != "street-liutang" {
		t.Errorf("the evidence of a street is %s's", patrol.Item.Department)
	}
	joint := r.upload("fire", draft(about("operation", "O1")), "a.jpg", jpeg).shown(t).Item.ID
	r.upload("market", draft(about("operation", "O1")), "a.jpg", jpeg).is(t, "who does not come", 404, "not-found")
	for path, readers := range map[string]map[string]int{
		"/evidence/" + patrol.Item.ID: {"street-liutang": 200, "fire": 200, "education": 404, "auditor": 200},
		"/evidence/" + joint:          {"fire": 200, "education": 200, "market": 404, "street-liutang": 404},
		"/evidence?round=R1":          {"fire": 200, "education": 404},
		"/evidence?operation=O1":      {"education-head": 200, "market": 404},
	} {
		for as, status := range readers {
			r.get(path, as).is(t, as+" reads "+path, status, "")
		}
	}
	own := r.upload("education", draft(), "a.jpg", jpeg).shown(t).Item.ID
	for gatherer, status := range map[string]int{"fire": 404, "education": 200} {
		if err := r.db.Exec(t, fmt.Sprintf("DELETE FROM enforcement.operation_evidence; INSERT INTO enforcement.operation_evidence VALUES ('%s', 'O1', '%s')", own, gatherer)); err != nil {
			t.Fatal(err)
		}
		r.get("/evidence/"+own, "fire").is(t, "evidence that "+gatherer+" put down", status, "")
	}
}

// Every reading of what is guarded is recorded, also by who oversees; without the record nothing is shown. The head sees who read it.
func TestReadingsAreRecorded(t *testing.T) {
	r := newRoom(t, true)
	id := r.upload("education", draft(set("minor", true), set("title", "学生名单")), "a.jpg", jpeg).shown(t).Item.ID
	open := r.upload("education", draft(), "a.jpg", jpeg).shown(t).Item.ID
	r.get("/evidence/"+open, "auditor").shown(t)
	r.get("/evidence/"+id, "auditor").shown(t)
	r.get("/evidence/"+id+"/content", "legal").is(t, "content", 200, "")
	if list := r.get("/evidence?case="+educationCase, "education"); strings.Contains(string(list.body), "学生名单") || !strings.Contains(string(list.body), id) {
		t.Errorf("the list shows %s", list.body)
	}
	r.get("/evidence/"+id+"/readings", "education").is(t, "the handler asks who read it", 403, "forbidden")
	var got struct{ Readings []postgres.Reading }
	if err := json.Unmarshal(r.get("/evidence/"+id+"/readings", "education-head").body, &got); err != nil || len(got.Readings) != 2 ||
		got.Readings[0].Actor != "legal" || got.Readings[0].What != "content" || got.Readings[1].Role != "auditor" {
		t.Errorf("readings %+v, %v", got, err)
	}
	if err := r.db.Exec(t, "REVOKE INSERT ON enforcement.evidence_reading FROM "+pg.Role("enforcement")); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"", "/content"} {
		if a := r.get("/evidence/"+id+path, "auditor"); a.status < 500 || bytes.Contains(a.body, []byte("学生名单")) || bytes.Contains(a.body, []byte("picture")) {
			t.Errorf("without a record %s answers %d %s", path, a.status, a.body)
		}
	}
}

// A file that was damaged is an error and a line in the log; a large one breaks off before its end.
func TestADamagedFileIsNotServed(t *testing.T) {
	r := newRoom(t, true)
	for name, content := range map[string][]byte{"small": jpeg[:5000], "large": jpeg} {
		id := r.upload("education", draft(), "a.jpg", content).shown(t).Item.ID
		digest := sumOf(content)
		at := filepath.Join(r.folder, digest[:2], digest[2:4], digest)
		flipped := bytes.Clone(content)
		flipped[len(content)/2] ^= 1
		if err := os.Remove(at); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, flipped, 0o600); err != nil {
			t.Fatal(err)
		}
		before := len(r.log.String())
		a := r.get("/evidence/"+id+"/content", "education")
		if name == "small" {
			a.is(t, name, 500, "damaged")
		} else if a.err == nil || len(a.body) >= len(content) {
			t.Errorf("%s: %d of %d bytes, %v", name, len(a.body), len(content), a.err)
		}
		if !strings.Contains(r.log.String()[before:], "a file of evidence is damaged") {
			t.Errorf("%s: the log says %s", name, r.log)
		}
	}
}

// When the database fails after a file was kept, there is a file that no row names, and no row: the sweep finds it once it is old, and the
// same file can be sent again.
func TestAFailureInBetweenLeavesAnOrphan(t *testing.T) {
	r := newRoom(t, true)
	grant := func(what string) {
		if err := r.db.Exec(t, what); err != nil {
			t.Fatal(err)
		}
	}
	grant("REVOKE INSERT ON enforcement.evidence_record FROM " + pg.Role("enforcement"))
	r.upload("education", draft(), "a.jpg", jpeg).is(t, "a store that fails", 500, "internal")
	if list := r.get("/evidence?case="+educationCase, "education"); r.kept() != 1 || !strings.Contains(string(list.body), `"evidence":[]`) {
		t.Fatalf("%d files, list %s", r.kept(), list.body)
	}
	grant("GRANT INSERT ON enforcement.evidence_record TO " + pg.Role("enforcement"))
	for _, test := range []struct {
		before time.Time
		want   int
	}{{time.Now().Add(-time.Hour), 0}, {time.Now().Add(time.Hour), 1}} {
		if swept, err := r.archive.Store.Sweep(t.Context(), r.archive.Files, test.before); err != nil || swept.Orphans != test.want || len(swept.Missing) > 0 {
			t.Errorf("swept %+v, %v", swept, err)
		}
	}
	id := r.upload("education", draft(), "a.jpg", jpeg).shown(t).Item.ID
	if swept, err := r.archive.Store.Sweep(t.Context(), r.archive.Files, time.Now().Add(time.Hour)); err != nil || swept.Orphans != 0 {
		t.Errorf("a file that is named is swept: %+v, %v", swept, err)
	}
	if a := r.get("/evidence/"+id+"/content", "education"); !bytes.Equal(a.body, jpeg) {
		t.Errorf("content: %d", a.status)
	}
	digest := sumOf(jpeg)
	if err := os.Remove(filepath.Join(r.folder, digest[:2], digest[2:4], digest)); err != nil {
		t.Fatal(err)
	}
	if swept, err := r.archive.Store.Sweep(t.Context(), r.archive.Files, time.Now()); err != nil || len(swept.Missing) != 1 || swept.Missing[0] != id {
		t.Errorf("a file that was lost is not found: %+v, %v", swept, err)
	}
}

// What is wrong with a file or its way has a status of its own, and a cure.
func TestFileProblems(t *testing.T) {
	for err, want := range map[error]int{files.ErrTooLarge: 413, files.ErrEmpty: 422, files.ErrDiffers: 422, files.ErrDamaged: 500, io.ErrUnexpectedEOF: 400, os.ErrDeadlineExceeded: 408,
		syscall.ENOSPC: 507, syscall.EDQUOT: 507, archive.ErrBusy: 503, archive.ErrNoFolder: 503, archive.ErrNotFound: 404, archive.ErrForbidden: 403, archive.ErrKeyReused: 409} {
		var p *web.Problem
		if !errors.As(evidenceProblem(fmt.Errorf("keep a file: %w", err)), &p) || p.Status != want || p.Cure == "" {
			t.Errorf("%v: %+v", err, p)
		}
	}
}

// Without a folder things are registered; files are refused with what is to be configured.
func TestWithoutAFolder(t *testing.T) {
	r := newRoom(t, false)
	thing, _ := json.Marshal(draft(set("type", "physical"), set("thing", map[string]any{"quantity": "1台", "custody": "证据室", "keeper": "李四"})))
	r.call("POST", "/evidence", "education", bytes.NewReader(thing), "Content-Type", "application/json").is(t, "a thing", 201, "")
	a := r.upload("education", draft(), "a.jpg", jpeg)
	a.is(t, "a file", 503, "no-folder")
	if !strings.Contains(string(a.body), "XIANSUO_FILES") {
		t.Errorf("the cure is missing: %s", a.body)
	}
}

// What a reporter is called or can be called at is in no table, no list and no name of a file.
func TestNoReporterInEvidence(t *testing.T) {
	r := newRoom(t, true)
	canary := "举报人电话13800138000，身份证11010519491231002X"
	s := r.upload("education", draft(set("title", canary), set("source", canary), set("place", canary)), "13800138000.jpg", jpeg).shown(t)
	r.act(s.Item.ID, "excluded", "legal", map[string]any{"on": "2026-07-01", "note": canary}).is(t, "a note", 200, "")
	a := r.get("/evidence/"+s.Item.ID, "education")
	list := r.get("/evidence?case="+educationCase, "education")
	for _, secret := range []string{"13800138000", "11010519491231002X"} {
		if strings.Contains(string(a.body)+string(list.body)+r.log.String(), secret) {
			t.Errorf("%s is kept: %s", secret, a.body)
		}
	}
}
