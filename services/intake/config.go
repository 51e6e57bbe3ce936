package intake

import (
	"net"
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"
)

// Config is what the environment decides for intake.
type Config struct {
	// MaxAge is how long a complaint may wait until it is in a department's queue; what would wait longer is not taken.
	MaxAge time.Duration `env:"XIANSUO_INTAKE_MAX_AGE" envDefault:"2s"`
	// MaxBacklog is how many events may wait for routing while it is away; 0 is 100,000.
	MaxBacklog uint64 `env:"XIANSUO_INTAKE_MAX_BACKLOG" envDefault:"100000"`
	// Connections to PostgreSQL.
	Pool int32 `env:"XIANSUO_INTAKE_POOL" envDefault:"8"`
	// Redo is how long after an end its reporter may ask for a redo, as a limit of the calendar; empty is 30 days.
	Redo string `env:"XIANSUO_INTAKE_REDO" envDefault:"30 NAT"`
	// Proxies are networks of our own reverse proxies: what they say of the address behind them is believed, to limit tries by it.
	Proxies []netip.Prefix `env:"XIANSUO_INTAKE_PROXIES"`
}

// defaultBacklog is that of a Config that says nothing: delivered within some two minutes once routing is back.
const defaultBacklog = 100_000

// defaultRedo is the window of a Config that says nothing. No law sets it.
const defaultRedo = "30 NAT"

// trusted lets a network's X-Forwarded-For be believed.
func trusted(p netip.Prefix) echo.TrustOption {
	return echo.TrustIPRange(&net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())})
}
