// Package delivery sends the rows of a sheet to intake, in order and in batches, and writes what became of each.
//
// The id of a row's event is a digest of its source and content, so that a batch whose answer was lost is simply sent again, and
// a whole file too.
package delivery

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	ce "github.com/cloudevents/sdk-go/v2/event"

	"xiansuo/pkg/event"
	"xiansuo/services/internal/web"
	"xiansuo/services/xiansuo/sheet"
)

// Bounds of a batch: intake takes more, but Ctrl-C waits for the end of one.
const (
	maxRows  = 200
	maxBytes = 4 << 20
)

// Delivery sends rows. The zero Intake sends nothing: every row is only checked.
type Delivery struct {
	Intake  Intake
	Source  string
	Results *sheet.Results
	Now     func() time.Time
	// Count is how many rows became what.
	Count map[sheet.Outcome]int

	batch []item
	bytes int
	// lines by event id and by ticket, to say which rows of one file belong together
	sent, tickets map[string]int
}

// item is a row of a batch with the event that it became.
type item struct {
	row   sheet.Row
	id    string
	event []byte
}

// All sends all rows and calls show after each one. It ends between two batches when ctx does.
func (d *Delivery) All(ctx context.Context, rows iter.Seq[sheet.Row], show func()) error {
	d.sent, d.tickets, d.Count = map[string]int{}, map[string]int{}, map[sheet.Outcome]int{}
	for row := range rows {
		if err := d.add(ctx, row); err != nil {
			return err
		}
		show()
	}
	return d.flush(ctx)
}

// Rows is how many rows something became of.
func (d *Delivery) Rows() (n int) {
	for _, count := range d.Count {
		n += count
	}
	return n
}

func (d *Delivery) add(ctx context.Context, row sheet.Row) (err error) {
	i := item{row: row}
	if len(row.Problems) == 0 && d.Intake.Base != "" {
		if i.id, i.event, err = d.event(row); err != nil {
			return fmt.Errorf("row %d: %w", row.Line, err)
		}
	}
	if len(d.batch) == maxRows || d.bytes+len(i.event) > maxBytes {
		if err := d.flush(ctx); err != nil {
			return err
		}
	}
	d.batch = append(d.batch, i)
	d.bytes += len(i.event) + 1
	return nil
}

// event returns the event of a row. Its time is when the sender took the complaint, if the row says so.
func (d *Delivery) event(row sheet.Row) (id string, body []byte, err error) {
	data, err := json.Marshal(row.Complaint)
	if err != nil {
		return "", nil, err
	}
	at := row.Received
	if at.IsZero() {
		at = d.Now()
	}
	e := ce.New()
	e.SetID(idOf(d.Source, data))
	e.SetSource(d.Source)
	e.SetType(row.Complaint.EventType())
	e.SetTime(at.UTC())
	e.SetDataSchema(event.SchemaURI(e.Type()))
	e.SetDataContentType(ce.ApplicationJSON)
	e.DataEncoded = data
	body, err = e.MarshalJSON()
	return e.ID(), body, err
}

// idOf is the same for the same content from the same source. The ticket number is part of the content: an edited row is another
// event about the same ticket, which intake makes a supplement of.
func idOf(source string, data []byte) string {
	h := sha256.New()
	h.Write([]byte(source))
	h.Write([]byte{0})
	h.Write(data)
	return "row-" + hex.EncodeToString(h.Sum(nil)[:16])
}

// flush sends the batch and writes what became of its rows. What was sent and not answered is unconfirmed.
func (d *Delivery) flush(ctx context.Context) error {
	if len(d.batch) == 0 {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	answers, err := d.send(ctx)
	var refusal *Refusal
	for _, i := range d.batch {
		var failed error
		switch {
		case len(i.row.Problems) > 0:
			failed = d.write(i.row, sheet.Wrong, "", i.row.Problems...)
		case i.event == nil:
			failed = d.write(i.row, sheet.Checked, "")
		case err == nil:
			failed = d.conclude(i, answers[0])
			answers = answers[1:]
		case !errors.As(err, &refusal):
			failed = d.write(i.row, sheet.Unconfirmed, "", "没有收到答复，请再次运行同一命令")
		}
		if failed != nil {
			return errors.Join(err, failed)
		}
	}
	d.batch, d.bytes = d.batch[:0], 0
	return errors.Join(err, d.Results.Flush())
}

func (d *Delivery) send(ctx context.Context) ([]Answer, error) {
	var bodies [][]byte
	for _, i := range d.batch {
		if i.event != nil {
			bodies = append(bodies, i.event)
		}
	}
	if len(bodies) == 0 {
		return nil, nil
	}
	return d.Intake.Send(ctx, append(append([]byte("["), bytes.Join(bodies, []byte(","))...), ']'), len(bodies))
}

func (d *Delivery) write(row sheet.Row, outcome sheet.Outcome, lead string, why ...string) error {
	d.Count[outcome]++
	return d.Results.Add(row, outcome, lead, why...)
}

// conclude writes what intake says about a row.
func (d *Delivery) conclude(i item, a Answer) error {
	earlier, ticket := d.sent[i.id], d.tickets[i.row.Number]
	if earlier == 0 {
		d.sent[i.id] = i.row.Line
	}
	if i.row.Number != "" && ticket == 0 {
		d.tickets[i.row.Number] = i.row.Line
	}
	switch {
	case a.Problem != nil:
		return d.write(i.row, sheet.Refused, "", refusalText(a.Problem)...)
	case a.Status == "accepted":
		return d.write(i.row, sheet.Accepted, a.Lead)
	case earlier != 0:
		return d.write(i.row, sheet.Known, a.Lead, fmt.Sprintf("与第 %d 行相同", earlier))
	case ticket != 0 && i.row.Number != "":
		return d.write(i.row, sheet.Known, a.Lead, fmt.Sprintf("与第 %d 行为同一工单，新的内容作为补充", ticket))
	}
	return d.write(i.row, sheet.Known, a.Lead)
}

// refusals say in Chinese what intake refuses an event for.
var refusals = map[string]string{
	"forbidden":      "所用令牌无权以该来源（source）报送",
	"conflict":       "同一来源和事件编号已报送过不同的内容，未作更改",
	"unknown-ticket": "该来源没有报送过此工单编号",
	"unknown-type":   "不受理这种事件",
	"too-large":      "超过 256 KiB",
	"invalid-event":  "不是有效的 CloudEvents 1.0 事件",
	"invalid-data":   "不符合投诉数据的格式",
}

// refusalText says why an event was refused. Problems of intake never repeat what was sent.
func refusalText(p *web.Problem) []string {
	why := refusals[strings.TrimPrefix(p.Type, "urn:xiansuo:problem:")]
	if why == "" {
		why = p.Detail
	}
	return append([]string{why}, sheet.Explain(p.Errors)...)
}
