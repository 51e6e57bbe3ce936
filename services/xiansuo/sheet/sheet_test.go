package sheet

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	textencoding "golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"xiansuo/pkg/lead"
)

// readAll reads a file that must be readable.
func readAll(t *testing.T, name string, content []byte, o Options) (*File, []Row) {
	t.Helper()
	if o.Channel == "" {
		o.Channel = lead.Hotline
	}
	f, err := Read(name, io.NewSectionReader(bytes.NewReader(content), 0, int64(len(content))), o)
	if err != nil {
		t.Fatal(err)
	}
	var rows []Row
	for row, err := range f.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return f, rows
}

// refused reads a file that must be refused as a whole, and returns why.
func refused(t *testing.T, name string, content []byte, o Options) error {
	t.Helper()
	f, err := Read(name, io.NewSectionReader(bytes.NewReader(content), 0, int64(len(content))), o)
	if err != nil {
		return err
	}
	for _, err := range f.Rows() {
		if err != nil {
			return err
		}
	}
	t.Fatal("the file was read")
	return nil
}

func encoded(t *testing.T, e textencoding.Encoding, text string) []byte {
	t.Helper()
	out, err := e.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// hotlineCSV is a sheet as a hotline exports it; the people and places are made up.
const hotlineCSV = "工单编号,诉求标题,诉求内容,诉求类型,受理渠道,事发地址,街道,社区,网格编码,经度,纬度,事发时间,受理时间,涉事主体,统一社会信用代码,办学许可证号,涉及金额（元）,支付方式,学员人数,紧急程度,来电人,来电号码,是否匿名,是否保密,是否回复,附件,满意度\r\n" +
	"YT20260701001,无证办班,\"翠湾花园6栋有人给初中生补课，\n一节课200元\",投诉,微信公众号,云汀区翠湾花园6栋,柳塘街道,翠湾社区,990101002003,120.155,30.274,2026年7月1日 9时30分,2026-07-02 08:00,启明学社,91990101MA0000001X,教民199010170000019,\"26,800.50\",微信转账,约30人,紧急,张三,13800138000,否,是,是,https://files.example/a.jpg；https://files.example/b.jpg,满意\r\n"

// Every column of a hotline's sheet fills its member, in every encoding and with every delimiter.
func TestReadEveryColumn(t *testing.T) {
	at := time.Date(2026, 7, 1, 9, 30, 0, 0, china)
	lng, lat := 120.155, 30.274
	want := []Row{{Line: 2, Number: "YT20260701001", Received: time.Date(2026, 7, 2, 8, 0, 0, 0, china), Complaint: lead.ComplaintSubmitted{
		Channel: lead.WeChat, Number: "YT20260701001", Title: "无证办班", Text: "翠湾花园6栋有人给初中生补课，\n一节课200元", Appeal: "投诉", OccurredAt: &at,
		Place:       &lead.Place{Address: "云汀区翠湾花园6栋", Street: "柳塘街道", Community: "翠湾社区", Grid: "990101002003", Lng: &lng, Lat: &lat},
		Target:      &lead.Target{Name: "启明学社", USCC: "91990101MA0000001X", Licence: "教民199010170000019"},
		Money:       &lead.Money{Fen: 2680050, Method: "微信转账"},
		People:      &lead.People{Pupils: 30},
		Urgency:     lead.Urgent,
		Reporter:    &lead.Reporter{Name: "张三", Phone: "13800138000", Secret: true, Reply: true},
		Attachments: []lead.Attachment{{URI: "https://files.example/a.jpg"}, {URI: "https://files.example/b.jpg"}},
	}}}
	semicolons := "诉求内容;工单编号\r\n甲;1001\r\n"
	for name, test := range map[string]struct {
		content  []byte
		encoding string
		semi     bool
	}{
		"UTF-8":                {[]byte(hotlineCSV), "UTF-8", false},
		"UTF-8 with BOM":       {[]byte(byteOrderMark + hotlineCSV), "UTF-8 with BOM", false},
		"GB18030":              {encoded(t, simplifiedchinese.GB18030, hotlineCSV), "GB18030", false},
		"GBK":                  {encoded(t, simplifiedchinese.GBK, hotlineCSV), "GB18030", false},
		"UTF-16LE":             {encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), hotlineCSV), "UTF-16LE", false},
		"UTF-16BE":             {encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), hotlineCSV), "UTF-16BE", false},
		"line feeds":           {[]byte(strings.ReplaceAll(hotlineCSV, "\r\n", "\n")), "UTF-8", false},
		"carriage returns":     {[]byte(strings.ReplaceAll(hotlineCSV, "\r\n", "\r")), "UTF-8", false},
		"no end of line":       {[]byte(strings.TrimSuffix(hotlineCSV, "\r\n")), "UTF-8", false},
		"a title above":        {[]byte("云汀区热线工单\r\n" + hotlineCSV), "UTF-8", false},
		"the heading twice":    {[]byte(hotlineCSV + strings.SplitAfter(hotlineCSV, "\r\n")[0]), "UTF-8", false},
		"a line of totals":     {[]byte(hotlineCSV + "合计,,,,,,,,,,,,,,,,26800.5,,,,,,,,,,\r\n"), "UTF-8", false},
		"semicolons":           {[]byte(semicolons), "UTF-8", true},
		"tabs":                 {[]byte(strings.ReplaceAll(semicolons, ";", "\t")), "UTF-8", true},
		"Excel's sep= line":    {[]byte("sep=;\r\n" + semicolons), "UTF-8", true},
		"tabs named xls":       {encoded(t, simplifiedchinese.GB18030, strings.ReplaceAll(semicolons, ";", "\t")), "GB18030", true},
		"rare character 𠮷":     {encoded(t, simplifiedchinese.GB18030, strings.ReplaceAll(semicolons, "甲", "𠮷")), "GB18030", true},
		"digits kept by =\"\"": {[]byte("诉求内容,工单编号\r\n甲,=\"1001\"\r\n"), "UTF-8", true},
		"digits kept by tab":   {[]byte("诉求内容,工单编号\r\n甲,\"\t1001\"\r\n"), "UTF-8", true},
	} {
		t.Run(name, func(t *testing.T) {
			f, rows := readAll(t, "工单.csv", test.content, Options{})
			if f.Encoding != test.encoding || f.Format != CSV {
				t.Errorf("read as %s in %s", f.Format, f.Encoding)
			}
			if test.semi {
				if len(rows) != 1 || rows[0].Number != "1001" || !slices.Contains([]string{"甲", "𠮷"}, rows[0].Complaint.Text) || rows[0].Problems != nil {
					t.Errorf("got %+v", rows)
				}
				return
			}
			want := slices.Clone(want)
			if name == "a title above" {
				want[0].Line = 3
			}
			if diff := cmp.Diff(want, rows); diff != "" {
				t.Error(diff)
			}
			if !slices.Equal(f.Ignored(), []string{"满意度"}) {
				t.Errorf("ignored %v", f.Ignored())
			}
		})
	}
}

// What cannot be trusted is a problem of its row alone, and what no field can hold stays in the text.
func TestReadOddRows(t *testing.T) {
	for name, test := range map[string]struct {
		csv      string
		number   string
		text     string
		problems []string
		notes    []string
		then     int // rows that are good
	}{
		"too few fields":            {csv: "工单编号,内容\nA1\nA2,乙\n", problems: []string{"有 1 列，标题行有 2 列：分隔符、引号或换行不对"}, then: 1},
		"too many fields":           {csv: "工单编号,内容\nA1,甲,乙\nA2,乙\n", problems: []string{"有 3 列，标题行有 2 列：分隔符、引号或换行不对"}, then: 1},
		"empty fields too many":     {csv: "工单编号,内容\nA1,甲,,\n", number: "A1", text: "甲"},
		"a quote never closed":      {csv: "工单编号,内容\nA1,\"甲\nA2,乙\nA3,丙\n", problems: []string{openQuote}, then: 2},
		"a quote closed by another": {csv: "工单编号,内容\nA1,\"甲\nA2,\"乙\"\nA3,丙\n", problems: []string{openQuote}, then: 2},
		"quotes not doubled":        {csv: "工单编号,内容\nA1,\"说\"补课\"了\"\nA2,乙\n", problems: []string{openQuote}, then: 1},
		"quotes in plain text":      {csv: "工单编号,内容\nA1,说\"补课\"了\n", number: "A1", text: "说\"补课\"了"},
		"no text":                   {csv: "工单编号,内容\nA1, \nA2,乙\n", number: "A1", problems: []string{"“内容”为空"}, then: 1},
		"ticket in E notation": {csv: "工单编号,内容\n2.0261E+17,甲\nA2,乙\n", text: "甲",
			problems: []string{"“工单编号”超过 15 位，已被电子表格改写、位数丢失：请把该列设为“文本”格式后重新导出"}, then: 1},
		"a ticket number too long": {csv: "工单编号,内容\n" + strings.Repeat("9", 65) + ",甲\n", number: strings.Repeat("9", 65), problems: []string{"工单编号：最多 64 个字符"}, text: "甲"},
		"a vague time":             {csv: "内容,事发时间\n甲,暑假以来\n", text: "甲\n事发时间：暑假以来", notes: []string{"“事发时间”不是完整的日期，原文附在内容后"}},
		"an hourly rate":           {csv: "内容,金额\n甲,200元/节\n", text: "甲\n金额：200元/节", notes: []string{"“金额”不是金额，原文附在内容后"}},
		"unknown urgency":          {csv: "内容,紧急程度\n甲,比较急\n", text: "甲\n紧急程度：比较急", notes: []string{"“紧急程度”不是已知的紧急程度，原文附在内容后"}},
		"unknown channel":          {csv: "内容,事件来源\n甲,视频\n", text: "甲", notes: []string{"“事件来源”不是已知渠道，按12345热线处理"}},
		"two text columns":         {csv: "描述,诉求内容,投诉请求\n乙,甲,退费\n", text: "甲\n描述：乙\n投诉请求：退费"},
		"words for files":          {csv: "内容,证据\n甲,花名册、收据\n", text: "甲\n证据：花名册 收据"},
		"placeholders":             {csv: "内容,来电人,联系电话,地址\n甲,/,-,无\n", text: "甲"},
	} {
		t.Run(name, func(t *testing.T) {
			_, rows := readAll(t, "a.csv", []byte(test.csv), Options{})
			if len(rows) != 1+test.then {
				t.Fatalf("%d rows", len(rows))
			}
			got := rows[0]
			if got.Number != test.number || got.Complaint.Text != test.text || !slices.Equal(got.Problems, test.problems) || !slices.Equal(got.Notes, test.notes) {
				t.Errorf("got %+v", got)
			}
			if got.Complaint.Reporter != nil || got.Complaint.Place != nil {
				t.Errorf("something came from nothing: %+v", got.Complaint)
			}
			for _, row := range rows[1:] {
				if len(row.Problems) > 0 {
					t.Errorf("row %d suffers too: %v", row.Line, row.Problems)
				}
			}
		})
	}
}

// Bytes that nobody can read are a problem of their row, whichever encoding the rest has.
func TestReadDamagedText(t *testing.T) {
	utf8 := []byte("工单编号,内容\nA1,有人无证办班，请来查一查\nA2,乙\xff乙\n")
	gb := append(encoded(t, simplifiedchinese.GB18030, "工单编号,内容\nA1,有人无证办班，请来查一查\nA2,乙"), []byte("\xff\xff\n")...)
	for name, content := range map[string][]byte{"UTF-8": utf8, "GB18030": gb} {
		f, rows := readAll(t, "a.csv", content, Options{})
		if f.Encoding != name || len(rows) != 2 || len(rows[0].Problems) > 0 || !slices.Equal(rows[1].Problems, []string{unreadable}) {
			t.Errorf("%s: read as %s: %+v", name, f.Encoding, rows)
		}
	}
}

// Long ticket numbers that all end in zeros were cut by a spreadsheet before they came into the CSV: they name other tickets.
func TestReadCutNumbers(t *testing.T) {
	_, rows := readAll(t, "a.csv", []byte("工单编号,内容\n202607011234567000,甲\n202607011234568000,乙\n202607011234569000,丙\nA4,丁\n"), Options{})
	for i, row := range rows {
		if lost := len(row.Problems) > 0; lost != (i < 3) {
			t.Errorf("row %d: %v", row.Line, row.Problems)
		}
	}
	_, rows = readAll(t, "a.csv", []byte("工单编号,内容\n202607011234567000,甲\n202607011234568001,乙\n202607011234569002,丙\n"), Options{})
	for _, row := range rows {
		if len(row.Problems) > 0 {
			t.Errorf("row %d: %v", row.Line, row.Problems)
		}
	}
}

// A column that counts the rows is no ticket number: the first rows of two files would be one ticket.
func TestReadCountedRows(t *testing.T) {
	f, rows := readAll(t, "a.csv", []byte("编号,内容\n1,甲\n2,乙\n3,丙\n"), Options{})
	if len(f.Warnings()) != 1 || rows[0].Number != "" || rows[2].Complaint.Number != "" {
		t.Errorf("warnings %v, rows %+v", f.Warnings(), rows)
	}
}

// A file that cannot be read is refused with what to do about it, and without repeating what it holds.
func TestReadRefused(t *testing.T) {
	compound := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)
	for name, test := range map[string]struct{ file, content, want string }{
		"empty":             {"a.csv", "", "empty"},
		"only a BOM":        {"a.csv", "\xef\xbb\xbf", "empty"},
		"old workbook":      {"a.xls", compound, "另存为 .xlsx"},
		"web page":          {"a.xls", "<html><table><tr><td>内容</td></tr></table></html>", "另存为 .xlsx"},
		"PDF":               {"a.pdf", "%PDF-1.7", "PDF"},
		"JSON array":        {"a.json", `[{"text":"甲"}]`, "jq -c"},
		"binary":            {"a.csv", "abc\x00\x01def", "not a text file"},
		"no headings":       {"a.csv", "张三,13800138000\n李四,13800138000\n", "no heading row in the first 10 rows; one column must be called 诉求内容"},
		"no text column":    {"a.csv", "工单编号,来电人\nA1,张三\n", "no column holds the text of the complaint; found: 工单编号、来电人; it must be called 诉求内容"},
		"broken workbook":   {"a.xlsx", "PK\x03\x04 and then nothing", "damaged"},
		"results of import": {"a.csv.results.csv", byteOrderMark + "行号,工单编号,结果,线索编号,说明\r\n2,A1,已受理,L1,\r\n", "no column holds the text"},
	} {
		t.Run(name, func(t *testing.T) {
			err := refused(t, test.file, []byte(test.content), Options{})
			if !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "张三") || strings.Contains(err.Error(), "138001") {
				t.Error(err)
			}
		})
	}
}

// Reading in steps, the part that is done grows to the whole.
func TestDone(t *testing.T) {
	content := []byte("内容\n" + strings.Repeat("有人无证办班，请来查一查\n", 20000))
	f, err := Read("a.csv", io.NewSectionReader(bytes.NewReader(content), 0, int64(len(content))), Options{Channel: lead.Grid})
	if err != nil {
		t.Fatal(err)
	}
	last := 0.0
	for _, err := range f.Rows() {
		if err != nil || f.Done() < last || f.Done() > 1 {
			t.Fatal(err, last, f.Done())
		}
		last = f.Done()
	}
	if last != 1 {
		t.Errorf("done %v", last)
	}
}
