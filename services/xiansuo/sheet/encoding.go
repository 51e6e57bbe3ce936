package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// encoding is how a text file is written.
type encoding struct {
	name string
	// doubtful means that replacement characters of the decoded text were bytes that nobody can read.
	doubtful bool
	decode   transform.Transformer
}

// encodingOf tells an encoding by the byte order mark, or else by reading it all: what is not UTF-8 is GB18030, unless so little
// of it breaks UTF-8 that it is UTF-8 with damage. (Of GB18030 read as UTF-8 more than half of the sequences are broken.)
func encodingOf(content *io.SectionReader) (encoding, error) {
	start := make([]byte, 3)
	n, _ := content.ReadAt(start, 0) // an error shows below
	switch {
	case bytes.Equal(start[:n], []byte("\xef\xbb\xbf")):
		return encoding{name: "UTF-8 with BOM", decode: unicode.UTF8BOM.NewDecoder()}, nil
	case bytes.HasPrefix(start[:n], []byte("\xff\xfe")):
		return encoding{name: "UTF-16LE", decode: unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()}, nil
	case bytes.HasPrefix(start[:n], []byte("\xfe\xff")):
		return encoding{name: "UTF-16BE", decode: unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder()}, nil
	}
	good, bad, err := sequences(content)
	if err != nil {
		return encoding{}, err
	}
	switch {
	case bad == 0:
		return encoding{name: "UTF-8", decode: unicode.UTF8.NewDecoder()}, nil
	case good > 4*bad:
		return encoding{name: "UTF-8", decode: unicode.UTF8.NewDecoder(), doubtful: true}, nil
	}
	return encoding{name: "GB18030", decode: simplifiedchinese.GB18030.NewDecoder(), doubtful: true}, nil
}

// sequences counts the sequences of several bytes that are UTF-8, and the bytes that are not.
func sequences(content *io.SectionReader) (good, bad int, err error) {
	r := bufio.NewReaderSize(io.NewSectionReader(content, 0, content.Size()), 64<<10)
	for {
		c, size, err := r.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			return good, bad, nil
		case err != nil:
			return 0, 0, err
		case c == 0:
			return 0, 0, errors.New("this is not a text file; import reads JSONL, CSV and XLSX (UTF-16 needs its byte order mark)")
		case c == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good++
		}
	}
}

// lines reads a decoded text line by line, without the line ends, and can take lines back.
type lines struct {
	r    *bufio.Reader
	read *counter
	no   int
	back []string
}

// maxLine is the most bytes of a line that are kept; the rest of a longer line is dropped, so that it is seen to be too long.
const maxLine = 1 << 20

func readLines(content *io.SectionReader, e encoding) *lines {
	e.decode.Reset()
	c := &counter{r: io.NewSectionReader(content, 0, content.Size()), size: content.Size()}
	return &lines{r: bufio.NewReaderSize(&newlines{r: transform.NewReader(c, e.decode)}, 64<<10), read: c}
}

// next returns a line and its number, or io.EOF.
func (l *lines) next() (string, int, error) {
	if n := len(l.back); n > 0 {
		text := l.back[n-1]
		l.back = l.back[:n-1]
		l.no++
		return text, l.no, nil
	}
	var line []byte
	for {
		part, err := l.r.ReadSlice('\n')
		if len(line) <= maxLine {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(line) > 0, err == nil:
			l.no++
			return string(bytes.TrimSuffix(line, []byte("\n"))), l.no, nil
		}
		return "", l.no, err
	}
}

// unread takes lines back, the first one first, so that they are read again.
func (l *lines) unread(texts []string) {
	for i := len(texts) - 1; i >= 0; i-- {
		l.back = append(l.back, texts[i])
	}
	l.no -= len(texts)
}

// newlines makes every line end a line feed: Windows ends lines with two characters, old Macintosh programs with a carriage return.
type newlines struct {
	r     io.Reader
	after bool // the last byte was a carriage return
}

func (n *newlines) Read(p []byte) (int, error) {
	for {
		count, err := n.r.Read(p)
		out := p[:0]
		for _, b := range p[:count] {
			switch {
			case b == '\r':
				out = append(out, '\n')
			case b != '\n' || !n.after:
				out = append(out, b)
			}
			n.after = b == '\r'
		}
		if len(out) > 0 || err != nil {
			return len(out), err
		}
	}
}

// counter knows how much of a reader was read.
type counter struct {
	r       io.Reader
	n, size int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

func (c *counter) done() float64 { return float64(c.n) / float64(max(c.size, 1)) }
