package disclosure

// Config is what the environment decides for disclosure.
type Config struct {
	// Connections to PostgreSQL.
	Pool int32 `env:"XIANSUO_DISCLOSURE_POOL" envDefault:"4"`
	// The least number that statistics tell, from 5 upwards: smaller ones are suppressed.
	Smallest int64 `env:"XIANSUO_DISCLOSURE_SMALLEST" envDefault:"5"`
	// How many days after the end of a month its statistics are prepared: until then papers of its last days come in.
	Days int `env:"XIANSUO_DISCLOSURE_DAYS" envDefault:"5"`
}

// least is below what no configuration may bring the smallest number that is told.
const least = 5
