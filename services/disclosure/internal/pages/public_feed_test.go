package pages

import (
	"encoding/xml"
	"net/http/httptest"
	"strings"
	"testing"
)

type readFeed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"http://www.w3.org/2005/Atom id"`
	Updated string   `xml:"http://www.w3.org/2005/Atom updated"`
	Author  string   `xml:"http://www.w3.org/2005/Atom author>name"`
	Links   []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"http://www.w3.org/2005/Atom link"`
	Entries []struct {
		ID      string `xml:"http://www.w3.org/2005/Atom id"`
		Title   string `xml:"http://www.w3.org/2005/Atom title"`
		Content struct {
			Type string `xml:"type,attr"`
			Text string `xml:",chardata"`
		} `xml:"http://www.w3.org/2005/Atom content"`
	} `xml:"http://www.w3.org/2005/Atom entry"`
	Deleted []struct {
		Ref     string `xml:"ref,attr"`
		When    string `xml:"when,attr"`
		Comment string `xml:"http://purl.org/atompub/tombstones/1.0 comment"`
	} `xml:"http://purl.org/atompub/tombstones/1.0 deleted-entry"`
}

// The feed tells what is public with identifiers that stay, and what was withdrawn as a tombstone of the same identifier, whatever
// characters are in it.
func TestFeed(t *testing.T) {
	s := full()
	s.results[0].Title, s.results[0].Text = "<b>&]]>\x0b\ufffe标题", []string{"<script>", "二"}
	h := open(t, s)
	w := get(h, "/public/feed.atom")
	var f readFeed
	if err := xml.Unmarshal(w.Body.Bytes(), &f); err != nil {
		t.Fatalf("%v in %s", err, w.Body)
	}
	if f.ID != "tag:yunting.example,2026-01-01:990101:feed" || f.Author == "" || f.Updated != "2026-07-31T04:00:00Z" || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/atom+xml") {
		t.Errorf("%+v", f)
	}
	if len(f.Entries) != 1 || len(f.Deleted) != 1 {
		t.Fatalf("%d entries, %d tombstones", len(f.Entries), len(f.Deleted))
	}
	if e := f.Entries[0]; e.Title != "<b>&]]>标题" || e.Content.Text != "<script>\n\n二" || e.Content.Type != "text" {
		t.Errorf("%+v", e)
	}
	alive, dead := s.results[1], f.Deleted[0]
	alive.State, alive.WithdrawnAt, alive.PublishedAt = "published", nil, noon // published again, corrected
	s.results[1] = alive
	again := get(h, "/public/feed.atom").Body.String()
	if !strings.Contains(again, "<id>"+dead.Ref+"</id>") || dead.When != "2026-07-31T04:00:00Z" || dead.Comment != "决定已撤销：复议机关撤销。" {
		t.Errorf("%+v", dead)
	}
	if err := xml.Unmarshal(get(open(t, &shelf{}), "/public/feed.atom").Body.Bytes(), &f); err != nil {
		t.Errorf("an empty feed: %v", err)
	}
}

// The sitemap lists whole addresses of every page that does not depend on a search, and robots are told of it.
func TestSitemap(t *testing.T) {
	h := open(t, full())
	var s struct {
		URLs []struct {
			Loc string `xml:"loc"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal(get(h, "/public/sitemap.xml").Body.Bytes(), &s); err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for _, u := range s.URLs {
		if !strings.HasPrefix(u.Loc, "https://yunting.example/public/") || all[u.Loc] || get(h, strings.TrimPrefix(u.Loc, "https://yunting.example")).Code >= 400 && !strings.HasSuffix(u.Loc, "/r2") {
			t.Errorf("%s", u.Loc)
		}
		all[u.Loc] = true
	}
	for _, path := range []string{"", "results/r1", "institutions/i1", "lists/white", "statistics/2026-07"} {
		if !all["https://yunting.example/public/"+path] {
			t.Errorf("lacks %s", path)
		}
	}
	if robots := get(h, "/public/robots.txt").Body.String(); !strings.Contains(robots, "Sitemap: https://yunting.example/public/sitemap.xml") || !strings.Contains(robots, "Allow: /public/") {
		t.Errorf("%s", robots)
	}
}

// Without a configured address the request's own is taken, and only if it can be a host.
func TestLink(t *testing.T) {
	p := &Public{}
	for host, want := range map[string]string{"yunting.example:8080": "http://yunting.example:8080", "[::1]:80": "http://[::1]:80", "a b": "", `x"><script>`: "", "": ""} {
		r := httptest.NewRequest("GET", "/public/", nil)
		r.Host = host
		if got := p.link(r); got != want {
			t.Errorf("%s: %s", host, got)
		}
	}
	for link, want := range map[string]string{"": "tag:xiansuo.invalid,2026-01-01::x", "http://127.0.0.1:8080": "tag:xiansuo.invalid,2026-01-01::x", "https://Yunting.example": "tag:yunting.example,2026-01-01::x"} {
		if got := p.tag(link, "x"); got != want {
			t.Errorf("%s: %s", link, got)
		}
	}
}
