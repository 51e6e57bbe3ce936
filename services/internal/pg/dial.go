package pg

import (
	"net"
	"time"
)

// unanswered is how long the other side may leave what was sent unacknowledged before the connection counts as lost. Where a network is
// pulled out nobody says so: the kernel would try for a quarter of an hour, and every statement on the connection would wait as long.
const unanswered = 20 * time.Second

// dialer dials PostgreSQL.
func dialer() *net.Dialer {
	return &net.Dialer{Timeout: 5 * time.Second, Control: limitUnanswered,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: unanswered / 2, Interval: unanswered / 4, Count: 2}}
}
