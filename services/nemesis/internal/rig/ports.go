package rig

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
)

// ports gives out addresses of loopback, each once: with ports that the kernel gives to no outgoing connection, because what was killed must
// find its port free when it comes back.
type ports struct{ next int }

const firstPort, lastPort = 20000, 31999

func newPorts() *ports { return &ports{firstPort + rand.IntN(lastPort-firstPort)} }

func (p *ports) free() (string, error) {
	for range lastPort - firstPort {
		if p.next++; p.next > lastPort {
			p.next = firstPort
		}
		address := fmt.Sprintf("127.0.0.1:%d", p.next)
		if l, err := net.Listen("tcp", address); err == nil {
			return address, l.Close()
		}
	}
	return "", errors.New("no port is free")
}
