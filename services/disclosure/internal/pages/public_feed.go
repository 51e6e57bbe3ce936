package pages

import (
	"bytes"
	"encoding/xml"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"xiansuo/services/disclosure/internal/postgres"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/internal/page"
)

// feed, entry and deleted are an Atom feed (RFC 4287) with tombstones (RFC 6721).
type feed struct {
	XMLName xml.Name   `xml:"http://www.w3.org/2005/Atom feed"`
	At      string     `xml:"xmlns:at,attr"`
	Lang    string     `xml:"xml:lang,attr"`
	ID      string     `xml:"id"`
	Title   string     `xml:"title"`
	Updated string     `xml:"updated"`
	Author  string     `xml:"author>name"`
	Links   []feedLink `xml:"link"`
	Entries []any      // in their order
}

type feedLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type feedEntry struct {
	XMLName  xml.Name   `xml:"entry"`
	ID       string     `xml:"id"`
	Title    string     `xml:"title"`
	Updated  string     `xml:"updated"`
	Links    []feedLink `xml:"link"`
	Category *feedTerm  `xml:"category"`
	Content  feedText   `xml:"content"`
}

type feedTerm struct {
	Term string `xml:"term,attr"`
}

type feedText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

type feedDeleted struct {
	XMLName xml.Name   `xml:"at:deleted-entry"`
	Ref     string     `xml:"ref,attr"`
	When    string     `xml:"when,attr"`
	Comment string     `xml:"at:comment"`
	Links   []feedLink `xml:"link"`
}

const feedLength = 50

// feed tells what was published and what was withdrawn, newest first.
func (p *Public) feed(c echo.Context) error {
	list, _, err := p.Store.PublicList(c.Request().Context(), publication.Filter{}, "", feedLength)
	if err != nil {
		return err
	}
	link := p.link(c.Request())
	f := feed{At: "http://purl.org/atompub/tombstones/1.0", Lang: page.Chinese.Tag(), ID: p.tag(link, "feed"), Title: publicWords["feed.title"].ZH,
		Author: publicWords["feed.author"].ZH, Updated: stamp(time.Unix(0, 0)),
		Links: []feedLink{{"self", "application/atom+xml", link + prefix + "feed.atom"}, {"alternate", "text/html", link + prefix + "results"}}}
	for _, one := range list {
		when, item := p.entryOf(link, one)
		f.Updated = max(f.Updated, stamp(when))
		f.Entries = append(f.Entries, item)
	}
	return xmlOf(c, "application/atom+xml; charset=utf-8", f)
}

// entryOf is a publication in the feed, or its tombstone, and when it became so.
func (p *Public) entryOf(link string, one publication.Public) (time.Time, any) {
	id, at := p.tag(link, "result:"+one.ID), link+resultPath(one.ID)
	links := []feedLink{{"alternate", "text/html", at}}
	if one.State != publication.Published {
		when := one.PublishedAt
		if one.WithdrawnAt != nil {
			when = *one.WithdrawnAt
		}
		return when, feedDeleted{Ref: id, When: stamp(when), Comment: comment(one), Links: links}
	}
	e := feedEntry{ID: id, Title: text(one.Title), Updated: stamp(one.PublishedAt), Links: links,
		Content: feedText{"text", text(strings.Join(one.Text, "\n\n"))}}
	if one.Category != "" {
		e.Category = &feedTerm{one.Category}
	}
	return one.PublishedAt, e
}

// comment says why a publication is gone.
func comment(one publication.Public) string {
	why := publicWords["gone."+one.Reason].ZH
	if why == "" {
		why = publicWords["state."+string(one.State)].ZH
	}
	if one.Note != "" {
		why += "：" + one.Note
	}
	return text(why)
}

// text is a text without what XML 1.0 cannot hold.
func text(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 {
			return r
		}
		return -1
	}, s)
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// tagDay is when whoever has the host minted its identifiers. It never changes, so that they stay when things are corrected.
const tagDay = "2026-01-01"

// tag is an identifier (RFC 4151) that stays when addresses change.
func (p *Public) tag(link, what string) string {
	host := "xiansuo.invalid"
	if u, err := url.Parse(link); err == nil && u.Hostname() != "" && net.ParseIP(u.Hostname()) == nil {
		host = strings.ToLower(u.Hostname())
	}
	return "tag:" + host + "," + tagDay + ":" + p.District + ":" + what
}

func xmlOf(c echo.Context, kind string, v any) error {
	var out bytes.Buffer
	out.WriteString(xml.Header)
	encoder := xml.NewEncoder(&out)
	encoder.Indent("", " ")
	if err := encoder.Encode(v); err != nil {
		return err
	}
	return page.Keep(c, http.StatusOK, kind, out.Bytes())
}

// sitemap lists the pages that do not depend on a search (sitemaps.org 0.9).
type sitemap struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

// sitemapLength bounds how many results and how many institutions the sitemap lists.
const sitemapLength = 2000

func (p *Public) sitemap(c echo.Context) error {
	ctx, link := c.Request().Context(), p.link(c.Request())
	var s sitemap
	add := func(path, day string) { s.URLs = append(s.URLs, sitemapURL{link + path, day}) }
	for _, i := range publicNav {
		add(i.Path, "")
	}
	for _, l := range postgres.Lists() {
		add(listPath(l), "")
	}
	months, err := p.months(ctx)
	if err != nil {
		return err
	}
	for _, month := range months {
		add(monthPath(month), "")
	}
	results, _, err := p.Store.PublicList(ctx, publication.Filter{State: publication.Published}, "", sitemapLength)
	if err != nil {
		return err
	}
	for _, one := range results {
		add(resultPath(one.ID), dayOf(one.PublishedAt))
	}
	part, err := p.Store.ListInstitutions(ctx, postgres.ListQuery{List: postgres.AllList, Today: p.today(), Limit: sitemapLength})
	if err != nil {
		return err
	}
	for _, i := range part.Institutions {
		add(institutionPath(i.Institution), dayOf(i.At))
	}
	return xmlOf(c, "application/xml; charset=utf-8", s)
}

func (p *Public) robots(c echo.Context) error {
	return page.Keep(c, http.StatusOK, "text/plain; charset=utf-8", p.robotsText(c.Request()))
}

// robotsText lets everybody collect the pages, but for searches and forms.
func (p *Public) robotsText(r *http.Request) []byte {
	return []byte("User-agent: *\nAllow: " + prefix + "\nDisallow: " + prefix + "find\nDisallow: " + prefix + "objections\nDisallow: " + prefix + "results/*/object\n\nSitemap: " +
		p.link(r) + prefix + "sitemap.xml\n")
}

func monthPath(month string) string { return prefix + "statistics/" + month }
