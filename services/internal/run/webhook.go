package run

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"strings"
)

// Webhook is what the services of a process call others with.
type Webhook struct {
	// Key is the master secret of all receivers' secrets; empty where nobody is called.
	Key Key
	// Allow lists the inward networks that may be called on purpose.
	Allow []netip.Prefix
	// Link is where receivers reach this process, such as https://xiansuo.example; empty leaves links out.
	Link string
}

// Key is a secret that is never printed.
type Key []byte

const keySize = 32

// String keeps the key out of whatever is printed.
func (k Key) String() string { return "[secret]" }

// GoString keeps it out of %#v.
func (k Key) GoString() string { return "[secret]" }

// LogValue keeps it out of logs.
func (k Key) LogValue() slog.Value { return slog.StringValue("[secret]") }

// MarshalText keeps it out of JSON.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// ReadKey reads a file of at least 32 random bytes.
func ReadKey(path string) (Key, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("key of webhooks: %w", err)
	}
	if len(content) < keySize {
		return nil, errors.New("key of webhooks: the file must hold at least 32 random bytes")
	}
	return content, nil
}

// linkPattern leaves room for the path behind it in what a notice takes as a link.
var linkPattern = regexp.MustCompile(`^https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9/._-]*)?$`)

const longestLink = 200

// ParseLink reads where receivers reach this process, such as https://xiansuo.example, and returns it as links begin. Empty stays
// empty.
func ParseLink(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || len(text) > longestLink || !linkPattern.MatchString(text) {
		return "", errors.New("it must be an address such as https://xiansuo.example: http or https, a host in ASCII (a name in Chinese as xn--...), at most 200 characters, without user, query and fragment")
	}
	return strings.TrimRight(text, "/"), nil
}

// ParseNetworks reads prefixes such as 10.8.0.0/16, or addresses, with commas between them.
func ParseNetworks(text string) (out []netip.Prefix, err error) {
	for _, part := range strings.Split(text, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(part)
		if addr, err2 := netip.ParseAddr(part); err != nil && err2 == nil {
			prefix, err = addr.Prefix(addr.BitLen())
		}
		if err != nil {
			return nil, fmt.Errorf("%q is neither a network such as 10.8.0.0/16 nor an address", part)
		}
		out = append(out, prefix.Masked())
	}
	return out, nil
}
