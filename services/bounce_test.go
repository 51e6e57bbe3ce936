package services_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// chained is a lead as the auditor sees it.
type chained struct {
	State   string        `json:"state"`
	Holder  lead.Holder   `json:"holder"`
	Records []lead.Record `json:"records"`
	Clocks  []struct {
		ID      string      `json:"id"`
		Step    lead.Step   `json:"step"`
		Against lead.Holder `json:"against"`
		EndedAt *time.Time  `json:"endedAt"`
	} `json:"clocks"`
}

func (p *process) call(method, path, who string, body any) (int, []byte) {
	p.t.Helper()
	content, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	r, err := http.NewRequest(method, p.addr.HTTP+path, bytes.NewReader(content))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+p.token(who))
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.StatusCode, answer
}

func (p *process) lead(id string) (l chained) {
	p.t.Helper()
	status, body := p.call("GET", "/routing/api/v1/leads/"+id, "auditor", nil)
	if status != http.StatusOK {
		return l
	}
	if err := json.Unmarshal(body, &l); err != nil {
		p.t.Fatal(err)
	}
	return l
}

// answerOver gives a word over NATS as a department's software does: again under the same id, until its record is there.
func (p *process) answerOver(id, eventID string, d lead.Department, f lead.Fact) {
	p.t.Helper()
	nc, err := nats.Connect(p.addr.NATS, nats.UserCredentials(filepath.Join(p.data, "credentials", string(d)+".creds")))
	if err != nil {
		p.t.Fatal(err)
	}
	defer nc.Close()
	e, err := event.New(event.Origin{Source: "/" + p.addr.District + "/" + string(d), Lead: id, Time: time.Now()}, f)
	if err != nil {
		p.t.Fatal(err)
	}
	e.SetID(eventID)
	body, err := e.MarshalJSON()
	if err != nil {
		p.t.Fatal(err)
	}
	m := nats.NewMsg(bus.AnswerSubject(p.addr.District, d))
	m.Header.Set("content-type", event.ContentType)
	m.Data = body
	await(p.t, "the word "+eventID+" to be taken", func() bool {
		if err := nc.PublishMsg(m); err != nil {
			return false
		}
		for range 20 {
			for _, r := range p.lead(id).Records {
				if r.Cause == eventID {
					return true
				}
			}
			time.Sleep(20 * time.Millisecond)
		}
		return false
	})
}

// Answers try to move one lead 46 times, as happened to the worst real one, over HTTP and NATS, across three restarts of broker and
// routing, of which one loses the broker's folder: it ends at the taskforce at the second "not ours"; whoever it rules for has it;
// every later try is refused and recorded; there is one chain and one set of clocks.
func TestFortySixTriesAcrossThreeRestarts(t *testing.T) {
	data := t.TempDir()
	p := up(t, data)
	_, id, err := p.send(p.token("hotline-12345"), "bounced")
	if err != nil {
		t.Fatal(err)
	}
	await(t, "the lead to be dispatched", func() bool { return p.lead(id).State == "dispatched" })
	departments := lead.Departments()
	disputedAt := 0
	for try := 1; try <= 46; try++ {
		if try%12 == 0 { // three times
			p.kill()
			if try == 24 {
				if err := os.RemoveAll(filepath.Join(data, "nats")); err != nil {
					t.Fatal(err)
				}
			}
			p = up(t, data)
		}
		by, to := whoHas(p.lead(id)), departments[try%len(departments)]
		if by == to {
			to = departments[(try+1)%len(departments)]
		}
		f := lead.AnswerReturned{Reason: lead.NotOurDuty, Competent: string(to), Basis: "权责清单"}
		if try%2 == 0 {
			p.answerOver(id, fmt.Sprint("try-", try), by, f)
		} else {
			p.call("POST", "/routing/api/v1/leads/"+id+"/return", string(by), f)
		}
		if try == 1 { // the desk believes it
			if status, body := p.call("POST", "/routing/api/v1/leads/"+id+"/assign", "desk", lead.DecisionAssigned{Department: to, Reason: "属其职责"}); status != http.StatusOK {
				t.Fatalf("%d %s", status, body)
			}
		}
		if l := p.lead(id); l.State == "disputed" && disputedAt == 0 {
			disputedAt = try
			status, body := p.call("POST", "/routing/api/v1/leads/"+id+"/designate", "taskforce", lead.DecisionDesignated{Department: lead.Education, Reason: "属其职责", Basis: "行政执法监督条例第十三条"})
			if status != http.StatusOK {
				t.Fatalf("%d %s", status, body)
			}
			if status, body = p.call("POST", "/routing/api/v1/leads/"+id+"/sign", "education", lead.AnswerSigned{}); status != http.StatusOK {
				t.Fatalf("%d %s", status, body)
			}
		}
	}
	checkBounced(t, p.lead(id), disputedAt)
}

// whoHas is the department that holds a lead, or to which it was sent last.
func whoHas(l chained) lead.Department {
	if d, ok := l.Holder.Department(); ok {
		return d
	}
	for i := len(l.Records) - 1; i >= 0; i-- {
		if d := lead.Department(l.Records[i].To); d.Valid() && l.Records[i].Kind == lead.KindDispatched {
			return d
		}
	}
	return lead.Education
}

func checkBounced(t *testing.T, l chained, disputedAt int) {
	t.Helper()
	kinds := map[lead.Kind]int{}
	for i, r := range l.Records {
		if r.No != i+1 || i > 0 && r.Prev == "" {
			t.Fatalf("record %d is number %d and names %q", i+1, r.No, r.Prev)
		}
		kinds[r.Kind]++
	}
	if disputedAt != 2 || l.State != "signed" || l.Holder != "education" {
		t.Errorf("disputed at try %d, then %s with %q", disputedAt, l.State, l.Holder)
	}
	if kinds[lead.KindRefused] != 44 || kinds[lead.KindDisputed] != 1 || kinds[lead.KindDesignated] != 1 || kinds[lead.KindReturnAsked] != 2 {
		t.Errorf("%v", kinds)
	}
	running := map[string]int{}
	for _, k := range l.Clocks {
		if k.EndedAt == nil {
			running[string(k.Against)+" "+string(k.Step)]++
		}
	}
	for what, n := range running {
		if n != 1 || what[:9] != "education" {
			t.Errorf("%d clocks run: %s", n, what)
		}
	}
}
