package services_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// canaries are a made-up reporter's identity, as it is told and as it might be found.
var canaries = []string{
	"欧阳若兰", "若兰", "13987654321", "139-8765-4321", "39876543", "11010519491231002X", "19491231002", "6222021234567890128", "沪A12345",
	"ruolan@example.com", "桂园新村9幢", "ruolan_wx",
}

// forms are the ways in which a value may hide in bytes.
func forms(value string) map[string][]byte {
	return map[string][]byte{
		"plain": []byte(value), "base64": []byte(base64.StdEncoding.EncodeToString([]byte(value))), "hex": []byte(hex.EncodeToString([]byte(value))),
		"url": []byte(url.QueryEscape(value)), "JSON": []byte(strings.Trim(fmt.Sprintf("%+q", value), `"`)),
	}
}

func search(t *testing.T, where string, content []byte) {
	t.Helper()
	for _, canary := range canaries {
		for form, bytesOf := range forms(canary) {
			if len(bytesOf) > 5 && bytes.Contains(content, bytesOf) {
				t.Errorf("%s holds %s (%s)", where, canary, form)
			}
		}
	}
}

// Nothing that tells who reports is anywhere but in intake's own two tables, and in the answer to whoever holds the lead and asks for it:
// not in an event, another table, the broker, a log, a trace, a metric, a call to a hotline, another answer or an error.
func TestNobodyLearnsWhoReports(t *testing.T) {
	spans := tracetest.NewInMemoryExporter()
	otel.SetTracerProvider(trace.NewTracerProvider(trace.WithSyncer(spans)))
	otel.SetTextMapPropagator(propagation.TraceContext{})
	s := startSystem(t)
	called := s.receives(t, "hotline-12345")
	reporter := map[string]any{"name": "欧阳若兰", "phone": "13987654321", "reply": true}
	text := "我叫欧阳若兰，家住桂园新村9幢302，电话１３９８７６５４３２１，身份证11010519491231002X，卡号6222021234567890128，车牌沪A12345，" +
		"邮箱ruolan@example.com，微信号ruolan_wx。楼上602每周有五六个初中生上去补习数学，一节课收两百。欧 阳 若 兰 敬上"
	complaint := func(number string) map[string]any {
		return map[string]any{"channel": "hotline", "number": number, "text": text, "title": "欧阳若兰反映楼上补课 139 8765 4321",
			"appeal": "举报(欧阳若兰)", "place": map[string]any{"address": "欧阳若兰家楼上", "url": "https://example.com/?tel=139%2D8765%2D4321"},
			"target": map[string]any{"name": "被欧阳若兰举报的老师"}, "reporter": reporter, "unknown": "欧阳若兰",
			"attachments": []any{map[string]any{"name": "欧阳若兰13987654321.jpg", "uri": "https://files.example.com/13987654321.jpg"},
				map[string]any{"name": "来电录音.wav", "type": "audio/wav", "uri": "https://files.example.com/r.wav"}}}
	}
	id := s.accepted("canary-1", complaint("P-1"))
	s.complain("canary-1", map[string]any{"channel": "hotline", "text": text})
	s.complain("canary-2", map[string]any{"channel": "欧阳若兰", "text": text, "reporter": reporter})
	s.call("POST", "/intake/api/v1/events", "hotline-12345", event.ContentType, cloudEvent(hotline, "canary-3",
		"xiansuo.complaint.supplemented.v1", "", map[string]any{"number": "P-1", "text": "欧阳若兰补充：请打139 8765 4321找若兰，" + text}))
	s.complain("canary-4", map[string]any{"channel": "hotline", "number": "P-1", "text": text + "欧阳若兰又说今天还在上课。", "reporter": reporter})
	s.trace(id, "routed dispatched supplemented supplemented")
	if a := s.post("/routing/api/v1/leads/"+id+"/answers", "education", map[string]any{"x": text}); a.status != 400 {
		t.Fatalf("an answer that is none: %d", a.status)
	}
	s.call("POST", "/routing/api/v1/leads/"+id+"/answers", "education", event.ContentType,
		cloudEvent("/990101/education", "canary-5", lead.AnswerSigned{}.EventType(), id, map[string]any{}))
	s.trace(id, "routed dispatched supplemented supplemented signed")
	s.updates("hotline-12345", "P-1", "accepted sent signed")
	s.reads(id, "market", 403, "not-yours")
	answered := s.asks(id, "education")
	for _, canary := range []string{"欧阳若兰", "13987654321", "11010519491231002X", "6222021234567890128", "沪A12345", "ruolan@example.com", "桂园新村9幢", "来电录音.wav"} {
		if answered.status != 200 || !bytes.Contains(answered.body, []byte(canary)) {
			t.Errorf("the holder does not read %s: %d", canary, answered.status)
		}
	}
	s.trace(id, "routed dispatched supplemented supplemented signed reporter-read")
	for _, who := range []string{"market", "desk", "auditor", "hotline-12345"} {
		search(t, "the answer to "+who, s.asks(id, who).body)
	}
	await(t, "the hotline to be called", func() bool { return len(called.got()) >= 3 })
	for _, c := range called.got() {
		search(t, "a call", c.body)
		search(t, "a call's headers", fmt.Append(nil, c.header))
	}

	for who, paths := range map[string][]string{
		"education": {"/routing/api/v1/leads/" + id, "/routing/api/v1/queues/education?look=1", "/routing/api/v1/leads", "/ledger/api/v1/leads/" + id + "/trace", "/enforcement/api/v1/cases"},
		"desk":      {"/routing/api/v1/desk", "/routing/api/v1/leads/" + id, "/intake/api/v1/aside"},
		"auditor": {"/ledger/api/v1/leads/" + id + "/trace", "/disclosure/api/v1/statistics", "/metrics", "/intake/api/v1/reads",
			"/intake/api/v1/deliveries"},
	} {
		for _, path := range paths {
			search(t, path, s.get(path, who).body)
		}
	}
	search(t, "the sender's updates", s.get("/intake/api/v1/updates", "hotline-12345").body)
	search(t, "the log", []byte(s.log.String()))
	if len(spans.GetSpans()) == 0 {
		t.Error("there are no traces to search")
	}
	for _, span := range spans.GetSpans() {
		search(t, "span "+span.Name, fmt.Appendf(nil, "%+v", span))
	}
	searchTables(t, s.db.Admin)
	s.stop()
	files := 0
	err := filepath.WalkDir(s.bus.Store(), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		files++
		search(t, "the broker's "+entry.Name(), content)
		return err
	})
	if err != nil || files == 0 {
		t.Fatalf("searched %d files of the broker: %v", files, err)
	}
}

// searchTables reads every table of every service but the two that may hold a reporter.
func searchTables(t *testing.T, admin string) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, admin)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, `SELECT schemaname || '.' || tablename FROM pg_tables
		WHERE schemaname = ANY($1) AND schemaname || '.' || tablename NOT IN ('intake.raw', 'intake.reporter')`, names)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(tables) < 20 {
		t.Fatalf("%d tables: %v", len(tables), err)
	}
	for _, table := range tables {
		rows, err := conn.Query(ctx, "SELECT t::text FROM "+table+" t")
		if err != nil {
			t.Fatal(err)
		}
		content, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range content {
			search(t, "table "+table, []byte(row))
			if i := strings.Index(row, `"\\x`); i >= 0 { // a body, in hex
				if raw, err := hex.DecodeString(strings.SplitN(row[i+4:], `"`, 2)[0]); err == nil {
					search(t, "table "+table, raw)
				}
			}
		}
	}
}

// What each login role may change is what its schema says, and records are insert only: asked of the running database.
func TestRecordsAreInsertOnly(t *testing.T) {
	s := startSystem(t)
	for schema, tables := range map[string][]string{
		"intake":      {"event_log", "submission", "ticket", "reporter", "ticket_update", "reporter_read", "receipt", "rating", "reply_told"},
		"routing":     {"event_log", "record", "answer"},
		"ledger":      {"event_log", "event"},
		"enforcement": {"event_log"},
		"disclosure":  {"event_log"},
	} {
		pool := s.db.Pool(t, schema)
		for _, table := range tables {
			for _, sql := range []string{"UPDATE %s SET lead = lead", "DELETE FROM %s", "TRUNCATE %s", "ALTER TABLE %s ADD x int", "DROP TABLE %s"} {
				if _, err := pool.Exec(t.Context(), fmt.Sprintf(sql, table)); err == nil || !strings.Contains(err.Error(), "42501") {
					t.Errorf("%s: %s gives %v", schema, fmt.Sprintf(sql, table), err)
				}
			}
		}
		if _, err := pool.Exec(t.Context(), "CREATE TABLE mine ()"); err == nil {
			t.Errorf("%s may make tables", schema)
		}
		for _, other := range names {
			if other != schema {
				if _, err := pool.Exec(t.Context(), "SELECT FROM "+other+".event_log"); err == nil {
					t.Errorf("%s reads %s", schema, other)
				}
			}
		}
	}
}
