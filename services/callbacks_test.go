package services_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"xiansuo/services/internal/webhook"
)

// called is a call that a receiver got.
type called struct {
	header http.Header
	body   []byte
}

// receiver is a hotline that prefers to be called.
type receiver struct {
	*httptest.Server
	mu    sync.Mutex
	calls []called
}

func (r *receiver) got() []called {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.calls)
}

// receives starts a receiver.
func receives(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.calls = append(r.calls, called{q.Header, body})
	}))
	t.Cleanup(r.Close)
	return r
}

// receives starts a receiver and lists it as a sender's callback, with more members of the setting.
func (s *system) receives(t *testing.T, sender string, more ...string) *receiver {
	t.Helper()
	r := receives(t)
	setting := "- sender: " + sender + "\n  url: " + r.URL + "/hook\n"
	for _, line := range more {
		setting += "  " + line + "\n"
	}
	if a := s.call("PUT", "/intake/api/v1/settings/callbacks", "desk", "application/yaml", []byte(setting)); a.status != http.StatusOK {
		t.Fatalf("callbacks: %d %s", a.status, a.body)
	}
	// This process has taken it up when the next update is called: until then nothing is lost, it is only read.
	await(t, "the setting to be taken up", func() bool { return strings.Contains(s.log.String(), "settings taken up") })
	return r
}

// A hotline that prefers to be called is called once for each update that it wants, signed, in order, with its ticket, the due date and a
// link, and without a word of text; what it is called about is what it reads.
func TestCallbacks(t *testing.T) {
	s := startSystem(t)
	r := s.receives(t, "hotline-12345", "kinds: [sent, signed, question, done]", "generation: 2")
	id := s.accepted("c-1", homeTutor)
	s.say(id, "sign", "education", map[string]any{})
	s.say(id, "ask", "education", map[string]any{"question": "哪几天上课？"})
	s.say(id, "resume", "education", map[string]any{"note": "已问清"})
	s.say(id, "done", "education", map[string]any{"outcome": "substantiated", "note": "已办"})
	s.say(id, "close", "desk", map[string]any{})
	s.updates("hotline-12345", "T-100", "accepted sent signed question done")
	await(t, "four calls", func() bool { return len(r.got()) == 4 })
	secrets, err := webhook.NewSecrets(webhookKey)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"ticket.sent", "ticket.signed", "ticket.question", "ticket.done"} {
		c := r.got()[i]
		for _, generation := range []int{1, 2} { // while a secret is renewed, both sign
			secret, err := secrets.Show("hotline-12345", generation)
			if err != nil {
				t.Fatal(err)
			}
			hook, err := standard.NewWebhook(secret)
			if err != nil {
				t.Fatal(err)
			}
			if err := hook.Verify(c.body, c.header); err != nil {
				t.Errorf("call %d, generation %d: %v", i, generation, err)
			}
		}
		var got struct {
			Type string
			Data map[string]any
		}
		if err := json.Unmarshal(c.body, &got); err != nil {
			t.Fatal(err)
		}
		due, hasDue := got.Data["due"]
		delete(got.Data, "due")
		if got.Type != want || len(got.Data) != 3 || got.Data["lead"] != id || got.Data["number"] != "T-100" || hasDue != (want == "ticket.question") {
			t.Errorf("call %d: %s, due %v", i, c.body, due)
		}
		link, _ := got.Data["link"].(string)
		if a := s.get(strings.TrimPrefix(link, s.url), "hotline-12345"); link == "" || a.status != http.StatusOK {
			t.Errorf("link %q leads to %d", link, a.status)
		}
	}
	var list struct {
		Deliveries []struct{ State, Endpoint, Lead string }
	}
	await(t, "the desk to see them delivered", func() bool {
		s.get("/intake/api/v1/deliveries?state=sent", "desk").into(t, &list)
		return len(list.Deliveries) == 4 && list.Deliveries[0].Lead == id
	})
}

// What is wrong with callbacks is said and keeps out nobody who was called before; only the desk and the taskforce load them.
func TestCallbacksAreChecked(t *testing.T) {
	s := startSystem(t)
	put := func(kind, who, content string) answer {
		return s.call("PUT", "/intake/api/v1/settings/"+kind, who, "application/yaml", []byte(content))
	}
	for content, want := range map[string]string{
		"- {sender: a, url: 'http://10.0.0.1/'}":                                             "may not be called",
		"- {sender: a, url: 'https://user:pw@hotline.example/'}":                             "may not be called",
		"- {sender: A b, url: 'https://hotline.example/'}":                                   "name of a token",
		"- {sender: a, url: 'https://x.example/', kinds: [loud]}":                            "kind \\\"loud\\\"",
		"- {sender: a, url: 'https://x.example/', generation: -1}":                           "generation",
		"- {sender: a, url: 'https://x.example/'}\n- {sender: a, url: 'https://x.example/'}": "once",
		"- {sender: a, uri: 'https://x.example/'}":                                           "uri",
		"a: b": "callbacks",
	} {
		if a := put("callbacks", "desk", content); a.status != http.StatusUnprocessableEntity || !strings.Contains(string(a.body), want) || strings.Contains(string(a.body), "pw@") {
			t.Errorf("%q: %d %s", content, a.status, a.body)
		}
	}
	if a := put("doorbells", "desk", "[]"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("another kind: %d", a.status)
	}
	for who, want := range map[string]int{"taskforce": 200, "desk": 200, "education": 403, "hotline-12345": 403, "auditor": 403} {
		if a := put("callbacks", who, "- {sender: a, url: 'https://hotline.example/'}"); a.status != want {
			t.Errorf("%s loads callbacks: %d %s", who, a.status, a.body)
		}
	}
	if a := s.get("/intake/api/v1/settings", "auditor"); !strings.Contains(string(a.body), "hotline.example") {
		t.Errorf("the auditor reads %s", a.body)
	}
}

// xiansuo prints the secret that a receiver checks with, lists calls of both services and has one tried again; inward addresses are
// called only where the operator allows them.
func TestWebhookCommand(t *testing.T) {
	data := t.TempDir()
	p := up(t, data, "--webhook-allow", "127.0.0.1")
	info, err := os.Stat(filepath.Join(data, "keys", "webhook.key"))
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() != 32 {
		t.Fatalf("the key: %v, %v", info, err)
	}
	key, err := os.ReadFile(filepath.Join(data, "keys", "webhook.key"))
	if err != nil {
		t.Fatal(err)
	}
	secrets, err := webhook.NewSecrets(key)
	if err != nil {
		t.Fatal(err)
	}
	want, err := secrets.Show("hotline-12345", 2)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.xiansuo("webhook", "secret", "hotline-12345", "--generation", "2"); !strings.Contains(got, want) {
		t.Errorf("the secret is not printed")
	}
	if got := p.xiansuo("webhook", "secret", "hotline-12345", "--generation", "0"); strings.Contains(got, "whsec_") {
		t.Errorf("generation 0: %s", got)
	}
	gone := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }))
	t.Cleanup(gone.Close)
	s := &system{t: t, url: p.addr.HTTP}
	put := func() int {
		r, err := http.NewRequest("PUT", s.url+"/intake/api/v1/settings/callbacks", strings.NewReader("- {sender: hotline-12345, url: '"+gone.URL+"'}"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+p.token("desk"))
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	if status := put(); status != http.StatusOK {
		t.Fatalf("callbacks: %d", status)
	}
	list := func() (out map[string][]webhook.Delivery) {
		_ = json.Unmarshal([]byte(p.xiansuo("webhook", "deliveries")), &out)
		return out
	}
	n := 0
	await(t, "a call that is gone", func() bool {
		n++
		if _, _, err := p.send(p.token("hotline-12345"), "w-"+string(rune('a'+n%26))+strings.Repeat("x", n/26)); err != nil {
			t.Fatal(err)
		}
		got := list()["intake"]
		return len(got) > 0 && got[0].State == webhook.Gone
	})
	if out := p.xiansuo("webhook", "retry", "intake", list()["intake"][0].ID); !strings.Contains(out, "tried now") {
		t.Errorf("retry: %s", out)
	}
	if out := p.xiansuo("webhook", "retry", "ledger", "x"); !strings.Contains(out, "calls nobody") {
		t.Errorf("retry at a service that calls nobody: %s", out)
	}
	await(t, "it to be tried again", func() bool { return list()["intake"][0].Attempts >= 2 })
	if _, _, err := p.send(p.token("hotline-12345"), "w-last"); err != nil {
		t.Fatal(err)
	}
	tried := func() (n int) {
		for _, d := range list()["intake"] {
			n += d.Attempts
		}
		return n
	}
	before := tried()
	if status := put(); status != http.StatusOK {
		t.Fatalf("callbacks again: %d", status)
	}
	await(t, "the newer list to be called", func() bool { return tried() > before })
}
