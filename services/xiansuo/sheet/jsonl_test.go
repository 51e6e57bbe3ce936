package sheet

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

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

const wholeEvent = `{"specversion":"1.0","id":"e-1","source":"/990101/hotline-12345","type":"xiansuo.complaint.submitted.v1","data":{"channel":"hotline","text":"甲","number":"T1"}}`

// A line is the data of a complaint, a case, or a whole event; each other line is a problem of its own that repeats nothing.
func TestReadJSONL(t *testing.T) {
	at := time.Date(2026, 7, 1, 9, 30, 0, 0, china)
	for name, test := range map[string]struct {
		line string
		want Row
	}{
		"data": {`{"channel":"wechat","text":"甲","number":"A1","occurredAt":"2026-07-01T09:30:00+08:00","reporter":{"phone":"13800138000"},"extra":1}`,
			Row{Number: "A1", Complaint: lead.ComplaintSubmitted{Channel: lead.WeChat, Text: "甲", Number: "A1", OccurredAt: &at, Reporter: &lead.Reporter{Phone: "13800138000"}}}},
		"case": {`{"id":"C001","channel":"grid","text":"甲","address":"云汀区1号","expected_lead":"education"}`,
			Row{Number: "C001", Complaint: lead.ComplaintSubmitted{Channel: lead.Grid, Text: "甲", Number: "C001", Place: &lead.Place{Address: "云汀区1号"}}}},
		"numbers for text": {`{"id":202607011234567891,"channel":"微信公众号","text":"甲","reporter":{"phone":13800138000},"urgency":"特急","occurredAt":"2026年7月1日9时30分"}`,
			Row{Number: "202607011234567891", Complaint: lead.ComplaintSubmitted{Channel: lead.WeChat, Text: "甲", Number: "202607011234567891", OccurredAt: &at,
				Urgency: lead.Critical, Reporter: &lead.Reporter{Phone: "13800138000"}}}},
		"no channel":       {`{"text":"甲","title":"","place":null,"occurredAt":""}`, Row{Complaint: lead.ComplaintSubmitted{Channel: lead.Hotline, Text: "甲"}}},
		"event":            {wholeEvent, Row{Number: "T1", Event: []byte(wholeEvent)}},
		"event of ours":    {strings.Replace(wholeEvent, "complaint.submitted", "lead.closed", 1), Row{Problems: []string{"不是投诉事件（type 应为 xiansuo.complaint.….v1）"}}},
		"event without id": {strings.Replace(wholeEvent, `"id":"e-1",`, "", 1), Row{Problems: []string{"不是有效的 CloudEvents 1.0 事件"}}},
		"event's data":     {strings.Replace(wholeEvent, `"text":"甲",`, "", 1), Row{Problems: []string{"诉求内容：必填"}}},
		"no text":          {`{"channel":"grid","number":"A1"}`, Row{Number: "A1", Problems: []string{"诉求内容：必填"}}},
		"wrong type":       {`{"text":13800138000}`, Row{Problems: []string{"诉求内容：类型应为 string"}}},
		"unknown channel":  {`{"text":"甲","channel":"视频"}`, Row{Problems: []string{"渠道：应为 [hotline wechat grid mailbox patrol self_check dept]"}}},
		"a vague time":     {`{"text":"甲","occurredAt":"暑假"}`, Row{Complaint: lead.ComplaintSubmitted{Channel: lead.Hotline, Text: "甲"}, Notes: []string{"“occurredAt”不是完整的日期，未采用"}}},
		"no JSON":          {`{"text":"13800138000`, Row{Problems: []string{"不是 JSON 对象"}}},
		"no object":        {`"甲"`, Row{Problems: []string{"不是 JSON 对象"}}},
		"too long":         {`{"text":"` + strings.Repeat("a", maxRecord) + `"}`, Row{Problems: []string{tooLong}}},
		"far too long":     {`{"text":"` + strings.Repeat("a", maxLine+5) + `"}`, Row{Problems: []string{tooLong}}},
	} {
		t.Run(name, func(t *testing.T) {
			_, rows := readAll(t, "a.jsonl", []byte("{\"text\":\"首\"}\n\n"+test.line+"\n{\"text\":\"尾\"}"), Options{})
			test.want.Line = 3
			if len(rows) != 3 || len(rows[0].Problems)+len(rows[2].Problems) > 0 || rows[2].Line != 4 {
				t.Fatalf("%d rows, the others: %v", len(rows), rows)
			}
			if diff := cmp.Diff(test.want, rows[1]); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The samples of this project are read whole, in UTF-8 and GB18030, and what no complaint has is named once.
func TestReadSamples(t *testing.T) {
	content := readFile(t, "../samples/cases.jsonl")
	for _, c := range [][]byte{content, encoded(t, simplifiedchinese.GB18030, string(content))} {
		f, rows := readAll(t, "cases.jsonl", c, Options{})
		if len(rows) != 60 || len(f.Ignored()) != 4 {
			t.Errorf("%d rows, ignored %v", len(rows), f.Ignored())
		}
		for _, row := range rows {
			if len(row.Problems) > 0 || row.Number == "" || row.Complaint.Place == nil {
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
	r := reader{options: Options{Channel: lead.Hotline}, check: checker{schemas}, book: loadHeadings()}
	f.Fuzz(func(t *testing.T, content []byte) {
		file, err := r.read(name, io.NewSectionReader(bytes.NewReader(content), 0, int64(len(content))))
		if err != nil {
			return
		}
		last := 0
		for row, err := range file.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			if row.Line <= last || row.Line > len(content)+1 {
				t.Fatalf("line %d after line %d", row.Line, last)
			}
			last = row.Line
			if len(row.Problems) == 0 && row.Event == nil && (row.Complaint.Text == "" || row.Complaint.Number != row.Number) {
				t.Fatalf("unsound: %+v", row)
			}
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
	for _, seed := range []string{wholeEvent, `{"id":1,"text":"甲","address":{"a":1},"reporter":{"phone":1.5}}`, "{\"text\":\"\xb2\xb9\"}\n{}", `{"specversion":1}`} {
		f.Add([]byte(seed))
	}
	fuzzed(f, "a.jsonl")
}
