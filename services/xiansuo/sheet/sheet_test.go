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

	"xiansuo/pkg/calendar"
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
	for row := range f.Rows() {
		rows = append(rows, row)
	}
	if len(rows) != f.Len {
		t.Errorf("%d rows were to be %d", len(rows), f.Len)
	}
	return f, rows
}

// refused reads a file that must be refused as a whole, and returns why.
func refused(t *testing.T, name string, content []byte, o Options) error {
	t.Helper()
	_, err := Read(name, io.NewSectionReader(bytes.NewReader(content), 0, int64(len(content))), o)
	if err == nil {
		t.Fatal("the file was read")
	}
	return err
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
	at := time.Date(2026, 7, 1, 9, 30, 0, 0, calendar.China)
	lng, lat := 120.155, 30.274
	want := []Row{{Line: 2, Number: "YT20260701001", Received: time.Date(2026, 7, 2, 8, 0, 0, 0, calendar.China), Complaint: lead.ComplaintSubmitted{
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
		"UTF-8 with BOM":       {[]byte(byteOrderMark + hotlineCSV), "UTF-8", false},
		"GB18030":              {encoded(t, simplifiedchinese.GB18030, hotlineCSV), "GB18030", false},
		"GBK":                  {encoded(t, simplifiedchinese.GBK, hotlineCSV), "GB18030", false},
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
			if !slices.Equal(f.Ignored, []string{"满意度"}) {
				t.Errorf("ignored %v", f.Ignored)
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
		"no text":                   {csv: "工单编号,内容\nA1, \nA2,乙\n", number: "A1", problems: []string{"诉求内容：必填"}, then: 1},
		"ticket in E notation": {csv: "工单编号,内容\n2.0261E+17,甲\nA2,乙\n", text: "甲",
			problems: []string{"“工单编号”超过 15 位，已被电子表格改写、位数丢失：请把该列设为“文本”格式后重新导出"}, then: 1},
		"a ticket number too long": {csv: "工单编号,内容\n" + strings.Repeat("9", 65) + ",甲\n", number: strings.Repeat("9", 65), problems: []string{"工单编号：最多 64 个字符"}, text: "甲"},
		"a vague time":             {csv: "内容,事发时间\n甲,暑假以来\n", text: "甲\n事发时间：暑假以来", notes: []string{"“事发时间”不是完整的日期，原文附在内容后"}},
		"an hourly rate":           {csv: "内容,金额\n甲,200元/节\n", text: "甲\n金额：200元/节", notes: []string{"“金额”不是金额，原文附在内容后"}},
		"unknown urgency":          {csv: "内容,紧急程度\n甲,比较急\n", text: "甲\n紧急程度：比较急", notes: []string{"“紧急程度”不是已知的紧急程度，原文附在内容后"}},
		"unknown channel":          {csv: "内容,事件来源\n甲,视频\n", text: "甲", notes: []string{"“事件来源”不是已知渠道，按12345热线处理"}},
		"two text columns":         {csv: "描述,诉求内容,投诉请求\n乙,甲,退费\n", text: "甲\n描述：乙\n投诉请求：退费"},
		"words for files":          {csv: "内容,证据\n甲,花名册、收据\n", text: "甲\n证据：花名册、收据"},
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
