package local

import (
	"fmt"
	"net"
)

// Listen listens for this machine only: whoever reaches xiansuo up over a network would be asked for no certificate.
func Listen(address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	if ip := listener.Addr().(*net.TCPAddr).IP; !ip.IsLoopback() {
		_ = listener.Close()
		return nil, fmt.Errorf("%s is not a loopback address, and xiansuo up is for one machine (xiansuo serve is for several)", ip)
	}
	return listener, nil
}
