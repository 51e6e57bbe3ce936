package opendata

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/publication"
)

var update = flag.Bool("update", false, "write the golden files")

// shown is what the tests export: a decision about two parties of which one is named like a formula, and a tombstone.
func shown() (open, gone []publication.Public) {
	at := time.Date(2026, 7, 20, 2, 0, 0, 0, time.UTC)
	decided := lead.CaseDecided{Case: "c-1", Department: lead.Education, Number: "云教罚字〔2026〕第3号", Version: 1, On: "2026-07-17", Served: "2026-07-18", Agency: "云汀区教育局", AgencyCode: "11990101MB00000006",
		Violation: "超范围开展学科类培训", Facts: "组织17名学生补习数学。\n第二段，含\"引号\"。", Basis: "《校外培训行政处罚暂行办法》第十八条",
		Parties: []lead.PartyDecided{
			{Name: "=HYPERLINK(1)教育咨询有限公司", Kind: lead.Organisation, USCC: "91990101MA00000A06", Representative: "李长河", Measures: []lead.MeasureTaken{{Code: "fine", Fen: 149700}}},
			{Name: "步月琴", Kind: lead.Person, MaskedID: "110105**********1X", Measures: []lead.MeasureTaken{{Code: "fine", Fen: 123456}}},
		}}
	p, c := publication.Decided("990101-P1-2026-000001", "", nil, decided, publication.Default(), at)
	p.Standing, p.Version, p.PublishedAt, p.Objections = publication.Published, 1, at, 1
	withdrawn := publication.Public{ID: "990101-P1-2026-000002", Product: lead.Penalty, Number: "云教罚字〔2026〕第1号", DecidedOn: "2026-07-01", State: publication.Withdrawn, Reason: "revoked", WithdrawnAt: &at}
	return []publication.Public{p.Public(c)}, []publication.Public{withdrawn}
}

func pages(all []publication.Public) Pages {
	return func() ([]publication.Public, error) {
		page := all
		all = nil
		return page, nil
	}
}

func written(t *testing.T, format string) []byte {
	t.Helper()
	open, gone := shown()
	var b bytes.Buffer
	if err := Formats[format].Write(&b, pages(open), pages(gone)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// CSV and JSON are to the byte what they were: a row for each party, the elements in their order, documents masked, tombstones apart.
func TestGolden(t *testing.T) {
	for _, format := range []string{"csv", "json"} {
		got, path := written(t, format), filepath.Join("testdata", "penalties."+format)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Error(diff)
		}
	}
}

// A spreadsheet reads the CSV as UTF-8, and no cell of it as a formula.
func TestCSVIsSafe(t *testing.T) {
	raw := written(t, "csv")
	if !bytes.HasPrefix(raw, []byte("\xef\xbb\xbfid,version,CF_XDR_MC,")) {
		t.Errorf("it begins %q", raw[:20])
	}
	reader := csv.NewReader(bytes.NewReader(raw))
	reader.FieldsPerRecord = -1
	all, err := reader.ReadAll()
	if err != nil || len(all) != 5 { // header, two parties, header and row of tombstones
		t.Fatalf("%v: %d rows", err, len(all))
	}
	for _, row := range all {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("a formula: %q", cell)
			}
		}
	}
	for _, begins := range []string{"=", "+", "-", "@", "\t", "\r", "＝", "＠"} {
		if got := safe([]string{begins + "1"}); got[0][0] != '\'' {
			t.Errorf("%q is a formula", got[0])
		}
	}
}

// JSON is one document.
func TestJSONIsOneDocument(t *testing.T) {
	var doc struct {
		Penalties []map[string]string
		Withdrawn []map[string]string
	}
	if err := json.Unmarshal(written(t, "json"), &doc); err != nil || len(doc.Penalties) != 2 || len(doc.Withdrawn) != 1 {
		t.Fatalf("%v: %+v", err, doc)
	}
	if doc.Penalties[1]["CF_XDR_ZJHM"] != "110105***********X" || doc.Penalties[0]["CF_FRDB"] != "李**" || doc.Penalties[0]["CF_NR_FK"] != "0.1497" {
		t.Errorf("%+v", doc.Penalties)
	}
	var b bytes.Buffer
	none := func() ([]publication.Public, error) { return nil, nil }
	if err := JSON(&b, none, none); err != nil || !json.Valid(b.Bytes()) {
		t.Errorf("%v: %s", err, b.Bytes())
	}
}

// The workbook says the same as the CSV, as text.
func TestXLSX(t *testing.T) {
	book, err := excelize.OpenReader(bytes.NewReader(written(t, "xlsx")))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("行政处罚")
	if err != nil || len(rows) != 4 || rows[0][2] != "CF_XDR_MC" || rows[1][2] != "行政相对人名称" || rows[2][2] != "=HYPERLINK(1)教育咨询有限公司" || rows[3][2] != "步**" {
		t.Fatalf("%v: %v", err, rows)
	}
	if formula, err := book.GetCellFormula("行政处罚", "C3"); err != nil || formula != "" {
		t.Errorf("%v: a formula %q", err, formula)
	}
	if stones, err := book.GetRows("已撤下"); err != nil || len(stones) != 2 || stones[1][4] != "revoked" {
		t.Errorf("%v: %v", err, stones)
	}
}
