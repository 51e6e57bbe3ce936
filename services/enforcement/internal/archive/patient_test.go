package archive

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// deadlines remembers the last deadline that was set.
type deadlines struct {
	*httptest.ResponseRecorder
	last time.Time
}

func (d *deadlines) SetReadDeadline(t time.Time) error { d.last = t; return nil }

// A sender has half a minute for each part, and whoever waits for the answer to a body that came whole as long as it takes.
func TestPatience(t *testing.T) {
	w := &deadlines{ResponseRecorder: httptest.NewRecorder()}
	body := Patient(w, io.NopCloser(strings.NewReader("content")))
	if _, err := body.Read(make([]byte, 3)); err != nil || time.Until(w.last) < idle-time.Second {
		t.Errorf("in the middle: %v, %v", w.last, err)
	}
	if _, err := io.ReadAll(body); err != nil || !w.last.IsZero() {
		t.Errorf("at the end: %v, %v", w.last, err)
	}
}

// Who sends nothing for too long is cut off, not waited for.
func TestImpatience(t *testing.T) {
	read := make(chan error, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := Patient(w, r.Body).(*patient)
		body.wait = 50 * time.Millisecond
		_, err := io.ReadAll(body)
		read <- err
	}))
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf")
	select {
	case err := <-read:
		if err == nil {
			t.Error("half of a body was read as all of it")
		}
	case <-time.After(10 * time.Second):
		t.Error("it is waited for")
	}
}
