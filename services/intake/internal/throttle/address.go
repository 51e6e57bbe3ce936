package throttle

import "net/netip"

// Address is the key of whoever calls from an address: of IPv6 the network of 64 bits, which is one household's.
func Address(text string) string {
	a, err := netip.ParseAddr(text)
	if err != nil {
		return ""
	}
	if a = a.Unmap(); a.Is4() {
		return a.String()
	}
	p, err := a.WithZone("").Prefix(64)
	if err != nil {
		return ""
	}
	return p.String()
}
