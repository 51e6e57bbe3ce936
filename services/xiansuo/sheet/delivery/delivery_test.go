package delivery

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/schema"
	"xiansuo/services/internal/web"
	"xiansuo/services/xiansuo/sheet"
)

// intake stands for intake: it knows events by their id and tickets by their number.
type intake struct {
	sync.Mutex
	t       *testing.T
	seen    map[string]string
	tickets map[string]string
	order   []string // texts, as they came
	batches []int
	before  func(w http.ResponseWriter) bool // answers instead, when it returns true
}

func (i *intake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.Lock()
	defer i.Unlock()
	body, _ := io.ReadAll(r.Body)
	if i.before != nil && i.before(w) {
		return
	}
	if r.Header.Get("Authorization") != "Bearer secret" || r.Header.Get("Content-Type") != "application/cloudevents-batch+json" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var raw []json.RawMessage
	if err := json.Unmarshal(body, &raw); err != nil || len(raw) > 1000 || len(body) > 16<<20 {
		i.t.Errorf("batch of %d: %v", len(raw), err)
	}
	i.batches = append(i.batches, len(raw))
	status, answers := http.StatusAccepted, []Answer{}
	for _, one := range raw {
		e, err := event.Parse(one)
		if err != nil {
			i.t.Error(err)
		}
		a := i.answer(e)
		if a.Problem != nil {
			status = http.StatusMultiStatus
		}
		answers = append(answers, a)
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answers)
}

func (i *intake) answer(e event.Event) Answer {
	c, err := event.As[lead.ComplaintSubmitted](e)
	if err != nil {
		i.t.Error(err)
	}
	i.order = append(i.order, c.Text)
	a := Answer{Source: e.Source(), ID: e.ID(), Status: "known", Lead: i.seen[e.ID()]}
	if a.Lead == "" && c.Number != "" {
		a.Lead = i.tickets[c.Number]
	}
	switch {
	case c.Text == "坏":
		p := web.NewProblem(http.StatusUnprocessableEntity, "invalid-data", "wrong", "")
		p.Errors = []schema.Violation{{Field: "/data/number", Detail: "must have at most 64 characters"}}
		return Answer{Source: e.Source(), ID: e.ID(), Status: "refused", Problem: p}
	case a.Lead == "":
		a.Status, a.Lead = "accepted", fmt.Sprintf("L%d", len(i.seen)+1)
	}
	i.seen[e.ID()], i.tickets[c.Number] = a.Lead, a.Lead
	return a
}

func newIntake(t *testing.T) (*intake, *httptest.Server) {
	i := &intake{t: t, seen: map[string]string{}, tickets: map[string]string{}}
	server := httptest.NewServer(i)
	t.Cleanup(server.Close)
	return i, server
}

// deliver sends rows as an import does, and returns what the sheet of results says.
func deliver(t *testing.T, ctx context.Context, server *httptest.Server, waits *[]time.Duration, rows []sheet.Row) (*Delivery, [][]string, error) {
	t.Helper()
	path := t.TempDir() + "/r.csv"
	results, err := sheet.CreateResults(path)
	if err != nil {
		t.Fatal(err)
	}
	wait := func(ctx context.Context, d time.Duration) error {
		*waits = append(*waits, d)
		return ctx.Err()
	}
	d := &Delivery{Source: "/990101/grid/import", Results: results, Now: time.Now,
		Intake: Intake{Base: server.URL, Token: "secret", HTTP: server.Client(), Wait: wait, Patience: time.Minute, Say: io.Discard}}
	failed := d.All(ctx, slices.Values(rows), func() {})
	if err := results.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var lines [][]string
	for _, line := range strings.Split(strings.TrimSpace(string(content)), "\r\n")[1:] {
		lines = append(lines, strings.Split(line, ","))
	}
	return d, lines, failed
}

func row(line int, number, text string) sheet.Row {
	return sheet.Row{Line: line, Number: number, Complaint: lead.ComplaintSubmitted{Channel: lead.Grid, Number: number, Text: text}}
}

func many(n int) (rows []sheet.Row) {
	for i := range n {
		rows = append(rows, row(i+2, fmt.Sprintf("A%d", i), fmt.Sprintf("第%d件", i)))
	}
	return rows
}

func column(lines [][]string, n int) (out []string) {
	for _, line := range lines {
		out = append(out, line[n])
	}
	return out
}

// A file that is sent twice is accepted once, in its order, in batches; the second time every row is known by the same id.
func TestSendTwice(t *testing.T) {
	in, server := newIntake(t)
	rows := append(many(450), row(900, "", "没有编号"))
	var waits []time.Duration
	d, _, err := deliver(t, t.Context(), server, &waits, rows)
	if err != nil || d.Count[sheet.Accepted] != 451 || len(in.seen) != 451 {
		t.Fatalf("%v, %v", d.Count, err)
	}
	if !slices.Equal(in.batches, []int{200, 200, 51}) {
		t.Errorf("batches %v", in.batches)
	}
	for i, text := range in.order {
		if text != rows[i].Complaint.Text {
			t.Fatalf("%d came as %s", i, text)
		}
	}
	again, lines, err := deliver(t, t.Context(), server, &waits, rows)
	if err != nil || again.Count[sheet.Known] != 451 || len(in.seen) != 451 || lines[450][3] != "L451" || len(waits) > 0 {
		t.Errorf("%v, %v, %v", again.Count, err, lines[450])
	}
}

// The id changes with the content and the source, so that an edited row is something new about its ticket.
func TestIDs(t *testing.T) {
	base, _ := json.Marshal(row(2, "A1", "甲").Complaint)
	moved, _ := json.Marshal(row(7, "A1", "甲").Complaint)
	edited, _ := json.Marshal(row(2, "A1", "甲乙").Complaint)
	id := idOf("/990101/grid/import", base)
	if id != idOf("/990101/grid/import", moved) || id == idOf("/990101/grid/import", edited) || id == idOf("/990101/grid", base) || !event.ValidAttribute(id) {
		t.Error(id)
	}
}

// The sheet of results says in order what became of each row, and which rows of one file belong together.
func TestResultsOfRows(t *testing.T) {
	_, server := newIntake(t)
	wrong := row(3, "A2", "")
	wrong.Problems = []string{"“内容”为空"}
	d, lines, err := deliver(t, t.Context(), server, new([]time.Duration), []sheet.Row{row(2, "A1", "甲"), wrong, row(4, "A1", "甲"), row(5, "A1", "甲乙"),
		row(6, "A3", "坏"), row(7, "", "丙")})
	want := [][]string{{"2", "A1", "已受理", "L1", ""}, {"3", "A2", "有误", "", "“内容”为空"}, {"4", "A1", "已有", "L1", "与第 2 行相同"},
		{"5", "A1", "已有", "L1", "与第 2 行为同一工单，新的内容作为补充"}, {"6", "A3", "被拒", "", "不符合投诉数据的格式；工单编号：最多 64 个字符"},
		{"7", "", "已受理", "L3", ""}}
	if err != nil || !slices.EqualFunc(lines, want, slices.Equal) || d.Rows() != 6 {
		t.Errorf("%v\n%q", err, lines)
	}
}
