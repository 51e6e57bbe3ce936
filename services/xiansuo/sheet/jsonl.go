package sheet

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
)

// openLines opens a file with one JSON object per line: the data of a complaint, a whole CloudEvent, or a case with address and id.
func (r reader) openLines(content *io.SectionReader) error {
	e, err := encodingOf(content)
	if err != nil {
		return err
	}
	r.Encoding = e.name
	l := readLines(content, e)
	r.File.done = l.read.done
	r.rows = r.objects(l, e.doubtful)
	return nil
}

func (r reader) objects(l *lines, doubtful bool) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for {
			text, line, err := l.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(Row{}, err)
				return
			}
			if strings.TrimSpace(text) == "" {
				continue
			}
			row := Row{Line: line}
			switch {
			case len(text) > maxRecord:
				row.Problems = []string{tooLong}
			case doubtful && strings.ContainsRune(text, '\uFFFD'):
				row.Problems = []string{unreadable}
			default:
				r.object(&row, []byte(text))
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// object reads one line. Errors of the JSON decoder repeat values, so that none of them is passed on.
func (r reader) object(row *Row, line []byte) {
	var o map[string]json.RawMessage
	if err := json.Unmarshal(line, &o); err != nil || o == nil {
		row.Problems = []string{"不是 JSON 对象"}
		return
	}
	if o["specversion"] != nil {
		r.event(row, line)
		return
	}
	r.rename(o)
	row.Notes = r.respell(o)
	body, _ := json.Marshal(o) // of what was just read
	row.Number = textOf(o["number"])
	if body, row.Problems = r.check.data(row.Complaint.EventType(), body); len(row.Problems) > 0 {
		return
	}
	if err := json.Unmarshal(body, &row.Complaint); err != nil {
		row.Problems = []string{"不符合投诉数据的格式"}
	}
}

// event takes a whole event as it is: its source and id are its sender's.
func (r reader) event(row *Row, line []byte) {
	e, err := event.Parse(line)
	if err != nil {
		row.Problems = []string{"不是有效的 CloudEvents 1.0 事件"}
		return
	}
	if !slices.Contains([]string{lead.ComplaintSubmitted{}.EventType(), lead.ComplaintSupplemented{}.EventType(),
		lead.ComplaintWithdrawn{}.EventType(), lead.ComplaintUrged{}.EventType()}, e.Type()) {
		row.Problems = []string{"不是投诉事件（type 应为 xiansuo.complaint.….v1）"}
		return
	}
	var data struct{ Number string }
	body, problems := r.check.data(e.Type(), e.Data())
	if row.Problems = problems; len(problems) > 0 {
		return
	}
	_ = json.Unmarshal(body, &data) // it passed its schema
	row.Number, row.Event = data.Number, slices.Clone(line)
}

// rename gives the members of a case their names, adds the channel, and drops what no complaint has: what is not understood is
// not sent on.
func (r reader) rename(o map[string]json.RawMessage) {
	if o["number"] == nil {
		o["number"] = o["id"]
	}
	if o["place"] == nil && o["address"] != nil {
		o["place"] = slices.Concat([]byte(`{"address":`), o["address"], []byte(`}`))
	}
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if !slices.Contains(members, name) {
			if name != "id" && name != "address" {
				r.ignored.add(cut(name))
			}
			delete(o, name)
		}
	}
	if textOf(o["number"]) == "" {
		delete(o, "number")
	}
	if channel, ok := channelOf(textOf(o["channel"])); ok {
		o["channel"] = quoted(string(channel))
	} else if textOf(o["channel"]) == "" {
		o["channel"] = quoted(string(r.options.Channel))
	}
}

// members of a complaint.
var members = []string{"channel", "text", "number", "title", "appeal", "occurredAt", "place", "target", "money", "people", "urgency", "reporter", "attachments"}

// respell writes values as the schema wants them where they can be understood otherwise: numbers for text, moments, urgencies.
func (r reader) respell(o map[string]json.RawMessage) (notes []string) {
	o["number"] = digits(o["number"])
	if o["number"] == nil {
		delete(o, "number")
	}
	var reporter map[string]json.RawMessage
	if err := json.Unmarshal(o["reporter"], &reporter); err == nil && reporter["phone"] != nil {
		reporter["phone"] = digits(reporter["phone"])
		o["reporter"], _ = json.Marshal(reporter) // of what was just read
	}
	if text := textOf(o["occurredAt"]); text != "" {
		if at, ok := momentOf(text, 0); ok {
			o["occurredAt"] = quoted(at.Format(time.RFC3339))
		} else {
			delete(o, "occurredAt")
			notes = append(notes, "“occurredAt”不是完整的日期，未采用")
		}
	}
	if urgency, ok := urgencyOf(textOf(o["urgency"])); ok {
		o["urgency"] = quoted(string(urgency))
	}
	return notes
}

// digits makes text of a whole number, digit by digit; anything else stays.
func digits(raw json.RawMessage) json.RawMessage {
	raw = bytes.TrimSpace(raw)
	if len(raw) > 0 && len(bytes.Trim(raw, "0123456789")) == 0 {
		return quoted(string(raw))
	}
	return raw
}

func quoted(s string) json.RawMessage {
	raw, _ := json.Marshal(s) // of text: it cannot fail
	return raw
}

// textOf returns the text, or the digits, of a JSON value, or "".
func textOf(raw json.RawMessage) (text string) {
	_ = json.Unmarshal(digits(raw), &text) // anything else is no text
	return text
}
