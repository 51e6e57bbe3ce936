package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"time"
)

// Classes of failure, as they stand on a row and in logs.
const (
	classInward      = "inward-address"
	classPlain       = "plain-address"
	classURL         = "url"
	classResolve     = "resolve"
	classConnect     = "connect"
	classCertificate = "certificate"
	classTLS         = "tls"
	classTimeout     = "timeout"
	classBroken      = "broken"
	classRedirect    = "redirect"
	classStatus      = "status"
	classSecret      = "secret"
	classUnknown     = "unknown-endpoint"
)

// details says what the classes mean that have nothing else to say. An error of the HTTP client is never shown: it repeats the URL.
var details = map[string]string{
	classURL:         "the endpoint's URL cannot be called",
	classResolve:     "the endpoint's name has no address",
	classConnect:     "nothing answers at the endpoint's address",
	classCertificate: "the endpoint's certificate is not trusted, has ended, or is another's",
	classTLS:         "the endpoint does not speak TLS 1.2 or 1.3",
	classTimeout:     "the endpoint did not answer in time",
	classBroken:      "the connection ended before an answer came",
	classRedirect:    "the endpoint points elsewhere; redirects are not followed",
	classStatus:      "the endpoint did not take it",
	classSecret:      "it cannot be signed: there is no master secret",
	classUnknown:     "the endpoint is not in the book",
}

// outcome is what became of one try.
type outcome struct {
	state         State // Sent, Gone, or Waiting for another try
	status        int   // of HTTP, or 0
	class, detail string
	retryAfter    time.Duration
	interrupted   bool // by the end of this process: nothing is known
}

func failed(class string) outcome {
	return outcome{state: Waiting, class: class, detail: details[class]}
}

const (
	requestTimeout = 10 * time.Second
	connectTimeout = 4 * time.Second // one address of several, so that the next gets its turn
	idleTimeout    = 5 * time.Second // what comes together shares a connection; an older one may be dead
	maxAnswer      = 64 << 10
)

// client calls endpoints: at addresses that were checked after they were resolved, without proxies and redirects.
type client struct {
	byScheme map[string]*http.Client
	allow    []netip.Prefix
	secrets  Secrets
	timeout  time.Duration
	now      func() time.Time
}

func (s *Sender) newClient() *client {
	c := &client{byScheme: map[string]*http.Client{}, allow: s.Allow, secrets: s.Secrets, timeout: s.Timeout, now: s.Now}
	for scheme, plain := range map[string]bool{"https": false, "http": true} {
		d := dialer{s.Resolve, guard{s.Allow, plain}}
		c.byScheme[scheme] = &http.Client{
			Transport: &http.Transport{
				DialContext: d.dial, ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: s.RootCAs, MinVersion: tls.VersionTLS12},
				MaxIdleConnsPerHost: s.Concurrency, IdleConnTimeout: idleTimeout, MaxResponseHeaderBytes: maxAnswer,
			},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	return c
}

func (c *client) close() {
	for _, one := range c.byScheme {
		one.CloseIdleConnections()
	}
}

// post tries a delivery once.
func (c *client) post(ctx context.Context, d claimed) outcome {
	if err := CheckURL(d.to.URL, c.allow); err != nil {
		return misnamed(err)
	}
	limited, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(limited, http.MethodPost, d.to.URL, bytes.NewReader(d.body))
	if err != nil {
		return failed(classURL)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "xiansuo")
	if err := c.secrets.sign(r.Header, d.to, d.id, c.now(), d.body); err != nil {
		return failed(classSecret)
	}
	answer, err := c.byScheme[r.URL.Scheme].Do(r)
	if err != nil {
		return outcome{state: Waiting, interrupted: ctx.Err() != nil}.because(err)
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, maxAnswer) // so that the connection can be used again
	return c.judge(answer)
}

// misnamed is the outcome for a URL that CheckURL refuses; its errors repeat nothing of it.
func misnamed(err error) outcome {
	var no *refused
	if errors.As(err, &no) {
		return outcome{state: Waiting, class: no.class, detail: no.detail}
	}
	return outcome{state: Waiting, class: classURL, detail: details[classURL] + ": " + err.Error()}
}

// because adds the class of an error of the HTTP client, which is not shown itself: it repeats the URL.
func (o outcome) because(err error) outcome {
	var no *refused
	var name *net.DNSError
	var timeout net.Error
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var dial *net.OpError
	switch {
	case errors.As(err, &no):
		o.class, o.detail = no.class, no.detail
		return o
	case errors.As(err, &name):
		o.class = classResolve
	case errors.As(err, &timeout) && timeout.Timeout():
		o.class = classTimeout
	case errors.As(err, &certificate):
		o.class = classCertificate
	case errors.As(err, &record), errors.As(err, &alert), errors.Is(err, http.ErrSchemeMismatch):
		o.class = classTLS
	case errors.As(err, &dial) && dial.Op == "dial":
		o.class = classConnect
	default:
		o.class = classBroken
	}
	o.detail = details[o.class]
	return o
}

// judge says what an answer means. Its body means nothing.
func (c *client) judge(answer *http.Response) outcome {
	o := outcome{state: Waiting, status: answer.StatusCode, class: classStatus}
	switch code := answer.StatusCode; {
	case code >= 200 && code < 300:
		return outcome{state: Sent, status: code}
	case code == http.StatusGone:
		o.state = Gone
	case code >= 300 && code < 400:
		o.class = classRedirect
	case code == http.StatusTooManyRequests, code == http.StatusServiceUnavailable:
		o.retryAfter = retryAfter(answer.Header.Get("Retry-After"), c.now())
	}
	o.detail = details[o.class]
	return o
}

const longestRetryAfter = time.Hour

// retryAfter reads the header (RFC 9110, 10.2.3), in seconds or as a date, and returns no more than an hour.
func retryAfter(text string, now time.Time) time.Duration {
	wait := time.Duration(0)
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(text); err == nil {
		wait = at.Sub(now)
	}
	return min(max(0, wait), longestRetryAfter)
}

// dialer connects to what was resolved and checked, and to nothing else: a name that means another address the next moment cannot
// lead inwards.
type dialer struct {
	resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	guard   guard
}

func (d dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	addresses, err := d.addresses(ctx, host)
	if err != nil {
		return nil, err
	}
	var first error
	for _, addr := range addresses {
		conn, err := d.connect(ctx, network, addr, port)
		if err == nil {
			return conn, nil
		}
		if first == nil {
			first = err
		}
	}
	if first == nil {
		first = &net.DNSError{Err: "no address", Name: host}
	}
	return nil, first
}

func (d dialer) addresses(ctx context.Context, host string) ([]netip.Addr, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{addr}, nil
	}
	return d.resolve(ctx, host)
}

func (d dialer) connect(ctx context.Context, network string, addr netip.Addr, port string) (net.Conn, error) {
	if err := d.guard.check(addr); err != nil {
		return nil, err
	}
	one := net.Dialer{Timeout: connectTimeout}
	return one.DialContext(ctx, network, net.JoinHostPort(addr.Unmap().String(), port))
}
