package intake

import "time"

// Config is what the environment decides for intake.
type Config struct {
	// MaxAge is how old the oldest unpublished event may be while complaints are still admitted.
	MaxAge time.Duration `env:"XIANSUO_INTAKE_MAX_AGE" envDefault:"2s"`
	// Connections to PostgreSQL.
	Pool int32 `env:"XIANSUO_INTAKE_POOL" envDefault:"8"`
}
