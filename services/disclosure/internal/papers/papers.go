// Package papers reads the words of a file that is to be published, and all that it says besides: what a program wrote into it of its
// author, its comments, hidden sheets, bookmarks, the files inside it, where a picture was taken. Nothing is interpreted: each text is a
// part of its own, for the check of the redaction. A kind of file that cannot be read through is refused.
package papers

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"xiansuo/services/disclosure/internal/redaction"
)

// MostBytes bounds a file.
const MostBytes = 8 << 20

// Errors of Read.
var (
	ErrKind   = errors.New("not a kind of file that is read")
	ErrBroken = errors.New("cannot be read through")
)

// kinds are the files that are read, by ending, with how their content begins.
var kinds = map[string]struct {
	media string
	magic string
	read  func([]byte) ([]redaction.Part, error)
}{
	".pdf":  {"application/pdf", "%PDF-", readPDF},
	".docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK\x03\x04", readOffice},
	".xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK\x03\x04", readOffice},
	".jpg":  {"image/jpeg", "\xff\xd8\xff", readJPEG},
	".jpeg": {"image/jpeg", "\xff\xd8\xff", readJPEG},
	".png":  {"image/png", "\x89PNG\r\n\x1a\n", readPNG},
	".txt":  {"text/plain; charset=utf-8", "", readText},
	".csv":  {"text/csv; charset=utf-8", "", readText},
}

// Read returns the media type of a file and everything that it says: its name first. ErrKind is a kind that is not read, or one that its
// ending does not fit; ErrBroken, what cannot be read through.
func Read(name string, content []byte) (media string, parts []redaction.Part, err error) {
	kind, ok := kinds[strings.ToLower(path.Ext(name))]
	if !ok || !bytes.HasPrefix(content, []byte(kind.magic)) || len(content) > MostBytes || !utf8.ValidString(name) || strings.ContainsAny(name, "/\\\x00\r\n\"") || len(name) > 200 {
		return "", nil, ErrKind
	}
	parts, err = kind.read(content)
	if err != nil {
		return "", nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return kind.media, append([]redaction.Part{{Name: "name", Text: name}}, parts...), nil
}

// readText reads plain text in UTF-8, UTF-16 or GB 18030. What is none of them would be shown by some program as nobody here read it.
func readText(content []byte) ([]redaction.Part, error) {
	plain := strings.TrimPrefix(string(content), "\ufeff")
	switch {
	case bytes.HasPrefix(content, []byte{0xFF, 0xFE}):
		plain = wide(content[2:], binary.LittleEndian, 0)
	case bytes.HasPrefix(content, []byte{0xFE, 0xFF}):
		plain = wide(content[2:], binary.BigEndian, 0)
	case !utf8.Valid(content):
		plain = national(content)
	}
	if strings.ContainsRune(plain, 0) || strings.ContainsRune(plain, utf8.RuneError) || plain == "" && len(content) > 0 {
		return nil, errors.New("not text in UTF-8, UTF-16 or GB 18030")
	}
	parts := []redaction.Part{{Name: "text", Text: plain}}
	if !utf8.Valid(content) { // programs guess UTF-16 without its mark too
		parts = append(parts, words("text/guessed", content)...)
	}
	return parts, nil
}

// said adds a part, unless it says nothing.
func said(parts []redaction.Part, name, text string) []redaction.Part {
	if strings.TrimSpace(text) == "" {
		return parts
	}
	return append(parts, redaction.Part{Name: name, Text: text})
}
