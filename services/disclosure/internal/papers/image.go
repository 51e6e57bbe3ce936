package papers

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"xiansuo/services/disclosure/internal/redaction"
)

// unread is what is said of a picture: nobody can read its words but a person.
var unread = redaction.Part{Name: "picture", Unreadable: true}

var errPicture = errors.New("not a whole picture")

// readJPEG reads the segments around the scans of the image (Exif, XMP, IPTC, comments) and what follows its end.
func readJPEG(content []byte) ([]redaction.Part, error) { return readJPEGs(content, 0) }

func readJPEGs(content []byte, before int) ([]redaction.Part, error) {
	parts := []redaction.Part{unread}
	for i := 2; ; {
		if i+2 > len(content) || content[i] != 0xFF {
			return nil, errPicture
		}
		marker := content[i+1]
		if marker == 0xFF {
			i++
			continue
		}
		if marker == 0xD9 {
			return behind(parts, content[i+2:], before+1)
		}
		if i+4 > len(content) {
			return nil, errPicture
		}
		size := int(binary.BigEndian.Uint16(content[i+2:]))
		if size < 2 || i+2+size > len(content) {
			return nil, errPicture
		}
		if body := content[i+4 : i+2+size]; marker >= 0xE1 && marker <= 0xEF || marker == 0xFE {
			parts = append(parts, words(fmt.Sprintf("jpeg/%x", marker), body)...)
		}
		if i += 2 + size; marker == 0xDA {
			i += scan(content[i:])
		}
	}
}

// scan returns how long the coded image is: up to a marker that is neither a stuffed byte nor one to begin anew.
func scan(content []byte) int {
	for i := 0; i+1 < len(content); i++ {
		if next := content[i+1]; content[i] == 0xFF && next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7) {
			return i
		}
	}
	return len(content)
}

// mostPictures bounds how many pictures stand one behind the other.
const mostPictures = 16

// behind reads what follows the end of a picture: another picture, as telephones append, or something else.
func behind(parts []redaction.Part, rest []byte, before int) ([]redaction.Part, error) {
	if !bytes.HasPrefix(rest, []byte("\xff\xd8\xff")) {
		return append(parts, words("jpeg/behind", rest)...), nil
	}
	if before > mostPictures {
		return nil, errPicture
	}
	inner, err := readJPEGs(rest, before)
	for _, p := range inner {
		p.Name = "jpeg/behind/" + p.Name
		parts = append(parts, p)
	}
	return parts, err
}

const mostInflated = 4 << 20

// readPNG reads the chunks of text, of Exif and all that are private, and what follows the end.
func readPNG(content []byte) ([]redaction.Part, error) {
	parts := []redaction.Part{unread}
	for i := 8; ; {
		if i+12 > len(content) {
			return nil, errPicture
		}
		size := int(binary.BigEndian.Uint32(content[i:]))
		if size < 0 || size > len(content)-i-12 {
			return nil, errPicture
		}
		kind, body := string(content[i+4:i+8]), content[i+8:i+8+size]
		if crc32.ChecksumIEEE(content[i+4:i+8+size]) != binary.BigEndian.Uint32(content[i+8+size:]) {
			return nil, errPicture
		}
		switch i += 12 + size; kind {
		case "IEND":
			return append(parts, words("png/behind", content[i:])...), nil
		case "IHDR", "PLTE", "IDAT", "tRNS", "gAMA", "cHRM", "sRGB", "pHYs", "bKGD", "sBIT", "hIST", "acTL", "fcTL", "fdAT":
		default:
			parts = append(parts, words("png/"+kind, body)...)
			if plain := inflated(kind, body); plain != nil {
				parts = append(parts, words("png/"+kind, plain)...)
			}
		}
	}
}

// inflated returns the compressed text of a zTXt or iTXt chunk, or nil.
func inflated(kind string, body []byte) []byte {
	key := bytes.IndexByte(body, 0)
	if key < 0 || kind != "zTXt" && kind != "iTXt" && kind != "iCCP" {
		return nil
	}
	rest := body[key+1:]
	for skip := 0; skip < len(rest) && skip < 200; skip++ { // behind the method, and of iTXt the language and the key's translation
		reader, err := zlib.NewReader(bytes.NewReader(rest[skip:]))
		if err != nil {
			continue
		}
		plain, err := io.ReadAll(io.LimitReader(reader, mostInflated))
		if err == nil {
			return plain
		}
	}
	return nil
}

// words returns the words of bytes that a program wrote, in each encoding that gives some, and whether they say where a picture was taken.
func words(name string, raw []byte) []redaction.Part {
	var parts []redaction.Part
	if located(raw) {
		parts = append(parts, redaction.Part{Name: name + "/gps", Unreadable: true})
	}
	seen := map[string]bool{}
	for _, text := range []string{runs(utf8Of(raw)), runs(wide(raw, binary.LittleEndian, 0)), runs(wide(raw, binary.LittleEndian, 1)),
		runs(wide(raw, binary.BigEndian, 0)), runs(wide(raw, binary.BigEndian, 1)), runs(national(raw))} {
		if text != "" && !seen[text] {
			seen[text] = true
			parts = said(parts, name, text)
		}
	}
	return parts
}

func utf8Of(raw []byte) string { return strings.ToValidUTF8(string(raw), "\x00") }

func wide(raw []byte, order binary.ByteOrder, from int) string {
	var units []uint16
	for i := from; i+1 < len(raw); i += 2 {
		units = append(units, order.Uint16(raw[i:]))
	}
	return string(utf16.Decode(units))
}

func national(raw []byte) string {
	plain, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil {
		return ""
	}
	return string(plain)
}

// runs returns what of a text may be words: two Han characters together, or three other letters or digits, and what is printed between.
func runs(s string) string {
	var out []string
	for _, run := range strings.FieldsFunc(s, func(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) }) {
		han, other := 0, 0
		for _, r := range run {
			switch {
			case unicode.Is(unicode.Han, r):
				han++
			case r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
				other++
			}
		}
		if han >= 2 || other >= 3 {
			out = append(out, run)
		}
	}
	return strings.Join(out, "\n")
}

// located reports whether bytes are Exif with the place where a picture was taken (tag 0x8825, GPS).
func located(raw []byte) bool {
	raw = bytes.TrimPrefix(raw, []byte("Exif\x00\x00"))
	if len(raw) < 8 {
		return false
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(raw[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return false
	}
	at := int(order.Uint32(raw[4:]))
	if at < 8 || at+2 > len(raw) {
		return false
	}
	for n := range int(order.Uint16(raw[at:])) {
		entry := at + 2 + 12*n
		if entry+12 > len(raw) {
			return false
		}
		if order.Uint16(raw[entry:]) == 0x8825 {
			return true
		}
	}
	return false
}
