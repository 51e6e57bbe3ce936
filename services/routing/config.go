package routing

// Config is what the environment decides for routing.
type Config struct {
	// Connections to PostgreSQL.
	Pool int32 `env:"XIANSUO_ROUTING_POOL" envDefault:"8"`
}
