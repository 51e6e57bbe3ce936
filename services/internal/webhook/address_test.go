package webhook

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func portOf(raw string) string {
	u, _ := url.Parse(raw)
	return u.Port()
}

func resolveTo(addresses ...string) func(context.Context, string) ([]netip.Addr, error) {
	return func(context.Context, string) (out []netip.Addr, err error) {
		for _, a := range addresses {
			out = append(out, netip.MustParseAddr(a))
		}
		return out, nil
	}
}

// outward are addresses of the public internet.
var outward = []string{"1.1.1.1", "114.114.114.114", "223.5.5.5", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1", "198.20.0.1",
	"223.255.255.254", "2400:3200::1", "2606:4700:4700::1111", "64:ff9b::101:101", "2002:101:101::1", "::ffff:1.1.1.1"}

// inwardly are all the forms in which an address leads inwards, or nowhere.
var inwardly = []string{
	"127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255",
	"169.254.0.1", "169.254.169.254", "100.64.0.1", "100.127.255.255", "100.100.100.200", "168.63.129.16", "192.0.0.1", "192.0.0.192", "192.0.2.1",
	"192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
	"::", "::1", "::7f00:1", "::10.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:100.64.0.1", "::ffff:0:127.0.0.1",
	"64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::1",
	"2002:c0a8:101::1", "2001::1", "2001:0:7f00:1::", "2001:10::1", "2001:20::1", "2001:db8::1", "3fff::1", "100::1", "5f00::1", "4000::1",
	"169.254.170.2", "169.254.170.23", "fd00:ec2::23", "fc00::1", "fd00:ec2::254", "fd20:ce::254", "fe80::1", "fe80::1%25lo", "fec0::1", "ff02::1", "ff0e::1",
}

// Every inward form of an address is refused in a URL and as what a name means, and opened by a prefix that lists it.
func TestInwardAddresses(t *testing.T) {
	for _, a := range outward {
		host := a
		if strings.Contains(a, ":") {
			host = "[" + a + "]"
		}
		if err := CheckURL("https://"+host+"/x", nil); err != nil {
			t.Errorf("%s: %v", a, err)
		}
		if err := (guard{}).check(netip.MustParseAddr(a)); err != nil {
			t.Errorf("%s: %v", a, err)
		}
	}
	for _, a := range inwardly {
		host := a
		if strings.Contains(a, ":") {
			host = "[" + a + "]"
		}
		if err := CheckURL("https://"+host+"/x", nil); err == nil {
			t.Errorf("%s is allowed in a URL", a)
		}
		addr := netip.MustParseAddr(strings.Replace(a, "%25", "%", 1))
		var no *refused
		if err := (guard{}).check(addr); !errors.As(err, &no) || no.class != classInward {
			t.Errorf("%s is allowed: %v", a, err)
		}
		own := addr.Unmap().WithZone("")
		listed := guard{[]netip.Prefix{netip.PrefixFrom(own, own.BitLen())}, true}
		if err := listed.check(addr); err != nil {
			t.Errorf("%s is listed: %v", a, err)
		}
		around := guard{[]netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}, false}
		if err := around.check(addr); (err != nil) != metadata(own) {
			t.Errorf("%s with everything allowed: %v", a, err)
		}
	}
}

// Where a cloud tells its machines their credentials is refused though its network is allowed.
func TestCredentialsOfTheMachine(t *testing.T) {
	g := guard{[]netip.Prefix{netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("fd00::/8")}, true}
	for _, a := range []string{"169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::254", "fd00:ec2::23", "::ffff:169.254.170.2"} {
		if err := g.check(netip.MustParseAddr(a)); err == nil {
			t.Errorf("%s is allowed with its network", a)
		}
	}
	if err := g.check(netip.MustParseAddr("169.254.1.1")); err != nil {
		t.Errorf("another of the network: %v", err)
	}
}

// A URL is absolute and https, and holds no user and no fragment; plain http needs a network that allows it.
func TestCheckURL(t *testing.T) {
	intranet := []netip.Prefix{netip.MustParsePrefix("10.8.0.0/16")}
	for raw, want := range map[string]struct{ none, allowed bool }{
		"https://duty.example/hook?x=1": {true, true},
		"https://duty.example:8443/":    {true, true},
		"http://duty.example/":          {false, true}, // the address decides
		"http://10.8.1.2/":              {false, true},
		"https://10.8.1.2/":             {false, true},
		"http://10.9.1.2/":              {false, false},
		"http://1.1.1.1/":               {false, false},
		"https://1.1.1.1/":              {true, true},
		"https://user:pw@duty.example/": {false, false},
		"https://duty.example/#x":       {false, false},
		"https://duty.example:0/":       {false, false},
		"https://duty.example:99999/":   {false, false},
		"https:///x":                    {false, false},
		"https:duty.example":            {false, false},
		"/hook":                         {false, false},
		"":                              {false, false},
		"ftp://duty.example/":           {false, false},
		"file:///etc/passwd":            {false, false},
		"gopher://127.0.0.1/":           {false, false},
		"https://duty.example/\x7f":     {false, false},
	} {
		if err := CheckURL(raw, nil); (err == nil) != want.none {
			t.Errorf("%q: %v", raw, err)
		} else if err != nil && strings.Contains(err.Error(), "duty.example") {
			t.Errorf("%q is repeated: %v", raw, err)
		}
		if err := CheckURL(raw, intranet); (err == nil) != want.allowed {
			t.Errorf("%q with an intranet: %v", raw, err)
		}
	}
}

// What a name means is checked when it is called: refused where it leads inwards, or in plain text outwards, called where it is
// listed, and the row says what to do.
func TestNamesThatLeadInwards(t *testing.T) {
	o := newOffice(t)
	r := o.receive("real", status(http.StatusOK))
	port := portOf(r.URL)
	for name, tc := range map[string]struct {
		url   string
		means []string
		allow []netip.Prefix
		want  string
	}{
		"inwards":                 {"https://duty.example:" + port, []string{"127.0.0.1"}, nil, classInward},
		"inwards in plain text":   {"http://duty.example:" + port, []string{"127.0.0.1"}, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, classInward},
		"inwards in all forms":    {"https://duty.example:" + port, []string{"::ffff:127.0.0.1", "64:ff9b::7f00:1", "::1"}, nil, classInward},
		"outwards in plain text":  {"http://duty.example:" + port, []string{"1.1.1.1"}, []netip.Prefix{loopback}, classPlain},
		"localhost":               {"https://localhost:" + port, []string{"127.0.0.1"}, nil, classInward},
		"a number":                {"https://2130706433:" + port, []string{"127.0.0.1"}, nil, classInward},
		"listed":                  {"http://duty.example:" + port, []string{"127.0.0.1"}, []netip.Prefix{loopback}, ""},
		"listed behind unlisted":  {"http://duty.example:" + port, []string{"10.0.0.1", "127.0.0.1"}, []netip.Prefix{loopback}, ""},
		"dead address before one": {"http://duty.example:" + port, []string{"127.0.0.2", "127.0.0.1"}, []netip.Prefix{loopback}, ""},
		"nowhere":                 {"https://duty.example:" + port, nil, nil, classResolve},
	} {
		t.Run(name, func(t *testing.T) {
			endpoint := strings.ReplaceAll(name, " ", "-")
			o.register(Endpoint{Name: endpoint, URL: tc.url})
			s := o.sender()
			s.Resolve, s.Allow = resolveTo(tc.means...), tc.allow
			s.prepare()
			id, before := o.queue(endpoint, "a")[0], len(r.got())
			o.step(s)
			d := o.delivery(id)
			if called := len(r.got()) > before; called != (tc.want == "") || d.Error != tc.want {
				t.Errorf("called %v, %+v", called, d)
			}
			if tc.want == classInward && !strings.Contains(d.Detail, "is inward; allow its network") {
				t.Errorf("the row says %q", d.Detail)
			}
			o.strike(endpoint)
		})
	}
}

// A name that means an allowed address when it is checked and another the next moment leads to what was checked: it is resolved once.
func TestRebinding(t *testing.T) {
	o := newOffice(t)
	r := o.receive("real", status(http.StatusOK)) // on 127.0.0.1
	var asked atomic.Int64
	o.register(Endpoint{Name: "duty", URL: "http://duty.example:" + portOf(r.URL)})
	s := o.sender()
	s.Allow = []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}
	s.Resolve = func(context.Context, string) ([]netip.Addr, error) {
		if asked.Add(1)%2 == 1 {
			return []netip.Addr{netip.MustParseAddr("127.0.0.2")}, nil
		}
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}
	s.prepare()
	id := o.queue("duty", "a")[0]
	for i, want := range []string{classConnect, classInward, classConnect, classInward} {
		o.step(s)
		if d := o.delivery(id); d.Error != want || len(r.got()) > 0 || asked.Load() != int64(i+1) {
			t.Fatalf("%+v, asked %d times", d, asked.Load())
		}
		o.pass(6 * time.Hour)
	}
}
