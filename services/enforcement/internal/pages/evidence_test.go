package pages

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/cases"
	"xiansuo/services/internal/outbox"
)

const caseNumber = "990101-education-2026-000001"

func withCase(o *office) *office {
	o.t.Helper()
	err := o.pages.Store.Log.Save(o.t.Context(), func(ctx context.Context, tx *outbox.Tx) error {
		_, err := o.pages.Store.OpenFor(ctx, tx, cases.Opening{Lead: "L1", Department: lead.Education, Category: "D01", Street: "柳塘街道", At: noon.AddDate(0, 0, -1)})
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return o
}

func photo() url.Values {
	return url.Values{"type": {"audiovisual"}, "title": {"教室照片"}, "origin": {"collected"}, "source": {"现场拍摄"}, "officers.rows": {"2"}, "officers.0.name": {"张三"}, "officers.1.name": {"李四"},
		"on": {"2026-07-01"}, "time": {"10:30"}, "place": {"柳塘路1号"}}
}

var picture = append([]byte("\xff\xd8\xff\xe0"), bytes.Repeat([]byte("picture"), 1000)...)

const uploadPath = "/enforcement/cases/" + caseNumber + "/evidence"

// A handler registers a photo by a form; it is found on its page and downloaded as it was. The form sent twice is one item.
func TestUploadByForm(t *testing.T) {
	o := withCase(newOffice(t))
	p := o.enter("education")
	in := photo()
	in.Set("_key", keyOf(t, p.sees(uploadPath, 200)))
	at := follows(t, p.uploads(uploadPath, in, "教室.jpg", picture))
	if again := follows(t, p.uploads(uploadPath, in, "教室.jpg", picture)); again != at {
		t.Errorf("sent twice it is two: %s and %s", at, again)
	}
	page := p.sees(at, 200)
	has(t, page, "教室照片", "张三、李四", "教室.jpg", "已登记", "image/jpeg", at+"/content", at+"/acts/shared")
	hasNot(t, p.sees(at, 200), "已登记") // told once
	if got := p.sees(at+"/content", 200); got != string(picture) {
		t.Errorf("downloaded %d bytes", len(got))
	}
	has(t, p.sees(at+"?lang=en", 200), "Audio or video", "Download")
}

// A form that was sent and is sent again with other content says so; sent once more it is another item.
func TestUploadSentAgainChanged(t *testing.T) {
	o := withCase(newOffice(t))
	p := o.enter("education")
	in := photo()
	in.Set("_key", "k")
	first := follows(t, p.uploads(uploadPath, in, "a.jpg", picture))
	in.Set("title", "黑板照片")
	w := p.uploads(uploadPath, in, "a.jpg", picture)
	if w.Code != http.StatusConflict {
		t.Fatalf("answered %d", w.Code)
	}
	has(t, w.Body.String(), "这张表单已提交过", "黑板照片")
	in.Set("_key", keyOf(t, w.Body.String()))
	if second := follows(t, p.uploads(uploadPath, in, "a.jpg", picture)); second == first {
		t.Error("it is the same item")
	}
}

// What is missing or wrong stands beside its field, in both languages, and what was filled in stays.
func TestWhatIsWrongStandsBesideItsField(t *testing.T) {
	o := withCase(newOffice(t))
	p := o.enter("education")
	for name, test := range map[string]struct {
		change func(url.Values)
		file   string
		bytes  []byte
		says   []string
	}{
		"no title":      {func(in url.Values) { in.Del("title") }, "a.jpg", picture, []string{`id="f-title-bad"`, "必须填写"}},
		"one officer":   {func(in url.Values) { in.Del("officers.1.name") }, "a.jpg", picture, []string{`id="f-officers-bad"`, "第四十二条"}},
		"tomorrow":      {func(in url.Values) { in.Set("on", "2026-07-02") }, "a.jpg", picture, []string{`id="f-on-bad"`, "将来"}},
		"no day":        {func(in url.Values) { in.Set("on", "昨天") }, "a.jpg", picture, []string{`id="f-on-bad"`}},
		"a program":     {func(url.Values) {}, "a.exe", picture, []string{`id="f-file-bad"`, "程序文件", "文件要重新选择"}},
		"nothing":       {func(url.Values) {}, "", nil, []string{`id="f-file-bad"`}},
		"half a thing":  {func(in url.Values) { in.Set("quantity", "1台") }, "", nil, []string{`id="f-custody-bad"`}},
		"unknown type":  {func(in url.Values) { in.Set("type", "rumour") }, "a.jpg", picture, []string{`id="f-type-bad"`}},
		"a long source": {func(in url.Values) { in.Set("source", strings.Repeat("长", 300)) }, "a.jpg", picture, []string{`id="f-source-bad"`}},
	} {
		in := photo()
		test.change(in)
		w := p.uploads(uploadPath, in, test.file, test.bytes)
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, w.Code)
		}
		has(t, w.Body.String(), append(test.says, "柳塘路1号")...)
	}
	if page := p.sees(uploadPath, 200); strings.Contains(page, "role=\"alert\"") {
		t.Error("a new form has troubles")
	}
}

// One more row is one more row, and nothing is registered for it.
func TestOneMoreRow(t *testing.T) {
	o := withCase(newOffice(t))
	p := o.enter("education")
	in := photo()
	in.Set("_more", "officers")
	w := p.uploads(uploadPath, in, "", nil)
	if w.Code != http.StatusOK {
		t.Fatalf("answered %d", w.Code)
	}
	has(t, w.Body.String(), `name="officers.2.name"`, `value="张三"`)
}

// A thing goes from hand to hand by forms; what cannot be done now is not offered and not taken.
func TestCustodyByForm(t *testing.T) {
	o := withCase(newOffice(t))
	p := o.enter("education")
	in := photo()
	for key, value := range map[string]string{"type": "physical", "title": "点钞机", "quantity": "1台", "custody": "证据室3柜", "keeper": "李四"} {
		in.Set(key, value)
	}
	at := follows(t, p.uploads(uploadPath, in, "", nil))
	has(t, p.sees(at, 200), "现由 李四 保管", at+"/acts/handed")
	hasNot(t, p.sees(at, 200), at+"/acts/preserved", at+"/acts/destroyed") // the head's
	p.sees(at+"/acts/destroyed", 409)
	has(t, p.sees(at+"/acts/handed", 200), `value="2026-07-01"`)
	w := p.posts(at+"/acts/handed", url.Values{"on": {"2026-07-01"}, "to": {"李四"}, "place": {"二楼"}})
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `id="f-to-bad"`) {
		t.Errorf("to who has it: %d", w.Code)
	}
	follows(t, p.posts(at+"/acts/handed", url.Values{"on": {"2026-07-01"}, "to": {"王五"}, "place": {"二楼"}, "person": {"李四"}}))
	has(t, p.sees(at, 200), "现由 王五 保管", "李四 交 王五")
	has(t, p.sees(at+"/acts/handed", 200), `name="person" maxlength="100" value="李四"`) // remembered
	head := o.enter("education-head")
	follows(t, head.posts(at+"/acts/preserved", url.Values{"on": {"2026-07-01"}, "to": {"启航培训中心"}, "place": {"柳塘路1号"}, "number": {"云教存〔2026〕1号"}}))
	has(t, head.sees(at, 200), "2026-07-10 24:00", at+"/acts/released")
}

// Whoever may not see evidence finds no page; whoever oversees reads, and does nothing; a restricted item says that readings are recorded.
func TestWhoSeesEvidencePages(t *testing.T) {
	o := withCase(newOffice(t))
	p := o.enter("education")
	in := photo()
	in.Set("minor", "yes")
	at := follows(t, p.uploads(uploadPath, in, "a.jpg", picture))
	for _, as := range []string{"fire", "market-head", "disclosure-editor"} {
		q := o.enter(as)
		for _, path := range []string{at, at + "/content", at + "/acts/shared", uploadPath} {
			q.sees(path, 404)
		}
	}
	auditor := o.enter("auditor")
	page := auditor.sees(at, 200)
	has(t, page, "限制知悉", "每次查阅都有记录", "查阅记录")
	hasNot(t, page, at+"/acts/")
	auditor.sees(at+"/acts/shared", 409)
	auditor.sees(uploadPath, 404)
}

// A form of another site is refused.
func TestForeignForms(t *testing.T) {
	o := withCase(newOffice(t))
	p := o.enter("education")
	r, _ := http.NewRequest(http.MethodPost, uploadPath, strings.NewReader("a=b"))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := p.send(r); w.Code != http.StatusForbidden {
		t.Errorf("a foreign form answers %d", w.Code)
	}
}
