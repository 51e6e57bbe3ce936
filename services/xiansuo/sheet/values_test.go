package sheet

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xiansuo/pkg/calendar"
	"xiansuo/pkg/lead"
)

// A moment is read in every form that people, systems and spreadsheets write; what leaves the day open is none.
func TestMomentOf(t *testing.T) {
	for value, want := range map[string]string{
		"2026-07-01 09:30":              "2026-07-01T09:30:00",
		"2026/7/1 9:30":                 "2026-07-01T09:30:00",
		"2026.7.1":                      "2026-07-01T00:00:00",
		"2026年7月1日9时30分":                "2026-07-01T09:30:00",
		"2026年7月1日 9时30分15秒":            "2026-07-01T09:30:15",
		"2026 年 7 月 1 日 9 时":            "2026-07-01T09:00:00",
		"2026年7月1日下午3点半左右":              "2026-07-01T15:30:00",
		"2026年7月1日上午9点整":                "2026-07-01T09:00:00",
		"2026年7月1日晚上8点":                 "2026-07-01T20:00:00",
		"2026年7月1日中午12点":                "2026-07-01T12:00:00",
		"2026年7月1日凌晨12点10分":             "2026-07-01T00:10:00",
		"２０２６年７月１日":                     "2026-07-01T00:00:00",
		"2026-7-1（星期三）14:00":            "2026-07-01T14:00:00",
		"2026/7/1 3:30:00 PM":           "2026-07-01T15:30:00",
		"2026/7/1 12:05 AM":             "2026-07-01T00:05:00",
		"2026-07-01T09:30:00Z":          "2026-07-01T17:30:00",
		"2026-07-01T09:30:00.123+08:00": "2026-07-01T09:30:00",
		"2026-07-01T09:30:00+0900":      "2026-07-01T08:30:00",
		"2026-07-01 09:30:00+08":        "2026-07-01T09:30:00",
		"20260701":                      "2026-07-01T00:00:00",
		"202607010930":                  "2026-07-01T09:30:00",
		"20260701093015":                "2026-07-01T09:30:15",
		"2026-07-01 24:00":              "2026-07-02T00:00:00",
		"46204":                         "2026-07-01T00:00:00",
		"46204.395833333336":            "2026-07-01T09:30:00",
		"长期":                            "", "7月1日": "", "7/1/2026": "", "26-7-1": "", "2026-07": "", "2026-02-30": "", "2026-13-01": "", "2026-07-01 25:00": "",
		"2026-07-01 09:75": "", "2026-07-01 上午": "", "2026-07-01 至 2026-07-05": "", "1926-07-01": "", "13800138000": "", "12345": "", "": "",
	} {
		at, ok := momentOf(value, false)
		if got := at.Format("2006-01-02T15:04:05"); ok != (want != "") || ok && got != want {
			t.Errorf("%q is %s, %v; want %q", value, got, ok, want)
		}
	}
	if at, ok := momentOf("44742.5", true); !ok || !at.Equal(time.Date(2026, 7, 1, 12, 0, 0, 0, calendar.China)) {
		t.Errorf("1904: %v %v", at, ok)
	}
}

// An amount becomes fen; the unit of the value counts before that of the heading, and a rate is no amount.
func TestFenOf(t *testing.T) {
	for value, want := range map[string]int64{
		"26800": 2680000, "26,800.00": 2680000, "¥26,800": 2680000, "￥ 26800元": 2680000, "２６８００": 2680000, "0.1": 10, "0.005": 1, "1.994": 199,
		"2.68万": 2680000, "2.68万元": 2680000, "约2万元": 2000000, "两万六千八": 2680000, "贰万陆仟捌佰元整": 2680000, "人民币3000元整": 300000, "200块": 20000, "0": 0,
		"200元/节": -1, "-5": -1, "1万-2万": -1, "很多": -1, "26800元 13800138000": -1, "9999999999999999": -1,
	} {
		if got, ok := fenOf(value, 100); ok != (want >= 0) || ok && got != want {
			t.Errorf("%q is %d, %v; want %d", value, got, ok, want)
		}
	}
	for value, want := range map[string]int64{"2.68": 2680000, "约2.68": 2680000, "26800元": 2680000, "2.68万元": 2680000} {
		if got, ok := fenOf(value, unitOf("金额（万元）")); !ok || got != want {
			t.Errorf("%q in 万元 is %d, %v", value, got, ok)
		}
	}
}

// Channels, urgencies and yes or no are read from the words that agencies use.
func TestWords(t *testing.T) {
	for value, want := range map[string]lead.Channel{
		"12345": lead.Hotline, "12345热线": lead.Hotline, "电话": lead.Hotline, "热线转办": lead.Hotline, "hotline": lead.Hotline, "微信": lead.WeChat,
		"微信公众号": lead.WeChat, "网格": lead.Grid, "巡查": lead.Grid, "网格巡查": lead.Grid, "信箱": lead.Mailbox, "信函": lead.Mailbox, "电子邮件": lead.Mailbox,
		"排查": lead.Patrol, "拉网式排查": lead.Patrol, "机构自查": lead.SelfCheck, "self_check": lead.SelfCheck, "部门移送": lead.Dept, "dept": lead.Dept, "视频": "",
	} {
		if got, _ := channelOf(value); got != want {
			t.Errorf("%s is %s", value, got)
		}
	}
	for _, c := range lead.Channels() {
		for _, name := range []string{string(c), c.Name().ZH} {
			if got, _ := channelOf(name); got != c {
				t.Errorf("%s is %s", name, got)
			}
		}
	}
	for value, want := range map[string]lead.Urgency{"特急": lead.Critical, "紧急": lead.Urgent, "一般": lead.Normal, "缓办": lead.Low, "红": lead.Critical,
		"红色": lead.Critical, "黄": lead.Urgent, "蓝色": lead.Normal, "平件": lead.Normal, "Urgent": lead.Urgent, "三级": ""} {
		if got, _ := urgencyOf(value); got != want {
			t.Errorf("%s is %s", value, got)
		}
	}
	for value, want := range map[string][2]bool{"是": {true, true}, "否": {false, true}, "Y": {true, true}, "n": {false, true}, "1": {true, true},
		"0": {false, true}, "TRUE": {true, true}, "√": {true, true}, "×": {false, true}, "匿名": {true, true}, "实名": {false, true}, "待定": {false, false}} {
		if yes, ok := yesOf(value); yes != want[0] || ok != want[1] {
			t.Errorf("%s is %v, %v", value, yes, ok)
		}
	}
}

// A heading is known whatever its width, case, spaces, brackets and stars.
func TestHeadings(t *testing.T) {
	h := loadHeadings()
	for heading, want := range map[string]string{
		"工单编号": "number", "*工单编号": "number", " 工 单 编 号 ": "number", "工单编号（必填）": "number", "Ticket No.": "number", "ticket_no": "number", "序号": "",
		"金额（元）": "money.fen", "涉及金额[万元]": "money.fen", "街道(镇)": "place.street", "街道/镇": "place.street", "社区（村）": "place.community", "諉訴內容": "",
		"訴求內容": "text", "描述": "text", "place.address": "place.address", "被举报人名称": "target.name", "举报人姓名": "reporter.name", "举报人": "reporter.name",
		"受理时间": "*received", "事发时间": "occurredAt", "发现时间": "occurredAt", "派单时间": "", "投诉人联系电话": "reporter.phone", "被投诉人电话": "", "投诉人地址": "",
		"街道/社区/网格": "*more", "ＵＳＣＣ": "target.uscc", "是否保密": "reporter.secret", "urgency": "urgency", "": "",
	} {
		if got := h.of(heading).member; got != want {
			t.Errorf("%s is %q, want %q", heading, got, want)
		}
	}
	for _, field := range []string{"number", "title", "text", "appeal", "channel", "occurredAt", "urgency", "attachments", "place.address", "place.street",
		"place.community", "place.grid", "place.lng", "place.lat", "place.url", "target.name", "target.uscc", "target.licence", "target.kind", "money.fen",
		"money.method", "people.pupils", "people.staff", "people.ageBand", "reporter.name", "reporter.phone", "reporter.anonymous", "reporter.secret", "reporter.reply"} {
		if got := h.of(field).member; got != field {
			t.Errorf("%s is %q", field, got)
		}
	}
}

// Two heading rows are one: a telephone below 被投诉人 is not the reporter's, an address below 投诉人 not where it happened.
func TestTwoHeadingRows(t *testing.T) {
	content := "云汀区投诉登记表,,,,,,,\n编号,投诉人,,,被投诉人,,,内容\n,姓名,电话,地址,名称,地址,电话,\n12315-7,张三,13800138000,甲路1号,启明学社,乙路2号,0571-0000000,不退费\n"
	_, rows := readAll(t, "a.csv", []byte(content), Options{})
	want := []Row{{Line: 4, Number: "12315-7", Complaint: lead.ComplaintSubmitted{Channel: lead.Hotline, Number: "12315-7", Text: "不退费",
		Place: &lead.Place{Address: "乙路2号"}, Target: &lead.Target{Name: "启明学社"}, Reporter: &lead.Reporter{Name: "张三", Phone: "13800138000"}}}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
}

// The telephone behind the person in charge in a patrol's sheet is not a reporter's; the one of the caller is.
func TestWhosePhone(t *testing.T) {
	for headings, reporter := range map[string]bool{"机构名称,负责人,电话,发现问题": false, "机构名称,网格员,联系电话,发现问题": false, "来电人,涉事主体,联系电话,诉求内容": true,
		"负责人,来电人,电话,内容": true, "涉事主体,负责人,来电号码,内容": true} {
		_, rows := readAll(t, "a.csv", []byte(headings+"\n甲,乙,13800138000,丙\n"), Options{})
		got := rows[0].Complaint.Reporter != nil && rows[0].Complaint.Reporter.Phone != ""
		if got != reporter {
			t.Errorf("%s: %v", headings, got)
		}
	}
}

// Values that can be put right are, and a note says so.
func TestFill(t *testing.T) {
	lng, lat := 120.155, 30.274
	at := time.Date(2026, 7, 1, 15, 30, 0, 0, calendar.China)
	for name, test := range map[string]struct {
		csv   string
		want  lead.ComplaintSubmitted
		notes int
	}{
		"coordinates":           {"内容,经度,纬度\n甲,120.155,30.274\n", lead.ComplaintSubmitted{Place: &lead.Place{Lng: &lng, Lat: &lat}}, 0},
		"swapped coordinates":   {"内容,经度,纬度\n甲,30.274,120.155\n", lead.ComplaintSubmitted{}, 1},
		"coordinates of zero":   {"内容,经度,纬度\n甲,0,0\n", lead.ComplaintSubmitted{}, 0},
		"half a coordinate":     {"内容,经度,纬度\n甲,120.155,\n", lead.ComplaintSubmitted{}, 1},
		"day and hour apart":    {"内容,事发时间,事发日期\n甲,15:30,2026/7/1\n", lead.ComplaintSubmitted{OccurredAt: &at}, 0},
		"anonymous by name":     {"内容,举报人\n甲,匿名\n", lead.ComplaintSubmitted{Reporter: &lead.Reporter{Anonymous: true}}, 0},
		"secrecy in doubt":      {"内容,是否保密\n甲,看情况\n", lead.ComplaintSubmitted{Reporter: &lead.Reporter{Secret: true}}, 1},
		"the better phone":      {"内容,来电号码,联系电话\n甲,0571-0000000,13800138000\n", lead.ComplaintSubmitted{Reporter: &lead.Reporter{Phone: "13800138000"}}, 0},
		"a phone in E notation": {"内容,来电人,联系电话\n甲,张三,1.38E+10\n", lead.ComplaintSubmitted{Reporter: &lead.Reporter{Name: "张三"}}, 1},
		"comma in an address": {"内容,附件\n甲,\"https://f.example/a,1.jpg,https://f.example/b.jpg\"\n", lead.ComplaintSubmitted{
			Attachments: []lead.Attachment{{URI: "https://f.example/a,1.jpg"}, {URI: "https://f.example/b.jpg"}}}, 0},
		"people in words": {"内容,学员人数,从业人员数\n甲,三十余人,5.0\n", lead.ComplaintSubmitted{People: &lead.People{Pupils: 30, Staff: 5}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			test.want.Channel, test.want.Text = lead.Hotline, "甲"
			_, rows := readAll(t, "a.csv", []byte(test.csv), Options{})
			if diff := cmp.Diff(test.want, rows[0].Complaint); diff != "" {
				t.Error(diff)
			}
			if len(rows[0].Notes) != test.notes || len(rows[0].Problems) > 0 {
				t.Error(rows[0].Notes, rows[0].Problems)
			}
		})
	}
}

// No text that is written to the sheet of results becomes a formula there, and it opens in Excel as UTF-8.
func TestResults(t *testing.T) {
	path := t.TempDir() + "/a.csv.results.csv"
	r, err := CreateResults(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, number := range []string{"=1+1", "+1", "-1", "@x", "\tA", "＝1", "A=1", ""} {
		if err := r.Add(Row{Line: 7, Number: number, Notes: []string{"注"}}, Refused, "", "说明"); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	content := readFile(t, path)
	if !bytes.HasPrefix(content, []byte(byteOrderMark+"行号,工单编号,结果,线索编号,说明\r\n")) {
		t.Errorf("begins with %q", content[:40])
	}
	for _, want := range []string{"7,'=1+1,被拒,,说明；注\r\n", "7,'+1,", "7,'-1,", "7,'@x,", "7,'\tA,", "7,'＝1,", "7,A=1,", "7,,被拒"} {
		if !strings.Contains(string(content), want) {
			t.Errorf("lacks %q", want)
		}
	}
}
