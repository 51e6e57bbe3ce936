package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/local"
)

// fate is how far a lead of the seed goes, and how many of a block go so. Of real messages to a hotline three in four are not for this system.
type fate struct {
	name   string
	count  int
	text   string
	words  []word
	repeat bool // it is told twice: the second is folded into the first
}

// word is one that somebody gives.
type word struct{ name, who, data string }

var (
	signed = []word{{"sign", "education", `{}`}, {"feed-back", "education", `{"stage":"contacted","note":"已电话联系，约定今日上门核查。"}`}}
	done   = append(signed[:2:2], word{"done", "education", `{"outcome":"substantiated","note":"现场查实，已责令停止并退还所收费用。","reply":"您反映的情况属实，已责令其停止培训并退费。"}`})
	closed = append(done[:3:3], word{"close", "desk", `{}`})
)

// declined are texts that the rules send back, unclear one that they leave to the desk.
const (
	declined = "我家孩子在公办小学上四年级，作业多得写到十一点，课后服务还让自愿报名交材料费，食堂也不好吃。编号%d"
	unclear  = "请有关部门来看看这里的情况，谢谢。编号%d"
)

var fates = []fate{
	{name: "declined", count: 130, text: declined},
	{name: "folded", count: 12, repeat: true},
	{name: "closed", count: 26, words: closed},
	{name: "archived", count: 6, words: append(closed[:4:4], word{"revisit", "desk", `{"reached":true,"responded":"yes","solved":"yes","satisfied":"yes"}`})},
	{name: "dispatched", count: 8},
	{name: "signed", count: 10, words: signed},
	{name: "submitted", count: 4, words: done},
	{name: "at the desk", count: 4, text: unclear},
}

// seeded is how many leads the seed has.
func seeded() (n int) {
	for _, f := range fates {
		n += f.count
	}
	return n
}

// seedComplaint returns a complaint whose id, ticket number and place are as long as those of every copy.
func seedComplaint(n int, f fate, place int) (id string, body []byte) {
	id = fmt.Sprintf("S-K00000000-%04d", n)
	address := fmt.Sprintf("学府路1000号%d栋%d室", place%90+1, 1000+place)
	text := f.text
	if text == "" {
		text = fmt.Sprintf(texts[place%2], address, "%d") // of those that one department handles alone
	}
	body, _ = json.Marshal(map[string]any{
		"specversion": "1.0", "id": id, "source": "/990101/hotline-12345", "type": lead.ComplaintSubmitted{}.EventType(),
		"data": map[string]any{
			"channel": "hotline", "number": ticket(id), "title": "反映校外培训问题", "text": fmt.Sprintf(text, n),
			"place":    map[string]any{"address": "云汀区柳塘街道" + address, "street": "柳塘街道"},
			"reporter": map[string]any{"name": "测试人", "phone": "13800138000", "reply": true},
		},
	})
	return id, body
}

// sow lets the leads of a seed go their ways.
func (s *system) sow(ctx context.Context) error {
	tokens := map[string]string{}
	for _, who := range []string{"education", "market", "desk"} {
		token, err := local.ReadToken(s.data, who)
		if err != nil {
			return err
		}
		tokens[who] = token
	}
	trips, n := s.measured(), 0
	for _, f := range fates {
		for i := range f.count {
			place := n
			if f.repeat {
				place -= i % 2 // the second of two tells of the first one's place
			}
			id, body := seedComplaint(n, f, place)
			one := life{system: s, trips: trips, id: id, tokens: tokens}
			if err := one.sow(ctx, body, f.words); err != nil {
				return fmt.Errorf("a lead that is %s: %w", f.name, err)
			}
			n++
		}
	}
	pause(ctx, settled) // every reader has read everything
	return nil
}

func (l *life) sow(ctx context.Context, body []byte, words []word) error {
	there := l.trips.begin(ticket(l.id), time.Now())
	var taken struct{ Lead string }
	if err := l.ask(ctx, http.StatusAccepted, &taken, func() (reply, error) { return l.one(ctx, body) }); err != nil {
		return err
	}
	if len(words) == 0 {
		return nil
	}
	select {
	case <-there:
	case <-time.After(10 * time.Second):
		return fmt.Errorf("%s was not dispatched", taken.Lead)
	}
	for _, w := range words {
		if err := l.say(ctx, taken.Lead, w.name, w.who, w.data); err != nil {
			return err
		}
	}
	return nil
}
