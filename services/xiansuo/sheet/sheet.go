// Package sheet reads complaints from the files that hotlines, grids and departments keep them in: JSONL, CSV and XLSX, with
// Chinese or English headings, and writes the sheet that says what became of every row.
//
//	bytes ─► format, encoding ─► records ─► heading row ─► columns ─► complaints, checked against the schema
//
// What a row says and no field can hold (a time such as 长期, an amount such as 200元/节) is kept at the end of the text. A row
// that cannot be trusted (digits lost by a spreadsheet, a ragged line, unreadable characters) is a problem of that row and never
// of its neighbours. Problems and notes name the heading and never repeat the value: it may be somebody's name or number.
package sheet

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"time"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/schema"
)

// Options say how to read a file.
type Options struct {
	// Sheet is the name of the worksheet to read; empty for the first visible one.
	Sheet string
	// Channel is that of rows that name none.
	Channel lead.Channel
}

// Row is one row of a file.
type Row struct {
	// Line is where the row begins: a line of a text file, a row of a worksheet, both from 1.
	Line int
	// Number is the sender's ticket number, or empty.
	Number    string
	Complaint lead.ComplaintSubmitted
	// Received is when the sender says that it took the complaint, or zero.
	Received time.Time
	// Event is the line itself when it is a whole CloudEvent; Complaint is empty then.
	Event json.RawMessage
	// Problems say why the row must not be sent.
	Problems []string
	// Notes say what was read otherwise than it was written.
	Notes []string
}

// File is a file of complaints that was opened.
type File struct {
	// Format is JSONL, CSV or XLSX.
	Format string
	// Encoding is that of a text file.
	Encoding string
	// Sheet is the worksheet that is read.
	Sheet string

	ignored  *names
	warnings []string
	rows     iter.Seq2[Row, error]
	done     func() float64
	closer   io.Closer
}

// ErrHeadings is wrapped when a file has no heading row, or none with a column for the text.
var ErrHeadings = errors.New("headings")

// Open opens a file. The error says what to do about a file that cannot be read.
func Open(path string, o Options) (*File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is not a file", path)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	f, err := Read(path, io.NewSectionReader(file, 0, info.Size()), o)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	f.closer = file
	return f, nil
}

// Read reads the content of a file; of the name only the extension counts, and the content counts more.
func Read(name string, content *io.SectionReader, o Options) (*File, error) {
	schemas, err := schema.Load()
	if err != nil {
		return nil, err
	}
	return reader{options: o, check: checker{schemas}, book: loadHeadings()}.read(name, content)
}

func (r reader) read(name string, content *io.SectionReader) (*File, error) {
	format, err := formatOf(name, content)
	if err != nil {
		return nil, err
	}
	r.File = &File{Format: format, ignored: &names{}, done: func() float64 { return 0 }}
	switch format {
	case XLSX:
		err = r.openWorkbook(content)
	case JSONL:
		err = r.openLines(content)
	default:
		err = r.openDelimited(content)
	}
	if err != nil {
		return nil, err
	}
	return r.File, nil
}

// reader is what the readers of all formats work with.
type reader struct {
	*File
	options Options
	check   checker
	book    headings
	// days is what to add to a bare day number of a workbook to get one that counts from 1900.
	days float64
}

// Rows returns the rows in order, once. An error ends them.
func (f *File) Rows() iter.Seq2[Row, error] { return f.rows }

// Ignored names the headings or members that no field of a complaint stands for. For JSONL it grows while rows are read.
func (f *File) Ignored() []string { return f.ignored.list }

// Warnings say what a person should know before the rows are used.
func (f *File) Warnings() []string { return f.warnings }

// Done is the part of the file that was read, from 0 to 1.
func (f *File) Done() float64 { return f.done() }

// Close closes the file.
func (f *File) Close() error {
	if f.closer == nil {
		return nil
	}
	return f.closer.Close()
}

// maxNames is how many ignored names are remembered.
const maxNames = 100

// names are names in the order in which they came, each once.
type names struct {
	list []string
	seen map[string]bool
}

func (n *names) add(name string) {
	if n.seen == nil {
		n.seen = map[string]bool{}
	}
	if !n.seen[name] && len(n.list) < maxNames {
		n.seen[name] = true
		n.list = append(n.list, name)
	}
}
