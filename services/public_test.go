package services_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
)

// What the register says of an institution is on the public site for everybody, without a token; an older version that comes late changes
// nothing, what keeps it from teaching is said at once, and what is removed vanishes.
func TestPublicSiteFollowsTheRegister(t *testing.T) {
	s := startSystem(t)
	say := s.register()
	i := lead.InstitutionChanged{
		Institution: "990101-i-7", Version: 2, Name: "云汀区新芽艺术培训中心", USCC: "91990101MA00000022", Street: "柳塘街道", Places: []string{"柳塘街道幸福路12号"},
		Papers: lead.BothPapers, Standing: lead.Open, Listed: true, Licences: []lead.Licence{{Number: "教民00001号", Scope: "艺术类", Until: "2999-08-31"}}, At: time.Now().UTC(),
	}
	old, suspended, removed := i, i, i
	old.Version, old.Name, old.Standing = 1, "云汀区旧名艺术培训中心", lead.Closed
	suspended.Version, suspended.Standing = 3, lead.Suspended
	removed.Version, removed.Removed = 4, true

	path := "/public/institutions/" + i.Institution
	say(i, old)
	await(t, "the institution on the site", func() bool { return s.get(path, "").status == http.StatusOK })
	if page := string(s.get(path, "").body); !strings.Contains(page, "新芽") || !strings.Contains(page, "verdict good") {
		t.Errorf("%s", page)
	}
	for _, asked := range []string{"雲汀區新芽（藝術）培訓中心", "91990101 ma000000 22"} {
		if found := s.find(asked); found != path {
			t.Errorf("%s leads to %s", asked, found)
		}
	}
	if list := s.get("/public/lists/white", ""); !strings.Contains(string(list.body), "新芽") {
		t.Errorf("the white list lacks it: %s", list.body)
	}
	say(suspended)
	await(t, "the suspension", func() bool { return strings.Contains(string(s.get(path, "").body), "verdict stop") })
	if list := s.get("/public/lists/white", ""); strings.Contains(string(list.body), "新芽") {
		t.Error("a suspended institution is on the white list")
	}
	say(removed, suspended)
	await(t, "its removal", func() bool { return s.get(path, "").status == http.StatusNotFound })
	if data := s.get("/public/data/institutions.json", ""); data.status != http.StatusOK || strings.Contains(string(data.body), "新芽") {
		t.Errorf("%d %s", data.status, data.body)
	}
	if robots := s.get("/robots.txt", ""); !strings.Contains(string(robots.body), s.url+"/public/sitemap.xml") {
		t.Errorf("robots: %s", robots.body)
	}
}

// register returns what says institutions as enforcement does.
func (s *system) register() func(all ...lead.InstitutionChanged) {
	log := outbox.NewLog(s.db.Pool(s.t, "enforcement"), "enforcement", "990101")
	return func(all ...lead.InstitutionChanged) {
		s.t.Helper()
		err := log.Save(s.t.Context(), func(_ context.Context, tx *outbox.Tx) error {
			for _, i := range all {
				e, err := event.New(event.Origin{Source: log.Source(), Lead: i.Institution, Time: i.At}, i)
				if err != nil {
					return err
				}
				if err := tx.Append(e, ""); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

// find returns where a search leads.
func (s *system) find(text string) string {
	s.t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Get(s.url + "/public/find?q=" + url.QueryEscape(text))
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.Header.Get("Location")
}
