package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"xiansuo/pkg/bus"
)

// waiting is a request that waits for its commit.
type waiting struct {
	bodies []json.RawMessage
	done   chan error
}

// handler takes one event or a batch, with what arrives at the same time.
func handler(accepted chan<- waiting) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		one := waiting{[]json.RawMessage{body}, make(chan error, 1)}
		if err == nil && r.Header.Get("Content-Type") == batchType {
			err = json.Unmarshal(body, &one.bodies)
		}
		if err == nil {
			accepted <- one
			err = <-one.done
		}
		if err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusAccepted)
		_, _ = w.Write([]byte(`{"status":"accepted"}`))
	})
}

// accept inserts what arrives together in one transaction, one after another: numbers follow commits, and the publisher's cursor misses none.
func (b *bare) accept(ctx context.Context, requests <-chan waiting, saved chan<- struct{}) error {
	for {
		var batch []waiting
		select {
		case <-ctx.Done():
			return ctx.Err()
		case first := <-requests:
			batch = drainUp(first, requests, 256)
		}
		var bodies []json.RawMessage
		for _, w := range batch {
			bodies = append(bodies, w.bodies...)
		}
		err := b.insert(ctx, bodies)
		for _, w := range batch {
			w.done <- err
		}
		wake(saved)
	}
}

// insert keeps an event for each complaint, with as many bytes of rows as intake writes besides.
func (b *bare) insert(ctx context.Context, bodies []json.RawMessage) error {
	events := make([][]byte, len(bodies))
	for i, body := range bodies {
		var e struct {
			Data struct{ Number string }
		}
		if err := json.Unmarshal(body, &e); err != nil {
			return err
		}
		events[i] = sized(e.Data.Number, receivedBytes)
	}
	_, err := b.db.Exec(ctx, "INSERT INTO accepted (body, rows) SELECT body, $2 FROM unnest($1::bytea[]) AS e(body)", events, opaque(intakeRows))
	return err
}

func drainUp[T any](first T, from <-chan T, limit int) []T {
	batch := []T{first}
	for len(batch) < limit {
		select {
		case next := <-from:
			batch = append(batch, next)
		default:
			return batch
		}
	}
	return batch
}

func wake(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// publish sends what a table holds behind a cursor as atomic batches.
func (b *bare) publish(ctx context.Context, js jetstream.JetStream, table, which, subject string, saved <-chan struct{}) error {
	var cursor int64
	var last uint64
	for {
		rows, err := b.db.Query(ctx, "SELECT n, body FROM "+table+" WHERE n > $1 AND "+which+" ORDER BY n LIMIT 1000", cursor)
		if err != nil {
			return err
		}
		var messages []*nats.Msg
		for rows.Next() {
			m := nats.NewMsg(subject)
			if err := rows.Scan(&cursor, &m.Data); err != nil {
				return err
			}
			m.Header.Set(nats.MsgIdHdr, fmt.Sprintf("%s-%d", table, cursor))
			messages = append(messages, m)
		}
		if len(messages) == 0 {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-saved:
			}
			continue
		}
		if last, err = bus.Publish(ctx, js, messages, last); err != nil {
			return err
		}
		time.Sleep(min(time.Duration(len(messages)-1)*2*time.Millisecond, 80*time.Millisecond)) // as xiansuo's publishers rest
	}
}

// read applies what a stream brings, in one transaction for what arrived together.
func (b *bare) read(ctx context.Context, js jetstream.JetStream, stream string, apply func(context.Context, [][]byte, []int64) error, applied ...chan<- struct{}) error {
	consumer, err := js.CreateConsumer(ctx, stream, jetstream.ConsumerConfig{AckPolicy: jetstream.AckNonePolicy, MemoryStorage: true})
	if err != nil {
		return err
	}
	arrived := make(chan jetstream.Msg, 2000)
	consuming, err := consumer.Consume(func(m jetstream.Msg) { arrived <- m }, jetstream.PullMaxMessages(2000))
	if err != nil {
		return err
	}
	defer consuming.Stop()
	number := int64(0)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case first := <-arrived:
			batch := drainUp(first, arrived, 500)
			bodies, numbers := make([][]byte, len(batch)), make([]int64, len(batch))
			for i, m := range batch {
				number++
				bodies[i], numbers[i] = m.Data(), number
			}
			if err := apply(ctx, bodies, numbers); err != nil {
				return err
			}
			for _, c := range applied {
				wake(c)
			}
		}
	}
}

// route turns each complaint into as many events as xiansuo does, of the same size, with the ticket number in those for queues.
func (b *bare) route(ctx context.Context, bodies [][]byte, numbers []int64) error {
	var out [][]byte
	var queue []bool
	for i, body := range bodies {
		number, err := numberIn(body)
		if err != nil {
			return err
		}
		out, queue = append(out, sized(number, routedBytes), sized(number, dispatchedBytes)), append(queue, false, true)
		if numbers[i]%assistEvery == 0 {
			out, queue = append(out, sized("", dispatchedBytes)), append(queue, true)
		}
	}
	_, err := b.db.Exec(ctx, `WITH f AS (INSERT INTO floor VALUES ('routing', $3) ON CONFLICT (source) DO UPDATE SET n = excluded.n),
		kept AS (INSERT INTO kept (reader, rows) SELECT 'routing', $4 FROM generate_series(1, $5::int))
		INSERT INTO routed (body, queue) SELECT * FROM unnest($1::bytea[], $2::bool[])`, out, queue, numbers[len(numbers)-1], opaque(routingRows), len(bodies))
	return err
}

// sized returns an event of a size that the load generator knows by its ticket number.
func sized(number string, size int) []byte {
	head := fmt.Appendf(nil, `{"data":{"matter":{"number":%q}},"padding":"`, number)
	return append(append(head, bytes.Repeat([]byte("x"), max(0, size-len(head)-2))...), `"}`...)
}

// numberIn reads the ticket number of an event that sized made.
func numberIn(body []byte) (string, error) {
	var e struct {
		Data struct{ Matter struct{ Number string } }
	}
	err := json.Unmarshal(body, &e)
	return e.Data.Matter.Number, err
}

// most is how many bytes a row of kept has at most: it must fit a page.
const most = 7000

// pass notes how far a reader is, and writes as many bytes of rows for each event as the reader does, in as few rows as hold them.
func (b *bare) pass(reader string, bytes int) func(context.Context, [][]byte, []int64) error {
	return func(ctx context.Context, _ [][]byte, numbers []int64) error {
		var rows [][]byte
		for left := bytes * len(numbers); left > 0; left -= most {
			rows = append(rows, opaque(min(left, most)))
		}
		_, err := b.db.Exec(ctx, `WITH kept AS (INSERT INTO kept (reader, rows) SELECT $1, rows FROM unnest($3::bytea[]) AS k(rows))
			INSERT INTO floor VALUES ($1, $2) ON CONFLICT (source) DO UPDATE SET n = excluded.n`, reader, numbers[len(numbers)-1], rows)
		return err
	}
}

// opaque are bytes that stand for rows: not the same everywhere, so that nothing can make them smaller.
func opaque(size int) []byte {
	b := make([]byte, size)
	_, _ = rand.Read(b)
	return b
}

func (b *bare) copyTo(source string) func(context.Context, [][]byte, []int64) error {
	return func(ctx context.Context, bodies [][]byte, numbers []int64) error {
		_, err := b.db.Exec(ctx, "INSERT INTO copied SELECT $1, n, $4, body FROM unnest($2::bigint[], $3::bytea[]) AS e(n, body)", source, numbers, bodies, opaque(ledgerRows))
		return err
	}
}
