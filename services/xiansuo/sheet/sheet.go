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
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
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

// File is a file of complaints that was read.
type File struct {
	// Format is JSONL, CSV or XLSX.
	Format string
	// Encoding is that of a text file.
	Encoding string
	// Sheet is the worksheet that was read.
	Sheet string
	// Len is the number of rows.
	Len int
	// Ignored names the headings or members that no field of a complaint stands for.
	Ignored []string
	// Warnings say what a person should know before the rows are used.
	Warnings []string

	rows iter.Seq[Row]
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
	// Problems say why the row must not be sent.
	Problems []string
	// Notes say what was read otherwise than it was written.
	Notes []string
}

// Formats of files.
const (
	JSONL = "jsonl"
	CSV   = "csv"
	XLSX  = "xlsx"
)

// maxBytes is the most bytes of text, or of XML in a workbook, that are read; pictures do not count.
const maxBytes = 256 << 20

// Open reads a file. The error says what to do about a file that cannot be read.
func Open(path string, o Options) (*File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	return Read(path, io.NewSectionReader(file, 0, info.Size()), o)
}

// Read reads the content of a file; of the name only the extension counts, and the content counts more.
func Read(name string, content *io.SectionReader, o Options) (*File, error) {
	schemas, err := schema.Load()
	if err != nil {
		return nil, err
	}
	t := &table{channel: o.Channel, schemas: schemas, book: loadHeadings()}
	return t.read(name, content, o.Sheet)
}

func (t *table) read(name string, content *io.SectionReader, sheet string) (f *File, err error) {
	f = &File{rows: t.rows}
	if f.Format, err = formatOf(name, content); err != nil {
		return nil, err
	}
	if f.Format == XLSX {
		f.Sheet, err = t.readWorkbook(content, sheet)
	} else {
		f.Encoding, err = t.readText(content, f.Format)
	}
	if err != nil {
		return nil, err
	}
	t.survey(f)
	return f, nil
}

// Rows returns the rows in order.
func (f *File) Rows() iter.Seq[Row] { return f.rows }

// saveAs is what to do with a file that only a spreadsheet program can read.
const saveAs = "open it in Excel or WPS and save it as .xlsx (另存为 .xlsx)"

// formatOf tells a format by the content, and by the extension where the content leaves it open.
func formatOf(name string, content *io.SectionReader) (string, error) {
	start := make([]byte, 4096)
	n, err := content.ReadAt(start, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	start = start[:n]
	text := bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf")), " \t\r\n")
	ext := strings.ToLower(filepath.Ext(name))
	switch {
	case len(text) == 0:
		return "", errors.New("the file is empty")
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return XLSX, nil
	case bytes.HasPrefix(start, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return "", compoundFile(content)
	case bytes.HasPrefix(start, []byte("%PDF")):
		return "", errors.New("this is a PDF; import needs the table that it was made from")
	case text[0] == '<':
		return "", fmt.Errorf("this is a web page or XML under the name of a sheet; %s", saveAs)
	case text[0] == '{':
		return JSONL, nil
	case text[0] == '[' && strings.Contains(ext, "json"):
		return "", errors.New("this is a JSON array; import needs one object per line, as jq -c '.[]' writes them")
	}
	return CSV, nil
}

// compoundFile says why a file in the old container of Office is refused.
func compoundFile(content *io.SectionReader) error {
	whole, err := io.ReadAll(io.LimitReader(content, maxBytes))
	if err != nil {
		return err
	}
	if bytes.Contains(whole, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")) {
		return errors.New("the workbook is encrypted; open it with its password, remove the password and save it as .xlsx (取消密码后另存为 .xlsx)")
	}
	return fmt.Errorf("this is an .xls workbook, the format before 2007; %s", saveAs)
}
