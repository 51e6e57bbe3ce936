package files

import (
	"encoding/hex"
	"fmt"
	"hash"
	"io"
)

// held is how much is kept back until the whole was checked.
const held = 64 << 10

// checked reads a file and its digest, always `held` bytes ahead of what it gives.
type checked struct {
	file   io.ReadCloser
	digest string
	sum    hash.Hash
	ahead  []byte
	err    error // once the end was reached: io.EOF, or what is wrong
}

// Read gives what is certain not to be the end, and the end when the whole was found intact.
func (c *checked) Read(p []byte) (int, error) {
	for c.err == nil && len(c.ahead) < held+len(p) {
		c.fill(len(p))
	}
	ready := len(c.ahead)
	switch {
	case c.err == nil:
		ready -= held
	case c.err != io.EOF:
		return 0, c.err
	case ready == 0:
		return 0, io.EOF
	}
	n := copy(p, c.ahead[:ready])
	c.ahead = c.ahead[n:]
	return n, nil
}

func (c *checked) fill(more int) {
	from := len(c.ahead)
	c.ahead = append(c.ahead, make([]byte, held+more-from)...)
	n, err := c.file.Read(c.ahead[from:])
	c.ahead = c.ahead[:from+n]
	_, _ = c.sum.Write(c.ahead[from:])
	switch {
	case err == io.EOF && hex.EncodeToString(c.sum.Sum(nil)) != c.digest:
		c.err = ErrDamaged
	case err == io.EOF:
		c.err = io.EOF
	case err != nil:
		c.err = fmt.Errorf("read a file: %w", err)
	}
}

// Close closes the file.
func (c *checked) Close() error { return c.file.Close() }
