package lead

import "embed"

// Schemas holds the JSON Schema (2020-12) of each event's data, as schema/<type>.json. They are generated from the structs.
//
//go:embed schema/*.json
var Schemas embed.FS
