package sheet

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/schema"
)

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// A line is a complaint, nested or flat, with members or Chinese headings; each other line is a problem of its own that repeats nothing.
func TestReadJSONL(t *testing.T) {
	at := time.Date(2026, 7, 1, 9, 30, 0, 0, calendar.China)
	for name, test := range map[string]struct {
		line string
		want Row
	}{
		"data": {`{"channel":"wechat","text":"甲","number":"A1","occurredAt":"2026-07-01T09:30:00+08:00","reporter":{"phone":"13800138000"},"extra":1}`,
			Row{Number: "A1", Complaint: lead.ComplaintSubmitted{Channel: lead.WeChat, Text: "甲", Number: "A1", OccurredAt: &at, Reporter: &lead.Reporter{Phone: "13800138000"}}}},
		"case": {`{"id":"C001","channel":"grid","text":"甲","address":"云汀区1号","expected_lead":"education","notes":"答案"}`,
			Row{Number: "C001", Complaint: lead.ComplaintSubmitted{Channel: lead.Grid, Text: "甲", Number: "C001", Place: &lead.Place{Address: "云汀区1号"}}}},
		"Chinese headings": {`{"工单编号":"A1","诉求内容":"甲","受理渠道":"微信公众号","是否保密":"是","涉及金额（万元）":2.68,"附件":["https://files.example/a.jpg"]}`,
			Row{Number: "A1", Complaint: lead.ComplaintSubmitted{Channel: lead.WeChat, Text: "甲", Number: "A1", Money: &lead.Money{Fen: 2680000},
				Reporter: &lead.Reporter{Secret: true}, Attachments: []lead.Attachment{{URI: "https://files.example/a.jpg"}}}}},
		"numbers for text": {`{"id":202607011234567891,"channel":"微信公众号","text":"甲","reporter":{"phone":13800138000},"urgency":"特急","occurredAt":"2026年7月1日9时30分"}`,
			Row{Number: "202607011234567891", Complaint: lead.ComplaintSubmitted{Channel: lead.WeChat, Text: "甲", Number: "202607011234567891", OccurredAt: &at,
				Urgency: lead.Critical, Reporter: &lead.Reporter{Phone: "13800138000"}}}},
		"no channel":      {`{"text":"甲","title":"","place":null,"occurredAt":""}`, Row{Complaint: lead.ComplaintSubmitted{Channel: lead.Hotline, Text: "甲"}}},
		"unknown channel": {`{"text":"甲","channel":"视频"}`, Row{Complaint: lead.ComplaintSubmitted{Channel: lead.Hotline, Text: "甲"}, Notes: []string{"“channel”不是已知渠道，按12345热线处理"}}},
		"a vague time":    {`{"text":"甲","occurredAt":"暑假"}`, Row{Complaint: lead.ComplaintSubmitted{Channel: lead.Hotline, Text: "甲\noccurredAt：暑假"}, Notes: []string{"“occurredAt”不是完整的日期，原文附在内容后"}}},
		"no text":         {`{"channel":"grid","number":"A1"}`, Row{Number: "A1", Complaint: lead.ComplaintSubmitted{Channel: lead.Grid, Number: "A1"}, Problems: []string{"诉求内容：必填"}}},
		"an event":        {`{"specversion":"1.0","id":"e-1","source":"/990101/grid","type":"xiansuo.complaint.submitted.v1","data":{"text":"甲"}}`, Row{Problems: []string{"这是 CloudEvents 事件：请直接报送收件接口"}}},
		"no JSON":         {`{"text":"13800138000`, Row{Problems: []string{"不是 JSON 对象"}}},
		"no object":       {`"甲"`, Row{Problems: []string{"不是 JSON 对象"}}},
		"two objects":     {`{"text":"甲"}{"text":"乙"}`, Row{Problems: []string{"不是 JSON 对象"}}},
	} {
		t.Run(name, func(t *testing.T) {
			_, rows := readAll(t, "a.jsonl", []byte("{\"text\":\"首\"}\n\n"+test.line+"\n{\"text\":\"尾\"}"), Options{})
			test.want.Line = 3
			if len(rows) != 3 || len(rows[0].Problems)+len(rows[2].Problems) > 0 || rows[2].Line != 4 {
				t.Fatalf("%d rows, the others: %v", len(rows), rows)
			}
			if test.want.Complaint.Channel == "" {
				test.want.Complaint.Channel = lead.Hotline
			}
			if diff := cmp.Diff(test.want, rows[1]); diff != "" {
				t.Error(diff)
			}
		})
	}
	_, rows := readAll(t, "a.jsonl", []byte(`{"text":"`+strings.Repeat("a", maxData)+`"}`), Options{})
	if !slices.Equal(rows[0].Problems, []string{tooLong}) {
		t.Error(rows[0].Problems)
	}
}

// A complaint as it is written into an event is read as it was.
func TestReadWholeComplaint(t *testing.T) {
	at, lng, lat := time.Date(2026, 7, 1, 9, 30, 0, 0, calendar.China), 120.155, 30.274
	want := lead.ComplaintSubmitted{Channel: lead.SelfCheck, Text: "甲", Number: "A1", Title: "乙", Appeal: "投诉", OccurredAt: &at, Urgency: lead.Low,
		Place:       &lead.Place{Address: "1号", Street: "柳塘街道", Community: "翠湾社区", Grid: "03", Lng: &lng, Lat: &lat, URL: "https://live.example/1"},
		Target:      &lead.Target{Name: "启明学社", USCC: "91990101MA0000001X", Licence: "190", Kind: "机构"},
		Money:       &lead.Money{Fen: 2680050, Method: "微信转账"},
		People:      &lead.People{Pupils: 30, Staff: 5, AgeBand: "7-12岁"},
		Reporter:    &lead.Reporter{Name: "张三", Phone: "13800138000", Anonymous: true, Secret: true, Reply: true},
		Attachments: []lead.Attachment{{URI: "https://files.example/a.jpg", SHA256: strings.Repeat("a", 64), Name: "a.jpg", Type: "image/jpeg"}, {URI: "https://files.example/b"}}}
	line, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	f, rows := readAll(t, "a.jsonl", line, Options{})
	if diff := cmp.Diff([]Row{{Line: 1, Number: "A1", Complaint: want}}, rows); diff != "" || f.Ignored != nil {
		t.Error(diff, f.Ignored)
	}
}

// The samples of this project are read whole, in UTF-8 and GB18030, and what no complaint has is named once.
func TestReadSamples(t *testing.T) {
	content := readFile(t, "../samples/cases.jsonl")
	for _, c := range [][]byte{content, encoded(t, simplifiedchinese.GB18030, string(content))} {
		f, rows := readAll(t, "cases.jsonl", c, Options{})
		if len(rows) != 60 || len(f.Ignored) != 4 {
			t.Errorf("%d rows, ignored %v", len(rows), f.Ignored)
		}
		for _, row := range rows {
			if len(row.Problems) > 0 || row.Number == "" {
				t.Errorf("line %d: %v", row.Line, row.Problems)
			}
		}
	}
}

// Whatever a text file holds, each of its rows is either sound or says why not, in the order of the lines.
func fuzzed(f *testing.F, name string) {
	schemas, err := schema.Load()
	if err != nil {
		f.Fatal(err)
	}
	book := loadHeadings()
	f.Fuzz(func(t *testing.T, content []byte) {
		r := &table{channel: lead.Hotline, schemas: schemas, book: book}
		file, err := r.read(name, io.NewSectionReader(bytes.NewReader(content), 0, int64(len(content))), "")
		if err != nil {
			return
		}
		last, n := 0, 0
		for row := range file.Rows() {
			n++
			if row.Line <= last || row.Line > len(content)+1 {
				t.Fatalf("line %d after line %d", row.Line, last)
			}
			last = row.Line
			if len(row.Problems) == 0 && (row.Complaint.Text == "" || row.Complaint.Number != row.Number) {
				t.Fatalf("unsound: %+v", row)
			}
		}
		if n != file.Len {
			t.Fatalf("%d rows were to be %d", n, file.Len)
		}
	})
}

func FuzzCSV(f *testing.F) {
	for _, seed := range []string{hotlineCSV, "内容\n\"a\nb\n", "工单编号;内容\nA\"1;\"甲\"\"乙\"\r\n", "投诉人,,内容\n姓名,电话,\n甲,乙,丙\n", "内容\t时间\n\xb2\xb9\xbf\xce\t1\n"} {
		f.Add([]byte(seed))
	}
	fuzzed(f, "a.csv")
}

func FuzzJSONL(f *testing.F) {
	for _, seed := range []string{`{"text":"甲","place":{"lng":120.1}}`, `{"id":1,"text":"甲","address":{"a":1},"reporter":{"phone":1.5}}`, "{\"text\":\"\xb2\xb9\"}\n{}", `{"specversion":1}`} {
		f.Add([]byte(seed))
	}
	fuzzed(f, "a.jsonl")
}
