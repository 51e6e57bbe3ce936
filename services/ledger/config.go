package ledger

// Config is what the environment decides for the ledger.
type Config struct {
	// Connections to PostgreSQL.
	Pool int32 `env:"XIANSUO_LEDGER_POOL" envDefault:"6"`
}
