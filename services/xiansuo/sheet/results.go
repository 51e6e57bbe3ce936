package sheet

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Outcome is what became of a row, as the sheet of results calls it.
type Outcome string

// What becomes of a row.
const (
	Accepted    Outcome = "已受理" // a new lead
	Known       Outcome = "已有"  // sent before, or about a ticket that was
	Refused     Outcome = "被拒"  // by intake
	Wrong       Outcome = "有误"  // not sent
	Unconfirmed Outcome = "未确认" // sent, and no answer came
	Checked     Outcome = "可报送" // nothing is wrong with it, and nothing was sent
)

// Outcomes lists them in their customary order.
func Outcomes() []Outcome { return []Outcome{Accepted, Known, Refused, Wrong, Unconfirmed, Checked} }

// Results is the sheet that says what became of every row: CSV in UTF-8 with a byte order mark, for Excel. It holds nothing of
// what a row says but the ticket number.
type Results struct {
	Path string
	file *os.File
	w    *csv.Writer
}

// byteOrderMark tells Excel that the file is UTF-8.
const byteOrderMark = "\uFEFF"

// CreateResults begins a sheet of results, over an older one of the same name.
func CreateResults(path string) (*Results, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("results: %w; name another file with --results", err)
	}
	r := &Results{Path: path, file: file, w: csv.NewWriter(file)}
	r.w.UseCRLF = true
	return r, r.w.Write([]string{byteOrderMark + "行号", "工单编号", "结果", "线索编号", "说明"})
}

// Add writes what became of a row; Flush makes it last.
func (r *Results) Add(row Row, outcome Outcome, lead string, why ...string) error {
	return r.w.Write([]string{strconv.Itoa(row.Line), guarded(row.Number), string(outcome), lead, guarded(strings.Join(append(why, row.Notes...), "；"))})
}

// guarded keeps a spreadsheet from computing a text: it would take one that begins so for a formula (CWE-1236).
func guarded(field string) string {
	if field != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(field)[0]) {
		return "'" + field
	}
	return field
}

// Flush writes everything to the file.
func (r *Results) Flush() error {
	r.w.Flush()
	return r.w.Error()
}

// Close flushes and closes the file.
func (r *Results) Close() error { return errors.Join(r.Flush(), r.file.Close()) }
