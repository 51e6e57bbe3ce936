//go:build crashpoints

package crash

import (
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
)

// wanted is the point at which this process dies, and at which passing of it.
var wanted, nth = func() (string, int64) {
	name, count, _ := strings.Cut(os.Getenv("XIANSUO_CRASH"), ":")
	n, err := strconv.ParseInt(count, 10, 64)
	if err != nil {
		n = 1
	}
	return name, n
}()

var passed atomic.Int64

// Point kills the process, as a loss of power would, when this is the wanted point.
func Point(name string) {
	if name == wanted && passed.Add(1) == nth {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // nothing more happens here
	}
}
