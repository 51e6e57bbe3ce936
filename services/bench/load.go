package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/local"
)

// target is a running system that takes complaints and has a department's queue.
type target struct {
	url, token string
	close      func()
	// got is told the ticket number of each message that was fetched from the queue and acknowledged. One consumer fetches for as
	// long as the target is open: what the broker gave to one that has gone comes again only after half a minute.
	got atomic.Pointer[func(number string)]
}

// texts are complaints that the rules send to education, of the length that citizens write.
var texts = []string{
	"我住的%s，楼上每周一三五下午两点准时有五六个初中生上去，四点多才下来，手里都拿着数学卷子。听邻居说是个退休老师在家里教数学和物理，一节课收两百，已经从放暑假第一天搞到现在了。希望你们来查一查。编号%s",
	"%s的高中辅导学校是有证的，但是他们周六周日全天上课，暑假也从没停过，晚上经常到十点才放人，楼下全是接孩子的车。你们文件不是说节假日和寒暑假不能上学科课吗？编号%s",
	"%s的托管机构登记为午晚托，今日15时入户，四间教室均在讲授小学奥数与三年级英语，现场学生41人，有课程表，收费单写晚托加提优。负责人拒绝提供办学许可证。编号%s",
}

// placeOf is a place of its own for each complaint: what speaks of one place would be folded.
func placeOf(id string) string {
	h := fnv.New32a()
	h.Write([]byte(id))
	return fmt.Sprintf("学府路%d号%d栋%d室", h.Sum32()%9973, h.Sum32()/9973%97, h.Sum32()/9973/97%4000)
}

// complaint returns the n-th complaint as an event in structured mode.
func complaint(id string, n int) []byte {
	body, _ := json.Marshal(map[string]any{
		"specversion": "1.0", "id": id, "source": "/990101/hotline-12345", "type": lead.ComplaintSubmitted{}.EventType(),
		"data": map[string]any{
			"channel": "hotline", "number": "N-" + id, "title": "反映校外培训问题", "text": fmt.Sprintf(texts[n%len(texts)], placeOf(id), id),
			"place":    map[string]any{"address": "云汀区柳塘街道" + placeOf(id), "street": "柳塘街道"},
			"reporter": map[string]any{"name": "测试人", "phone": "13800138000", "reply": true},
		},
	})
	return body
}

// result is what a load brought.
type result struct {
	sent, refused, arrived int
	took                   time.Duration
	accept, whole          []time.Duration // of each complaint, until its answer and until its acknowledged message
}

// rate is acknowledged department messages a second.
func (r result) rate() float64 { return float64(r.arrived) / r.took.Seconds() }

// run posts complaints one by one from so many clients for a while, and waits until each one's message was fetched from the
// department's queue and acknowledged.
func (t *target) run(ctx context.Context, clients int, d time.Duration, prefix string) (result, error) {
	began := time.Now()
	var mu sync.Mutex
	var r result
	times := map[string]time.Time{}
	var expected, arrived atomic.Int64
	transport := &http.Transport{MaxIdleConnsPerHost: clients}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	last := began
	got := func(number string) {
		mu.Lock()
		defer mu.Unlock()
		if at, ok := times[number]; ok {
			r.whole = append(r.whole, time.Since(at))
			last = time.Now()
			arrived.Add(1)
		}
	}
	t.got.Store(&got)
	var wg sync.WaitGroup
	for c := range clients {
		wg.Go(func() {
			for i := 0; time.Since(began) < d && ctx.Err() == nil; i++ {
				id := fmt.Sprintf("%s-%d-%d", prefix, c, i)
				at := time.Now()
				mu.Lock()
				times["N-"+id] = at
				mu.Unlock()
				status, err := t.post(ctx, client, complaint(id, i+c))
				mu.Lock()
				r.sent++
				if err != nil || status != http.StatusAccepted {
					r.refused++
					delete(times, "N-"+id)
				} else {
					expected.Add(1)
					r.accept = append(r.accept, time.Since(at))
				}
				mu.Unlock()
				if status == http.StatusTooManyRequests {
					time.Sleep(100 * time.Millisecond)
				}
			}
		})
	}
	wg.Wait()
	for arrived.Load() < expected.Load() && time.Since(began) < d+time.Minute {
		time.Sleep(5 * time.Millisecond)
	}
	mu.Lock()
	defer mu.Unlock()
	r.arrived, r.took = int(arrived.Load()), last.Sub(began)
	if r.arrived < int(expected.Load()) {
		return r, fmt.Errorf("%d of %d complaints never arrived", int(expected.Load())-r.arrived, expected.Load())
	}
	return r, nil
}

func (t *target) post(ctx context.Context, client *http.Client, body []byte) (int, error) {
	req, err := http.NewRequestWithContext(ctx, "POST", t.url, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", event.ContentType)
	req.Header.Set("Authorization", "Bearer "+t.token)
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	return resp.StatusCode, err
}

// fetch takes the queue as a department's software does, and acknowledges each message.
func (t *target) fetch(queue jetstream.Consumer) error {
	_, err := queue.Consume(func(m jetstream.Msg) {
		var e struct {
			Data struct{ Matter struct{ Number string } }
		}
		if got := t.got.Load(); json.Unmarshal(m.Data(), &e) == nil && m.Ack() == nil && got != nil {
			(*got)(e.Data.Matter.Number)
		}
	}, jetstream.PullMaxMessages(1000))
	return err
}

// ours is a running xiansuo, by its data folder.
func ours(ctx context.Context, data string) (*target, error) {
	a, err := local.ReadAddresses(data)
	if err != nil {
		return nil, err
	}
	token, err := local.ReadToken(data, "hotline-12345")
	if err != nil {
		return nil, err
	}
	nc, err := nats.Connect(a.NATS, nats.UserCredentials(data+"/credentials/education.creds"))
	if err != nil {
		return nil, err
	}
	js, err := jetstream.NewWithAPIPrefix(nc, a.APIPrefix)
	if err != nil {
		return nil, err
	}
	consumer, err := js.Consumer(ctx, bus.Leads, string(lead.Education))
	if err != nil {
		return nil, err
	}
	t := &target{url: a.HTTP + "/intake/api/v1/events", token: token, close: nc.Close}
	return t, t.fetch(consumer)
}
