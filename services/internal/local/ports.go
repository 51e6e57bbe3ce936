package local

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"sync/atomic"
)

// The ports that FreePort gives out. The kernel takes its own, for what connects and for what listens on port 0, from 32768 up.
const (
	firstPort = 20000
	ports     = 12000
)

var nextPort atomic.Uint32

func init() { nextPort.Store(rand.Uint32N(ports)) }

// FreePort returns a port of loopback for what will listen there a moment later, or again after it was stopped. It gives each out once, and
// none that the kernel gives to a connection meanwhile.
func FreePort() (int, error) {
	for range ports {
		port := firstPort + int(nextPort.Add(1)%ports)
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			return port, l.Close()
		}
	}
	return 0, errors.New("no port is free")
}

// FreeAddress returns an address of loopback with such a port.
func FreeAddress() (string, error) {
	port, err := FreePort()
	return fmt.Sprintf("127.0.0.1:%d", port), err
}
