package papers

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/big"
	"path"
	"regexp"
	"strings"
	"unicode"

	"xiansuo/services/disclosure/internal/redaction"
)

// Bounds of what is inside a document.
const (
	mostEntries  = 2000
	mostUnpacked = 64 << 20
)

// readOffice reads every part of a DOCX or XLSX: text, comments, changes that are tracked, hidden sheets, who wrote it and what its parts
// are called, and its pictures. Whatever else is inside, such as a macro or another file, makes it unreadable.
func readOffice(content []byte) ([]redaction.Part, error) {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	if len(archive.File) > mostEntries {
		return nil, errors.New("too many parts")
	}
	parts := said(nil, "zip/comment", archive.Comment)
	left := int64(mostUnpacked)
	for _, f := range archive.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		raw, err := unpack(f, left)
		if err != nil {
			return nil, err
		}
		left -= int64(len(raw))
		inside, err := entry(f.Name, raw)
		if err != nil {
			return nil, err
		}
		parts = append(said(parts, f.Name+"/name", f.Name), said(inside, f.Name+"/comment", f.Comment)...)
	}
	return parts, nil
}

func unpack(f *zip.File, most int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	raw, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(raw)) > most {
		err = errors.New("too large unpacked")
	}
	return raw, err
}

func entry(name string, raw []byte) ([]redaction.Part, error) {
	var parts []redaction.Part
	var err error
	switch strings.ToLower(path.Ext(name)) {
	case ".xml", ".rels", ".vml":
		return xmlParts(name, raw)
	case ".jpg", ".jpeg":
		parts, err = readJPEG(raw)
	case ".png":
		if !bytes.HasPrefix(raw, []byte(beginsPNG)) {
			return nil, errPicture
		}
		parts, err = readPNG(raw)
	default:
		return nil, fmt.Errorf("a part of another kind: %s", path.Ext(name))
	}
	for i := range parts {
		parts[i].Name = name + "/" + parts[i].Name
	}
	return parts, err
}

const beginsPNG = "\x89PNG\r\n\x1a\n"

// telling are the attributes in which people and things are named.
var telling = map[string]bool{"author": true, "initials": true, "name": true, "descr": true, "title": true, "Target": true, "userId": true, "displayName": true, "lastAuthor": true, "userName": true, "tooltip": true}

// longNumber is as long as a telephone's, or longer.
var longNumber = regexp.MustCompile(`[0-9]{7,}`)

// powers are numbers as workbooks keep long ones: 1.3800138E10.
var powers = regexp.MustCompile(`[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,2}\b`)

// whole returns a text with numbers of powers written out, as they are shown.
func whole(text string) string {
	return powers.ReplaceAllStringFunc(text, func(number string) string {
		n, ok := new(big.Float).SetString(number)
		if !ok {
			return number
		}
		return n.Text('f', 0)
	})
}

// xmlParts returns the words of an XML part, joined, and those of its attributes that name somebody or hold Han characters.
func xmlParts(name string, raw []byte) ([]redaction.Part, error) {
	dec := xml.NewDecoder(bytes.NewReader(raw))
	dec.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errors.New("another encoding") }
	var text, named strings.Builder
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.CharData:
			text.Write(t)
		case xml.Comment:
			fmt.Fprintf(&named, "%s\n", t)
		case xml.ProcInst:
			fmt.Fprintf(&named, "%s\n", t.Inst)
		case xml.Directive:
			fmt.Fprintf(&named, "%s\n", t)
		case xml.StartElement:
			for _, a := range t.Attr {
				said := a.Name.Local == "val" || a.Name.Local == "value" // of a variable, a tag, a field
				if telling[a.Name.Local] || said && longNumber.MatchString(a.Value) || strings.ContainsFunc(a.Value, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
					fmt.Fprintf(&named, "%s\n", a.Value)
				}
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "p", "si", "c", "row", "comment", "is", "tab", "br", "creator", "lastModifiedBy", "title", "subject", "keywords", "description", "Company", "Manager", "lpwstr", "property":
				text.WriteString("\n")
			}
		}
	}
	return said(said(nil, name, whole(text.String())), name+"/attributes", named.String()), nil
}
