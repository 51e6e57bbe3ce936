package local_test

import (
	"fmt"
	"net"
	"testing"

	"xiansuo/services/internal/local"
)

// A port is given out once, is free, and is none that the kernel would give to a connection.
func TestFreePortIsGivenOnce(t *testing.T) {
	given := map[int]bool{}
	for range 200 {
		port, err := local.FreePort()
		if err != nil {
			t.Fatal(err)
		}
		if given[port] || port < 1024 || port >= 32768 {
			t.Fatalf("port %d after %d others", port, len(given))
		}
		given[port] = true
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
	}
}
