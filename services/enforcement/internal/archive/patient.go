package archive

import (
	"io"
	"net/http"
	"time"
)

// idle is how long a sender may pause.
const idle = 30 * time.Second

// patient gives a sender time for as long as something comes.
type patient struct {
	io.ReadCloser
	control *http.ResponseController
	wait    time.Duration
}

// Patient returns the body of a request that may take as long as it needs, if only something comes every half minute.
func Patient(w http.ResponseWriter, body io.ReadCloser) io.ReadCloser {
	return &patient{body, http.NewResponseController(w), idle}
}

// Read reads.
func (p *patient) Read(b []byte) (int, error) {
	_ = p.control.SetReadDeadline(time.Now().Add(p.wait)) // a server that knows no deadlines has none
	n, err := p.ReadCloser.Read(b)
	if err != nil { // nothing more comes: whoever waits for the answer may wait longer
		_ = p.control.SetReadDeadline(time.Time{})
	}
	return n, err
}
