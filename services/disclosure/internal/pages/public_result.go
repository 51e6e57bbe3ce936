package pages

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/lead"
	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/publication"
)

// resultRow is a publication with its address.
type resultRow struct {
	publication.Public
	Path string
}

func rowOf(p publication.Public) resultRow { return resultRow{p, resultPath(p.ID)} }

func rowsOf(all []publication.Public) (rows []resultRow) {
	for _, p := range all {
		rows = append(rows, rowOf(p))
	}
	return rows
}

// Gone reports whether nothing but a tombstone is left.
func (r resultRow) Gone() bool { return r.State != publication.Published }

// Kind is what the publication is about, as the taxonomy calls it.
func (r resultRow) Kind() lead.Name { return lead.Category(r.Category).Name() }

// resultsView is a part of the list of publications, and how it is narrowed.
type resultsView struct {
	Path        string
	Filter      publication.Filter
	Rows        []resultRow
	Products    []lead.Product
	Departments []lead.Department
	Categories  []lead.Category
	Streets     []string
	Next, First string
}

// Set reports whether anything is narrowed.
func (v resultsView) Set() bool { return v.Filter != publication.Filter{} }

// Word is the beginning of the words of the page: each kind has its own.
func (v resultsView) Word() string {
	switch v.Filter.Product {
	case lead.Penalty:
		return "decisions"
	case lead.Exposure:
		return "cases"
	case lead.Policy:
		return "policies"
	}
	return "results"
}

const (
	resultLimit  = 20
	longestWords = 100
)

// products are the kinds of publications that the site lists: each report's own result is told to whoever has its code, and figures have
// pages of their own.
var products = []lead.Product{lead.Penalty, lead.Exposure, lead.Listing, lead.Policy}

var monthPattern = regexp.MustCompile(`^20\d\d-(0[1-9]|1[0-2])$`)

func (p *Public) results(c echo.Context) error {
	ctx := c.Request().Context()
	choices, err := p.Store.ListChoices(ctx, postgres.AllList, p.today())
	if err != nil {
		return err
	}
	v := resultsView{Path: prefix + "results", Products: products, Departments: lead.Departments(), Categories: categories(), Streets: choices.Streets}
	v.Filter = narrowed(c, v)
	after := c.QueryParam("after")
	list, next, err := p.Store.PublicList(ctx, v.Filter, after, resultLimit)
	if err != nil {
		return err
	}
	v.Rows = rowsOf(list)
	kept := map[string]string{"product": string(v.Filter.Product), "department": v.Filter.Department, "type": v.Filter.Category, "street": v.Filter.Street,
		"month": v.Filter.Month, "words": v.Filter.Query}
	if next != "" {
		v.Next = turn(v.Path, kept, next)
	}
	if after != "" {
		v.First = turn(v.Path, kept, "")
	}
	return p.site.Render(c, http.StatusOK, "results", v)
}

// narrowed is the filter that a request asks for. What the list cannot be narrowed to is left alone.
func narrowed(c echo.Context, v resultsView) (f publication.Filter) {
	if product := lead.Product(c.QueryParam("product")); slices.Contains(v.Products, product) {
		f.Product = product
	}
	if d := lead.Department(c.QueryParam("department")); d.Valid() {
		f.Department = string(d)
	}
	if category := lead.Category(c.QueryParam("type")); slices.Contains(v.Categories, category) {
		f.Category = string(category)
	}
	if month := c.QueryParam("month"); monthPattern.MatchString(month) {
		f.Month = month
	}
	f.Street = among(c.QueryParam("street"), v.Streets)
	if words := c.QueryParam("words"); utf8.RuneCountInString(words) <= longestWords {
		f.Query = words
	}
	return f
}

// categories are those of the taxonomy that something can be published about: what is not for these departments is left out, and so is
// harm to a minor, of which nothing is published but numbers.
func categories() (out []lead.Category) {
	for _, group := range "ABCDEFGH" {
		for n := 1; n < 20; n++ {
			c := lead.Category(string(group) + string(rune('0'+n/10)) + string(rune('0'+n%10)))
			if c.Valid() && c != "G06" {
				out = append(out, c)
			}
		}
	}
	return out
}

// result shows one publication, or what is left of it: that it was withdrawn and why is public too, so it is not "not found".
func (p *Public) result(c echo.Context) error {
	found, err := p.Store.PublicGet(c.Request().Context(), c.Param("id"))
	if err != nil {
		return missing(err)
	}
	status := http.StatusOK
	if found.State != publication.Published {
		status = http.StatusGone
	}
	return p.site.Render(c, status, "result", rowOf(found))
}

// Institutional are the pages of the institutions that the publication is about.
func (r resultRow) Institutional() (paths []string) {
	all := r.Institutions
	if len(all) == 0 && r.Institution != "" {
		all = []string{r.Institution}
	}
	for _, id := range all {
		paths = append(paths, institutionPath(id))
	}
	return paths
}

// ByParty are the elements of the decision, party by party, without those that have no value.
func (r resultRow) ByParty() (parties [][]publication.Field) {
	for _, party := range publication.Rows(r.Fields) {
		parties = append(parties, slices.DeleteFunc(slices.Clone(party), func(f publication.Field) bool { return f.Value == "" }))
	}
	return parties
}

// When is the day on which it became what it is.
func (r resultRow) When() time.Time {
	if r.WithdrawnAt != nil {
		return *r.WithdrawnAt
	}
	return r.PublishedAt
}

// Download is the address of a file that goes with the publication.
func (r resultRow) Download(f publication.File) string {
	return "/disclosure/open/publications/" + url.PathEscape(r.ID) + "/files/" + f.SHA256
}
