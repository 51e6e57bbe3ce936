package likeness

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// version is the first byte of a print.
const version = 1

// ErrVersion says that a print was made by another version of this package: it must be computed anew from the lead.
var ErrVersion = errors.New("likeness: a print of another version")

// AppendBinary appends the print to b, less than 400 bytes in network byte order.
func (p Print) AppendBinary(b []byte) ([]byte, error) {
	return binary.Append(b, binary.BigEndian, p.content)
}

// MarshalBinary returns the print in less than 400 bytes.
func (p Print) MarshalBinary() ([]byte, error) {
	return p.AppendBinary(make([]byte, 0, binary.Size(p.content)))
}

// UnmarshalBinary reads what MarshalBinary returned. What another version returned is ErrVersion.
func (p *Print) UnmarshalBinary(b []byte) error {
	if len(b) > 0 && b[0] > version {
		return ErrVersion
	}
	if want := binary.Size(p.content); len(b) != want {
		return fmt.Errorf("likeness: a print has %d bytes, not %d", want, len(b))
	}
	_, err := binary.Decode(b, binary.BigEndian, &p.content)
	return err
}
