package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// lost stands in the place of bytes that nobody can read.
const lost = "\uFFFD"

// readText reads a text file and names its encoding.
func (t *table) readText(content *io.SectionReader, format string) (encoding string, err error) {
	if content.Size() > maxBytes {
		return "", fmt.Errorf("the file is too large: it has more than %d MiB; split it", maxBytes>>20)
	}
	raw, err := io.ReadAll(content)
	if err != nil {
		return "", err
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return "", errors.New("this is not a text file in UTF-8 or GB18030; import reads JSONL, CSV and XLSX (另存为 CSV UTF-8)")
	}
	text, encoding := decoded(bytes.TrimPrefix(raw, []byte(byteOrderMark)))
	t.doubtful = !utf8.Valid(raw)
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n")
	if format == JSONL {
		t.records = objects(lines)
		return encoding, nil
	}
	return encoding, t.readCSV(lines)
}

// decoded returns a text in UTF-8. What is not UTF-8 is GB18030, unless less is lost when it is taken for UTF-8 with damage.
func decoded(raw []byte) (text, encoding string) {
	text = strings.ToValidUTF8(string(raw), lost)
	if utf8.Valid(raw) {
		return text, "UTF-8"
	}
	other, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil || strings.Count(text, lost) <= bytes.Count(other, []byte(lost)) {
		return text, "UTF-8"
	}
	return string(other), "GB18030"
}
