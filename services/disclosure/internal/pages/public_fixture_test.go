package pages

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/disclosure/internal/site"
	"xiansuo/services/disclosure/internal/statistics"
	"xiansuo/services/internal/web"
)

var noon = time.Date(2026, 8, 1, 4, 0, 0, 0, time.UTC) // 12:00 in China

// shelf is a store that holds what a test puts there, and remembers what was asked for.
type shelf struct {
	institutions []lead.InstitutionChanged
	results      []publication.Public
	releases     []statistics.Release
	filter       publication.Filter
	listed       postgres.ListQuery
	objected     publication.Objecting
	next         string
	err, refuse  error
}

func (s *shelf) Institution(_ context.Context, id string) (lead.InstitutionChanged, error) {
	for _, i := range s.institutions {
		if i.Institution == id {
			return i, s.err
		}
	}
	return lead.InstitutionChanged{}, postgres.ErrNoInstitution
}

func (s *shelf) FindInstitutions(context.Context, site.Query) ([]lead.InstitutionChanged, error) {
	return s.institutions, s.err
}

func (s *shelf) ListInstitutions(_ context.Context, q postgres.ListQuery) (postgres.ListPart, error) {
	if q.After == "bad" {
		return postgres.ListPart{}, postgres.ErrBadPlace
	}
	s.listed = q
	return postgres.ListPart{Institutions: s.institutions, Next: s.next}, s.err
}

func (s *shelf) ListChoices(context.Context, postgres.List, string) (postgres.Choices, error) {
	return postgres.Choices{Streets: []string{"柳塘街道"}, Scopes: []string{"艺术类"}}, s.err
}

func (s *shelf) ListCounts(context.Context, string) (map[postgres.List]int, error) {
	return map[postgres.List]int{postgres.WhiteList: len(s.institutions)}, s.err
}

func (s *shelf) PublicList(_ context.Context, f publication.Filter, _ string, limit int) ([]publication.Public, string, error) {
	s.filter = f
	return s.results[:min(len(s.results), limit)], s.next, s.err
}

func (s *shelf) PublicGet(_ context.Context, id string) (publication.Public, error) {
	for _, p := range s.results {
		if p.ID == id {
			return p, s.err
		}
	}
	return publication.Public{}, postgres.ErrNoPublication
}

func (s *shelf) PublicOf(context.Context, string) ([]publication.Public, error) {
	return s.results, s.err
}

func (s *shelf) Object(_ context.Context, o publication.Objecting, _ time.Time) (string, error) {
	s.objected = o
	return "ABCD-EFGH", s.refuse
}

func (s *shelf) ObjectionAnswer(_ context.Context, code string) (publication.Answer, error) {
	if code != "ABCD-EFGH" {
		return publication.Answer{}, postgres.ErrNoAnswer
	}
	return publication.Answer{Publication: "r1", Ground: publication.Wrong, OpenedAt: noon, Decided: true, Effect: publication.Corrected, Text: "金额已更正。", On: "2026-08-01"}, nil
}

func (s *shelf) Releases(context.Context) (out []statistics.Summary, err error) {
	for _, r := range s.releases {
		out = append(out, statistics.Summary{Month: r.Month, Version: r.Version, At: r.At})
	}
	return out, s.err
}

func (s *shelf) ReleaseOf(_ context.Context, month string) (statistics.Release, error) {
	for _, r := range s.releases {
		if r.Month == month {
			return r, s.err
		}
	}
	return statistics.Release{}, postgres.ErrNoRelease
}

func sprout() lead.InstitutionChanged {
	return lead.InstitutionChanged{
		Institution: "i1", Version: 1, Name: "云汀区新芽艺术培训中心", Aliases: []string{"新芽画室"}, USCC: "91990101MA00000022", Street: "柳塘街道",
		Places: []string{"柳塘街道幸福路12号"}, Papers: lead.BothPapers, Standing: lead.Open, Listed: true, At: noon,
		Licences: []lead.Licence{{Number: "教民199010170001号", Scope: "艺术类", From: "2024-09-01", Until: "2027-08-31", Authority: "云汀区教育局"}},
	}
}

func decision() publication.Public {
	return publication.Public{
		ID: "r1", Product: lead.Penalty, Version: 1, Title: "云汀区新芽艺术培训中心超范围培训案", Text: []string{"当事人超出许可范围开展学科类培训。", "责令退还所收费用。"},
		Fields: []publication.Field{{Code: "CF_WSH", Name: lead.Name{ZH: "行政处罚决定书文号", EN: "Number of the decision"}, Value: "云教罚〔2026〕3号"}},
		Number: "云教罚〔2026〕3号", Department: "education", Category: "B01", Street: "柳塘街道", Institution: "i1", Parties: []string{"云汀区新芽艺术培训中心"},
		DecidedOn: "2026-07-20", Until: "2027-07-20", PublishedAt: noon.AddDate(0, 0, -5), State: publication.Published,
	}
}

func tombstone() publication.Public {
	at := noon.AddDate(0, 0, -1)
	return publication.Public{ID: "r2", Product: lead.Penalty, Version: 1, Number: "云教罚〔2026〕1号", Department: "education", PublishedAt: noon.AddDate(0, -1, 0), State: publication.Withdrawn,
		WithdrawnAt: &at, Reason: "revoked", Note: "复议机关撤销。"}
}

func july() statistics.Release {
	cell := func(n int64) statistics.Cell { return statistics.Cell{N: n} }
	hidden := statistics.Cell{Suppressed: true}
	return statistics.Release{Month: "2026-07", Version: 1, At: noon, Smallest: 5, Tables: []statistics.Table{
		{Name: statistics.StreetsTable, Rows: []string{"柳塘街道", "东岗街道", "other", "total"}, Columns: []string{"A", "B", "total"},
			Cells: [][]statistics.Cell{{cell(12), cell(8), cell(20)}, {hidden, hidden, cell(9)}, {hidden, hidden, hidden}, {cell(18), cell(17), cell(35)}}},
		{Name: statistics.OutcomesTable, Rows: []string{"substantiated", "withdrawn", "total"}, Columns: []string{"n"}, Cells: [][]statistics.Cell{{cell(21)}, {hidden}, {cell(30)}}},
		{Name: statistics.RefundsTable, Rows: []string{"ordered", "paid"}, Columns: []string{"fen", "cases"}, Cells: [][]statistics.Cell{{cell(1234550), cell(6)}, {hidden, hidden}}},
		{Name: statistics.RatesTable, Rows: []string{"solved", "satisfied", "refunded"}, Columns: []string{"over", "under"}, Cells: [][]statistics.Cell{{cell(2), cell(3)}, {cell(0), cell(0)}, {hidden, hidden}}},
	}}
}

// open is the site over a shelf.
func open(t *testing.T, s *shelf) http.Handler {
	t.Helper()
	server := web.NewServer(slog.New(slog.NewTextHandler(io.Discard, nil)), func(error) bool { return false })
	p := &Public{Store: s, Now: func() time.Time { return noon }, District: "990101", Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Link: "https://yunting.example"}
	if err := p.Register(server); err != nil {
		t.Fatal(err)
	}
	return server
}

func full() *shelf {
	return &shelf{institutions: []lead.InstitutionChanged{sprout()}, results: []publication.Public{decision(), tombstone()}, releases: []statistics.Release{july()}}
}

func get(h http.Handler, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return w
}

func post(h http.Handler, target string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// said is the text of a page, without its markup.
func said(body string) string {
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		return err.Error()
	}
	var out strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			out.WriteString(n.Data)
			out.WriteString(" ")
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}
