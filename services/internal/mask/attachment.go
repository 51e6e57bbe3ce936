package mask

import (
	"path"
	"strings"

	"xiansuo/services/internal/text"
)

// anonymous is the name of an attachment whose own name says too much.
const anonymous = "附件"

var recordings = map[string]bool{
	".mp3": true, ".wav": true, ".m4a": true, ".aac": true, ".amr": true, ".awb": true, ".ogg": true, ".oga": true, ".opus": true, ".flac": true,
	".wma": true, ".silk": true, ".slk": true, ".caf": true, ".aif": true, ".aiff": true, ".aifc": true, ".3ga": true, ".mka": true, ".weba": true,
	".ape": true, ".au": true, ".snd": true, ".gsm": true, ".vox": true, ".dss": true, ".spx": true, ".ac3": true, ".m4b": true, ".m4r": true,
}

// Attachment returns what may be said of an attachment outside intake: its name without folders, or 附件 and the extension if
// the name holds a number of seven digits, something personal or the reporter's name; its address, or "" if that holds
// something personal, percent-encoded or not. A recording of sound, by media type or extension, does not travel: the voice
// is the reporter's.
func (m Masker) Attachment(name, uri, mime string) (safeName, safeURI string, travels bool) {
	name = path.Base(strings.ReplaceAll(strings.TrimSpace(name), `\`, "/"))
	address, _, _ := strings.Cut(uri, "?")
	address, _, _ = strings.Cut(address, "#")
	if isRecording(mime, name, decoded(name), address, decoded(address), uri) {
		return "", "", false
	}
	return m.safeName(name), m.safeURI(uri), true
}

func isRecording(mime string, names ...string) bool {
	media := strings.ToLower(strings.TrimSpace(text.Fold(mime).Plain))
	if strings.HasPrefix(media, "audio/") || strings.HasPrefix(media, "application/ogg") {
		return true
	}
	for _, name := range names {
		if recordings[extension(name)] {
			return true
		}
	}
	return false
}

// extension returns the extension of a file name, folded, with its dot; "" if it is none: longer than five letters and digits.
func extension(name string) string {
	ext := path.Ext(text.Fold(name).Plain)
	if len(ext) < 2 || len(ext) > 6 {
		return ""
	}
	for _, r := range ext[1:] {
		if !isLetter(r) && !isDigit(r) {
			return ""
		}
	}
	return ext
}

func (m Masker) safeName(name string) string {
	if name == "." || name == "/" || name == "" {
		return ""
	}
	for _, form := range []string{name, decoded(name)} {
		if !m.Clean(form) || longestNumber(form) >= 7 {
			return anonymous + extension(name)
		}
	}
	return name
}

func (m Masker) safeURI(uri string) string {
	once := decoded(uri)
	for _, form := range []string{uri, once, strings.ReplaceAll(once, "+", " ")} {
		if !m.Clean(form) {
			return ""
		}
	}
	return uri
}

// longestNumber returns how many digits stand together at most.
func longestNumber(s string) int {
	longest, n := 0, 0
	figures := readFigures(text.Fold(s).Plain)
	for i, f := range figures {
		if i > 0 && figures[i-1].to == f.from {
			n++
		} else {
			n = 1
		}
		longest = max(longest, n)
	}
	return longest
}

// decoded undoes percent-encoding, also when it was done several times; what is no encoding stays.
func decoded(s string) string {
	for range 4 {
		if strings.IndexByte(s, '%') < 0 {
			return s
		}
		s = decodeOnce(s)
	}
	return s
}

func decodeOnce(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && hex(s[i+1]) >= 0 && hex(s[i+2]) >= 0 {
			b.WriteByte(byte(hex(s[i+1])<<4 | hex(s[i+2])))
			i += 2
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// hex returns the value of a hexadecimal digit, or -1.
func hex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
