package redaction

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// decoded returns what a text says behind its encodings, up to three of them one behind another: percent, HTML entities and tags,
// escapes of programs, quoted-printable, Base64 and hexadecimal. A text that has none gives none.
func decoded(s string) []string {
	var out []string
	last := []string{s}
	for range 3 {
		var next []string
		for _, form := range last {
			for _, undo := range undoers {
				if plain := undo(form); plain != "" && plain != form && !slices.Contains(out, plain) && len(out)+len(next) < 32 {
					next = append(next, plain)
				}
			}
		}
		out = append(out, next...)
		last = next
	}
	return out
}

var undoers = []func(string) string{percent, entities, tags, escapes, quoted, tokens}

var tagged = regexp.MustCompile(`<[a-zA-Z/!?][^<>]{0,300}>`)

// tags returns a text without the tags of HTML and XML.
func tags(s string) string {
	if !strings.Contains(s, "<") {
		return ""
	}
	return tagged.ReplaceAllString(s, "")
}

func percent(s string) string {
	if !strings.Contains(s, "%") {
		return ""
	}
	plain, err := url.PathUnescape(s)
	if err != nil {
		plain = percents.ReplaceAllStringFunc(s, func(m string) string {
			raw, _ := hex.DecodeString(strings.ReplaceAll(m, "%", ""))
			return string(raw)
		})
	}
	return readable([]byte(plain))
}

var percents = regexp.MustCompile(`(?:%[0-9A-Fa-f]{2})+`)

func entities(s string) string {
	if !strings.Contains(s, "&") {
		return ""
	}
	return html.UnescapeString(s)
}

var unicodes = regexp.MustCompile(`(?:\\u|\\x|\\U|U\+|%u)\{?([0-9A-Fa-f]{2,8})\}?`)

func escapes(s string) string {
	if !strings.ContainsAny(s, `\+%`) {
		return ""
	}
	return unicodes.ReplaceAllStringFunc(s, func(m string) string {
		n, err := strconv.ParseInt(unicodes.FindStringSubmatch(m)[1], 16, 32)
		if err != nil || !utf8.ValidRune(rune(n)) {
			return m
		}
		return string(rune(n))
	})
}

var quotedBytes = regexp.MustCompile(`(?:=[0-9A-F]{2})+`)

func quoted(s string) string {
	if !strings.Contains(s, "=") {
		return ""
	}
	return quotedBytes.ReplaceAllStringFunc(s, func(m string) string {
		raw, _ := hex.DecodeString(strings.ReplaceAll(m, "=", ""))
		if plain := readable(raw); plain != "" {
			return plain
		}
		return m
	})
}

var token = regexp.MustCompile(`[A-Za-z0-9+/_-]{8,}={0,2}`)

// tokens returns what the words of a text that may be Base64 or hexadecimal say.
func tokens(s string) string {
	var found []string
	for _, word := range token.FindAllString(s, 2000) {
		bare := strings.TrimRight(word, "=")
		if raw, err := hex.DecodeString(bare); err == nil {
			found = append(found, readable(raw))
		}
		for _, alphabet := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			if raw, err := alphabet.DecodeString(bare); err == nil {
				found = append(found, readable(raw))
			}
		}
	}
	return strings.Trim(strings.Join(found, "\n"), "\n")
}

// readable returns bytes as text: in UTF-8, or in GB 18030, or nothing.
func readable(raw []byte) string {
	if utf8.Valid(raw) {
		return string(raw)
	}
	plain, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil || strings.ContainsRune(string(plain), utf8.RuneError) {
		return ""
	}
	return string(plain)
}
