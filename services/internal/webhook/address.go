package webhook

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
)

// CheckURL reports what is wrong with an endpoint's URL: it must be absolute, https, and without user, password and fragment. Plain
// http is for networks that allow lists; whether a name leads there is seen when it is called. The error does not repeat the URL.
func CheckURL(raw string, allow []netip.Prefix) error {
	u, err := url.Parse(raw)
	if err != nil {
		return errors.New("it is not a URL")
	}
	port, portErr := strconv.ParseUint(u.Port(), 10, 16)
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return errors.New("it must begin with https://")
	case u.Hostname() == "":
		return errors.New("it names no host")
	case u.User != nil:
		return errors.New("it must hold no user and no password")
	case u.Fragment != "":
		return errors.New("it must have no fragment")
	case u.Port() != "" && (portErr != nil || port == 0):
		return errors.New("its port is none")
	}
	if addr, err := netip.ParseAddr(u.Hostname()); err == nil {
		return guard{allow, u.Scheme == "http"}.check(addr)
	}
	if u.Scheme == "http" && len(allow) == 0 {
		return errors.New("it must begin with https://: no network is allowed for plain http")
	}
	return nil
}

// guard says which addresses may be called.
type guard struct {
	allow []netip.Prefix
	plain bool // without TLS: only where allow says so
}

// refused says that an address may not be called.
type refused struct{ class, detail string }

func (r *refused) Error() string { return r.class + ": " + r.detail }

// check refuses an address that is not on the public internet, or plain HTTP, unless allow lists it.
func (g guard) check(addr netip.Addr) error {
	addr = addr.Unmap().WithZone("")
	if g.allowed(addr) {
		return nil
	}
	if inward(addr) {
		return &refused{classInward, fmt.Sprintf("address %s is inward; allow its network if it is meant", addr)}
	}
	if g.plain {
		return &refused{classPlain, fmt.Sprintf("address %s is called without TLS; use https, or allow its network if it is meant", addr)}
	}
	return nil
}

// allowed reports whether a prefix lists the address. Where a cloud tells its machines their credentials is opened by that very
// address only, not by a network around it.
func (g guard) allowed(addr netip.Addr) bool {
	for _, p := range g.allow {
		if p.Contains(addr) && (p.IsSingleIP() || !metadata(addr)) {
			return true
		}
	}
	return false
}

func metadata(addr netip.Addr) bool {
	switch addr.String() {
	case "169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::23", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254":
		return true
	}
	return false
}

// closed are the networks of IANA's special-purpose registries (RFC 6890 and its updates) that are not globally reachable, as far as
// netip does not know them.
var closed = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("3fff::/20"),
}

var (
	global = netip.MustParsePrefix("2000::/3") // all of IPv6 that is given out
	nat64  = netip.MustParsePrefix("64:ff9b::/96")
	sixTo4 = netip.MustParsePrefix("2002::/16")
)

// inward reports whether an address, or the IPv4 address in it, leads to this machine, a private network, several receivers, or
// nowhere. Whatever is not known to be public is inward.
func inward(addr netip.Addr) bool {
	if !addr.IsGlobalUnicast() || addr.IsPrivate() || metadata(addr) {
		return true
	}
	for _, p := range closed {
		if p.Contains(addr) {
			return true
		}
	}
	if addr.Is4() {
		return false
	}
	b := addr.As16()
	switch {
	case nat64.Contains(addr):
		return inward(netip.AddrFrom4([4]byte(b[12:])))
	case sixTo4.Contains(addr):
		return inward(netip.AddrFrom4([4]byte(b[2:6])))
	}
	return !global.Contains(addr)
}
