package disclosure

// Config is what the environment decides for disclosure.
type Config struct {
	// Connections to PostgreSQL.
	Pool int32 `env:"XIANSUO_DISCLOSURE_POOL" envDefault:"4"`
}
