package load

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// Senders push complaints one by one and in batches, and what comes later about them.
type Senders struct {
	URL    string // of intake
	Token  string
	Source string // /<district>/hotline-12345
	Prefix string // of the ids of events, where several run one after another
	Rate   int    // events a second
	Seed   uint64
	Told   *Told
	client *http.Client

	mu      sync.Mutex
	tickets []ticket // that were taken, to speak of later
}

// ticket is a complaint that was taken.
type ticket struct {
	number, id string
	body       json.RawMessage
}

// workers is how many requests are open at once, at most.
const workers = 24

// Run sends until ctx ends, and waits until every request that it began was answered or given up.
func (s *Senders) Run(ctx context.Context) {
	transport := &http.Transport{MaxIdleConnsPerHost: workers}
	defer transport.CloseIdleConnections()
	s.client = &http.Client{Transport: transport, Timeout: 10 * time.Second}
	random := rand.New(rand.NewPCG(s.Seed, 2))
	jobs := make(chan []json.RawMessage)
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for batch := range jobs {
				s.deliver(ctx, batch)
			}
		})
	}
	tick := time.NewTicker(time.Second / time.Duration(max(1, s.Rate)))
	defer tick.Stop()
	for n, debt := 0, 0; ctx.Err() == nil; {
		select {
		case <-ctx.Done():
		case <-tick.C:
			if debt > 0 { // a batch counts as what is in it
				debt--
				continue
			}
			batch := s.draw(random, n)
			n += len(batch)
			select {
			case jobs <- batch:
				debt = len(batch) - 1
			case <-ctx.Done():
			}
		}
	}
	close(jobs)
	group.Wait()
}

// draw returns what is sent next: mostly one new complaint.
func (s *Senders) draw(random *rand.Rand, n int) []json.RawMessage {
	switch dice := random.IntN(100); {
	case dice < 4:
		batch := make([]json.RawMessage, 5+random.IntN(20))
		for i := range batch {
			batch[i] = s.complaint(random, fmt.Sprintf("%sb%d-%d", s.Prefix, n, i), "")
		}
		return batch
	case dice < 10: // a repeat of a matter of the last seconds, by another reporter
		return []json.RawMessage{s.complaint(random, fmt.Sprintf("%sr%d", s.Prefix, n), fmt.Sprintf("%smatter-%d", s.Prefix, n/40))}
	case dice < 30:
		if again := s.later(random, n); again != nil {
			return []json.RawMessage{again}
		}
	}
	return []json.RawMessage{s.complaint(random, fmt.Sprintf("%sc%d", s.Prefix, n), "")}
}

// complaint returns a new complaint, or one about a matter that others report too.
func (s *Senders) complaint(random *rand.Rand, id, matter string) json.RawMessage {
	text, place := drawText(random), placeOf(id)
	if matter != "" {
		text, place = 0, placeOf(matter)
	}
	body := fmt.Sprintf(texts[text], place)
	if matter == "" {
		body += "编号" + id
	}
	return s.event(id, lead.ComplaintSubmitted{}.EventType(), map[string]any{
		"channel": "hotline", "number": "N-" + id, "title": "反映校外培训问题", "text": body,
		"place":    map[string]any{"address": "云汀区柳塘街道" + place, "street": "柳塘街道"},
		"reporter": map[string]any{"name": "测试人", "phone": "13800138000", "reply": true},
	})
}

// later returns something about a ticket that was taken, or nil while there is none.
func (s *Senders) later(random *rand.Rand, n int) json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.tickets) == 0 {
		return nil
	}
	t := s.tickets[random.IntN(len(s.tickets))]
	id := fmt.Sprintf("%sl%d", s.Prefix, n)
	switch dice := random.IntN(20); {
	case dice < 8:
		return t.body // the same event again
	case dice < 15:
		return s.event(id, lead.ComplaintSupplemented{}.EventType(), map[string]any{"number": t.number, "text": "补充：今天又来了一批学生，车停满了楼下。第" + id + "次。"})
	case dice < 18:
		return s.event(id, lead.ComplaintUrged{}.EventType(), map[string]any{"number": t.number, "note": "什么时候有结果？"})
	}
	return s.event(id, lead.ComplaintWithdrawn{}.EventType(), map[string]any{"number": t.number, "note": "不追究了"})
}

func (s *Senders) event(id, typ string, data map[string]any) json.RawMessage {
	body, _ := json.Marshal(map[string]any{"specversion": "1.0", "id": id, "source": s.Source, "type": typ, "data": data}) // of text and numbers: it cannot fail
	return body
}

// patience is how long a sender tries to get an event taken before it gives up. What it was not told about is nobody's promise.
const patience = 40 * time.Second

// deliver sends a batch until it was answered, as a sender does that loses nothing.
func (s *Senders) deliver(ctx context.Context, batch []json.RawMessage) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	for wait := 100 * time.Millisecond; ctx.Err() == nil; wait = min(2*wait, 2*time.Second) {
		done, retryAfter := s.post(ctx, batch)
		s.Told.sent(!done)
		if done {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(max(wait, retryAfter)):
		}
	}
}

// result is what intake answers of an event.
type result struct{ Source, ID, Lead, Status string }

// post sends a batch once and remembers what was said of it. It reports whether nothing is left to send again.
func (s *Senders) post(ctx context.Context, batch []json.RawMessage) (done bool, retryAfter time.Duration) {
	var body []byte = batch[0]
	contentType := event.ContentType
	if len(batch) > 1 {
		body, _ = json.Marshal(batch)
		contentType = "application/cloudevents-batch+json"
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/intake/api/v1/events", bytes.NewReader(body))
	if err != nil {
		return true, 0
	}
	r.Header.Set("Authorization", "Bearer "+s.Token)
	r.Header.Set("Content-Type", contentType)
	resp, err := s.client.Do(r)
	if err != nil {
		return false, 0
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		return false, 0 // the answer did not arrive whole: nothing was promised
	}
	switch {
	case resp.StatusCode >= 500 || resp.StatusCode == http.StatusTooManyRequests:
		d, _ := time.ParseDuration(resp.Header.Get("Retry-After") + "s")
		return false, min(d, 3*time.Second)
	case resp.StatusCode >= 300:
		return true, 0 // refused for good, such as a word about a ticket that was never taken
	}
	s.told(batch, content)
	return true, 0
}

// told remembers what was taken.
func (s *Senders) told(batch []json.RawMessage, content []byte) {
	results := make([]result, 1)
	if len(batch) > 1 {
		_ = json.Unmarshal(content, &results)
	} else {
		_ = json.Unmarshal(content, &results[0])
	}
	for i, r := range results {
		if i >= len(batch) || r.Lead == "" {
			continue
		}
		var e struct {
			ID, Type string
			Data     struct{ Number string }
		}
		_ = json.Unmarshal(batch[i], &e)
		s.Told.accepted(Key{s.Source, e.ID}, r.Lead)
		if e.Type == (lead.ComplaintSubmitted{}).EventType() && r.Status == "accepted" {
			s.remember(ticket{number: e.Data.Number, id: e.ID, body: batch[i]})
		}
	}
}

// remember keeps some tickets to speak of later: not for ever the oldest, nor only the newest.
func (s *Senders) remember(t ticket) {
	const kept = 500
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.tickets) < kept {
		s.tickets = append(s.tickets, t)
		return
	}
	s.tickets[rand.IntN(kept)] = t
}
