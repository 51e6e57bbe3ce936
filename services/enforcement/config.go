package enforcement

// Config is what the environment decides for enforcement.
type Config struct {
	// Connections to PostgreSQL.
	Pool int32 `env:"XIANSUO_ENFORCEMENT_POOL" envDefault:"4"`
}
