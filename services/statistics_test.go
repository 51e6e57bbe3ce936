package services_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/calendar"
)

// release is what the public reads of a month.
type release struct {
	Month     string
	Version   int
	Tables []struct {
		Name          string
		Rows, Columns []string
		Cells         [][]struct {
			N          int64
			Suppressed bool
		}
	}
}

// figure returns a figure of a release, or -1 when it is suppressed.
func (r release) figure(t *testing.T, table, row, column string) int64 {
	t.Helper()
	for _, tab := range r.Tables {
		for i := range tab.Rows {
			for j := range tab.Columns {
				if tab.Name == table && tab.Rows[i] == row && tab.Columns[j] == column {
					if tab.Cells[i][j].Suppressed {
						return -1
					}
					return tab.Cells[i][j].N
				}
			}
		}
	}
	t.Fatalf("there is no figure %s %s %s", table, row, column)
	return 0
}

// Leads of a month become figures that the desk reads exactly at once; once the month is over they are prepared by the clock, approved by the
// taskforce, and released without the small ones and without what would give them away.
func TestStatisticsOfAMonth(t *testing.T) {
	s := startSystem(t)
	sent := 0
	complaint := func(n int, street, text string) {
		sent++
		s.accepted(fmt.Sprint("stat-", sent), map[string]any{"channel": "hotline", "number": fmt.Sprint("S-", sent),
			"place": map[string]any{"street": street, "address": fmt.Sprintf("云汀区%s%d号", street, 10+7*n)}, "text": text})
	}
	tutor := homeTutor["text"].(string)
	price := "广告写原价9800，暑期立减到2980，最后三天，可去年的海报也是2980。"
	for i := range 9 {
		complaint(i, "柳塘街道", tutor)
	}
	for i := range 7 {
		complaint(i, "柳塘街道", price)
	}
	for i := range 8 {
		complaint(i, "金穗街道", price)
	}
	for i := range 2 { // too few to be told
		complaint(i, "金穗街道", tutor)
	}
	month := time.Now().In(calendar.China).Format("2006-01")
	await(t, "the exact figures", func() bool {
		body := s.get("/disclosure/api/v1/statistics?month="+month, "desk").body
		return bytes.Contains(body, []byte(`"table":"streets","row":"total","column":"total","n":26`)) &&
			bytes.Contains(body, []byte(`"table":"streets","row":"金穗街道","column":"A","n":2`))
	})
	if a := s.get("/disclosure/api/v1/statistics", "education"); a.status != http.StatusForbidden {
		t.Errorf("a department reads exact figures: %d", a.status)
	}
	if a := s.post("/disclosure/api/v1/statistics/drafts", "disclosure-editor", map[string]string{"month": month}); a.status != http.StatusConflict {
		t.Errorf("prepared before the month is over: %d %s", a.status, a.body)
	}

	s.stop()
	s.now = func() time.Time { return time.Now().AddDate(0, 1, 0) }
	s.start()
	var drafts struct {
		Drafts []struct {
			ID            int64
			Month, Editor string
		}
	}
	await(t, "the clock to prepare the month", func() bool {
		s.get("/disclosure/api/v1/statistics/drafts", "taskforce").into(t, &drafts)
		return len(drafts.Drafts) == 1
	})
	if d := drafts.Drafts[0]; d.Month != month || d.Editor != "clock" {
		t.Fatalf("prepared %+v", d)
	}
	path := fmt.Sprint("/disclosure/api/v1/statistics/drafts/", drafts.Drafts[0].ID)
	if preview := s.get(path, "taskforce"); !strings.Contains(string(preview.body), `{"source":"routing","sequence":`) || !strings.Contains(string(preview.body), `"why":"small"`) || !strings.Contains(string(preview.body), `"why":"cover"`) {
		t.Errorf("the preview does not say what is suppressed and why: %s", preview.body)
	}
	if a := s.get("/disclosure/api/v1/statistics/releases/"+month, "education"); a.status != http.StatusNotFound {
		t.Errorf("released before it was approved: %d", a.status)
	}
	if a := s.post(path+"/release", "disclosure-editor", nil); a.status != http.StatusForbidden {
		t.Errorf("an editor approves: %d", a.status)
	}
	a := s.post(path+"/release", "taskforce", nil)
	var made struct{ SHA256 string }
	if a.into(t, &made); a.status != http.StatusCreated {
		t.Fatalf("release: %d %s", a.status, a.body)
	}
	public := s.get("/disclosure/api/v1/statistics/releases/"+month, "education")
	if digest := sha256.Sum256(public.body); hex.EncodeToString(digest[:]) != made.SHA256 {
		t.Error("the digest is of something else")
	}
	var r release
	public.into(t, &r)
	if n := r.figure(t, "streets", "total", "total"); n != 26 {
		t.Errorf("received %d, want 26", n)
	}
	if n := r.figure(t, "streets", "total", "D"); n != 15 {
		t.Errorf("%d about fees, want 15", n)
	}
	for _, street := range []string{"金穗街道", "柳塘街道"} { // that of the second would give that of the first away
		if n := r.figure(t, "streets", street, "A"); n != -1 {
			t.Errorf("%s has %d in A, which tells of two leads", street, n)
		}
	}
	csv := s.get("/disclosure/api/v1/statistics/releases/"+month+"?format=csv", "education")
	if !strings.Contains(string(csv.body), "streets,total,合计,Total,D,收费,Fees,15") || !strings.Contains(string(csv.body), "suppressed") {
		t.Errorf("the CSV is %s", csv.body)
	}
}
