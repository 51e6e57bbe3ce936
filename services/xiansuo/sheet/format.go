package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// Formats of files.
const (
	JSONL = "jsonl"
	CSV   = "csv"
	XLSX  = "xlsx"
)

// saveAs is what to do with a file that only a spreadsheet program can read.
const saveAs = "open it in Excel or WPS and save it as .xlsx (另存为 .xlsx)"

// head is how many bytes tell a format.
const head = 4096

// formatOf tells a format by the content, and by the extension where the content leaves it open.
func formatOf(name string, content *io.SectionReader) (string, error) {
	start := make([]byte, head)
	n, err := content.ReadAt(start, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	start = start[:n]
	text := bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf")), " \t\r\n\x00\xff\xfe")
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
	case text[0] == '[' && (ext == ".json" || ext == ".jsonl" || ext == ".ndjson"):
		return "", errors.New("this is a JSON array; import needs one object per line, as jq -c '.[]' writes them")
	}
	return CSV, nil
}

// compoundFile says why a file in the old container of Office is refused.
func compoundFile(content *io.SectionReader) error {
	directory := []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
	found, err := contains(content, directory)
	if err != nil {
		return err
	}
	if found {
		return errors.New("the workbook is encrypted; open it with its password, remove the password and save it as .xlsx (取消密码后另存为 .xlsx)")
	}
	return fmt.Errorf("this is an .xls workbook, the format before 2007; %s", saveAs)
}

// contains reports whether the content holds the bytes.
func contains(content *io.SectionReader, what []byte) (bool, error) {
	buffer := make([]byte, 64<<10)
	for at := int64(0); at < content.Size(); at += int64(len(buffer) - len(what)) {
		n, err := content.ReadAt(buffer, at)
		if bytes.Contains(buffer[:n], what) {
			return true, nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return false, err
		}
	}
	return false, nil
}
